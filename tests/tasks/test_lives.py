"""Random lives of an application and its tasks: whatever is done, the same rules hold."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from holidays import country_holidays
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.factories import Agency, Json

START = datetime(2026, 12, 22, 10, 0, tzinfo=UTC)  # the Tuesday before Christmas
LONDON = ZoneInfo("Europe/London")
FREE = country_holidays("GB", subdiv="ENG")
OWED_AFTER_A_REJECTION = {"Turned down", "Feedback has come"}

WHICH = st.integers(0, 3)
ACTIONS = st.one_of(
    st.tuples(st.sampled_from(["withdrawal", "rejection", "reinstatement"]), st.none()),
    st.tuples(st.just("schedule"), st.integers(-48, 120)),
    st.tuples(st.just("move"), st.tuples(WHICH, st.integers(-30, 200), st.integers(15, 120))),
    st.tuples(st.sampled_from(["completion", "cancellation", "no-show", "feedback"]), WHICH),
    st.tuples(st.sampled_from(["tick", "untick"]), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.integers(1, 72)),
)


@dataclass
class Life:
    agency: Agency
    now: time_machine.Traveller
    application_id: str
    steps: dict[str, Json]
    interviews: list[str] = field(default_factory=list)

    async def tasks(self) -> list[Json]:
        page = await self.agency.viewer.reads(
            "/v1/tasks", application_id=self.application_id, limit=200, sort="created_at"
        )
        tasks: list[Json] = page["items"]
        return tasks

    async def act(self, action: str, argument: Any) -> None:
        """Try it, whether it is allowed or not."""
        send = self.agency.recruiter.request
        match action:
            case "withdrawal" | "rejection" | "reinstatement":
                body = {} if action == "reinstatement" else {"reason": "salary"}
                await send("POST", f"/v1/applications/{self.application_id}/{action}", json=body)
            case "schedule":
                body = {
                    "application_id": self.application_id, "mode": "video",
                    "starts_at": self.in_hours(argument),
                }  # fmt: skip
                answer = await send("POST", "/v1/interviews", json=body)
                self.interviews += [answer.json()["id"]] if answer.status_code == 201 else []
            case "move" if self.interviews:
                which, hours, minutes = argument
                change = {"starts_at": self.in_hours(hours), "duration_minutes": minutes}
                await send("PATCH", f"/v1/interviews/{self.one(which)}", json=change)
            case "completion" | "cancellation" | "no-show" if self.interviews:
                await send("POST", f"/v1/interviews/{self.one(argument)}/{action}", json={})
            case "feedback" if self.interviews:
                body = {"interview_id": self.one(argument), "channel": "phone", "outcome": "hold"}
                await send("POST", "/v1/feedback", json=body)
            case "tick" | "untick":
                if tasks := await self.tasks():
                    task_id = tasks[argument % len(tasks)]["id"]
                    verb = "completion" if action == "tick" else "reopening"
                    await send("POST", f"/v1/tasks/{task_id}/{verb}")
            case "wait":
                self.now.shift(timedelta(hours=argument))

    def in_hours(self, hours: int) -> str:
        return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()

    def one(self, which: int) -> str:
        return self.interviews[which % len(self.interviews)]

    async def keeps_the_rules(self) -> None:
        tasks = await self.tasks()
        waiting = [task for task in tasks if not task["done_at"] and not task["cancelled_at"]]
        twins = Counter((task["playbook_step_id"], task["interview_id"]) for task in waiting)
        assert max(twins.values(), default=1) == 1
        application = await self.agency.viewer.reads(f"/v1/applications/{self.application_id}")
        if application["stage"] in ("withdrawn", "rejected"):
            owed = OWED_AFTER_A_REJECTION if application["stage"] == "rejected" else set()
            assert {task["playbook_name"] for task in waiting} <= owed
        for interview_id in self.interviews:
            interview = await self.agency.viewer.reads(f"/v1/interviews/{interview_id}")
            of_it = [task for task in waiting if task["interview_id"] == interview_id]
            assert not of_it or interview["status"] in ("scheduled", "completed")
            for task in of_it:
                self.is_due_when_the_interview_says(task, interview)

    def is_due_when_the_interview_says(self, task: Json, interview: Json) -> None:
        step = self.steps[task["playbook_step_id"]]
        anchors = {"interview_start": "starts_at", "interview_end": "ends_at"}
        if step["anchor"] not in anchors:
            return
        anchor = datetime.fromisoformat(interview[anchors[step["anchor"]]])
        if step["offset_hours"] is not None:
            due = anchor + timedelta(hours=step["offset_hours"])
        else:
            due = close_of_business(anchor, step["offset_business_days"])
        assert datetime.fromisoformat(task["due_at"]) == due


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in FREE


def close_of_business(anchor: datetime, days: int) -> datetime:
    """Counted on the fingers."""
    local = anchor.astimezone(LONDON)
    day, step = local.date(), timedelta(days=1 if days >= 0 else -1)
    if days == 0 and (not works(day) or local.time() >= time(17, 30)):
        days = 1
    while days:
        day += step
        days -= step.days if works(day) else 0
    return datetime.combine(day, time(17, 30), LONDON)


@given(actions=st.lists(ACTIONS, min_size=5, max_size=25))
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_random_lives_keep_every_rule(agency: Agency, actions: list[tuple[str, Any]]) -> None:
    with time_machine.travel(START, tick=False) as now:
        playbooks = (await agency.viewer.reads("/v1/playbooks"))["items"]
        steps = {step["id"]: step for playbook in playbooks for step in playbook["steps"]}
        life = Life(agency, now, (await agency.application())["id"], steps)
        for action, argument in [("schedule", 30), *actions]:
            done = [task["id"] for task in await life.tasks() if task["done_at"]]
            await life.act(action, argument)
            await life.keeps_the_rules()
            if action != "untick":
                still_done = {task["id"] for task in await life.tasks() if task["done_at"]}
                assert still_done >= {*done}
