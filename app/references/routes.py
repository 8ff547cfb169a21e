"""Asking referees for references, reminding them, and what they answer."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.agencies.chasing import ChaseLimitReached, ChaseTooSoon
from app.applications.models import AlreadyEnded
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.feedback.schemas import ChaseIn, ReasonIn
from app.paging import ListQuery, Page
from app.referees.models import NoConsent, NotReachable
from app.referees.queries import referee_must_exist
from app.referees.routes import RefereeAsked
from app.references import actions, queries
from app.references.models import Reference, ReferenceOpenAlready, ReferenceSettled
from app.references.schemas import (
    ReceivedIn,
    RefereesReferenceQuery,
    ReferenceChaseOut,
    ReferenceIn,
    ReferenceOut,
    ReferenceQuery,
    RefusalIn,
)
from app.routing import Router

router = Router(prefix="/v1", tag="referees")

Reading = Annotated[Reads, reading("candidates:read")]
Changing = Annotated[Db, changing("candidates:write")]


async def reference_in_path(
    db: Changing, referee_id: UUID, reference_id: UUID, if_match: IfMatch = None
) -> Reference:
    reference = await db.hold(Reference, reference_id)
    if reference.referee_id != referee_id:
        raise NotFound
    answers.expect_version(if_match, reference.version)
    return reference


ReferenceInPath = Annotated[Reference, Depends(reference_in_path)]


async def changed(db: Db, reference: Reference) -> Response:
    return answers.changed(db, await queries.reference_out(db, reference.referee_id, reference.id))


@router.get(
    "/references",
    summary="List references",
    response_model=Page[ReferenceOut],
    responses=problems(),
)
async def list_references(db: Reading, query: Annotated[ReferenceQuery, Query()]) -> Response:
    """Whose reference is due, earliest first. `overdue=true` is whom to remind: requested, and
    past due."""
    return await queries.REFERENCES.page(db, query)


@router.get(
    "/referees/{referee_id}/references",
    summary="List a referee's references",
    response_model=Page[ReferenceOut],
    responses=problems(NotFound),
)
async def list_referee_references(
    db: Reading, referee_id: UUID, query: Annotated[RefereesReferenceQuery, Query()]
) -> Response:
    """What they were asked for and gave, due earliest first."""
    await referee_must_exist(db, referee_id)
    return await queries.REFERENCES.page(db, query, referee_id=referee_id)


@router.post(
    "/referees/{referee_id}/references",
    summary="Ask a referee for a reference",
    status_code=201,
    response_model=ReferenceOut,
    responses=problems(NotFound, NoConsent, AlreadyEnded, ReferenceOpenAlready, NotReachable),
)
async def request_reference(db: Changing, referee_id: RefereeAsked, new: ReferenceIn) -> Response:
    """Record that you asked; the agency's policy says when it is due and when to remind.

    It is closed when the application ends or the referee withdraws their consent.
    """
    reference = await actions.request_reference(db, referee_id, new)
    row = await queries.reference_out(db, referee_id, reference.id)
    return answers.created(db, row, f"/v1/referees/{referee_id}/references/{reference.id}")


@router.get(
    "/referees/{referee_id}/references/{reference_id}",
    summary="Get a reference",
    response_model=ReferenceOut,
    responses=problems(NotFound),
)
async def get_reference(db: Reading, referee_id: UUID, reference_id: UUID) -> Response:
    """One reference: its text once received, else whether it is overdue and whom to remind when.
    The text is for the agency's eyes."""
    return answers.found(await queries.reference_out(db, referee_id, reference_id))


@router.get(
    "/referees/{referee_id}/references/{reference_id}/chases",
    summary="List a reference's reminders",
    response_model=Page[ReferenceChaseOut],
    responses=problems(NotFound),
)
async def list_reference_chases(
    db: Reading, referee_id: UUID, reference_id: UUID, query: Annotated[ListQuery, Query()]
) -> Response:
    """Every reminder, with its outcome and what was promised; newest first."""
    await queries.reference_out(db, referee_id, reference_id)
    return await queries.CHASES.page(db, query, reference_id=reference_id)


@router.post(
    "/referees/{referee_id}/references/{reference_id}/chases",
    summary="Remind a referee of a reference",
    status_code=201,
    response_model=ReferenceChaseOut,
    responses=problems(
        NotFound, NoConsent, ReferenceSettled, ChaseTooSoon, ChaseLimitReached, PreconditionFailed
    ),
)
async def chase_reference(db: Changing, reference: ReferenceInPath, new: ChaseIn) -> Response:
    """Log one reminder and what came of it. A promise moves the next one.

    The agency's policy applies as it does to feedback: not before the gap has passed or a promise
    has run out, not outside business hours or on a holiday (409 with `allowed_at`), never past
    the limit.
    """
    attempt = await actions.chase(db, reference, new)
    row = await queries.chase_out(db, reference.id, attempt.id)
    path = f"/v1/referees/{reference.referee_id}/references/{reference.id}/chases/{attempt.id}"
    return answers.created(db, row, path)


@router.get(
    "/referees/{referee_id}/references/{reference_id}/chases/{reference_chase_id}",
    summary="Get a reminder of a reference",
    response_model=ReferenceChaseOut,
    responses=problems(NotFound),
)
async def get_reference_chase(
    db: Reading, referee_id: UUID, reference_id: UUID, reference_chase_id: UUID
) -> Response:
    """One reminder, with who made it, its outcome and what was promised."""
    await queries.reference_out(db, referee_id, reference_id)
    return answers.found(await queries.chase_out(db, reference_id, reference_chase_id))


@router.post(
    "/referees/{referee_id}/references/{reference_id}/received",
    summary="Log a reference received",
    response_model=ReferenceOut,
    responses=problems(NotFound, ReferenceSettled, PreconditionFailed),
)
async def receive_reference(db: Changing, reference: ReferenceInPath, new: ReceivedIn) -> Response:
    """What the referee wrote or said, also after a refusal they thought better of."""
    await actions.receive(db, reference, new)
    return await changed(db, reference)


@router.post(
    "/referees/{referee_id}/references/{reference_id}/refusal",
    summary="Log a reference refused",
    response_model=ReferenceOut,
    responses=problems(NotFound, ReferenceSettled, PreconditionFailed),
)
async def refuse_reference(
    db: Changing, reference: ReferenceInPath, new: RefusalIn | None = None
) -> Response:
    """The referee will not give one, and why if they say. Nobody reminds them any more."""
    await actions.refuse(db, reference, new.reason if new else None)
    return await changed(db, reference)


@router.post(
    "/referees/{referee_id}/references/{reference_id}/closure",
    summary="Close a request for a reference",
    response_model=ReferenceOut,
    responses=problems(NotFound, ReferenceSettled, PreconditionFailed),
)
async def close_reference(db: Changing, reference: ReferenceInPath, new: ReasonIn) -> Response:
    """Give up on it, or end it because it is no longer needed, with a reason."""
    await actions.close(db, reference, new.reason)
    return await changed(db, reference)
