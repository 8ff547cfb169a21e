"""Thirty days of five hundred feedback requests, and every rule of chasing held against each of
their messages.

The clock is set, everything else is real. The chance is seeded: the same seed is the same month,
but for what happens at the very same moment.
"""

import os
import sys
from collections import Counter
from contextlib import AsyncExitStack
from datetime import timedelta
from random import Random
from time import perf_counter

import asyncpg
import httpx
import pytest
import time_machine

from app.database import Database, libpq_address
from tests.feedback.month.cast import BEGINS, ENDS, HOUSES, opened
from tests.feedback.month.records import Records, read
from tests.feedback.month.rules import broken_rules
from tests.feedback.month.world import World
from tests.mail_server import used

SEED = int(os.environ.get("DEBRIEF_TEST_SEED", "20270309"))
REQUESTS, MESSAGES = 500, 250


async def test_a_month_of_chasing_keeps_every_rule_of_the_policy(
    database: Database,
    transport: httpx.ASGITransport,
    owner: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    began = perf_counter()
    months = await lived_through(database, transport, owner, Random(SEED))
    broken = [line for month in months for line in broken_rules(month)]
    requests = [request for month in months for request in month.requests.values()]
    messages = [message for month in months for message in month.messages.values()]
    digests = sum(len(message["feedback_request_ids"]) > 1 for message in messages)
    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {SEED}: {len(requests)} requests"
            f" {dict(Counter(request['status'] for request in requests))}, messages"
            f" {dict(Counter(message['status'] for message in messages))}, {digests} digests,"
            f" {perf_counter() - began:.0f} seconds\n"
        )
    assert broken == [], "\n".join([f"seed {SEED}", *broken])
    assert len(requests) >= REQUESTS
    assert len(messages) >= MESSAGES
    assert digests >= MESSAGES / 4


async def lived_through(
    database: Database, transport: httpx.ASGITransport, owner: str, chance: Random
) -> list[Records]:
    with time_machine.travel(BEGINS - timedelta(days=1), tick=False) as traveller:
        async with AsyncExitStack() as agencies:
            world = World(chance, traveller)
            for house in HOUSES:
                agency = opened(house, database, transport, chance)
                await world.open_office(await agencies.enter_async_context(agency))
            connection = await asyncpg.connect(libpq_address(owner))

            async def look_at_the_tables() -> None:
                """As autovacuum would: a month of rows in a minute are too many for its naps."""
                await connection.execute("ANALYZE")

            for day in range(0, 30, 5):
                world.plan(BEGINS + timedelta(days=day), look_at_the_tables)
            async with used(world.post):
                await world.pass_by()
            await connection.close()
            traveller.move_to(ENDS)
            return [await read(office, world.post.attempts) for office in world.offices]
