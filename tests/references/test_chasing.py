"""Referees are reminded as politely as employers: by the same policy, with the same refusals."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SENT: Json = {"channel": "email", "outcome": "sent"}


def path_of(reference: Json) -> str:
    return f"/v1/referees/{reference['referee_id']}/references/{reference['id']}"


def chases(reference: Json) -> str:
    return f"{path_of(reference)}/chases"


async def test_a_reminder_is_a_record_and_moves_the_next(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        reference = await agency.reference(due_at="2026-11-24T16:00:00Z")
        answer = await agency.recruiter.post(
            chases(reference), json={**SENT, "message": "Could you write for Maria?"}
        )
        chase = answer.json()
        assert await agency.viewer.reads(answer.headers["location"]) == chase
        assert chase["message"] == "Could you write for Maria?"
        assert chase["chased_by_name"] == "Recruiter Obi"
        assert (await agency.viewer.reads(chases(reference)))["items"] == [chase]
        now = await agency.viewer.reads(path_of(reference))
        assert (now["chase_count"], now["last_chased_at"]) == (1, "2026-11-24T15:00:00Z")
        assert now["next_chase_at"] == "2026-11-25T15:00:00Z"
        *_, event = await agency.log_of(reference["id"])
        assert event["type"] == "reference.chased"
        assert event["data"] == {
            "referee_id": reference["referee_id"], "chase_id": chase["id"], "channel": "email",
            "outcome": "sent", "nth": 1, "promised_by": None,
        }  # fmt: skip


async def test_the_gap_and_the_limit_hold(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        reference = await agency.reference()
        for expected in ("2026-11-25T15:00:00Z", "2026-11-26T15:00:00Z"):
            await agency.recruiter.creates(chases(reference), SENT)
            problem = await agency.recruiter.is_refused(
                409, "chase-too-soon", "POST", chases(reference), json=SENT
            )
            assert problem["allowed_at"] == expected
            now.move_to(datetime.fromisoformat(expected))
        await agency.recruiter.creates(chases(reference), SENT)
        now.shift(timedelta(days=30))
        problem = await agency.recruiter.is_refused(
            409, "chase-limit-reached", "POST", chases(reference), json=SENT
        )
        assert problem["chase_limit"] == 3
        row = await agency.viewer.reads(path_of(reference))
        assert (row["chase_count"], row["next_chase_at"], row["overdue"]) == (3, None, True)
        assert (await agency.events_of(reference["id"])).count("reference.chased") == 3


@pytest.mark.parametrize(
    ("country", "zone", "moment", "allowed_at"),
    [
        ("GB", "Europe/London", "2026-11-24T08:59:00Z", "2026-11-24T09:00:00Z"),  # before opening
        ("GB", "Europe/London", "2026-11-27T17:30:00Z", "2026-11-30T09:00:00Z"),  # Friday's close
        ("GB", "Europe/London", "2026-11-28T11:00:00Z", "2026-11-30T09:00:00Z"),  # Saturday
        ("GB", "Europe/London", "2026-12-31T18:00:00Z", "2027-01-04T09:00:00Z"),  # New Year
        ("GB", "Europe/London", "2027-03-26T18:00:00Z", "2027-03-30T08:00:00Z"),  # Easter, BST
        ("GB-SCT", "Europe/London", "2026-12-31T18:00:00Z", "2027-01-05T09:00:00Z"),  # the 2nd too
        ("IE", "Europe/Dublin", "2027-03-17T10:00:00Z", "2027-03-18T09:00:00Z"),  # St Patrick's
        ("NZ", "Pacific/Auckland", "2026-12-31T05:00:00Z", "2027-01-04T20:00:00Z"),  # until the 5th
    ],
)
async def test_no_referee_is_reminded_outside_business_hours(
    agency: Agency, country: str, zone: str, moment: str, allowed_at: str
) -> None:
    await agency.admin.changes("/v1/agency", {"country": country, "timezone": zone})
    with time_machine.travel(datetime.fromisoformat(moment), tick=False) as now:
        reference = await agency.reference()
        problem = await agency.recruiter.is_refused(
            409, "chase-too-soon", "POST", chases(reference), json=SENT
        )
        assert problem["allowed_at"] == allowed_at
        now.move_to(datetime.fromisoformat(allowed_at))
        await agency.recruiter.creates(chases(reference), SENT)


async def test_a_promise_moves_the_next_reminder(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        reference = await agency.reference()
        promise = {"channel": "phone", "outcome": "promised", "promised_by": "2026-12-03T12:00:00Z"}
        await agency.recruiter.creates(chases(reference), promise)
        row = await agency.viewer.reads(path_of(reference))
        assert (row["promised_by"], row["next_chase_at"]) == (promise["promised_by"],) * 2
        now.move_to(datetime(2026, 12, 2, 12, 0, tzinfo=UTC))
        problem = await agency.recruiter.is_refused(
            409, "chase-too-soon", "POST", chases(reference), json=SENT
        )
        assert problem["allowed_at"] == promise["promised_by"]
        now.move_to(datetime(2026, 12, 3, 12, 0, tzinfo=UTC))
        await agency.recruiter.creates(chases(reference), SENT)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"outcome": "promised"}, ""),
        ({"outcome": "promised", "promised_by": "2026-11-24T15:00:00Z"}, "/promised_by"),
        ({"outcome": "shouted"}, "/outcome"),
        ({"outcome": "sent", "channel": "pigeon"}, "/channel"),
    ],
)
async def test_what_is_no_good_reminds_nobody(agency: Agency, body: Json, pointer: str) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        reference = await agency.reference()
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", chases(reference), json=body
        )
        assert problem["errors"][0]["pointer"] == pointer
        assert await agency.viewer.reads(path_of(reference)) == reference


@pytest.mark.parametrize("action", ["received", "refusal", "closure"])
async def test_a_settled_reference_is_not_chased(agency: Agency, action: str) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        reference = await agency.reference()
        body = {"received": {"text": "Excellent."}, "closure": {"reason": "Enough."}}
        settled = await agency.recruiter.does(f"{path_of(reference)}/{action}", body.get(action))
        problem = await agency.recruiter.is_refused(
            409, "reference-settled", "POST", chases(reference), json=SENT
        )
        assert problem["reference_status"] == settled["status"]


async def test_of_two_reminders_at_once_one_is_too_soon(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        reference = await agency.reference()
        answers = await asyncio.gather(
            *(agency.recruiter.post(chases(reference), json=SENT) for _ in range(3))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
        assert (await agency.viewer.reads(path_of(reference)))["chase_count"] == 1


async def test_a_reminder_is_found_under_its_own_reference_only(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        reference, other = await agency.reference(), await agency.reference()
        chase = await agency.recruiter.creates(chases(reference), SENT)
        await agency.viewer.is_refused(404, "not-found", "GET", f"{chases(other)}/{chase['id']}")
        assert (await agency.viewer.reads(chases(other)))["items"] == []
