"""Contacts over HTTP."""

from uuid import UUID, uuid4

import httpx

from tests.factories import Agency


async def test_a_contact_is_added_read_and_changed_with_the_employers_name(agency: Agency) -> None:
    employer = await agency.employer(name="Northwind")
    answer = await agency.recruiter.post(
        "/v1/contacts",
        json={
            "employer_id": employer["id"], "name": "Ryan Walters", "job_title": "Depot Director",
            "email": "Ryan.Walters@Northwind.example", "phone": "020 7946 0018",
        },
    )  # fmt: skip
    contact = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/contacts/{contact['id']}"
    assert (contact["employer_name"], contact["email"], contact["phone"]) == (
        "Northwind", "ryan.walters@northwind.example", "020 7946 0018",
    )  # fmt: skip
    assert contact["do_not_email"] is False
    assert await agency.viewer.reads(answer.headers["location"]) == contact

    changed = await agency.recruiter.changes(
        answer.headers["location"], {"do_not_email": True, "phone": None}
    )
    assert (changed["do_not_email"], changed["phone"], changed["version"]) == (True, None, 2)
    assert (await agency.viewer.reads("/v1/contacts"))["items"] == [changed]

    events = (await agency.admin.reads("/v1/events", subject_id=contact["id"]))["items"]
    assert [(event["type"], event["contact_id"], event["data"]) for event in events] == [
        ("contact.created", contact["id"], {"employer_id": employer["id"]}),
        ("contact.updated", contact["id"], {"fields": ["do_not_email", "phone"]}),
    ]


async def test_a_change_to_what_it_is_already_is_no_change(agency: Agency) -> None:
    contact = await agency.contact(email="ryan@northwind.example")
    path = f"/v1/contacts/{contact['id']}"
    same = {"name": contact["name"], "email": "RYAN@northwind.example", "job_title": None}
    assert await agency.recruiter.changes(path, same) == contact
    assert await agency.events_of(contact["id"]) == ["contact.created"]


async def test_contacts_are_found_by_employer_words_and_reference(agency: Agency) -> None:
    northwind, tailspin = (
        await agency.employer(name="Northwind"),
        await agency.employer(name="Tailspin"),
    )
    ryan = await agency.contact(employer_id=northwind["id"], email="r.walters@northwind.example")
    zoe = await agency.contact(
        employer_id=tailspin["id"], name="Zoë 100% O'Hara",
        external_ref={"system": "bullhorn", "id": "9"},
    )  # fmt: skip
    for filters, expected in (
        ({}, [zoe, ryan]),
        ({"employer_id": northwind["id"]}, [ryan]),
        ({"employer_id": str(uuid4())}, []),
        ({"q": "zoË"}, [zoe]),
        ({"q": "WALTERS@"}, [ryan]),
        ({"q": "100%"}, [zoe]),
        ({"q": "_"}, []),
        ({"q": "ryan", "employer_id": tailspin["id"]}, []),
        ({"external_system": "bullhorn", "external_id": "9"}, [zoe]),
        ({"created_after": ryan["created_at"]}, [zoe]),
        ({"sort": "created_at"}, [ryan, zoe]),
    ):
        assert (await agency.viewer.reads("/v1/contacts", **filters))["items"] == expected, filters


async def test_someone_moves_to_another_employer(agency: Agency) -> None:
    contact, other = await agency.contact(), await agency.employer(name="Tailspin")
    moved = await agency.recruiter.changes(
        f"/v1/contacts/{contact['id']}", {"employer_id": other["id"]}
    )
    assert (moved["employer_id"], moved["employer_name"]) == (other["id"], "Tailspin")


async def test_by_ref_creates_then_updates_and_a_second_time_changes_nothing(
    agency: Agency,
) -> None:
    employer = await agency.employer()
    path = "/v1/contacts/by-ref/bullhorn/77"
    ryan = {"employer_id": employer["id"], "name": "Ryan Walters", "job_title": "Director"}
    made = await agency.recruiter.sends("PUT", path, 201, json=ryan)
    changed = await agency.recruiter.sends("PUT", path, 200, json={**ryan, "job_title": None})
    again = await agency.recruiter.sends("PUT", path, 200, json={**ryan, "job_title": None})
    assert made["external_ref"] == {"system": "bullhorn", "id": "77"}
    assert (changed["id"], changed["job_title"], changed["version"]) == (made["id"], None, 2)
    assert again == changed
    assert await agency.events_of(made["id"]) == ["contact.created", "contact.updated"]
    another = {**ryan, "external_ref": made["external_ref"]}
    await agency.recruiter.is_refused(
        409, "contact-external-ref-taken", "POST", "/v1/contacts", json=another
    )


async def test_bad_input_names_the_field_and_leaves_nothing(
    agency: Agency, other_agency: Agency
) -> None:
    employer, theirs = await agency.employer(), await other_agency.employer()
    ryan = {"employer_id": employer["id"], "name": "Ryan"}
    for body, pointer in (
        ({"name": "Ryan"}, "/employer_id"),
        ({**ryan, "employer_id": str(uuid4())}, "/employer_id"),
        ({**ryan, "employer_id": theirs["id"]}, "/employer_id"),
        ({**ryan, "name": " "}, "/name"),
        ({**ryan, "email": "not an address"}, "/email"),
        ({**ryan, "phone": "call me"}, "/phone"),
        ({**ryan, "do_not_email": None}, "/do_not_email"),
        ({**ryan, "job_title": "A\x00B"}, "/job_title"),
        ({**ryan, "salary": 1}, "/salary"),
    ):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", "/v1/contacts", json=body
        )
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert (await agency.viewer.reads("/v1/contacts"))["items"] == []

    contact = await agency.contact()
    for body, pointer in (
        ({"employer_id": theirs["id"]}, "/employer_id"),
        ({"employer_id": None}, "/employer_id"),
        ({"name": None}, "/name"),
        ({"do_not_email": None}, "/do_not_email"),
    ):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "PATCH", f"/v1/contacts/{contact['id']}",
            json={"job_title": "Director", **body},
        )  # fmt: skip
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert await agency.viewer.reads(f"/v1/contacts/{contact['id']}") == contact


async def test_who_may_not(agency: Agency, other_agency: Agency, anyone: httpx.AsyncClient) -> None:
    contact = await agency.contact()
    path = f"/v1/contacts/{contact['id']}"
    problem = await agency.viewer.is_refused(
        403, "missing-scope", "PATCH", path, json={"name": "X"}
    )
    assert problem["scope"] == "employers:write"
    await other_agency.recruiter.is_refused(404, "not-found", "GET", path)
    await other_agency.recruiter.is_refused(404, "not-found", "PATCH", path, json={"name": "X"})
    assert (await other_agency.recruiter.reads("/v1/contacts", count=True))["total"] == 0
    assert (await anyone.get(path)).status_code == 401
    assert await agency.viewer.reads(path) == contact


async def test_if_match_and_unknown_ids(agency: Agency) -> None:
    contact = await agency.contact()
    path = f"/v1/contacts/{contact['id']}"
    stale = {"if-match": '"7"'}
    await agency.recruiter.is_refused(
        412, "precondition-failed", "PATCH", path, json={"name": "X"}, headers=stale
    )
    await agency.recruiter.is_refused(404, "not-found", "GET", f"/v1/contacts/{UUID(int=1)}")
    await agency.recruiter.is_refused(422, "invalid", "GET", "/v1/contacts/seven")
