"""The timeline's sentences, written when they are read."""

from collections.abc import Iterable
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
def told_from_data(kind: type[Kind], sentence: str) -> frozenset[str]:
    """The fields of its data that a kind's sentence mentions; most mention none."""
    mentioned = {name for _, name, _, _ in Formatter().parse(sentence) if name}
    return frozenset(mentioned) - NAMES | mentioned & set(kind.__struct_fields__)


def summary(kind: type[Kind], names: dict[str, str], data: str) -> str:
    """The timeline's sentence, from today's names and the event's data (its JSON)."""
    fields = told_from_data(kind, kind.sentence)
    if not fields:
        return kind.sentence.format_map(names)
    told = msgspec.json.decode(data)
    by_itself = kind.sentence_by_itself if told.get("by_itself") else None
    zone = ZoneInfo(told.get("timezone", "UTC"))
    return (by_itself or kind.sentence).format_map(names | in_sentence(told, fields, names, zone))


def told_candidate(kind: type[Kind], names: dict[str, str], data: str, zone: ZoneInfo) -> str:
    """The sentence on the candidate's own page, with times where they are."""
    assert kind.to_candidate is not None, f"{kind.type} is not for the candidate"
    fields = told_from_data(kind, kind.to_candidate)
    told = msgspec.json.decode(data) if fields else {}
    return kind.to_candidate.format_map(names | in_sentence(told, fields, names, zone))


def in_sentence(
    told: dict[str, Any], fields: Iterable[str], names: dict[str, str], zone: ZoneInfo
) -> dict[str, str]:
    words = {field: in_words(told[field], zone) for field in fields}
    if "to" in words:  # what they are to the agency, and their name where the event has it
        words["to"] = names["contact"] if told["to"] == "contact" else f"the {words['to']}"
    return words


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
