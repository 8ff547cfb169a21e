"""The candidate's own record of an interview: every version kept, changed until the cut-off."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SAID: Json = {
    "questions": [
        {"question": "Why did you leave?", "answer": "The depot closed.", "went_well": True},
        {"question": "What do you earn?", "answer": None, "went_well": None},
    ],
    "impressions": "Friendly, a little rushed.",
    "learned": ["The team has doubled."],
    "improve": ["Bring figures."],
    "left_unsaid": ["My forklift licence"],
    "interest": 4,
    "confidence": 3,
    "concerns": "The commute.",
}
NOTHING: Json = {
    "questions": [], "impressions": None, "learned": [], "improve": [], "left_unsaid": [],
    "interest": None, "confidence": None, "concerns": None,
}  # fmt: skip


def path_of(interview: Json) -> str:
    return f"/v1/interviews/{interview['id']}/debrief"


def said_in(debrief: Json) -> Json:
    return {field: debrief[field] for field in SAID}


async def test_a_debrief_is_kept_with_whose_it_is_and_by_whom(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        interview = await agency.interview()
        path = path_of(interview)
        await agency.viewer.is_refused(404, "not-found", "GET", path)
        answer = await agency.recruiter.put(path, json=SAID)
        debrief = answer.json()
        assert (answer.status_code, answer.headers["location"]) == (201, path)
        assert answer.headers["etag"] == '"1"'
        assert await agency.viewer.reads(path) == debrief
    assert said_in(debrief) == SAID
    expected = {
        "interview_id": interview["id"], "round": 1,
        "recorded_by": "recruiter", "recorded_by_id": agency.recruiter.user_id,
        "recorded_by_name": "Recruiter Obi", "recorded_at": "2026-11-24T15:00:00Z",
        "closes_at": "2026-12-01T15:00:00Z", "version_count": 1,
        **{
            name: interview[name]
            for name in (
                "application_id", "candidate_id", "candidate_name", "vacancy_id", "vacancy_title",
                "employer_id", "employer_name",
            )
        },
    }  # fmt: skip
    assert {name: debrief[name] for name in expected} == expected
    [event] = await agency.log_of(debrief["id"])
    assert (event["type"], event["subject"]["type"]) == ("debrief.recorded", "debrief")
    assert event["data"] == {"interview_id": interview["id"], "recorded_by": "recruiter"}
    assert (event["candidate_id"], event["application_id"]) == (
        interview["candidate_id"], interview["application_id"],
    )  # fmt: skip
    story = await agency.viewer.reads(f"/v1/candidates/{interview['candidate_id']}/timeline")
    assert story["items"][0]["summary"] == (
        "The Depot Manager interview was debriefed by the recruiter"
    )


async def test_nothing_has_to_be_said_and_what_is_not_sent_is_empty(agency: Agency) -> None:
    interview = await agency.interview()
    path = path_of(interview)
    empty = await agency.recruiter.sends("PUT", path, 201, json={})
    assert said_in(empty) == NOTHING
    await agency.recruiter.sends("PUT", path, 200, json=SAID)
    some = await agency.recruiter.sends("PUT", path, 200, json={"interest": 5})
    assert said_in(some) == {**NOTHING, "interest": 5}


async def test_every_version_is_kept_and_told_oldest_first(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        interview = await agency.interview()
        path = path_of(interview)
        first = await agency.recruiter.sends("PUT", path, 201, json=SAID)
        now.shift(timedelta(hours=1))
        second = {**SAID, "interest": 2, "learned": [], "recorded_by": "candidate"}
        revised = await agency.admin.sends("PUT", path, 200, json=second)
    assert (revised["version_count"], revised["version"], revised["interest"]) == (2, 2, 2)
    assert (revised["recorded_by"], revised["recorded_by_id"]) == (
        "candidate", agency.admin.user_id,
    )  # fmt: skip
    assert (revised["recorded_at"], revised["closes_at"]) == (
        first["recorded_at"], first["closes_at"],
    )  # fmt: skip
    page = await agency.viewer.reads(f"{path}/versions")
    assert [said_in(version) for version in page["items"]] == [said_in(first), said_in(revised)]
    assert [
        (version["number"], version["recorded_by"], version["recorded_by_name"])
        for version in page["items"]
    ] == [(1, "recruiter", "Recruiter Obi"), (2, "candidate", "Admin Obi")]
    assert [version["recorded_at"] for version in page["items"]] == [
        "2026-11-24T15:00:00Z", "2026-11-24T16:00:00Z",
    ]  # fmt: skip
    _, event = await agency.log_of(first["id"])
    assert (event["type"], event["data"]["fields"]) == (
        "debrief.revised", ["interest", "learned", "recorded_by"],
    )  # fmt: skip


async def test_versions_page_like_every_list(agency: Agency) -> None:
    interview = await agency.interview()
    path = path_of(interview)
    await agency.viewer.is_refused(404, "not-found", "GET", f"{path}/versions")
    for interest in (1, 2, 3):
        await agency.recruiter.put(path, json={"interest": interest})
    page = await agency.viewer.reads(f"{path}/versions", limit=2, count=True)
    rest = await agency.viewer.reads(f"{path}/versions", limit=2, cursor=page["next_cursor"])
    seen = [version["interest"] for version in page["items"] + rest["items"]]
    assert (seen, page["total"], rest["next_cursor"]) == ([1, 2, 3], 3, None)
    newest = await agency.viewer.reads(f"{path}/versions", sort="-number", limit=1)
    assert newest["items"][0]["number"] == 3
    other = await agency.interview()
    await agency.recruiter.put(path_of(other), json={})
    assert len((await agency.viewer.reads(f"{path_of(other)}/versions"))["items"]) == 1


async def test_the_same_again_is_nothing(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        path = path_of(await agency.interview())
        first = await agency.recruiter.sends("PUT", path, 201, json=SAID)
        now.shift(timedelta(days=30))  # even after the cut-off: a retry is not a change
        assert await agency.admin.sends("PUT", path, 200, json=SAID) == first
    assert await agency.events_of(first["id"]) == ["debrief.recorded"]


async def test_it_is_changed_until_the_agencys_cut_off(agency: Agency) -> None:
    await agency.admin.changes("/v1/agency", {"policy": {"debrief_editable_days": 2}})
    with time_machine.travel(TUESDAY, tick=False) as now:
        path = path_of(await agency.interview())
        await agency.recruiter.sends("PUT", path, 201, json=SAID)
        # The cut-off is what the policy said at first.
        await agency.admin.changes("/v1/agency", {"policy": {"debrief_editable_days": 9}})
        now.move_to(TUESDAY + timedelta(days=2, seconds=-1))
        changed = await agency.recruiter.sends("PUT", path, 200, json={**SAID, "interest": 1})
        assert changed["closes_at"] == "2026-11-26T15:00:00Z"
        now.shift(timedelta(seconds=1))
        problem = await agency.recruiter.is_refused(
            409, "debrief-closed", "PUT", path, json={**SAID, "interest": 5}
        )
        assert problem["closed_at"] == "2026-11-26T15:00:00Z"
        assert await agency.viewer.reads(path) == changed
    assert len(await agency.events_of(changed["id"])) == 2


async def test_the_first_is_welcome_however_late(agency: Agency) -> None:
    interview = await agency.interview(starts_in=timedelta(days=-400))
    debrief = await agency.recruiter.sends("PUT", path_of(interview), 201, json=SAID)
    assert debrief["closes_at"] > debrief["recorded_at"] > interview["ends_at"]


async def test_only_what_was_held_is_debriefed(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        to_come = await agency.interview(starts_in=timedelta(minutes=30))
        path = path_of(to_come)
        problem = await agency.recruiter.is_refused(409, "interview-to-come", "PUT", path, json={})
        assert problem["allowed_at"] == to_come["ends_at"] == "2026-11-24T16:15:00Z"
        now.move_to(datetime(2026, 11, 24, 15, 40, tzinfo=UTC))
        await agency.recruiter.does(f"/v1/interviews/{to_come['id']}/completion")
        await agency.recruiter.sends("PUT", path, 201, json={})
        for noun, body in (("cancellation", {}), ("no-show", {"absent": "employer"})):
            interview = await agency.interview()
            await agency.recruiter.does(f"/v1/interviews/{interview['id']}/{noun}", body)
            problem = await agency.recruiter.is_refused(
                409, "interview-not-held", "PUT", path_of(interview), json=SAID
            )
            assert problem["interview_status"] == noun.replace("cancellation", "cancelled").replace(
                "-", "_"
            )
            await agency.viewer.is_refused(404, "not-found", "GET", path_of(interview))


async def test_it_is_no_longer_awaited_once_recorded(agency: Agency) -> None:
    interview = await agency.interview()
    await agency.recruiter.does(f"/v1/interviews/{interview['id']}/completion")
    due = "SELECT debrief_due_at FROM interviews WHERE id = $1"

    async def due_at() -> object:
        async with agency.database.pool.acquire() as connection, connection.transaction():
            await connection.execute(f"SELECT set_config('app.agency_id', '{agency.id}', true)")
            return await connection.fetchval(due, interview["id"])

    assert await due_at() is not None
    await agency.recruiter.sends("PUT", path_of(interview), 201, json={})
    assert await due_at() is None


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"interest": 6}, "/interest"),
        ({"interest": 0}, "/interest"),
        ({"confidence": "high"}, "/confidence"),
        ({"recorded_by": "employer"}, "/recorded_by"),
        ({"questions": [{"answer": "Yes."}]}, "/questions/0/question"),
        ({"questions": [{"question": " "}]}, "/questions/0/question"),
        ({"questions": [{"question": "Why?", "answer": "a\x00b"}]}, "/questions/0/answer"),
        ({"questions": [{"question": "Why?", "mark": 3}]}, "/questions/0/mark"),
        ({"left_unsaid": [""]}, "/left_unsaid/0"),
        ({"learned": ["x" * 501]}, "/learned/0"),
        ({"improve": ["x"] * 101}, "/improve"),
        ({"impressions": 3}, "/impressions"),
        ({"nonsense": 1}, "/nonsense"),
    ],
)
async def test_what_is_no_good_is_refused_by_field(
    agency: Agency, wrong: Json, pointer: str
) -> None:
    path = path_of(await agency.interview())
    problem = await agency.recruiter.is_refused(422, "invalid", "PUT", path, json=wrong)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    await agency.viewer.is_refused(404, "not-found", "GET", path)


async def test_a_stale_one_does_not_overwrite(agency: Agency) -> None:
    path = path_of(await agency.interview())
    for held in ("*", '"1"'):  # there is nothing yet to have seen
        await agency.recruiter.is_refused(
            412, "precondition-failed", "PUT", path, json=SAID, headers={"if-match": held}
        )
    await agency.recruiter.sends("PUT", path, 201, json=SAID)
    one = {"if-match": '"1"'}
    await agency.recruiter.sends("PUT", path, 200, json={"interest": 1}, headers=one)
    problem = await agency.recruiter.is_refused(
        412, "precondition-failed", "PUT", path, json={"interest": 2}, headers=one
    )
    assert problem["current_version"] == 2


async def test_of_two_at_once_neither_is_lost(agency: Agency) -> None:
    for _ in range(5):
        path = path_of(await agency.interview())
        answers = await asyncio.gather(
            *(agency.recruiter.put(path, json={"interest": mark}) for mark in (1, 2, 3))
        )
        assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
        page = await agency.viewer.reads(f"{path}/versions")
        assert [version["number"] for version in page["items"]] == [1, 2, 3]
        assert sorted(version["interest"] for version in page["items"]) == [1, 2, 3]
        stands = await agency.viewer.reads(path)
        assert stands["interest"] == page["items"][-1]["interest"]
        assert len(await agency.events_of(stands["id"])) == 3


async def test_a_viewer_reads_and_an_integration_names_nobody(agency: Agency) -> None:
    interview = await agency.interview()
    path = path_of(interview)
    problem = await agency.viewer.is_refused(403, "missing-scope", "PUT", path, json={})
    assert problem["scope"] == "interviews:write"
    key = await agency.admin.creates(
        "/v1/api-keys", {"name": "CRM", "scopes": ["interviews:write"]}
    )
    signed = {"authorization": f"Bearer {key['secret']}"}
    debrief = await agency.viewer.sends("PUT", path, 201, json=SAID, headers=signed)
    assert (debrief["recorded_by_id"], debrief["recorded_by_name"]) == (None, None)
