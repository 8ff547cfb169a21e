"""What a candidate does on their page after an interview: debrief, thank-you, verdict, leaving."""

import asyncio
from datetime import timedelta

import time_machine

from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY
from tests.portal.situations import interviewed, portal_of, to_be_interviewed

NOW = time_machine.travel(TUESDAY, tick=False)
TOLD = {
    "question_0": "Why did you leave?", "answer_0": "The depot closed.", "went_well_0": "yes",
    "question_2": "What would you change first?", "went_well_2": "no",
    "impressions": "Friendly, a little rushed.", "learned": "- The team doubled\n- They run nights",
    "improve": "Bring figures", "left_unsaid": "My forklift licence",
    "concerns": "The commute.", "interest": "4", "confidence": "3",
}  # fmt: skip


async def follow_up_of(agency: Agency, interview: Json) -> Json:
    page = await agency.viewer.reads(f"/v1/interviews/{interview['id']}/follow-ups")
    found: Json = page["items"][0]
    return found


@NOW
async def test_a_debrief_is_theirs_and_can_be_changed(agency: Agency) -> None:
    candidate, interview = await interviewed(agency)
    where = f"/interviews/{interview['id']}/debrief"
    async with portal_of(agency, candidate) as maria:
        page = await maria.sends(where, **TOLD)
        assert "Thank you, we have it." in page.text
        assert "Tell us how it went" not in page.text
        shown = await maria.opens(where)
        assert shown.fields["question_1"] == "What would you change first?", "rows close up"
        assert shown.fields["learned"] == "The team doubled\nThey run nights"
        await maria.sends(where, **{**TOLD, "improve": "Bring figures\nSmile"})
    debrief = await agency.viewer.reads(f"/v1/interviews/{interview['id']}/debrief")
    assert debrief["questions"][0] == {
        "question": "Why did you leave?", "answer": "The depot closed.", "went_well": True,
    }  # fmt: skip
    assert (debrief["interest"], debrief["confidence"]) == (4, 3)
    assert debrief["improve"] == ["Bring figures", "Smile"]
    assert (debrief["recorded_by"], debrief["version_count"]) == ("candidate", 2)
    [recorded, *_] = await agency.log_of(debrief["id"])
    assert recorded["actor"]["type"] == "candidate"
    assert recorded["actor"]["id"] == candidate["id"]


@NOW
async def test_nothing_said_is_no_debrief_and_an_answer_alone_is_not_lost(agency: Agency) -> None:
    candidate, interview = await interviewed(agency)
    where = f"/interviews/{interview['id']}/debrief"
    async with portal_of(agency, candidate) as maria:
        assert "a few words first" in (await maria.sends(where, 422)).text
        for form in (where, f"/interviews/{interview['id']}/questions"):
            page = await maria.sends(form, 422, question_0="Why?", answer_7="The depot closed.")
            assert "Which question was that the answer to?" in page.text
            assert page.fields["answer_7"] == "The depot closed."
    read = await agency.viewer.get(f"/v1/interviews/{interview['id']}/debrief")
    assert read.status_code == 404


@NOW
async def test_what_no_form_of_ours_sends_is_refused_on_a_page(agency: Agency) -> None:
    candidate, interview = await interviewed(agency)
    async with portal_of(agency, candidate) as maria:
        where = f"{maria.path}/interviews/{interview['id']}/debrief"
        many = {f"question_{number}": "Why?" for number in range(500)}
        for sent in ({"data": many}, {"files": {"cv": b"%PDF"}}):
            answer = await maria.browser.post(where, **sent)
            assert answer.status_code == 400
            assert answer.headers["content-type"].startswith("text/html")


@NOW
async def test_a_debrief_that_is_too_long_comes_back_as_it_was_typed(agency: Agency) -> None:
    candidate, interview = await interviewed(agency)
    where = f"/interviews/{interview['id']}/debrief"
    async with portal_of(agency, candidate) as maria:
        page = await maria.sends(where, 422, **{**TOLD, "answer_0": "x" * 20_001, "interest": "9"})
        assert page.fields["impressions"] == TOLD["impressions"]
        assert "longer than we can keep" in page.text
        assert 'id="answer_0-wrong"' in page.source
    await agency.viewer.sends("GET", f"/v1/interviews/{interview['id']}/debrief", 404)


