"""`…/by-ref/{system}/{id}`: creating or updating what another system knows by its own id."""

from typing import Annotated, TypeVar

from fastapi import Depends, Path

from app.errors import Invalid
from app.fields import Body, ExternalRef, Line

New = TypeVar("New", bound=Body)


async def ref_in_path(
    system: Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$")],
    external_id: Annotated[Line, Path()],
) -> ExternalRef:
    return ExternalRef(system=system.lower(), id=external_id)


RefPath = Annotated[ExternalRef, Depends(ref_in_path)]


def for_ref(ref: ExternalRef, new: New) -> New:
    """The body with the path's reference. Raises `Invalid` when the body names another."""
    given: ExternalRef | None = getattr(new, "external_ref", None)
    if given is not None and given != ref:
        raise Invalid.at("/external_ref", "differs from the reference in the path")
    return new.model_copy(update={"external_ref": ref})
