"""An offer's terms held against what the candidate wished for.

It finds words, not meanings: a deal-breaker that is found is quoted, so that a person judges.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.fields import Money
from app.offers.words import (
    INSIGNIFICANT,
    NEGATORS,
    Sentence,
    is_number,
    plain,
    sentences,
    significant,
    stems,
    tokens,
)
from app.salaries import yearly
from app.statements import Row

LONGEST_QUOTE = 500
WORK_MODES = {
    "onsite": "on site, no remote work, no home working, no hybrid working",
    "hybrid": "hybrid working",
    "remote": "remote work, home working, no office, no commuting",
}
"""What a vacancy's work mode says of the words a candidate may use for it."""


@dataclass(frozen=True)
class Terms:
    """What is offered, and the facts of the vacancy it is offered for."""

    salary: Money
    benefits: list[str]
    words: str | None
    facts: Mapping[str, str | None]

    def places(self) -> list[tuple[str, list[Sentence]]]:
        """Where a deal-breaker may stand."""
        return [
            ("terms", [*sentences(self.words)]),
            ("benefits", [Sentence(benefit, benefit) for benefit in self.benefits]),
            ("vacancy", [told(fact, value) for fact, value in self.facts.items() if value]),
        ]


def told(fact: str, value: str) -> Sentence:
    said = value.replace("_", " ")
    text = WORK_MODES.get(value, said) if fact == "work_mode" else said
    return Sentence(text, f"{fact.replace('_', ' ').capitalize()}: {said}")


def compare_salary(offered: Money, wished: Money | None) -> Row:
    """By the year. Without an exchange rate two currencies do not compare."""
    offered_per_year = yearly(offered.amount, offered.per)
    wished_per_year = yearly(wished.amount, wished.per) if wished else None
    difference = None
    if wished_per_year is not None and wished is not None and wished.currency == offered.currency:
        difference = offered_per_year - wished_per_year
    return {
        "offered": offered.model_dump(),
        "wished": wished.model_dump() if wished else None,
        "offered_per_year": offered_per_year,
        "wished_per_year": wished_per_year,
        "difference_per_year": difference,
        "met": difference >= 0 if difference is not None else None,
        "comparable": difference is not None,
    }


def compare_benefits(offered: list[str], wished: list[str]) -> Row:
    """A wish is met by a benefit with all its words and, where both name them, its numbers."""
    met: list[str] = []
    used: set[int] = set()
    benefits = [Sentence(benefit, benefit) for benefit in offered]
    for wish in wished:
        wanted = tokens(plain(wish))
        meeting = {at for at, benefit in enumerate(benefits) if meets(benefit, wanted)}
        used |= meeting
        if meeting:
            met.append(wish)
    return {
        "benefits_met": met,
        "benefits_missing": [wish for wish in wished if wish not in met],
        "benefits_besides": [name for at, name in enumerate(offered) if at not in used],
    }


def meets(benefit: Sentence, wished: list[str]) -> bool:
    words = significant(frozenset(word for word in wished if not is_number(word)))
    if not words:  # nothing but a number
        return benefit.says(frozenset(wished))
    if not benefit.says(words):
        return False
    numbers = [Decimal(word) for word in wished if is_number(word)]
    enough = all(
        has >= wants for has, wants in zip(benefit.numbers_beside(words), numbers, strict=False)
    )
    return enough and not benefit.denies(words)


BELOW = "below|under|less than|lower than|fewer than|no less than|at least|minimum of|minimum"
ABOVE = "above|over|more than|higher than|longer than|no more than|at most|maximum of|maximum"
LIMIT = re.compile(
    rf"\b(?:(?P<below>{BELOW})|(?P<above>{ABOVE}))\s+(?P<currency>[£$€]|[a-z]{{3}}\b)?\s*"
    r"(?P<number>[0-9]{1,12}(?:\.[0-9]{1,4})?)(?![0-9]|\.[0-9])"
)
PERIOD = re.compile(
    r"(?:\b(?:per|a|an|each)\s+|/\s*)(?P<per>year|annum|month|day|hour)\b"
    r"|\b(?P<ly>annual|year|month|dai|hour)ly\b|\bp\.?\s?a\b\.?"
)
PERIODS = {"annum": "year", "annual": "year", "dai": "day"}
SYMBOLS = {
    "£": {"GBP"}, "€": {"EUR"}, "$": {"USD", "CAD", "AUD", "NZD", "SGD", "HKD"},
}  # fmt: skip
ABOUT_PAY = stems("salary pay paid wage wages base basic basis gross rate offer gbp eur usd")
NEGATIVE = re.compile(r"^\s*(?:no|not|never|without|lack of|non)\b[\s-]*")


class DealBreaker:
    """`relocation`, `no remote work`, `more than 2 days in the office`, `below £40k`."""

    def __init__(self, said: str) -> None:
        self.said = said
        self.text = plain(said)
        self.limit = LIMIT.search(self.text)
        self.missing_it = self.limit is None and NEGATIVE.match(self.text) is not None
        rest = self.text.replace(self.limit[0], " ") if self.limit else self.text
        self.words = significant(frozenset(tokens(NEGATIVE.sub("", rest))))
        bare = frozenset(tokens(PERIOD.sub(" ", rest)))
        self.about_pay = self.limit is not None and not bare - INSIGNIFICANT - NEGATORS - ABOUT_PAY

    def found_in(self, terms: Terms, places: list[tuple[str, list[Sentence]]]) -> Iterator[Row]:
        """Where the terms break the deal: once for each place, in the words found there."""
        if self.limit and self.about_pay:
            if self.is_broken_by_pay(terms.salary, self.limit):
                pay = terms.salary
                yield self.quoted("salary", f"{pay.amount:.2f} {pay.currency} per {pay.per}")
            return
        for place, said in places:
            broken_by = next((sentence for sentence in said if self.is_broken_by(sentence)), None)
            if broken_by:
                yield self.quoted(place, broken_by.shown)

    def quoted(self, place: str, words: str) -> Row:
        shown = words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + "…"
        return {"deal_breaker": self.said, "found_in": place, "words": shown}

    def is_broken_by_pay(self, pay: Money, limit: re.Match[str]) -> bool:
        """By the year; a bound that names no period is one on a year's pay."""
        currency = limit["currency"]
        if currency and pay.currency not in SYMBOLS.get(currency, {currency.upper()}):
            return False
        found = PERIOD.search(self.text)
        said = (found["per"] or found["ly"] or "year") if found else "year"
        bound = yearly(Decimal(limit["number"]), PERIODS.get(said, said))
        offered = yearly(pay.amount, pay.per)
        return offered < bound if limit["below"] else offered > bound

    def is_broken_by(self, sentence: Sentence) -> bool:
        if not sentence.says(self.words):
            return False
        if not self.limit:
            return sentence.denies(self.words) == self.missing_it
        bound, below = Decimal(self.limit["number"]), self.limit["below"]
        numbers = sentence.numbers_beside(self.words)
        return any(number < bound if below else number > bound for number in numbers)


def deal_breakers_hit(terms: Terms, deal_breakers: list[str]) -> list[Row]:
    places = terms.places()
    return [hit for said in deal_breakers for hit in DealBreaker(said).found_in(terms, places)]
