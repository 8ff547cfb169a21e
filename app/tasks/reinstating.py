"""Undoing what an application's end did to its tasks."""

from sqlalchemy import Text, any_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.applications.models import END_CAUSES
from app.database import Db, on
from app.events import kinds
from app.events.models import Event
from app.events.recorder import record
from app.interviews.models import Interview, InterviewStatus
from app.playbooks.models import Playbook, PlaybookStep
from app.tasks.happened import Happened
from app.tasks.models import Task

Twin = aliased(Task)
PLANNED_AGAIN = exists().where(
    Twin.agency_id == Task.agency_id,
    Twin.playbook_step_id == Task.playbook_step_id,
    Twin.application_id == Task.application_id,
    Twin.interview_id.is_not_distinct_from(Task.interview_id),
    Twin.id > Task.id,
)
INTERVIEW_NAMED = Event.data["interview_id"].astext
DONE_MEANWHILE = exists().where(
    Event.agency_id == Task.agency_id,
    Event.application_id == Task.application_id,
    Event.type == any_(Task.completed_by),
    Event.recorded_at > Task.cancelled_at,
    func.coalesce(cast(Task.interview_id, Text) == INTERVIEW_NAMED, True),
)
STILL_TO_DO = (
    select(Task)
    .outerjoin(Interview, on(Task.interview_id, Interview))
    .where(
        Task.cancel_cause.in_(END_CAUSES),
        or_(
            Interview.id.is_(None),
            Interview.status.in_((InterviewStatus.scheduled, InterviewStatus.completed)),
        ),
        ~PLANNED_AGAIN,
        ~DONE_MEANWHILE,
    )
    .order_by(Task.id)
    .with_for_update(of=Task, key_share=True)
)
STARTED_BY_THE_END = (
    select(Task)
    .join(PlaybookStep, on(Task.playbook_step_id, PlaybookStep))
    .join(Playbook, on(PlaybookStep.playbook_id, Playbook))
    .where(
        Playbook.trigger == kinds.ApplicationRejected.type,
        Task.done_at.is_(None),
        Task.cancelled_at.is_(None),
    )
    .order_by(Task.id)
    .with_for_update(of=Task, key_share=True)
)


async def reinstate(db: Db, event: Happened) -> None:
    """What the end called off is to be done again, unless it was done or planned meanwhile or its
    interview stays cancelled; what the end itself asked for is not to be done any more."""
    of_the_application = (
        Task.agency_id == db.agency_id,
        Task.application_id == event.application_id,
    )
    moot = await db.scalars(STARTED_BY_THE_END.where(*of_the_application))
    for task in moot:
        cause = event.type.replace(".", "_")
        task.call_off(clock.now(), cause)
        record(db, kinds.TaskCancelled(cause=cause), task.id)
    for task in await db.scalars(STILL_TO_DO.where(*of_the_application)):
        task.open_again()
        record(db, kinds.TaskReopened(), task.id)
