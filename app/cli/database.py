"""Which database a command works on, and the conditions under which it may."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import asyncpg
from pydantic import ValidationError
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.cli.refusals import Refusal
from app.cli.terminal import err
from app.database import Database
from app.migrating import expected_revision, is_behind, role_for_requests
from app.settings import Settings, settings
from app.transport_security import database_is_verified

OLDEST_POSTGRES = 15
CONNECT_LIMIT_S = 10
NOT_VERIFIED = (
    "Warning: the connection to the database leaves this machine, and nobody checks who is at the "
    "other end. Add ?sslmode=verify-full&sslrootcert=… to DEBRIEF_DATABASE_URL."
)


@dataclass(frozen=True)
class Place:
    """A PostgreSQL: `owner_url` may change its schema, `url` is for everything else."""

    owner_url: str
    url: str
    described: str
    embedded: bool


@dataclass(frozen=True)
class Found:
    """What runs there, and how far its schema is; None is empty."""

    version: str
    revision: str | None

    @property
    def is_behind(self) -> bool:
        return is_behind(self.revision)

    @property
    def is_later(self) -> bool:
        return not self.is_behind and self.revision != expected_revision()


def configured() -> Settings:
    """The settings, or a refusal that names the variable."""
    try:
        return settings()
    except ValidationError as error:
        raise Refusal("\n".join(_complaint(one) for one in error.errors())) from None


def _complaint(error: object) -> str:
    assert isinstance(error, dict)
    said = str(error["msg"]).removeprefix("Value error, ")
    names = [f"DEBRIEF_{str(name).upper()}: " for name in error["loc"]]
    return "".join(names) + said


@contextmanager
def place(settings: Settings) -> Iterator[Place]:
    """`DEBRIEF_DATABASE_URL` if it is set, else the embedded PostgreSQL, which runs meanwhile."""
    if settings.database_url is not None:
        url = parsed(settings.database_url)
        described = f"PostgreSQL at {whereabouts(url)} (DEBRIEF_DATABASE_URL)"
        address = url.render_as_string(hide_password=False)
        yield Place(address, address, described, embedded=False)
        return
    from app.embedded.server import running

    with running(settings.data_dir) as urls:
        described = f"embedded PostgreSQL, data in {settings.data_dir}"
        yield Place(urls.owner, urls.app, described, embedded=True)


def parsed(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise Refusal(
            "DEBRIEF_DATABASE_URL is not an address such as postgresql://user:password@host/name."
        ) from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise Refusal("DEBRIEF_DATABASE_URL must start with postgresql://.")
    return url.set(drivername="postgresql")


def whereabouts(url: URL) -> str:
    """Without the user and the password."""
    host = url.host or url.query.get("host") or "localhost"
    return f"{host}:{url.port or 5432}/{url.database or ''}"


async def look(place: Place) -> Found:
    """Connect once, so that whatever is wrong with the address is said here and in one sentence."""
    try:
        connection = await asyncpg.connect(place.url, timeout=CONNECT_LIMIT_S)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as e:
        why = str(e).strip().split("\n")[0] or f"no answer within {CONNECT_LIMIT_S} seconds"
        raise Refusal(f"The database cannot be used: {place.described}: {why}") from e
    try:
        version = connection.get_server_version()
        if version.major < OLDEST_POSTGRES:
            raise Refusal(
                f"PostgreSQL {OLDEST_POSTGRES} or later is needed, and {place.described} "
                f"is version {version.major}."
            )
        revision = None
        if await connection.fetchval("SELECT to_regclass('public.alembic_version')"):
            revision = await connection.fetchval("SELECT version_num FROM public.alembic_version")
        return Found(f"{version.major}.{version.minor}", revision)
    finally:
        await connection.close()


async def prepare(place: Place, settings: Settings) -> str | None:
    """See that the schema is current and the role is safe; answers the role for `Database`.

    In development the schema is brought up to date; elsewhere that is `debrief migrate`'s to do.
    A later version's schema will do, as long as it has what this version needs.
    """
    from app.cli.migrations import expect_no_drift, upgrade

    if not (settings.in_development or database_is_verified(place.url)):
        err.print(NOT_VERIFIED, markup=False)
    found = await look(place)
    if settings.in_development and found.is_behind:
        await upgrade(place)
    role = await role_for_requests(place.url, in_development=settings.in_development)
    if not settings.in_development and found.is_behind:
        raise Refusal(
            f"The schema is at {found.revision or 'nothing'} and this version needs "
            f"{expected_revision()}: run `debrief migrate` as the tables' owner first."
        )
    await expect_no_drift(place, settings, later=found.is_later)
    return role


@asynccontextmanager
async def connected(
    place: Place, role: str | None, *, connections: int = 4
) -> AsyncIterator[Database]:
    """With the few connections that a command needs."""
    database = Database(place.url, role=role, pool_size=connections)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def opened(place: Place, settings: Settings) -> AsyncIterator[Database]:
    """The database as a command uses it, once it is seen to be fit for use."""
    async with connected(place, await prepare(place, settings)) as database:
        yield database
