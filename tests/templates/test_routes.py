"""The agency's own wording: kept, previewed, and given up again."""

import asyncio

import pytest

from app.templates.models import TemplateName
from app.templates.shipped import SHIPPED
from tests.factories import Agency, Json

PATH = "/v1/templates/thank_you"
OWN: Json = {
    "subject": "Thanks from {{ candidate }}",
    "body": "Hello {{ interviewers or 'all' }}!\n\n{{ fit }}\n\nYours, {{ candidate }}",
}


async def test_the_wording_that_ships_is_there_with_what_may_be_filled_in(agency: Agency) -> None:
    items = (await agency.viewer.reads("/v1/templates"))["items"]
    assert [template["name"] for template in items] == [*TemplateName]
    for template in items:
        assert (template["shipped"], template["version"], template["updated_at"]) == (True, 0, None)
        assert (template["subject"], template["body"]) == SHIPPED[template["name"]]
        for placeholder in template["placeholders"]:
            assert placeholder["description"]
            assert placeholder["example"]
            assert placeholder["name"] in template["subject"] + template["body"] or (
                placeholder["name"] == "employer"
            )
        assert await agency.viewer.reads(f"/v1/templates/{template['name']}") == template


async def test_an_agencys_own_replaces_it_until_it_is_given_up(
    agency: Agency, other_agency: Agency
) -> None:
    shipped = await agency.viewer.reads(PATH)
    kept = await agency.admin.sends("PUT", PATH, 200, json=OWN)
    assert {key: kept[key] for key in OWN} == OWN
    assert (kept["shipped"], kept["version"]) == (False, 1)
    assert kept == await agency.viewer.reads(PATH)
    assert await other_agency.viewer.reads(PATH) == shipped
    assert await agency.admin.sends("PUT", PATH, 200, json=OWN) == kept, "no change, no event"
    changed = await agency.admin.sends("PUT", PATH, 200, json={**OWN, "subject": "Thanks"})
    assert changed["version"] == 2
    await agency.admin.sends("DELETE", PATH, 204)
    assert await agency.viewer.reads(PATH) == shipped
    await agency.admin.sends("DELETE", PATH, 204)
    events = (await agency.admin.reads("/v1/events", types="template.updated"))["items"]
    assert [event["data"] for event in events] == [{"template": "thank_you"}] * 3


async def test_a_change_meant_for_another_version_is_refused(agency: Agency) -> None:
    fresh = {"if-match": '"0"'}
    await agency.admin.sends("PUT", PATH, 200, json=OWN, headers=fresh)
    for method in ("PUT", "DELETE"):
        problem = await agency.admin.is_refused(
            412, "precondition-failed", method, PATH, json=OWN, headers=fresh
        )
        assert problem["current_version"] == 1


async def test_of_two_first_wordings_at_once_the_second_changes_the_first(agency: Agency) -> None:
    answers = await asyncio.gather(
        *(
            agency.admin.put(PATH, json={**OWN, "subject": subject})
            for subject in ("One", "Two", "Three")
        )
    )
    assert [answer.status_code for answer in answers] == [200] * 3
    assert (await agency.viewer.reads(PATH))["version"] == 3


async def test_only_who_manages_the_agency_words_its_messages(agency: Agency) -> None:
    for method, path, body in (
        ("PUT", PATH, OWN),
        ("DELETE", PATH, None),
        ("POST", f"{PATH}/preview", {}),
    ):
        await agency.recruiter.is_refused(403, "missing-scope", method, path, json=body)


async def test_a_message_that_is_not_sent_has_no_template(agency: Agency) -> None:
    for method, end in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/preview")):
        await agency.admin.is_refused(
            404, "not-found", method, f"/v1/templates/rejection{end}", json=OWN
        )


async def test_a_preview_fills_in_examples_and_keeps_nothing(agency: Agency) -> None:
    before = await agency.viewer.reads(PATH)
    stands = await agency.admin.does(f"{PATH}/preview")
    assert stands["body"].startswith("Dear Ryan Walters,\n\nThank you for taking the time")
    assert (
        "\n\nOne thing I did not get to say: I have run two depots at once.\n\n" in stands["body"]
    )
    assert stands["words"] == len(stands["body"].split()) < 150
    tried = await agency.admin.does(
        f"{PATH}/preview",
        {"body": "{{ candidate | upper }}: {% if fit %}yes{% else %}no{% endif %}"},
    )
    assert "<p>MARIA GREGG: yes</p>" in tried.pop("html")
    assert tried == {"subject": stands["subject"], "body": "MARIA GREGG: yes", "words": 3}
    problem = await agency.admin.is_refused(
        422, "invalid", "POST", f"{PATH}/preview", json={"subject": "{{ salary }}"}
    )
    assert problem["errors"][0]["pointer"] == "/subject"
    assert await agency.viewer.reads(PATH) == before


@pytest.mark.parametrize("name", [*TemplateName])
async def test_the_examples_read_well_in_the_wording_that_ships(
    agency: Agency, name: TemplateName
) -> None:
    body = (await agency.admin.does(f"/v1/templates/{name}/preview"))["body"]
    assert "\n\n\n" not in body
    assert all(line == line.strip() for line in body.splitlines())
    assert ".." not in body
