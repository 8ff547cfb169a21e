"""What a request is answered with: JSON bytes made once, with the headers every resource has."""

from starlette.responses import Response

from app.database import Db
from app.errors import NotFound, PreconditionFailed
from app.statements import Row, encode


class Json(Response):
    """Bytes that are JSON already."""

    media_type = "application/json"


def one(rows: list[Row]) -> Row:
    """The only row, or 404: what is not visible does not exist."""
    if not rows:
        raise NotFound
    return rows[0]


def etag(version: int) -> str:
    return f'"{version}"'


def found(row: Row, *, status: int = 200, location: str | None = None) -> Json:
    """One resource with its ETag."""
    headers = {}
    if "version" in row:
        headers["etag"] = etag(row["version"])
    if location:
        headers["location"] = location
    return Json(encode(row), status_code=status, headers=headers)


def warn(db: Db, pointer: str, detail: str) -> None:
    """What was asked for is done, and the answer says beside it what to know or to look at."""
    db.info.setdefault("warnings", []).append({"pointer": pointer, "detail": detail})


def with_warnings(db: Db, row: Row) -> Row:
    warnings = db.info.get("warnings")
    return {**row, "warnings": warnings} if warnings else row


def created(db: Db, row: Row, location: str) -> Response:
    """201 with where it is; kept for a retry with the same Idempotency-Key."""
    db.answer = found(with_warnings(db, row), status=201, location=location)
    return db.answer


def changed(db: Db, row: Row) -> Response:
    """200 with how it stands now; kept for a retry with the same Idempotency-Key."""
    db.answer = found(with_warnings(db, row))
    return db.answer


def done(db: Db) -> Response:
    """204: done, and nothing to show."""
    db.answer = Response(status_code=204)
    return db.answer


def expect_version(if_match: str | None, version: int) -> None:
    """Refuse a change that was meant for another version (RFC 9110, `If-Match`)."""
    if if_match is None or if_match.strip() == "*":
        return
    if etag(version) not in [tag.strip() for tag in if_match.split(",")]:
        raise PreconditionFailed(current_version=version)
