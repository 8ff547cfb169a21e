"""What an offer is said to hold of a candidate's wishes and deal-breakers, case by case."""

from decimal import Decimal
from typing import Any

import pytest

from app.fields import Money
from app.offers.comparing import Terms, compare_benefits, compare_salary, deal_breakers_hit
from app.salaries import PER_YEAR, yearly


def money(amount: str, currency: str = "GBP", per: str = "year") -> Money:
    return Money.model_validate({"amount": amount, "currency": currency, "per": per})


@pytest.mark.parametrize(
    ("amount", "per", "by_the_year"),
    [
        ("45000", "year", "45000.00"),
        ("3750", "month", "45000.00"),
        ("200.50", "day", "52130.00"),
        ("23.07", "hour", "44986.50"),
        ("9999999999.99", "hour", "19499999999980.50"),
        ("0", "day", "0.00"),
    ],
)
def test_a_salary_by_the_year(amount: str, per: str, by_the_year: str) -> None:
    assert str(yearly(Decimal(amount), per)) == by_the_year


def test_a_week_is_five_days_of_seven_and_a_half_hours() -> None:
    assert PER_YEAR["day"] == 52 * 5
    assert PER_YEAR["hour"] == 52 * 37.5


@pytest.mark.parametrize(
    ("offered", "wished", "difference", "met"),
    [
        (money("45000"), money("45000"), "0.00", True),
        (money("44999.99"), money("45000"), "-0.01", False),
        (money("3800", per="month"), money("45000"), "600.00", True),
        (money("170", per="day"), money("23.50", per="hour"), "-1625.00", False),
        (money("60000", "USD"), money("45000"), None, None),
        (money("45000"), None, None, None),
    ],
)
def test_salaries_compare_by_the_year_in_one_currency(
    offered: Money, wished: Money | None, difference: str | None, met: bool | None
) -> None:
    compared = compare_salary(offered, wished)
    assert compared["difference_per_year"] == (Decimal(difference) if difference else None)
    assert (compared["met"], compared["comparable"]) == (met, met is not None)


@pytest.mark.parametrize(
    ("wished", "offered", "met"),
    [
        ("25 days holiday", "25 days' holiday", True),
        ("25 days holiday", "28 days holiday", True),
        ("25 days holiday", "Holiday: 28 days", True),
        ("25 days holiday", "24 days holiday", False),
        ("25 days holiday", "Holidays of 28 days, £50 gym money", True),
        ("holiday", "28 days holiday", True),
        ("5% pension", "Pension", True),
        ("8% pension", "5% pension", False),
        ("8% pension", "Pension (10 per cent)", True),
        ("Pensión", "PENSIONS", True),
        ("private health insurance", "Private health and dental insurance", True),
        ("private health insurance", "life insurance", False),
        ("bonus", "No bonus", False),
        ("bonuses", "Yearly bonus", True),
        ("flexible working", "Work is flexible", True),
        ("training budget of £1,000", "£1.5k budget for training", True),
        ("training budget of £2,000", "£1,500 budget for training", False),
        ("two days at home", "3 days at home", True),
        ("four day week", "Five day week", True),
        ("25", "25 days holiday", True),
        ("…", "Pension", False),
        ("pension", "…", False),
    ],
)
def test_a_benefit_meets_a_wish(wished: str, offered: str, met: bool) -> None:
    compared = compare_benefits([offered], [wished])
    assert compared == {
        "benefits_met": [wished] if met else [],
        "benefits_missing": [] if met else [wished],
        "benefits_besides": [] if met else [offered],
    }


def test_benefits_are_met_missing_or_besides() -> None:
    offered = ["28 days holiday", "Season ticket loan", "Pension, 5% matched"]
    assert compare_benefits(offered, ["pension", "a dog in the office", "25 days' holiday"]) == {
        "benefits_met": ["pension", "25 days' holiday"],
        "benefits_missing": ["a dog in the office"],
        "benefits_besides": ["Season ticket loan"],
    }


def hits(
    deal_breaker: str,
    *,
    words: str | None = None,
    benefits: list[str] | None = None,
    salary: Money | None = None,
    **facts: str,
) -> list[tuple[str, str]]:
    terms = Terms(salary or money("45000"), benefits or [], words, facts)
    found: list[dict[str, Any]] = deal_breakers_hit(terms, [deal_breaker])
    assert all(hit["deal_breaker"] == deal_breaker for hit in found)
    return [(hit["found_in"], hit["words"]) for hit in found]


