"""From what somebody typed to a point on the map."""

import asyncio
import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from app.places import data
from app.places.data import Places, Town
from app.places.names import COORDINATES, POSTCODE_LAST, one_spelling, outcode_of

WITH_BRITAIN = frozenset({"GB", "IM", "JE", "GG"})
SURELY_MEANT = 0.83
"""How alike a mistyped name must be: one letter wrong in six, two in twelve."""
AS_ALIKE = 0.02
MORE_PEOPLE = 5
"""Of two names as alike, that of so many times more people is meant; else it is anybody's guess."""
SHORTEST_MISTYPED = 4


ABOUT_A_TOWN = re.compile(r"(central|greater|city of|the city of) (?P<town>.+)")


class Point(NamedTuple):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


async def ready() -> None:
    """Before `find`, where others would have to wait while the files are read, the first time."""
    if not data.kept:
        await asyncio.to_thread(data.places)


@lru_cache(maxsize=2000)
def find(near: str, country: str | None = None, *, only_there: bool = False) -> Point | None:
    """Where a place is that somebody named, or None when no place or too many answer to it.

    A UK postcode or its first half; `51.45, -0.97`; or a name, alone or before what it is in:
    `Reading`, `Reading, UK`, `Portland, Maine`. Of places with one name the largest in `country`
    (ISO 3166-1 alpha-2) is meant, else the largest of all, or none if it must be `only_there`.
    """
    text = " ".join(near.split())
    if found := COORDINATES.fullmatch(text):
        point = Point(float(found[1]), float(found[2]))
        return point if abs(point.latitude) <= 90 and abs(point.longitude) <= 180 else None
    places = data.places()
    if not only_there or country in WITH_BRITAIN:
        if outcode := outcode_of(text):
            at = places.outcodes.get(outcode)
            return Point(*at) if at else None
        last = POSTCODE_LAST.search(text.upper())
        if last and (at := places.outcodes.get(last[1])):
            return Point(*at)
    parts = [part for part in map(one_spelling, text.split(",")) if part]
    town = named(places, parts, country and country[:2], only_there=only_there)
    return Point(town.latitude, town.longitude) if town else None


def named(
    places: Places, parts: list[str], country: str | None, *, only_there: bool
) -> Town | None:
    """The first part that names a town, within all that is said after it."""
    for at in range(len(parts)):
        for name, within in readings(places, parts[at], parts[at + 1 :]):
            towns, others = (
                [town for town in names.get(name, ()) if is_in(town, within)]
                # What else towns are called is often only how somebody else spells them.
                for names in (places.named, places.also_named)
            )
            for of in (towns, others):
                if here := [town for town in of if at_home(town, country)]:
                    return largest(here)
            if (towns or others) and not only_there:
                found = largest(towns or others)
                meant = mistyped(places, name, within, country)
                return meant if meant and meant.population > found.population else found
    if parts and all(part in places.regions for part in parts[1:]):
        for name, within in readings(places, parts[0], parts[1:]):
            if meant := mistyped(places, name, within, country):
                return meant
    return None


def readings(
    places: Places, spelling: str, said_after: list[str]
) -> Iterator[tuple[str, list[set[str]]]]:
    """A name and what it must be in: `reading uk` may be a town, or Reading in the UK."""
    within = [places.regions[said] for said in said_after if said in places.regions]
    yield spelling, within
    if core := ABOUT_A_TOWN.fullmatch(spelling):
        yield core["town"], within
    words = spelling.split()
    for last in range(1, min(3, len(words) - 1) + 1):
        region = " ".join(words[-last:])
        if region in places.regions:
            yield " ".join(words[:-last]), [*within, places.regions[region]]


def is_in(town: Town, within: list[set[str]]) -> bool:
    return all(regions & {town.country, f"{town.country}-{town.region}"} for regions in within)


def at_home(town: Town, country: str | None) -> bool:
    return town.country == country or (country == "GB" and town.country in WITH_BRITAIN)


def largest(towns: Iterable[Town]) -> Town:
    return max(towns, key=lambda town: town.population)


def mistyped(places: Places, name: str, within: list[set[str]], country: str | None) -> Town | None:
    """The one town in `country`, or in what was named instead, that the name is so much like."""
    countries = {code[:2] for regions in within for code in regions} or {country or ""}
    alike: list[tuple[float, Town]] = []
    matcher = SequenceMatcher(b=name, autojunk=False)
    for spelling in (
        spelling for code in countries for spelling in places.by_initial.get((code, name[0]), ())
    ):
        if len(name) < SHORTEST_MISTYPED or abs(len(spelling) - len(name)) > 2:
            continue
        matcher.set_seq1(spelling)
        if matcher.quick_ratio() >= SURELY_MEANT and (ratio := matcher.ratio()) >= SURELY_MEANT:
            towns = [town for town in places.named[spelling] if is_in(town, within)]
            here = [town for town in towns if within or at_home(town, country)]
            alike += [(ratio, town) for town in here]
    if not alike:
        return None
    best = max(ratio for ratio, _ in alike)
    meant, *others = sorted(
        (town for ratio, town in alike if ratio > best - AS_ALIKE),
        key=lambda town: -town.population,
    )
    if others and others[0].population * MORE_PEOPLE > meant.population:
        return None
    return meant
