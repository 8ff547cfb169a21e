"""The shipped files, read once when first needed: about a third of a second and 20 MB."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from app.places.names import for_short, one_spelling

FOLDER = Path(__file__).parent
ALSO_CALLED = (
    ("GB", "UK"), ("GB", "Great Britain"), ("GB", "Britain"), ("GB-ENG", "England"),
    ("GB-SCT", "Scotland"), ("GB-WLS", "Wales"), ("GB-NIR", "Northern Ireland"), ("IE", "Eire"),
    ("IE", "Republic of Ireland"), ("US", "USA"), ("US", "United States of America"),
    ("NL", "Holland"), ("AE", "UAE"),
)  # fmt: skip


class Town(NamedTuple):
    country: str
    region: str
    latitude: float
    longitude: float
    population: int


class Places:
    """Towns by their names in one spelling, outcodes, and the codes of countries and states by what
    they are called (Georgia is two of them)."""

    def __init__(self) -> None:
        self.named: dict[str, tuple[Town, ...]] = {}
        self.also_named: dict[str, tuple[Town, ...]] = {}
        for country, region, name, latitude, longitude, population, others in read("places"):
            town = Town(country, region, float(latitude), float(longitude), int(population))
            spelling = one_spelling(name)
            add(self.named, spelling, town)
            if short := for_short(spelling):
                add(self.named, short, town)
            for other in {one_spelling(other) for other in others.split("|") if other}:
                add(self.also_named, other, town)
        self.outcodes: Mapping[str, tuple[float, float]] = {
            outcode: (float(latitude), float(longitude))
            for outcode, latitude, longitude in read("outcodes")
        }
        self.regions: dict[str, set[str]] = defaultdict(set)
        for code, name in (*read("regions"), *ALSO_CALLED):
            self.regions[one_spelling(name)].add(code)
            self.regions[code.removeprefix("US-").lower()].add(code)

    @cached_property
    def by_initial(self) -> dict[tuple[str, str], list[str]]:
        """The spellings of a country's towns that begin with one letter, to find mistyped ones."""
        spellings: dict[tuple[str, str], list[str]] = defaultdict(list)
        for spelling, towns in self.named.items():
            for country in {town.country for town in towns}:
                spellings[country, spelling[:1]].append(spelling)
        return spellings


def add(names: dict[str, tuple[Town, ...]], spelling: str, town: Town) -> None:
    names[spelling] = (*names.get(spelling, ()), town)


def read(name: str) -> Iterator[list[str]]:
    with gzip.open(FOLDER / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


reading = Lock()
kept: list[Places] = []


def places() -> Places:
    """Everything there is; whoever comes while it is being read waits."""
    with reading:
        if not kept:
            kept.append(Places())
        return kept[0]
