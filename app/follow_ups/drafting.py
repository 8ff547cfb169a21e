"""A thank-you in words: brief, from what the candidate wrote down after the interview."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Text, and_, bindparam, cast, func, select

from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Reader, on
from app.debriefs.models import Debrief
from app.employers.models import Employer
from app.follow_ups.fit import Grounds, reason_of_fit
from app.follow_ups.models import FollowUp, FollowUpContact
from app.interviews.models import Interview
from app.statements import Row, Statement
from app.templates.models import TemplateName
from app.templates.rendering import SHIPPED_WORDING, Wording, agency_wording, clip, count_words
from app.vacancies.models import Vacancy

MOST_WORDS = 149
NAMES_IN_A_GREETING = 3
ROOM = (40, 30, 20, 12, 6, 3, 0)
"""How many words what is typed may take; tried one after the other until all fits."""
LONGEST_NAME = 12
CHARACTERS_A_WORD = 12
"""On average at most: a text may be one word of a thousand letters."""

NAMES = func.array(
    select(Contact.name)
    .select_from(FollowUpContact)
    .join(Contact, on(FollowUpContact.contact_id, Contact))
    .where(
        FollowUpContact.agency_id == FollowUp.agency_id,
        FollowUpContact.follow_up_id == FollowUp.id,
    )
    .order_by(FollowUpContact.position)
    .scalar_subquery()
)
GROUNDS = Statement(
    # The debrief's `concerns`, `confidence` and `improve` are not read, nor anybody's feedback:
    # what is not here cannot slip into a letter to the employer.
    select(
        (Candidate.given_name + " " + Candidate.family_name).label("candidate"),
        Candidate.skills,
        Vacancy.title.label("vacancy"),
        Vacancy.responsibilities,
        Employer.name.label("employer"),
        Employer.priorities,
        NAMES.label("names"),
        cast(Debrief.questions, Text).label("questions"),
        Debrief.learned,
        Debrief.impressions,
        Debrief.left_unsaid,
    )
    .select_from(FollowUp)
    .join(Interview, on(FollowUp.interview_id, Interview))
    .join(Application, on(Interview.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(
        Debrief,
        and_(Debrief.agency_id == Interview.agency_id, Debrief.interview_id == Interview.id),
    )
    .where(FollowUp.agency_id == bindparam("agency_id"), FollowUp.id == bindparam("id"))
)


async def draft(db: Reader, follow_up_id: UUID) -> Wording:
    """In the agency's wording; under 150 words whatever was typed. Raises `NotFound`."""
    rows = [dict(row) for row in await db.fetch(GROUNDS, id=follow_up_id)]
    return brief(await agency_wording(db, TemplateName.thank_you), one(rows))


def brief(template: Wording, row: Row) -> Wording:
    """What was typed is shortened until it fits; a template that is too long even so gives way to
    the one that ships, which never is: a letter cut off in the middle is no thanks."""
    values = told(row)
    for room in ROOM:
        wording = template.filled_in({name: fitted(name, values[name], room) for name in values})
        if count_words(wording.body) <= MOST_WORDS:
            return wording
    return brief(SHIPPED_WORDING[TemplateName.thank_you], row)


def told(row: Row) -> dict[str, str]:
    """What the template may say, by placeholder; empty when there is nothing."""
    names = row["names"]
    return {
        "candidate": row["candidate"],
        "vacancy": row["vacancy"],
        "employer": row["employer"],
        "interviewers": listed(names) if len(names) <= NAMES_IN_A_GREETING else "",
        "fit": reason_of_fit(grounds(row)),
        "left_unsaid": ended((row["left_unsaid"] or [""])[0]),
    }


def grounds(row: Row) -> Grounds:
    questions: list[dict[str, Any]] = msgspec.json.decode(row["questions"] or "[]")
    return Grounds(
        responsibilities=row["responsibilities"],
        priorities=row["priorities"],
        skills=row["skills"],
        went_well=[
            (asked["question"], asked.get("answer") or "")
            for asked in questions
            if asked.get("went_well")
        ],
        noted=[*(row["learned"] or ()), row["impressions"] or ""],
    )


def fitted(name: str, value: str, room: int) -> str:
    most = {"fit": room + room // 2, "left_unsaid": room}.get(name, min(max(room, 3), LONGEST_NAME))
    return clip(" ".join(value.split()), most, most * CHARACTERS_A_WORD)


def listed(names: list[str]) -> str:
    """Ryan, Ana and Bo."""
    *others, last = names or [""]
    return f"{', '.join(others)} and {last}" if others else last


def ended(sentence: str) -> str:
    sentence = sentence.strip()
    return sentence if not sentence or sentence[-1] in ".!?…" else f"{sentence}."
