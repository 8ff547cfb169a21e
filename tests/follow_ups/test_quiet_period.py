"""One thank-you is enough: a second to the same person waits until the quiet period is over."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import Agency, Json
from tests.follow_ups.situations import follow_ups_of, held, mailed_to, path_of, read_again, utc

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


async def two_due(agency: Agency, *, of_one_candidate: bool = True) -> tuple[Json, Json, Json]:
    """Follow-ups of two interviews, for two vacancies, with the same interviewer."""
    ryan = await agency.contact(email=f"ryan@{agency.slug}.example")
    maria = await agency.candidate()
    first = await held(agency, [ryan], candidate_id=maria["id"])
    other = {"candidate_id": maria["id"]} if of_one_candidate else {}
    second = await held(agency, [ryan], **other)
    [one], [two] = await follow_ups_of(agency, first), await follow_ups_of(agency, second)
    return one, two, ryan


@pytest.mark.parametrize("how", ["send", "sent"])
async def test_a_second_one_is_refused_with_when_it_is_allowed(agency: Agency, how: str) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        first, second, ryan = await two_due(agency)
        await agency.recruiter.does(f"{path_of(first)}/{how}")
        for moment in (NOON, NOON + timedelta(days=3), NOON + WEEK - timedelta(seconds=1)):
            now.move_to(moment)
            problem = await agency.recruiter.is_refused(
                409, "quiet-period", "POST", f"{path_of(second)}/{how}"
            )
            assert problem["allowed_at"] == utc(NOON + WEEK)
            assert problem["contact_id"] == ryan["id"]
            assert problem["detail"].endswith("allowed at 2026-11-09T12:00:00Z.")
        assert (await read_again(agency, second))["status"] == "due"
        now.move_to(NOON + WEEK)
        await agency.recruiter.does(f"{path_of(second)}/{how}")
        assert len(await mailed_to(agency, ryan["email"])) == (2 if how == "send" else 0)


async def test_nor_is_another_one_planned_meanwhile(agency: Agency) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        first, _, ryan = await two_due(agency)
        await agency.recruiter.does(f"{path_of(first)}/sent", {"channel": "phone"})
        path = f"/v1/interviews/{first['interview_id']}/follow-ups"
        problem = await agency.recruiter.is_refused(409, "quiet-period", "POST", path, json={})
        assert problem["allowed_at"] == utc(NOON + WEEK)
        assert problem["contact_id"] == ryan["id"]
        ana = await agency.contact(employer_id=ryan["employer_id"])
        await agency.recruiter.creates(path, {"contact_ids": [ana["id"]]})
        now.move_to(NOON + WEEK)
        await agency.recruiter.creates(path, {})


async def test_somebody_else_may_thank_the_same_person(agency: Agency) -> None:
    first, second, ryan = await two_due(agency, of_one_candidate=False)
    for follow_up in (first, second):
        await agency.recruiter.does(f"{path_of(follow_up)}/send")
    assert len(await mailed_to(agency, ryan["email"])) == 2


async def test_it_waits_for_whoever_has_to_be_left_alone_longest(agency: Agency) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        employer = await agency.employer()
        ryan, ana = [await agency.contact(employer_id=employer["id"]) for _ in range(2)]
        interview = await held(agency, [ryan])
        again = {"application_id": interview["application_id"]}
        [both] = await follow_ups_of(agency, await held(agency, [ryan, ana], **again))
        [to_ryan] = await follow_ups_of(agency, interview)
        await agency.recruiter.does(f"{path_of(to_ryan)}/sent")
        now.move_to(NOON + timedelta(days=2))
        [to_ana] = await follow_ups_of(agency, await held(agency, [ana], **again))
        await agency.recruiter.does(f"{path_of(to_ana)}/sent")
        problem = await agency.recruiter.is_refused(
            409, "quiet-period", "POST", f"{path_of(both)}/sent"
        )
        assert problem["contact_id"] == ana["id"]
        now.move_to(datetime.fromisoformat(problem["allowed_at"]))
        await agency.recruiter.does(f"{path_of(both)}/sent")


async def test_the_policy_says_how_long_and_nothing_is_no_wait_at_all(agency: Agency) -> None:
    with time_machine.travel(NOON, tick=False):
        first, second, _ = await two_due(agency)
        await agency.recruiter.does(f"{path_of(first)}/sent")
        for days in (30, 1):
            await agency.admin.changes("/v1/agency", {"policy": {"quiet_period_days": days}})
            problem = await agency.recruiter.is_refused(
                409, "quiet-period", "POST", f"{path_of(second)}/sent"
            )
            assert problem["allowed_at"] == utc(NOON + timedelta(days=days))
        await agency.admin.changes("/v1/agency", {"policy": {"quiet_period_days": 0}})
        await agency.recruiter.does(f"{path_of(second)}/sent")


@pytest.mark.parametrize(
    ("quiet", "day", "allowed_on"),
    [
        (7, 0, 17), (7, 3, 17), (7, 7, 17), (7, 16.9, 17), (7, 17, None), (7, 20, None),
        (5, 0, 5), (5, 4.9, 5), (5, 5, None), (5, 5.1, 15), (5, 15, None),
    ],
)  # fmt: skip
async def test_one_logged_late_keeps_its_distance_from_those_before_and_after(
    agency: Agency, quiet: int, day: float, allowed_on: int | None
) -> None:
    """They were thanked on day 0 and day 10; now it is day 30."""
    await agency.admin.changes("/v1/agency", {"policy": {"quiet_period_days": quiet}})
    with time_machine.travel(NOON, tick=False) as now:
        first, second, ryan = await two_due(agency)
        interview = await held(agency, [ryan], application_id=first["application_id"])
        [late] = await follow_ups_of(agency, interview)
        for follow_up, on in ((first, 0), (second, 10)):
            now.move_to(NOON + timedelta(days=on))
            await agency.recruiter.does(f"{path_of(follow_up)}/sent")
        now.move_to(NOON + timedelta(days=30))
        path, body = f"{path_of(late)}/sent", {"sent_at": utc(NOON + timedelta(days=day))}
        if allowed_on is None:
            await agency.recruiter.does(path, body)
        else:
            problem = await agency.recruiter.is_refused(
                409, "quiet-period", "POST", path, json=body
            )
            assert problem["allowed_at"] == utc(NOON + timedelta(days=allowed_on))


@pytest.mark.parametrize("of_one_follow_up", [True, False])
async def test_of_two_at_once_exactly_one_goes_out(agency: Agency, of_one_follow_up: bool) -> None:
    first, second, ryan = await two_due(agency)
    sending = (first, first) if of_one_follow_up else (first, second)
    answers = await asyncio.gather(
        *(agency.recruiter.post(f"{path_of(one)}/send", json={}) for one in sending)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [refused] = [answer.json() for answer in answers if answer.status_code == 409]
    code = "follow-up-settled" if of_one_follow_up else "quiet-period"
    assert refused["type"] == f"/problems/{code}"
    assert len(await mailed_to(agency, ryan["email"])) == 1


async def test_sending_and_ending_at_once_leave_one_outcome(agency: Agency) -> None:
    first, *_ = await two_due(agency)
    application = f"/v1/applications/{first['application_id']}"
    sent, ended = await asyncio.gather(
        agency.recruiter.post(f"{path_of(first)}/send", json={}),
        agency.recruiter.post(f"{application}/rejection", json={"reason": "other"}),
    )
    assert ended.status_code == 200
    status = (await read_again(agency, first))["status"]
    assert (sent.status_code, status) in {(200, "sent"), (409, "skipped")}
