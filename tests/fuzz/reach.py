"""Gives what schemathesis generates the ids of real records, and counts what came of it.

The first cases of each operation are ones that succeed; later ones are as generated, but about a
record that is there. When a record is used up, which a 404 or 409 tells, another one is made.
"""

import atexit
import json
import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.core.parameters import ParameterLocation

from tests.fuzz.needs import BODIES, inbound, maker_for
from tests.fuzz.records import Made, Records

GOOD_CASES = 3
MOST_MADE = 25
"""Records for one operation: making them takes longer than a request."""
USED_UP = (404, 409)
CONDITIONS = ("if-match", "idempotency-key")


class Reach:
    """What is there for each operation, and how it answered."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.records = Records(
            environment["FUZZ_ADDRESS"], environment["FUZZ_KEY"], environment["FUZZ_INBOUND"],
            Path(environment["FUZZ_OUTBOX"]),
        )  # fmt: skip
        self.rows: dict[str, Made] = {}
        self.made: Counter[str] = Counter()
        self.good: Counter[str] = Counter()
        self.answers: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self.complaints: dict[str, str] = {}

    def row(self, operation: str, parameters: list[str], *, new: bool) -> Made:
        maker = maker_for(operation, parameters)
        if maker is None:
            return {}
        if (new or operation not in self.rows) and self.made[operation] < MOST_MADE:
            self.made[operation] += 1
            try:
                self.rows[operation] = maker(self.records)
            except (RuntimeError, LookupError, ValueError, OSError) as error:
                self.complaints[operation] = f"{type(error).__name__}: {error}"
        return self.rows.get(operation, {})

    def fill(self, case: schemathesis.Case) -> None:
        if case.meta is None or case.meta.phase.name == "stateful":
            return  # its ids come from an answer
        if case.meta.is_negative_at(ParameterLocation.PATH):
            return
        operation = operation_of(case)
        path = dict(case.path_parameters or {})
        good = case.meta.generation.mode.is_positive and self.good[operation] < GOOD_CASES
        made = self.row(operation, [*path], new=good and case.method != "GET")
        case.path_parameters = path | {name: made[name] for name in path if name in made}
        if good:
            self.good[operation] += 1
            self.make_good(case, operation, made)

    def make_good(self, case: schemathesis.Case, operation: str, made: Made) -> None:
        case.query = {}
        headers = {
            name: value
            for name, value in (case.headers or {}).items()
            if name.lower() not in CONDITIONS
        }
        if operation.endswith("own_calendar_link"):
            headers["On-Behalf-Of"] = made["user_id"]
        if operation == "receive_mail" and made:
            case.body, signed = inbound(self.records, made)
            headers |= signed
        elif operation in BODIES:
            try:
                case.body = BODIES[operation](made)
            except KeyError:
                return  # what it is about could not be made, which is told in the end
            case.media_type = "application/json"
        case.headers = headers

    def note(self, case: schemathesis.Case, status: int) -> None:
        operation = operation_of(case)
        self.answers[operation][status] += 1
        if status in USED_UP and self.made[operation] < MOST_MADE:
            self.rows.pop(operation, None)

    def write(self, file: str) -> None:
        told = {"answers": self.answers, "complaints": self.complaints}
        Path(file).write_text(json.dumps(told))


def operation_of(case: schemathesis.Case) -> str:
    raw: dict[str, Any] = case.operation.definition.raw
    return str(raw["operationId"])


if "FUZZ_ADDRESS" in os.environ:
    reach = Reach(dict(os.environ))
    atexit.register(reach.write, os.environ["FUZZ_REPORT"])

    @schemathesis.hook
    def before_call(
        context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]
    ) -> None:
        reach.fill(case)

    @schemathesis.hook
    def after_call(
        context: schemathesis.HookContext,
        case: schemathesis.Case,
        response: schemathesis.Response,
    ) -> None:
        reach.note(case, response.status_code)
