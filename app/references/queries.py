"""Reading references and their reminders."""

from uuid import UUID

from sqlalchemy import and_, bindparam, literal_column, not_, select

from app.access.models import User
from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.database import Reader, on
from app.employers.models import Employer
from app.feedback.queries import WHOSE
from app.paging import Listing
from app.referees.models import Referee
from app.references.models import Reference, ReferenceChase
from app.statements import Row, Statement
from app.vacancies.models import Vacancy

OVERDUE = and_(
    # As a literal, so that the partial index serves the queue.
    Reference.status == literal_column("'requested'"),
    Reference.due_at < bindparam("now", type_=Reference.due_at.type),
)
REFERENCE = (
    select(
        Reference.id,
        Reference.referee_id,
        Referee.name.label("referee_name"),
        *WHOSE,
        Candidate.owner_id,
        Reference.channel,
        Reference.requested_at,
        Reference.due_at,
        Reference.status,
        OVERDUE.label("overdue"),
        Reference.chase_count,
        Reference.last_chased_at,
        Reference.next_chase_at,
        Reference.promised_by,
        Reference.text,
        Reference.received_at,
        Reference.settled_at,
        Reference.settled_reason,
        Reference.created_at,
        Reference.updated_at,
        Reference.version,
    )
    .join(Referee, on(Reference.referee_id, Referee))
    .join(Application, on(Reference.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
)
REFERENCES = Listing(
    REFERENCE,
    Reference,
    filters={
        "status": Reference.status == bindparam("status"),
        "overdue": OVERDUE,
        "not_overdue": not_(OVERDUE),
        "due_before": Reference.due_at < bindparam("due_before"),
        "referee_id": Reference.referee_id == bindparam("referee_id"),
        "application_id": Reference.application_id == bindparam("application_id"),
        "candidate_id": Application.candidate_id == bindparam("candidate_id"),
        "owner_id": Candidate.owner_id == bindparam("owner_id"),
    },
    sorts={"due_at": Reference.due_at},
)
ONE_REFERENCE = Statement(
    REFERENCE.where(
        Reference.agency_id == bindparam("agency_id"),
        Reference.referee_id == bindparam("referee_id"),
        Reference.id == bindparam("id"),
    )
)

CHASE = select(
    ReferenceChase.id,
    ReferenceChase.reference_id,
    ReferenceChase.channel,
    ReferenceChase.outcome,
    ReferenceChase.promised_by,
    ReferenceChase.message,
    ReferenceChase.chased_at,
    ReferenceChase.chased_by_id,
    User.name.label("chased_by_name"),
    ReferenceChase.created_at,
    ReferenceChase.updated_at,
    ReferenceChase.version,
).outerjoin(User, on(ReferenceChase.chased_by_id, User))
CHASES = Listing(
    CHASE,
    ReferenceChase,
    filters={"reference_id": ReferenceChase.reference_id == bindparam("reference_id")},
)
ONE_CHASE = Statement(
    CHASE.where(
        ReferenceChase.agency_id == bindparam("agency_id"),
        ReferenceChase.reference_id == bindparam("reference_id"),
        ReferenceChase.id == bindparam("id"),
    )
)


async def reference_out(db: Reader, referee_id: UUID, reference_id: UUID) -> Row:
    """Raises `NotFound`."""
    rows = await db.fetch(ONE_REFERENCE, referee_id=referee_id, id=reference_id)
    return one(ONE_REFERENCE.shape_all(rows))


async def chase_out(db: Reader, reference_id: UUID, chase_id: UUID) -> Row:
    """Raises `NotFound`."""
    rows = await db.fetch(ONE_CHASE, reference_id=reference_id, id=chase_id)
    return one(ONE_CHASE.shape_all(rows))
