"""Submitting candidates, and finding their applications again."""

import asyncio
from datetime import timedelta

import pytest

from app import clock
from tests.factories import Agency, Json

NOBODY = "01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"


async def submission(agency: Agency, **fields: str) -> Json:
    """What a recruiter would send for a new candidate and a new vacancy."""
    return {
        "candidate_id": fields.get("candidate_id") or (await agency.candidate())["id"],
        "vacancy_id": fields.get("vacancy_id") or (await agency.vacancy())["id"],
        "permission_given_at": "2026-01-05T10:00:00+01:00",
        "source": "our own search",
        **fields,
    }


async def refusal(agency: Agency, status: int, code: str, body: Json) -> Json:
    return await agency.recruiter.is_refused(status, code, "POST", "/v1/applications", json=body)


def pointers(problem: Json) -> list[str]:
    return [error["pointer"] for error in problem["errors"]]


async def test_a_submission_answers_with_the_names_a_table_needs(agency: Agency) -> None:
    employer = await agency.employer(name="Northwind")
    vacancy = await agency.vacancy(employer_id=employer["id"], title="Depot Manager")
    candidate = await agency.candidate(
        name={"given": "Maria", "family": "Gregg"}, owner_id=agency.recruiter.user_id
    )
    answer = await agency.recruiter.post(
        "/v1/applications",
        json=await submission(agency, candidate_id=candidate["id"], vacancy_id=vacancy["id"]),
    )
    application = answer.json()
    assert answer.status_code == 201, application
    assert answer.headers["location"] == f"/v1/applications/{application['id']}"
    assert answer.headers["etag"] == '"1"'
    expected = {
        "candidate_name": "Maria Gregg", "vacancy_title": "Depot Manager",
        "employer_id": employer["id"], "employer_name": "Northwind",
        "owner_id": agency.recruiter.user_id, "owner_name": "Recruiter Obi",
        "stage": "submitted", "ended": None, "external_ref": None, "source": "our own search",
        "permission_given_at": "2026-01-05T09:00:00Z",
    }  # fmt: skip
    assert {name: application[name] for name in expected} == expected
    assert await agency.viewer.reads(answer.headers["location"]) == application
    assert (await agency.viewer.reads("/v1/applications"))["items"] == [application]


async def test_a_submission_is_an_event_of_the_candidate_and_the_first_move(agency: Agency) -> None:
    body = await submission(agency, submitted_at="2026-02-01T12:00:00Z")
    application = await agency.recruiter.creates("/v1/applications", body)
    [event] = await agency.log_of(application["id"])
    assert event["type"] == "application.submitted"
    assert event["occurred_at"] == application["submitted_at"] == "2026-02-01T12:00:00Z"
    assert event["data"] == {"vacancy_id": body["vacancy_id"], "stage": "submitted"}
    assert event["candidate_id"] == body["candidate_id"]
    assert event["application_id"] == application["id"]
    moves = await agency.viewer.reads(f"/v1/applications/{application['id']}/moves")
    [move] = moves["items"]
    assert (move["from_stage"], move["to_stage"]) == (None, "submitted")
    assert (move["moved_at"], move["moved_by_name"]) == ("2026-02-01T12:00:00Z", "Recruiter Obi")


async def test_a_permission_still_to_come_is_refused(agency: Agency) -> None:
    body = await submission(agency)
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()
    for change, pointer in (
        ({"permission_given_at": "2026-01-05T10:00:00"}, "/permission_given_at"),
        ({"permission_given_at": tomorrow}, "/permission_given_at"),
        ({"submitted_at": tomorrow}, "/submitted_at"),
        ({"stage": "placed"}, "/stage"),
        ({"source": "a\x00b"}, "/source"),
    ):
        assert pointers(await refusal(agency, 422, "invalid", {**body, **change})) == [pointer]
    assert (await agency.viewer.reads("/v1/applications"))["items"] == []
    del body["permission_given_at"]
    begun = await agency.recruiter.creates("/v1/applications", {**body, "stage": "shortlisted"})
    assert (begun["permission_given_at"], begun["stage"]) == (None, "shortlisted")
    [submitted] = await agency.log_of(begun["id"])
    assert submitted["data"]["stage"] == "shortlisted"


