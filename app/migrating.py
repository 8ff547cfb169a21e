"""Bringing the schema to what the code expects, and seeing who may use it."""

import asyncio
import re
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from app.database import libpq_address
from app.migration_statements import rebuild_invalid_indexes
from app.migration_waits import StillWaiting, Tell, take_turn, watched

if TYPE_CHECKING:
    from alembic.config import Config

APP_ROLE = "debrief_app"
"""The role requests run as: it owns nothing and row-level security binds it."""

ROOT = Path(__file__).parent.parent
NAMED = re.compile(r'^(revision|down_revision)\b[^=\n]*=\s*(?:"([^"]*)"|None)', re.M)

FIT_TO_RUN_ON: dict[str, bool] = {}
"""By the revisions of later versions that were seen."""

PATIENCE_S = 900.0
"""How long a migration waits, for its turn and again for tables that somebody uses."""
LONGEST_PAUSE_S = 10.0
IN_USE = {"55P03", "40P01"}
"""No lock within the time given, and a deadlock of which we were the victim."""

MAKE_APP_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'debrief_app')
       AND (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) THEN
        CREATE ROLE debrief_app NOLOGIN;
        EXECUTE format('GRANT debrief_app TO %I', current_user);
    END IF;
END $$
"""

GRANT_TO_APP_ROLE = """
DO $$ DECLARE append_only regclass; BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'debrief_app') THEN
        GRANT USAGE ON SCHEMA public TO debrief_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO debrief_app;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO debrief_app;
        FOREACH append_only IN ARRAY ARRAY[to_regclass('events'), to_regclass('access_events')]
        LOOP
            IF append_only IS NOT NULL THEN  -- an early migration is followed by this too
                EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM debrief_app', append_only);
            END IF;
        END LOOP;
        REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM debrief_app;
    END IF;
END $$
"""

WHO_AM_I = text(
    """
    SELECT rolsuper OR rolbypassrls AS above_row_security,
           EXISTS (
               SELECT FROM pg_class
               WHERE relname = 'events' AND relnamespace = 'public'::regnamespace
                 AND pg_has_role(current_user, relowner, 'USAGE')
           ) AS owner,
           EXISTS (SELECT FROM pg_roles r WHERE r.rolname = 'debrief_app'
                   AND pg_has_role(session_user, r.oid, 'MEMBER')) AS may_become_app_role
    FROM pg_roles WHERE rolname = current_user
    """
)


class UnsafeRole(Exception):
    """Requests would run as a role that row-level security does not bind."""


def alembic_config() -> "Config":
    from alembic.config import Config

    return Config(ROOT / "alembic.ini")


@cache
def revisions() -> dict[str, str | None]:
    """Each revision that this version knows, and the one below it.

    They are read from the files, as Alembic would: a server that only asks need not load it.
    """
    found = {}
    for file in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        names = dict(NAMED.findall(file.read_text()))
        found[names["revision"]] = names["down_revision"] or None
    return found


@cache
def expected_revision() -> str | None:
    return next(iter(set(revisions()) - set(revisions().values())), None)


def is_behind(revision: str | None) -> bool:
    """Whether `debrief migrate` is due. A revision that this version does not know is a later
    one's: its migrations are safe while this version still serves."""
    return revision != expected_revision() and (revision is None or revision in revisions())


async def readiness(connection: asyncpg.Connection) -> tuple[str | None, str | None]:
    """The schema's revision, and why requests cannot be served on it, if they cannot."""
    try:
        revision = await connection.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        revision = None
    if is_behind(revision):
        return revision, f"The schema is at {revision or 'nothing'}; run `debrief migrate`."
    if revision != expected_revision() and not await runs_on_later(connection, revision):
        return revision, f"The schema is at {revision}, on which this version cannot run."
    return revision, None


async def runs_on_later(connection: asyncpg.Connection, revision: str) -> bool:
    """Whether it has all that this version needs. That is looked up once for each revision."""
    from app.all_models import metadata
    from app.schema_drift import drift_in

    if revision not in FIT_TO_RUN_ON:
        drift = await drift_in(connection, metadata, later=True)
        FIT_TO_RUN_ON[revision] = not drift.breaking
    return FIT_TO_RUN_ON[revision]


def upgrade(connection: Connection, revision: str = "head", *, patience: float = 0) -> None:
    from alembic import command

    config = alembic_config()
    config.attributes |= {"connection": connection, "patience": patience}
    command.upgrade(config, revision)


async def migrate(
    owner_url: str, tell: Tell = lambda _: None, *, patience: float = PATIENCE_S
) -> tuple[str | None, str | None]:
    """Upgrade to the newest revision as the owner; answers (before, after).

    Safe to run by several processes at once, and again after an interruption at any moment.
    `tell` is given sentences about what is waited for, `patience` seconds at most. Raises
    `StillWaiting`.
    """
    engine = engine_for(owner_url, "debrief migrate")
    try:
        async with engine.connect() as connection:
            await take_turn(connection, tell, patience)
            await connection.exec_driver_sql(MAKE_APP_ROLE)
            await connection.commit()
            before = await connection.run_sync(current_revision)
            await connection.commit()
            await upgrade_patiently(connection, owner_url, tell, patience)
            await connection.exec_driver_sql(GRANT_TO_APP_ROLE)
            await connection.commit()
            return before, await connection.run_sync(current_revision)
    finally:
        await engine.dispose()


async def upgrade_patiently(
    connection: AsyncConnection, owner_url: str, tell: Tell, patience: float
) -> None:
    """Again and again while tables are in use: each attempt goes on where the last one ended."""
    give_up_at = time.monotonic() + patience
    pid = await connection.scalar(text("SELECT pg_backend_pid()"))
    await connection.commit()
    pause = 1.0
    async with watched(libpq_address(owner_url), pid, tell) as blockers:
        while True:
            try:
                await connection.run_sync(upgrade, patience=patience)
                await connection.run_sync(rebuild_invalid_indexes, patience=patience)
                return
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in IN_USE:
                    raise
                await connection.rollback()
                if time.monotonic() + pause > give_up_at:
                    revision = await connection.run_sync(current_revision)
                    raise StillWaiting(
                        f"The tables were in use for too long ({blockers}). The schema is at "
                        f"{revision or 'nothing'}: what was done so far stays, and "
                        "`debrief migrate` goes on from there when it is run again."
                    ) from error
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)


def engine_for(url: str, name: str = "debrief") -> AsyncEngine:
    address = libpq_address(url)
    return create_async_engine(
        "postgresql+asyncpg://",
        poolclass=NullPool,
        async_creator=lambda: asyncpg.connect(address, server_settings={"application_name": name}),
    )


def current_revision(connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


async def role_for_requests(url: str, *, in_development: bool) -> str | None:
    """The role requests should assume after connecting, or None to stay who they are.

    An owner or superuser becomes the app role in development, for convenience, and is refused
    anywhere else. Raises `UnsafeRole`.
    """
    engine = engine_for(url)
    try:
        async with engine.connect() as connection:
            me = (await connection.execute(WHO_AM_I)).one()
    finally:
        await engine.dispose()
    if not me.above_row_security and not me.owner:
        return None
    if not in_development:
        raise UnsafeRole(
            "DEBRIEF_DATABASE_URL must not name a superuser or the owner of the tables outside "
            f"development; connect as {APP_ROLE} and run `debrief migrate` as the owner."
        )
    if me.may_become_app_role:
        return APP_ROLE
    if me.above_row_security:
        raise UnsafeRole(
            f"The role {APP_ROLE} is missing, and this superuser would see every agency's rows; "
            "run `debrief migrate` first."
        )
    return None
