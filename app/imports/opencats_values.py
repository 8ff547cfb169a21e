"""Reading single values out of OpenCATS' columns, where `0` and `-1` stand for empty."""

import html
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import nh3
from pydantic import ValidationError

from app import clock
from app.fields import MAX_INT, Body, Money, sensible_moment
from app.imports.opencats_vocabulary import EMPTY, EMPTY_DATES, US_STATES
from app.imports.tables import Row, shown

New = TypeVar("New", bound=Body)

LONGEST_LINE = 200
LONGEST_PROSE = 20_000
MOST_VALUES = 100
MARKUP = re.compile(
    r"</?(?:a|b|blockquote|br|div|em|font|h[1-6]|hr|i|img|li|ol|p|span|strong|table|td|th|tr|u|ul)"
    r"(?:\s[^>]*)?/?>|&(?:#\d+|[a-z]+);",
    re.IGNORECASE,
)
LINE_ENDS = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])>", re.IGNORECASE)
PAY = re.compile(
    r"(?P<sign>[$£€])?\s*(?P<amount>\d{1,3}(?:,\d{3})+|\d{1,9})(?P<cents>\.\d{1,2})?\s*(?P<k>k)?"
    r"\s*(?:(?:/|per|an?)\s*(?P<per>hour|hr|h|day|d|month|mo|annum|year|yr|y))?",
    re.IGNORECASE,
)
PERIODS = {"h": "hour", "d": "day", "m": "month", "a": "year", "y": "year"}
"""By the first letter of what was written."""
CURRENCIES = {"£": "GBP", "€": "EUR"}
SURELY_A_YEAR = 10_000


def words(row: Row, column: str) -> str | None:
    """One line, or None where it is empty."""
    text = " ".join(plain(row[column]).split())
    return None if text in EMPTY else cut(row, column, text, LONGEST_LINE)


def prose(row: Row, column: str) -> str | None:
    """Text of any length without its markup, or None where it is empty."""
    text = plain(row[column])
    return None if text in EMPTY else cut(row, column, text, LONGEST_PROSE)


def values(row: Row, column: str) -> list[str]:
    """What stands between commas, each once."""
    found = (part.strip() for part in plain(row[column]).split(","))
    return distinct(row, column, [part for part in found if part not in EMPTY])


def several(row: Row, *columns: str) -> list[str]:
    """The values of columns that hold the same sort of thing, each once."""
    found = (words(row, column) for column in columns)
    return distinct(row, columns[0], [value for value in found if value])


def distinct(row: Row, column: str, found: list[str]) -> list[str]:
    each = list({value.casefold(): value for value in reversed(found)}.values())[::-1]
    if len(each) > MOST_VALUES:
        row.problem(f"{column} holds {len(each)} values: the first {MOST_VALUES} were taken")
    return each[:MOST_VALUES]


def website(row: Row, column: str) -> str | None:
    """People write `www.example.com`."""
    address = words(row, column)
    return f"http://{address}" if address and "://" not in address else address


def flag(row: Row, column: str) -> bool:
    return row[column] == "1"


def count(row: Row, column: str, otherwise: int) -> int:
    text = row[column]
    if not text.isdecimal() or int(text) > MAX_INT:
        row.problem(f"{column} {shown(text)} is not a number: taken as {otherwise}")
        return otherwise
    return int(text)


def moment(row: Row, column: str, zone: ZoneInfo, *, to_come: bool = False) -> datetime | None:
    """A date and time as the agency's clocks showed it, or None where it is empty."""
    text = row[column]
    if text in EMPTY or text.startswith(EMPTY_DATES):
        return None
    try:
        read = datetime.fromisoformat(text)
        at = sensible_moment(read if read.tzinfo else read.replace(tzinfo=zone))
    except ValueError:
        row.problem(f"{column} {shown(text)} is not a date and time: left out")
        return None
    if at > clock.now() and not to_come:
        row.problem(f"{column} {shown(text)} is in the future: left out")
        return None
    return at


