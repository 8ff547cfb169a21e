"""The candidate says yes: offer, application, vacancy and placement, all or nothing."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
SALARY = {"amount": "48000.00", "currency": "GBP", "per": "year"}


def wire(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


async def offers_on(agency: Agency, vacancy: Json, many: int) -> list[Json]:
    """As many candidates of one vacancy, each with an offer."""
    applications = [await agency.application(vacancy_id=vacancy["id"]) for _ in range(many)]
    return [await agency.offer(application_id=row["id"]) for row in applications]


async def test_an_acceptance_places_the_candidate_and_takes_the_opening(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        vacancy = await agency.vacancy(openings=2)
        application = await agency.application(vacancy_id=vacancy["id"])
        offer = await agency.offer(application_id=application["id"], starts_on="2027-02-01")
        accepted = await agency.recruiter.does(f"/v1/offers/{offer['id']}/acceptance")
        assert (accepted["status"], accepted["settled_at"]) == ("accepted", wire(TUESDAY))
        placement = accepted["placement"]
        assert (placement["salary"], placement["starts_on"]) == (offer["salary"], "2027-02-01")
        assert (placement["offer_id"], placement["placed_at"]) == (offer["id"], wire(TUESDAY))
        assert accepted["other_open_applications"] == []
        application = await agency.viewer.reads(f"/v1/applications/{application['id']}")
        assert application["stage"] == "placed"
        after = await agency.viewer.reads(f"/v1/vacancies/{vacancy['id']}")
        assert (after["openings"], after["status"]) == (1, "open")
        page = await agency.admin.reads("/v1/events", limit=200)
        about_it = [e for e in page["items"] if e["application_id"] == application["id"]]
        told = [(event["type"], event["data"]) for event in about_it][-3:]
        assert told == [
            ("offer.accepted", {"number": 1}),
            ("application.stage_changed", {"from_stage": "offered", "to_stage": "placed"}),
            ("placement.made", {"offer_id": offer["id"], "starts_on": "2027-02-01"}),
        ]
        updated = (await agency.log_of(vacancy["id"]))[-1]
        assert updated["data"] == {"fields": ["openings"], "status": "open"}


async def test_the_last_opening_fills_the_vacancy(agency: Agency) -> None:
    vacancy = await agency.vacancy()
    first, second = await offers_on(agency, vacancy, 2)
    await agency.recruiter.does(f"/v1/offers/{first['id']}/acceptance")
    after = await agency.viewer.reads(f"/v1/vacancies/{vacancy['id']}")
    assert (after["openings"], after["status"]) == (0, "filled")
    updated = (await agency.log_of(vacancy["id"]))[-1]
    assert updated["data"] == {"fields": ["openings", "status"], "status": "filled"}
    path = f"/v1/offers/{second['id']}"
    problem = await agency.recruiter.is_refused(
        409, "no-opening-left", "POST", f"{path}/acceptance", json={}
    )
    assert problem["vacancy_id"] == vacancy["id"]
    assert await agency.viewer.reads(path) == second
    assert await agency.events_of(second["id"]) == ["offer.made"]
    await agency.recruiter.changes(f"/v1/vacancies/{vacancy['id']}", {"openings": 1})
    await agency.recruiter.does(f"{path}/acceptance")


async def test_of_two_who_accept_the_last_opening_at_once_one_gets_it(agency: Agency) -> None:
    vacancy = await agency.vacancy()
    offers = await offers_on(agency, vacancy, 4)
    answers = await asyncio.gather(
        *(agency.recruiter.post(f"/v1/offers/{offer['id']}/acceptance") for offer in offers)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    refused = [answer.json()["type"] for answer in answers if answer.status_code == 409]
    assert set(refused) == {"/problems/no-opening-left"}
    placements = await agency.viewer.reads("/v1/placements", vacancy_id=vacancy["id"])
    assert len(placements["items"]) == 1
    placed = await agency.viewer.reads("/v1/applications", vacancy_id=vacancy["id"], stage="placed")
    assert len(placed["items"]) == 1
    assert (await agency.viewer.reads(f"/v1/vacancies/{vacancy['id']}"))["openings"] == 0


async def test_accepted_twice_at_once_it_is_accepted_once(agency: Agency) -> None:
    vacancy = await agency.vacancy(openings=5)
    [offer] = await offers_on(agency, vacancy, 1)
    path = f"/v1/offers/{offer['id']}/acceptance"
    answers = await asyncio.gather(*(agency.recruiter.post(path) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    problem = await agency.recruiter.is_refused(409, "offer-settled", "POST", path, json={})
    assert problem["offer_status"] == "accepted"
    assert (await agency.viewer.reads(f"/v1/vacancies/{vacancy['id']}"))["openings"] == 4


async def test_accepted_and_taken_back_at_once_one_of_them_counts(agency: Agency) -> None:
    offer = await agency.offer()
    path = f"/v1/offers/{offer['id']}"
    accepted, withdrawn = await asyncio.gather(
        agency.recruiter.post(f"{path}/acceptance"), agency.admin.post(f"{path}/withdrawal")
    )
    assert sorted((accepted.status_code, withdrawn.status_code)) == [200, 409]
    placements = await agency.viewer.reads("/v1/placements", offer_id=offer["id"])
    assert len(placements["items"]) == (1 if accepted.status_code == 200 else 0)


async def test_what_else_is_open_for_the_candidate_is_listed(agency: Agency) -> None:
    candidate = await agency.candidate()
    offer = await agency.offer(
        application_id=(await agency.application(candidate_id=candidate["id"]))["id"]
    )
    elsewhere = await agency.application(candidate_id=candidate["id"], stage="interviewing")
    ended = await agency.application(candidate_id=candidate["id"])
    await agency.recruiter.does(f"/v1/applications/{ended['id']}/withdrawal", {"reason": "other"})
    await agency.application()
    accepted = await agency.recruiter.does(f"/v1/offers/{offer['id']}/acceptance")
    assert accepted["other_open_applications"] == [
        {
            "id": elsewhere["id"], "vacancy_title": "Depot Manager",
            "employer_name": "Northwind", "stage": "interviewing",
        }
    ]  # fmt: skip


async def test_the_terms_agreed_in_the_end_are_those_of_the_placement(agency: Agency) -> None:
    offer = await agency.offer(starts_on="2027-02-01")
    path = f"/v1/offers/{offer['id']}"
    more = {"salary": {"amount": "300.00", "currency": "EUR", "per": "day"}}
    await agency.recruiter.does(f"{path}/counter", more)
    accepted = await agency.recruiter.does(f"{path}/acceptance", {"starts_on": "2027-03-01"})
    assert accepted["placement"]["salary"] == more["salary"]
    assert (accepted["placement"]["starts_on"], accepted["starts_on"]) == (
        "2027-03-01", "2027-02-01",
    )  # fmt: skip
    *_, event = await agency.log_of(offer["id"])
    assert event["data"] == {"number": 2}


async def test_an_answer_in_time_may_be_written_down_late(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        offer = await agency.offer(expires_at=wire(FRIDAY))
        now.move_to(FRIDAY + timedelta(days=3))
        said_at = wire(FRIDAY - timedelta(hours=1))
        accepted = await agency.recruiter.does(
            f"/v1/offers/{offer['id']}/acceptance", {"accepted_at": said_at}
        )
        assert (accepted["status"], accepted["settled_at"]) == ("accepted", said_at)
        assert accepted["placement"]["placed_at"] == said_at
        *_, event = await agency.log_of(offer["id"])
        assert (event["type"], event["occurred_at"]) == ("offer.accepted", said_at)


async def test_people_tell_the_time_by_the_minute(agency: Agency) -> None:
    put_at = TUESDAY + timedelta(seconds=42)
    with time_machine.travel(put_at, tick=False):
        offer = await agency.offer()
        accepted = await agency.recruiter.does(
            f"/v1/offers/{offer['id']}/acceptance", {"accepted_at": wire(TUESDAY)}
        )
        assert accepted["settled_at"] == accepted["placement"]["placed_at"] == wire(put_at)


async def test_an_answer_is_given_between_the_terms_and_now(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        offer = await agency.offer(expires_at=wire(FRIDAY))
        path = f"/v1/offers/{offer['id']}"
        now.shift(timedelta(hours=2))
        await agency.recruiter.does(f"{path}/counter", {"terms": "A desk by the window."})
        for said_at in (TUESDAY, TUESDAY + timedelta(hours=3)):
            problem = await agency.recruiter.is_refused(
                422, "invalid", "POST", f"{path}/acceptance", json={"accepted_at": wire(said_at)}
            )
            assert problem["errors"][0]["pointer"] == "/accepted_at"
        now.move_to(FRIDAY + timedelta(days=1))
        problem = await agency.recruiter.is_refused(
            409, "offer-expired", "POST", f"{path}/acceptance", json={"accepted_at": wire(FRIDAY)}
        )
        assert problem["expired_at"] == wire(FRIDAY)
        assert (await agency.viewer.reads("/v1/placements"))["items"] == []


@pytest.mark.parametrize(
    ("stages", "told"),
    [
        (["interviewing"], ["offered", "placed"]),  # moved back to correct a slip
        (["interviewing", "shortlisted", "submitted"], ["offered", "placed"]),
        (["placed"], []),  # moved on by hand before the offer was
    ],
)
async def test_wherever_the_application_was_moved_by_hand_it_is_placed(
    agency: Agency, stages: list[str], told: list[str]
) -> None:
    vacancy = await agency.vacancy(openings=3)
    [offer] = await offers_on(agency, vacancy, 1)
    application_id = offer["application_id"]
    for stage in stages:
        await agency.recruiter.does(f"/v1/applications/{application_id}/stage", {"stage": stage})
    before = len(await agency.log_of(application_id))
    await agency.recruiter.does(f"/v1/offers/{offer['id']}/acceptance")
    moves = (await agency.log_of(application_id))[before:]
    assert [event["data"]["to_stage"] for event in moves] == told
    placed = await agency.viewer.reads(f"/v1/applications/{application_id}")
    assert placed["stage"] == "placed"
    assert (await agency.viewer.reads(f"/v1/vacancies/{vacancy['id']}"))["openings"] == 2


async def test_what_waits_for_others_goes_on_waiting(agency: Agency) -> None:
    request = await agency.feedback_request()
    offer = await agency.offer(application_id=request["application_id"])
    await agency.recruiter.does(f"/v1/offers/{offer['id']}/acceptance")
    waiting = await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}")
    assert (waiting["status"], waiting["chasing_stopped_at"]) == ("awaiting", None)


async def test_a_retried_acceptance_takes_one_opening(agency: Agency) -> None:
    vacancy = await agency.vacancy(openings=2)
    [offer] = await offers_on(agency, vacancy, 1)
    path = f"/v1/offers/{offer['id']}/acceptance"
    key = {"idempotency-key": "accept-1"}
    first = await agency.recruiter.does(path, headers=key)
    assert await agency.recruiter.does(path, headers=key) == first
    assert (await agency.viewer.reads(f"/v1/vacancies/{vacancy['id']}"))["openings"] == 1
