"""From a body's fields to a row's columns, the same way for every resource.

Most fields are columns of the same name. A few shapes spread over several: `external_ref`,
`location`, `name {given, family}`, `consent` and an amount of money.
"""

import typing
from collections.abc import Collection
from typing import Any

from pydantic import BaseModel

from app.database import Owned
from app.errors import Invalid
from app.fields import Body, Change

MONEY = ("amount", "currency", "per")
SPREAD: dict[str, dict[str, str]] = {
    "external_ref": {"system": "external_system", "id": "external_id"},
    "location": {
        "name": "location_name",
        "country": "location_country",
        "latitude": "location_latitude",
        "longitude": "location_longitude",
    },
    "consent": {
        "basis": "consent_basis",
        "given_at": "consent_given_at",
        "expires_at": "consent_expires_at",
    },
    "name": {"given": "given_name", "family": "family_name"},
    "salary": {part: f"salary_{part}" for part in MONEY},
    "wished_salary": {part: f"wished_salary_{part}" for part in MONEY},
}


def columns_for(body: Body, field: str, value: Any) -> dict[str, Any]:
    """One field as the columns that hold it; a null shape empties them all."""
    if field not in SPREAD or not holds_a_shape(body, field):
        return {field: value}
    return {column: value and value.get(part) for part, column in SPREAD[field].items()}


def holds_a_shape(body: Body, field: str) -> bool:
    """An interview's `location` is a line, a candidate's a place."""
    annotation = type(body).model_fields[field].annotation
    choices = (annotation, *typing.get_args(annotation))
    return any(isinstance(choice, type) and issubclass(choice, BaseModel) for choice in choices)


def new_values(new: Body, *, without: Collection[str] = ()) -> dict[str, Any]:
    """The columns of a new row."""
    columns: dict[str, Any] = {}
    for field, value in new.model_dump(exclude=set(without)).items():
        columns |= columns_for(new, field, value)
    return columns


def refuse_nulls(change: Change, under: str = "") -> None:
    """Raises `Invalid` naming every field that was sent as null and cannot be."""
    nulls = [
        {"pointer": f"{under}/{field}", "detail": "cannot be null"}
        for field in sorted(change.model_fields_set & change.never_null)
        if getattr(change, field) is None
    ]
    if nulls:
        raise Invalid(errors=nulls)


def apply_change(row: Owned, change: Change, *, without: Collection[str] = ()) -> list[str]:
    """Set the fields that were sent; answer the names of those that differ.

    Raises `Invalid` when one of its `never_null` is null.
    """
    refuse_nulls(change)
    # `exclude_unset` would take the defaults inside a shape away too, such as Money's `per`.
    values = change.model_dump(include=change.model_fields_set - set(without))
    changed = []
    for field, value in values.items():
        columns = columns_for(change, field, value)
        if any(getattr(row, column) != wanted for column, wanted in columns.items()):
            changed.append(field)
        for column, wanted in columns.items():
            setattr(row, column, wanted)
    return sorted(changed)