async def test_unknown_references_are_named(agency: Agency, other_agency: Agency) -> None:
    problem = await refusal(
        agency, 422, "invalid", await submission(agency, candidate_id=NOBODY, vacancy_id=NOBODY)
    )
    assert pointers(problem) == ["/candidate_id", "/vacancy_id"]
    theirs = await other_agency.candidate()
    problem = await refusal(
        agency, 422, "invalid", await submission(agency, candidate_id=theirs["id"])
    )
    assert pointers(problem) == ["/candidate_id"]


@pytest.mark.parametrize("status", ["filled", "closed"])
async def test_a_vacancy_that_is_over_takes_no_candidates(agency: Agency, status: str) -> None:
    vacancy = await agency.vacancy(status=status)
    body = await submission(agency, vacancy_id=vacancy["id"])
    problem = await refusal(agency, 409, "vacancy-not-open", body)
    assert problem["vacancy_status"] == status
    assert await agency.events_of(body["candidate_id"]) == ["candidate.created"]


async def test_a_candidate_has_one_open_application_for_a_vacancy(agency: Agency) -> None:
    body = await submission(agency)
    first = await agency.recruiter.creates("/v1/applications", body)
    problem = await refusal(agency, 409, "already-applied", body)
    assert problem["existing_id"] == first["id"]
    await agency.recruiter.does(
        f"/v1/applications/{first['id']}/withdrawal", {"reason": "personal"}
    )
    second = await agency.recruiter.creates("/v1/applications", body)
    problem = await agency.recruiter.is_refused(
        409, "already-applied", "POST", f"/v1/applications/{first['id']}/reinstatement", json={}
    )
    assert problem["existing_id"] == second["id"]
    assert (await agency.viewer.reads(f"/v1/applications/{first['id']}"))["stage"] == "withdrawn"


async def test_of_eight_submissions_at_once_one_is_made_and_the_others_name_it(
    agency: Agency,
) -> None:
    body = await submission(agency)
    answers = await asyncio.gather(
        *(agency.recruiter.post("/v1/applications", json=body) for _ in range(8))
    )
    made = [answer.json() for answer in answers if answer.status_code == 201]
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert (len(made), len(refused)) == (1, 7)
    assert {problem["existing_id"] for problem in refused} == {made[0]["id"]}
    assert (await agency.viewer.reads("/v1/applications"))["items"] == made


async def test_a_change_touches_what_was_sent_and_says_so(agency: Agency) -> None:
    application = await agency.application(source="referral")
    path = f"/v1/applications/{application['id']}"
    changed = await agency.recruiter.changes(
        path, {"source": "job board", "external_ref": {"system": "bullhorn", "id": "9"}}
    )
    assert (changed["source"], changed["external_ref"]["id"]) == ("job board", "9")
    assert changed["permission_given_at"] == application["permission_given_at"]
    assert (await agency.recruiter.changes(path, {"source": "job board"})) == changed
    log = await agency.log_of(application["id"])
    assert [event["type"] for event in log] == ["application.submitted", "application.updated"]
    assert log[1]["data"] == {"fields": ["external_ref", "source"]}
    for change, pointer in (
        ({"permission_given_at": None}, "/permission_given_at"),
        (
            {"permission_given_at": (clock.now() + timedelta(hours=1)).isoformat()},
            "/permission_given_at",
        ),
        ({"vacancy_id": NOBODY}, "/vacancy_id"),
        ({"stage": "placed"}, "/stage"),
    ):
        problem = await agency.recruiter.is_refused(422, "invalid", "PATCH", path, json=change)
        assert pointers(problem) == [pointer]
    await agency.recruiter.is_refused(
        412, "precondition-failed", "PATCH", path, json={}, headers={"if-match": '"1"'}
    )


