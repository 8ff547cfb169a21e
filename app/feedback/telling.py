"""Released feedback by e-mail, with the link to the candidate's own page."""

from sqlalchemy import select

from app.access.models import User
from app.candidates.models import Candidate
from app.database import Db
from app.employers.models import Employer
from app.feedback.locking import Asked
from app.feedback.models import Feedback
from app.links.actions import link_for, mention_of
from app.links.models import LinkKind
from app.messages.actions import About, Recipient, queue
from app.messages.models import MessageKind
from app.messages.queries import suppressed
from app.messages.wording import worded
from app.templates.models import TemplateName
from app.vacancies.models import Vacancy


async def tell_candidate(db: Db, asked: Asked, feedback: Feedback) -> None:
    """Queued with the release. A candidate without an address, or who wants no mail, is told by
    the recruiter: it is released all the same."""
    candidate = await db.get_one(Candidate, (db.agency_id, asked.application.candidate_id))
    if not candidate.emails or await suppressed(db, candidate.emails[:1]):
        return
    vacancy = await db.get_one(Vacancy, (db.agency_id, asked.application.vacancy_id))
    employer = await db.get_one(Employer, (db.agency_id, asked.employer_id))
    recruiter = await db.scalar(
        select(User.name).where(User.agency_id == db.agency_id, User.id == candidate.owner_id)
    )
    page = await link_for(db, LinkKind.portal, candidate_id=candidate.id)
    wording = await worded(
        db,
        TemplateName.feedback_released,
        recruiter,
        given_name=candidate.given_name,
        vacancy=vacancy.title,
        employer=employer.name,
        feedback=feedback.release_message,
        page_link=mention_of(page),
    )
    name = f"{candidate.given_name} {candidate.family_name}"
    await queue(
        db,
        MessageKind.feedback_released,
        [Recipient(name, candidate.emails[0], candidate_id=candidate.id)],
        About(
            candidate_id=candidate.id,
            application_id=asked.application.id,
            interview_id=asked.interview.id,
        ),
        wording=wording,
        links=[page],
    )
