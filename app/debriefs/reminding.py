"""After an interview the candidate is asked for their debrief, once, while it is fresh."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Record
from sqlalchemy import bindparam, exists, func, literal_column, select

from app import clock
from app.access.actors import Actor
from app.access.models import User
from app.agencies.models import Agency
from app.applications.models import Application
from app.candidates.models import Candidate
from app.database import Database, Db, on
from app.debriefs.models import Debrief
from app.employers.models import Employer
from app.events.models import Event
from app.interviews.models import Interview
from app.links.actions import link_for, mention_of
from app.links.models import LinkKind
from app.messages.actions import About, Recipient, queue
from app.messages.models import Message, MessageKind
from app.messages.queries import suppressed
from app.messages.wording import worded
from app.statements import Statement
from app.templates.models import TemplateName
from app.transaction import transaction
from app.vacancies.models import Vacancy

FRESH = timedelta(days=2)
UNTOLD = timedelta(hours=1)
"""How long after its end an interview counts as over when nobody said what became of it."""
DECENT_HOURS = range(8, 21)
"""Of the day where the candidate is: nobody is woken by a reminder."""

INSTANT = Interview.ends_at.type
TO_REMIND = Statement(
    select(
        Interview.id,
        Application.id.label("application_id"),
        Candidate.id.label("candidate_id"),
        Candidate.given_name,
        Candidate.family_name,
        Candidate.emails[1].label("email"),
        func.coalesce(Candidate.timezone, Agency.timezone).label("timezone"),
        Vacancy.title.label("vacancy"),
        Employer.name.label("employer"),
        User.name.label("sender"),
    )
    .join(Agency, Agency.id == Interview.agency_id)
    .join(Application, on(Interview.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(User, on(Candidate.owner_id, User))
    .where(
        Interview.agency_id == bindparam("agency_id"),
        Agency.policy["reminds_candidates"].as_boolean(),
        Interview.starts_at > bindparam("fresh_since", type_=INSTANT),
        Interview.starts_at <= bindparam("now", type_=INSTANT),
        (Interview.status == literal_column("'completed'"))
        | (
            (Interview.status == literal_column("'scheduled'"))
            & (Interview.ends_at <= bindparam("ended_before", type_=INSTANT))
        ),
        Application.ended_at.is_(None),
        func.cardinality(Candidate.emails) > literal_column("0"),
        ~exists().where(
            Debrief.agency_id == Interview.agency_id, Debrief.interview_id == Interview.id
        ),
        ~exists().where(
            Message.agency_id == Interview.agency_id,
            Message.interview_id == Interview.id,
            Message.kind == literal_column("'debrief_reminder'"),
        ),
        ~exists().where(
            Event.agency_id == Interview.agency_id,
            Event.subject_id == Interview.id,
            Event.actor_type == literal_column("'import'"),
        ),
    )
    .order_by(Interview.starts_at, Interview.id)
)


async def remind_candidates(database: Database, agency_id: UUID) -> None:
    now = clock.now()
    actor = Actor(agency_id, "system")
    found = await database.reads(actor).fetch(
        TO_REMIND, fresh_since=now - FRESH, ended_before=now - UNTOLD
    )
    for interview in found:
        if now.astimezone(ZoneInfo(interview["timezone"])).hour in DECENT_HOURS:
            async with transaction(database, actor) as db:
                await remind(db, interview)


async def remind(db: Db, interview: Record) -> None:
    """Who is held here is reminded by no other worker at the same time."""
    await db.hold(Interview, interview["id"])
    reminded = await db.scalar(
        select(Message.id).where(
            Message.agency_id == db.agency_id,
            Message.interview_id == interview["id"],
            Message.kind == MessageKind.debrief_reminder,
        )
    )
    if reminded is not None or await suppressed(db, [interview["email"]]):
        return
    page = await link_for(db, LinkKind.portal, candidate_id=interview["candidate_id"])
    wording = await worded(
        db,
        TemplateName.debrief_reminder,
        interview["sender"],
        given_name=interview["given_name"],
        vacancy=interview["vacancy"],
        employer=interview["employer"],
        page_link=mention_of(page),
    )
    name = f"{interview['given_name']} {interview['family_name']}"
    about = About(
        candidate_id=interview["candidate_id"],
        application_id=interview["application_id"],
        interview_id=interview["id"],
    )
    to = Recipient(name, interview["email"], candidate_id=interview["candidate_id"])
    await queue(db, MessageKind.debrief_reminder, [to], about, wording=wording, links=[page])
