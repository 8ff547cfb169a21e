"""Random lives of two applications and all that follows an interview: the desk is always what a
slow reading of every row gives, what is refused leaves no trace, and after an end nothing waits."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.database import Database
from tests.desk.recomputing import everything, naive_desk, real_desk
from tests.factories import Agency, Json, open_agency

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # Tuesday here, Tuesday night in Auckland
ZONE = "Pacific/Auckland"

OUTCOMES = ("hold", "advance", "reject", "offer")
WHICH = st.integers(0, 3)
ACTIONS = st.one_of(
    st.tuples(st.just("schedule"), st.integers(-72, 72)),
    st.tuples(
        st.sampled_from(
            [
                "complete", "complete", "complete", "cancel", "no_show", "debrief", "ask", "log",
                "follow_up_sent", "follow_up_skipped", "offer", "counter", "accept", "decline",
                "take_back", "heads_up", "reference", "received", "task_done", "verdict",
                "withdraw", "reject", "reinstate",
            ]
        ),
        WHICH,
    ),
    st.tuples(st.just("decide_by"), st.integers(-5, 5)),
    st.tuples(st.just("wait"), st.integers(1, 60)),
)  # fmt: skip


@dataclass
class Lives:
    """Two candidates, one of them the recruiter's own, each put forward once."""

    agency: Agency
    applications: list[Json]
    contact: Json
    referees: list[Json]
    turn: int = 0
    interviews: list[Json] = field(default_factory=list)

    async def act(self, action: str, argument: int) -> httpx.Response | None:
        """Try it, on the one application and the other in turn; None when there is nothing."""
        self.turn += 1
        post, put = self.agency.recruiter.post, self.agency.recruiter.put
        application = self.applications[self.turn % 2]
        path = f"/v1/applications/{application['id']}"
        referee = self.referees[self.turn % 2]
        asked = {"application_id": application["id"], "channel": "phone"}
        now = datetime.now(UTC)
        interview = self.interviews[argument % len(self.interviews)] if self.interviews else None
        about = f"/v1/interviews/{interview['id']}" if interview else ""
        match action:
            case "schedule":
                body = {
                    "application_id": application["id"], "mode": "video", "timezone": ZONE,
                    "starts_at": (now + timedelta(hours=argument)).isoformat(),
                    "interviewer_ids": [self.contact["id"]],
                }  # fmt: skip
                answer = await post("/v1/interviews", json=body)
                if answer.status_code == 201:
                    self.interviews.append(answer.json())
                return answer
            case "withdraw":
                return await post(f"{path}/withdrawal", json={"reason": "salary"})
            case "reject":
                return await post(f"{path}/rejection", json={"reason": "experience"})
            case "reinstate":
                return await post(f"{path}/reinstatement", json={})
            case "verdict":
                lean = ["accept", "undecided", "decline", "accept"][argument]
                return await put(f"{path}/verdict", json={"lean": lean})
            case "offer":
                expires_at = (now + timedelta(days=1 + 3 * argument)).isoformat()
                salary = {"amount": "41000", "currency": "GBP"}
                body = {"salary": salary, "expires_at": expires_at}
                return await post(f"{path}/offers", json=body)
            case "heads_up":
                return await post(f"/v1/referees/{referee['id']}/heads-ups", json=asked)
            case "reference":
                return await post(f"/v1/referees/{referee['id']}/references", json=asked)
            case "complete" | "cancel" | "no_show" if interview:
                noun = {"complete": "completion", "cancel": "cancellation", "no_show": "no-show"}
                return await post(f"{about}/{noun[action]}", json={})
            case "debrief" if interview:
                return await put(f"{about}/debrief", json={"interest": 1 + argument})
            case "decide_by" if interview:
                day = (now + timedelta(days=argument)).date().isoformat()
                return await put(f"{about}/decision-process", json={"decision_due_on": day})
            case "ask" if interview:
                body = {"interview_id": interview["id"], "contact_id": self.contact["id"]}
                return await post("/v1/feedback-requests", json=body)
        return await self.settle(action, argument)

    async def settle(self, action: str, argument: int) -> httpx.Response | None:
        """What is done to one of the rows that other actions made."""
        which: dict[str, tuple[str, str, Json]] = {
            "log": (
                "/v1/feedback-requests", "feedback",
                {"channel": "phone", "outcome": OUTCOMES[argument % 4]},
            ),
            "follow_up_sent": ("/v1/follow-ups", "sent", {"channel": "phone"}),
            "follow_up_skipped": ("/v1/follow-ups", "skip", {"reason": "They met at a fair."}),
            "counter": ("/v1/offers", "counter", {"benefits": [f"{20 + argument} days holiday"]}),
            "accept": ("/v1/offers", "acceptance", {}),
            "decline": ("/v1/offers", "decline", {"reason": "salary"}),
            "take_back": ("/v1/offers", "withdrawal", {}),
            "received": ("/v1/references", "received", {"text": "Reliable."}),
            "task_done": ("/v1/tasks", "completion", {}),
        }  # fmt: skip
        if action not in which:
            return None
        path, verb, body = which[action]
        rows = await everything(self.agency.viewer, path)
        if not rows:
            return None
        row = rows[argument % len(rows)]
        if path == "/v1/references":
            path = f"/v1/referees/{row['referee_id']}/references"
        return await self.agency.recruiter.post(f"{path}/{row['id']}/{verb}", json=body)


