"""Candidates over HTTP."""

from uuid import uuid4

from tests.factories import Agency, Json

MARIA = {"name": {"given": "Maria", "family": "Gregg"}}


async def pointers(agency: Agency, method: str, path: str, body: Json) -> list[str]:
    """Where the body is refused."""
    problem = await agency.recruiter.is_refused(422, "invalid", method, path, json=body)
    return [error["pointer"] for error in problem["errors"]]


async def test_a_candidate_is_added_and_read_with_everything(agency: Agency) -> None:
    body = {
        **MARIA, "emails": ["Maria.Gregg@Example.com"], "phones": ["020 7946 0021"],
        "location": {"name": "Reading", "country": "GB", "latitude": 51.45, "longitude": -0.97},
        "headline": "Operations manager", "skills": ["Forklift", "SQL"], "tags": ["north"],
        "feedback_channel": "phone", "owner_id": agency.recruiter.user_id,
        "consent": {
            "basis": "consent", "given_at": "2026-01-05T10:00:00+01:00",
            "expires_at": "2028-01-05T09:00:00Z",
        },
        "notice_period": "one month", "timezone": "Europe/Paris", "source": "referral",
        "external_ref": {"system": "bullhorn", "id": "20"},
    }  # fmt: skip
    answer = await agency.recruiter.post("/v1/candidates", json=body)
    candidate = answer.json()
    assert answer.status_code == 201, candidate
    assert answer.headers["location"] == f"/v1/candidates/{candidate['id']}"
    assert answer.headers["etag"] == '"1"'
    assert candidate.items() >= {
        **body, "emails": ["maria.gregg@example.com"], "owner_name": "Recruiter Obi",
        "consent": {
            "basis": "consent", "given_at": "2026-01-05T09:00:00Z",
            "expires_at": "2028-01-05T09:00:00Z",
        },
    }.items()  # fmt: skip
    assert set(candidate) == {
        *body, "id", "owner_name", "merged_into_id", "erasure_requested_at", "created_at",
        "updated_at", "version",
    }  # fmt: skip
    assert await agency.viewer.reads(answer.headers["location"]) == candidate
    assert (await agency.viewer.reads("/v1/candidates"))["items"] == [candidate]
    [event] = (await agency.admin.reads("/v1/events", subject_id=candidate["id"]))["items"]
    assert (event["type"], event["candidate_id"], event["data"]) == (
        "candidate.created", candidate["id"], {},
    )  # fmt: skip


async def test_a_name_is_enough_and_one_name_is_a_name(agency: Agency) -> None:
    candidate = await agency.recruiter.creates(
        "/v1/candidates", {"name": {"given": "", "family": "Suharto"}}
    )
    assert candidate["name"] == {"given": "", "family": "Suharto"}
    assert candidate.items() >= {
        "emails": [], "phones": [], "location": None, "skills": [], "tags": [], "consent": None,
        "feedback_channel": "email", "owner_id": None, "owner_name": None, "external_ref": None,
    }.items()  # fmt: skip


async def test_a_change_touches_what_was_sent_and_records_what_differs(agency: Agency) -> None:
    candidate = await agency.candidate(emails=["maria@example.com"], skills=["SQL"])
    path = f"/v1/candidates/{candidate['id']}"
    same = {"emails": ["MARIA@example.com"], "skills": ["SQL"], "headline": None, "location": None}
    assert await agency.recruiter.changes(path, same) == candidate

    changed = await agency.recruiter.changes(
        path,
        {
            "name": {"given": "María", "family": "Gregg"}, "skills": ["SQL"], "tags": ["north"],
            "consent": {"basis": "legitimate_interests"}, "owner_id": agency.admin.user_id,
        },
        headers={"if-match": '"1"'},
    )  # fmt: skip
    assert changed.items() >= {
        "name": {"given": "María", "family": "Gregg"}, "tags": ["north"], "owner_name": "Admin Obi",
        "consent": {"basis": "legitimate_interests", "given_at": None, "expires_at": None},
        "emails": ["maria@example.com"], "version": 2,
    }.items()  # fmt: skip
    cleared = await agency.recruiter.changes(path, {"consent": None, "owner_id": None})
    assert (cleared["consent"], cleared["owner_id"], cleared["owner_name"]) == (None, None, None)
    events = (await agency.admin.reads("/v1/events", candidate_id=candidate["id"]))["items"]
    assert [event["data"].get("fields") for event in events] == [
        None, ["consent", "name", "owner_id", "tags"], ["consent", "owner_id"],
    ]  # fmt: skip


async def test_the_owner_is_an_active_user_of_the_agency(
    agency: Agency, other_agency: Agency
) -> None:
    leaver = agency.viewer.user_id
    candidate = await agency.candidate(owner_id=leaver)
    path = f"/v1/candidates/{candidate['id']}"
    await agency.admin.changes(f"/v1/users/{leaver}", {"active": False})
    for owner_id in (leaver, other_agency.recruiter.user_id, str(uuid4())):
        body = {**MARIA, "owner_id": owner_id}
        assert await pointers(agency, "POST", "/v1/candidates", body) == ["/owner_id"]
    kept = await agency.recruiter.changes(path, {"owner_id": leaver, "headline": "Driver"})
    assert (kept["owner_id"], kept["headline"]) == (leaver, "Driver")
    stranger = {"owner_id": other_agency.recruiter.user_id, "headline": "Spy"}
    assert await pointers(agency, "PATCH", path, stranger) == ["/owner_id"]
    assert await agency.recruiter.reads(path) == kept


