"""Every refusal leaves as `application/problem+json`; and the pages that explain them."""

import html
import re
import traceback
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app import errors
from app.access.idempotency import Replay
from app.connections import cause_of
from app.database_problems import DATABASE_ERRORS, problem_for
from app.database_problems import from_database as from_database
from app.errors import Problem, every_problem
from app.routing import Router
from app.statements import encode

log = structlog.get_logger()

APP = Path(__file__).parent

BY_STATUS: dict[int, type[Problem]] = {
    400: errors.BadRequest,
    401: errors.Unauthenticated,
    403: errors.Forbidden,
    404: errors.NotFound,
    405: errors.MethodNotAllowed,
    413: errors.TooLarge,
    415: errors.Unsupported,
    422: errors.Invalid,
    429: errors.TooManyRequests,
}
LONGEST_STEP = 100
"""Characters of a field's name in a pointer."""
LONGEST_DETAIL = 500
NOT_IN_THE_BODY = {"query", "path", "header", "cookie"}

router = Router(prefix="", tag="operating", include_in_schema=False)


class ProblemResponse(Response):
    media_type = "application/problem+json"


def answer(problem: Problem) -> Response:
    if problem.status == errors.Unauthenticated.status:
        problem.headers.setdefault("www-authenticate", "Bearer")
    return ProblemResponse(encode(problem.body()), problem.status, problem.headers)


def from_validation(error: RequestValidationError, content_type: str) -> Problem:
    """Field by field, never echoing what was sent: it may be a password, NaN or half a letter."""
    complaints: list[dict[str, Any]] = []
    for complaint in islice(error.errors(), errors.MOST_COMPLAINTS + 1):
        if complaint["loc"] == ("body",) and content_type and "json" not in content_type:
            return errors.Unsupported()
        if complaint["type"] == "json_invalid":
            said = {"pointer": "", "code": "json_invalid"}
            said["detail"] = f"not valid JSON at character {complaint['loc'][-1]}"
            return errors.Invalid(errors=[said])
        place, *path = complaint["loc"]
        said = {
            "pointer": pointer_to(path),
            "detail": complaint["msg"].removeprefix("Value error, ")[:LONGEST_DETAIL],
            "code": complaint["type"],
        }
        if place in NOT_IN_THE_BODY:
            said["in"] = str(place)
        complaints.append(printable(said))
    return errors.Invalid(errors=complaints)


def pointer_to(path: list[Any]) -> str:
    """A step is a name that was sent, as long as its sender likes: a long one is cut short."""
    pointer = ""
    for step in map(str, path):
        short = step if len(step) <= LONGEST_STEP else f"{step[:LONGEST_STEP]}…"
        pointer += f"/{short.replace('~', '~0').replace('/', '~1')}"
    return pointer


def methods_at(app: FastAPI, path: str) -> list[str]:
    """Every method some route has at this path; the router itself names only the first route's."""
    return sorted(
        {
            method
            for context in iter_route_contexts(app.routes)
            if context.path_regex and context.path_regex.match(path)
            for method in context.methods or ()
        }
    )


def printable(said: dict[str, str]) -> dict[str, str]:
    """A field's name may itself hold what JSON cannot."""
    return {key: value.encode("utf-8", "replace").decode() for key, value in said.items()}


def from_http(error: HTTPException) -> Problem:
    kind = BY_STATUS.get(error.status_code, Problem)
    detail = None if kind is not errors.BadRequest else str(error.detail)
    return kind(detail, headers=error.headers)


def install(app: FastAPI) -> None:
    """Register the handlers."""

    @app.exception_handler(Problem)
    async def _(request: Request, error: Problem) -> Response:
        return said_aloud(request, error, error.__cause__) if error.__cause__ else answer(error)

    @app.exception_handler(Replay)
    async def _(_: Request, replay: Replay) -> Response:
        return replay.response

    @app.exception_handler(RequestValidationError)
    async def _(request: Request, error: RequestValidationError) -> Response:
        return answer(from_validation(error, request.headers.get("content-type", "")))

    @app.exception_handler(405)
    async def _(request: Request, _: HTTPException) -> Response:
        allow = ", ".join(methods_at(app, request.url.path))
        return answer(errors.MethodNotAllowed(headers={"allow": allow}))

    @app.exception_handler(HTTPException)
    async def _(_: Request, error: HTTPException) -> Response:
        return answer(from_http(error))

    async def from_outside_a_route(request: Request, error: Exception) -> Response:
        return said_aloud(request, problem_for(error), error)

    for kind in DATABASE_ERRORS:
        app.add_exception_handler(kind, from_outside_a_route)


def said_aloud(request: Request, problem: Problem, error: BaseException) -> Response:
    """What is our fault is logged; the client learns nothing of the inside.

    The log gets the kinds of error and the lines they came through, never their text: that may
    quote what somebody sent.
    """
    if problem.status >= 500:
        log.error(
            "request failed",
            method=request.method,
            route=getattr(request.scope.get("route"), "path", ""),
            sqlstate=getattr(cause_of(error), "sqlstate", None),
            **in_the_log(error),
        )
    return answer(problem)


def our_lines(error: BaseException) -> list[str]:
    """The way through our own code to the line that raised, which may be a library's."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames[:-1] if APP in Path(frame.filename).parents]
    return [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in [*ours, *frames[-1:]]]


def in_the_log(error: BaseException) -> dict[str, list[str]]:
    """The kinds of error and the lines they came through; of several at once, all of them."""
    if isinstance(error, BaseExceptionGroup):
        each = [in_the_log(one) for one in error.exceptions]
        return {key: [line for one in each for line in one[key]] for key in ("errors", "lines")}
    errors = [type(link).__qualname__ for link in chain(error)]
    return {"errors": errors, "lines": our_lines(error)}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@router.get("/problems/{code}", response_class=HTMLResponse)
async def explain_problem(code: str) -> Response:
    """The page a problem's `type` leads to."""
    for kind in every_problem():
        if kind.code == code:
            text = html.escape(" ".join((kind.__doc__ or "").split()))
            text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
            title = html.escape(kind.title)
            return HTMLResponse(PAGE.format(title=title, status=kind.status, text=text))
    raise errors.NotFound


PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} · Debrief</title>
<body style="font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem">
<p>HTTP {status}</p><h1>{title}</h1><p>{text}</p>
<p>Fields that the problem carries beside this are in the operation's description on
<a href="/docs">the docs page</a>.</p></body></html>
"""