@pytest.mark.parametrize(
    ("deal_breaker", "sentence"),
    [
        ("relocation", "You would relocate to Hull within a year."),
        ("Relocating", "Relocation is paid for."),
        ("on-call weekends", "You are on call one weekend in four."),
        ("on call at weekends", "On-call: weekends, by rota."),
        ("weekend work", "Some weekends are worked."),
        ("fully on site", "The job is on-site."),
        ("night shifts", "Shifts, also at night, by rota."),
        ("non-compete clause", "A 12-month non-compete clause applies."),
        ("relocation", "Relocation is not optional."),
        ("relocation", "No bonus, but relocation to Leeds."),
        ("overtime", "No less than 5 hours of overtime."),
        ("more than 2 days in the office", "Three days in the office."),
        ("more than two days in the office", "We are in the office 4 days."),
        ("less than 25 days holiday", "Holiday is 20 days."),
        ("more than £50 commuting costs", "Commuting costs about £80."),
        ("no pension", "There is no pension."),
        ("without training", "Training is not included."),
        ("café", "Work in the CAFE."),
    ],
)
def test_a_deal_breaker_is_found_and_quoted(deal_breaker: str, sentence: str) -> None:
    words = f"We look forward to it. {sentence} Welcome!"
    assert hits(deal_breaker, words=words) == [("terms", sentence)]


@pytest.mark.parametrize(
    ("deal_breaker", "sentence"),
    [
        ("relocation", "No relocation."),
        ("relocation", "You need not move: relocation is not required."),
        ("relocation", "You will never have to relocate."),
        ("on-call weekends", "There is no on-call, not even at weekends."),
        ("on-call weekends", "On call on Tuesdays."),
        ("on-call weekends", "Weekends are yours. You are on call on Tuesdays."),
        ("weekend work", "You won't be asked to work weekends."),
        ("weekends", "Weekends off."),
        ("night shifts", "Good night."),
        ("more than 2 days in the office", "Two days in the office, 28 days off."),
        ("less than 25 days holiday", "25 days holiday."),
        ("more than £50 commuting costs", "Commuting costs about £40."),
        ("no pension", "A good pension."),
        ("no pension", "A good salary."),
        ("…", "Anything at all."),
    ],
)
def test_what_is_not_said_or_is_denied_breaks_nothing(deal_breaker: str, sentence: str) -> None:
    assert hits(deal_breaker, words=sentence) == []


@pytest.mark.parametrize(
    ("deal_breaker", "salary", "hit"),
    [
        ("below 40000", money("39999.99"), True),
        ("below 40000", money("40000"), False),
        ("Nothing below 40000.", money("39000"), True),
        ("under £40k", money("38000"), True),
        ("Under £40,000 a year", money("3200", per="month"), True),
        ("salary under 40k", money("45000"), False),
        ("less than £200 per day", money("25", per="hour"), True),
        ("less than £200 a day", money("52000"), False),
        ("at least 50k", money("45000"), True),
        ("anything below 40k gross", money("39000"), True),
        ("under €40k", money("30000"), False),  # no exchange rate is invented
        ("under 40000 EUR", money("30000", "EUR"), True),
        ("under 15 an hour", money("28000"), True),
        ("below 3,000 monthly", money("35000"), True),
    ],
)
def test_a_least_salary_is_compared_with_the_salary(
    deal_breaker: str, salary: Money, hit: bool
) -> None:
    quoted = f"{salary.amount:.2f} {salary.currency} per {salary.per}"
    expected = [("salary", quoted)] if hit else []
    assert hits(deal_breaker, salary=salary, words="We pay below 40000.") == expected


@pytest.mark.parametrize(
    ("deal_breaker", "facts", "quoted"),
    [
        ("fully on site", {"work_mode": "onsite"}, ["Work mode: onsite"]),
        ("fully on site", {"work_mode": "hybrid"}, []),
        ("fully remote", {"work_mode": "remote"}, ["Work mode: remote"]),
        ("no remote work", {"work_mode": "onsite"}, ["Work mode: onsite"]),
        ("no working from home", {"work_mode": "onsite"}, ["Work mode: onsite"]),
        ("remote work", {"work_mode": "onsite"}, []),
        ("fixed-term", {"employment_type": "fixed_term"}, ["Employment type: fixed term"]),
        ("part time", {"employment_type": "permanent"}, []),
        ("London", {"location": "London EC1"}, ["Location: London EC1"]),
        ("managing people", {"title": "People Manager"}, []),  # it is words that are matched
        ("sales", {"title": "Sales Adviser"}, ["Title: Sales Adviser"]),
    ],
)
def test_the_vacancys_facts_may_break_a_deal(
    deal_breaker: str, facts: dict[str, str], quoted: list[str]
) -> None:
    assert hits(deal_breaker, **facts) == [("vacancy", words) for words in quoted]


def test_every_place_is_quoted_once() -> None:
    found = hits(
        "relocation",
        words="You relocate to Hull. Relocation is soon.",
        benefits=["Relocation package", "Relocation help"],
        title="Relocation Agent",
    )
    assert found == [
        ("terms", "You relocate to Hull."),
        ("benefits", "Relocation package"),
        ("vacancy", "Title: Relocation Agent"),
    ]


def test_a_long_quote_is_cut() -> None:
    [(_, quoted)] = hits("relocation", words="relocation " + "x" * 5000)
    assert (len(quoted), quoted[-1]) == (500, "…")
