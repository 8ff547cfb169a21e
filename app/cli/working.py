"""`debrief worker`."""

import asyncio

from app.cli.database import Place, configured, connected, place, prepare
from app.cli.logs import configure_logs
from app.cli.terminal import err, out, stop_like_ctrl_c
from app.settings import Settings


def run_worker(concurrency: int) -> None:
    settings = configured()
    stop_like_ctrl_c()
    configure_logs(as_json=not settings.in_development)
    try:
        with place(settings) as here:
            asyncio.run(until_stopped(here, settings, concurrency))
    except KeyboardInterrupt:
        err.print("Stopped.")


async def until_stopped(here: Place, settings: Settings, concurrency: int) -> None:
    from app.worker.running import work

    role = await prepare(here, settings)
    async with connected(here, role, connections=concurrency + 2) as database:
        mail = "a mail server" if settings.smtp_url else "a folder, as no DEBRIEF_SMTP_URL is set"
        out.print(f"Debrief works for the {here.described}; mail goes to {mail}. Ctrl-C stops it.")
        await work(database, here.url, role, concurrency=concurrency, pace=settings.pace)
