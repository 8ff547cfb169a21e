"""Writing playbooks, and giving a new agency those that ship."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from app.changes import apply_change, refuse_nulls
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.events.kinds import CATALOGUE
from app.events.recorder import record
from app.playbooks import queries
from app.playbooks.models import Anchor, Playbook, PlaybookStep
from app.playbooks.schemas import PlaybookChange, PlaybookIn, StepIn
from app.playbooks.shipped import SHIPPED
from app.playbooks.triggers import as_recorded, fields_of, names_an_interview


async def create_playbook(db: Db, new: PlaybookIn) -> Playbook:
    condition = sensible_condition(new.trigger, new.condition)
    expect_sense(new.trigger, new.steps)
    playbook = await add_playbook(db, new, condition)
    record(db, kinds.PlaybookCreated(steps=len(new.steps)), playbook.id)
    return playbook


async def add_playbook(db: Db, new: PlaybookIn, condition: dict[str, Any]) -> Playbook:
    playbook = Playbook(
        agency_id=db.agency_id,
        name=new.name,
        trigger=new.trigger,
        condition=condition,
        active=new.active,
    )
    db.add(playbook)
    await db.flush()
    write_steps(db, playbook, new.steps)
    return playbook


async def change_playbook(db: Db, playbook: Playbook, change: PlaybookChange) -> None:
    """Steps are replaced as a whole; tasks that were planned stay as they are."""
    refuse_nulls(change)
    trigger = change.trigger or playbook.trigger
    asked = playbook.condition if change.condition is None else change.condition
    condition = sensible_condition(trigger, asked)
    before = await queries.steps_of(db, playbook)
    steps = change.steps or [as_sent(step) for step in before]
    expect_sense(trigger, steps)
    fields = apply_change(playbook, change, without=("steps", "condition"))
    if condition != playbook.condition:
        playbook.condition = condition
        fields.append("condition")
    if steps != [as_sent(step) for step in before]:
        for step in before:
            step.retired = True
        write_steps(db, playbook, steps)
        # No column of the row changes with them, and still the version has to count it.
        flag_modified(playbook, "name")
        fields.append("steps")
    if fields:
        record(db, kinds.PlaybookUpdated(fields=sorted(fields)), playbook.id)


def write_steps(db: Db, playbook: Playbook, steps: Sequence[StepIn]) -> None:
    db.add_all(
        PlaybookStep(
            agency_id=db.agency_id, playbook_id=playbook.id, position=at, **step.model_dump()
        )
        for at, step in enumerate(steps)
    )


def as_sent(step: PlaybookStep) -> StepIn:
    sent = {info.alias or name: getattr(step, name) for name, info in StepIn.model_fields.items()}
    return StepIn.model_validate(sent)


def sensible_condition(trigger: str, condition: Mapping[str, Any]) -> dict[str, Any]:
    """As the events hold it. Raises `Invalid` naming each field that could never be equal."""
    kind = CATALOGUE[trigger]
    fields = fields_of(kind)
    sensible, complaints = {}, []
    for field, value in condition.items():
        detail = f"is no field of {trigger}'s data that holds one value"
        if field in fields:
            try:
                sensible[field] = as_recorded(kind, field, value)
                continue
            except ValueError as error:
                detail = str(error)
        complaints.append({"pointer": f"/condition/{field}", "detail": detail})
    if complaints:
        raise Invalid(errors=complaints)
    return sensible


def expect_sense(trigger: str, steps: Sequence[StepIn]) -> None:
    """Raises `Invalid` naming each field of a step that this trigger cannot serve."""
    complaints = []
    for at, step in enumerate(steps):
        if step.anchor != Anchor.event and not names_an_interview(trigger):
            detail = f"{trigger} names no interview to count from"
            complaints.append({"pointer": f"/steps/{at}/anchor", "detail": detail})
        for field in ("offset_hours", "offset_business_days"):
            if step.anchor == Anchor.event and (getattr(step, field) or 0) < 0:
                detail = "lies before the event that plans the task"
                complaints.append({"pointer": f"/steps/{at}/{field}", "detail": detail})
    if complaints:
        raise Invalid(errors=complaints)


async def ship(db: Db) -> None:
    """Give a new agency the playbooks that ship. No event: its opening has one."""
    for playbook in SHIPPED:
        await add_playbook(db, playbook, {})
