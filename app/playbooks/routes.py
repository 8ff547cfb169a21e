"""Playbooks: what is done when something happens."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.paging import Page
from app.playbooks import actions, queries
from app.playbooks.models import Playbook
from app.playbooks.schemas import PlaybookChange, PlaybookIn, PlaybookOut, PlaybookQuery
from app.routing import Router

router = Router(prefix="/v1/playbooks", tag="tasks")

Reading = Annotated[Reads, reading("applications:read")]
Managing = Annotated[Db, changing("agency:manage")]


async def playbook_in_path(db: Managing, playbook_id: UUID, if_match: IfMatch = None) -> Playbook:
    playbook = await db.hold(Playbook, playbook_id)
    answers.expect_version(if_match, playbook.version)
    return playbook


PlaybookInPath = Annotated[Playbook, Depends(playbook_in_path)]


@router.get("", summary="List playbooks", response_model=Page[PlaybookOut], responses=problems())
async def list_playbooks(db: Reading, query: Annotated[PlaybookQuery, Query()]) -> Response:
    """What your agency does when something happens: those that came with Debrief, and your own."""
    return await queries.PLAYBOOKS.page(db, query)


@router.post(
    "",
    summary="Add a playbook",
    status_code=201,
    response_model=PlaybookOut,
    responses=problems(),
)
async def create_playbook(db: Managing, new: PlaybookIn) -> Response:
    """From now on every event of the type `trigger` whose `data` hold what `condition` asks for
    plans a task for each step, dated from the event or from its interview.

    Steps that prepare for an interview which has begun are not planned, nor is a step whose task
    about the same thing is still open, nor anything by an import. On a withdrawn application
    nothing is planned, on a rejected one only what is about the rejection and its feedback.
    """
    playbook = await actions.create_playbook(db, new)
    row = await queries.playbook_out(db, playbook.id)
    return answers.created(db, row, f"/v1/playbooks/{playbook.id}")


@router.get(
    "/{playbook_id}",
    summary="Get a playbook",
    response_model=PlaybookOut,
    responses=problems(NotFound),
)
async def get_playbook(db: Reading, playbook_id: UUID) -> Response:
    """One playbook with its steps, in order."""
    return answers.found(await queries.playbook_out(db, playbook_id))


@router.patch(
    "/{playbook_id}",
    summary="Change a playbook",
    response_model=PlaybookOut,
    responses=problems(NotFound, PreconditionFailed),
)
async def change_playbook(
    db: Managing, playbook: PlaybookInPath, change: PlaybookChange
) -> Response:
    """Change the fields sent; `steps` are replaced as a whole. Tasks that were planned stay as they
    are. `active: false` turns it off."""
    await actions.change_playbook(db, playbook, change)
    return answers.changed(db, await queries.playbook_out(db, playbook.id))
