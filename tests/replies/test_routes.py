"""Reviewing replies."""

import pytest

from tests.factories import Agency
from tests.replies.letters import AUTOMATIC, Asked, ask, digest_of_two


@pytest.fixture
async def asked(agency: Agency) -> Asked:
    return await ask(agency)


async def test_a_reply_is_logged_as_feedback_with_one_call(agency: Agency, asked: Asked) -> None:
    reply = await asked.reply_to(asked.letter("Warm, but thin on figures."))
    summary = "They liked you, and missed figures."
    confirmed = await agency.recruiter.does(
        f"/v1/replies/{reply['id']}/confirmation",
        {"outcome": "reject", "strengths": ["warm"], "summary_for_candidate": summary},
    )
    assert (confirmed["status"], confirmed["settled_by_id"]) == (
        "confirmed", agency.recruiter.user_id,
    )  # fmt: skip
    feedback = await agency.viewer.reads(f"/v1/feedback/{confirmed['feedback_id']}")
    assert feedback["channel"] == "email"
    assert feedback["received_at"] == reply["received_at"]
    assert feedback["private_notes"] == "Warm, but thin on figures."
    assert feedback["contact_id"] == asked.contact_id
    assert (feedback["summary_for_candidate"], feedback["released_at"]) == (summary, None)
    assert (await asked.request())["status"] == "received"
    assert await agency.events_of(reply["id"]) == ["reply.received", "reply.confirmed"]
    for verb in ("confirmation", "dismissal"):
        problem = await agency.recruiter.is_refused(
            409, "reply-settled", "POST", f"/v1/replies/{reply['id']}/{verb}",
            json={"outcome": "hold"},
        )  # fmt: skip
        assert problem["reply_status"] == "confirmed"


async def test_the_private_notes_are_the_recruiters_to_choose(agency: Agency, asked: Asked) -> None:
    reply = await asked.reply_to(asked.letter())
    confirmed = await agency.recruiter.does(
        f"/v1/replies/{reply['id']}/confirmation", {"outcome": "hold", "private_notes": None}
    )
    feedback = await agency.viewer.reads(f"/v1/feedback/{confirmed['feedback_id']}")
    assert feedback["private_notes"] is None


async def test_which_request_a_digests_answer_is_about_has_to_be_said(agency: Agency) -> None:
    asked = await digest_of_two(agency)
    reply = await asked.reply_to(asked.letter("Maria was great. I will ask about the other."))
    path = f"/v1/replies/{reply['id']}/confirmation"
    problem = await agency.recruiter.is_refused(
        422, "invalid", "POST", path, json={"outcome": "advance"}
    )
    assert problem["errors"][0]["pointer"] == "/feedback_request_id"
    first, second = asked.requests
    body = {"outcome": "advance", "feedback_request_id": first["id"]}
    confirmed = await agency.recruiter.does(path, body)
    assert confirmed["feedback_request_id"] == first["id"]
    assert (await asked.request(0))["status"] == "received"
    assert (await asked.request(1))["status"] == "awaiting"
    assert "feedback.chasing_continued" in await agency.events_of(second["id"])
    assert "feedback.chasing_continued" not in await agency.events_of(first["id"])


async def test_a_reply_answers_no_request_of_another_agency(
    agency: Agency, other_agency: Agency, asked: Asked
) -> None:
    reply = await asked.reply_to(asked.letter())
    theirs = await other_agency.feedback_request()
    problem = await agency.recruiter.is_refused(
        422, "invalid", "POST", f"/v1/replies/{reply['id']}/confirmation",
        json={"outcome": "hold", "feedback_request_id": theirs["id"]},
    )  # fmt: skip
    assert problem["errors"][0]["pointer"] == "/feedback_request_id"


async def test_what_is_put_aside_is_chased_again_and_may_still_be_confirmed(
    agency: Agency, asked: Asked
) -> None:
    first = await asked.reply_to(asked.letter("I will ask her."))
    second = await asked.reply_to(asked.letter("She has not answered yet."))
    request_id = asked.requests[0]["id"]
    dismissed = await agency.recruiter.does(f"/v1/replies/{first['id']}/dismissal")
    assert dismissed["status"] == "dismissed"
    assert "feedback.chasing_continued" not in await agency.events_of(request_id)
    await agency.recruiter.does(f"/v1/replies/{second['id']}/dismissal")
    paused = [one for one in await agency.events_of(request_id) if "chasing" in one]
    assert paused == ["feedback.chasing_paused", "feedback.chasing_continued"]
    await agency.recruiter.does(f"/v1/replies/{first['id']}/confirmation", {"outcome": "hold"})


