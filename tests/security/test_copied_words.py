"""What an employer said in private is copied into nothing that the candidate reads, however it is
disguised; what resembles it is pointed out."""

from typing import Any

import pytest

from app.feedback.privacy import GUARDED, repeats
from tests.factories import Agency, Json
from tests.portal.situations import portal_of
from tests.portal.test_nothing_private import FOR_THEM

SECRET = "Honestly, far too expensive for us, and she argued with the foreman all day."
COPIED = "far too expensive for us"
DISGUISED = {
    "as it stands": COPIED,
    "capitals and punctuation": "FAR -- too 'expensive' for... us!",
    "a Cyrillic letter": "far too \u0435\u0445pensive for us",
    "a Greek letter": "far t\u03bf\u03bf expensive for us",
    "a soft hyphen": "far too expen\u00adsive for us",
    "zero-width spaces": "far\u200b too ex\u200bpen\u200csive\ufeff for us",
    "full width": "\uff46\uff41\uff52 too expensive for us",
    "mathematical letters": "far too \U0001d41e\U0001d431\U0001d429ensive for us",
    "accents": "f\u00e1r to\u00f3 exp\u00e9nsive f\u00f6r us",
    "combining marks": "f\u0336a\u0336r\u0336 too expensive for us",
    "no spaces": "fartooexpensiveforus",
    "spaces inside": "f a r  t o o  e x p e n s i v e  f o r  u s",
    "underscores": "far_too_expensive_for_us",
    "digits for letters": "far t00 expens1ve for us",
    "a dotless i": "far too expens\u0131ve for us",
    "a filler nobody sees": "far\u3164too expen\u115fsive for us",
    "a direction mark": "far too \u202eexpensive\u202c for us",
    "several lines": "far\ntoo\r\nexpensive\u2028for us",
}


@pytest.mark.parametrize("disguise", DISGUISED)
def test_a_disguised_copy_is_a_copy(disguise: str) -> None:
    assert repeats(f"They say {DISGUISED[disguise]}.", [SECRET])


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("Good.", "That was good."),
        ("Warm, punctual, professional", "You were warm, punctual and professional."),
        ("She is well-spoken and thorough", "You are well spoken."),
        (SECRET, "They went with somebody whose expectations were closer to their budget."),
        (SECRET, ""),
    ],
)
def test_what_is_short_or_said_otherwise_is_not(note: str, message: str) -> None:
    assert not repeats(message, [note])


async def asked_about(agency: Agency) -> Json:
    """Feedback with a private note; and the ids of what it is about."""
    feedback = await agency.feedback(private_notes=SECRET)
    return {**feedback, "interview": f"/v1/interviews/{feedback['interview_id']}"}


def typed(feedback: Json, words: str) -> dict[str, tuple[str, str, Json, str]]:
    """Where somebody of the agency types what the candidate reads: the method, the path, the body,
    and where in it the words stand."""
    application, candidate = (
        feedback["application_id"],
        f"/v1/candidates/{feedback['candidate_id']}",
    )
    one = {"application_id": application}
    soon: Json = {"starts_at": "2029-01-09T10:00:00Z", "mode": "video", **one}
    money = {"amount": "41000", "currency": "GBP"}
    task = {
        "due_at": "2029-01-09T10:00:00Z", "for": "candidate",
        "subject": {"type": "application", "id": application},
    }  # fmt: skip
    debrief = {"recorded_by": "recruiter"}
    put = "PUT", f"{feedback['interview']}/decision-process"
    return {
        "interviews.title": ("POST", "/v1/interviews", {**soon, "title": words}, "/title"),
        "interviews.location": ("PATCH", feedback["interview"], {"location": words}, "/location"),
        "interviews.questions_to_ask": (
            "PATCH", feedback["interview"], {"questions_to_ask": [{"question": words}]},
            "/questions_to_ask/0/question",
        ),
        "decision_processes.next_steps": (*put, {"next_steps": words}, "/next_steps"),
        "decision_processes.told_by": (*put, {"told_by": words}, "/told_by"),
        "offers.benefits": (
            "POST", "/v1/offers", {"salary": money, "benefits": ["Pension", words], **one},
            "/benefits/1",
        ),
        "offers.terms": ("POST", "/v1/offers", {"salary": money, "terms": words, **one}, "/terms"),
        "notes.body": (
            "POST", f"{candidate}/notes", {"body": words, "visibility": "candidate"}, "/body",
        ),
        "notes.body of an application": (
            "POST", f"/v1/applications/{application}/notes",
            {"body": words, "visibility": "candidate"}, "/body",
        ),
        "tasks.title": ("POST", "/v1/tasks", {**task, "title": words}, "/title"),
        "candidates.headline": ("PATCH", candidate, {"headline": words}, "/headline"),
        "applications.source": (
            "PATCH", f"/v1/applications/{application}", {"source": words}, "/source",
        ),
        "referees.relationship": (
            "POST", "/v1/referees",
            {"candidate_id": feedback["candidate_id"], "name": "Tom", "relationship": words},
            "/relationship",
        ),
        "debriefs.learned": (
            "PUT", f"{feedback['interview']}/debrief", {**debrief, "learned": [words]},
            "/learned/0",
        ),
        "verdicts.cons": (
            "PUT", f"/v1/applications/{application}/verdict",
            {"lean": "undecided", "cons": [words]}, "/cons/0",
        ),
        "follow_ups.body": (
            "POST", f"{feedback['interview']}/follow-ups", {"body": words}, "/body",
        ),
        "feedback.release_message": (
            "POST", f"/v1/feedback/{feedback['id']}/release",
            {"channel": "phone", "message": words}, "/message",
        ),
    }  # fmt: skip


