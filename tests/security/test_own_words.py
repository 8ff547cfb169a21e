"""The employer's form shows a contact what they wrote themselves, and nothing else that is kept."""

from uuid import UUID

import asyncpg
import pytest
import time_machine

from app.database import libpq_address
from tests.calls.situations import of_request
from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY, asked, held_interview, mailed_contact
from tests.forms.situations import Page, form_of, request_with_form, visitor
from tests.portal.test_nothing_private import lives
from tests.telltales import TELLTALE, plant, telltales_in

NOW = time_machine.travel(TUESDAY, tick=False)
ANSWER = {
    "outcome": "reject",
    "strengths": "Warm\nPunctual",
    "improvements": "Figures",
    "summary_for_candidate": "We liked you.",
    "private_notes": "Too expensive for us.",
    "rating_fit": "2",
}
SECRET = "her floor is 38k, and Acme has made her an offer"
FOR_THE_CONTACT = {
    "agencies": {"name", "timezone", "country"},
    "calls": {"phone", "wish"},
    "candidates": {"given_name", "family_name"},
    "contacts": {"name", "phone", "timezone"},
    "employers": {"name"},
    "feedback_requests": {"questions"},
    "form_answers": {"values"},
    "form_drafts": {"values"},
    "interviews": {"timezone"},
    "users": {"name"},
    "vacancies": {"title"},
}
"""What the form shows a contact, in the rows that are about their interview."""


async def feedback_of(agency: Agency, request: Json) -> Json:
    found: Json = (await agency.viewer.reads("/v1/feedback", interview_id=request["interview_id"]))[
        "items"
    ][0]
    return found


async def sent(agency: Agency, **more: str) -> tuple[Json, str, Json]:
    """A request that was answered on its form: it, the form's path, and the feedback."""
    request, path = await request_with_form(agency)
    async with visitor(agency) as ryan:
        await ryan.sends(path, await ryan.opens(path), **{**ANSWER, **more})
    return request, path, await feedback_of(agency, request)


async def amended(agency: Agency, feedback: Json, **fields: object) -> None:
    await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/amendments", fields)


async def shown_on(agency: Agency, path: str) -> Page:
    async with visitor(agency) as ryan:
        return await ryan.opens(path)


async def as_owner(owner: str, agency: Agency, statement: str, *arguments: object) -> None:
    connection = await asyncpg.connect(libpq_address(owner))
    await connection.execute("SELECT set_config('app.agency_id', $1, false)", str(agency.id))
    await connection.execute(statement, *arguments)
    await connection.close()


@NOW
async def test_no_column_but_their_own_words_is_read_out_on_the_form(
    agency: Agency, owner: str
) -> None:
    contact = await mailed_contact(agency, phone="+44 20 7946 0018")
    await lives(agency, await mailed_contact(agency), f"{TELLTALE} of another")
    paths = []
    for way in ("open", "sent", "draft", "call", "told", "declined"):
        request = await asked(agency, await held_interview(agency, contact), contact)
        path = await form_of(agency, request)
        paths.append(path)
        async with visitor(agency) as ryan:
            page = await ryan.opens(path)
            if way == "sent":
                await ryan.sends(path, page, **ANSWER)
            elif way == "draft":
                await ryan.sends(f"{path}/draft", page, **ANSWER)
            elif way == "call":
                await ryan.sends(path, page, way="call", phone="020 7946 0100", wish="Mornings")
            elif way == "declined":
                await ryan.sends(path, page, way="refusal", reason="We never do.")
        if way == "told":
            await agency.feedback(request, channel="form", private_notes=SECRET)
        if way == "sent":
            await amended(agency, await feedback_of(agency, request), private_notes=SECRET)
        if way == "open":
            await agency.recruiter.does(
                f"{of_request(request)}/times", {"times": ["2026-12-02T10:00:00Z"]}
            )
    own = f"contact_id IS DISTINCT FROM '{contact['id']}'"
    others = {
        "calls": (own, {"phone", "wish"}),
        "contacts": (f"id <> '{contact['id']}'", {"name", "phone"}),
        "form_answers": (own, {"values"}),
        "form_drafts": (own, {"values"}),
    }
    planted = await plant(owner, agency, FOR_THE_CONTACT, others)
    assert planted >= {
        "feedback.private_notes", "feedback.summary_for_candidate", "feedback.strengths",
        "feedback_amendments.previous", "calls.notes", "feedback_requests.settled_reason",
        "contacts.email", "candidates.headline", "users.email",
    }  # fmt: skip
    async with visitor(agency) as ryan:
        for path in paths:
            page = await ryan.opens(path)
            wrong = await ryan.sends(path, page, 422, way="answer", outcome="nonsense")
            for read in (page, wrong, await ryan.opens(f"{path}?done=answer")):
                assert not telltales_in(read.source)
                assert "Acme" not in read.source
        assert any(page.fields.get("strengths") for page in [await ryan.opens(p) for p in paths])


@NOW
@pytest.mark.parametrize(
    "field", ["private_notes", "summary_for_candidate", "strengths", "improvements"]
)
async def test_what_a_recruiter_amends_is_not_shown_on_the_form(agency: Agency, field: str) -> None:
    _, path, feedback = await sent(agency)
    words = SECRET if isinstance(feedback[field], str) else [SECRET]
    await amended(agency, feedback, **{field: words})
    page = await shown_on(agency, path)
    assert "38k" not in page.source
    assert page.fields[field] == ANSWER[field]