async def test_by_ref_creates_then_updates_and_a_second_time_changes_nothing(
    agency: Agency,
) -> None:
    path = "/v1/candidates/by-ref/opencats/20"
    body = {**MARIA, "emails": ["maria@example.com"], "phones": ["020 7946 0021"]}
    made = await agency.recruiter.sends("PUT", path, 201, json=body)
    assert made["external_ref"] == {"system": "opencats", "id": "20"}
    assert await agency.recruiter.sends("PUT", path, 200, json=body) == made
    changed = await agency.recruiter.sends("PUT", path, 200, json={**body, "phones": []})
    assert (changed["id"], changed["phones"], changed["version"]) == (made["id"], [], 2)
    assert await agency.events_of(made["id"]) == ["candidate.created", "candidate.updated"]

    twin = "/v1/candidates/by-ref/opencats/21"
    problem = await agency.recruiter.is_refused(409, "likely-duplicate", "PUT", twin, json=body)
    assert problem["existing_id"] == made["id"]
    second = await agency.recruiter.sends("PUT", f"{twin}?allow_duplicate=true", 201, json=body)
    assert second["id"] != made["id"]
    await agency.recruiter.is_refused(
        409, "candidate-external-ref-taken", "PATCH", f"/v1/candidates/{second['id']}",
        json={"external_ref": made["external_ref"]},
    )  # fmt: skip
    assert await agency.recruiter.reads(f"/v1/candidates/{second['id']}") == second


async def test_bad_input_names_the_field_and_leaves_nothing(agency: Agency) -> None:
    for body, pointer in (
        ({}, "/name"),
        ({"name": "Maria Gregg"}, "/name"),
        ({"name": {"given": "Maria"}}, "/name/family"),
        ({"name": {"given": " ", "family": ""}}, "/name"),
        ({"name": {"given": "M\x00", "family": "G"}}, "/name/given"),
        ({**MARIA, "emails": ["maria@"]}, "/emails/0"),
        ({**MARIA, "emails": ["m@example.com", "M@example.com"]}, "/emails"),
        ({**MARIA, "phones": ["none"]}, "/phones/0"),
        ({**MARIA, "skills": ["SQL", "sql"]}, "/skills"),
        ({**MARIA, "feedback_channel": "owl"}, "/feedback_channel"),
        ({**MARIA, "owner_id": "me"}, "/owner_id"),
        ({**MARIA, "consent": {}}, "/consent/basis"),
        (
            {
                **MARIA,
                "consent": {
                    "basis": "consent",
                    "given_at": "2026-01-05T09:00:00Z",
                    "expires_at": "2026-01-05T09:00:00Z",
                },
            },
            "/consent/expires_at",
        ),
        ({**MARIA, "location": {"country": "GB"}}, "/location/name"),
        ({**MARIA, "allow_duplicate": True}, "/allow_duplicate"),
        ({**MARIA, "search_text": "x"}, "/search_text"),
    ):
        assert await pointers(agency, "POST", "/v1/candidates", body) == [pointer]
    assert (await agency.viewer.reads("/v1/candidates"))["items"] == []
    assert await agency.events_of(str(agency.id)) == ["agency.created"]

    candidate = await agency.candidate()
    path = f"/v1/candidates/{candidate['id']}"
    for field in ("name", "emails", "phones", "skills", "tags", "feedback_channel"):
        body = {"headline": "Driver", field: None}
        assert await pointers(agency, "PATCH", path, body) == [f"/{field}"]
    assert await agency.viewer.reads(path) == candidate


async def test_who_may_not(agency: Agency, other_agency: Agency) -> None:
    candidate = await agency.candidate(emails=["maria@example.com"])
    path = f"/v1/candidates/{candidate['id']}"
    driver = {"headline": "Driver"}
    problem = await agency.viewer.is_refused(403, "missing-scope", "PATCH", path, json=driver)
    assert problem["scope"] == "candidates:write"
    await agency.viewer.is_refused(403, "missing-scope", "POST", "/v1/candidates", json=MARIA)
    await other_agency.recruiter.is_refused(404, "not-found", "GET", path)
    await other_agency.recruiter.is_refused(404, "not-found", "PATCH", path, json=driver)
    for filters in ({}, {"q": "maria"}, {"email": "maria@example.com"}):
        page = await other_agency.viewer.reads("/v1/candidates", count=True, **filters)
        assert (page["items"], page["total"]) == ([], 0)
    stale = {"if-match": '"2"'}
    await agency.recruiter.is_refused(
        412, "precondition-failed", "PATCH", path, json=driver, headers=stale
    )
    assert await agency.viewer.reads(path) == candidate
