"""Signing in and out, who am I, users and API keys."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Form, Query
from starlette.requests import Request
from starlette.responses import Response

from app import answers, limits
from app.access import actions, queries
from app.access import sign_in as signing
from app.access.dependencies import IfMatch, changing, reading
from app.access.models import (
    ApiKey,
    BeyondYourRights,
    LastAdmin,
    PeopleOnly,
    Role,
    SignInsBusy,
    SignInSlowedDown,
    User,
    WrongPassword,
)
from app.access.rights import expect_person
from app.access.schemas import (
    ApiKeyIn,
    ApiKeyOut,
    MeOut,
    NewApiKeyOut,
    TokenOut,
    UserChange,
    UserIn,
    UserOut,
)
from app.access.sign_in import Guesser
from app.database import Db, Reads
from app.documentation import problems
from app.errors import Conflict, NotFound, PreconditionFailed, TooManyRequests
from app.fields import Plain
from app.links import actions as links
from app.messages.models import AddressSuppressed
from app.paging import ListQuery, Page
from app.passwords import actions as passwords
from app.routing import Router
from app.statements import encode

FAILED_SIGN_INS = "60/minute"
"""From one network: an office has many who mistype, a guesser needs far more."""
REQUESTS = "300/minute"
"""To sign in, from one network, whatever comes of them."""

router = Router(tag="access")

SignedIn = Annotated[Reads, reading()]
Leaving = Annotated[Db, changing()]
ReadingUsers = Annotated[Reads, reading("candidates:read")]
Managing = Annotated[Db, changing("agency:manage")]
ReadingKeys = Annotated[Reads, reading("agency:manage")]


@dataclass(frozen=True)
class NewUser:
    """Somebody to be added."""

    asked: UserIn
    password_hash: str | None


class UserQuery(ListQuery):
    role: Role | None = None
    active: bool | None = None


async def user_in_path(db: Managing, user_id: UUID, if_match: IfMatch = None) -> User:
    user = await db.hold(User, user_id)
    answers.expect_version(if_match, user.version)
    return user


UserInPath = Annotated[User, Depends(user_in_path)]


@router.post(
    "/auth/token",
    summary="Sign in",
    response_model=TokenOut,
    responses=problems(WrongPassword, SignInSlowedDown, SignInsBusy, TooManyRequests),
)
async def sign_in(
    request: Request,
    username: Annotated[
        str, Form(min_length=1, max_length=320, description="The email address."), Plain
    ],
    password: Annotated[str, Form(min_length=1, max_length=200), Plain],
    grant_type: Annotated[Literal["password"], Form()] = "password",
    scope: Annotated[str, Form(max_length=2000, description="Ignored: the role decides.")] = "",
    client_id: Annotated[
        str | None,
        Form(max_length=100, description="The agency's slug, if several have this user."),
        Plain,
    ] = None,
    client_secret: Annotated[str | None, Form(max_length=200, description="Ignored.")] = None,
) -> Response:
    """Exchange email and password for a bearer token that lasts twelve hours.

    After five failures for one account from one network the wait doubles with each further one, up
    to fifteen minutes; `Retry-After` says how long. Failures for one account from many networks,
    many from one network, and more sign-ins than can be checked at once are slowed down too.
    A day later all is forgotten.
    """
    network = limits.client_of(request)
    request.state.signing_in = (username, client_id or None)
    await limits.count((REQUESTS, f"sign-ins {network}"))
    guesser = Guesser(network, FAILED_SIGN_INS)
    database = request.app.state.database
    token, seconds = await signing.sign_in(database, username, password, guesser, client_id or None)
    request.state.actor = await request.app.state.credentials.actor(token, None)
    body = TokenOut(access_token=token, expires_in=seconds).model_dump()
    return answers.Json(encode(body), headers={"cache-control": "no-store"})


@router.post("/auth/logout", summary="Sign out", status_code=204, responses=problems())
async def sign_out(request: Request, db: Leaving) -> Response:
    """The access token sent with this request stops working. API keys are revoked instead."""
    await actions.sign_out(db, request.headers["authorization"].partition(" ")[2].strip())
    return answers.done(db)


@router.get("/me", summary="Who am I", response_model=MeOut, responses=problems())
async def get_me(db: SignedIn) -> Response:
    """The user or API key these credentials belong to, what it may do, and its agency."""
    return answers.Json(encode(await queries.me(db)))


@router.get(
    "/users", summary="List users", response_model=Page[UserOut], responses=problems(),
)  # fmt: skip
async def list_users(db: ReadingUsers, query: Annotated[UserQuery, Query()]) -> Response:
    """Everyone who can sign in to the agency: owners and assignees are chosen from here."""
    return await queries.USERS.page(db, query)


async def new_user(
    request: Request, admin: Annotated[Reads, reading("agency:manage")], new: UserIn
) -> NewUser:
    """What is sent, and the hash of its password: made before the transaction, which would hold a
    connection and a key meanwhile."""
    expect_person(admin.actor)
    password = new.password.get_secret_value() if new.password else None
    if password is None:
        return NewUser(new, None)
    network = limits.client_of(request)
    return NewUser(new, await signing.hashed(password, network, new.email))


@router.post(
    "/users",
    summary="Add a user",
    status_code=201,
    response_model=UserOut,
    responses=problems(
        Conflict, AddressSuppressed, PeopleOnly, BeyondYourRights, TooManyRequests, SignInsBusy
    ),
)
async def create_user(new: Annotated[NewUser, Depends(new_user)], db: Managing) -> Response:
    """A colleague. Without a `password`, which is for setting up, they are sent an email with a
    link to choose their own. Refused when the email address is in use. API keys cannot do this."""
    user = actions.create_user(db, new.asked, new.password_hash)
    if new.password_hash is None:
        await passwords.invite(db, user)
    return answers.created(db, await queries.user_out(db, user.id), f"/v1/users/{user.id}")


@router.get(
    "/users/{user_id}", summary="Get a user", response_model=UserOut, responses=problems(NotFound)
)
async def get_user(db: ReadingUsers, user_id: UUID) -> Response:
    """One user of the agency."""
    return answers.found(await queries.user_out(db, user_id))


@router.patch(
    "/users/{user_id}",
    summary="Change a user",
    response_model=UserOut,
    responses=problems(NotFound, LastAdmin, PreconditionFailed, PeopleOnly, BeyondYourRights),
)
async def change_user(db: Managing, user: UserInPath, change: UserChange) -> Response:
    """Change the fields sent. `active: false` and another email address end the user's sign-ins and
    their links to choose a password, and `active: false` the link to their calendar. Passwords are
    their own: send them an invitation, or they ask for a reset. API keys cannot do this."""
    await actions.change_user(db, user, change)
    if not user.active:
        await links.revoke_of_user(db, user.id)
    return answers.changed(db, await queries.user_out(db, user.id))


@router.get(
    "/api-keys", summary="List API keys", response_model=Page[ApiKeyOut], responses=problems()
)
async def list_api_keys(db: ReadingKeys, query: Annotated[ListQuery, Query()]) -> Response:
    """Keys of integrations, revoked ones included. Secrets are never shown again."""
    return await queries.API_KEYS.page(db, query)


@router.post(
    "/api-keys",
    summary="Make an API key",
    status_code=201,
    response_model=NewApiKeyOut,
    responses=problems(),
)
async def create_api_key(db: Managing, new: ApiKeyIn) -> Response:
    """The `secret` is in this answer and nowhere else: keep it. A key can do no more than its
    maker. One that is made with another key lasts no longer than that, and is revoked with it."""
    key_id, secret = await actions.create_api_key(db, new)
    row = await queries.api_key_out(db, key_id)
    return answers.created(db, {**row, "secret": secret}, f"/v1/api-keys/{key_id}")


@router.get(
    "/api-keys/{key_id}",
    summary="Get an API key",
    response_model=ApiKeyOut,
    responses=problems(NotFound),
)
async def get_api_key(db: ReadingKeys, key_id: UUID) -> Response:
    """One key, without its secret."""
    return answers.found(await queries.api_key_out(db, key_id))


@router.delete(
    "/api-keys/{key_id}",
    summary="Revoke an API key",
    status_code=204,
    responses=problems(NotFound, BeyondYourRights),
)
async def revoke_api_key(db: Managing, key_id: UUID) -> Response:
    """It stops working at once here, and within five seconds in other processes; so do the keys
    that were made with it. The links that it made open nothing any more."""
    await actions.revoke_api_key(db, await db.hold(ApiKey, key_id))
    await links.revoke_made_by_key(db, key_id)
    return answers.done(db)
