"""Recording how the employer decides, and when nothing is to be decided any more."""

from datetime import date, datetime

from app import clock
from app.answers import expect_version
from app.applications.models import END_CAUSES, OPEN, Application, Stage
from app.database import Db
from app.decisions import queries
from app.decisions.models import DecisionProcess, DecisionSlip
from app.decisions.schemas import DecisionProcessIn
from app.errors import Invalid, PreconditionFailed
from app.events import kinds
from app.events.recorder import record
from app.feedback.privacy import guard
from app.interviews.models import Interview, InterviewMissing, InterviewStatus

OF_A_SLIP = frozenset({"told_by", "told_at"})
"""What an event about another day tells of already, so that no second one has to."""


async def put_process(
    db: Db,
    interview: Interview,
    application: Application,
    new: DecisionProcessIn,
    if_match: str | None,
) -> bool:
    """Whether it is the first of this interview. Raises `InterviewMissing`."""
    if interview.status in (InterviewStatus.cancelled, InterviewStatus.no_show):
        raise InterviewMissing(interview_status=interview.status)
    now = clock.now()
    if new.told_at is not None and new.told_at > now:
        raise Invalid.at("/told_at", "is in the future")
    process = await queries.find_process(db, interview.id)
    await guard(db, application.candidate_id, DecisionProcess, new, row=process)
    if process is None:
        if if_match is not None:
            raise PreconditionFailed
        await add_process(db, interview, application, new, now)
        return True
    expect_version(if_match, process.version)
    await change_process(db, process, application, new, now)
    return False


async def add_process(
    db: Db, interview: Interview, application: Application, new: DecisionProcessIn, now: datetime
) -> None:
    over = Stage(application.stage) not in OPEN
    process = DecisionProcess(
        agency_id=db.agency_id,
        interview_id=interview.id,
        settled_at=now if over else None,
        settled_cause=f"application_{application.stage}" if over else None,
        **{**new.model_dump(), "told_at": new.told_at or now},
    )
    db.add(process)
    if process.decision_due_on is None:
        fields = sorted(name for name, value in new if value is not None)
        updated(db, process, application, fields or ["told_at"])
    else:
        await another_day(db, process, application, None, process.decision_due_on)


async def change_process(
    db: Db,
    process: DecisionProcess,
    application: Application,
    new: DecisionProcessIn,
    now: datetime,
) -> None:
    """As sent. Said again as it stands it is nothing; with a day it is awaited again."""
    values = new.model_dump()
    if new.told_at is None:
        del values["told_at"]
    fields = {name for name, value in values.items() if getattr(process, name) != value}
    if (
        process.settled_at is not None
        and new.decision_due_on is not None
        and Stage(application.stage) in OPEN
    ):
        process.settled_at = process.settled_cause = None
        fields.add("settled_at")
    if not fields:
        return
    old_day = process.decision_due_on
    for name, value in {"told_at": now, **values}.items():
        setattr(process, name, value)
    if "decision_due_on" in fields and process.decision_due_on is not None:
        await another_day(db, process, application, old_day, process.decision_due_on)
        fields -= OF_A_SLIP | {"decision_due_on", "settled_at"}
    if fields:
        updated(db, process, application, sorted(fields))


async def another_day(
    db: Db, process: DecisionProcess, application: Application, old: date | None, day: date
) -> None:
    """A later day than before is a slip, and is kept."""
    interview_id = process.interview_id
    if old is None:
        named = kinds.DecisionProcessRecorded(interview_id=interview_id, decision_due_on=day)
        record_about(db, process, application, named)
    elif day < old:
        earlier = kinds.DecisionBroughtForward(
            interview_id=interview_id, old_due_on=old, decision_due_on=day
        )
        record_about(db, process, application, earlier)
    else:
        db.add(
            DecisionSlip(
                agency_id=db.agency_id,
                decision_process_id=process.id,
                old_due_on=old,
                decision_due_on=day,
                told_by=process.told_by,
                told_at=process.told_at,
            )
        )
        slipped = kinds.DecisionSlipped(
            interview_id=interview_id,
            old_due_on=old,
            decision_due_on=day,
            slip_count=await queries.count_slips(db, process),
        )
        record_about(db, process, application, slipped)


def updated(db: Db, process: DecisionProcess, application: Application, fields: list[str]) -> None:
    kind = kinds.DecisionProcessUpdated(interview_id=process.interview_id, fields=fields)
    record_about(db, process, application, kind)


async def settle(db: Db, application: Application, cause: str) -> None:
    """Nobody waits for a decision on this application any more. No event: its cause has one."""
    settle_all(await queries.processes_of(db, application), cause)


async def settle_before(db: Db, application: Application, interview: Interview) -> None:
    """The employer invited the candidate again: what came before is decided."""
    settle_all(await queries.processes_of(db, application, before=interview), "next_interview")


async def settle_of(db: Db, interview: Interview, cause: str) -> None:
    """The employer's answer about one interview came, or it was never held."""
    process = await queries.find_process(db, interview.id)
    settle_all([process] if process else [], cause)


def settle_all(processes: list[DecisionProcess], cause: str) -> None:
    for process in processes:
        if process.settled_at is None:
            process.settled_at, process.settled_cause = clock.now(), cause


async def reopen(db: Db, application: Application) -> None:
    """The application was reinstated: what its end settled is awaited again."""
    for process in await queries.processes_of(db, application):
        if process.settled_cause in END_CAUSES:
            process.settled_at = process.settled_cause = None


def record_about(
    db: Db, process: DecisionProcess, application: Application, kind: kinds.Kind
) -> None:
    record(
        db,
        kind,
        process.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
    )
