"""Today's work in one call."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from app.access.dependencies import reading
from app.database import Reads
from app.desk import queries
from app.desk.schemas import DeskOut
from app.documentation import problems
from app.routing import Router

router = Router(prefix="/v1/desk", tag="desk")

Reading = Annotated[Reads, reading("applications:read", "interviews:read", "feedback:read")]
Owner = Annotated[
    UUID | None,
    Query(description="A recruiter's own: their candidates, and tasks given to them."),
]


@router.get("", summary="Get the desk", response_model=DeskOut, responses=problems())
async def get_desk(db: Reading, owner_id: Owner = None) -> Response:
    """What waits today, of the whole agency or of one recruiter: how many of each, and the first
    five with names, why each is there, since when, and the request that clears it.

    Days are the agency's own. What has ended is never here.
    """
    return await queries.desk(db, owner_id)
