"""Random lives of an application: what is refused changes and records nothing, what is accepted
records exactly its events, and the timeline replayed gives the state."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.applications.models import OPEN, Stage
from tests.factories import Agency, Json

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday morning

ACTIONS = st.one_of(
    st.tuples(st.just("stage"), st.sampled_from([*Stage])),
    st.tuples(st.sampled_from(["withdrawal", "rejection", "reinstatement"]), st.none()),
    st.tuples(st.just("schedule"), st.integers(-48, 48)),
    st.tuples(
        st.sampled_from(
            ["completion", "cancellation", "no-show", "ask", "chase", "log", "refusal", "closure"]
        ),
        st.integers(0, 2),
    ),
    st.tuples(st.just("move"), st.integers(-30, 30)),
    st.tuples(st.sampled_from(["amend", "release", "acknowledge"]), st.integers(0, 2)),
    st.tuples(st.just("wait"), st.integers(1, 72)),
)


@dataclass
class Life:
    """One application and all that hangs on it, as the API shows it."""

    agency: Agency
    now: time_machine.Traveller
    application_id: str
    contacts: list[Json]
    after: str = ""
    interviews: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)

    async def state(self) -> Json:
        read = self.agency.viewer.reads
        return {
            "application": await read(f"/v1/applications/{self.application_id}"),
            "interviews": {i: await read(f"/v1/interviews/{i}") for i in self.interviews},
            "requests": {r: await read(f"/v1/feedback-requests/{r}") for r in self.requests},
            "feedback": {f: await read(f"/v1/feedback/{f}") for f in self.feedback},
            "follow_ups": {
                f["id"]: f
                for f in (await read("/v1/follow-ups", application_id=self.application_id))["items"]
            },
            "tasks": {task["id"]: task for task in await self.tasks()},
        }

    async def tasks(self) -> list[Json]:
        page = await self.agency.viewer.reads(
            "/v1/tasks", application_id=self.application_id, limit=200
        )
        assert page["next_cursor"] is None
        items: list[Json] = page["items"]
        return items

    async def new_events(self) -> list[Json]:
        page = await self.agency.admin.reads("/v1/events", limit=1000, after=self.after or "0" * 16)
        if page["items"]:
            self.after = page["items"][-1]["id"]
        items: list[Json] = page["items"]
        return items

    async def act(self, action: str, argument: Any) -> tuple[int, Json]:
        """Try it; the answer's status and body. 0 when there is nothing to try it on."""
        post = self.agency.recruiter.post
        application = f"/v1/applications/{self.application_id}"
        made: list[str] | None = None
        match action:
            case "stage":
                answer = await post(f"{application}/stage", json={"stage": argument})
            case "withdrawal" | "rejection":
                answer = await post(f"{application}/{action}", json={"reason": "salary"})
            case "reinstatement":
                answer = await post(f"{application}/{action}", json={})
            case "schedule":
                starts_at = datetime.now(UTC) + timedelta(hours=argument)
                body = {
                    "application_id": self.application_id, "mode": "video",
                    "starts_at": starts_at.isoformat(), "timezone": "Europe/London",
                }  # fmt: skip
                answer, made = await post("/v1/interviews", json=body), self.interviews
            case "completion" | "cancellation" | "no-show" if self.interviews:
                answer = await post(self.one_of("interviews", argument) + f"/{action}", json={})
            case "move" if self.interviews:
                starts_at = datetime.now(UTC) + timedelta(hours=argument)
                answer = await self.agency.recruiter.patch(
                    self.one_of("interviews", abs(argument)),
                    json={"starts_at": starts_at.isoformat()},
                )
            case "ask" if self.interviews:
                interview = self.interviews[argument % len(self.interviews)]
                contact = self.contacts[argument % len(self.contacts)]
                body = {"interview_id": interview, "contact_id": contact["id"]}
                answer, made = await post("/v1/feedback-requests", json=body), self.requests
            case "chase" if self.requests:
                path = self.one_of("requests", argument) + "/chases"
                answer = await post(path, json={"outcome": "sent"})
            case "log" if self.requests:
                path = self.one_of("requests", argument) + "/feedback"
                body = {
                    "channel": "phone",
                    "outcome": "hold",
                    "summary_for_candidate": "Well done.",
                }
                answer, made = await post(path, json=body), self.feedback
            case "refusal" | "closure" if self.requests:
                path = self.one_of("requests", argument) + f"/{action}"
                answer = await post(path, json={"reason": "No time."})
            case "amend" if self.feedback:
                path = self.one_of("feedback", argument) + "/amendments"
                answer = await post(path, json={"outcome": ["hold", "offer", "reject"][argument]})
            case "release" | "acknowledge" if self.feedback:
                verb = "release" if action == "release" else "acknowledgement"
                answer = await post(self.one_of("feedback", argument) + f"/{verb}", json={})
            case _:
                return 0, {}
        if made is not None and answer.status_code == 201:
            made.append(answer.json()["id"])
        return answer.status_code, answer.json()

    def one_of(self, kind: str, at: int) -> str:
        ids: list[str] = getattr(self, kind)
        noun = {"requests": "feedback-requests"}.get(kind, kind)
        return f"/v1/{noun}/{ids[at % len(ids)]}"


