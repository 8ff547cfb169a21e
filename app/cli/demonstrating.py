"""`debrief demo`."""

import asyncio

from app import demo
from app.cli.database import configured, opened, place
from app.cli.refusals import Refusal
from app.cli.terminal import out, progress
from app.cli.welcome import SIGN_INS
from app.database import Database
from app.settings import Settings


def load_demo() -> None:
    settings = configured()
    refuse_outside_development(settings)

    async def working() -> None:
        async with opened(here, settings) as database:
            await load(database)

    with place(settings) as here:
        asyncio.run(working())
        out.print(f"The demo agency is in the {here.described}.\n\n{SIGN_INS}")


def refuse_outside_development(settings: Settings) -> None:
    if not settings.in_development:
        raise Refusal(
            "The demo data has well-known passwords, so it is loaded in development only; "
            f"DEBRIEF_ENV is {settings.env}."
        )


async def load(database: Database) -> None:
    """The second time it finds everything there."""
    with progress() as on_progress:
        await demo.load(database, on_progress)
