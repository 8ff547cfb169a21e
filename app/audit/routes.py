"""The agency's security log."""

from typing import Annotated, Any

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.access.dependencies import reading
from app.answers import Json
from app.audit import queries
from app.audit.export import as_csv, as_lines, format_wanted
from app.audit.schemas import AuditPage, AuditQuery
from app.database import Reads
from app.documentation import problems
from app.routing import Router
from app.statements import encode

router = Router(tag="agency")

Managing = Annotated[Reads, reading("agency:manage")]
OTHER_FORMATS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/jsonl": {"schema": {"type": "string"}},
        }
    }
}


@router.get(
    "/audit",
    summary="Read the security log",
    response_model=AuditPage,
    responses=problems() | OTHER_FORMATS,
)
async def read_audit(
    request: Request, db: Managing, query: Annotated[AuditQuery, Query()]
) -> Response:
    """Who signed in or could not, who was refused, which links were opened, and who read feedback,
    references, notes, replies and documents: from where, with what, and when. Newest first.

    What is done again within a minute is one further row with a `count`. As CSV or lines of JSON
    the page has the same rows, and the next page's address is in the header `Link`. What was
    changed is told by the change feed. Rows are kept for `DEBRIEF_AUDIT_MONTHS`.
    """
    await request.app.state.access_log.flush()
    page = await queries.audit_page(db, query)
    wanted = format_wanted(query.format, request.headers.get("accept", ""))
    if wanted == "json":
        return Json(encode(page))
    answer = as_csv(page["items"]) if wanted == "csv" else as_lines(page["items"])
    if cursor := page["next_cursor"]:
        following = request.url.include_query_params(cursor=cursor, format=wanted)
        answer.headers["link"] = f'<{following.path}?{following.query}>; rel="next"'
    return answer
