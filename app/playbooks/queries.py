"""Reading playbooks."""

from uuid import UUID

from sqlalchemy import JSON, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.answers import one
from app.database import Db, Reader
from app.paging import Listing
from app.playbooks.models import Playbook, PlaybookStep
from app.statements import Row, Statement

STEP = func.json_build_object(
    "id", PlaybookStep.id,
    "title", PlaybookStep.title,
    "for", PlaybookStep.for_,
    "anchor", PlaybookStep.anchor,
    "offset_hours", PlaybookStep.offset_hours,
    "offset_business_days", PlaybookStep.offset_business_days,
    "completed_by", PlaybookStep.completed_by,
)  # fmt: skip
STEPS = (
    select(
        func.coalesce(
            func.json_agg(aggregate_order_by(STEP, PlaybookStep.position)),
            literal_column("'[]'::json"),
            type_=JSON,
        )
    )
    .where(
        PlaybookStep.agency_id == Playbook.agency_id,
        PlaybookStep.playbook_id == Playbook.id,
        ~PlaybookStep.retired,
    )
    .scalar_subquery()
)
PLAYBOOK = select(
    Playbook.id,
    Playbook.name,
    Playbook.trigger,
    Playbook.condition,
    Playbook.active,
    STEPS.label("steps"),
    Playbook.created_at,
    Playbook.updated_at,
    Playbook.version,
)
PLAYBOOKS = Listing(
    PLAYBOOK,
    Playbook,
    filters={
        "trigger": Playbook.trigger == bindparam("trigger"),
        "active": Playbook.active,
        "not_active": ~Playbook.active,
    },
)
ONE_PLAYBOOK = Statement(
    PLAYBOOK.where(Playbook.agency_id == bindparam("agency_id"), Playbook.id == bindparam("id"))
)


async def playbook_out(db: Reader, playbook_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_PLAYBOOK.shape_all(await db.fetch(ONE_PLAYBOOK, id=playbook_id)))


async def steps_of(db: Db, playbook: Playbook) -> list[PlaybookStep]:
    """Those that become tasks, in order."""
    found = await db.scalars(
        select(PlaybookStep)
        .where(
            PlaybookStep.agency_id == db.agency_id,
            PlaybookStep.playbook_id == playbook.id,
            ~PlaybookStep.retired,
        )
        .order_by(PlaybookStep.position)
    )
    return list(found)