def plain(text: str) -> str:
    """Without tags; only text that has any is taken for HTML, so that `a < b` stays."""
    if not MARKUP.search(text):
        return text.replace("\r\n", "\n").strip()
    broken = LINE_ENDS.sub(r"\g<0>" + "\n", text)
    return html.unescape(nh3.clean(broken, tags=set())).strip()


def cut(row: Row, column: str, text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    row.problem(f"{column} has {len(text):,} characters: cut after {limit:,}")
    return text[:limit].rstrip()


def place(city: str | None, state: str | None, country: str | None) -> dict[str, Any] | None:
    name = ", ".join(part for part in (city, state) if part)
    return {"name": name[:LONGEST_LINE], "country": country} if name else None


def country_of(state: str | None, postcode: str | None, agency_country: str) -> str | None:
    """`US` where the state and the ZIP code agree, or the agency itself is there; else unknown."""
    first_digit = US_STATES.get(state or "")
    if first_digit is None:
        return None
    at_home = agency_country.startswith("US")
    agrees = re.fullmatch(first_digit + r"\d{4}(-\d{4})?", postcode or "")
    return "US" if at_home or agrees else None


def pay(text: str, country: str | None) -> tuple[Money, Money] | None:
    """`98k` or `55.00/hr - 65.00/hr` as a range, or None where it can be read in two ways.

    A bare number or a dollar sign means US dollars where the job is in the United States.
    """
    parts = [PAY.fullmatch(part.strip()) for part in re.split(r"\s*(?:-|–|\bto\b)\s*", text)]
    if not 1 <= len(parts) <= 2 or not all(parts):
        return None
    first, last = parts[0], parts[-1]
    assert first is not None
    assert last is not None
    thousands = bool(first["k"] or last["k"])
    amounts = [amount(part, thousands=thousands) for part in (first, last)]
    sign = first["sign"] or last["sign"] or "$"
    currency = "USD" if sign == "$" and country == "US" else CURRENCIES.get(sign)
    period = first["per"] or last["per"]
    if period is None and amounts[0] >= SURELY_A_YEAR:
        period = "year"
    if currency is None or period is None or amounts[0] > amounts[1]:
        return None
    shared = {"currency": currency, "per": PERIODS[period[0].lower()]}
    low, high = (Money.model_validate({"amount": each, **shared}) for each in amounts)
    return low, high


def amount(part: re.Match[str], *, thousands: bool) -> Decimal:
    number = Decimal(part["amount"].replace(",", "") + (part["cents"] or ""))
    return number * 1000 if thousands and number < 1000 else number


def fitted(schema: type[New], row: Row, given: Mapping[str, Any]) -> New | None:
    """What the API would accept of these values. The rest is left out and reported.

    None when nothing is left that could be accepted.
    """
    accepted = {name: value for name, value in given.items() if value is not None}
    while True:
        try:
            return schema.model_validate(accepted)
        except ValidationError as refused:
            for complaint in reversed(refused.errors(include_url=False)):
                if not leave_out(schema, row, accepted, complaint):
                    return None


def leave_out(schema: type[Body], row: Row, accepted: dict[str, Any], complaint: Any) -> bool:
    """Drop what was complained about; False when the record cannot do without it."""
    field, *inside = complaint["loc"]
    said = complaint["msg"].removeprefix("Value error, ").rstrip(".")
    name = str(field).replace("_", " ")
    if complaint["type"] == "missing":
        row.problem(f"has no {name}: not imported")
        return False
    if schema.model_fields[field].is_required():
        row.problem(f"{name}: {said}: not imported")
        return False
    value = accepted[field]
    if isinstance(value, list) and inside and isinstance(inside[0], int):
        value = value.pop(inside[0])
    else:
        del accepted[field]
    row.problem(f"{name} {shown(str(value))}: {said}: left out")
    return True
