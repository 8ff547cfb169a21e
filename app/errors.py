"""The few kinds of refusal, each with its status and its stable `type`, as RFC 9457 problems.

A domain refusal subclasses one of them in its area's `models.py`; its docstring is the page that
`/problems/{code}` serves, and `constraint` names the database constraint it stands for, if any.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

MOST_COMPLAINTS = 20
"""In one answer, however much is wrong; `errors_omitted` says that there is more."""


class Problem(Exception):
    """Something went wrong."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Internal error"
    constraint: ClassVar[str | None] = None

    def __init__(
        self,
        detail: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        **extensions: Any,
    ) -> None:
        self.detail = detail or " ".join((type(self).__doc__ or self.title).split())
        self.headers = dict(headers or {})
        self.extensions = extensions
        if len(extensions.get("errors", ())) > MOST_COMPLAINTS:
            extensions |= {"errors": extensions["errors"][:MOST_COMPLAINTS], "errors_omitted": True}
        super().__init__(self.detail)

    def body(self) -> dict[str, Any]:
        return {
            "type": f"/problems/{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.extensions,
        }


class BadRequest(Problem):
    """The request could not be read: its body is not valid JSON in UTF-8."""

    status, code, title = 400, "bad-request", "The request could not be read"


class Unauthenticated(Problem):
    """Send a token from `POST /v1/auth/token` or an API key as `Authorization: Bearer …`."""

    status, code, title = 401, "unauthenticated", "No valid credentials"


class Forbidden(Problem):
    """The credentials are valid but lack the scope this operation needs."""

    status, code, title = 403, "forbidden", "Not allowed"


class NotFound(Problem):
    """There is no such thing in your agency."""

    status, code, title = 404, "not-found", "Not found"


class MethodNotAllowed(Problem):
    """The path exists, but not with this method; `Allow` lists those it has."""

    status, code, title = 405, "method-not-allowed", "Method not allowed"


class Conflict(Problem):
    """The state of the thing forbids this."""

    status, code, title = 409, "conflict", "The current state forbids this"


class PreconditionFailed(Problem):
    """`If-Match` names another version: someone changed it since you read it. Read it again."""

    status, code, title = 412, "precondition-failed", "It has changed since you read it"


class TooLarge(Problem):
    """The body is larger than this API accepts."""

    status, code, title = 413, "too-large", "The body is too large"


class AddressTooLong(Problem):
    """The address, with its query, is longer than this API reads."""

    status, code, title = 414, "address-too-long", "The address is too long"


class HeadersTooLarge(Problem):
    """The headers, or one of them, are larger than this API reads."""

    status, code, title = 431, "headers-too-large", "The headers are too large"


class Misdirected(Problem):
    """This server does not answer for the host that was asked. `DEBRIEF_PUBLIC_URL` and
    `DEBRIEF_HOSTS` say for which it does."""

    status, code, title = 421, "misdirected", "Not a host of this server"


class Unsupported(Problem):
    """This operation reads JSON: send it as `application/json`."""

    status, code, title = 415, "unsupported-media-type", "Unsupported media type"


class Invalid(Problem):
    """Something in the request is missing or not acceptable; `errors` names each field."""

    status, code, title = 422, "invalid", "The request is not valid"

    @classmethod
    def at(cls, pointer: str, detail: str, **extensions: Any) -> "Invalid":
        """A complaint about one field, by JSON pointer (`/interviewer_ids/0`)."""
        return cls(errors=[{"pointer": pointer, "detail": detail}], **extensions)


class TooManyRequests(Problem):
    """Slow down; `Retry-After` says for how many seconds."""

    status, code, title = 429, "too-many-requests", "Too many requests"


class Busy(Problem):
    """The database is busy or away. Nothing was changed; try again shortly."""

    status, code, title = 503, "busy", "Try again shortly"


class OutcomeUnknown(Busy):
    """The database did not say whether the change was kept: it may have been done. Send it again
    with the same `Idempotency-Key`, which does it once; without one, look before you do."""

    code, title = "outcome-unknown", "It may have been done"


def every_problem() -> Iterator[type[Problem]]:
    """Problem and all its subclasses, those of the areas included."""
    waiting: list[type[Problem]] = [Problem]
    while waiting:
        kind = waiting.pop()
        yield kind
        waiting.extend(kind.__subclasses__())


def problem_for_constraint(constraint: str) -> Problem | None:
    """The domain refusal that a violated constraint stands for."""
    for kind in every_problem():
        if kind.constraint == constraint:
            return kind()
    return None
