"""From our values to iCalendar (RFC 5545, 5546, 7986); it knows of no area."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vText,
)

from app import clock
from app.settings import settings

PRODUCT = "-//Debrief//Debrief//EN"
LOOK_AGAIN = "PT1H"
"""How often who subscribed to a feed is asked to read it."""
A_DAY = timedelta(days=1)
LEFT_AS_THEY_ARE = "@!$'*+-._~"
"""In the address of a `mailto:`; RFC 6068 wants the rest encoded."""


@dataclass(frozen=True)
class Person:
    name: str
    email: str


@dataclass(frozen=True)
class Entry:
    """Something that takes place. `uid` is the row's id for ever, and `sequence` rises with each
    change of it: that is how a calendar knows what to replace, and by what."""

    uid: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    timezone: str
    summary: str
    changed_at: datetime
    description: str | None = None
    location: str | None = None
    url: str | None = None
    cancelled: bool = False


def invitation(entry: Entry, organizer: Person, attendees: Sequence[Person]) -> str:
    """One entry for people to have in their calendars, or to take out again when it is cancelled.

    What goes to one person holds all `attendees`: who may not know of each other get one each.
    """
    event = event_of(entry, organizer, clock.now())
    for attendee in attendees:
        event.add("ATTENDEE", invited(attendee))
    return written(calendar("CANCEL" if entry.cancelled else "REQUEST"), [(entry, event)])


def published(name: str, entries: Iterable[Entry], organizer: Person | None = None) -> str:
    """A calendar to subscribe to, or one file. The same entries make the same text.

    RFC 5546 wants an organizer here too: whom mail is from unless told.
    """
    organizer = organizer or Person(*parseaddr(settings().mail_from))
    feed = calendar("PUBLISH")
    for property_name in ("NAME", "X-WR-CALNAME"):
        feed.add(property_name, vText(one_line(name)))
    feed.add("REFRESH-INTERVAL", vText(LOOK_AGAIN), parameters={"VALUE": "DURATION"})
    feed.add("X-PUBLISHED-TTL", vText(LOOK_AGAIN))
    return written(
        feed, [(entry, event_of(entry, organizer, entry.changed_at)) for entry in entries]
    )


def times_of(invite: str | None) -> tuple[datetime, datetime] | None:
    """When something that was written here begins and ends."""
    if invite is None:
        return None
    [event] = Calendar.from_ical(invite).events
    begins, ends = event.start, event.end
    assert isinstance(begins, datetime)
    assert isinstance(ends, datetime)
    return begins.astimezone(UTC), ends.astimezone(UTC)


def calendar(method: str) -> Calendar:
    made = Calendar()
    made.add("PRODID", PRODUCT)
    made.add("VERSION", "2.0")
    made.add("CALSCALE", "GREGORIAN")
    made.add("METHOD", method)
    return made


def event_of(entry: Entry, organizer: Person, stamped_at: datetime) -> Event:
    """No alarm: when to be reminded is everybody's own affair."""
    event = Event()
    event.add("UID", str(entry.uid))
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", stamped_at)
    event.add("LAST-MODIFIED", entry.changed_at)
    event.add("DTSTART", local(entry.starts_at, entry.timezone))
    event.add("DTEND", local(entry.ends_at, entry.timezone))
    event.add("SUMMARY", one_line(entry.summary))
    event.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    event.add("ORGANIZER", addressed(organizer))
    for property_name, text in (("DESCRIPTION", entry.description), ("LOCATION", entry.location)):
        if text:
            event.add(property_name, lines(text))
    if entry.url:
        event.add("URL", "".join(entry.url.split()))
    return event


def written(made: Calendar, events: Sequence[tuple[Entry, Event]]) -> str:
    """With a VTIMEZONE for each zone that is named, valid in all the years that occur."""
    for _, event in events:
        made.add_component(event)
    for timezone in sorted(made.get_missing_tzids()):
        first_year = min(entry.starts_at.year for entry, _ in events)
        last_year = max(entry.ends_at.year for entry, _ in events)
        made.subcomponents.insert(0, zone_of(timezone, first_year, last_year))
    text: str = made.to_ical().decode()
    return text


def local(moment: datetime, timezone: str) -> datetime:
    """On the clocks there; but the hour that comes twice when they are put back is written in UTC,
    because RFC 5545 always means its first run."""
    there = moment.astimezone(ZoneInfo(timezone))
    return moment if there.fold else there


def invited(attendee: Person) -> vCalAddress:
    """Not asked for an answer: it would go to the organizer's address, where nobody reads it."""
    address = addressed(attendee)
    address.params |= {
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "FALSE",
    }
    return address


def addressed(person: Person) -> vCalAddress:
    """A name in double quotes may hold anything but these; RFC 6868 has an escape for them that
    mail programs show as it is."""
    address = vCalAddress(f"mailto:{quote(person.email, safe=LEFT_AS_THEY_ARE)}")
    if name := one_line(person.name).replace('"', "'"):
        address.params["CN"] = name
    return address


def one_line(text: str) -> str:
    return " ".join(lines(text).split())


def lines(text: str) -> str:
    """What somebody typed, with line breaks of one kind and no other control characters."""
    return "\n".join(
        "".join(c for c in line if c == "\t" or unicodedata.category(c) not in ("Cc", "Cs"))
        for line in text.splitlines()
    )


@lru_cache(maxsize=500)
def zone_of(timezone: str, first_year: int, last_year: int) -> Timezone:
    """A year more, so that a calendar which keeps it knows the next changes too.

    Not the library's own `from_tzinfo`: it gives the onset of summer time on the clocks as they go
    afterwards, where RFC 5545 (3.6.5) wants them as they went before, and it does not see the month
    in which Morocco puts them back.
    """
    zone = ZoneInfo(timezone)
    made = Timezone()
    made.add("TZID", timezone)
    moment = datetime(first_year - 1, 12, 30, tzinfo=UTC)
    made.add_component(observance(zone, moment, moment))
    while moment.year <= last_year + 1:
        if (change := first_change(zone, moment)) is not None:
            made.add_component(observance(zone, moment, change))
        moment += A_DAY
    return made


def first_change(zone: ZoneInfo, moment: datetime) -> datetime | None:
    """When the clocks change within a day from then, if they do."""
    before = moment.astimezone(zone).utcoffset()

    def has_changed(seconds: int) -> bool:
        return (moment + timedelta(seconds=seconds)).astimezone(zone).utcoffset() != before

    a_day = range(int(A_DAY.total_seconds()) + 1)
    if not has_changed(a_day[-1]):
        return None
    return moment + timedelta(seconds=bisect_left(a_day, True, key=has_changed))


def observance(zone: ZoneInfo, before: datetime, since: datetime) -> Component:
    """What the clocks say since then; until then they went as they did `before`."""
    then, there = before.astimezone(zone), since.astimezone(zone)
    made: Component = TimezoneDaylight() if there.dst() else TimezoneStandard()
    offset_before = then.utcoffset() or timedelta()
    made.add("DTSTART", since.replace(tzinfo=None) + offset_before)
    made.add("TZOFFSETFROM", offset_before)
    made.add("TZOFFSETTO", there.utcoffset() or timedelta())
    made.add("TZNAME", there.tzname())
    return made
