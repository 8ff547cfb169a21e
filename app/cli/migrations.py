"""`debrief migrate`."""

import asyncio

import asyncpg
from alembic.util.exc import CommandError
from sqlalchemy.exc import DBAPIError

from app.all_models import metadata
from app.cli.database import Place, configured, look, place
from app.cli.refusals import Refusal
from app.cli.terminal import err, out
from app.migrating import migrate
from app.migration_waits import StillWaiting
from app.schema_drift import drift_in
from app.settings import Settings

NOT_THE_OWNER = "42501"
TOOK_TOO_LONG = "57014"
MOST_LINES = 12


def migrate_schema() -> None:
    settings = configured()
    with place(settings) as here:
        asyncio.run(_migrate(here))


async def _migrate(here: Place) -> None:
    await look(here)
    before, after = await upgrade(here)
    if before == after:
        out.print(f"The schema is at {after} already: {here.described}.")
    else:
        out.print(f"The schema went from {before or 'nothing'} to {after}: {here.described}.")


async def upgrade(here: Place) -> tuple[str | None, str | None]:
    """As `app.migrating.migrate`; what an operator can put right is a refusal."""
    try:
        return await migrate(here.owner_url, lambda said: err.print(said, markup=False))
    except StillWaiting as error:
        raise Refusal(str(error)) from error
    except CommandError as error:
        raise Refusal(
            f"This version does not know the schema it found, so a newer one made it: {error}."
        ) from error
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state == NOT_THE_OWNER:
            raise Refusal(
                f"This role may not change the schema: {error.orig}; "
                "run `debrief migrate` as the owner of the database."
            ) from error
        if state == TOOK_TOO_LONG:
            raise Refusal(
                "A step of the migration took more than 15 minutes and was undone; what was done "
                "before it stays. Run `debrief migrate` again when the database has less to do."
            ) from error
        raise


async def expect_no_drift(here: Place, settings: Settings, *, later: bool) -> None:
    """Refuse a schema that requests would fail on, and say what else differs."""
    connection = await asyncpg.connect(here.url)
    try:
        drift = await drift_in(connection, metadata, later=later)
    finally:
        await connection.close()
    if drift.breaking:
        raise Refusal(
            f"The schema is not what this version needs:\n{listed(drift.breaking)}\n"
            + what_to_do(here, settings, later=later)
        )
    if drift.harmless:
        err.print(
            f"The schema differs from what this version expects:\n{listed(drift.harmless)}\n"
            "Debrief works with it. `debrief migrate` builds invalid indexes anew.",
            markup=False,
        )


def listed(lines: tuple[str, ...]) -> str:
    more = [f"  and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
    return "\n".join([*(f"  {line}" for line in lines[:MOST_LINES]), *more])


def what_to_do(here: Place, settings: Settings, *, later: bool) -> str:
    if later:
        return "A later version made it: start that version."
    cause = "It was made by a version that was never released, or changed by hand."
    if here.embedded and settings.in_development:
        return (
            f"{cause} If you can do without its data, remove {settings.data_dir} and start again; "
            "else change the schema to match."
        )
    return f"{cause} Restore a backup, or change the schema to match, as the tables' owner."
