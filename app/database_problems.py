"""What the database has against a request, as the problem that is answered."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import Request
from starlette.responses import Response

from app import errors
from app.connections import cause_of, is_away
from app.errors import Problem, problem_for_constraint

DATABASE_ERRORS = (
    DBAPIError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    PoolTimeout,
    OSError,
)
UNSTORABLE = errors.Invalid("A value cannot be stored: too large, or not valid text.")
BUSY = {
    "40001",  # serialisation
    "40P01",  # deadlock
    "55P03",  # lock timeout
    "57014",  # statement timeout
    "25006",  # read-only: another machine has taken over
}
OUT_OF_RESOURCES = "53"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def problem_for(error: Exception) -> Problem:
    """A constraint stands for its domain refusal, what cannot be stored is bad input, and what lies
    between us and PostgreSQL may be tried again."""
    cause = cause_of(error)
    constraint = str(getattr(cause, "constraint_name", None) or "")
    if known := problem_for_constraint(constraint):
        return known
    if isinstance(cause, asyncpg.DataError):
        return UNSTORABLE
    if is_away(error):
        return errors.Busy(headers={"retry-after": "2"})
    return from_sqlstate(str(getattr(cause, "sqlstate", None) or ""), constraint)


def from_database(error: DBAPIError | asyncpg.PostgresError) -> Problem:
    return problem_for(error)


def from_sqlstate(state: str, constraint: str = "") -> Problem:
    if state == "23503":
        return errors.Invalid("A reference names nothing in your agency.", constraint=constraint)
    if state.startswith("22"):
        return UNSTORABLE
    if state in BUSY or state.startswith(OUT_OF_RESOURCES):
        return errors.Busy(headers={"retry-after": "1"})
    return Problem()


def with_database_problems(answer: Handler) -> Handler:
    """So that pages and the API alike meet problems only; what was raised is their cause."""

    @wraps(answer)
    async def answer_or_problem(request: Request) -> Response:
        try:
            return await answer(request)
        except DATABASE_ERRORS as error:
            raise problem_for(error) from error

    return answer_or_problem
