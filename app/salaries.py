"""Salaries of different periods, compared by the year."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

PER_YEAR: Mapping[str, int] = MappingProxyType({"year": 1, "month": 12, "day": 260, "hour": 1950})
"""How many of a period are paid in a year: 52 weeks of 5 days, or of 37.5 hours, the usual
full-time week in the United Kingdom, holidays being paid.

A convention to compare by, not a promise: the amounts as they were agreed stay beside it. The
database counts with the same numbers (`vacancies.yearly_salary_from`).
"""


def yearly(amount: Decimal, per: str) -> Decimal:
    """The amount by the year, to the penny."""
    return (amount * PER_YEAR[per]).quantize(Decimal("0.01"))
