"""How much of a request is looked into, whatever was sent: its work has an end that we know."""

import json
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Scope

from app.errors import AddressTooLong, BadRequest, HeadersTooLarge, Invalid, Problem, TooLarge

MOST_BYTES = 256_000
"""Of a body, where a route does not say otherwise."""
MOST_BYTES_OF_PROSE = 1_000_000
"""Of a body that holds many long answers."""
MOST_VALUES = 2000
"""In a JSON body, counted at every depth: any one may be wrong, and cost a complaint. No documented
body has as many."""
MOST_PARAMETERS = 300
MOST_FIELDS = 1000
"""Of a form without files. Routes that know their forms take fewer."""
LONGEST_ADDRESS = 16_384
"""Bytes of a path with its query: two hundred ids as filters are half of it."""
LONGEST_HEADER = 8192
MOST_BYTES_OF_HEADERS = 65_536
FORM = "application/x-www-form-urlencoded"


def oversized(scope: Scope) -> Problem | None:
    """What is too long before the body, if anything is."""
    if len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return AddressTooLong()
    size = 0
    for name, value in scope["headers"]:
        size += len(name) + len(value)
        if len(value) > LONGEST_HEADER or size > MOST_BYTES_OF_HEADERS:
            return HeadersTooLarge()
        if name == b"cookie" and b"\\" in value:
            scope["headers"] = [plain_cookie(header) for header in scope["headers"]]
    return None


def plain_cookie(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """Without cookies that hold backslashes. None of ours does, and until 3.11.10 Python took
    quadratic time to read them."""
    name, value = header
    if name != b"cookie":
        return header
    return name, b";".join(one for one in value.split(b";") if b"\\" not in one)


class LimitedRequest(Request):
    """A request whose query, JSON and form are counted before anything is made of them."""

    def expect_few_parameters(self) -> None:
        """Raises `Invalid`."""
        if self.scope["query_string"].count(b"&") >= MOST_PARAMETERS:
            complaint = {"pointer": "", "in": "query", "code": "too_many_parameters"}
            complaint["detail"] = f"has more than {MOST_PARAMETERS} parameters"
            raise Invalid(errors=[complaint])

    async def json(self) -> Any:
        """Raises as `json_in` does."""
        if not hasattr(self, "_json"):
            self._json = json_in(await self.body())
        return self._json

    async def _get_form(self, **limits: Any) -> FormData:
        """`form()`: Starlette alone would read each field before it says that there are many."""
        if media_type_of(self) == FORM:
            most = limits.get("max_fields", MOST_FIELDS)
            if (await self.body()).count(b"&") >= most:
                raise HTTPException(400, f"Too many fields. Maximum number of fields is {most}.")
        return await super()._get_form(**limits)


def media_type_of(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    return media_type.startswith("application/") and media_type.endswith(("/json", "+json"))


def json_in(body: bytes) -> Any:
    """Raises `BadRequest`, `Invalid`, and `RequestValidationError` where it is not JSON."""
    try:
        value = json.loads(body)
    except json.JSONDecodeError as error:
        complaint = {"type": "json_invalid", "loc": ("body", error.pos), "msg": error.msg}
        raise RequestValidationError([complaint]) from error
    except (ValueError, RecursionError) as error:
        raise BadRequest from error
    expect_few_values(body, value)
    return value


def expect_few_values(body: bytes, value: Any) -> None:
    """Raises `Invalid` when there are more than any operation takes: each could be a complaint."""
    if body.count(b",") + body.count(b"[") + body.count(b"{") < MOST_VALUES:
        return  # each value but the first comes after one of these
    seen, waiting = 1, [value]
    while waiting:
        holder = waiting.pop()
        held = holder.values() if isinstance(holder, dict) else holder
        seen += len(held)
        if seen > MOST_VALUES:
            complaint = {"pointer": "", "code": "too_many_values"}
            complaint["detail"] = f"holds more than {MOST_VALUES} values"
            raise Invalid(errors=[complaint])
        waiting.extend(one for one in held if isinstance(one, (dict, list)))


async def read_within(request: Request, most_bytes: int) -> None:
    """Reads the body, where a route takes more of other kinds. Raises `TooLarge` before its end."""
    sent = bytearray()
    async for part in request.stream():
        sent += part
        if len(sent) > most_bytes:
            raise TooLarge(f"Without a file a body has at most {most_bytes} bytes here.")
    request._body = bytes(sent)
