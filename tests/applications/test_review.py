"""What came in by itself waits until somebody takes it on."""

from typing import Any

import httpx
import pytest

from tests.factories import Agency, Json


@pytest.fixture
async def waiting(agency: Agency, anyone: httpx.AsyncClient) -> Json:
    """An application from the public vacancy page."""
    vacancy = await agency.vacancy(published=True)
    answer = await anyone.post(
        f"/public/{agency.slug}/vacancies/{vacancy['id']}/interest",
        json={
            "name": {"given": "Maria", "family": "Gregg"}, "email": "maria@example.com",
            "consent": True,
        },
    )  # fmt: skip
    assert answer.status_code == 202
    [application] = (await agency.viewer.reads("/v1/applications"))["items"]
    made: Json = application
    return made


async def listed(agency: Agency, **asked: Any) -> list[str]:
    page = await agency.viewer.reads("/v1/applications", **asked)
    return [row["id"] for row in page["items"]]


async def test_taking_it_on_is_recorded_and_it_waits_no_longer(
    agency: Agency, waiting: Json
) -> None:
    other = await agency.application()
    assert other["review_due_at"] is None
    assert waiting["review_due_at"]
    assert await listed(agency, awaiting_review=True) == [waiting["id"]]
    assert await listed(agency, awaiting_review=False) == [other["id"]]
    taken_on = await agency.recruiter.does(f"/v1/applications/{waiting['id']}/review")
    assert (taken_on["review_due_at"], taken_on["stage"]) == (None, "submitted")
    assert await listed(agency, awaiting_review=True) == []
    *_, event = await agency.log_of(waiting["id"])
    assert (event["type"], event["actor"]["id"]) == (
        "application.reviewed", agency.recruiter.user_id
    )  # fmt: skip
    timeline = await agency.viewer.reads(f"/v1/applications/{waiting['id']}/timeline")
    assert timeline["items"][0]["summary"] == (
        "Recruiter Obi took on the application for Depot Manager at Northwind"
    )


async def test_nothing_waits_twice(agency: Agency, waiting: Json) -> None:
    path = f"/v1/applications/{waiting['id']}/review"
    await agency.recruiter.does(path)
    await agency.recruiter.is_refused(409, "application-reviewed", "POST", path)
    by_hand = await agency.application()
    path = f"/v1/applications/{by_hand['id']}/review"
    await agency.recruiter.is_refused(409, "application-reviewed", "POST", path)


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("stage", {"stage": "shortlisted"}),
        ("rejection", {"ended_by": "agency", "reason": "not_suitable"}),
        ("withdrawal", {"reason": "personal"}),
    ],
)
async def test_moving_or_ending_it_says_as_much(
    agency: Agency, waiting: Json, action: str, body: Json
) -> None:
    path = f"/v1/applications/{waiting['id']}"
    assert (await agency.recruiter.does(f"{path}/{action}", body))["review_due_at"] is None
    await agency.recruiter.is_refused(409, "application-reviewed", "POST", f"{path}/review")


async def test_it_is_taken_on_as_it_was_seen(agency: Agency, waiting: Json) -> None:
    path = f"/v1/applications/{waiting['id']}"
    await agency.recruiter.changes(path, {"source": "our page"})
    await agency.recruiter.is_refused(
        412, "precondition-failed", "POST", f"{path}/review", headers={"if-match": '"1"'}
    )
    await agency.viewer.is_refused(403, "missing-scope", "POST", f"{path}/review")
