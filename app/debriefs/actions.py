"""Recording a candidate's debrief, and what it tells of the employer's questions."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete

from app import clock
from app.agencies.queries import get_agency
from app.answers import expect_version
from app.applications.models import Application
from app.database import Db
from app.debriefs import queries
from app.debriefs.anonymity import key_of, without_candidate
from app.debriefs.models import AskedQuestion, Debrief, DebriefClosed, DebriefVersion
from app.debriefs.schemas import DebriefIn
from app.errors import PreconditionFailed
from app.events import kinds
from app.events.recorder import record
from app.feedback.privacy import guard
from app.interviews.models import Interview


async def put_debrief(
    db: Db, interview: Interview, application: Application, new: DebriefIn, if_match: str | None
) -> bool:
    """Whether it is the first of this interview. Raises `InterviewToCome`, `InterviewMissing` or
    `DebriefClosed`."""
    interview.expect_held(clock.now())
    debrief = await queries.find_debrief(db, interview.id)
    await guard(db, application.candidate_id, Debrief, new, row=debrief)
    if debrief is None:
        if if_match is not None:
            raise PreconditionFailed
        await record_debrief(db, interview, application, new)
        return True
    expect_version(if_match, debrief.version)
    await revise_debrief(db, debrief, interview, application, new)
    return False


async def record_debrief(
    db: Db, interview: Interview, application: Application, new: DebriefIn
) -> None:
    """However late: nobody is refused the first."""
    now = clock.now()
    editable = timedelta(days=(await get_agency(db)).policy["debrief_editable_days"])
    debrief = Debrief(
        agency_id=db.agency_id,
        interview_id=interview.id,
        recorded_by_id=who(db),
        recorded_at=now,
        closes_at=now + editable,
        **new.model_dump(),
    )
    db.add(debrief)
    await db.flush()
    interview.debrief_due_at = None
    await keep(db, debrief, interview, application, new, number=1)
    recorded = kinds.DebriefRecorded(interview_id=interview.id, recorded_by=debrief.recorded_by)
    record_about(db, debrief, application, recorded)


async def revise_debrief(
    db: Db, debrief: Debrief, interview: Interview, application: Application, new: DebriefIn
) -> None:
    """Sent again as it stands, it changes nothing, whenever. Raises `DebriefClosed`."""
    values = new.model_dump()
    fields = sorted(field for field in values if getattr(debrief, field) != values[field])
    if not fields:
        return
    if clock.now() >= debrief.closes_at:
        raise DebriefClosed(
            f"It could be changed until {debrief.closes_at:%Y-%m-%dT%H:%M:%SZ}.",
            closed_at=debrief.closes_at,
        )
    for field in fields:
        setattr(debrief, field, values[field])
    debrief.recorded_by_id = who(db)
    number = await queries.last_number(db, debrief.id) + 1
    await keep(db, debrief, interview, application, new, number=number)
    revised = kinds.DebriefRevised(
        interview_id=interview.id, recorded_by=debrief.recorded_by, fields=fields
    )
    record_about(db, debrief, application, revised)


async def keep(
    db: Db,
    debrief: Debrief,
    interview: Interview,
    application: Application,
    new: DebriefIn,
    *,
    number: int,
) -> None:
    """Its version, and in the employer's bank the questions it tells of."""
    db.add(
        DebriefVersion(
            agency_id=db.agency_id,
            debrief_id=debrief.id,
            number=number,
            content=new.model_dump(mode="json", exclude={"recorded_by"}),
            recorded_by=debrief.recorded_by,
            recorded_by_id=debrief.recorded_by_id,
            recorded_at=clock.now(),
        )
    )
    await db.execute(
        delete(AskedQuestion).where(
            AskedQuestion.agency_id == db.agency_id, AskedQuestion.interview_id == interview.id
        )
    )
    asked = await queries.who_was_asked(db, application)
    nameless = [
        without_candidate(told.question, asked.given_name, asked.family_name)
        for told in new.questions
    ]
    once_each: dict[str, str] = {}
    for question in filter(None, nameless):
        once_each.setdefault(key_of(question), question)
    db.add_all(
        AskedQuestion(
            agency_id=db.agency_id,
            employer_id=asked.employer_id,
            vacancy_id=application.vacancy_id,
            interview_id=interview.id,
            key=key,
            question=question,
            asked_at=interview.ends_at,
        )
        for key, question in once_each.items()
    )


def who(db: Db) -> UUID | None:
    """The user who entered it; an integration that acts for nobody is not one."""
    return db.actor.id if db.actor.type == "user" else None


def record_about(db: Db, debrief: Debrief, application: Application, kind: kinds.Kind) -> None:
    record(
        db,
        kind,
        debrief.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
    )
