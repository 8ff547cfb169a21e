"""`debrief agency`, `user` and `api-key`: the first people and keys, before anyone can sign in."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from uuid_utils.compat import uuid7

from app.access import actions as access
from app.access.actors import Actor
from app.access.queries import agency_by_slug
from app.access.schemas import ApiKeyIn, UserIn
from app.access.scopes import SCOPES
from app.access.secrets import passwords
from app.agencies.actions import open_agency
from app.agencies.schemas import Country, Slug
from app.cli.database import configured, opened, place
from app.cli.refusals import Refusal
from app.cli.terminal import err, out, read_password
from app.database import Database, Db
from app.fields import Body, Line, Zone
from app.transaction import transaction

Ids = Mapping[str, object]
Given = TypeVar("Given", bound=BaseModel)


class NewAgency(Body):
    name: Line
    slug: Slug
    timezone: Zone
    country: Country


def create_agency(
    *, admin_email: str, admin_name: str, password_stdin: bool, **details: str
) -> None:
    new = validated(NewAgency, {"name": "NAME"}, **details)
    admin = validated(
        UserIn,
        {"email": "--admin-email", "name": "--admin-name", "password": "The password"},
        email=admin_email,
        name=admin_name,
        role="admin",
        password=read_password(from_stdin=password_stdin),
    )

    password_hash = hash_of(admin)

    async def work(db: Db) -> Ids:
        agency = await open_agency(db, **new.model_dump())
        await db.flush()
        user = access.create_user(db, admin, password_hash)
        return {"agency": agency.id, "admin": user.id}

    run(None, work)


def create_user(slug: str, *, password_stdin: bool, **details: str) -> None:
    new = validated(
        UserIn,
        {"password": "The password"},
        password=read_password(from_stdin=password_stdin),
        **details,
    )

    password_hash = hash_of(new)

    async def work(db: Db) -> Ids:
        return {"user": access.create_user(db, new, password_hash).id}

    run(slug, work)


def create_api_key(slug: str, *, name: str, scopes: list[str], expires_at: str | None) -> None:
    wanted = [scope for given in scopes for scope in given.replace(",", " ").split()]
    new = validated(ApiKeyIn, {}, name=name, scopes=wanted, expires_at=expires_at)

    async def work(db: Db) -> Ids:
        key_id, secret = await access.create_api_key(db, new)
        return {"api-key": key_id, "secret": secret}

    run(slug, work)
    err.print("The secret is shown this once: keep it where only its integration can read it.")


def hash_of(user: UserIn) -> str:
    assert user.password is not None, "it was asked for"
    return passwords.hash(user.password.get_secret_value())


def validated(schema: type[Given], names: Mapping[str, str], **values: Any) -> Given:
    """What the API would accept, or a refusal with a sentence for each value that it would not."""
    try:
        return schema(**values)
    except ValidationError as error:
        complaints = []
        for complaint in error.errors():
            field = str(complaint["loc"][0])
            option = names.get(field, f"--{field.replace('_', '-')}")
            examples = schema.model_fields[field].examples
            complaints.append(f"{option}: {in_words(complaint, examples)}.")
        raise Refusal("\n".join(complaints), exit_code=2) from None


def in_words(complaint: ErrorDetails, examples: list[Any] | None) -> str:
    """Never with the value, which may be a password."""
    if complaint["type"] == "string_pattern_mismatch" and examples:
        return f"must look like {examples[0]}"
    if complaint["type"] == "too_short":
        return f"must be longer, {complaint['ctx']['min_length']} at least"
    said = complaint["msg"].removeprefix("Value error, ").removesuffix(".")
    return said[0].lower() + said[1:]


def run(slug: str | None, work: Callable[[Db], Awaitable[Ids]]) -> None:
    """Do it in one transaction of the agency, or of a new one, and print what came of it."""
    settings = configured()

    async def working() -> Ids:
        async with opened(here, settings) as database:
            agency_id = uuid7() if slug is None else await agency_named(database, slug)
            actor = Actor(agency_id, "system", scopes=frozenset(SCOPES))
            async with transaction(database, actor) as db:
                return await work(db)

    with place(settings) as here:
        made = asyncio.run(working())
    width = max(map(len, made))
    for name, value in made.items():
        out.print(f"{name:{width}}  {value}", markup=False)


async def agency_named(database: Database, slug: str) -> UUID:
    agency_id = await agency_by_slug(database, slug)
    if agency_id is None:
        raise Refusal(f"There is no agency with the slug {slug}.")
    return agency_id
