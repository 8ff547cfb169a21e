"""What the candidate thinks of an application: said again, kept, and never lost."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
VERDICT: Json = {
    "lean": "undecided",
    "pros": ["A team that talks to each other"],
    "cons": ["Two hours on trains"],
    "wished_salary": {"amount": "45000.00", "currency": "GBP", "per": "year"},
    "wished_benefits": ["25 days holiday"],
    "deal_breakers": ["relocation"],
}


async def path_of_one(agency: Agency) -> str:
    return f"/v1/applications/{(await agency.application())['id']}/verdict"


async def test_a_verdict_is_recorded_once_and_revised_after(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        path = await path_of_one(agency)
        await agency.viewer.is_refused(404, "not-found", "GET", path)
        first = await agency.recruiter.sends("PUT", path, 201, json=VERDICT)
        assert {field: first[field] for field in VERDICT} == VERDICT
        assert first["recorded_by_id"] == agency.recruiter.user_id
        assert first["recorded_by_name"] == "Recruiter Obi"
        assert (first["vacancy_title"], first["versions"]) == ("Depot Manager", 1)
        now.shift(timedelta(days=1))
        body = {**VERDICT, "lean": "accept", "cons": []}
        second = await agency.admin.sends("PUT", path, 200, json=body)
        assert (second["id"], second["lean"], second["versions"]) == (first["id"], "accept", 2)
        assert second["recorded_by_id"] == agency.admin.user_id
        assert await agency.viewer.reads(path) == second
        recorded, revised = await agency.log_of(first["id"])
        assert (recorded["type"], recorded["data"]) == ("verdict.recorded", {"lean": "undecided"})
        assert revised["data"] == {"lean": "accept", "fields": ["cons", "lean"]}
        assert revised["candidate_id"] == first["candidate_id"]


async def test_each_version_is_kept_oldest_first(agency: Agency) -> None:
    path = await path_of_one(agency)
    bodies = [
        VERDICT,
        {**VERDICT, "wished_salary": {"amount": 250, "currency": "EUR", "per": "day"}},
        {"lean": "decline"},
    ]
    for body in bodies:
        verdict = await agency.recruiter.put(path, json=body)
    page = await agency.viewer.reads(f"{path}/versions", limit=2)
    rest = await agency.viewer.reads(f"{path}/versions", cursor=page["next_cursor"])
    versions = [*page["items"], *rest["items"]]
    assert [version["number"] for version in versions] == [1, 2, 3]
    assert {field: versions[0][field] for field in VERDICT} == VERDICT
    assert versions[1]["wished_salary"]["amount"] == "250.00"
    for field in VERDICT:
        assert versions[2][field] == verdict.json()[field]
    assert versions[2]["wished_salary"] is None
    newest = await agency.viewer.reads(f"{path}/versions", sort="-number", limit=1)
    assert newest["items"] == versions[2:]


async def test_the_same_again_changes_nothing(agency: Agency) -> None:
    path = await path_of_one(agency)
    first = await agency.recruiter.sends("PUT", path, 201, json=VERDICT)
    worded_otherwise = {
        **VERDICT, "wished_salary": {"amount": 45000, "currency": "GBP"}
    }  # fmt: skip
    again = await agency.admin.sends("PUT", path, 200, json=worded_otherwise)
    assert again == first
    assert await agency.events_of(first["id"]) == ["verdict.recorded"]


async def test_two_at_once_are_one_verdict_with_two_versions(agency: Agency) -> None:
    path = await path_of_one(agency)
    answers = await asyncio.gather(
        *(
            agency.recruiter.put(path, json={"lean": lean})
            for lean in ("accept", "undecided", "decline")
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (await agency.viewer.reads(path))["versions"] == 3


async def test_a_stale_verdict_overwrites_nothing(agency: Agency) -> None:
    path = await path_of_one(agency)
    stale = {"if-match": '"1"'}
    await agency.recruiter.is_refused(
        412, "precondition-failed", "PUT", path, json=VERDICT, headers=stale
    )
    first = await agency.recruiter.put(path, json=VERDICT)
    held = {"if-match": first.headers["etag"]}
    await agency.recruiter.sends("PUT", path, 200, json={"lean": "accept"}, headers=held)
    await agency.recruiter.is_refused(
        412, "precondition-failed", "PUT", path, json={"lean": "decline"}, headers=held
    )
    assert (await agency.viewer.reads(path))["lean"] == "accept"


@pytest.mark.parametrize("end", ["withdrawal", "rejection"])
async def test_an_ended_application_is_decided(agency: Agency, end: str) -> None:
    application = await agency.application()
    path = f"/v1/applications/{application['id']}"
    await agency.recruiter.does(f"{path}/{end}", {"reason": "other"})
    problem = await agency.recruiter.is_refused(
        409, "application-ended", "PUT", f"{path}/verdict", json=VERDICT
    )
    assert problem["stage"] in ("withdrawn", "rejected")
    await agency.viewer.is_refused(404, "not-found", "GET", f"{path}/verdict")


async def test_a_placed_candidate_may_still_say_what_they_think(agency: Agency) -> None:
    application = await agency.application(stage="offered")
    path = f"/v1/applications/{application['id']}"
    await agency.recruiter.does(f"{path}/stage", {"stage": "placed"})
    await agency.recruiter.sends("PUT", f"{path}/verdict", 201, json=VERDICT)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"lean": None}, "/lean"),
        ({"lean": "perhaps"}, "/lean"),
        ({"pros": [""]}, "/pros/0"),
        ({"cons": ["x" * 201]}, "/cons/0"),
        ({"wished_salary": {"amount": "-1", "currency": "GBP"}}, "/wished_salary/amount"),
        ({"wished_salary": {"amount": "1", "currency": "pounds"}}, "/wished_salary/currency"),
        ({"deal_breakers": ["x"] * 101}, "/deal_breakers"),
        ({"mood": "good"}, "/mood"),
    ],
)
async def test_what_is_no_verdict_names_the_field(
    agency: Agency, fields: Json, pointer: str
) -> None:
    path = await path_of_one(agency)
    problem = await agency.recruiter.is_refused(
        422, "invalid", "PUT", path, json={**VERDICT, **fields}
    )
    assert problem["errors"][0]["pointer"] == pointer


async def test_the_timeline_tells_where_they_lean(agency: Agency) -> None:
    path = await path_of_one(agency)
    verdict = await agency.recruiter.sends("PUT", path, 201, json=VERDICT)
    timeline = await agency.viewer.reads(
        f"/v1/candidates/{verdict['candidate_id']}/timeline", types="verdict.recorded"
    )
    [said] = timeline["items"]
    assert said["summary"] == "The candidate's verdict on Depot Manager at Northwind: undecided"


async def test_a_viewer_records_none(agency: Agency) -> None:
    path = await path_of_one(agency)
    await agency.viewer.is_refused(403, "missing-scope", "PUT", path, json=VERDICT)