async def test_by_ref_creates_updates_and_never_changes_hands(agency: Agency) -> None:
    path = "/v1/applications/by-ref/bullhorn/77"
    body = await submission(agency, submitted_at="2026-02-01T12:00:00Z")
    made = await agency.recruiter.sends("PUT", path, 201, json=body)
    assert made["external_ref"] == {"system": "bullhorn", "id": "77"}
    changed = await agency.recruiter.sends("PUT", path, 200, json={**body, "source": "referral"})
    again = await agency.recruiter.sends("PUT", path, 200, json={**body, "source": "referral"})
    assert changed == again
    assert (changed["id"], changed["source"]) == (made["id"], "referral")
    for field, value in (
        ("candidate_id", (await agency.candidate())["id"]),
        ("vacancy_id", (await agency.vacancy())["id"]),
        ("submitted_at", "2026-02-02T12:00:00Z"),
        ("external_ref", {"system": "bullhorn", "id": "78"}),
    ):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "PUT", path, json={**body, field: value}
        )
        assert pointers(problem) == [f"/{field}"]
    await refusal(
        agency, 409, "application-external-ref-taken",
        {**await submission(agency), "external_ref": {"system": "bullhorn", "id": "77"}},
    )  # fmt: skip
    page = await agency.viewer.reads(
        "/v1/applications", external_system="bullhorn", external_id="77"
    )
    assert page["items"] == [changed]


async def test_every_filter_narrows_the_list(agency: Agency) -> None:
    mine = await agency.candidate(owner_id=agency.recruiter.user_id)
    wanted = await agency.application(candidate_id=mine["id"])
    wanted = await agency.recruiter.does(
        f"/v1/applications/{wanted['id']}/stage", {"stage": "shortlisted"}
    )
    other = await agency.application()
    for name in ("stage", "candidate_id", "vacancy_id", "employer_id", "owner_id"):
        page = await agency.viewer.reads("/v1/applications", count=True, **{name: wanted[name]})
        assert (page["items"], page["total"]) == ([wanted], 1), name
    page = await agency.viewer.reads("/v1/applications")
    assert [row["id"] for row in page["items"]] == [other["id"], wanted["id"]]
    page = await agency.viewer.reads("/v1/applications", created_after=wanted["created_at"])
    assert [row["id"] for row in page["items"]] == [other["id"]]
    for bad in ({"stage": "hired"}, {"owner_id": "me"}, {"sort": "stage"}, {"nickname": "x"}):
        await agency.viewer.is_refused(422, "invalid", "GET", "/v1/applications", params=bad)


async def test_another_agency_sees_and_changes_nothing(
    agency: Agency, other_agency: Agency
) -> None:
    application = await agency.application()
    path = f"/v1/applications/{application['id']}"
    them = other_agency.recruiter
    for method, where in (
        ("GET", path), ("GET", f"{path}/moves"), ("PATCH", path), ("POST", f"{path}/stage"),
        ("POST", f"{path}/withdrawal"), ("POST", f"{path}/rejection"),
        ("POST", f"{path}/reinstatement"),
    ):  # fmt: skip
        body = {"stage": "offered"} if where.endswith("stage") else {}
        body = {"reason": "other"} if where.endswith(("withdrawal", "rejection")) else body
        sent = {} if method == "GET" else {"json": body}
        await them.is_refused(404, "not-found", method, where, **sent)
    assert (await them.reads("/v1/applications"))["items"] == []
    page = await them.reads("/v1/applications", vacancy_id=application["vacancy_id"])
    assert page["items"] == []
    assert await agency.viewer.reads(path) == application


async def test_a_viewer_reads_and_changes_nothing(agency: Agency) -> None:
    application = await agency.application()
    path = f"/v1/applications/{application['id']}"
    body = await submission(agency)
    for method, where, sent in (
        ("POST", "/v1/applications", body),
        ("PUT", "/v1/applications/by-ref/x/1", body),
        ("PATCH", path, {"source": "x"}),
        ("POST", f"{path}/stage", {"stage": "offered"}),
        ("POST", f"{path}/rejection", {"reason": "skills"}),
    ):
        problem = await agency.viewer.is_refused(403, "missing-scope", method, where, json=sent)
        assert problem["scope"] == "applications:write"
    assert await agency.viewer.reads(path) == application
