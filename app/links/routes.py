"""Links for people without an account: the employer's form, the candidate's page, calendars."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from starlette.responses import Response

from app import answers
from app.access.dependencies import changing
from app.candidates.models import Candidate, MergedAway
from app.candidates.queries import get_active_candidate
from app.database import Db
from app.documentation import problems
from app.errors import NotFound
from app.feedback.models import FeedbackRequest
from app.links import actions
from app.links.actions import link_for, revoke_link
from app.links.models import CandidateWithoutEmail, Link, LinkKind, NobodysCalendar
from app.links.rights import READS
from app.links.schemas import LinkOut, PortalLinkIn
from app.links.sending import send_portal_link
from app.messages.models import AddressSuppressed
from app.routing import Router

router = Router(tag="links")

Asking = Annotated[Db, changing("feedback:write")]
Changing = Annotated[Db, changing("candidates:write")]
Watching = Annotated[Db, changing("interviews:write")]
MakingForm = Annotated[Db, changing("feedback:write", *READS[LinkKind.form])]
MakingPortal = Annotated[Db, changing("candidates:write", *READS[LinkKind.portal])]
MakingCalendar = Annotated[Db, changing("candidates:write", *READS[LinkKind.calendar])]
MakingOwn = Annotated[Db, changing("interviews:write", *READS[LinkKind.calendar])]
"""Whoever makes a link can open it, and so must be allowed to read what it shows. Revoking one
needs no such right."""


async def request_in_path(db: Asking, request_id: UUID) -> FeedbackRequest:
    return await db.hold(FeedbackRequest, request_id)


async def candidate_in_path(db: Changing, candidate_id: UUID) -> Candidate:
    return await get_active_candidate(db, candidate_id)


def user_asking(db: Db) -> UUID:
    """Raises `NobodysCalendar`."""
    if db.actor.type != "user" or db.actor.id is None:
        raise NobodysCalendar
    return db.actor.id


RequestInPath = Annotated[FeedbackRequest, Depends(request_in_path)]
CandidateInPath = Annotated[Candidate, Depends(candidate_in_path)]


async def made(db: Db, kind: LinkKind, **whose: UUID) -> Link:
    """The agency's link for a person who asks, and a key's own for a key."""
    return await link_for(db, kind, **whose, key_id=db.actor.api_key_id)


def shown(db: Db, link: Link) -> Response:
    """The address opens it for whoever reads it, so nothing between us may keep the answer."""
    answer = answers.changed(db, actions.link_out(link))
    answer.headers["cache-control"] = "no-store"
    return answer


@router.post(
    "/feedback-requests/{request_id}/form-link",
    summary="Get the link to the employer's form",
    response_model=LinkOut,
    responses=problems(NotFound),
)
async def make_form_link(db: MakingForm, request_id: UUID) -> Response:
    """For the contact who was asked, to send by a channel of your own. The same link each time, and
    in every e-mail about the request, until it expires (`link_days` of the policy) or is revoked.

    An API key gets a link of its own, which ends with the key.
    """
    request = await db.hold(FeedbackRequest, request_id)
    return shown(db, await made(db, LinkKind.form, feedback_request_id=request.id))


@router.delete(
    "/feedback-requests/{request_id}/form-link",
    summary="Revoke the link to the employer's form",
    status_code=204,
    responses=problems(NotFound),
)
async def revoke_form_link(db: Asking, request: RequestInPath) -> Response:
    """It opens nothing from now on. The next message about the request carries a new one."""
    await revoke_link(db, LinkKind.form, request.id)
    return answers.done(db)


@router.post(
    "/candidates/{candidate_id}/portal-link",
    summary="Get the link to the candidate's page",
    response_model=LinkOut,
    responses=problems(NotFound, MergedAway, CandidateWithoutEmail, AddressSuppressed),
)
async def make_portal_link(
    db: MakingPortal, candidate_id: UUID, new: PortalLinkIn | None = None
) -> Response:
    """Their own page: interviews, what happens next, and everything they would like to tell you.
    It needs the right to read all of that.

    With `send` the agency's link is e-mailed to them too. An API key gets a link of its own, which
    ends with the key.
    """
    candidate = await get_active_candidate(db, candidate_id)
    if new is not None and new.send:
        await send_portal_link(db, candidate)
    return shown(db, await made(db, LinkKind.portal, candidate_id=candidate.id))


@router.delete(
    "/candidates/{candidate_id}/portal-link",
    summary="Revoke the link to the candidate's page",
    status_code=204,
    responses=problems(NotFound, MergedAway),
)
async def revoke_portal_link(db: Changing, candidate: CandidateInPath) -> Response:
    """It opens nothing from now on."""
    await revoke_link(db, LinkKind.portal, candidate.id)
    return answers.done(db)


@router.post(
    "/candidates/{candidate_id}/calendar-link",
    summary="Get the link to a candidate's calendar",
    response_model=LinkOut,
    responses=problems(NotFound, MergedAway),
)
async def make_candidate_calendar_link(db: MakingCalendar, candidate_id: UUID) -> Response:
    """An iCalendar feed of their interviews and calls, to subscribe to. Lasts a year.

    An API key gets a link of its own, which ends with the key; without `feedback:read` it shows no
    calls.
    """
    candidate = await get_active_candidate(db, candidate_id)
    return shown(db, await made(db, LinkKind.calendar, candidate_id=candidate.id))


@router.delete(
    "/candidates/{candidate_id}/calendar-link",
    summary="Revoke the link to a candidate's calendar",
    status_code=204,
    responses=problems(NotFound, MergedAway),
)
async def revoke_candidate_calendar_link(db: Changing, candidate: CandidateInPath) -> Response:
    """Whoever subscribed to it finds nothing there any more."""
    await revoke_link(db, LinkKind.calendar, candidate.id)
    return answers.done(db)


@router.post(
    "/me/calendar-link",
    summary="Get the link to your own calendar",
    response_model=LinkOut,
    responses=problems(NobodysCalendar),
)
async def make_own_calendar_link(db: MakingOwn) -> Response:
    """An iCalendar feed of the interviews of your candidates, and of your calls. Lasts a year, and
    ends when you may not sign in any more.

    Made by an API key with `On-Behalf-Of` it ends with the key too; without `feedback:read` it
    shows no calls.
    """
    return shown(db, await made(db, LinkKind.calendar, user_id=user_asking(db)))


@router.delete(
    "/me/calendar-link",
    summary="Revoke the link to your own calendar",
    status_code=204,
    responses=problems(NobodysCalendar),
)
async def revoke_own_calendar_link(db: Watching) -> Response:
    """Whoever subscribed to it finds nothing there any more."""
    await revoke_link(db, LinkKind.calendar, user_asking(db))
    return answers.done(db)
