"""From stage to stage, to an end and back."""

import asyncio

import pytest

from app.applications.models import ENDED, MOVES, OPEN, Stage
from tests.factories import Agency, Json


async def a_path(agency: Agency) -> str:
    return f"/v1/applications/{(await agency.application())['id']}"


async def moves_of(agency: Agency, path: str) -> list[Json]:
    found: list[Json] = (await agency.viewer.reads(f"{path}/moves"))["items"]
    return found


async def test_a_move_is_kept_with_who_when_and_why(agency: Agency) -> None:
    path = await a_path(agency)
    moved = await agency.recruiter.does(
        f"{path}/stage", {"stage": "interviewing", "reason": "They liked the CV."}
    )
    assert (moved["stage"], moved["ended"], moved["version"]) == ("interviewing", None, 2)
    *_, move = await moves_of(agency, path)
    expected = {
        "application_id": moved["id"], "from_stage": "submitted", "to_stage": "interviewing",
        "reason": "They liked the CV.", "ended_by": None, "note": None,
        "moved_by_id": agency.recruiter.user_id, "moved_by_name": "Recruiter Obi",
    }  # fmt: skip
    assert {name: move[name] for name in expected} == expected
    *_, event = await agency.log_of(moved["id"])
    assert event["type"] == "application.stage_changed"
    assert event["data"] == {"from_stage": "submitted", "to_stage": "interviewing"}
    assert event["actor"]["id"] == agency.recruiter.user_id


async def test_a_refused_move_names_the_allowed_ones_and_leaves_nothing(agency: Agency) -> None:
    path = await a_path(agency)
    before = await agency.viewer.reads(path)
    for stage in ("placed", "rejected", "withdrawn", "submitted"):
        problem = await agency.recruiter.is_refused(
            409, "move-not-allowed", "POST", f"{path}/stage", json={"stage": stage}
        )
        assert problem["stage"] == "submitted"
        assert problem["allowed_stages"] == ["interviewing", "offered", "shortlisted"]
    await agency.recruiter.is_refused(
        422, "invalid", "POST", f"{path}/stage", json={"stage": "hired"}
    )
    assert await agency.viewer.reads(path) == before
    assert len(await moves_of(agency, path)) == 1
    assert await agency.events_of(before["id"]) == ["application.submitted"]


async def test_placed_is_where_moving_stops(agency: Agency) -> None:
    path = await a_path(agency)
    for stage in ("shortlisted", "interviewing", "offered", "placed"):
        assert (await agency.recruiter.does(f"{path}/stage", {"stage": stage}))["stage"] == stage
    problem = await agency.recruiter.is_refused(
        409, "move-not-allowed", "POST", f"{path}/stage", json={"stage": "offered"}
    )
    assert problem["allowed_stages"] == []
    await agency.recruiter.is_refused(
        409, "application-ended", "POST", f"{path}/rejection", json={"reason": "skills"}
    )
    assert [move["to_stage"] for move in await moves_of(agency, path)] == [
        "submitted", "shortlisted", "interviewing", "offered", "placed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("end", "stage", "side", "reason"),
    [
        ("withdrawal", "withdrawn", "candidate", "another_offer"),
        ("rejection", "rejected", "employer", "experience"),
    ],
)
async def test_an_end_keeps_whose_it_was_and_why(
    agency: Agency, end: str, stage: str, side: str, reason: str
) -> None:
    path = await a_path(agency)
    note = "Wanted somebody who has run two depots."
    ended = await agency.recruiter.does(f"{path}/{end}", {"reason": reason, "note": note})
    at = ended["ended"].pop("at")
    assert ended["stage"] == stage
    assert ended["ended"] == {"by": side, "reason": reason, "note": note}
    *_, move = await moves_of(agency, path)
    assert (move["from_stage"], move["to_stage"], move["moved_at"]) == ("submitted", stage, at)
    assert (move["ended_by"], move["reason"], move["note"]) == (side, reason, note)
    *_, event = await agency.log_of(ended["id"])
    assert event["type"] == f"application.{stage}"
    assert event["data"] == {"from_stage": "submitted", "ended_by": side, "reason": reason}


async def test_the_agency_may_end_it_either_way_with_its_own_reasons(agency: Agency) -> None:
    for end in ("withdrawal", "rejection"):
        path = await a_path(agency)
        ended = await agency.recruiter.does(
            f"{path}/{end}", {"ended_by": "agency", "reason": "employer_silent"}
        )
        assert ended["ended"]["by"] == "agency"


async def test_whose_end_it_is_decides_which_reasons_there_are(agency: Agency) -> None:
    path = await a_path(agency)
    before = await agency.viewer.reads(path)
    for end, body, pointer, said in (
        ("withdrawal", {"reason": "skills"}, "/reason", "counter_offer"),
        ("withdrawal", {"reason": "personal", "ended_by": "agency"}, "/reason", "unresponsive"),
        ("rejection", {"reason": "counter_offer"}, "/reason", "no_reason_given"),
        ("rejection", {"reason": "Too old."}, "/reason", "no_reason_given"),
        ("withdrawal", {"reason": "other", "ended_by": "employer"}, "/ended_by", "'candidate'"),
        ("rejection", {"reason": "other", "ended_by": "candidate"}, "/ended_by", "'employer'"),
        ("rejection", {"ended_by": "employer"}, "/reason", "required"),
    ):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", f"{path}/{end}", json=body
        )
        [error] = problem["errors"]
        assert error["pointer"] == pointer
        assert said in error["detail"]
    assert await agency.viewer.reads(path) == before