async def test_an_answer_to_what_was_answered_is_not_logged_twice(
    agency: Agency, asked: Asked
) -> None:
    reply = await asked.reply_to(asked.letter())
    await agency.feedback(asked.requests[0])
    path = f"/v1/replies/{reply['id']}"
    await agency.recruiter.is_refused(
        409, "feedback-already-received", "POST", f"{path}/confirmation", json={"outcome": "hold"}
    )
    assert (await agency.viewer.reads(path))["status"] == "to_review"
    await agency.recruiter.does(f"{path}/dismissal")


async def test_an_automatic_answer_that_was_none_can_be_confirmed(
    agency: Agency, asked: Asked
) -> None:
    reply = await asked.reply_to(asked.letter(AUTOMATIC, Precedence="bulk"))
    path = f"/v1/replies/{reply['id']}"
    await agency.recruiter.is_refused(409, "reply-settled", "POST", f"{path}/dismissal")
    await agency.recruiter.does(f"{path}/confirmation", {"outcome": "hold"})


async def test_a_viewer_reads_and_changes_nothing(agency: Agency, asked: Asked) -> None:
    reply = await asked.reply_to(asked.letter())
    await agency.viewer.is_refused(
        403, "missing-scope", "POST", f"/v1/replies/{reply['id']}/dismissal"
    )


async def test_replies_are_found_by_what_they_are_about(agency: Agency, asked: Asked) -> None:
    reply = await asked.reply_to(asked.letter())
    noted = await asked.reply_to(asked.letter(AUTOMATIC, Precedence="bulk"))
    digest = await digest_of_two(agency)
    other = await digest.reply_to(digest.letter("Both were fine."))

    async def found(**filters: str) -> list[str]:
        page = await agency.viewer.reads("/v1/replies", **filters)
        return [row["id"] for row in page["items"]]

    assert await found() == [other["id"], noted["id"], reply["id"]]
    assert await found(sort="received_at") == [reply["id"], noted["id"], other["id"]]
    assert await found(status="to_review") == [other["id"], reply["id"]]
    assert await found(kind="automatic") == [noted["id"]]
    assert await found(contact_id=str(asked.contact_id), status="to_review") == [reply["id"]]
    assert await found(candidate_id=reply["candidate_id"], kind="reply") == [reply["id"]]
    assert await found(feedback_request_id=digest.requests[1]["id"]) == [other["id"]]


async def test_replies_wait_on_the_desk_of_whoever_looks_after_the_candidate(
    agency: Agency, asked: Asked
) -> None:
    await asked.reply_to(asked.letter(AUTOMATIC, Precedence="bulk"))
    reply = await asked.reply_to(asked.letter())
    digest = await digest_of_two(agency)
    about_two = await digest.reply_to(digest.letter("Both were fine."))
    owner_id = agency.recruiter.user_id
    await agency.recruiter.changes(
        f"/v1/candidates/{reply['candidate_id']}", {"owner_id": owner_id}
    )
    for owner in ({}, {"owner_id": owner_id}):
        section = (await agency.viewer.reads("/v1/desk", **owner))["replies_to_review"]
        assert [item["id"] for item in section["items"]] == [reply["id"], about_two["id"]]
        item = section["items"][0]
        assert (item["why"], item["candidate_id"]) == (
            "Ryan Walters answered by e-mail", reply["candidate_id"],
        )  # fmt: skip
        assert item["action"]["path"] == f"/v1/replies/{reply['id']}/confirmation"
    other = await agency.viewer.reads("/v1/desk", owner_id=agency.admin.user_id)
    assert [item["id"] for item in other["replies_to_review"]["items"]] == [about_two["id"]]
    await agency.recruiter.does(f"/v1/replies/{reply['id']}/dismissal")
    assert (await agency.viewer.reads("/v1/desk"))["replies_to_review"]["count"] == 1


async def test_a_pause_of_the_recruiters_own_is_left_alone(agency: Agency, asked: Asked) -> None:
    path = f"/v1/feedback-requests/{asked.requests[0]['id']}"
    paused = await agency.recruiter.does(f"{path}/pause")
    reply = await asked.reply_to(asked.letter("I will ask her."))
    await agency.recruiter.does(f"/v1/replies/{reply['id']}/dismissal")
    assert (await agency.viewer.reads(path))["paused_at"] == paused["paused_at"]


async def test_who_goes_on_before_the_review_is_not_stopped_again(
    agency: Agency, asked: Asked
) -> None:
    reply = await asked.reply_to(asked.letter("I will ask her."))
    path = f"/v1/feedback-requests/{asked.requests[0]['id']}"
    await agency.recruiter.does(f"{path}/continuation")
    await agency.recruiter.does(f"/v1/replies/{reply['id']}/dismissal")
    assert (await agency.viewer.reads(path))["paused_at"] is None
