"""The employer's form: opened from a message, answered without an account or a script."""

import asyncio
from datetime import timedelta

import pytest
import time_machine

from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY, again, asked, mailed_contact
from tests.forms.situations import form_of, request_with_form, visitor

NOW = time_machine.travel(TUESDAY, tick=False)
EVERYTHING = {
    "outcome": "reject",
    "strengths": "- Warm with customers\n\n• Knows the depot ",
    "improvements": "Bring figures",
    "summary_for_candidate": "We liked you.",
    "private_notes": "Too expensive for us.",
    "rating_communication": "5",
    "rating_fit": "2",
}


async def feedback_of(agency: Agency, request: Json) -> list[Json]:
    rows: list[Json] = (
        await agency.viewer.reads("/v1/feedback", interview_id=request["interview_id"])
    )["items"]
    return rows


@NOW
async def test_it_says_who_and_which_interview_and_what_is_asked(agency: Agency) -> None:
    request, path = await request_with_form(agency, questions=["Would you see her again?"])
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
    for words in (
        "Acorn Talent", f"{request['candidate_name']}’s interview", "Depot Manager", "Northwind",
        "Tuesday 1 December, 08:00", "Would you see her again?", "Never shown to the candidate",
        "will read this",
    ):  # fmt: skip
        assert words in page.text, words
    assert "outcome" not in page.fields, "nothing is chosen for them"
    assert {"strengths", "improvements", "private_notes", "form_key"} <= set(page.fields)


@NOW
async def test_what_is_sent_is_logged_as_theirs(agency: Agency) -> None:
    request, path = await request_with_form(agency)
    async with visitor(agency) as ryan:
        page = await ryan.sends(path, await ryan.opens(path), **EVERYTHING)
    assert "Thank you, that is with Acorn Talent now." in page.text
    assert (await again(agency, request))["status"] == "received"
    [feedback] = await feedback_of(agency, request)
    assert feedback["strengths"] == ["Warm with customers", "Knows the depot"]
    assert feedback["ratings"] == {"communication": 5, "fit": 2}
    for name in ("outcome", "summary_for_candidate", "private_notes"):
        assert feedback[name] == EVERYTHING[name]
    assert (feedback["channel"], feedback["contact_id"]) == ("form", request["contact_id"])
    [event] = await agency.log_of(feedback["id"])
    assert event["actor"] == {
        **event["actor"], "type": "contact", "id": request["contact_id"],
    }  # fmt: skip


@NOW
async def test_a_second_send_corrects_the_first(agency: Agency) -> None:
    request, path = await request_with_form(agency)
    async with visitor(agency) as ryan:
        await ryan.sends(path, await ryan.opens(path), **EVERYTHING)
        page = await ryan.opens(path)
        assert page.fields["strengths"] == "Warm with customers\nKnows the depot"
        assert page.fields["outcome"] == "reject"
        await ryan.sends(path, page, outcome="advance", rating_fit="")
    [feedback] = await feedback_of(agency, request)
    assert (feedback["outcome"], feedback["ratings"]) == ("advance", {"communication": 5})
    [amendment] = feedback["amendments"]
    assert amendment["previous"]["outcome"] == "reject"
    path = f"/v1/candidates/{request['candidate_id']}/timeline"
    [amended] = (await agency.viewer.reads(path, types="feedback.amended"))["items"]
    assert (amended["actor"]["type"], amended["actor"]["name"]) == ("contact", "Ryan Walters")
    assert amended["summary"].startswith("Ryan Walters amended Ryan Walters's feedback on")


@NOW
async def test_sent_twice_at_once_it_is_one_answer(agency: Agency) -> None:
    request, path = await request_with_form(agency)
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
        await asyncio.gather(*(ryan.sends(path, page, **EVERYTHING) for _ in range(4)))
    assert len(await feedback_of(agency, request)) == 1
    assert (await feedback_of(agency, request))[0]["amendments"] == []


@NOW
async def test_what_is_missing_is_said_beside_it_and_nothing_is_lost(agency: Agency) -> None:
    request, path = await request_with_form(agency)
    async with visitor(agency) as ryan:
        page = await ryan.sends(
            path, await ryan.opens(path), 422, outcome="", private_notes="Too expensive."
        )
        assert "Nothing you typed is lost" in page.text
        assert page.text.count("Please choose one: it is the one thing") == 2
        assert page.fields["private_notes"] == "Too expensive."
        assert await feedback_of(agency, request) == []
        await ryan.sends(path, page, outcome="hold")
    [feedback] = await feedback_of(agency, request)
    assert feedback["private_notes"] == "Too expensive."


