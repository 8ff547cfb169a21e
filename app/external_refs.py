"""`…/by-ref/{system}/{id}`: creating or updating what another system knows by its own id."""

from typing import Annotated, TypeVar

from fastapi import Depends, Path

from app.database import Db
from app.errors import Invalid
from app.fields import Body, ExternalRef, Line, SystemName
from app.statements import PlainStatement

New = TypeVar("New", bound=Body)


async def ref_in_path(
    system: Annotated[SystemName, Path()], external_id: Annotated[Line, Path()]
) -> ExternalRef:
    return ExternalRef(system=system, id=external_id)


RefPath = Annotated[ExternalRef, Depends(ref_in_path)]

HOLD = PlainStatement("SELECT pg_advisory_xact_lock(hashtextextended($1, 2))")


async def for_ref(db: Db, ref: ExternalRef, new: New) -> New:
    """The body with the path's reference, held so that two at once create one thing.

    Raises `Invalid` when the body names another reference.
    """
    given: ExternalRef | None = getattr(new, "external_ref", None)
    if given is not None and given != ref:
        raise Invalid.at("/external_ref", "differs from the reference in the path")
    await db.run(HOLD, f"{db.agency_id}/{type(new).__name__}/{ref.system}/{ref.id}")
    return new.model_copy(update={"external_ref": ref})
