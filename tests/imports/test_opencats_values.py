"""Pay, places and markup, as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.imports import opencats_values as read
from app.imports.report import Report
from app.imports.tables import Row


def row(**values: str) -> Row:
    return Row("candidate.csv", 2, values, Report())


@pytest.mark.parametrize(
    ("written", "country", "understood"),
    [
        ("98k", "US", ("98000", "98000", "USD", "year")),
        ("$55.00/hr - 65.00/hr", "US", ("55.00", "65.00", "USD", "hour")),
        ("80-100k", "US", ("80000", "100000", "USD", "year")),
        ("120,000", "US", ("120000", "120000", "USD", "year")),
        ("£450 per day", None, ("450", "450", "GBP", "day")),
        ("€ 4000 to 4500 a month", None, ("4000", "4500", "EUR", "month")),
        ("98k", None, None),  # of what?
        ("$98k", None, None),  # Canada's, Australia's?
        ("55", "US", None),  # an hour, or thousand?
        ("65k - 55k", "US", None),
        ("DOE", "US", None),
        ("50k + bonus", "US", None),
        ("10-20-30", "US", None),
    ],
)
def test_pay_is_read_only_when_it_means_one_thing(
    written: str, country: str | None, understood: tuple[str, str, str, str] | None
) -> None:
    found = read.pay(written, country)
    assert (
        found
        and (
            str(found[0].amount),
            str(found[1].amount),
            found[0].currency,
            found[1].per,
        )
    ) == understood


@pytest.mark.parametrize(
    ("state", "postcode", "agency", "country"),
    [
        ("CA", "92123", "GB", "US"),
        ("CA", "09100", "IT", None),  # Cagliari
        ("WA", "6000", "AU", None),  # Western Australia
        ("CA", None, "GB", None),
        ("CA", None, "US-NY", "US"),
        ("ON", "10001", "US", None),
        (None, "92123", "US", None),
    ],
)
def test_a_country_only_where_it_is_plain(
    state: str | None, postcode: str | None, agency: str, country: str | None
) -> None:
    assert read.country_of(state, postcode, agency) == country


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ('Status: <span style="color: #ff6c00;">Offered</span>', "Status: Offered"),
        ("<p>One</p><p>Two &amp; three</p>", "One\nTwo & three"),
        ("a < b and c > d", "a < b and c > d"),
        ("R&D, vector<int>", "R&D, vector<int>"),
        ("line\r\nbreak ", "line\nbreak"),
        ("<b>x</b><script>alert(1)</script>", "x"),
    ],
)
def test_markup_goes_and_text_stays(written: str, plain: str) -> None:
    assert read.plain(written) == plain


def test_times_are_the_agencys_own_across_clock_changes() -> None:
    new_york = ZoneInfo("America/New_York")
    summer = read.moment(row(at="2007-07-01 12:00:00"), "at", new_york)
    winter = read.moment(row(at="2007-01-01 12:00:00"), "at", new_york)
    assert (summer, winter) == (
        datetime(2007, 7, 1, 16, tzinfo=UTC),
        datetime(2007, 1, 1, 17, tzinfo=UTC),
    )
    skipped = read.moment(row(at="2007-03-11 02:30:00"), "at", new_york)
    assert skipped == datetime(2007, 3, 11, 7, 30, tzinfo=UTC)  # a time that no clock showed
    for impossible in ("9999-12-31 23:59:59", "0001-01-01 00:00:00"):
        assert read.moment(row(at=impossible), "at", new_york) is None


def test_too_much_is_cut_and_said() -> None:
    long = row(title="x" * 250, skills=",".join(f"skill {n}" for n in range(130)))
    assert read.words(long, "title") == "x" * 200
    assert len(read.values(long, "skills")) == 100
    assert [problem.reason for problem in long.report.problems] == [
        "title has 250 characters: cut after 200",
        "skills holds 130 values: the first 100 were taken",
    ]
