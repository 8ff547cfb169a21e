"""The demo is as believable on the day it is loaded, whichever day that is."""

from datetime import UTC, datetime, time, timedelta

import httpx
import pytest
import time_machine

from app import clock
from app.database import Database
from app.demo.dates import TODAY, Dates
from app.demo.jobs import JOBS
from app.demo.loading import HOURS
from app.demo.notes import JOTTINGS
from app.demo.people import PEOPLE
from app.demo.stories import STORIES
from tests.demo.conftest import demo_agency, every, log


@pytest.mark.parametrize(
    "now",
    [
        "2026-12-25T11:00:00+00:00",  # a Friday on which nobody works, nor on the Monday after
        "2027-12-31T23:59:30+00:00",
        "2028-02-29T10:20:00+00:00",
        "2027-03-28T01:00:00+00:00",  # the clocks go forward, this night
        "2027-11-02T19:45:00+00:00",  # a Tuesday evening, days after they went back
    ],
)
async def test_it_can_be_loaded_on(
    now: str, database: Database, transport: httpx.ASGITransport
) -> None:
    with time_machine.travel(now, tick=False):
        async with demo_agency(database, transport) as agency:
            assert len(await every(agency.viewer, "/v1/candidates")) == 42
            overdue = await every(agency.viewer, "/v1/feedback-requests", overdue="true")
            assert 7 <= len(overdue) <= 10
            awaiting = await every(agency.viewer, "/v1/feedback-requests", status="awaiting")
            assert len(awaiting) - len(overdue) >= 5
            assert max(request["due_at"] for request in overdue) < now
            assert await every(agency.viewer, "/v1/feedback-requests", status="declined")
            assert await every(agency.viewer, "/v1/feedback", released="true")
            to_come = await every(
                agency.viewer, "/v1/interviews", **{"from": now, "status": "scheduled"}
            )
            assert len(to_come) >= 8
            assert max(event["recorded_at"] for event in await log(agency.admin)) < now


@pytest.mark.parametrize(
    ("now", "starts_at"),
    [
        ("2026-11-24T03:00+00:00", "2026-11-24T10:00+00:00"),
        ("2026-11-24T09:10+00:00", "2026-11-24T10:00+00:00"),
        ("2026-11-24T09:50+00:00", "2026-11-24T11:00+00:00"),
        ("2026-07-07T12:20+00:00", "2026-07-07T13:30+00:00"),
        ("2026-11-24T15:20+00:00", "2026-11-24T16:30+00:00"),
        ("2026-11-24T16:10+00:00", "2026-11-24T10:00+00:00"),  # it was this morning
        ("2026-11-24T23:40+00:00", "2026-11-24T10:00+00:00"),
        ("2026-11-28T12:00+00:00", "2026-11-30T10:00+00:00"),  # a Saturday: on Monday, then
        ("2026-12-25T12:00+00:00", "2026-12-29T10:00+00:00"),
    ],
)
def test_an_interview_is_today(now: str, starts_at: str) -> None:
    dates = Dates(datetime.fromisoformat(now), HOURS)
    assert dates.moment(TODAY) == datetime.fromisoformat(starts_at)


def test_business_days_are_counted_from_today_whatever_day_it_is() -> None:
    christmas = Dates(datetime(2026, 12, 27, 12, tzinfo=UTC), HOURS)
    assert christmas.moment("-1 10:15") == datetime(2026, 12, 24, 10, 15, tzinfo=UTC)
    assert christmas.moment("+1 09:00") == datetime(2026, 12, 29, 9, tzinfo=UTC)
    summer = Dates(datetime(2026, 7, 7, 23, 30, tzinfo=UTC), HOURS)  # in London it is the 8th
    assert summer.moment("-1 10:15") == datetime(2026, 7, 7, 9, 15, tzinfo=UTC)
    assert summer.moment("+1 17:00") == datetime(2026, 7, 9, 16, tzinfo=UTC)


def test_every_story_is_told_in_order_and_in_working_hours() -> None:
    """Every eleven hours over two years, with all their holidays and clock changes."""
    whens = [story.steps for story in STORIES]
    others = [*PEOPLE, *JOBS, *JOTTINGS]
    now = datetime(2027, 1, 1, tzinfo=UTC)
    while now.year < 2029:
        dates = Dates(now, HOURS)
        for steps in whens:
            moments = [dates.moment(step.at) for step in steps]
            assert moments == sorted(moments)
        for row in others:
            assert dates.moment(row.at) < now
        now += timedelta(hours=11)
    for at in {step.at for steps in whens for step in steps} | {row.at for row in others}:
        assert at.startswith("-"), at
        assert time(9) <= time.fromisoformat(at.split()[1]) <= time(17, 30), at


async def test_the_clock_is_set_for_a_block_alone() -> None:
    then = datetime(2026, 3, 1, 9, tzinfo=UTC)
    with clock.at(then):
        assert clock.now() == then
        with clock.at(then + timedelta(hours=1)):
            assert clock.now() == then + timedelta(hours=1)
        assert clock.now() == then
    assert clock.now() > then
