"""Chasing obeys the agency's policy and says when the next is allowed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SENT: Json = {"channel": "email", "outcome": "sent"}


def chases(request: Json) -> str:
    return f"/v1/feedback-requests/{request['id']}/chases"


async def test_a_chase_is_a_record_and_moves_the_next(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        request = await agency.feedback_request()
        answer = await agency.recruiter.post(
            chases(request), json={**SENT, "message": "Any news on Maria?"}
        )
        chase = answer.json()
        assert await agency.viewer.reads(answer.headers["location"]) == chase
        assert (chase["outcome"], chase["message"]) == ("sent", "Any news on Maria?")
        assert chase["chased_by_id"] == agency.recruiter.user_id
        assert (await agency.viewer.reads(chases(request)))["items"] == [chase]
        now = await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}")
        assert (now["chase_count"], now["last_chased_at"]) == (1, "2026-11-24T15:00:00Z")
        assert now["next_chase_at"] == "2026-11-26T09:00:00Z"  # due first, at Wednesday's close
        page = await agency.admin.reads("/v1/events", subject_id=request["id"])
        assert page["items"][1]["data"] == {
            "chase_id": chase["id"], "channel": "email", "outcome": "sent", "nth": 1,
            "promised_by": None,
        }  # fmt: skip


async def test_the_gap_and_the_limit_hold(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        request = await agency.feedback_request()
        for expected in ("2026-11-25T15:00:00Z", "2026-11-26T15:00:00Z"):
            await agency.recruiter.creates(chases(request), SENT)
            problem = await agency.recruiter.is_refused(
                409, "chase-too-soon", "POST", chases(request), json=SENT
            )
            assert problem["allowed_at"] == expected
            now.move_to(datetime.fromisoformat(expected))
        await agency.recruiter.creates(chases(request), SENT)
        now.shift(timedelta(days=30))
        problem = await agency.recruiter.is_refused(
            409, "chase-limit-reached", "POST", chases(request), json=SENT
        )
        assert problem["chase_limit"] == 3
        row = await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}")
        assert (row["chase_count"], row["next_chase_at"]) == (3, None)
        assert (await agency.events_of(request["id"])).count("feedback.chased") == 3


@pytest.mark.parametrize(
    ("moment", "allowed_at"),
    [
        ("2026-11-24T08:59:00Z", "2026-11-24T09:00:00Z"),  # before opening
        ("2026-11-24T17:30:00Z", "2026-11-25T09:00:00Z"),  # at closing
        ("2026-11-27T18:00:00Z", "2026-11-30T09:00:00Z"),  # Friday evening
        ("2026-11-28T11:00:00Z", "2026-11-30T09:00:00Z"),  # Saturday
        ("2026-12-24T18:00:00Z", "2026-12-29T09:00:00Z"),  # Christmas, Boxing Day on Monday
        ("2026-12-31T18:00:00Z", "2027-01-04T09:00:00Z"),  # New Year, then a weekend
        ("2027-03-26T18:00:00Z", "2027-03-30T08:00:00Z"),  # Easter Monday, summer time since
    ],
)
async def test_nobody_is_chased_outside_business_hours(
    agency: Agency, moment: str, allowed_at: str
) -> None:
    with time_machine.travel(datetime.fromisoformat(moment), tick=False) as now:
        request = await agency.feedback_request()
        problem = await agency.recruiter.is_refused(
            409, "chase-too-soon", "POST", chases(request), json=SENT
        )
        assert problem["allowed_at"] == allowed_at
        now.move_to(datetime.fromisoformat(allowed_at))
        await agency.recruiter.creates(chases(request), SENT)


async def test_a_promise_moves_the_next_chase(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        request = await agency.feedback_request()
        promise = {"channel": "phone", "outcome": "promised", "promised_by": "2026-12-01T12:00:00Z"}
        await agency.recruiter.creates(chases(request), promise)
        row = await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}")
        assert (row["promised_by"], row["next_chase_at"]) == (promise["promised_by"],) * 2
        now.move_to(datetime(2026, 11, 30, 12, 0, tzinfo=UTC))
        problem = await agency.recruiter.is_refused(
            409, "chase-too-soon", "POST", chases(request), json=SENT
        )
        assert problem["allowed_at"] == promise["promised_by"]
        now.move_to(datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
        await agency.recruiter.creates(chases(request), SENT)


async def test_a_promise_needs_a_time_to_come(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        request = await agency.feedback_request()
        for body, pointer in (
            ({"outcome": "promised"}, ""),
            ({"outcome": "promised", "promised_by": "2026-11-23T12:00:00Z"}, "/promised_by"),
            ({"outcome": "shouted"}, "/outcome"),
        ):
            problem = await agency.recruiter.is_refused(
                422, "invalid", "POST", chases(request), json=body
            )
            assert problem["errors"][0]["pointer"] == pointer
        assert (await agency.viewer.reads(chases(request)))["items"] == []


async def test_a_settled_request_is_not_chased(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        request = await agency.feedback_request()
        await agency.feedback(request)
        problem = await agency.recruiter.is_refused(
            409, "feedback-request-settled", "POST", chases(request), json=SENT
        )
        assert problem["request_status"] == "received"


async def test_the_policy_and_the_place_are_the_agencys(agency: Agency) -> None:
    policy = {"chase_gap_hours": 1, "business_hours": ["08:00", "20:00"], "chase_limit": 1}
    await agency.admin.changes(
        "/v1/agency", {"policy": policy, "timezone": "America/New_York", "country": "US"}
    )
    with time_machine.travel(datetime(2026, 11, 26, 15, 0, tzinfo=UTC), tick=False) as now:
        request = await agency.feedback_request()
        problem = await agency.recruiter.is_refused(
            409, "chase-too-soon", "POST", chases(request), json=SENT
        )
        assert problem["allowed_at"] == "2026-11-27T13:00:00Z"  # the day after Thanksgiving
        now.move_to(datetime(2026, 11, 28, 0, 30, tzinfo=UTC))  # Friday evening there
        await agency.recruiter.creates(chases(request), SENT)
        problem = await agency.recruiter.is_refused(
            409, "chase-limit-reached", "POST", chases(request), json=SENT
        )
        assert problem["chase_limit"] == 1
