"""Passwords over the API: one's own, invitations, and resets by mail."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from app import answers, limits
from app.access.dependencies import changing, reading
from app.access.models import (
    BeyondYourRights,
    HasPassword,
    PeopleOnly,
    SignInsBusy,
    SignInSlowedDown,
    User,
)
from app.access.queries import user_out
from app.access.routes import FAILED_SIGN_INS
from app.access.schemas import UserOut
from app.access.sign_in import Guesser
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, TooManyRequests
from app.links.opening import WRONG_RATE
from app.messages.models import AddressSuppressed
from app.passwords import actions
from app.passwords.refusals import PasswordLinkGone
from app.passwords.schemas import ConfirmationIn, OwnPasswordIn, ResetIn, ResetOut
from app.routing import Router
from app.statements import encode

INVITATIONS = "5/hour"
"""To one user."""
RESETS = "20/hour"
"""From one network."""
RESETS_OF_ONE = "5/hour"
"""For one email address, whether anybody has it or not."""

router = Router(tag="access")

SignedIn = Annotated[Reads, reading()]
Managing = Annotated[Db, changing("agency:manage")]


async def user_in_path(db: Managing, user_id: UUID) -> User:
    return await db.hold(User, user_id)


@router.put(
    "/me/password",
    summary="Change your own password",
    status_code=204,
    responses=problems(PeopleOnly, SignInSlowedDown, SignInsBusy, TooManyRequests),
)
async def change_own_password(request: Request, me: SignedIn, change: OwnPasswordIn) -> Response:
    """With the one you have. Your other sign-ins end; the one this is sent with goes on. A wrong
    `current_password` counts like a failed sign-in. API keys cannot do this."""
    bearer = request.headers["authorization"].partition(" ")[2].strip()
    guesser = Guesser(limits.client_of(request), FAILED_SIGN_INS)
    await actions.change_own(request.app.state.database, me.actor, bearer, change, guesser)
    request.app.state.credentials.forget()
    return Response(status_code=204)


@router.post(
    "/users/{user_id}/invitation",
    summary="Invite a user",
    response_model=UserOut,
    responses=problems(
        NotFound, HasPassword, AddressSuppressed, PeopleOnly, BeyondYourRights, TooManyRequests
    ),
)
async def invite_user(db: Managing, user: Annotated[User, Depends(user_in_path)]) -> Response:
    """Send them the link to choose their password once more, in place of the one before. It works
    once, within seven days. 409 when they have a password. API keys cannot do this."""
    await limits.count((INVITATIONS, f"invitations {user.id}"))
    await actions.invite(db, user)
    return answers.changed(db, await user_out(db, user.id))


@router.post(
    "/auth/password-reset",
    summary="Ask for a new password",
    status_code=202,
    response_model=ResetOut,
    responses=problems(TooManyRequests),
)
async def request_password_reset(request: Request, asked: ResetIn) -> Response:
    """Whoever forgot theirs is sent a link that works once, within an hour. The answer is the same
    whether there is such an account or not, and comes before anybody has looked."""
    network = limits.client_of(request)
    await limits.count((RESETS, f"resets {network}"), (RESETS_OF_ONE, f"resets {asked.email}"))
    later = actions.send_reset(request.app.state.database, asked.email, asked.agency)
    keep(asyncio.create_task(later))
    return answers.Json(encode(ResetOut().model_dump()), status_code=202)


UNDER_WAY: set[asyncio.Task[None]] = set()


def keep(task: "asyncio.Task[None]") -> None:
    """Until it is done; nobody waits for it, and nobody else holds it."""
    UNDER_WAY.add(task)
    task.add_done_callback(UNDER_WAY.discard)


@router.post(
    "/auth/password-reset/confirmation",
    summary="Choose a new password",
    status_code=204,
    responses=problems(PasswordLinkGone, SignInsBusy, TooManyRequests),
)
async def confirm_password_reset(request: Request, confirmation: ConfirmationIn) -> Response:
    """With the token that was sent, by invitation or reset: the end of the link. It works once. All
    sign-ins of the user end, and whatever slowed down theirs."""
    network = limits.client_of(request)
    guesses = (WRONG_RATE, f"wrong links {network}")
    await limits.expect_room(guesses)
    password = confirmation.new_password.get_secret_value()
    try:
        await actions.choose(request.app.state.database, confirmation.token, password, network)
    except PasswordLinkGone:
        await limits.count(guesses)
        raise
    request.app.state.credentials.forget()
    return Response(status_code=204)
