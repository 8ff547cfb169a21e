"""Bringing the schema to what the code expects, and seeing who may use it."""

from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from app.database import libpq_address

APP_ROLE = "debrief_app"
"""The role requests run as: it owns nothing and row-level security binds it."""

ONE_AT_A_TIME = text("SELECT pg_advisory_lock(7353110)")

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
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'debrief_app') THEN
        GRANT USAGE ON SCHEMA public TO debrief_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO debrief_app;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO debrief_app;
        REVOKE UPDATE, DELETE ON events, access_events FROM debrief_app;
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


def alembic_config() -> Config:
    return Config(Path(__file__).parent.parent / "alembic.ini")


def expected_revision() -> str | None:
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def upgrade(connection: Connection, revision: str = "head") -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def migrate(owner_url: str) -> tuple[str | None, str | None]:
    """Upgrade to the newest revision as the owner; answers (before, after).

    Safe to run by several processes at once: they take turns.
    """
    engine = engine_for(owner_url)
    try:
        async with engine.connect() as connection:
            await connection.execute(ONE_AT_A_TIME)
            await connection.exec_driver_sql(MAKE_APP_ROLE)
            await connection.commit()
            before = await connection.run_sync(current_revision)
            await connection.commit()
            await connection.run_sync(upgrade)
            await connection.exec_driver_sql(GRANT_TO_APP_ROLE)
            await connection.commit()
            return before, await connection.run_sync(current_revision)
    finally:
        await engine.dispose()


def engine_for(url: str) -> AsyncEngine:
    address = libpq_address(url)
    return create_async_engine(
        "postgresql+asyncpg://", poolclass=NullPool, async_creator=lambda: asyncpg.connect(address)
    )


def current_revision(connection: Connection) -> str | None:
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