@NOW
async def test_an_interview_to_come_is_not_debriefed(agency: Agency) -> None:
    candidate, interview = await to_be_interviewed(agency)
    where = f"/interviews/{interview['id']}/debrief"
    async with portal_of(agency, candidate) as maria:
        assert "still to come" in (await maria.opens(where)).text
        assert "still to come" in (await maria.sends(where, 422, **TOLD)).text


async def test_a_debrief_is_closed_after_a_while(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        candidate, interview = await interviewed(agency)
        where = f"/interviews/{interview['id']}/debrief"
        async with portal_of(agency, candidate) as maria:
            await maria.sends(where, **TOLD)
            with time_machine.travel(TUESDAY + timedelta(days=8), tick=False):
                page = await maria.sends(where, 422, **{**TOLD, "concerns": "None."})
    assert "can no longer be changed" in page.text


@NOW
async def test_questions_to_ask_are_kept_with_their_answers(agency: Agency) -> None:
    candidate, interview = await to_be_interviewed(agency)
    where = f"/interviews/{interview['id']}"
    async with portal_of(agency, candidate) as maria:
        page = await maria.opens(where)
        assert page.fields["question_0"], "seeded from the job"
        await maria.sends(f"{where}/questions", question_0="Who would I report to?",
                          question_3="How big is the team?")  # fmt: skip
        with time_machine.travel(TUESDAY + timedelta(days=2), tick=False):
            page = await maria.opens(where)
            assert "What they answered" in page.text
            await maria.sends(
                f"{where}/questions", question_0=page.fields["question_0"], answer_0="To Ryan.",
                question_1=page.fields["question_1"],
            )  # fmt: skip
    read = await agency.viewer.reads(f"/v1/interviews/{interview['id']}")
    assert read["questions_to_ask"] == [
        {"question": "Who would I report to?", "answer": "To Ryan."},
        {"question": "How big is the team?", "answer": None},
    ]


@NOW
async def test_a_thank_you_is_drafted_edited_and_sent_in_their_name(agency: Agency) -> None:
    candidate, interview = await interviewed(agency)
    follow_up = await follow_up_of(agency, interview)
    where = f"/thank-yous/{follow_up['id']}"
    async with portal_of(agency, candidate) as maria:
        await maria.sends(f"/interviews/{interview['id']}/debrief", **TOLD)
        draft = await maria.opens(where)
        assert "My forklift licence" in draft.fields["body"]
        kept = await maria.sends(where, way="keep", subject="Thanks", body="Dear Ryan, thank you.")
        assert kept.fields["body"] == "Dear Ryan, thank you."
        assert await agency.deliver_mail() == []
        assert "Please write a few words" in (await maria.sends(where, 422, body=" ")).text
        page = await maria.sends(where, way="send", subject="Thanks\r\nBcc: all@example.com",
                                 body="Dear Ryan, thank you very much.")  # fmt: skip
        assert "Your thank-you is on its way." in page.text
        again = await maria.sends(where, 422, way="send", subject="Thanks", body="Once more.")
        assert "sent or put aside already" in again.text
    [mail] = await agency.deliver_mail()
    assert mail["To"].addresses[0].addr_spec == f"ryan@{agency.slug}.example"
    assert "Bcc" not in mail
    assert "thank you very much" in mail.get_body(("plain",)).get_content()
    sent = await follow_up_of(agency, interview)
    assert (sent["status"], sent["on_time"]) == ("sent", True)
    assert sent["sent_by_name"].startswith("Maria Gregg")


@NOW
async def test_thanked_another_way_is_noted(agency: Agency) -> None:
    candidate, interview = await interviewed(agency)
    follow_up = await follow_up_of(agency, interview)
    async with portal_of(agency, candidate) as maria:
        page = await maria.sends(
            f"/thank-yous/{follow_up['id']}", way="elsewhere", body="By hand, on a card."
        )
    assert "noted that you thanked them" in page.text
    assert (await follow_up_of(agency, interview))["status"] == "sent"
    assert await agency.deliver_mail() == []


@NOW
async def test_a_verdict_is_kept_version_by_version(agency: Agency) -> None:
    candidate, interview = await interviewed(agency)
    path = f"/v1/applications/{interview['application_id']}/verdict"
    where = f"/applications/{interview['application_id']}/verdict"
    said = {
        "lean": "undecided", "pros": "The team", "cons": "Two hours on trains",
        "wished_salary": "£45,000", "currency": "gbp", "per": "year",
        "wished_benefits": "25 days holiday", "deal_breakers": "on-call weekends",
    }  # fmt: skip
    async with portal_of(agency, candidate) as maria:
        assert "Please choose one." in (await maria.sends(where, 422, pros="The team")).text
        wrong = await maria.sends(where, 422, **{**said, "wished_salary": "a lot"})
        assert "Please write an amount" in wrong.text
        assert wrong.fields["cons"] == "Two hours on trains"
        await maria.sends(where, **said)
        assert (await maria.opens(where)).fields["wished_salary"] == "45000"
        page = await maria.sends(where, **{**said, "lean": "accept"})
        assert "“I would take it”" in page.text
    verdict = await agency.viewer.reads(path)
    assert verdict["wished_salary"] == {"amount": "45000.00", "currency": "GBP", "per": "year"}
    assert (verdict["lean"], verdict["versions"]) == ("accept", 2)
    assert verdict["recorded_by_name"].startswith("Maria Gregg")


@NOW
async def test_leaving_asks_once_and_takes_the_rest_with_it(agency: Agency) -> None:
    candidate, interview = await to_be_interviewed(agency)
    path = f"/v1/applications/{interview['application_id']}"
    where = f"/applications/{interview['application_id']}/withdrawal"
    async with portal_of(agency, candidate) as maria:
        asked = await maria.opens(where)
        assert "nobody will hold it against you" in asked.text
        assert (await agency.viewer.reads(path))["ended"] is None, "looking is not leaving"
        assert "Please choose one." in (await maria.sends(where, 422)).text
        page = await maria.sends(where, reason="another_offer", note="Closer to home.")
        assert "No longer in the running" in page.text
        assert "over already" in (await maria.opens(where)).text
        assert "over by now" in (await maria.sends(where, 422, reason="other")).text
    ended = (await agency.viewer.reads(path))["ended"]
    assert (ended["by"], ended["reason"], ended["note"]) == (
        "candidate", "another_offer", "Closer to home.",
    )  # fmt: skip
    assert (await agency.viewer.reads(f"/v1/interviews/{interview['id']}"))["status"] == "cancelled"


@NOW
async def test_sent_twice_at_once_it_is_done_once(agency: Agency) -> None:
    candidate, interview = await interviewed(agency)
    follow_up = await follow_up_of(agency, interview)
    async with portal_of(agency, candidate) as maria:
        key = await maria.key()
        answers = await asyncio.gather(
            *(
                maria.browser.post(
                    f"{maria.path}/thank-yous/{follow_up['id']}",
                    data={
                        "form_key": key,
                        "way": "send",
                        "subject": "Thanks",
                        "body": "Thank you.",
                    },
                )
                for _ in range(4)
            )
        )
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]
    assert len(await agency.deliver_mail()) == 1


@NOW
async def test_only_this_page_can_send_its_forms(agency: Agency) -> None:
    candidate, interview = await interviewed(agency)
    where = f"/applications/{interview['application_id']}/withdrawal"
    async with portal_of(agency, candidate) as maria:
        for data, headers in (
            ({"reason": "other"}, {}),
            ({"reason": "other", "form_key": await maria.key()}, {"sec-fetch-site": "cross-site"}),
        ):
            answer = await maria.browser.post(f"{maria.path}{where}", data=data, headers=headers)
            assert answer.status_code == 422
            assert "once more" in answer.text
    application = await agency.viewer.reads(f"/v1/applications/{interview['application_id']}")
    assert application["ended"] is None