@NOW
async def test_a_draft_is_kept_on_the_way_and_gone_once_sent(agency: Agency) -> None:
    request, path = await request_with_form(agency)
    async with visitor(agency) as phone, visitor(agency) as desk:
        page = await phone.opens(path)
        kept = await phone.post(
            f"{path}/draft", data={**page.fields, "strengths": "Warm", "outcome": "hold"}
        )
        assert kept.status_code == 204
        page = await desk.opens(path)
        assert (page.fields["strengths"], page.fields["outcome"]) == ("Warm", "hold")
        page = await desk.sends(f"{path}/draft", page, improvements="Figures")
        assert "Kept." in page.text
        assert await feedback_of(agency, request) == []
        await desk.sends(path, await desk.opens(path), private_notes="x")
        await desk.sends(path, await desk.opens(path), private_notes="")
        assert (await desk.opens(path)).fields["improvements"] == "Figures"
    [feedback] = await feedback_of(agency, request)
    assert (feedback["strengths"], feedback["improvements"]) == (["Warm"], ["Figures"])


@NOW
async def test_i_will_answer_later(agency: Agency) -> None:
    request, path = await request_with_form(agency)
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
        for wrong in ("", "yesterday", "2026-12-01", "2027-12-01", "9999-12-31"):
            await ryan.sends(path, page, 422, way="later", promised_day=wrong)
        page = await ryan.sends(path, page, way="later", promised_day="2026-12-08")
    assert "Nobody will remind you before Tuesday 8 December." in page.text
    promised = await again(agency, request)
    assert promised["promised_by"] == "2026-12-08T23:59:00Z"
    assert promised["next_chase_at"] == "2026-12-09T09:00:00Z"
    assert "feedback.promised" in await agency.events_of(request["id"])


@NOW
async def test_i_would_rather_not_say_and_a_change_of_mind(agency: Agency) -> None:
    request, path = await request_with_form(agency)
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
        await ryan.sends(path, page, 422, way="refusal", reason="  ")
        page = await ryan.sends(path, page, way="refusal", reason="Our lawyers forbid it.")
        assert "Understood" in page.text
        declined = await again(agency, request)
        assert (declined["status"], declined["settled_reason"]) == (
            "declined", "Our lawyers forbid it.",
        )  # fmt: skip
        await ryan.sends(path, await ryan.opens(path), way="refusal", reason="Again.")
        await ryan.sends(path, await ryan.opens(path), **EVERYTHING)
    assert (await again(agency, request))["status"] == "received"


@NOW
async def test_told_by_telephone_meanwhile_it_takes_what_there_is_to_add(agency: Agency) -> None:
    request, path = await request_with_form(agency)
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
        await agency.recruiter.does(
            f"/v1/feedback-requests/{request['id']}/feedback",
            {"channel": "phone", "outcome": "hold", "private_notes": "What Anna wrote down."},
        )
        told = await ryan.opens(path)
        assert "has your feedback already" in told.text
        assert "What Anna wrote down" not in told.source
        await ryan.sends(path, told, 422, addition=" ")
        await ryan.sends(path, told, addition="And punctual.")
        await ryan.sends(path, page, **EVERYTHING)  # the tab that was open before
    [feedback] = await feedback_of(agency, request)
    assert feedback["private_notes"].startswith("What Anna wrote down.\n\nAnd punctual.\n\n")
    assert "Too expensive for us." in feedback["private_notes"]
    assert (feedback["outcome"], feedback["channel"]) == ("hold", "phone")


@NOW
async def test_one_that_is_closed_says_so_and_loses_nothing(agency: Agency) -> None:
    request, path = await request_with_form(agency)
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
        await agency.recruiter.does(
            f"/v1/feedback-requests/{request['id']}/closure", {"reason": "Placed elsewhere."}
        )
        assert "no longer needs an answer" in (await ryan.opens(path)).text
        await ryan.sends(path, page, **EVERYTHING)
        await ryan.sends(path, page, **{**EVERYTHING, "outcome": "hold"})
        await ryan.sends(path, page, way="later", promised_day="2026-12-08")
    [feedback] = await feedback_of(agency, request)
    assert (feedback["feedback_request_id"], feedback["outcome"]) == (None, "hold")
    assert (await again(agency, request))["status"] == "closed"


