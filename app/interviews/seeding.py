"""What a candidate might ask, when nobody has said: made of what the job and the employer are
about, and of what they could not get across before."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from app.applications.models import Application
from app.database import Db, on
from app.debriefs.models import Debrief
from app.employers.models import Employer
from app.interviews.models import Interview
from app.vacancies.models import Vacancy

ABOUT_A_RESPONSIBILITY = (
    "I read that the role includes “{}”. How would you like me to go about it?",
    "What would you want me to have achieved in my first six months with “{}”?",
    "Whom would I work with most closely on “{}”?",
)
ABOUT_A_PRIORITY = (
    "I understand that “{}” matters to you. How does it show in the team's day?",
    "Where would I need “{}” first?",
    "How would you notice that I bring “{}”?",
)
ABOUT_WHAT_WAS_LEFT_UNSAID = ("Last time I did not get round to “{}”. May I come back to it?",)
"""The candidate's words, in turn, around the words of the vacancy, the employer or a debrief."""

OF_RESPONSIBILITIES = 3
OF_PRIORITIES = 3
OF_LEFT_UNSAID = 10


async def questions_for(db: Db, application: Application) -> list[dict[str, Any]]:
    """An interview's `questions_to_ask`; what was left unsaid last comes first of its kind."""
    job = await db.execute(
        select(Vacancy.responsibilities, Employer.priorities)
        .join(Employer, on(Vacancy.employer_id, Employer))
        .where(Vacancy.agency_id == db.agency_id, Vacancy.id == application.vacancy_id)
    )
    responsibilities, priorities = job.one()
    debriefs = await db.scalars(
        select(Debrief.left_unsaid)
        .join(Interview, on(Debrief.interview_id, Interview))
        .where(Debrief.agency_id == db.agency_id, Interview.application_id == application.id)
        .order_by(Interview.starts_at.desc(), Debrief.id.desc())
    )
    left_unsaid = [words for debrief in debriefs for words in debrief]
    return [
        {"question": question, "answer": None}
        for question in worded(responsibilities, priorities, left_unsaid)
    ]


def worded(
    responsibilities: Iterable[str], priorities: Iterable[str], left_unsaid: Iterable[str]
) -> Iterator[str]:
    """Each thing is asked about once, whoever mentioned it first."""
    seen: set[str] = set()
    for subjects, wordings, at_most in (
        (responsibilities, ABOUT_A_RESPONSIBILITY, OF_RESPONSIBILITIES),
        (priorities, ABOUT_A_PRIORITY, OF_PRIORITIES),
        (left_unsaid, ABOUT_WHAT_WAS_LEFT_UNSAID, OF_LEFT_UNSAID),
    ):
        taken = 0
        for subject in subjects:
            words = " ".join(subject.split()).rstrip(".")
            if taken < at_most and words.casefold() not in seen:
                seen.add(words.casefold())
                yield wordings[taken % len(wordings)].format(words)
                taken += 1
