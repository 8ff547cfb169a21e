"""An offer in rounds: made, countered, declined, taken back, or run out by the clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
FRIDAY = "2026-11-27T17:00:00Z"
AFTER_FRIDAY = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
SALARY = {"amount": "48000.00", "currency": "GBP", "per": "year"}
TERMS: Json = {
    "salary": SALARY,
    "benefits": ["28 days holiday"],
    "starts_on": "2027-02-01",
    "expires_at": FRIDAY,
    "terms": "Three days a week at the depot.",
}


async def test_an_offer_moves_the_application_and_settles_the_decision(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        application = await agency.application()
        path = f"/v1/applications/{application['id']}"
        answer = await agency.recruiter.post(f"{path}/offers", json=TERMS)
        offer = answer.json()
        assert (answer.status_code, offer["status"], offer["number"]) == (201, "made", 1)
        assert {field: offer[field] for field in TERMS} == TERMS
        assert offer["made_at"] == "2026-11-24T15:00:00Z"
        assert offer["settled_at"] is offer["settled_reason"] is None
        assert (offer["candidate_name"], offer["vacancy_title"], offer["employer_name"]) == (
            application["candidate_name"], "Depot Manager", "Northwind",
        )  # fmt: skip
        assert await agency.viewer.reads(answer.headers["location"]) == offer
        assert (await agency.viewer.reads(path))["stage"] == "offered"
        [made] = await agency.log_of(offer["id"])
        assert (made["type"], made["data"]) == ("offer.made", {"expires_at": FRIDAY})
        assert made["application_id"] == application["id"]
        assert (await agency.events_of(application["id"]))[-1] == "application.stage_changed"
        timeline = await agency.viewer.reads(f"{path}/timeline", types="offer.made")
        assert timeline["items"][0]["summary"] == "Northwind offered Depot Manager"


async def test_an_offer_may_name_its_application_in_the_body(agency: Agency) -> None:
    application = await agency.application(stage="offered")
    body = {"application_id": application["id"], "salary": SALARY}
    offer = await agency.recruiter.creates("/v1/offers", body)
    assert (offer["benefits"], offer["expires_at"], offer["terms"]) == ([], None, None)
    assert await agency.events_of(application["id"]) == ["application.submitted"]
    unknown = {**body, "application_id": offer["id"]}
    problem = await agency.recruiter.is_refused(422, "invalid", "POST", "/v1/offers", json=unknown)
    assert problem["errors"][0]["pointer"] == "/application_id"


async def test_each_round_is_a_version(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        offer = await agency.offer(**TERMS)
        path = f"/v1/offers/{offer['id']}"
        now.shift(timedelta(hours=1))
        more = {"salary": {"amount": "51000.00", "currency": "GBP", "per": "year"}}
        theirs = await agency.recruiter.does(f"{path}/counter", more)
        assert (theirs["status"], theirs["number"]) == ("countered", 2)
        assert {field: theirs[field] for field in TERMS} == {**TERMS, **more}
        now.shift(timedelta(hours=1))
        answer = {"by": "employer", "starts_on": None, "benefits": [], "terms": "As agreed."}
        ours = await agency.admin.does(f"{path}/counter", answer)
        assert (ours["status"], ours["number"], ours["starts_on"]) == ("made", 3, None)
        versions = (await agency.viewer.reads(f"{path}/versions"))["items"]
        assert [(v["number"], v["by"]) for v in versions] == [
            (1, "employer"), (2, "candidate"), (3, "employer"),
        ]  # fmt: skip
        assert {field: versions[0][field] for field in TERMS} == TERMS
        assert versions[1]["salary"] == versions[2]["salary"] == more["salary"]
        assert [v["terms"] for v in versions] == [TERMS["terms"], TERMS["terms"], "As agreed."]
        assert [v["put_at"] for v in versions] == [
            "2026-11-24T15:00:00Z", "2026-11-24T16:00:00Z", "2026-11-24T17:00:00Z",
        ]  # fmt: skip
        assert versions[2]["put_by_id"] == agency.admin.user_id
        assert versions[2]["put_by_name"] == "Admin Obi"
        *_, event = await agency.log_of(offer["id"])
        assert event["data"] == {"by": "employer", "number": 3, "expires_at": FRIDAY}


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({}, ""),
        ({"by": "employer"}, ""),
        ({"salary": {"amount": 48000, "currency": "GBP"}, "expires_at": FRIDAY}, ""),
        ({"salary": None}, "/salary"),
        ({"benefits": None}, "/benefits"),
        ({"by": "agency"}, "/by"),
        ({"expires_at": "2026-11-24T15:00:00Z"}, "/expires_at"),
        ({"starts_on": 0}, "/starts_on"),
        ({"starts_on": "2027-02-01T00:00:00"}, "/starts_on"),
        ({"starts_on": "0001-01-01"}, "/starts_on"),
    ],
)
async def test_a_round_needs_another_term(agency: Agency, fields: Json, pointer: str) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        offer = await agency.offer(**TERMS)
        path = f"/v1/offers/{offer['id']}"
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", f"{path}/counter", json=fields
        )
        assert problem["errors"][0]["pointer"] == pointer
        assert await agency.viewer.reads(path) == offer
        assert await agency.events_of(offer["id"]) == ["offer.made"]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"salary": None}, "/salary"),
        ({"salary": {"amount": "1.234", "currency": "GBP"}}, "/salary/amount"),
        ({"expires_at": "2026-11-24T15:00:00Z"}, "/expires_at"),
        ({"benefits": ["x" * 201]}, "/benefits/0"),
        ({"terms": ""}, "/terms"),
        ({"status": "accepted"}, "/status"),
    ],
)
async def test_what_is_no_offer_names_the_field(agency: Agency, fields: Json, pointer: str) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        application = await agency.application()
        path = f"/v1/applications/{application['id']}"
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", f"{path}/offers", json={**TERMS, **fields}
        )
        assert problem["errors"][0]["pointer"] == pointer
        assert await agency.viewer.reads(path) == application


async def test_a_candidate_declines_with_a_code_and_words_that_stay(agency: Agency) -> None:
    offer = await agency.offer()
    path = f"/v1/offers/{offer['id']}"
    body = {"reason": "salary", "note": "£2,000 short."}
    declined = await agency.recruiter.does(f"{path}/decline", body)
    assert (declined["status"], declined["settled_reason"]) == ("declined", "salary")
    assert declined["settled_note"] == "£2,000 short."
    *_, event = await agency.log_of(offer["id"])
    assert (event["type"], event["data"]) == ("offer.declined", {"cause": "salary"})
    application = await agency.viewer.reads(f"/v1/applications/{offer['application_id']}")
    assert application["stage"] == "offered"


async def test_a_reason_to_decline_is_one_of_the_candidates_codes(agency: Agency) -> None:
    offer = await agency.offer()
    path = f"/v1/offers/{offer['id']}/decline"
    for reason in ("vacancy_filled", "Too little money."):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", path, json={"reason": reason}
        )
        assert problem["errors"][0]["pointer"] == "/reason"
    assert (await agency.recruiter.does(path))["settled_reason"] == "other"


async def test_the_employer_takes_it_back(agency: Agency) -> None:
    offer = await agency.offer()
    path = f"/v1/offers/{offer['id']}/withdrawal"
    withdrawn = await agency.recruiter.does(path, {"reason": "Their budget was frozen."})
    assert (withdrawn["status"], withdrawn["settled_reason"]) == ("withdrawn", "by_employer")
    assert withdrawn["settled_note"] == "Their budget was frozen."
    *_, event = await agency.log_of(offer["id"])
    assert (event["type"], event["data"]) == ("offer.withdrawn", {"cause": "by_employer"})


async def test_one_offer_is_open_at_a_time(agency: Agency) -> None:
    first = await agency.offer()
    path = f"/v1/applications/{first['application_id']}/offers"
    problem = await agency.recruiter.is_refused(
        409, "offer-open", "POST", path, json={"salary": SALARY}
    )
    assert problem["existing_id"] == first["id"]
    await agency.recruiter.does(f"/v1/offers/{first['id']}/decline")
    second = await agency.recruiter.creates(path, {"salary": SALARY})
    offers = (await agency.viewer.reads(path, sort="created_at"))["items"]
    assert [(o["id"], o["status"]) for o in offers] == [
        (first["id"], "declined"), (second["id"], "made"),
    ]  # fmt: skip


async def test_of_offers_made_at_once_one_stands(agency: Agency) -> None:
    application = await agency.application()
    path = f"/v1/applications/{application['id']}/offers"
    answers = await asyncio.gather(
        *(agency.recruiter.post(path, json={"salary": SALARY}) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    [made] = [answer.json() for answer in answers if answer.status_code == 201]
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert {problem["existing_id"] for problem in refused} == {made["id"]}
    assert len((await agency.viewer.reads(path))["items"]) == 1


@pytest.mark.parametrize("stage", ["withdrawn", "rejected", "placed"])
async def test_an_application_that_is_over_takes_no_offer(agency: Agency, stage: str) -> None:
    application = await agency.application(stage="offered")
    path = f"/v1/applications/{application['id']}"
    if stage == "placed":
        await agency.recruiter.does(f"{path}/stage", {"stage": "placed"})
    else:
        end = {"withdrawn": "withdrawal", "rejected": "rejection"}[stage]
        await agency.recruiter.does(f"{path}/{end}", {"reason": "other"})
    for where, body in (
        (f"{path}/offers", {"salary": SALARY}),
        ("/v1/offers", {"salary": SALARY, "application_id": application["id"]}),
    ):
        problem = await agency.recruiter.is_refused(
            409, "application-ended", "POST", where, json=body
        )
        assert problem["stage"] == stage
    assert (await agency.viewer.reads(f"{path}/offers"))["items"] == []


async def test_nobody_has_to_expire_an_offer(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        offer = await agency.offer(**TERMS)
        path = f"/v1/offers/{offer['id']}"
        now.move_to(AFTER_FRIDAY - timedelta(seconds=1))
        assert (await agency.viewer.reads(path))["status"] == "made"
        now.move_to(AFTER_FRIDAY)
        expired = await agency.viewer.reads(path)
        assert (expired["status"], expired["settled_at"]) == ("expired", FRIDAY)
        for action in ("counter", "acceptance", "decline", "withdrawal"):
            body = {"terms": "More."} if action == "counter" else {}
            problem = await agency.recruiter.is_refused(
                409, "offer-expired", "POST", f"{path}/{action}", json=body
            )
            assert problem["expired_at"] == FRIDAY
        assert await agency.viewer.reads(path) == expired
        assert await agency.events_of(offer["id"]) == ["offer.made"]


async def test_one_that_ran_out_is_written_down_when_another_is_made(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        first = await agency.offer(**TERMS)
        now.move_to(AFTER_FRIDAY + timedelta(days=3))
        path = f"/v1/applications/{first['application_id']}/offers"
        second = await agency.recruiter.creates(path, {"salary": SALARY})
        *_, expired = await agency.log_of(first["id"])
        assert (expired["type"], expired["occurred_at"]) == ("offer.expired", FRIDAY)
        stood = await agency.viewer.reads(f"/v1/offers/{first['id']}")
        assert (stood["status"], stood["settled_at"]) == ("expired", FRIDAY)
        assert second["status"] == "made"


async def test_a_list_tells_the_status_by_the_clock(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        runs_out = await agency.offer(**TERMS)
        stays = await agency.offer()
        declined = await agency.offer(**TERMS)
        await agency.recruiter.does(f"/v1/offers/{declined['id']}/decline")

        async def ids(**filters: str) -> list[str]:
            return [
                row["id"] for row in (await agency.viewer.reads("/v1/offers", **filters))["items"]
            ]

        assert set(await ids(status="made")) == {runs_out["id"], stays["id"]}
        assert await ids(status="made", expires_before="2026-11-28T00:00:00Z") == [runs_out["id"]]
        assert await ids(status="expired") == []
        now.move_to(AFTER_FRIDAY)
        assert await ids(status="made") == [stays["id"]]
        assert await ids(status="expired") == [runs_out["id"]]
        assert await ids(status="declined") == [declined["id"]]
        for field in ("application_id", "candidate_id", "vacancy_id"):
            assert await ids(**{field: stays[field]}) == [stays["id"]]
        assert await ids(owner_id=agency.recruiter.user_id) == []
        mine = f"/v1/applications/{runs_out['application_id']}/offers"
        assert (await agency.viewer.reads(mine, status="made"))["items"] == []
        assert len((await agency.viewer.reads(mine, status="expired"))["items"]) == 1


async def test_a_stale_round_is_refused(agency: Agency) -> None:
    offer = await agency.offer()
    path = f"/v1/offers/{offer['id']}"
    stale = {"if-match": '"1"'}
    await agency.recruiter.does(f"{path}/counter", {"terms": "More."}, headers=stale)
    for action in ("counter", "acceptance", "decline", "withdrawal"):
        await agency.recruiter.is_refused(
            412, "precondition-failed", "POST", f"{path}/{action}", json={}, headers=stale
        )


@pytest.mark.parametrize(
    ("end", "ended_by", "status", "kind"),
    [
        ("withdrawal", "candidate", "declined", "offer.declined"),
        ("withdrawal", "agency", "withdrawn", "offer.withdrawn"),
        ("rejection", "employer", "withdrawn", "offer.withdrawn"),
        ("rejection", "agency", "withdrawn", "offer.withdrawn"),
    ],
)
async def test_an_applications_end_settles_its_offer_for_good(
    agency: Agency, end: str, ended_by: str, status: str, kind: str
) -> None:
    offer = await agency.offer()
    path = f"/v1/applications/{offer['application_id']}"
    await agency.recruiter.does(f"{path}/{end}", {"reason": "other", "ended_by": ended_by})
    cause = f"application_{'withdrawn' if end == 'withdrawal' else 'rejected'}"
    settled = await agency.viewer.reads(f"/v1/offers/{offer['id']}")
    assert (settled["status"], settled["settled_reason"]) == (status, cause)
    *_, event = await agency.log_of(offer["id"])
    assert (event["type"], event["data"]) == (kind, {"cause": cause})
    await agency.recruiter.does(f"{path}/reinstatement")
    assert await agency.viewer.reads(f"/v1/offers/{offer['id']}") == settled
    await agency.recruiter.creates(f"{path}/offers", {"salary": SALARY})


async def test_an_offer_that_ran_out_before_the_end_expired(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        offer = await agency.offer(**TERMS)
        now.move_to(AFTER_FRIDAY + timedelta(days=1))
        path = f"/v1/applications/{offer['application_id']}"
        await agency.recruiter.does(f"{path}/withdrawal", {"reason": "other"})
        assert await agency.events_of(offer["id"]) == ["offer.made", "offer.expired"]


async def test_a_viewer_offers_nothing(agency: Agency) -> None:
    offer = await agency.offer()
    for path in ("/v1/offers", f"/v1/offers/{offer['id']}/acceptance"):
        await agency.viewer.is_refused(403, "missing-scope", "POST", path, json={})