@NOW
async def test_about_an_interview_that_was_moved_it_waits_and_loses_nothing(
    agency: Agency,
) -> None:
    contact = await mailed_contact(agency)
    with time_machine.travel(TUESDAY - timedelta(hours=2), tick=False):
        vacancy = await agency.vacancy(employer_id=contact["employer_id"])
        application = await agency.application(vacancy_id=vacancy["id"])
        interview = await agency.interview(
            application_id=application["id"],
            interviewer_ids=[contact["id"]],
            starts_in=timedelta(0),
        )
    request = await asked(agency, interview, contact)
    path = await form_of(agency, request)
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
        later = (TUESDAY + timedelta(days=2)).isoformat()
        await agency.recruiter.changes(f"/v1/interviews/{interview['id']}", {"starts_at": later})
        page = await ryan.sends(path, page, 422, **EVERYTHING)
        assert "was moved and is still to come" in page.text
        assert page.fields["private_notes"] == EVERYTHING["private_notes"]
        assert await feedback_of(agency, request) == []
        with time_machine.travel(TUESDAY + timedelta(days=3), tick=False):
            await ryan.sends(path, page)
    assert len(await feedback_of(agency, request)) == 1


@NOW
async def test_after_the_release_it_says_that_the_candidate_has_it(agency: Agency) -> None:
    request, path = await request_with_form(agency)
    async with visitor(agency) as ryan:
        await ryan.sends(path, await ryan.opens(path), **EVERYTHING)
        [feedback] = await feedback_of(agency, request)
        await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/release", {"channel": "phone"})
        assert "has been given their part" in (await ryan.opens(path)).text
        await ryan.sends(path, await ryan.opens(path), private_notes="One more thing.")
    [feedback] = await feedback_of(agency, request)
    assert feedback["private_notes"] == "One more thing."
    assert feedback["release_message"] == "We liked you."


@NOW
async def test_links_that_open_nothing_look_alike(agency: Agency) -> None:
    revoked, revoked_path = await request_with_form(agency)
    await agency.recruiter.sends("DELETE", f"/v1/feedback-requests/{revoked['id']}/form-link", 204)
    _, run_out = await request_with_form(agency)
    answers = []
    async with visitor(agency) as ryan:
        for path in (revoked_path, "/f/" + "A" * 43, "/f/nonsense"):
            answers.append(await ryan.get(path))
            answers.append(await ryan.post(path, data={"outcome": "hold"}))
        with time_machine.travel(TUESDAY + timedelta(days=31), tick=False):
            answers.append(await ryan.get(run_out))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "does not open anything" in answers[0].text
    for answer in answers:
        del answer.headers["x-request-id"]  # each answer has its own
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


@NOW
async def test_only_this_page_can_send_it_and_nothing_typed_is_lost(agency: Agency) -> None:
    request, path = await request_with_form(agency)
    async with visitor(agency) as ryan, visitor(agency) as mallory:
        page = await ryan.opens(path)
        await mallory.opens(path)  # even with a link and a cookie of their own
        refused = await mallory.sends(path, page, 422, **EVERYTHING)
        assert refused.fields["private_notes"] == EVERYTHING["private_notes"]
        forged = await ryan.post(
            path, data={**page.fields, **EVERYTHING}, headers={"sec-fetch-site": "cross-site"}
        )
        assert forged.status_code == 422
        assert await feedback_of(agency, request) == []
        await mallory.sends(path, refused)  # once more, as the page asks
    assert len(await feedback_of(agency, request)) == 1


@NOW
@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", "שלום עולם", "🎉" * 300, "x" * 15_000, "a\x00b\x1b\u202e"],
)
async def test_any_words_are_words(agency: Agency, words: str) -> None:
    request, path = await request_with_form(agency)
    async with visitor(agency) as ryan:
        await ryan.sends(
            path, await ryan.opens(path), outcome="hold", strengths=words, private_notes=words
        )
        page = await ryan.opens(path)
    assert "<script>alert" not in page.source
    [feedback] = await feedback_of(agency, request)
    assert "".join(feedback["strengths"]).replace(" ", "") == words.replace("\x00", "").replace(
        " ", ""
    )


async def test_the_first_look_is_on_record_once(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        request, path = await request_with_form(agency)
        link = f"/v1/feedback-requests/{request['id']}/form-link"
        assert (await agency.recruiter.does(link))["first_opened_at"] is None
        async with visitor(agency) as ryan:
            await asyncio.gather(*(ryan.opens(path) for _ in range(3)))
        opened = await agency.recruiter.does(link)
        assert opened["first_opened_at"] == "2026-12-01T10:00:00Z"
        assert opened["url"].endswith(path)
    events = (await agency.admin.reads("/v1/events", types="link.opened"))["items"]
    assert len(events) == 1
    assert events[0]["actor"]["type"] == "contact"


async def test_another_request_s_form_is_another_s(agency: Agency, other_agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        request, path = await request_with_form(agency)
        theirs, their_path = await request_with_form(other_agency)
        async with visitor(agency) as ryan:
            page = await ryan.opens(path)
            await ryan.sends(their_path, page, 422, **EVERYTHING)
            assert theirs["candidate_name"] not in page.source
        assert await feedback_of(agency, request) == await feedback_of(other_agency, theirs) == []
        assert await form_of(agency, request) == path
