"""Requests that are as much work as their sender can make them, for any operation there is."""

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

Json = dict[str, Any]
ROOM = 250_000
"""Bytes of a body: just under what an operation takes that needs no more."""


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Method, path with made-up ids in it, and what is documented, of each operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), re.sub(r"{\w+}", lambda _: str(uuid4()), path), operation


def fields_of(document: Json, operation: Json) -> Json:
    """The properties of the JSON body, by name."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    found: Json = schema.get("properties", {})
    return found


def costly_bodies(fields: Json, room: int = ROOM) -> dict[str, bytes]:
    """JSON bodies by what is wrong with them; the fields are those the operation knows."""
    names = list(fields) or ["name"]
    share = room // len(names) - 40
    filled = {
        "wrong items": [{}] * (share // 4),
        "lists in lists": [[]] * (share // 4),
        "unknown keys below": {f"{n:x}": 0 for n in range(share // 12)},
        "long words": "a" * share,
        "many words": ["ab"] * (share // 6),
        "long digits": "1" * share,
        "dots and zeros": "0." + "0" * (share - 2),
        "times": "2026-11-24T" + "0" * (share - 11),
        "addresses": "a@" * (share // 2),
        "long letters": "é" * (share // 6),
        "control characters": "\x00" * (share // 6),
    }
    bodies = {kind: dict.fromkeys(names, value) for kind, value in filled.items()}
    made = {kind: json.dumps(body).encode() for kind, body in bodies.items()}
    # fmt: off
    return made | {
        "unknown keys": json.dumps({f"{n:x}": 0 for n in range(room // 13)}).encode(),
        "unknown long keys": json.dumps({f"{n:x}" * 1000: 0 for n in range(room // 5100)}).encode(),
        "a list": b"[" + b"{}," * (room // 3 - 1) + b"{}]",
        "deep lists": b"[" * room,
        "deep objects": b'{"a":' * (room // 5),
        "deep and closed": b'{"name":' + b"[" * (room // 3) + b"]" * (room // 3) + b"}",
        "a huge number": b'{"%s": %s}' % (names[0].encode(), b"1" * (room - 100)),
        "numbers": b"[" + b"1e5," * (room // 4 - 1) + b"1]",
    }
    # fmt: on


def costly_queries(room: int) -> dict[str, str]:
    return {
        "unknown parameters": "&".join(f"{n:x}=" for n in range(room // 7)),
        "one parameter often": "&".join(["limit=x"] * (room // 8)),
        "ampersands": "&" * room,
        "percent signs": "q=" + "%41" * (room // 3),
        "a long word": "q=" + "a" * room,
    }


def costly_forms(room: int = ROOM) -> dict[str, tuple[str, bytes]]:
    """Content types and bodies."""
    urlencoded = "application/x-www-form-urlencoded"
    part = b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n'
    file = b'--x\r\ncontent-disposition: form-data; name="a"; filename="b"\r\n\r\n\r\n'
    return {
        "fields": (urlencoded, b"&".join(b"%x=" % n for n in range(room // 7))),
        "ampersands": (urlencoded, b"&" * room),
        "percent signs": (urlencoded, b"username=" + b"%41" * (room // 3)),
        "parts": ("multipart/form-data; boundary=x", part * (room // len(part)) + b"--x--"),
        "files": ("multipart/form-data; boundary=x", file * (room // len(file)) + b"--x--"),
        "preamble": ("multipart/form-data; boundary=x", b"\r\n-" * (room // 3)),
        "part headers": ("multipart/form-data; boundary=x", b"--x\r\n" + b"a:b\r\n" * (room // 5)),
        "boundaries": (
            "multipart/form-data; boundary=x",
            b"--x\r\n\r\na" + b"\r\n--" * (room // 4),
        ),
    }


def costly_headers(room: int) -> dict[str, dict[str, str]]:
    return {
        "a quoted cookie": {"cookie": 'a="' + "\\\\" * (room // 2 - 4) + '"'},
        "many cookies": {"cookie": "a=;" * (room // 3)},
        "quotes in the content type": {
            "content-type": 'multipart/form-data; a="' + ';"' * (room // 2)
        },
        "accept": {"accept": "text/html;q=1," * (room // 14)},
        "credentials": {"authorization": "Bearer " + "a" * room},
        "forwarded": {"x-forwarded-for": "1.1.1.1," * (room // 8)},
        "if-match": {"if-match": '"1",' * (room // 4)},
        "range": {"range": "bytes=" + "0-," * (room // 3)},
        "language": {"accept-language": "en-GB,en;q=0.5," * (room // 15)},
    }