def expected(action: str, before: Json, after: Json) -> Counter[str]:
    """The events of an accepted action, from what changed and nothing else."""
    return of_the_action(action, before, after) + of_tasks(before["tasks"], after["tasks"])


def of_tasks(before: Json, after: Json) -> Counter[str]:
    """What followed for tasks: each that changed has its event, and so has each playbook."""
    events: list[str] = []
    for task_id, was in before.items():
        now = after[task_id]
        events += ["task.completed"] * (was["done_at"] is None and now["done_at"] is not None)
        events += ["task.cancelled"] * (was["cancel_cause"] is None and bool(now["cancel_cause"]))
        events += ["task.reopened"] * (bool(was["cancel_cause"]) and now["cancel_cause"] is None)
        events += ["task.moved"] * (was["due_at"] != now["due_at"])
    started = {task["playbook_id"] for task_id, task in after.items() if task_id not in before}
    return Counter(events + ["playbook.started"] * len(started))


def of_the_action(action: str, before: Json, after: Json) -> Counter[str]:
    awaiting = [r for r in before["requests"].values() if r["status"] == "awaiting"]
    ended = [
        i
        for i, row in before["interviews"].items()
        if after["interviews"][i]["status"] != row["status"]
    ]
    closed = [r for r in awaiting if r["interview_id"] in ended]
    moved = [r for r in awaiting if after["requests"][r["id"]]["due_at"] != r["due_at"]]
    thanks = [f["status"] for f in before["follow_ups"].values()]
    match action:
        case "withdrawal" | "rejection":
            kept = [r for r in awaiting if r not in closed and r["chasing_stopped_at"] is None]
            verb = "withdrawn" if action == "withdrawal" else "rejected"
            return Counter(
                [f"application.{verb}"]
                + ["interview.cancelled"] * len(ended)
                + ["feedback.closed"] * len(closed)
                + ["feedback.chasing_stopped"] * len(kept)
                + ["follow_up.skipped"] * thanks.count("due")
            )
        case "reinstatement":
            stopped = [r for r in awaiting if r["chasing_stopped_at"]]
            return Counter(
                ["application.reinstated"]
                + ["feedback.chasing_resumed"] * len(stopped)
                + ["follow_up.reopened"] * thanks.count("skipped")
            )
        case "completion" if Stage(before["application"]["stage"]) in OPEN:
            return Counter(["interview.completed", "follow_up.due"])
        case "cancellation":
            return Counter(["interview.cancelled"] + ["feedback.closed"] * len(closed))
        case "no-show":
            return Counter(["interview.missed"] + ["feedback.closed"] * len(closed))
        case "move":
            if before["interviews"] == after["interviews"]:
                return Counter()  # moved to where it was
            return Counter(["interview.rescheduled"] + ["feedback.due_moved"] * len(moved))
        case "amend":
            changed = before["feedback"] != after["feedback"]
            return Counter(["feedback.amended"] if changed else [])
    return Counter(
        [
            {
                "stage": "application.stage_changed", "schedule": "interview.scheduled",
                "completion": "interview.completed", "ask": "feedback.requested",
                "chase": "feedback.chased", "log": "feedback.received",
                "refusal": "feedback.declined", "closure": "feedback.closed",
                "release": "feedback.released", "acknowledge": "feedback.acknowledged",
            }[action]
        ]
    )  # fmt: skip


