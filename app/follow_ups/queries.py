"""Reading follow-ups."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    not_,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.access.models import ApiKey, User
from app.answers import Json, one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Db, Reader, on
from app.employers.models import Employer
from app.follow_ups.models import FollowUp, FollowUpContact, FollowUpStatus
from app.follow_ups.schemas import FollowUpsOfInterviewQuery
from app.interviews.models import Interview
from app.paging import Listing
from app.statements import Row, Statement
from app.vacancies.models import Vacancy

NOW = bindparam("now", type_=FollowUp.due_at.type)
# As a literal, so that the partial index serves it.
DUE = FollowUp.status == literal_column("'due'")
OVERDUE = and_(DUE, FollowUp.due_at < NOW)
ON_TIME = case(
    (FollowUp.sent_at.is_not(None), FollowUp.sent_at <= FollowUp.due_at),
    (OVERDUE, literal_column("false", Boolean)),
    else_=null(),
)
GOES_TO = (
    FollowUpContact.agency_id == FollowUp.agency_id,
    FollowUpContact.follow_up_id == FollowUp.id,
)
CONTACT_IDS = func.array(
    select(FollowUpContact.contact_id)
    .where(*GOES_TO)
    .order_by(FollowUpContact.position)
    .scalar_subquery()
)
CONTACTS = (
    select(
        func.coalesce(
            func.json_agg(
                aggregate_order_by(
                    func.json_build_object(
                        "id",
                        Contact.id,
                        "name",
                        Contact.name,
                        "reachable",
                        and_(Contact.email.is_not(None), not_(Contact.do_not_email)),
                    ),
                    FollowUpContact.position,
                )
            ),
            literal_column("'[]'::json"),
            type_=JSON,
        )
    )
    .select_from(FollowUpContact)
    .join(Contact, on(FollowUpContact.contact_id, Contact))
    .where(*GOES_TO)
    .scalar_subquery()
)
BY_THEMSELVES = case(
    (FollowUp.sent_by_id == Candidate.id, Candidate.given_name + " " + Candidate.family_name)
)
"""On their own page."""
FOLLOW_UP = (
    select(
        FollowUp.id,
        FollowUp.interview_id,
        Interview.round,
        Interview.application_id,
        Application.candidate_id,
        (Candidate.given_name + " " + Candidate.family_name).label("candidate_name"),
        Candidate.owner_id,
        Application.vacancy_id,
        Vacancy.title.label("vacancy_title"),
        Vacancy.employer_id,
        Employer.name.label("employer_name"),
        func.least(Interview.ends_at, Interview.completed_at).label("interview_ended_at"),
        CONTACT_IDS.label("contact_ids"),
        CONTACTS.label("contacts"),
        FollowUp.due_at,
        FollowUp.subject,
        FollowUp.body,
        FollowUp.channel,
        FollowUp.status,
        OVERDUE.label("overdue"),
        ON_TIME.label("on_time"),
        FollowUp.sent_at,
        FollowUp.sent_by_id,
        func.coalesce(User.name, ApiKey.name, BY_THEMSELVES).label("sent_by_name"),
        FollowUp.skipped_at,
        FollowUp.skip_reason,
        FollowUp.created_at,
        FollowUp.updated_at,
        FollowUp.version,
    )
    .join(Interview, on(FollowUp.interview_id, Interview))
    .join(Application, on(Interview.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(User, on(FollowUp.sent_by_id, User))
    .outerjoin(ApiKey, on(FollowUp.sent_by_id, ApiKey))
)
FOLLOW_UPS = Listing(
    FOLLOW_UP,
    FollowUp,
    filters={
        "status": FollowUp.status == bindparam("status"),
        "due": DUE,
        "overdue": OVERDUE,
        "not_overdue": not_(OVERDUE),
        "due_before": FollowUp.due_at < bindparam("due_before"),
        "interview_id": FollowUp.interview_id == bindparam("interview_id"),
        "application_id": Interview.application_id == bindparam("application_id"),
        "candidate_id": Application.candidate_id == bindparam("candidate_id"),
        "contact_id": exists().where(
            *GOES_TO, FollowUpContact.contact_id == bindparam("contact_id")
        ),
        "employer_id": Vacancy.employer_id == bindparam("employer_id"),
        "owner_id": Candidate.owner_id == bindparam("owner_id"),
    },
    sorts={"due_at": FollowUp.due_at},
)
ONE_FOLLOW_UP = Statement(
    FOLLOW_UP.where(FollowUp.agency_id == bindparam("agency_id"), FollowUp.id == bindparam("id"))
)


async def follow_ups_page(db: Reader, query: FollowUpsOfInterviewQuery, **fixed: Any) -> Json:
    if query.status is FollowUpStatus.due:
        query = query.model_copy(update={"status": None})
        return await FOLLOW_UPS.page(db, query, due=True, **fixed)
    return await FOLLOW_UPS.page(db, query, **fixed)


async def follow_up_out(db: Reader, follow_up_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_FOLLOW_UP.shape_all(await db.fetch(ONE_FOLLOW_UP, id=follow_up_id)))


async def addressees(db: Db, follow_up_id: UUID) -> list[Contact]:
    """Whom it goes to, in order."""
    found = await db.scalars(
        select(Contact)
        .join(FollowUpContact, on(FollowUpContact.contact_id, Contact))
        .where(
            FollowUpContact.agency_id == db.agency_id, FollowUpContact.follow_up_id == follow_up_id
        )
        .order_by(FollowUpContact.position)
    )
    return list(found)


async def thanked(
    db: Db, candidate_id: UUID, contact_ids: Collection[UUID]
) -> list[tuple[UUID, datetime]]:
    """Each time one of these contacts was thanked by this candidate."""
    found = await db.execute(
        select(FollowUpContact.contact_id, FollowUp.sent_at)
        .join(FollowUp, on(FollowUpContact.follow_up_id, FollowUp))
        .join(Interview, on(FollowUp.interview_id, Interview))
        .join(Application, on(Interview.application_id, Application))
        .where(
            FollowUpContact.agency_id == db.agency_id,
            FollowUpContact.contact_id.in_(contact_ids),
            FollowUp.sent_at.is_not(None),
            Application.candidate_id == candidate_id,
        )
    )
    return [(contact_id, sent_at) for contact_id, sent_at in found if sent_at]


async def about(db: Db, follow_up: FollowUp) -> tuple[Interview, Application]:
    """What it is for. Not locked: the end of an application waits for its follow-ups, never the
    other way round."""
    found = await db.execute(
        select(Interview, Application)
        .join(Application, on(Interview.application_id, Application))
        .where(Interview.agency_id == db.agency_id, Interview.id == follow_up.interview_id)
    )
    interview, application = found.one()
    return interview, application


async def has_follow_up(db: Db, interview_id: UUID) -> bool:
    found = await db.scalar(
        select(FollowUp.id)
        .where(FollowUp.agency_id == db.agency_id, FollowUp.interview_id == interview_id)
        .limit(1)
    )
    return found is not None


async def lock_follow_ups(db: Db, *which: Any) -> list[FollowUp]:
    """Locked in a fixed order."""
    found = await db.scalars(
        select(FollowUp)
        .join(Interview, on(FollowUp.interview_id, Interview))
        .where(FollowUp.agency_id == db.agency_id, *which)
        .order_by(FollowUp.id)
        .with_for_update(of=FollowUp)
    )
    return list(found)


async def recruiter_of(db: Db, candidate: Candidate) -> str | None:
    """The address of the candidate's recruiter, or else of whoever asks."""
    for user_id in (candidate.owner_id, db.actor.id):
        email = await db.scalar(
            select(User.email).where(
                User.agency_id == db.agency_id, User.id == user_id, User.active
            )
        )
        if email:
            return str(email)
    return None
