"""Everything a draft may be made from, in one query."""

from uuid import UUID

from sqlalchemy import Text, and_, bindparam, cast, func, select

from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Reader, on
from app.debriefs.models import Debrief
from app.employers.models import Employer
from app.follow_ups.models import FollowUp, FollowUpContact
from app.follow_ups.queries import GOES_TO
from app.interviews.models import Interview
from app.statements import Row, Statement
from app.vacancies.models import Vacancy

NAMES = func.array(
    select(Contact.name)
    .select_from(FollowUpContact)
    .join(Contact, on(FollowUpContact.contact_id, Contact))
    .where(*GOES_TO)
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


async def grounds_of(db: Reader, follow_up_id: UUID) -> Row:
    """What a draft is made from. Raises `NotFound`."""
    return one(GROUNDS.shape_all(await db.fetch(GROUNDS, id=follow_up_id)))