def replayed(events: list[Json]) -> dict[str, str]:
    """Where each thing stands, by its events alone."""
    stands: dict[str, str] = {}
    for event in events:
        data, subject = event["data"], event["subject"]["id"]
        match event["type"]:
            case "application.submitted":
                stands[subject] = data["stage"]
            case "application.stage_changed" | "application.reinstated":
                stands[subject] = data["to_stage"]
            case "interview.missed":
                stands[subject] = "no_show"
            case "application.withdrawn" | "application.rejected":
                stands[subject] = event["type"].partition(".")[2]
            case "interview.scheduled" | "interview.completed" | "interview.cancelled":
                stands[subject] = event["type"].partition(".")[2]
            case "feedback.requested":
                stands[subject] = "awaiting"
            case "feedback.declined" | "feedback.closed":
                stands[subject] = event["type"].partition(".")[2]
            case "follow_up.due" | "follow_up.reopened":
                stands[subject] = "due"
            case "follow_up.skipped":
                stands[subject] = "skipped"
            case "feedback.received":
                if data["feedback_request_id"]:
                    stands[data["feedback_request_id"]] = "received"
    return stands


@given(actions=st.lists(ACTIONS, min_size=5, max_size=30))
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_random_lives_keep_every_rule(agency: Agency, actions: list[tuple[str, Any]]) -> None:
    with time_machine.travel(START, tick=False) as now:
        employer = await agency.employer()
        contacts = [await agency.contact(employer_id=employer["id"]) for _ in range(2)]
        vacancy = await agency.vacancy(employer_id=employer["id"])
        application = await agency.application(vacancy_id=vacancy["id"])
        life = Life(agency, now, application["id"], contacts)
        while await life.new_events():
            pass  # what came before this life
        for action, argument in actions:
            if action == "wait":
                now.shift(timedelta(hours=argument))
                continue
            before = await life.state()
            status, answer = await life.act(action, argument)
            after = await life.state()
            recorded = await life.new_events()
            if status >= 400:
                assert status in (409, 422), answer
                assert answer["type"].startswith("/problems/")
                assert (after, recorded) == (before, []), f"{action} was refused and left a trace"
            elif status:
                types = Counter(event["type"] for event in recorded)
                assert types == expected(action, before, after), f"{action} {argument}"
        await the_log_tells_the_state(life)


async def the_log_tells_the_state(life: Life) -> None:
    state = await life.state()
    timeline = await life.agency.viewer.reads(
        f"/v1/applications/{life.application_id}/timeline", limit=200
    )
    in_order = sorted(timeline["items"], key=lambda event: str(event["id"]))
    stands = replayed(in_order)
    assert stands[life.application_id] == state["application"]["stage"]
    for kind in ("interviews", "requests", "follow_ups"):
        for row_id, row in state[kind].items():
            assert stands[row_id] == row["status"]
    if (stage := state["application"]["stage"]) in ("withdrawn", "rejected"):
        now = datetime.now(UTC).isoformat()
        assert not any(
            row["status"] == "scheduled" and row["ends_at"] > now
            for row in state["interviews"].values()
        )
        stopped = [row for row in state["requests"].values() if row["chasing_stopped_at"]]
        assert not any(row["overdue"] for row in stopped)
        assert not any(row["status"] == "due" for row in state["follow_ups"].values())
        owed = {"Turned down", "Feedback has come"} if stage == "rejected" else set()
        assert {task["playbook_name"] for task in open_tasks(state)} <= owed


def open_tasks(state: Json) -> list[Json]:
    tasks = state["tasks"].values()
    return [task for task in tasks if not task["done_at"] and not task["cancelled_at"]]
