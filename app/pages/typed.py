"""What people type into forms, and what is wrong with it, in words for whoever typed it."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_LINE = 200
TOO_LONG = "That is longer than we can keep. Please shorten it a little."


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a field, in words for whoever typed it."""

    field: str
    said: str


class Incomplete(Exception):
    """Nothing was changed; `complaints` say what to mend."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(complaints)
        self.complaints = complaints


def typed_into(form: Mapping[str, Any]) -> dict[str, str]:
    """The fields of the form that hold words, whatever else was sent with them."""
    return {
        name: value.replace("\r\n", "\n").replace("\0", "")
        for name, value in form.items()
        if isinstance(value, str)
    }


def lines_of(text: str, longest: int = LONGEST_LINE) -> list[str]:
    """One thing a line; a long line becomes several, and nothing is lost."""
    lines = [line.strip(" \t-•*") for line in text.splitlines()]
    return [part for line in lines if line for part in textwrap.wrap(line, longest)]
