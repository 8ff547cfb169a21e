"""One agency's flood of expensive lists, and another agency's desk beside it.

`python -m tests.faults.fairness` prints a line for each measurement; it ends with 1 when the flood
moves the other's slowest hundredth more than threefold.
"""

import asyncio
import sys

from bench.load import Outcome
from tests.factories import Agency
from tests.faults.service import Service, serving

CANDIDATES = 20_000
FLOOD = 64
SECONDS = 15.0
MOST_TIMES = 3.0
LOUD = {
    "expensive lists": "/v1/candidates?count=true&q=gre",
    "cheap reads": "/v1/me",
}
FILL = """
    INSERT INTO candidates (
        agency_id, id, given_name, family_name, emails, phones, phone_numbers, skills, tags,
        feedback_channel, headline, search_text, created_at, updated_at, version
    )
    SELECT $1, gen_random_uuid(), 'Maria', 'Gregg ' || n, '{}', '{}', '{}', '{}', '{}',
           'email', md5(n::text), 'maria gregg ' || n || ' ' || md5(n::text), now(), now(), 1
    FROM generate_series(1, $2::int) n
"""


async def desk(service: Service, agency: Agency, seconds: float) -> Outcome:
    return await service.load(
        "/v1/desk", agency.viewer.headers["authorization"], connections=1, seconds=seconds
    )


def said(name: str, outcome: Outcome) -> str:
    times = f"p50 {outcome.p50 * 1000:.1f} ms, p99 {outcome.p99 * 1000:.1f} ms"
    return f"{name}: {outcome.answered} answered, {times}, other answers {outcome.errors or 'none'}"


async def run() -> bool:
    good = True
    async with serving() as service:
        quiet, loud = await service.agency(), await service.agency()
        await service.as_owner(FILL, loud.id, CANDIDATES, agency=loud)
        await service.as_owner("ANALYZE", agency=loud)
        await desk(service, quiet, 3)
        alone = await desk(service, quiet, SECONDS)
        print(said("desk, quiet", alone))
        for name, path in LOUD.items():
            bearer = loud.viewer.headers["authorization"]
            flood = asyncio.create_task(
                service.load(path, bearer, connections=FLOOD, seconds=SECONDS + 4)
            )
            await asyncio.sleep(2)
            beside = await desk(service, quiet, SECONDS)
            print(said(f"desk, beside {FLOOD} connections on {name}", beside))
            print(said(f"  the flood of {name}", await flood))
            times = beside.p99 / alone.p99
            holds = times <= MOST_TIMES and not beside.errors
            print(f"  p99 {times:.1f} times the quiet one: {'holds' if holds else 'DOES NOT HOLD'}")
            good = good and holds
    return good


if __name__ == "__main__":
    sys.exit(not asyncio.run(run()))
