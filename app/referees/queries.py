"""Reading referees and heads-ups."""

from uuid import UUID

from sqlalchemy import ScalarSelect, and_, bindparam, func, literal_column, select
from sqlalchemy.orm import aliased

from app.access.models import User
from app.agencies.models import Agency
from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.database import Reader, on
from app.employers.models import Employer
from app.feedback.queries import CANDIDATE_NAME, WHOSE
from app.paging import Listing
from app.referees.models import HeadsUp, Referee
from app.references.models import Reference
from app.statements import Row, Statement
from app.vacancies.models import Vacancy


def open_with(model: type[HeadsUp | Reference], status: str) -> ScalarSelect[int]:
    """How many, from the index that keeps them apart."""
    return (
        select(func.count())
        .where(
            model.agency_id == Referee.agency_id,
            model.referee_id == Referee.id,
            model.status == literal_column(f"'{status}'"),
        )
        .scalar_subquery()
    )


REFEREE = select(
    Referee.id,
    Referee.candidate_id,
    CANDIDATE_NAME,
    Referee.name,
    Referee.relationship,
    Referee.company,
    Referee.email,
    Referee.phone,
    Referee.consent_given_at,
    Referee.consent_withdrawn_at,
    open_with(HeadsUp, "sent").label("open_heads_up_count"),
    open_with(Reference, "requested").label("open_reference_count"),
    Referee.created_at,
    Referee.updated_at,
    Referee.version,
).join(Candidate, on(Referee.candidate_id, Candidate))
REFEREES = Listing(
    REFEREE, Referee, filters={"candidate_id": Referee.candidate_id == bindparam("candidate_id")}
)
ONE_REFEREE = Statement(
    REFEREE.where(Referee.agency_id == bindparam("agency_id"), Referee.id == bindparam("id"))
)
EXISTING = Statement(
    select(Referee.id).where(
        Referee.agency_id == bindparam("agency_id"), Referee.id == bindparam("id")
    )
)

HEADS_UP = (
    select(
        HeadsUp.id,
        HeadsUp.referee_id,
        Referee.name.label("referee_name"),
        *WHOSE,
        HeadsUp.channel,
        HeadsUp.message,
        HeadsUp.status,
        HeadsUp.sent_at,
        HeadsUp.sent_by_id,
        User.name.label("sent_by_name"),
        HeadsUp.closed_at,
        HeadsUp.close_cause,
        HeadsUp.created_at,
        HeadsUp.updated_at,
        HeadsUp.version,
    )
    .join(Referee, on(HeadsUp.referee_id, Referee))
    .join(Application, on(HeadsUp.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(User, on(HeadsUp.sent_by_id, User))
)
HEADS_UPS = Listing(
    HEADS_UP,
    HeadsUp,
    filters={
        "referee_id": HeadsUp.referee_id == bindparam("referee_id"),
        "application_id": HeadsUp.application_id == bindparam("application_id"),
        "status": HeadsUp.status == bindparam("status"),
    },
)
ONE_HEADS_UP = Statement(
    HEADS_UP.where(
        HeadsUp.agency_id == bindparam("agency_id"),
        HeadsUp.referee_id == bindparam("referee_id"),
        HeadsUp.id == bindparam("id"),
    )
)

Owner = aliased(User)
STORY = Statement(
    select(
        Candidate.given_name,
        CANDIDATE_NAME,
        Vacancy.title.label("vacancy_title"),
        Vacancy.description,
        Vacancy.responsibilities,
        Employer.name.label("employer_name"),
        Agency.name.label("agency_name"),
        func.coalesce(User.email, Owner.email).label("answer_to"),
    )
    .select_from(Application)
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .join(Agency, Agency.id == Application.agency_id)
    .outerjoin(
        User, and_(User.agency_id == Application.agency_id, User.id == bindparam("actor_id"))
    )
    .outerjoin(Owner, on(Candidate.owner_id, Owner))
    .where(
        Application.agency_id == bindparam("agency_id"),
        Application.id == bindparam("application_id"),
    )
)


async def referee_out(db: Reader, referee_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_REFEREE.shape_all(await db.fetch(ONE_REFEREE, id=referee_id)))


async def referee_must_exist(db: Reader, referee_id: UUID) -> None:
    """Raises `NotFound`."""
    one(EXISTING.shape_all(await db.fetch(EXISTING, id=referee_id)))


async def heads_up_out(db: Reader, referee_id: UUID, heads_up_id: UUID) -> Row:
    """Raises `NotFound`."""
    rows = await db.fetch(ONE_HEADS_UP, referee_id=referee_id, id=heads_up_id)
    return one(ONE_HEADS_UP.shape_all(rows))


async def story_of(db: Reader, application_id: UUID) -> Row:
    """What a heads-up about an application tells, and who answers questions about it."""
    rows = await db.fetch(STORY, application_id=application_id, actor_id=db.actor.id)
    return one(STORY.shape_all(rows))
