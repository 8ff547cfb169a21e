"""The desk: what waits today, why, since when, and what clears it."""

from datetime import timedelta

from tests.factories import Agency, Json


async def section(agency: Agency, name: str, **params: str) -> Json:
    desk = await agency.viewer.reads("/v1/desk", **params)
    found: Json = desk[name]
    return found


async def test_nothing_waits_in_a_new_agency(agency: Agency) -> None:
    desk = await agency.viewer.reads("/v1/desk")
    sections = {name: part for name, part in desk.items() if isinstance(part, dict)}
    assert len(sections) == 14
    assert all(part == {"count": 0, "items": []} for part in sections.values())


async def test_overdue_feedback_waits_with_names_and_is_cleared_by_logging_it(
    agency: Agency,
) -> None:
    request = await agency.feedback_request(starts_in=timedelta(days=-9))
    overdue = await section(agency, "feedback_overdue")
    assert overdue["count"] == 1
    [item] = overdue["items"]
    assert item["id"] == request["id"]
    assert item["candidate_name"] == request["candidate_name"]
    assert item["vacancy_title"] == "Depot Manager"
    assert item["employer_name"] == "Northwind"
    assert item["since"] == request["due_at"]
    assert item["why"] == "Ryan Walters owes feedback, not chased yet"
    assert item["action"] == {
        "method": "POST",
        "path": f"/v1/feedback-requests/{request['id']}/feedback",
    }
    await agency.recruiter.creates(item["action"]["path"], {"channel": "phone", "outcome": "hold"})
    assert await section(agency, "feedback_overdue") == {"count": 0, "items": []}
