"""Employers over HTTP; as the plainest resource also the conventions every other one shares."""

import asyncio

from tests.factories import Agency


async def test_an_employer_is_added_read_changed_and_listed(agency: Agency) -> None:
    answer = await agency.recruiter.post(
        "/v1/employers", json={"name": "Northwind", "priorities": ["calm under pressure"]}
    )
    employer = answer.json()
    assert answer.headers["location"] == f"/v1/employers/{employer['id']}"
    assert answer.headers["etag"] == '"1"'
    assert await agency.viewer.reads(answer.headers["location"]) == employer

    changed = await agency.recruiter.changes(
        f"/v1/employers/{employer['id']}", {"industry": "Logistics"}
    )
    assert (changed["industry"], changed["name"], changed["version"]) == (
        "Logistics",
        "Northwind",
        2,
    )
    page = await agency.viewer.reads("/v1/employers", count=True)
    assert (page["items"], page["total"], page["next_cursor"]) == ([changed], 1, None)


async def test_if_match_refuses_a_change_to_another_version(agency: Agency) -> None:
    employer = await agency.employer()
    path = f"/v1/employers/{employer['id']}"
    await agency.recruiter.changes(path, {"industry": "Food"}, headers={"if-match": '"1"'})
    problem = await agency.recruiter.is_refused(
        412, "precondition-failed", "PATCH", path,
        json={"industry": "Rail"}, headers={"if-match": '"1"'},
    )  # fmt: skip
    assert problem["current_version"] == 2
    assert (await agency.viewer.reads(path))["industry"] == "Food"


async def test_pages_cover_everything_once_in_both_directions(agency: Agency) -> None:
    names = [(await agency.employer(name=f"Firm {at:02}"))["name"] for at in range(7)]
    for sort, expected in (
        ("created_at", names),
        ("-name", names[::-1]),
        ("-created_at", names[::-1]),
    ):
        seen: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = await agency.viewer.reads("/v1/employers", limit=3, sort=sort, **cursor)
            seen += [employer["name"] for employer in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert seen == expected


async def test_by_ref_creates_then_updates_and_a_second_time_changes_nothing(
    agency: Agency,
) -> None:
    path = "/v1/employers/by-ref/bullhorn/77"
    made = await agency.recruiter.sends("PUT", path, 201, json={"name": "Northwind"})
    assert made["external_ref"] == {"system": "bullhorn", "id": "77"}
    changed = await agency.recruiter.sends("PUT", path, 200, json={"name": "Northwind Ltd"})
    again = await agency.recruiter.sends("PUT", path, 200, json={"name": "Northwind Ltd"})
    assert changed == again
    assert changed["id"] == made["id"]
    page = await agency.viewer.reads("/v1/employers", external_system="bullhorn", external_id="77")
    assert page["items"] == [changed]
    await agency.recruiter.is_refused(
        409, "employer-external-ref-taken", "POST", "/v1/employers",
        json={"name": "Another", "external_ref": {"system": "bullhorn", "id": "77"}},
    )  # fmt: skip


async def test_bad_input_names_the_field_and_leaves_nothing(agency: Agency) -> None:
    for body, pointer in (
        ({}, "/name"),
        ({"name": ""}, "/name"),
        ({"name": "A\x00B"}, "/name"),
        ({"name": "A", "nickname": "B"}, "/nickname"),
        ({"name": "A", "priorities": ["x", "X"]}, "/priorities"),
        ({"name": "A", "website": "javascript:alert(1)"}, "/website"),
    ):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", "/v1/employers", json=body
        )
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert (await agency.viewer.reads("/v1/employers"))["items"] == []
    assert await agency.events_of(str(agency.id)) == ["agency.created"]


async def test_two_at_once_by_ref_make_one_employer(agency: Agency) -> None:
    path = "/v1/employers/by-ref/Bullhorn/78"
    answers = await asyncio.gather(
        *(agency.recruiter.put(path, json={"name": "Northwind"}) for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    page = await agency.viewer.reads("/v1/employers", external_system="BULLHORN", external_id="78")
    assert len(page["items"]) == 1
