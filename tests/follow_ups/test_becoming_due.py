"""An interview that was held is to be thanked for, within the agency's hours."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from app.access.actors import Actor
from app.applications.queries import get_application
from app.interviews.actions import complete_interview
from app.interviews.models import Interview
from app.transaction import transaction
from tests.factories import Agency
from tests.follow_ups.situations import follow_ups_of, held, path_of, read_again, utc


async def test_completing_an_interview_makes_one_for_its_interviewers_in_order(
    agency: Agency,
) -> None:
    employer = await agency.employer()
    names = ["Ryan Walters", "Ana Silva", "Bo Li"]
    panel = [await agency.contact(employer_id=employer["id"], name=name) for name in names]
    interview = await held(agency, panel[::-1])
    [follow_up] = await follow_ups_of(agency, interview)
    assert [contact["name"] for contact in follow_up["contacts"]] == names[::-1]
    assert follow_up["contact_ids"] == interview["interviewer_ids"]
    assert (follow_up["status"], follow_up["channel"], follow_up["round"]) == ("due", "email", 1)
    assert (follow_up["subject"], follow_up["body"], follow_up["on_time"]) == (None, None, None)
    assert follow_up["candidate_name"] == interview["candidate_name"]
    assert follow_up["vacancy_title"] == interview["vacancy_title"]
    [event] = await agency.log_of(follow_up["id"])
    assert event["type"] == "follow_up.due"
    assert event["data"] == {
        "interview_id": interview["id"],
        "due_at": follow_up["due_at"],
        "timezone": "Europe/London",
    }
    assert event["occurred_at"] == interview["ends_at"]
    assert event["application_id"] == interview["application_id"]


async def test_the_timeline_tells_when_in_the_interviews_zone(agency: Agency) -> None:
    with time_machine.travel(datetime(2026, 7, 1, 12, 0, tzinfo=UTC), tick=False):
        follow_up = await agency.follow_up(starts_in=timedelta(hours=-2))
    timeline = await agency.viewer.reads(f"/v1/candidates/{follow_up['candidate_id']}/timeline")
    sentence = next(item for item in timeline["items"] if item["type"] == "follow_up.due")
    assert sentence["summary"] == (
        "A thank-you for the Depot Manager interview is due Thu 2 Jul 2026 11:45 BST"
    )
    assert sentence["audience"] == "candidate"


@pytest.mark.parametrize(
    ("starts_at", "due_at"),
    [
        ("2026-10-24T13:15:00Z", "2026-10-25T14:00:00Z"),  # summer time ends in that night
        ("2027-03-27T14:15:00Z", "2027-03-28T15:00:00Z"),  # and begins
        ("2026-11-27T18:15:00Z", "2026-11-28T19:00:00Z"),  # Friday evening
        ("2026-12-31T17:15:00Z", "2027-01-01T18:00:00Z"),
        ("2028-02-28T09:15:00Z", "2028-02-29T10:00:00Z"),
    ],
)
async def test_a_day_is_24_hours_whatever_the_clocks_and_the_calendar_do(
    agency: Agency, starts_at: str, due_at: str
) -> None:
    ends_at = datetime.fromisoformat(starts_at) + timedelta(minutes=45)
    with time_machine.travel(ends_at, tick=False):
        follow_up = await agency.follow_up(starts_in=timedelta(minutes=-45))
        assert (follow_up["interview_ended_at"], follow_up["due_at"]) == (utc(ends_at), due_at)


async def test_the_policy_says_how_many_hours_wherever_the_agency_is(agency: Agency) -> None:
    await agency.admin.changes(
        "/v1/agency",
        {"timezone": "Pacific/Auckland", "country": "NZ", "policy": {"thank_you_within_hours": 6}},
    )
    with time_machine.travel(datetime(2026, 9, 26, 12, 0, tzinfo=UTC), tick=False):
        follow_up = await agency.follow_up(starts_in=timedelta(minutes=-45))  # in its DST night
        assert follow_up["due_at"] == "2026-09-26T18:00:00Z"


async def test_one_completed_early_counts_from_then_and_one_that_overran_does_not(
    agency: Agency,
) -> None:
    noon = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
    with time_machine.travel(noon, tick=False) as now:
        contact = await agency.contact()
        early = await held(agency, [contact], starts_in=timedelta(minutes=-20))
        [follow_up] = await follow_ups_of(agency, early)
        assert follow_up["due_at"] == "2026-11-19T12:00:00Z"
        interview, _ = await agency.interview_with_contact(starts_in=timedelta(minutes=0))
        now.move_to(noon + timedelta(hours=2))
        await agency.recruiter.does(
            f"/v1/interviews/{interview['id']}/completion",
            {"completed_at": "2026-11-18T13:30:00Z"},
        )
        [follow_up] = await follow_ups_of(agency, interview)
        assert follow_up["due_at"] == "2026-11-19T12:45:00Z"


async def test_an_interview_with_nobody_named_is_thanked_for_too(agency: Agency) -> None:
    interview = await agency.interview()
    await agency.recruiter.does(f"/v1/interviews/{interview['id']}/completion")
    [follow_up] = await follow_ups_of(agency, interview)
    assert (follow_up["contact_ids"], follow_up["contacts"]) == ([], [])


@pytest.mark.parametrize("end", ["withdrawal", "rejection"])
async def test_nobody_need_be_thanked_once_the_application_has_ended(
    agency: Agency, end: str
) -> None:
    interview, _ = await agency.interview_with_contact()
    application = f"/v1/applications/{interview['application_id']}"
    await agency.recruiter.does(f"{application}/{end}", {"reason": "other"})
    await agency.recruiter.does(f"/v1/interviews/{interview['id']}/completion")
    assert await follow_ups_of(agency, interview) == []


async def test_nor_once_the_candidate_was_placed(agency: Agency) -> None:
    interview, _ = await agency.interview_with_contact()
    for stage in ("offered", "placed"):
        await agency.recruiter.does(
            f"/v1/applications/{interview['application_id']}/stage", {"stage": stage}
        )
    await agency.recruiter.does(f"/v1/interviews/{interview['id']}/completion")
    assert await follow_ups_of(agency, interview) == []


async def test_imported_history_asks_for_nothing(agency: Agency) -> None:
    interview, _ = await agency.interview_with_contact()
    async with transaction(agency.database, Actor(agency.id, "import")) as db:
        application = await get_application(db, UUID(interview["application_id"]))
        row = await db.hold(Interview, UUID(interview["id"]))
        await complete_interview(db, row, application, None)
    assert await follow_ups_of(agency, interview) == []


async def test_one_that_is_there_already_is_the_interviews(agency: Agency) -> None:
    interview, contact = await agency.interview_with_contact()
    path = f"/v1/interviews/{interview['id']}"
    by_hand = await agency.recruiter.creates(f"{path}/follow-ups", {"contact_ids": [contact["id"]]})
    await agency.recruiter.does(f"{path}/completion")
    assert [row["id"] for row in await follow_ups_of(agency, interview)] == [by_hand["id"]]


async def test_whoever_was_thanked_a_short_while_ago_is_left_out(agency: Agency) -> None:
    employer = await agency.employer()
    ryan, ana = [await agency.contact(employer_id=employer["id"]) for _ in range(2)]
    first = await held(agency, [ryan])
    again = {"application_id": first["application_id"]}
    [follow_up] = await follow_ups_of(agency, first)
    await agency.recruiter.does(f"{path_of(follow_up)}/sent")
    alone = await held(agency, [ryan], **again)
    assert await follow_ups_of(agency, alone) == []
    [follow_up] = await follow_ups_of(agency, await held(agency, [ryan, ana], **again))
    assert follow_up["contact_ids"] == [ana["id"]]
    somebody_else = await held(agency, [ryan])
    assert len(await follow_ups_of(agency, somebody_else)) == 1


async def test_an_interview_that_was_not_held_after_all_has_nothing_to_thank_for(
    agency: Agency,
) -> None:
    for outcome, reason in (("cancellation", "interview_cancelled"), ("no-show", "no_show")):
        interview, contact = await agency.interview_with_contact()
        path = f"/v1/interviews/{interview['id']}"
        follow_up = await agency.recruiter.creates(
            f"{path}/follow-ups", {"contact_ids": [contact["id"]]}
        )
        await agency.recruiter.does(f"{path}/{outcome}")
        skipped = await read_again(agency, follow_up)
        assert (skipped["status"], skipped["skip_reason"]) == ("skipped", reason)
        *_, event = await agency.log_of(follow_up["id"])
        assert event["data"] == {"interview_id": interview["id"], "cause": reason}


async def test_moving_the_interview_moves_what_was_planned_for_after_it(agency: Agency) -> None:
    with time_machine.travel(datetime(2026, 11, 18, 12, 0, tzinfo=UTC), tick=False):
        interview, contact = await agency.interview_with_contact()
        path = f"/v1/interviews/{interview['id']}"
        follow_up = await agency.recruiter.creates(
            f"{path}/follow-ups", {"contact_ids": [contact["id"]]}
        )
        assert follow_up["due_at"] == "2026-11-18T12:45:00Z"
        await agency.recruiter.changes(path, {"starts_at": "2026-11-19T09:00:00Z"})
        assert (await read_again(agency, follow_up))["due_at"] == "2026-11-20T09:45:00Z"
        assert (await agency.events_of(follow_up["id"]))[-1] == "follow_up.updated"
        await agency.recruiter.changes(path, {"timezone": "Europe/Paris"})
        assert len(await agency.events_of(follow_up["id"])) == 2
