"""The timeline's sentences, written when they are read."""

from datetime import date, datetime
from functools import cache
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from app.events.kinds.kind import Kind

NAMES = frozenset({"actor", "contact", "vacancy", "employer", "note"})
"""What a sentence takes from elsewhere; the rest of its words are the event's data."""


@cache
def told_from_data(kind: type[Kind]) -> frozenset[str]:
    """The fields of its data that a kind's sentence mentions; most mention none."""
    mentioned = {name for _, name, _, _ in Formatter().parse(kind.sentence) if name}
    return frozenset(mentioned) - NAMES | mentioned & set(kind.__struct_fields__)


def summary(kind: type[Kind], names: dict[str, str], data: str) -> str:
    """The timeline's sentence, from today's names and the event's data (its JSON)."""
    if fields := told_from_data(kind):
        told = msgspec.json.decode(data)
        zone = ZoneInfo(told.get("timezone", "UTC"))
        names = {**names, **{field: in_words(told[field], zone) for field in fields}}
        if "to" in fields:  # what they are to the agency, and their name where the event has it
            names["to"] = names["contact"] if told["to"] == "contact" else f"the {names['to']}"
        if kind.sentence_by_itself and told.get("by_itself"):
            return kind.sentence_by_itself.format_map(names)
    return kind.sentence.format_map(names)


def in_words(value: Any, zone: ZoneInfo) -> str:
    """A code, a list of field names or an instant as a reader wants it: an interview's time is
    told where it takes place."""
    if isinstance(value, list):
        return ", ".join(in_words(item, zone) for item in value)
    if isinstance(value, str):
        if len(value) > 18 and value[10] == "T" and value.endswith("Z"):
            moment = datetime.fromisoformat(value).astimezone(zone)
            return f"{moment:%a} {moment.day} {moment:%b %Y %H:%M %Z}"
        if len(value) == 10 and value[4] == value[7] == "-":
            day = date.fromisoformat(value)
            return f"{day:%a} {day.day} {day:%b %Y}"
        return value.replace("_", " ")
    return str(value)
