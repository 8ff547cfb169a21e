"""The month as it passes: workers that come around, people who act at any moment, and the clock."""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

import time_machine

from app import clock
from tests.factories import Agency, Json
from tests.feedback.month.acts import Life
from tests.feedback.month.cast import BEGINS, ENDS, LASTS
from tests.feedback.month.hours import Hours
from tests.feedback.month.post import Post

MINUTE = timedelta(minutes=1)
ACTS_A_DAY = 6
ACTS_WHILE_SENDING = 0.12
LATE = 0.25
"""How often the worker that sends is away when the one that looks what is due is not."""


@dataclass
class Office:
    """An agency with its workers, and when they came around."""

    life: Life
    everybody: list[Hours]
    swept: list[datetime] = field(default_factory=list)
    delivered: list[datetime] = field(default_factory=list)

    @property
    def agency(self) -> Agency:
        return self.life.agency


class World:
    """Everything that is still to come, in the order of time."""

    def __init__(self, chance: Random, traveller: time_machine.Traveller) -> None:
        self.chance, self.traveller = chance, traveller
        self.post = Post(chance, self.meanwhile)
        self.offices: list[Office] = []
        self.by_address: dict[str, tuple[Life, str]] = {}
        self.to_come: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = []
        self.number = itertools.count()
        self.at_the_same_time: list[asyncio.Task[None]] = []

    def plan(self, at: datetime, what: Callable[[], Awaitable[None]]) -> None:
        heapq.heappush(self.to_come, (at, next(self.number), what))

    async def pass_by(self) -> None:
        while self.to_come:
            at, _, what = heapq.heappop(self.to_come)
            if BEGINS <= at < ENDS:
                self.traveller.move_to(at)
                await what()

    async def open_office(self, agency: Agency) -> None:
        shown = await agency.viewer.reads("/v1/agency")
        contacts = (await agency.viewer.reads("/v1/contacts", limit=200))["items"]
        emails = {one["id"]: one["email"] for one in contacts if one["email"]}
        life = Life(agency, self.chance, emails)
        self.by_address |= {email: (life, contact) for contact, email in emails.items()}
        everybody = {Hours.of(shown), *(Hours.of(shown, contact) for contact in contacts)}
        office = Office(life, sorted(everybody, key=str))
        self.offices.append(office)
        for moment in sorted(set(moments_of(office, self.chance))):
            self.plan(moment, partial(self.sweep, office))
        for day in range((ENDS - BEGINS).days):
            begins = BEGINS + timedelta(days=day)
            for hour in (6, 14):
                self.plan(begins + timedelta(hours=hour), life.look)
            for nth in range(ACTS_A_DAY):
                minute = self.chance.randrange(24 * 60) if nth < 3 else at_work(self.chance, shown)
                self.plan(begins + timedelta(minutes=minute), partial(self.act, office))
        asks = shown["policy"]["asks_for_feedback"] == "nobody"
        for interview in await every_interview(agency):
            self.plan_interview(office, interview, asks_by_hand=asks)

    def plan_interview(self, office: Office, interview: Json, *, asks_by_hand: bool) -> None:
        """Some are completed by hand when they end, or a little before."""
        ends_at = datetime.fromisoformat(interview["starts_at"]) + LASTS
        if self.chance.random() < 0.2:
            path = f"/v1/interviews/{interview['id']}/completion"
            said_at = ends_at + self.chance.randrange(-20, 50) * MINUTE
            self.plan(said_at, partial(office.life.do, "POST", path))
        if asks_by_hand:
            [interviewer] = interview["interviewers"]
            request = {"interview_id": interview["id"], "contact_id": interviewer["id"]}
            request["channel"] = "phone" if self.chance.random() < 0.1 else "email"
            asked_at = ends_at + self.chance.randrange(0, 8 * 60) * MINUTE
            path = "/v1/feedback-requests"
            self.plan(asked_at, partial(office.life.do, "POST", path, request))

    async def sweep(self, office: Office) -> None:
        """What is due is queued; mostly it is sent at once."""
        await office.agency.sweep()
        office.swept.append(clock.now())
        away = self.chance.random() < LATE
        self.plan(clock.now() + (self.chance.randrange(1, 50) * MINUTE if away else MINUTE * 0),
                  partial(self.deliver, office))  # fmt: skip

    async def deliver(self, office: Office) -> None:
        seen = len(self.post.attempts)
        await office.agency.deliver_mail()
        await asyncio.gather(*self.at_the_same_time)
        self.at_the_same_time.clear()
        office.delivered.append(clock.now())
        for attempt in self.post.attempts[seen:]:
            office.life.keep(attempt)

    async def act(self, office: Office) -> None:
        """Something happens, and what it asked for is sent soon."""
        if office.life.open_requests:
            await office.life.one_thing(office.life.open_requests)
            self.plan(clock.now() + self.chance.choice((0, 0, 3, 40)) * MINUTE,
                      partial(self.deliver, office))  # fmt: skip

    async def meanwhile(self, address: str) -> None:
        """Somebody acts while a message to that address is on its way: before the next step, or at
        the very same time."""
        if self.chance.random() > ACTS_WHILE_SENDING:
            return
        life, contact_id = self.by_address[address]
        theirs = [one for one in life.open_requests if one["contact_id"] == contact_id]
        if theirs:
            act = asyncio.create_task(life.one_thing(theirs))
            self.at_the_same_time.append(act)
            if self.chance.random() < 0.6:
                await asyncio.wait([act])


def moments_of(office: Office, chance: Random) -> Iterator[datetime]:
    """Every opening and closing of everybody, and a minute before; and some more."""
    for hours in office.everybody:
        for nth in range(-1, (ENDS - BEGINS).days + 1):
            day = (BEGINS + timedelta(days=nth)).date()
            opening = hours.moment(day, hours.opens)
            yield opening
            if chance.random() < 0.3:
                yield hours.moment(day, time(chance.randrange(24), chance.randrange(60)))
            if hours.work_on(day):
                closing = hours.moment(day, hours.closes)
                yield from (opening - MINUTE, closing - MINUTE, closing)


def at_work(chance: Random, agency: Json) -> int:
    """A minute of a day, in UTC, when somebody sits in that office."""
    offset = BEGINS.astimezone(ZoneInfo(agency["timezone"])).utcoffset()
    assert offset is not None
    return chance.randrange(9 * 60, 17 * 60) - offset // MINUTE


async def every_interview(agency: Agency) -> list[Json]:
    rows, cursor = [], {}
    while True:
        page = await agency.viewer.reads("/v1/interviews", limit=200, **cursor)
        rows += page["items"]
        if page["next_cursor"] is None:
            return rows
        cursor = {"cursor": page["next_cursor"]}
