"""Finding anybody and anything."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import reading
from app.database import Reads
from app.documentation import problems
from app.routing import Router
from app.search import queries
from app.search.schemas import SearchQuery, SearchResults
from app.statements import encode

router = Router(prefix="/v1/search", tag="search")

Reading = Annotated[Reads, reading("candidates:read", "employers:read", "vacancies:read")]


@router.get(
    "",
    summary="Search candidates, employers, contacts and vacancies",
    response_model=SearchResults,
    responses=problems(),
)
async def search_everything(db: Reading, query: Annotated[SearchQuery, Query()]) -> Response:
    """Best first, whatever their kind: who is called what you typed, then who has every word of it,
    then what mentions it, and last what you may have meant to type.

    Accents, case and word forms make no difference (`managing` finds a manager). An e-mail address
    or a phone number finds whose it is, however the number is written. Merged candidates are found
    as who they are now. The first ten words count.
    """
    found = await queries.search(db, query.q, query.types, query.limit)
    return answers.Json(encode(found))