async def test_a_copy_is_refused_wherever_the_candidate_would_read_it(agency: Agency) -> None:
    feedback = await asked_about(agency)
    copied = f"As they said: {DISGUISED['a soft hyphen']}"
    for where, (method, path, body, pointer) in typed(feedback, copied).items():
        problem = await agency.recruiter.is_refused(422, "invalid", method, path, json=body)
        assert [error["pointer"] for error in problem["errors"]] == [pointer], where
        assert "expensive" not in str(problem), "nor does the refusal repeat it"
    whose = {"candidate_id": feedback["candidate_id"]}
    files = {"file": (f"{COPIED}.txt", b"Forklift licence")}
    problem = await agency.recruiter.is_refused(
        422, "invalid", "POST", f"/v1/candidates/{whose['candidate_id']}/documents",
        files=files, data={"visibility": "candidate"},
    )  # fmt: skip
    assert problem["errors"][0]["pointer"] == "/file"


async def test_five_words_in_a_row_are_pointed_out_and_not_refused(agency: Agency) -> None:
    feedback = await asked_about(agency)
    alike = "Rumour has it: argued with the foreman all night"
    for where, (method, path, body, pointer) in typed(feedback, alike).items():
        if where in ("offers.terms", "follow_ups.body"):
            continue  # after the one before there is an offer on the table; nobody was rung yet
        answer = await agency.recruiter.request(method, path, json=body)
        assert answer.status_code in (200, 201), (where, answer.text)
        [warning] = answer.json()["warnings"]
        assert warning["pointer"] == pointer, where
        assert "foreman" not in warning["detail"]
    clean: Any = await agency.recruiter.changes(feedback["interview"], {"title": "Second talk"})
    assert "warnings" not in clean


async def test_what_stands_there_already_and_what_is_internal_is_nobody_s_business(
    agency: Agency,
) -> None:
    feedback = await asked_about(agency)
    interview, words = feedback["interview"], "Rumour has it: all about the new depot"
    await agency.recruiter.changes(interview, {"title": words})
    path = f"/v1/feedback/{feedback['id']}/amendments"
    await agency.recruiter.creates(path, {"private_notes": f"{words}. {SECRET}"})
    await agency.recruiter.changes(interview, {"title": words, "location": "Leeds"})
    await agency.recruiter.creates(
        f"/v1/candidates/{feedback['candidate_id']}/notes", {"body": SECRET}
    )
    await agency.task(title=COPIED, subject={"type": "candidate", "id": feedback["candidate_id"]})
    other = await agency.candidate(headline=COPIED)
    assert other["headline"] == COPIED, "said of somebody else"


async def test_a_candidate_learns_nothing_by_guessing(agency: Agency) -> None:
    """Their own words are taken, whatever they repeat: a refusal would confirm a guess."""
    feedback = await asked_about(agency)
    candidate = {"id": feedback["candidate_id"]}
    async with portal_of(agency, candidate) as maria:
        where = f"/interviews/{feedback['interview_id']}/questions"
        await maria.sends(where, question_0=COPIED)
    interview = await agency.viewer.reads(feedback["interview"])
    assert interview["questions_to_ask"][0]["question"] == COPIED


NAMES = "names people, organisations and addresses"
CODES = "is a code, a zone or a digest"
ON_SENDING = "is looked at as a message when it is sent"
OF_NOBODY = "is about a job or an employer, and written for everybody who is put forward"
THEIR_OWN = "is typed by the candidate themselves"
EXEMPT = {
    **dict.fromkeys(
        ("agencies.name", "users.name", "employers.name", "employers.website", "contacts.name",
         "contacts.job_title", "candidates.given_name", "candidates.family_name",
         "candidates.emails", "candidates.phones", "candidates.phone_numbers",
         "candidates.location_name", "referees.email", "referees.phone"), NAMES,
    ),
    **dict.fromkeys(
        ("agencies.slug", "agencies.timezone", "agencies.country", "applications.stage",
         "applications.ended_by", "applications.stage_before_end", "candidates.consent_basis",
         "candidates.location_country", "candidates.timezone", "contacts.country",
         "contacts.timezone", "documents.store_key", "documents.sha256", "interviews.timezone"),
        CODES,
    ),
    **dict.fromkeys(
        ("messages.subject", "messages.body", "templates.name", "templates.subject",
         "templates.body"), ON_SENDING,
    ),
    **dict.fromkeys(
        ("employers.industry", "employers.priorities", "vacancies.title", "vacancies.description",
         "vacancies.responsibilities", "vacancies.location_name", "asked_questions.question"),
        OF_NOBODY,
    ),
    **dict.fromkeys(("calls.phone", "calls.wish"), THEIR_OWN),
}  # fmt: skip
"""What a candidate reads and nobody compares with private words, each for a reason."""


def test_every_column_that_a_candidate_reads_is_guarded_or_exempt_for_a_reason() -> None:
    read = {f"{table}.{column}" for table, columns in FOR_THEM.items() for column in columns}
    guarded = {f"{table}.{column}" for table, columns in GUARDED.items() for column in columns}
    assert read <= guarded | EXEMPT.keys(), "guard it, or say here why not"
    assert not guarded & EXEMPT.keys()
    assert EXEMPT.keys() <= read