@NOW
async def test_sending_it_again_unchanged_leaves_what_the_recruiter_amended(
    agency: Agency,
) -> None:
    request, path, feedback = await sent(agency)
    await amended(
        agency, feedback, private_notes=SECRET, outcome="hold", ratings={"fit": 3, "pace": 1},
        strengths=["Very warm"],
    )  # fmt: skip
    async with visitor(agency) as ryan:
        await ryan.sends(path, await ryan.opens(path))
        await ryan.sends(path, await ryan.opens(path), improvements="Figures\nA suit")
    now = await feedback_of(agency, request)
    assert (now["private_notes"], now["outcome"]) == (SECRET, "hold")
    assert (now["ratings"], now["strengths"]) == ({"fit": 3, "pace": 1}, ["Very warm"])
    assert now["improvements"] == ["Figures", "A suit"]
    assert len(now["amendments"]) == 2


@NOW
async def test_what_both_changed_is_kept_of_both(agency: Agency) -> None:
    request, path, feedback = await sent(agency)
    await amended(
        agency, feedback, private_notes=f"Too expensive for us.\n\n{SECRET}",
        summary_for_candidate="They liked you a lot.", strengths=["Very warm", "Punctual"],
        ratings={"fit": 2, "pace": 1},
    )  # fmt: skip
    async with visitor(agency) as ryan:
        page = await ryan.sends(
            path, await ryan.opens(path), private_notes="A little too expensive.",
            summary_for_candidate="We liked you, come again.", strengths="Warm\nQuick",
            rating_fit="4", outcome="hold",
        )  # fmt: skip
        page = await ryan.opens(path)
    assert page.fields["private_notes"] == "A little too expensive."
    assert page.fields["strengths"] == "Warm\nQuick"
    now = await feedback_of(agency, request)
    assert now["private_notes"] == f"A little too expensive.\n\n{SECRET}"
    assert now["summary_for_candidate"] == "They liked you a lot.\n\nWe liked you, come again."
    assert now["strengths"] == ["Very warm", "Quick"], "Punctual was taken out"
    assert (now["ratings"], now["outcome"]) == ({"fit": 4, "pace": 1}, "hold")
    previous = now["amendments"][-1]["previous"]
    assert SECRET in previous["private_notes"], "and what stood there is history"


@NOW
async def test_what_they_take_back_goes_and_what_the_recruiter_wrote_stays(agency: Agency) -> None:
    request, path, feedback = await sent(agency)
    await amended(agency, feedback, private_notes=f"{SECRET}\n\nToo expensive for us.")
    async with visitor(agency) as ryan:
        await ryan.sends(path, await ryan.opens(path), private_notes="")
    assert (await feedback_of(agency, request))["private_notes"] == SECRET


@NOW
async def test_feedback_that_a_recruiter_logged_as_sent_by_form_is_not_the_contact_s(
    agency: Agency,
) -> None:
    request, path = await request_with_form(agency)
    await agency.feedback(request, channel="form", private_notes=SECRET)
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
        assert "has your feedback already" in page.text
        assert "38k" not in page.source
        page = await ryan.sends(path, page, addition="And punctual.")
        page = await ryan.opens(path)
    assert "38k" not in page.source
    assert "And punctual." not in page.source
    assert (await feedback_of(agency, request))["private_notes"] == f"{SECRET}\n\nAnd punctual."


@NOW
async def test_of_an_answer_from_before_only_the_first_version_is_theirs(
    agency: Agency, owner: str
) -> None:
    request, path, feedback = await sent(agency)
    await amended(agency, feedback, private_notes=SECRET)
    await amended(agency, feedback, private_notes=f"{SECRET}!", strengths=[SECRET])
    await as_owner(owner, agency, "DELETE FROM form_answers WHERE agency_id = $1", agency.id)
    page = await shown_on(agency, path)
    assert "38k" not in page.source
    assert page.fields["private_notes"] == ANSWER["private_notes"]
    assert page.fields["strengths"] == ANSWER["strengths"]
    async with visitor(agency) as ryan:
        await ryan.sends(path, await ryan.opens(path), improvements="None")
    now = await feedback_of(agency, request)
    assert (now["private_notes"], now["improvements"]) == (f"{SECRET}!", ["None"])
    assert (await shown_on(agency, path)).fields["improvements"] == "None"


@NOW
async def test_a_colleague_who_takes_over_sees_no_word_of_the_first(
    agency: Agency, owner: str
) -> None:
    request, path = await request_with_form(agency)
    colleague = await agency.contact(employer_id=request["employer_id"], name="Bo Lind")
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
        await ryan.sends(path, page, way="call", phone="020 7946 0100", wish="After chemo")
        await ryan.sends(f"{path}/draft", page, **ANSWER)
    await as_owner(
        owner, agency, "UPDATE feedback_requests SET contact_id = $1 WHERE id = $2",
        UUID(colleague["id"]), UUID(request["id"]),
    )  # fmt: skip
    async with visitor(agency) as bo:
        path = await form_of(agency, request)
        page = await bo.opens(path)
        for words in ("Too expensive", "After chemo", "7946 0100", "Punctual"):
            assert words not in page.source
        await bo.sends(path, page, way="call", phone="020 7946 0777", wish="At noon")
        assert "At noon" in (await bo.opens(path)).text
        await bo.sends(path, page, way="answer", outcome="advance", private_notes="Mine alone.")
    await as_owner(
        owner, agency, "UPDATE feedback_requests SET contact_id = $1 WHERE id = $2",
        UUID(request["contact_id"]), UUID(request["id"]),
    )  # fmt: skip
    again = await form_of(agency, request)
    assert "Mine alone" not in (await shown_on(agency, again)).source
