"""The operations: what is asked, by whom does not matter, and about which rows."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.postgres import Server
from bench.processes import Serving
from bench.seed.contents import BUSY, NEAR_TOWNS

DIFFERENT_ROWS = 5_000
"""Reads go round so many, in no order: enough that their pages are not all at hand."""

SOUGHT = ["Maria Gregg", "Okafr", "walters logistics", "Fleet Planer", "Zara Novak-Khan", "buyers"]

FEEDBACK = json.dumps(
    {
        "channel": "phone",
        "outcome": "reject",
        "reason": "Another candidate had run a depot before.",
        "strengths": ["Warm, quick to build rapport", "Clear answers"],
        "improvements": ["Bring figures for past teams and budgets"],
        "ratings": {"communication": 4, "experience": 3},
        "private_notes": "Would see her again for the smaller site, if it comes up.",
        "summary_for_candidate": "They enjoyed meeting you and would like more figures next time.",
    }
)


@dataclass(frozen=True)
class Operation:
    """One kind of request. `rows` finds the ids that `path` is about."""

    name: str
    title: str
    rows: str
    path: Callable[[str], str]
    body: str = ""
    once: bool = False
    """Each row can be asked for one time only."""

    @property
    def expected_status(self) -> int:
        return 201 if self.body else 200

    def request(self, row_id: str, to: Serving) -> bytes:
        head = f"{'POST' if self.body else 'GET'} {self.path(row_id)} HTTP/1.1\r\n"
        head += f"host: 127.0.0.1:{to.port}\r\n{to.authorization}"
        if self.body:
            head += f"content-type: application/json\r\ncontent-length: {len(self.body)}\r\n"
        return f"{head}\r\n{self.body}".encode()


CANDIDATE = Operation(
    "candidate",
    "Candidate",
    f"SELECT id FROM candidates ORDER BY hashtext(id::text) LIMIT {DIFFERENT_ROWS}",
    lambda row_id: f"/v1/candidates/{row_id}",
)
TIMELINE = Operation(
    "timeline",
    "Timeline page",
    f"SELECT id FROM candidates WHERE '{BUSY}' = ANY (tags)"
    f" ORDER BY hashtext(id::text) LIMIT {DIFFERENT_ROWS}",
    lambda row_id: f"/v1/candidates/{row_id}/timeline",
)
OVERDUE = Operation(
    "overdue",
    "Overdue queue",
    "SELECT ''",
    lambda _: "/v1/feedback-requests?overdue=true&sort=due_at",
)
LOG_FEEDBACK = Operation(
    "log",
    "Log feedback",
    # The latest interviews first, as it happens in life.
    "SELECT id FROM feedback_requests WHERE status = 'awaiting'"
    " AND due_at > now() + interval '1 year' ORDER BY id DESC",
    lambda row_id: f"/v1/feedback-requests/{row_id}/feedback",
    body=FEEDBACK,
    once=True,
)
DESK = Operation("desk", "Desk", "SELECT ''", lambda _: "/v1/desk")
PREPARATION = Operation(
    "preparation",
    "Interview preparation",
    f"SELECT id FROM interviews WHERE round = 2 ORDER BY hashtext(id::text) LIMIT {DIFFERENT_ROWS}",
    lambda row_id: f"/v1/interviews/{row_id}/preparation",
)
NEAR = Operation(
    "near",
    "Vacancies within a radius",
    f"SELECT unnest(ARRAY{[*NEAR_TOWNS]})",
    lambda town: f"/v1/vacancies?near={town}&radius_km=40",
)
SEARCH = Operation(
    "search",
    "Search",
    # Somebody by name; by a name mistyped; an employer; a job.
    f"SELECT unnest(ARRAY{SOUGHT})",
    lambda words: f"/v1/search?{urlencode({'q': words})}",
)
NOTHING = Operation("nothing", "Nothing at all", "SELECT ''", lambda _: "/nothing")

OPERATIONS = (CANDIDATE, TIMELINE, OVERDUE, LOG_FEEDBACK, DESK, PREPARATION, NEAR, SEARCH)


async def find_rows(server: Server, database: str, operation: Operation) -> list[str]:
    async with server.as_superuser(database) as connection:
        return [str(row[0]) for row in await connection.fetch(operation.rows)]
