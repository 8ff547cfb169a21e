"""What is written is iCalendar: by its own rules, and to a library that did not write it."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendars.writing import Entry, Person, invitation, published, times_of
from tests.calendars.rules import offset_at, strictly_read, unescaped
from tests.calendars.situations import begins, read_back

ANNA = Person("Anna Bell", "no-reply@debrief.example")
MARIA = Person("Maria Gregg", "maria@example.com")
ZONES = (
    "Europe/London", "America/New_York", "Pacific/Auckland", "Asia/Kolkata",
    "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Dublin",
)  # fmt: skip
"""Lord Howe's clocks move by half an hour, Morocco's for a month, Ireland's winter is its summer
time backwards."""


def entry(**fields: Any) -> Entry:
    values: dict[str, Any] = {
        "uid": UUID("01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"),
        "sequence": 0,
        "starts_at": datetime(2026, 12, 8, 10, tzinfo=UTC),
        "timezone": "Europe/London",
        "summary": "Interview: Depot Manager at Northwind",
        "changed_at": datetime(2026, 12, 1, 10, tzinfo=UTC),
        **fields,
    }
    return Entry(**{"ends_at": values["starts_at"] + timedelta(minutes=45), **values})


def changes_of(timezone: str, *years: int) -> list[datetime]:
    """The hours in which its clocks change, in UTC."""
    zone, found = ZoneInfo(timezone), []
    for year in years:
        hour = datetime(year, 1, 1, tzinfo=UTC)
        while hour.year == year:
            after = hour + timedelta(hours=1)
            if hour.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
                found.append(after)
            hour = after
    return found


@pytest.mark.parametrize("timezone", ZONES)
def test_a_zone_gives_the_right_offset_on_both_sides_of_every_change(timezone: str) -> None:
    first, last = datetime(2026, 6, 1, 9, tzinfo=UTC), datetime(2027, 6, 1, 9, tzinfo=UTC)
    feed = published("Mine", [entry(starts_at=at, timezone=timezone) for at in (first, last)])
    [zone] = strictly_read(feed).named("VTIMEZONE")
    asked = [first, last]
    for change in changes_of(timezone, 2026, 2027):
        asked += [change + timedelta(minutes=minutes) for minutes in (-61, -31, -1, 0, 1, 29, 59)]
    assert len(asked) > 2 or timezone == "Asia/Kolkata"
    for moment in asked:
        there = moment.astimezone(ZoneInfo(timezone)).utcoffset()
        assert offset_at(zone, moment) == there, moment


@pytest.mark.parametrize("timezone", ZONES)
def test_another_library_reads_the_same_instants(timezone: str) -> None:
    for change in changes_of(timezone, 2027):
        for minutes in (-90, -30, -1, 0, 1, 30, 90):
            at = change + timedelta(minutes=minutes)
            text = published("Mine", [entry(starts_at=at, timezone=timezone)])
            strictly_read(text)
            [event] = read_back(text).events
            assert begins(event) == at


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    """RFC 5545, 3.3.5: a local time that occurs twice is the first of the two."""
    for hours, written in ((0, "20261025T013000"), (1, "20261025T013000Z")):
        at = datetime(2026, 10, 25, hours, 30, tzinfo=UTC)
        [event] = strictly_read(invitation(entry(starts_at=at), ANNA, [MARIA])).named("VEVENT")
        assert event.one("DTSTART").value == written


@pytest.mark.parametrize("timezone", ["UTC", "Etc/UTC", "GMT", "Etc/GMT+5", "US/Eastern"])
def test_zones_that_are_hardly_zones_are_written_too(timezone: str) -> None:
    [event] = read_back(published("Mine", [entry(timezone=timezone)])).events
    strictly_read(published("Mine", [entry(timezone=timezone)]))
    assert begins(event) == entry().starts_at


@pytest.mark.parametrize("year", [1970, 2200])
def test_the_first_and_the_last_year_there_is(year: int) -> None:
    at = datetime(year, 7, 1, 9, tzinfo=UTC)
    text = published("Mine", [entry(starts_at=at, timezone="America/New_York")])
    [zone] = strictly_read(text).named("VTIMEZONE")
    assert offset_at(zone, at) == at.astimezone(ZoneInfo("America/New_York")).utcoffset()


def test_an_invitation_and_its_cancellation() -> None:
    asked = strictly_read(invitation(entry(sequence=3), ANNA, [MARIA]))
    off = strictly_read(invitation(entry(sequence=4, cancelled=True), ANNA, [MARIA]))
    assert (asked.one("METHOD").value, off.one("METHOD").value) == ("REQUEST", "CANCEL")
    [event], [gone] = asked.named("VEVENT"), off.named("VEVENT")
    assert event.one("UID").value == gone.one("UID").value == str(entry().uid)
    assert (event.one("SEQUENCE").value, gone.one("SEQUENCE").value) == ("3", "4")
    assert (event.one("STATUS").value, gone.one("STATUS").value) == ("CONFIRMED", "CANCELLED")
    attendee, organizer = event.one("ATTENDEE"), event.one("ORGANIZER")
    assert (attendee.value, organizer.value) == (
        "mailto:maria@example.com",
        "mailto:no-reply@debrief.example",
    )
    assert attendee.parameters["ROLE"] == "REQ-PARTICIPANT"
    assert organizer.parameters["CN"] == "Anna Bell"


def test_a_feed_says_when_to_read_it_again_and_is_the_same_until_something_changes() -> None:
    text = published("Interviews, Acorn; Talent", [entry(), entry(cancelled=True)])
    calendar = strictly_read(text)
    again = calendar.one("REFRESH-INTERVAL")
    assert (again.value, again.parameters) == ("PT1H", {"VALUE": "DURATION"})
    assert calendar.one("X-PUBLISHED-TTL").value == "PT1H"
    assert unescaped(calendar.one("NAME").value) == "Interviews, Acorn; Talent"
    assert text == published("Interviews, Acorn; Talent", [entry(), entry(cancelled=True)])


def test_a_feed_of_nothing_is_a_calendar() -> None:
    assert strictly_read(published("Mine", [])).parts == []


def test_what_was_written_tells_its_time() -> None:
    at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    written = invitation(entry(starts_at=at), ANNA, [MARIA])
    assert times_of(written) == (at, at + timedelta(minutes=45))


PIECES = (
    '"', ";", ":", ",", "\\", "\\n", "\r\n", "\n", "\x85", "\u2028", "\x0b", "\x1b", "^n", "^'",
    "BEGIN:VEVENT", "\r\nATTENDEE:mailto:x@evil.example", "👩🏽‍💼", "é", "مرحبا", "\u202e", " ",
    "\t", "x" * 80,
)  # fmt: skip
ANYTHING = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=300)
AWKWARD = st.lists(
    st.sampled_from(PIECES),
    max_size=12,
).map("".join)
TYPED = ANYTHING | AWKWARD


def seen(text: str) -> str:
    """What a reader sees of it, however the lines are broken."""
    shown = "".join(
        c for c in " ".join(text.splitlines()) if c == "\t" or unicodedata.category(c) != "Cc"
    )
    return " ".join(shown.split())


@given(name=TYPED, summary=TYPED, description=TYPED, location=TYPED)
def test_nothing_that_somebody_types_breaks_a_line(
    name: str, summary: str, description: str, location: str
) -> None:
    written = entry(summary=f"Interview: {summary}", description=description, location=location)
    text = invitation(written, Person(name, "a@b.example"), [Person(name, "o'x+%y@b.example")])
    [event] = strictly_read(text).named("VEVENT")
    assert seen(unescaped(event.one("SUMMARY").value)) == seen(written.summary)
    for prop, typed in (("DESCRIPTION", description), ("LOCATION", location)):
        kept = [unescaped(one.value) for one in event.all(prop)]
        assert seen("".join(kept)) == seen(typed)
    [person] = event.all("ATTENDEE")
    assert person.value == "mailto:o'x+%25y@b.example"
    called = re.sub(r"\^\^", "^", person.parameters.get("CN", ""))
    assert seen(called) == seen(name).replace('"', "'")
    [read] = read_back(text).events
    assert read.uid == str(written.uid)
    assert begins(read) == written.starts_at
