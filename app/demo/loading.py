"""Loading the demo: every row of its tables and every step of its stories, in the order of time."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from app import clock
from app.access.actors import Actor
from app.access.scopes import SCOPES
from app.agencies.actions import change_agency, open_agency
from app.agencies.business_time import BusinessTime
from app.agencies.models import Agency
from app.agencies.queries import get_agency
from app.agencies.schemas import AgencyChange, AsksForFeedback, PolicyChange
from app.database import Database, Db
from app.demo import papers, post, records
from app.demo.cast import Cast, Scene
from app.demo.dates import Dates
from app.demo.firms import FIRMS
from app.demo.jobs import JOBS
from app.demo.notes import JOTTINGS
from app.demo.papers import CVS
from app.demo.people import PEOPLE
from app.demo.stories import STORIES
from app.settings import settings
from app.statements import PlainStatement
from app.tasks.reacting import react
from app.transaction import transaction

AGENCY_ID = UUID("01980a6e-5c00-7def-8acb-0de3f0ac0412")
"""Always the same, so that the agency is found again whatever was changed about it since."""
SLUG = "acorn-demo"
NAME, TIMEZONE, COUNTRY = "Acorn Talent", "Europe/London", "GB"
HOURS = BusinessTime(ZoneInfo(TIMEZONE), time(9), time(17, 30), COUNTRY)
OPENED = "-130 09:05"
STORIES_END_AS_TOLD = AgencyChange(
    policy=PolicyChange(
        asks_for_feedback=AsksForFeedback.nobody, chases_by_itself=False, reminds_candidates=False
    )
)
"""What waits in the demo waits for whoever tries it, not for a worker."""
PROGRESS = "Demo data"

HOWEVER_LONG_IT_TAKES = PlainStatement(
    "SELECT set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)"
)
ONE_AT_A_TIME = PlainStatement("SELECT pg_advisory_xact_lock(hashtextextended('demo', 3))")

OnProgress = Callable[[str, int, int], None]
"""Called with what is being loaded, how much of it is and how much there is."""


class NotInDevelopment(Exception):
    """The demo's passwords are well known: it is loaded in development only."""


@dataclass(frozen=True)
class Turn:
    """Something `by` somebody does at a moment."""

    at: datetime
    by: str
    play: Callable[[], Awaitable[None]]


async def load(
    database: Database, on_progress: OnProgress, *, agency_id: UUID = AGENCY_ID, slug: str = SLUG
) -> None:
    """The demo agency, whole or not at all; once it is there, this changes nothing.

    Another id and slug load another one beside it. Raises `NotInDevelopment`.
    """
    if not settings().in_development:
        raise NotInDevelopment(" ".join((NotInDevelopment.__doc__ or "").split()))
    actor = Actor(agency_id, "system", scopes=frozenset(SCOPES))
    async with transaction(database, actor) as db:
        await db.run(HOWEVER_LONG_IT_TAKES)
        await db.run(ONE_AT_A_TIME)
        if await db.get(Agency, agency_id) is None:
            await tell(db, slug, on_progress)


async def tell(db: Db, slug: str, on_progress: OnProgress) -> None:
    """Everything in the order it happened, under a clock that shows when and as who did it.

    One transaction, so that a load that is interrupted leaves nothing behind.
    """
    cast = Cast(db, Dates(clock.now(), HOURS))
    system = db.actor
    order = sorted(turns(cast, slug), key=lambda turn: turn.at)
    for done, turn in enumerate(order, 1):
        db.actor = cast.users.get(turn.by, system)
        with clock.at(turn.at):
            await turn.play()
            await post.send_off(db)
            await react(db)
            await db.flush()
        on_progress(PROGRESS, done, len(order))


def turns(cast: Cast, slug: str) -> Iterator[Turn]:
    """Sorting keeps the order of what is done at the same moment."""
    when = cast.dates.moment
    yield Turn(when(OPENED), "system", partial(open_for_business, cast, slug))
    for firm in FIRMS:
        yield Turn(when(firm.at), "admin", partial(records.enter_firm, cast, firm))
    for job in JOBS:
        yield Turn(when(job.at), "recruiter", partial(records.enter_job, cast, job))
    owners = {}
    for number, person in enumerate(PEOPLE, 101):
        owners[person.key] = person.by
        yield Turn(when(person.at), person.by, partial(records.enter_person, cast, person, number))
    for story in STORIES:
        scene = Scene(cast, story.candidate, story.vacancy)
        for step in story.steps:
            yield Turn(when(step.at), owners[story.candidate], partial(step.play, scene))
    for cv in CVS:
        yield Turn(when(cv.at), owners[cv.candidate], partial(papers.enter_cv, cast, cv))
    yield Turn(when("-5 16:40"), "admin", partial(papers.enter_twice, cast))
    yield Turn(when("-1 15:00"), "system", partial(post.one_comes_back, cast))
    yield Turn(when("-1 15:30"), "visitor", partial(papers.come_by_herself, cast))
    for jotting in JOTTINGS:
        yield Turn(when(jotting.at), jotting.by, partial(records.enter_jotting, cast, jotting))


async def open_for_business(cast: Cast, slug: str) -> None:
    await open_agency(cast.db, name=NAME, slug=slug, timezone=TIMEZONE, country=COUNTRY)
    await cast.db.flush()
    await change_agency(cast.db, await get_agency(cast.db), STORIES_END_AS_TOLD)
    await records.enter_users(cast)
