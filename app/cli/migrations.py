"""`debrief migrate`."""

import asyncio

from alembic.util.exc import CommandError
from sqlalchemy.exc import DBAPIError

from app.cli.database import Place, configured, look, place
from app.cli.refusals import Refusal
from app.cli.terminal import out
from app.migrating import migrate

NOT_THE_OWNER = "42501"
LOCKED = "55P03"


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
        return await migrate(here.owner_url)
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
        if state == LOCKED:
            raise Refusal(
                "The tables were in use for too long, and nothing was changed: try again."
            ) from error
        raise
