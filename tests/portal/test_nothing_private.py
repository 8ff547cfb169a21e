"""Nothing that is not for the candidate leaves their page, their data or their calendar, whatever
column it stands in: a telltale is planted in each, and looked for in everything they can open."""

import json
import re
from typing import Any

import time_machine

from app.settings import settings
from tests.factories import Agency, Json, number
from tests.feedback.situations import TUESDAY, asked, held_interview, mailed_contact
from tests.portal.situations import Portal, portal_of
from tests.telltales import TELLTALE, plant, telltales_in

NOW = time_machine.travel(TUESDAY, tick=False)

FOR_THEM: dict[str, set[str]] = {
    "agencies": {"name", "slug", "timezone", "country"},
    "applications": {"stage", "source", "ended_by", "stage_before_end"},
    "calls": {"phone", "wish"},
    "candidates": {
        "given_name", "family_name", "emails", "phones", "phone_numbers", "location_name",
        "location_country", "headline", "skills", "consent_basis", "notice_period", "source",
        "timezone",
    },
    "contacts": {"name", "job_title", "country", "timezone"},
    "debriefs": {"questions", "impressions", "learned", "improve", "left_unsaid", "concerns"},
    "decision_processes": {"next_steps", "told_by"},
    "documents": {"name", "store_key", "sha256"},
    "employers": {"name", "website", "industry", "priorities"},
    "feedback": {"release_message"},
    "follow_ups": {"subject", "body"},
    "interviews": {"title", "timezone", "location", "questions_to_ask"},
    "messages": {"subject", "body"},
    "notes": {"body"},
    "offers": {"benefits"},
    "referees": {"name", "relationship", "company", "email", "phone"},
    "templates": {"name", "subject", "body"},
    "users": {"name"},
    "vacancies": {"title", "description", "responsibilities", "location_name"},
    "verdicts": {"pros", "cons", "wished_benefits", "deal_breakers"},
    # The bank tells whoever prepares what an employer asks, and not whom.
    "asked_questions": {"question"},
}  # fmt: skip
"""What a candidate may read, in the rows that are theirs."""
OF_OTHERS = {
    "calls": ("\"with\" = 'contact'", {"phone", "wish"}),
    "documents": ("visibility = 'internal'", {"name", "store_key", "sha256"}),
    "feedback": ("released_at IS NULL", {"release_message"}),
    "messages": ("NOT recipients::text LIKE '%candidate_id%'", {"subject", "body"}),
    "notes": ("visibility = 'internal'", {"body"}),
}
"""And in which rows the same columns are not for them."""


