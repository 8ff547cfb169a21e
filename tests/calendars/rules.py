"""RFC 5545 read strictly: lines, properties, and offsets as a VTIMEZONE gives them."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LONGEST_LINE = 75
PROPERTY = re.compile(
    r"(?P<name>[A-Z][A-Z0-9-]*)"
    r'(?P<parameters>(?:;[A-Z-]+=(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x1f\x7f]*))*)'
    r":(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)"
)
PARAMETER = re.compile(r';([A-Z-]+)=("[^"]*"|[^;:]*)')
OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS", "ORGANIZER")


@dataclass
class Property:
    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Part:
    """A component: its properties, and the components in it."""

    name: str
    properties: list[Property] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        return [one for one in self.properties if one.name == name]

    def one(self, name: str) -> Property:
        [only] = self.all(name)
        return only

    def named(self, name: str) -> list["Part"]:
        return [part for part in self.parts if part.name == name]


def strictly_read(text: str) -> Part:
    """The calendar, when every rule holds that is written here."""
    content = text.encode()
    assert content.endswith(b"\r\n")
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    for line in physical:
        assert b"\r" not in line, line
        assert b"\n" not in line, line
        assert len(line) <= LONGEST_LINE, line
        line.decode()  # no character is cut in two
    unfolded = content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    calendar = nested(unfolded)
    expect_calendar(calendar)
    return calendar


def nested(lines: list[str]) -> Part:
    root = Part("")
    open_parts = [root]
    for line in lines:
        read = PROPERTY.fullmatch(line)
        assert read, line
        name, value = read["name"], read["value"]
        if name == "BEGIN":
            part = Part(value)
            open_parts[-1].parts.append(part)
            open_parts.append(part)
        elif name == "END":
            assert open_parts.pop().name == value
        else:
            parameters = {
                key: word.strip('"') for key, word in PARAMETER.findall(read["parameters"])
            }
            open_parts[-1].properties.append(Property(name, parameters, value))
    assert open_parts == [root]
    [calendar] = root.parts
    return calendar


def expect_calendar(calendar: Part) -> None:
    assert calendar.name == "VCALENDAR"
    assert calendar.one("VERSION").value == "2.0"
    assert calendar.one("PRODID").value
    method = calendar.one("METHOD").value
    zones = {zone.one("TZID").value for zone in calendar.named("VTIMEZONE")}
    named = set()
    for event in calendar.named("VEVENT"):
        for name in ONCE:
            assert event.one(name).value, name
        for name in ("DTSTAMP", "LAST-MODIFIED"):
            assert re.fullmatch(r"\d{8}T\d{6}Z", event.one(name).value), "always in UTC"
        for name in ("DTSTART", "DTEND"):
            moment = event.one(name)
            in_utc = moment.value.endswith("Z")
            assert in_utc == ("TZID" not in moment.parameters)
            assert re.fullmatch(r"\d{8}T\d{6}Z?", moment.value)
            named |= {moment.parameters["TZID"]} if not in_utc else set()
        attendees = event.all("ATTENDEE")
        assert bool(attendees) == (method in ("REQUEST", "CANCEL")), "RFC 5546, 3.2"
        for person in (*attendees, event.one("ORGANIZER")):
            assert re.fullmatch(r"mailto:[!-~]+@[!-~]+", person.value)
        assert (event.one("STATUS").value == "CANCELLED") or method != "CANCEL"
    assert named == zones, "a VTIMEZONE for each TZID, and for nothing else"
    for zone in calendar.named("VTIMEZONE"):
        expect_zone(zone)


def expect_zone(zone: Part) -> None:
    """RFC 5545, 3.6.5."""
    assert {one.name for one in zone.properties} <= {"TZID", "LAST-MODIFIED", "TZURL"}
    assert zone.parts
    for part in zone.parts:
        assert part.name in ("STANDARD", "DAYLIGHT")
        assert re.fullmatch(r"\d{8}T\d{6}", part.one("DTSTART").value), "local time"
        assert part.one("TZOFFSETFROM")
        assert part.one("TZOFFSETTO")


def offset_of(prop: Property) -> timedelta:
    read = OFFSET.fullmatch(prop.value)
    assert read, prop
    sign, hours, minutes, seconds = read.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    return offset if sign == "+" else -offset


def onsets(zone: Part) -> list[tuple[datetime, timedelta]]:
    """Since when (in UTC, naive) which offset: an onset is on the clocks as they went before."""
    found = []
    for part in zone.parts:
        assert not part.all("RRULE")
        assert not part.all("RDATE")
        starts = datetime.strptime(part.one("DTSTART").value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - local
        found.append(
            (starts - offset_of(part.one("TZOFFSETFROM")), offset_of(part.one("TZOFFSETTO")))
        )
    return sorted(found)


def offset_at(zone: Part, moment: datetime) -> timedelta:
    """By the zone's own words, at an instant."""
    naive = moment.replace(tzinfo=None)
    return [offset for since, offset in onsets(zone) if since <= naive][-1]


def unescaped(value: str) -> str:
    """TEXT, as RFC 5545 (3.3.11) reads it; a character that has to be escaped and is not, fails."""
    assert re.fullmatch(r"(?:\\[\\;,nN]|[^\\;,])*", value), value
    return re.sub(r"\\(.)", lambda one: "\n" if one[1] in "nN" else one[1], value)
