"""What Debrief is to write about by itself, and to whom, by the agency's policy; and whether now is
a decent moment."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from asyncpg import Record
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    union,
)

from app import clock
from app.agencies.chasing import ChasingRules
from app.agencies.models import Agency
from app.contacts.models import Contact
from app.database import Db, Reads, on
from app.feedback.models import FeedbackRequest
from app.interviews.models import Interview
from app.messages.models import Message, Suppression
from app.statements import Statement

INSTANT = FeedbackRequest.due_at.type
NOW = bindparam("now", type_=INSTANT)
GAP_BEFORE = bindparam("gap_before", type_=INSTANT)
NEVER = datetime.min.replace(tzinfo=UTC)
TROUBLE_LASTS = timedelta(days=7)
"""How long nothing is sent by itself to an address that took no mail, unless somebody acts."""

# As literals, so that the partial indexes serve.
OVER = (Interview.status == literal_column("'completed'")) | (Interview.ends_at <= NOW)
"""One that was asked about may be moved after that, to a day that is still to come."""
BY_MAIL = (
    FeedbackRequest.status == literal_column("'awaiting'"),
    FeedbackRequest.channel == literal_column("'email'"),
    FeedbackRequest.chasing_stopped_at.is_(None),
    FeedbackRequest.paused_at.is_(None) | (FeedbackRequest.paused_until <= NOW),
    FeedbackRequest.promised_by.is_(None) | (FeedbackRequest.promised_by <= NOW),
    FeedbackRequest.left_to_call_at.is_(None),
    FeedbackRequest.call_at.is_(None) | (FeedbackRequest.call_at <= GAP_BEFORE),
    exists().where(
        Interview.agency_id == FeedbackRequest.agency_id,
        Interview.id == FeedbackRequest.interview_id,
        OVER,
    ),
)
TO_ASK = (
    FeedbackRequest.asked_at.is_(None),
    FeedbackRequest.last_chased_at.is_(None) | (FeedbackRequest.last_chased_at <= GAP_BEFORE),
)
TO_CHASE = (
    FeedbackRequest.asked_at.is_not(None),
    FeedbackRequest.next_chase_at <= bindparam("chased_until", type_=INSTANT),
)
CHASING = Message.kind.in_(
    (literal_column("'feedback_request'"), literal_column("'feedback_chase'"))
)
TO_CONTACT = (Message.agency_id == Contact.agency_id, Message.contact_id == Contact.id, CHASING)
WHERE_THEY_ARE_REACHED = Message.recipients.contains(
    func.jsonb_build_array(func.jsonb_build_object(literal_column("'email'"), Contact.email))
)
"""What went to an address that was wrong did not reach them."""
LAST_WRITTEN_AT = (
    select(func.max(Message.handed_over_at))
    .where(*TO_CONTACT, WHERE_THEY_ARE_REACHED)
    .scalar_subquery()
)
ON_ITS_WAY = exists().where(
    *TO_CONTACT, Message.status.in_((literal_column("'queued'"), literal_column("'sending'")))
)
IN_TROUBLE = exists().where(
    *TO_CONTACT,
    Message.status.in_((literal_column("'failed'"), literal_column("'bounced'"))),
    # Neither of these is the address's fault; one that bounced has no failure.
    func.coalesce(Message.failure, literal_column("''")).not_in(
        (literal_column("'interrupted'"), literal_column("'suppressed'"))
    ),
    Message.settled_at > bindparam("troubled_since", type_=INSTANT),
    WHERE_THEY_ARE_REACHED,
)
UNWELCOME = exists().where(
    Suppression.agency_id == Contact.agency_id, Suppression.email == func.lower(Contact.email)
)


def waiting(*which: ColumnElement[bool]) -> Select[UUID]:
    return select(FeedbackRequest.contact_id).where(
        FeedbackRequest.agency_id == bindparam("agency_id"), *BY_MAIL, *which
    )


WAITING = union(waiting(*TO_ASK), waiting(*TO_CHASE)).subquery()
CONTACTS = Statement(
    select(Contact.id, Contact.country, Contact.timezone, LAST_WRITTEN_AT.label("last_written_at"))
    .join(WAITING, WAITING.c.contact_id == Contact.id)
    .where(
        Contact.agency_id == bindparam("agency_id"),
        Contact.email.is_not(None),
        ~Contact.do_not_email,
        ~UNWELCOME,
        ~ON_ITS_WAY,
        ~IN_TROUBLE,
    )
    .order_by(Contact.id)
)
ON_ITS_WAY_TO = Statement(
    select(Contact.id).where(
        Contact.agency_id == bindparam("agency_id"),
        Contact.id == bindparam("contact_id"),
        ON_ITS_WAY,
    )
)
LAST_OTHER = Statement(
    select(func.max(Message.handed_over_at).label("last_written_at"))
    .join(Contact, on(Message.contact_id, Contact))
    .where(
        Message.agency_id == bindparam("agency_id"),
        Message.contact_id == bindparam("contact_id"),
        CHASING,
        WHERE_THEY_ARE_REACHED,
        Message.id.is_distinct_from(bindparam("message_id")),
    )
)


def moments(agency: Agency) -> dict[str, datetime]:
    """What the statements here compare with."""
    now = clock.now()
    return {
        "now": now,
        "gap_before": now - timedelta(hours=agency.policy["chase_gap_hours"]),
        "chased_until": now if agency.policy["chases_by_itself"] else NEVER,
        "troubled_since": now - TROUBLE_LASTS,
    }


def decent_moment(rules: ChasingRules, last_written_at: datetime | None) -> datetime:
    """Now, or when it next is: they are at work, and had no message of this kind that day."""
    now = clock.now()
    not_before = now
    if last_written_at is not None:
        zone = rules.hours.zone
        if last_written_at.astimezone(zone).date() >= now.astimezone(zone).date():
            tomorrow = last_written_at.astimezone(zone).date() + timedelta(days=1)
            not_before = datetime.combine(tomorrow, rules.hours.opens, zone).astimezone(UTC)
    return rules.hours.next_open(not_before)


async def contacts_to_write_to(reads: Reads, agency: Agency) -> list[UUID]:
    """Those with something due, who can be written to, at work now."""
    rows = await reads.fetch(CONTACTS, **moments(agency))
    return [row["id"] for row in rows if is_decent(agency, row)]


def is_decent(agency: Agency, contact: Record) -> bool:
    rules = ChasingRules.of(agency, contact["country"], contact["timezone"])
    return decent_moment(rules, contact["last_written_at"]) <= clock.now()


async def hold_due_requests(db: Db, agency: Agency, contact_id: UUID) -> list[FeedbackRequest]:
    """What is due to them at this moment, locked in a fixed order."""
    found = await db.scalars(
        select(FeedbackRequest)
        .where(
            FeedbackRequest.agency_id == db.agency_id,
            FeedbackRequest.contact_id == contact_id,
            *BY_MAIL,
            and_(*TO_ASK) | and_(*TO_CHASE),
        )
        .order_by(FeedbackRequest.id)
        .with_for_update()
        .execution_options(populate_existing=True),
        moments(agency),
    )
    return await about_what_is_over(db, found)


async def about_what_is_over(db: Db, requests: Iterable[FeedbackRequest]) -> list[FeedbackRequest]:
    """Of these, which are locked: whoever moves an interview locks its requests too, so that this
    sees a move that came before, and a later one waits."""
    locked = list(requests)
    over = await db.scalars(
        select(Interview.id).where(
            Interview.agency_id == db.agency_id,
            Interview.id.in_({request.interview_id for request in locked}),
            OVER,
        ),
        {"now": clock.now()},
    )
    ids = set(over)
    return [request for request in locked if request.interview_id in ids]
