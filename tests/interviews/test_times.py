"""Zones, clock changes and moving an interview: an hour is an hour, wherever the clocks go."""

from datetime import datetime, timedelta

import pytest
import time_machine

from tests.factories import Agency, Json


async def at(agency: Agency, starts_at: str, **fields: object) -> Json:
    application = fields.pop("application_id", None) or (await agency.application())["id"]
    body = {"application_id": application, "mode": "video", "starts_at": starts_at, **fields}
    return await agency.recruiter.creates("/v1/interviews", body)


LONDON, NEW_YORK = "Europe/London", "America/New_York"
APIA, KATHMANDU = "Pacific/Apia", "Asia/Kathmandu"


@pytest.mark.parametrize(
    ("zone", "starts_at", "ends_at", "local"),
    [
        # London springs forward at 01:00 UTC: an hour from half past twelve ends at half past two.
        (LONDON, "2027-03-28T00:30Z", "2027-03-28T01:30:00Z", "2027-03-28T00:30:00+00:00"),
        (LONDON, "2027-03-28T02:00+01:00", "2027-03-28T02:00:00Z", "2027-03-28T02:00:00+01:00"),
        # It falls back at 01:00 UTC: half past one comes twice, and the offset says which.
        (LONDON, "2026-10-25T01:30+01:00", "2026-10-25T01:30:00Z", "2026-10-25T01:30:00+01:00"),
        (LONDON, "2026-10-25T01:30+00:00", "2026-10-25T02:30:00Z", "2026-10-25T01:30:00+00:00"),
        (NEW_YORK, "2027-03-14T01:30-05:00", "2027-03-14T07:30:00Z", "2027-03-14T01:30:00-05:00"),
        (NEW_YORK, "2027-07-01T14:00+01:00", "2027-07-01T14:00:00Z", "2027-07-01T09:00:00-04:00"),
        (APIA, "2026-12-01T10:00Z", "2026-12-01T11:00:00Z", "2026-12-01T23:00:00+13:00"),
        (KATHMANDU, "2026-12-01T10:00-08:00", "2026-12-01T19:00:00Z", "2026-12-01T23:45:00+05:45"),
    ],
)
async def test_an_hour_lasts_sixty_minutes_and_shows_in_its_own_zone(
    agency: Agency, zone: str, starts_at: str, ends_at: str, local: str
) -> None:
    interview = await at(agency, starts_at, duration_minutes=60, timezone=zone)
    assert interview["starts_at"].endswith("Z")
    kept = datetime.fromisoformat(interview["starts_at"])
    assert kept == datetime.fromisoformat(starts_at)
    assert (interview["ends_at"], interview["starts_at_local"]) == (ends_at, local)
    assert datetime.fromisoformat(ends_at) - kept == timedelta(hours=1)
    assert interview["duration_minutes"] == 60
    page = await agency.viewer.reads("/v1/interviews", sort="starts_at")
    assert page["items"] == [interview]


async def test_a_move_keeps_the_old_time_and_the_length_and_is_one_event(agency: Agency) -> None:
    interview = await at(agency, "2027-03-28T00:30:00Z", duration_minutes=90)
    path = f"/v1/interviews/{interview['id']}"
    moved = await agency.recruiter.changes(path, {"starts_at": "2027-10-31T01:30:00+01:00"})
    assert (moved["starts_at"], moved["ends_at"]) == (
        "2027-10-31T00:30:00Z",
        "2027-10-31T02:00:00Z",
    )
    assert (moved["starts_at_local"], moved["version"]) == ("2027-10-31T01:30:00+01:00", 2)
    _, event = await agency.log_of(interview["id"])
    assert event["type"] == "interview.rescheduled"
    assert event["data"] == {
        "round": 1, "timezone": "Europe/London",
        "old_starts_at": "2027-03-28T00:30:00Z", "old_ends_at": "2027-03-28T02:00:00Z",
        "starts_at": "2027-10-31T00:30:00Z", "ends_at": "2027-10-31T02:00:00Z",
    }  # fmt: skip
    assert event["application_id"] == interview["application_id"]


async def test_another_length_or_zone_is_a_move_too(agency: Agency) -> None:
    interview = await at(agency, "2027-07-01T13:00:00Z")
    path = f"/v1/interviews/{interview['id']}"
    longer = await agency.recruiter.changes(path, {"duration_minutes": 90})
    assert (longer["ends_at"], longer["duration_minutes"]) == ("2027-07-01T14:30:00Z", 90)
    abroad = await agency.recruiter.changes(path, {"timezone": "America/New_York"})
    assert abroad["starts_at"] == interview["starts_at"]
    assert abroad["starts_at_local"] == "2027-07-01T09:00:00-04:00"
    same = await agency.recruiter.changes(
        path,
        {
            "starts_at": "2027-07-01T15:00:00+02:00",
            "duration_minutes": 90,
            "timezone": "America/New_York",
        },
    )
    assert same == abroad
    assert await agency.events_of(interview["id"]) == [
        "interview.scheduled", "interview.rescheduled", "interview.rescheduled",
    ]  # fmt: skip


async def test_a_move_with_other_changes_is_both(agency: Agency) -> None:
    interview = await at(agency, "2027-07-01T13:00:00Z")
    path = f"/v1/interviews/{interview['id']}"
    changed = await agency.recruiter.changes(
        path, {"starts_at": "2027-07-02T13:00:00Z", "title": "Moved", "mode": "video"}
    )
    assert changed["version"] == 2
    _, moved, updated = await agency.log_of(interview["id"])
    assert (moved["type"], updated["type"]) == ("interview.rescheduled", "interview.updated")
    assert updated["data"] == {"fields": ["title"]}


async def test_what_is_settled_is_not_moved_but_may_be_described(agency: Agency) -> None:
    for noun in ("completion", "cancellation"):
        interview = await agency.interview()
        path = f"/v1/interviews/{interview['id']}"
        settled = await agency.recruiter.does(f"{path}/{noun}")
        for change in (
            {"starts_at": "2027-07-02T13:00:00Z"},
            {"duration_minutes": 5},
            {"timezone": "Pacific/Apia", "title": "Elsewhere"},
        ):
            problem = await agency.recruiter.is_refused(
                409, "interview-settled", "PATCH", path, json=change
            )
            assert problem["interview_status"] == settled["status"]
        assert await agency.viewer.reads(path) == settled
        described = await agency.recruiter.changes(
            path, {"title": "As it was", "starts_at": interview["starts_at"]}
        )
        assert described["title"] == "As it was"
        assert (await agency.events_of(interview["id"]))[2:] == ["interview.updated"]


async def test_feedback_falls_due_by_the_new_time(agency: Agency) -> None:
    with time_machine.travel("2026-11-18T12:00:00Z", tick=False):  # a Wednesday
        interview, contact = await agency.interview_with_contact(starts_in=timedelta(hours=-3))
        ask = {"interview_id": interview["id"], "contact_id": contact["id"]}
        request = await agency.recruiter.creates("/v1/feedback-requests", ask)
        assert request["due_at"] == "2026-11-20T17:30:00Z"
        path = f"/v1/interviews/{interview['id']}"
        await agency.recruiter.changes(path, {"starts_at": "2026-11-19T09:00:00Z"})
        moved = await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}")
        assert moved["due_at"] == "2026-11-23T17:30:00Z"
        await agency.recruiter.changes(path, {"timezone": "Europe/Paris"})
    assert await agency.events_of(request["id"]) == ["feedback.requested", "feedback.due_moved"]
