"""Asking by itself: once an interview is over, whoever took it is asked, unless somebody has asked
about it or been told already."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, exists, literal_column, select

from app import clock
from app.agencies.models import Agency
from app.agencies.queries import get_agency
from app.agencies.schemas import AsksForFeedback
from app.applications.models import Application, Stage
from app.contacts.models import Contact
from app.database import Db, Reads, on
from app.events.models import Event
from app.feedback.actions import request_feedback
from app.feedback.models import Feedback, FeedbackRequest, RequestChannel
from app.feedback.schemas import FeedbackRequestIn
from app.interviews.models import Interview, Interviewer, InterviewStatus
from app.messages.queries import suppressed
from app.statements import Statement

FRESH = timedelta(days=2)
"""What was over before is history: it was imported, or written down later."""
UNTOLD = timedelta(hours=1)
"""How long after its end an interview counts as over when nobody said what became of it."""

INSTANT = Interview.ends_at.type
NOBODY_ASKED = (
    ~exists().where(
        FeedbackRequest.agency_id == Interview.agency_id,
        FeedbackRequest.interview_id == Interview.id,
    ),
    ~exists().where(
        Feedback.agency_id == Interview.agency_id, Feedback.interview_id == Interview.id
    ),
)
OVER = Statement(
    select(Interview.id)
    .join(Application, on(Interview.application_id, Application))
    .where(
        Interview.agency_id == bindparam("agency_id"),
        Interview.starts_at > bindparam("fresh_since", type_=INSTANT),
        Interview.starts_at <= bindparam("now", type_=INSTANT),
        (Interview.status == literal_column("'completed'"))
        | (
            (Interview.status == literal_column("'scheduled'"))
            & (Interview.ends_at <= bindparam("ended_before", type_=INSTANT))
        ),
        Application.stage != literal_column("'withdrawn'"),
        *NOBODY_ASKED,
        exists().where(
            Interviewer.agency_id == Interview.agency_id, Interviewer.interview_id == Interview.id
        ),
        ~exists().where(
            Event.agency_id == Interview.agency_id,
            Event.subject_id == Interview.id,
            Event.actor_type == literal_column("'import'"),
        ),
    )
    .order_by(Interview.starts_at, Interview.id)
)


async def interviews_to_ask_about(reads: Reads, agency: Agency) -> list[UUID]:
    """Over for a while at most, by the agency's policy worth asking about, and nobody did."""
    if agency.policy["asks_for_feedback"] == AsksForFeedback.nobody:
        return []
    now = clock.now()
    rows = await reads.fetch(OVER, fresh_since=now - FRESH, ended_before=now - UNTOLD)
    return [row["id"] for row in rows]


async def ask_about(db: Db, interview_id: UUID) -> None:
    """Held, so that a recruiter who asks at the same moment comes before or after."""
    interview = await db.hold(Interview, interview_id)
    application = await db.get_one(Application, (db.agency_id, interview.application_id))
    held = interview.status in (InterviewStatus.scheduled, InterviewStatus.completed)
    if not held or application.stage == Stage.withdrawn:
        return
    nobody_asked = await db.scalar(
        select(Interview.id).where(
            Interview.agency_id == db.agency_id, Interview.id == interview_id, *NOBODY_ASKED
        )
    )
    if nobody_asked is None:
        return
    for contact in await whom_to_ask(db, interview_id):
        asked = FeedbackRequestIn(
            interview_id=interview_id, contact_id=contact.id, channel=await channel_to(db, contact)
        )
        await request_feedback(db, asked)


async def whom_to_ask(db: Db, interview_id: UUID) -> list[Contact]:
    found = await db.scalars(
        select(Contact)
        .join(Interviewer, on(Interviewer.contact_id, Contact))
        .where(Interviewer.agency_id == db.agency_id, Interviewer.interview_id == interview_id)
        .order_by(Interviewer.position)
    )
    interviewers = list(found)
    agency = await get_agency(db)
    if agency.policy["asks_for_feedback"] == AsksForFeedback.first_interviewer:
        return interviewers[:1]
    return interviewers


async def channel_to(db: Db, contact: Contact) -> RequestChannel:
    """Who cannot be written to is to be rung, by a person."""
    if contact.email is None or contact.do_not_email or await suppressed(db, [contact.email]):
        return RequestChannel.phone
    return RequestChannel.email
