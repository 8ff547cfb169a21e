"""Reading messages and the addresses nobody writes to."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, any_, bindparam, cast, exists, func, select

from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Reader, on
from app.messages.models import Message, MessageRequest, Suppression
from app.paging import Listing
from app.statements import Row, Statement
from app.vacancies.models import Vacancy

REQUESTS = func.array(
    select(MessageRequest.feedback_request_id)
    .where(MessageRequest.agency_id == Message.agency_id, MessageRequest.message_id == Message.id)
    .order_by(MessageRequest.feedback_request_id)
    .scalar_subquery()
)
MESSAGE = (
    select(
        Message.id,
        Message.kind,
        Message.status,
        Message.recipients.label("to"),
        Message.subject,
        Message.body,
        Message.by_itself,
        Message.candidate_id,
        (Candidate.given_name + " " + Candidate.family_name).label("candidate_name"),
        Message.application_id,
        Vacancy.title.label("vacancy_title"),
        Message.interview_id,
        Message.contact_id,
        Contact.name.label("contact_name"),
        Message.call_id,
        REQUESTS.label("feedback_request_ids"),
        Message.attempts,
        Message.due_at,
        Message.handed_over_at,
        Message.sent_at,
        Message.failure,
        Message.detail,
        Message.settled_at,
        Message.created_at,
        Message.updated_at,
        Message.version,
    )
    .outerjoin(Candidate, on(Message.candidate_id, Candidate))
    .outerjoin(Application, on(Message.application_id, Application))
    .outerjoin(Vacancy, on(Application.vacancy_id, Vacancy))
    .outerjoin(Contact, on(Message.contact_id, Contact))
)
MESSAGES = Listing(
    MESSAGE,
    Message,
    filters={
        "status": Message.status == bindparam("status"),
        "kind": Message.kind == bindparam("kind"),
        "candidate_id": Message.candidate_id == bindparam("candidate_id"),
        "application_id": Message.application_id == bindparam("application_id"),
        "interview_id": Message.interview_id == bindparam("interview_id"),
        "contact_id": Message.contact_id == bindparam("contact_id"),
        "call_id": Message.call_id == bindparam("call_id"),
        "feedback_request_id": exists().where(
            MessageRequest.agency_id == Message.agency_id,
            MessageRequest.message_id == Message.id,
            MessageRequest.feedback_request_id == bindparam("feedback_request_id"),
        ),
        "to": Message.recipients.contains(
            func.jsonb_build_array(func.jsonb_build_object("email", cast(bindparam("to"), Text)))
        ),
    },
)
ONE_MESSAGE = Statement(
    MESSAGE.where(Message.agency_id == bindparam("agency_id"), Message.id == bindparam("id"))
)

SUPPRESSION = select(
    Suppression.id,
    Suppression.email,
    Suppression.reason,
    Suppression.message_id,
    Suppression.created_at,
    Suppression.updated_at,
    Suppression.version,
)
SUPPRESSIONS = Listing(
    SUPPRESSION,
    Suppression,
    filters={
        "email": Suppression.email == func.lower(bindparam("email", type_=Text)),
        "reason": Suppression.reason == bindparam("reason"),
    },
)
ONE_SUPPRESSION = Statement(
    SUPPRESSION.where(
        Suppression.agency_id == bindparam("agency_id"), Suppression.id == bindparam("id")
    )
)
SUPPRESSED = Statement(
    select(Suppression.email).where(
        Suppression.agency_id == bindparam("agency_id"),
        Suppression.email == any_(bindparam("emails", type_=ARRAY(Text))),
    )
)
UNWILLING = Statement(
    select(Contact.id).where(
        Contact.agency_id == bindparam("agency_id"),
        Contact.id == any_(bindparam("contact_ids", type_=ARRAY(Uuid))),
        Contact.do_not_email,
    )
)


async def message_out(db: Reader, message_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_MESSAGE.shape_all(await db.fetch(ONE_MESSAGE, id=message_id)))


async def suppression_out(db: Reader, suppression_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_SUPPRESSION.shape_all(await db.fetch(ONE_SUPPRESSION, id=suppression_id)))


async def suppressed(db: Reader, emails: Iterable[str]) -> set[str]:
    """Which of these addresses, in lower case, the agency no longer writes to."""
    rows = await db.fetch(SUPPRESSED, emails=[email.lower() for email in emails])
    return {row["email"] for row in rows}


async def reachable(db: Reader, recipients: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those who may be written to now."""
    refused = await suppressed(db, [one["email"] for one in recipients])
    contacts = [UUID(one["contact_id"]) for one in recipients if "contact_id" in one]
    rows = await db.fetch(UNWILLING, contact_ids=contacts) if contacts else []
    unwilling = {str(row["id"]) for row in rows}
    return [
        one
        for one in recipients
        if one["email"].lower() not in refused and one.get("contact_id") not in unwilling
    ]