async def nothing_waits(agency: Agency, application: Json) -> None:
    """Of an application that was withdrawn."""
    assert application["next_step"] is None
    read, whose = agency.viewer, application["id"]
    desk = await read.reads("/v1/desk")
    sections = [part for part in desk.values() if isinstance(part, dict)]
    assert whose not in [item["application_id"] for part in sections for item in part["items"]]

    async def states(path: str, name: str) -> set[Any]:
        return {row[name] for row in await everything(read, path) if row["application_id"] == whose}

    assert "due" not in await states("/v1/follow-ups", "status")
    assert not await states("/v1/offers", "status") & {"made", "countered"}
    assert "requested" not in await states("/v1/references", "status")
    tasks = await everything(read, "/v1/tasks")
    assert all(
        row["done_at"] or row["cancelled_at"] for row in tasks if row["application_id"] == whose
    )
    for referee in await everything(read, "/v1/referees"):
        heads_ups = await everything(read, f"/v1/referees/{referee['id']}/heads-ups")
        assert "sent" not in {row["status"] for row in heads_ups if row["application_id"] == whose}


async def begin(agency: Agency) -> Lives:
    employer = await agency.employer()
    contact = await agency.contact(employer_id=employer["id"])
    vacancy = await agency.vacancy(employer_id=employer["id"], openings=2)
    own = await agency.candidate(owner_id=agency.recruiter.user_id)
    people = [own, await agency.candidate()]
    applications = [
        await agency.application(candidate_id=person["id"], vacancy_id=vacancy["id"])
        for person in people
    ]
    referees = [await agency.referee(candidate_id=person["id"]) for person in people]
    return Lives(agency, applications, contact, referees)


@given(actions=st.lists(ACTIONS, min_size=8, max_size=30))
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_the_desk_is_what_a_slow_reading_of_every_row_gives(
    database: Database, transport: httpx.ASGITransport, actions: list[tuple[str, int]]
) -> None:
    with time_machine.travel(START, tick=False) as now:
        async with open_agency(database, transport, timezone=ZONE, country="NZ") as agency:
            lives = await begin(agency)
            recruiter = agency.recruiter.user_id
            for action, argument in actions:
                if action == "wait":
                    now.shift(timedelta(hours=argument))
                    assert await real_desk(agency) == await naive_desk(agency, ZONE)
                    continue
                before = (await agency.admin.reads("/v1/events", limit=1000))["items"]
                answer = await lives.act(action, argument)
                if answer is not None and answer.status_code >= 400:
                    assert answer.status_code in (409, 422), answer.text
                    after = (await agency.admin.reads("/v1/events", limit=1000))["items"]
                    assert after == before, f"{action} was refused and left a trace"
            assert await real_desk(agency) == await naive_desk(agency, ZONE)
            assert await real_desk(agency, recruiter) == await naive_desk(agency, ZONE, recruiter)
            for application in await everything(agency.viewer, "/v1/applications"):
                if application["stage"] == "withdrawn":
                    await nothing_waits(agency, application)
