"""Which events may start a playbook or complete a task, and what a condition may ask of them."""

import typing
from typing import Any

import msgspec

from app.events.kinds import CATALOGUE, Kind

ABOUT_NO_CANDIDATE = frozenset(
    {"agency", "user", "api_key", "employer", "contact", "vacancy", "template"}
)
OUR_OWN = frozenset({"task", "playbook"})
TRIGGERS: tuple[str, ...] = tuple(
    sorted(name for name in CATALOGUE if name.partition(".")[0] not in ABOUT_NO_CANDIDATE | OUR_OWN)
)
"""The types of event that belong to a candidate, an application or an interview."""


def known_trigger(value: str) -> str:
    if value in TRIGGERS:
        return value
    if value not in CATALOGUE:
        raise ValueError("names no event type; see the description of the change feed")
    if value.partition(".")[0] in OUR_OWN:
        raise ValueError("is what playbooks and tasks record themselves")
    raise ValueError("belongs to no candidate, application or interview")


def names_an_interview(trigger: str) -> bool:
    """Whether such an event says which interview it is about."""
    kind = CATALOGUE[trigger]
    return kind.subject == "interview" or "interview_id" in kind.__struct_fields__


def fields_of(kind: type[Kind]) -> dict[str, Any]:
    """The fields of its data that hold one value, with their types."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return {
        name: hints[name]
        for name in kind.__struct_fields__
        if typing.get_origin(hints[name]) is not list
    }


def as_recorded(kind: type[Kind], field: str, value: Any) -> Any:
    """The value as such an event's data would hold it. Raises `ValueError` if they never could."""
    try:
        held = msgspec.json.decode(msgspec.json.encode(value), type=fields_of(kind)[field])
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    return msgspec.to_builtins(held)
