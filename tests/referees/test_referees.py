"""Referees: who they are, and whether they agreed to be asked."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
PRIYA: Json = {
    "name": "Priya Shah", "relationship": "line manager", "company": "Northwind",
    "email": "priya.shah@northwind.example", "phone": "+44 20 7946 0321",
}  # fmt: skip


@pytest.mark.parametrize("by_candidate", [True, False])
async def test_a_referee_is_added_to_a_candidate(agency: Agency, by_candidate: bool) -> None:
    candidate = await agency.candidate()
    path = f"/v1/candidates/{candidate['id']}/referees" if by_candidate else "/v1/referees"
    body = PRIYA if by_candidate else {**PRIYA, "candidate_id": candidate["id"]}
    answer = await agency.recruiter.post(path, json=body)
    referee = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/referees/{referee['id']}"
    assert await agency.viewer.reads(answer.headers["location"]) == referee
    assert {field: referee[field] for field in PRIYA} == PRIYA
    name = candidate["name"]
    assert referee["candidate_name"] == f"{name['given']} {name['family']}"
    assert (referee["consent_given_at"], referee["consent_withdrawn_at"]) == (None, None)
    [added] = await agency.log_of(referee["id"])
    assert (added["type"], added["candidate_id"]) == ("referee.added", candidate["id"])
    assert added["data"] == {}


async def test_referees_are_listed_for_all_or_one_candidate(agency: Agency) -> None:
    priya = await agency.referee()
    jo = await agency.referee(candidate_id=priya["candidate_id"], name="Jo Baker")
    other = await agency.referee()
    everybody = (await agency.viewer.reads("/v1/referees"))["items"]
    assert [row["id"] for row in everybody] == [other["id"], jo["id"], priya["id"]]
    for page in (
        await agency.viewer.reads("/v1/referees", candidate_id=priya["candidate_id"]),
        await agency.viewer.reads(f"/v1/candidates/{priya['candidate_id']}/referees"),
    ):
        assert page["items"] == [jo, priya]


async def test_a_referee_is_of_a_candidate_of_the_agency(
    agency: Agency, other_agency: Agency
) -> None:
    theirs = (await other_agency.candidate())["id"]
    for candidate_id in (theirs, agency.recruiter.user_id):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", "/v1/referees", json={**PRIYA, "candidate_id": candidate_id}
        )
        assert problem["errors"][0]["pointer"] == "/candidate_id"
        path = f"/v1/candidates/{candidate_id}/referees"
        await agency.recruiter.is_refused(404, "not-found", "POST", path, json=PRIYA)
        await agency.recruiter.is_refused(404, "not-found", "GET", path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", None), ("name", "A" * 201), ("email", "nowhere"), ("phone", "12"),
        ("consent_given_at", "2026-11-24T15:00:01Z"), ("consent_given_at", "yesterday"),
        ("consent_withdrawn_at", "2026-11-24T15:00:00Z"), ("relationship", "a\x00b"),
        ("company", " "),
    ],
)  # fmt: skip
async def test_what_is_no_good_names_its_field(agency: Agency, field: str, value: str) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        referee = await agency.referee()
        path = f"/v1/candidates/{referee['candidate_id']}/referees"
        for method, where, body in (
            ("POST", path, {**PRIYA, field: value}),
            ("PATCH", f"/v1/referees/{referee['id']}", {field: value}),
        ):
            problem = await agency.recruiter.is_refused(422, "invalid", method, where, json=body)
            assert problem["errors"][0]["pointer"] == f"/{field}"
        assert (await agency.viewer.reads(path))["items"] == [referee]
        assert await agency.events_of(referee["id"]) == ["referee.added", "referee.consented"]


async def test_a_change_is_recorded_by_field_and_no_change_is_not(agency: Agency) -> None:
    referee = await agency.referee()
    path = f"/v1/referees/{referee['id']}"
    change = {"company": "Contoso", "email": None}
    changed = await agency.recruiter.changes(path, change, headers={"if-match": '"1"'})
    assert (changed["company"], changed["email"], changed["version"]) == ("Contoso", None, 2)
    assert await agency.recruiter.changes(path, change) == changed
    *_, event = await agency.log_of(referee["id"])
    assert (event["type"], event["data"]) == ("referee.updated", {"fields": ["company", "email"]})
    assert len(await agency.log_of(referee["id"])) == 3
    await agency.recruiter.is_refused(
        412, "precondition-failed", "PATCH", path, json=change, headers={"if-match": '"1"'}
    )


async def test_consent_stands_on_the_timeline_when_it_was_given(agency: Agency) -> None:
    referee = await agency.referee(consent_given_at=None)
    path = f"/v1/referees/{referee['id']}"
    given_at = "2026-01-05T09:00:00Z"
    agreed = await agency.recruiter.changes(path, {"consent_given_at": given_at, "company": "X"})
    assert agreed["consent_given_at"] == given_at
    assert await agency.events_of(referee["id"]) == [
        "referee.added", "referee.updated", "referee.consented",
    ]  # fmt: skip
    timeline = await agency.viewer.reads(f"/v1/candidates/{referee['candidate_id']}/timeline")
    told = {item["summary"]: item["occurred_at"] for item in timeline["items"]}
    assert told["A referee agreed to be asked"] == given_at
    assert "Recruiter Obi added a referee" in told


async def test_correcting_when_consent_was_given_is_an_update(agency: Agency) -> None:
    referee = await agency.referee()
    await agency.recruiter.changes(
        f"/v1/referees/{referee['id']}", {"consent_given_at": "2026-01-06T09:00:00Z"}
    )
    *_, event = await agency.log_of(referee["id"])
    assert (event["type"], event["data"]) == ("referee.updated", {"fields": ["consent_given_at"]})


async def test_a_withdrawn_consent_is_told_and_an_old_one_does_not_outlive_it(
    agency: Agency,
) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        referee = await agency.referee()
        path = f"/v1/referees/{referee['id']}"
        withdrawn = await agency.recruiter.changes(path, {"consent_given_at": None})
        assert withdrawn["consent_given_at"] is None
        assert withdrawn["consent_withdrawn_at"] == "2026-11-24T15:00:00Z"
        assert await agency.recruiter.changes(path, {"consent_given_at": None}) == withdrawn
        now.shift(60)
        problem = await agency.recruiter.is_refused(
            422, "invalid", "PATCH", path, json={"consent_given_at": "2026-11-24T14:59:59Z"}
        )
        assert problem["errors"][0]["pointer"] == "/consent_given_at"
        again = await agency.recruiter.changes(path, {"consent_given_at": "2026-11-24T15:01:00Z"})
        assert again["consent_withdrawn_at"] is None
        assert await agency.events_of(referee["id"]) == [
            "referee.added", "referee.consented", "referee.consent_withdrawn", "referee.consented",
        ]  # fmt: skip


async def test_viewers_read_and_do_not_change(agency: Agency) -> None:
    referee = await agency.referee()
    path = f"/v1/referees/{referee['id']}"
    for method, where in (
        ("POST", "/v1/referees"), ("PATCH", path), ("POST", f"{path}/heads-ups"),
        ("POST", f"{path}/references"),
    ):  # fmt: skip
        await agency.viewer.is_refused(403, "missing-scope", method, where, json={})
    assert await agency.viewer.reads(path) == referee
