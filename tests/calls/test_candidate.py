"""A call with the candidate, as their own page shows and arranges it."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import msgspec
import pytest
import time_machine

from app.access.actors import Actor
from app.calls import booking
from app.calls.locking import call_about
from app.calls.models import BookedMeanwhile, Call, CallSettled, TimeGone, TimesOffered
from app.calls.showing import as_shown, value_of
from app.feedback.models import Feedback
from app.portal.story import story_of
from app.statements import Row
from app.transaction import transaction
from tests.calendars.situations import read_back
from tests.calls.situations import (
    AFTER,
    TOMORROW,
    again,
    booked,
    of_feedback,
    offered,
    released,
    wire,
)
from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY

NOW = time_machine.travel(TUESDAY, tick=False)
MADRID = ZoneInfo("Europe/Madrid")


async def shown(agency: Agency, feedback: Json) -> Row:
    actor = Actor(agency.id, "candidate", UUID(feedback["candidate_id"]))
    story = await story_of(agency.database.reads(actor), UUID(feedback["candidate_id"]))
    _, _, told = story.feedback(UUID(feedback["id"]))
    return as_shown(
        msgspec.structs.asdict(told.call) if told.call else None,
        zone=MADRID, now=datetime.now(UTC),
        caller="Acorn Talent", phone="020 7946 0999",
    )  # fmt: skip


async def does(agency: Agency, feedback: Json, verb: str, *arguments: object) -> None:
    actor = Actor(agency.id, "candidate", UUID(feedback["candidate_id"]))
    async with transaction(agency.database, actor) as db:
        about = await db.hold(Feedback, UUID(feedback["id"]))
        of: Feedback | Call | None = about
        if verb != "want":
            of = await call_about(db, about)
        await getattr(booking, verb)(db, of, *arguments)


@NOW
async def test_they_ask_pick_and_change_their_mind(agency: Agency) -> None:
    feedback = await released(agency)
    assert (await shown(agency, feedback))["stands"] == "none"
    await does(agency, feedback, "want", "In the morning", "020 7946 0999")
    seen = await shown(agency, feedback)
    assert (seen["stands"], seen["wish"]) == ("wanted", "In the morning")
    call = await offered(agency, of_feedback(feedback))
    seen = await shown(agency, feedback)
    assert seen["times"] == [
        (value_of(TOMORROW), "Wednesday 2 December, 11:00"),
        (value_of(AFTER), "Thursday 3 December, 11:00"),
    ]
    with pytest.raises(TimesOffered):
        await does(agency, feedback, "want", None, None)
    with pytest.raises(TimeGone):
        await does(agency, feedback, "pick", TUESDAY)
    await does(agency, feedback, "pick", TOMORROW)
    await does(agency, feedback, "pick", TOMORROW)
    with pytest.raises(BookedMeanwhile):
        await does(agency, feedback, "pick", AFTER)
    seen = await shown(agency, feedback)
    assert (seen["stands"], seen["starts"], seen["caller"]) == (
        "booked", "Wednesday 2 December, 11:00", "Recruiter Obi",
    )  # fmt: skip
    await does(agency, feedback, "none_suits", "After five")
    assert (await shown(agency, feedback))["stands"] == "wanted"
    await does(agency, feedback, "call_off")
    assert (await shown(agency, feedback))["stands"] == "none"
    assert (await again(agency, call))["status"] == "cancelled"
    with pytest.raises(CallSettled):
        await does(agency, feedback, "none_suits", "Never mind")
    assert await agency.events_of(call["id"]) == [
        f"candidate_call.{verb}" for verb in ("wanted", "offered", "booked", "wanted", "cancelled")
    ]


@NOW
async def test_the_calls_of_two_records_of_one_person_are_one_person_s(agency: Agency) -> None:
    feedback = await released(agency)
    call = await booked(agency, of_feedback(feedback))
    remains = await agency.candidate(emails=[f"m.gregg@{agency.slug}.example"])
    await agency.recruiter.does(
        f"/v1/candidates/{remains['id']}/merge", {"duplicate_id": feedback["candidate_id"]}
    )
    [row] = (await agency.viewer.reads("/v1/calls", candidate_id=remains["id"]))["items"]
    assert (row["id"], row["candidate_id"]) == (call["id"], remains["id"])
    assert (await shown(agency, {**feedback, "candidate_id": remains["id"]}))["stands"] == "booked"


@NOW
async def test_a_call_held_before_its_time_leaves_both_calendars(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    feedback = await released(agency)
    call = await booked(agency, of_feedback(feedback))
    await agency.recruiter.does(f"/v1/calls/{call['id']}/held", {"held_at": wire(TUESDAY)})
    for whose in (f"/v1/candidates/{feedback['candidate_id']}", "/v1/me"):
        link = await agency.recruiter.does(f"{whose}/calendar-link")
        feed = await anyone.get("/calendar/" + link["url"].rpartition("/")[2])
        [event] = [one for one in read_back(feed.text).events if one.uid == call["id"]]
        assert event.status == "CANCELLED"
