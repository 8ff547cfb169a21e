"""What was agreed with somebody who took the job, as it stands now."""

import pytest

from tests.factories import Agency, Json


async def placement(agency: Agency, **fields: str) -> Json:
    offer = await agency.offer(**fields)
    accepted = await agency.recruiter.does(f"/v1/offers/{offer['id']}/acceptance")
    made: Json = accepted["placement"]
    return made


async def test_a_placement_is_found_by_whom_it_is_about(agency: Agency) -> None:
    made = await placement(agency)
    await placement(agency)
    assert await agency.viewer.reads(f"/v1/placements/{made['id']}") == made
    for field in ("candidate_id", "vacancy_id", "employer_id", "application_id", "offer_id"):
        page = await agency.viewer.reads("/v1/placements", **{field: made[field]})
        assert page["items"] == [made]
    everything = await agency.viewer.reads("/v1/placements", count=True)
    assert everything["total"] == 2


async def test_the_owner_finds_their_placements(agency: Agency) -> None:
    candidate = await agency.candidate(owner_id=agency.recruiter.user_id)
    application = await agency.application(candidate_id=candidate["id"])
    made = await placement(agency, application_id=application["id"])
    await placement(agency)
    page = await agency.viewer.reads("/v1/placements", owner_id=agency.recruiter.user_id)
    assert page["items"] == [made]
    assert made["owner_name"] == "Recruiter Obi"


async def test_a_first_day_and_a_salary_may_still_change(agency: Agency) -> None:
    made = await placement(agency)
    path = f"/v1/placements/{made['id']}"
    changed = await agency.recruiter.changes(
        path, {"starts_on": "2027-03-01", "salary": {"amount": "49000.00", "currency": "GBP"}}
    )
    assert changed["starts_on"] == "2027-03-01"
    assert changed["salary"] == {"amount": "49000.00", "currency": "GBP", "per": "year"}
    assert await agency.recruiter.changes(path, {"starts_on": "2027-03-01"}) == changed
    log = await agency.log_of(made["id"])
    assert [event["type"] for event in log] == ["placement.made", "placement.updated"]
    assert log[1]["data"] == {"fields": ["salary", "starts_on"]}
    assert log[1]["application_id"] == made["application_id"]
    offer = await agency.viewer.reads(f"/v1/offers/{made['offer_id']}")
    assert offer["salary"]["amount"] == "48000.00"
    assert (await agency.recruiter.changes(path, {"starts_on": None}))["starts_on"] is None


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"salary": None}, "/salary"),
        ({"starts_on": "soon"}, "/starts_on"),
        ({"starts_on": "2027-02-30"}, "/starts_on"),
        ({"placed_at": "2027-03-01T00:00:00Z"}, "/placed_at"),
    ],
)
async def test_what_is_no_change_names_the_field(
    agency: Agency, fields: Json, pointer: str
) -> None:
    made = await placement(agency)
    path = f"/v1/placements/{made['id']}"
    problem = await agency.recruiter.is_refused(422, "invalid", "PATCH", path, json=fields)
    assert problem["errors"][0]["pointer"] == pointer
    assert await agency.viewer.reads(path) == made


async def test_a_stale_change_is_refused(agency: Agency) -> None:
    made = await placement(agency)
    path = f"/v1/placements/{made['id']}"
    await agency.recruiter.changes(path, {"starts_on": "2027-03-01"})
    await agency.recruiter.is_refused(
        412, "precondition-failed", "PATCH", path,
        json={"starts_on": "2027-04-01"}, headers={"if-match": '"1"'},
    )  # fmt: skip