async def lives(agency: Agency, contact: Json, words: str) -> Json:
    """A candidate to whom everything has happened, in these words; their interview."""
    does, creates = agency.recruiter.does, agency.recruiter.creates
    candidate = await agency.candidate(
        name={"given": words, "family": words},
        emails=[f"who-{next(number)}@{agency.slug}.example"],
        phones=[f"020 7946 {next(number):04}"], tags=[words], headline=words,
        owner_id=agency.recruiter.user_id,
    )  # fmt: skip
    whose = f"/v1/candidates/{candidate['id']}"
    interview = await held_interview(agency, contact, candidate_id=candidate["id"])
    path = f"/v1/interviews/{interview['id']}"
    questions = [{"question": "Why depots?", "answer": words, "went_well": True}]
    for put, body in (
        (f"{path}/debrief", {"questions": questions, "impressions": words, "learned": [words],
                             "recorded_by": "recruiter"}),
        (f"{path}/decision-process", {"decision_due_on": "2026-12-04", "next_steps": words}),
        (f"/v1/applications/{interview['application_id']}/verdict",
         {"lean": "accept", "pros": [words]}),
    ):  # fmt: skip
        await agency.recruiter.sends("PUT", put, 201, json=body)
    for visibility in ("internal", "candidate"):
        await creates(f"{whose}/notes", {"body": words, "visibility": visibility})
    for kind, visibility in (
        ("cv", "candidate"), ("cv", "internal"), ("other", "internal"), ("reference", "internal"),
    ):  # fmt: skip
        await agency.document(
            words.encode(), candidate_id=candidate["id"], filename=f"{kind}.txt", kind=kind,
            visibility=visibility,
        )  # fmt: skip
    referee = await agency.referee(candidate_id=candidate["id"], name=words)
    about = {"application_id": interview["application_id"]}
    await creates(f"/v1/referees/{referee['id']}/heads-ups", {**about, "message": words})
    reference = await creates(f"/v1/referees/{referee['id']}/references", about)
    await does(f"/v1/referees/{referee['id']}/references/{reference['id']}/received",
               {"text": words})  # fmt: skip
    await agency.task(title=words, subject={"type": "candidate", "id": candidate["id"]})
    await creates(
        "/v1/offers", {**about, "salary": {"amount": "41000", "currency": "GBP"},
                       "terms": words, "benefits": [words]}
    )  # fmt: skip
    request = await asked(agency, interview, contact, questions=[words])
    await does(f"/v1/feedback-requests/{request['id']}/call/times",
               {"times": ["2026-12-02T10:00:00Z"], "message": words})  # fmt: skip
    for outcome, released in (("hold", False), ("reject", True)):
        feedback = await creates(
            "/v1/feedback",
            {"interview_id": interview["id"], "channel": "phone", "outcome": outcome,
             "reason": words, "strengths": [words], "improvements": [words],
             "ratings": {words: 2}, "summary_for_candidate": words},
        )  # fmt: skip
        await does(f"/v1/feedback/{feedback['id']}/amendments", {"reason": f"{words}!"})
        if released:
            await does(f"/v1/feedback/{feedback['id']}/release", {"channel": "email"})
            await does(f"/v1/feedback/{feedback['id']}/call/times",
                       {"times": ["2026-12-03T10:00:00Z"]})  # fmt: skip
            await agency.recruiter.sends("PUT", f"/v1/feedback/{feedback['id']}/call", 200,
                json={"starts_at": "2026-12-03T10:00:00Z", "notes": words})  # fmt: skip
    await agency.deliver_mail()
    return {**interview, "candidate": candidate}


async def opened(portal: Portal) -> dict[str, str]:
    """Every address that the page leads to, with what it says, and what may be downloaded."""
    found: dict[str, str] = {}
    waiting = [portal.path]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        answer = await portal.browser.get(path)
        assert answer.status_code == 200, path
        found[path] = answer.text
        leads_to = re.findall(rf'href="({portal.path}[^"#]*)"', answer.text)
        waiting += [href.replace("&amp;", "&") for href in leads_to]
    key = {"form_key": await portal.key()}
    await portal.browser.post(f"{portal.path}/yours/calendar", data=key)
    data = await portal.browser.post(f"{portal.path}/yours/data", data=key)
    found["data"] = json.dumps(json.loads(data.content), ensure_ascii=False)
    own = (await portal.opens("/yours")).source
    [feed] = set(re.findall(rf"{settings().public_url}(/calendar/[^\"<]+)", own))
    found["feed"] = (await portal.browser.get(feed)).text.replace("\r\n ", "")
    return found


@NOW
async def test_no_private_column_is_read_out_to_a_candidate(agency: Agency, owner: str) -> None:
    contact = await mailed_contact(agency, phone="+44 20 7946 0018", job_title="Director")
    interview = await lives(agency, contact, "Maria")
    await lives(agency, contact, f"{TELLTALE} of another")
    planted = await plant(owner, agency, FOR_THEM, OF_OTHERS)
    assert planted >= {
        "feedback.private_notes", "feedback.reason", "feedback.ratings", "feedback.strengths",
        "feedback_amendments.previous", "calls.notes", "candidate_references.text",
        "candidates.tags", "notes.body", "tasks.title", "messages.body", "contacts.email",
        "users.email", "heads_ups.message", "documents.name",
    }  # fmt: skip
    async with portal_of(agency, interview["candidate"]) as maria:
        told = await opened(maria)
    leads: Any = (
        "", "/happened", "/yours", "/referees", f"/interviews/{interview['id']}",
        f"/applications/{interview['application_id']}/verdict",
    )  # fmt: skip
    assert {f"{maria.path}{where}" for where in leads} <= told.keys(), sorted(told)
    for part in ("/feedback/", "/thank-yous/", "/yours/documents/"):
        assert any(part in where for where in told), part
    for where, words in told.items():
        assert not telltales_in(words), where