async def test_what_ended_neither_moves_nor_ends_again(agency: Agency) -> None:
    path = await a_path(agency)
    ended = await agency.recruiter.does(f"{path}/rejection", {"reason": "skills"})
    for end in ("withdrawal", "rejection"):
        problem = await agency.recruiter.is_refused(
            409, "application-ended", "POST", f"{path}/{end}", json={"reason": "other"}
        )
        assert problem["stage"] == "rejected"
    problem = await agency.recruiter.is_refused(
        409, "move-not-allowed", "POST", f"{path}/stage", json={"stage": "interviewing"}
    )
    assert problem["allowed_stages"] == []
    assert await agency.viewer.reads(path) == ended
    assert await agency.events_of(ended["id"]) == ["application.submitted", "application.rejected"]


async def test_a_reinstatement_goes_back_to_where_it_stood_and_keeps_the_story(
    agency: Agency,
) -> None:
    path = await a_path(agency)
    await agency.recruiter.does(f"{path}/stage", {"stage": "interviewing"})
    await agency.recruiter.does(f"{path}/rejection", {"reason": "salary", "note": "Too dear."})
    back = await agency.recruiter.does(f"{path}/reinstatement", {"reason": "They found money."})
    assert (back["stage"], back["ended"]) == ("interviewing", None)
    rejected, reinstated = (await moves_of(agency, path))[-2:]
    assert (rejected["reason"], rejected["note"]) == ("salary", "Too dear.")
    assert (reinstated["from_stage"], reinstated["to_stage"]) == ("rejected", "interviewing")
    assert reinstated["reason"] == "They found money."
    *_, event = await agency.log_of(back["id"])
    assert event["type"] == "application.reinstated"
    assert event["data"] == {"from_stage": "rejected", "to_stage": "interviewing"}
    problem = await agency.recruiter.is_refused(
        409, "application-not-ended", "POST", f"{path}/reinstatement"
    )
    assert problem["stage"] == "interviewing"


async def test_a_reinstatement_needs_no_body(agency: Agency) -> None:
    path = await a_path(agency)
    await agency.recruiter.does(f"{path}/withdrawal", {"reason": "personal"})
    back = await agency.recruiter.sends("POST", f"{path}/reinstatement", 200)
    assert back["stage"] == "submitted"


async def test_moves_page_in_order_and_bad_requests_about_them_are_refused(agency: Agency) -> None:
    path = await a_path(agency)
    await agency.recruiter.does(f"{path}/stage", {"stage": "shortlisted"})
    await agency.recruiter.does(f"{path}/stage", {"stage": "offered"})
    first = await agency.viewer.reads(f"{path}/moves", limit=2)
    rest = await agency.viewer.reads(f"{path}/moves", limit=2, cursor=first["next_cursor"])
    stages = [move["to_stage"] for move in first["items"] + rest["items"]]
    assert stages == ["submitted", "shortlisted", "offered"]
    assert rest["next_cursor"] is None
    newest = await agency.viewer.reads(f"{path}/moves", sort="-moved_at", limit=1)
    assert newest["items"][0]["to_stage"] == "offered"
    await agency.viewer.is_refused(422, "invalid", "GET", f"{path}/moves", params={"sort": "id"})


async def test_a_move_by_an_integration_bears_its_key_or_whom_it_acts_for(agency: Agency) -> None:
    key = await agency.admin.creates(
        "/v1/api-keys", {"name": "Bullhorn bridge", "scopes": ["applications:write"]}
    )
    path = await a_path(agency)
    bearer = {"authorization": f"Bearer {key['secret']}"}
    await agency.recruiter.does(f"{path}/stage", {"stage": "shortlisted"}, headers=bearer)
    on_behalf = {**bearer, "on-behalf-of": agency.recruiter.user_id}
    await agency.recruiter.does(f"{path}/stage", {"stage": "offered"}, headers=on_behalf)
    names = [move["moved_by_name"] for move in await moves_of(agency, path)]
    assert names == ["Recruiter Obi", "Bullhorn bridge", "Recruiter Obi"]


async def test_of_two_withdrawals_at_once_one_counts(agency: Agency) -> None:
    path = await a_path(agency)
    answers = await asyncio.gather(
        *(agency.recruiter.post(f"{path}/withdrawal", json={"reason": "personal"}) for _ in "ab")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [refused] = [answer.json() for answer in answers if answer.status_code == 409]
    assert refused["type"] == "/problems/application-ended"
    assert [move["to_stage"] for move in await moves_of(agency, path)] == ["submitted", "withdrawn"]


async def test_a_stale_version_ends_nothing(agency: Agency) -> None:
    path = await a_path(agency)
    await agency.recruiter.does(f"{path}/stage", {"stage": "offered"})
    await agency.recruiter.is_refused(
        412, "precondition-failed", "POST", f"{path}/rejection",
        json={"reason": "skills"}, headers={"if-match": '"1"'},
    )  # fmt: skip
    assert (await agency.viewer.reads(path))["stage"] == "offered"


def test_every_stage_has_its_moves_and_no_move_leads_to_an_end() -> None:
    assert set(MOVES) == set(Stage)
    assert OPEN | ENDED | {Stage.placed} == set(Stage)
    for stage, onward in MOVES.items():
        assert not onward & ENDED
        assert stage in OPEN or not onward
