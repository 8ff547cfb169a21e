"""Places are found as people write them, without a network."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from math import dist

import pytest

from app.places import Point, data, find

READING, READING_US = (51.456, -0.971), (40.336, -75.927)
CAMBRIDGE, CAMBRIDGE_US = (52.2, 0.117), (42.375, -71.106)
NEWCASTLE, ST_ALBANS, EDINBURGH = (54.973, -1.614), (51.75, -0.333), (55.952, -3.196)


@pytest.mark.parametrize(
    ("near", "country", "where"),
    [
        ("Reading", "GB", READING),
        ("  READING ", "GB", READING),
        ("Reading", "US", READING_US),
        ("Reading, GB", "US", READING),
        ("Reading, UK", "US", READING),
        ("Reading UK", "US", READING),
        ("Reading, England", "US", READING),
        ("Reading, Berkshire", "GB", READING),
        ("12 High Street, Reading", "GB", READING),
        ("Cambridge", "GB", CAMBRIDGE),
        ("Cambridge", "GB-ENG", CAMBRIDGE),
        ("Cambridge, US", "GB", CAMBRIDGE_US),
        ("Cambridge, MA", "GB", CAMBRIDGE_US),
        ("Cambridge, Massachusetts", "GB", CAMBRIDGE_US),
        ("Tbilisi, Georgia", "GB", (41.691, 44.834)),
        ("Atlanta, Georgia", "GB", (33.749, -84.388)),
        ("St Albans", "GB", ST_ALBANS),
        ("Saint Albans", "GB", ST_ALBANS),
        ("st. albans", "GB", ST_ALBANS),
        ("Newcastle upon Tyne", "GB", NEWCASTLE),
        ("newcastle-on-tyne", "GB", NEWCASTLE),
        ("Newcastle", "GB", NEWCASTLE),
        ("Londonderry", "GB", (54.998, -7.309)),
        ("Kingston upon Hull", "GB", (53.745, -0.335)),
        ("Dun Laoghaire", "IE", (53.294, -6.136)),
        ("Köln", None, (50.933, 6.95)),
        ("Cologne", "GB", (50.933, 6.95)),
        ("Paris", "GB", (48.853, 2.349)),
        ("Hackney", "GB", (51.544, -0.066)),
        ("Central London", "GB", (51.509, -0.126)),
    ],
)
def test_a_name_is_found_however_it_is_written(
    near: str, country: str | None, where: tuple[float, float]
) -> None:
    found = find(near, country)
    assert found is not None
    assert dist(found, where) < 0.01


@pytest.mark.parametrize(
    ("near", "where"),
    [
        ("RG1 1AF", (51.452, -0.97)),
        ("rg11af", (51.452, -0.97)),
        (" rg1  1af ", (51.452, -0.97)),
        ("RG1", (51.452, -0.97)),
        ("RG1 1", (51.452, -0.97)),
        ("SW1A 1AA", (51.505, -0.132)),
        ("M1 1AE", (53.477, -2.236)),
        ("12 High Street, Reading, RG1 2AB", (51.452, -0.97)),
        ("BT48 6HQ", (54.998, -7.309)),
        ("IM1 1AA", (54.15, -4.483)),
    ],
)
def test_a_postcode_is_found_by_its_first_half(near: str, where: tuple[float, float]) -> None:
    for country in ("GB", "US", None):
        found = find(near, country)
        assert found is not None
        assert dist(found, where) < 0.01


@pytest.mark.parametrize(
    ("near", "where"),
    [
        ("Readng", READING),
        ("Manchster", (53.481, -2.237)),
        ("Oxfrod", (51.752, -1.256)),
        ("Readng, UK", READING),
        ("Edinburg", EDINBURGH),  # not the smaller one that is spelt so, in Texas
    ],
)
def test_a_slip_of_the_finger_is_understood(near: str, where: tuple[float, float]) -> None:
    found = find(near, "GB")
    assert found is not None
    assert dist(found, where) < 0.01


@pytest.mark.parametrize(
    "near",
    [
        "Nowhereville", "ZZ9", "ZZ9 9ZZ", "Reading, France", "xqz", "", " ", ",", "---", "'",
        "91, 0", "0, 181", "東" * 200, "R" * 200, "St", "GB", "Haton",
    ],
)  # fmt: skip
def test_what_is_no_place_or_could_be_several_is_not_guessed(near: str) -> None:
    """`Haton` may be Hatton, Heaton, Haxton …"""
    assert find(near, "GB") is None


def test_coordinates_are_taken_as_they_are() -> None:
    assert find("51.45, -0.97") == Point(51.45, -0.97)


def test_a_place_of_a_country_is_looked_for_nowhere_else() -> None:
    assert find("Reading", "FR", only_there=True) is None
    assert find("Douglas", "GB", only_there=True) is not None
    assert find("RG1", "FR", only_there=True) is None


def test_the_files_are_read_once_whoever_asks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[data.Places] = []

    class Counted(data.Places):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    monkeypatch.setattr(data, "Places", Counted)
    monkeypatch.setattr(data, "kept", [])
    find.cache_clear()
    names = ["Reading", "Leeds", "Cardiff", "Bath"]
    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(lambda name: find(name, "GB"), names))
    assert len(made) == 1


def test_starting_the_app_reads_nothing() -> None:
    asked = "import app.main, app.places.data; print(len(app.places.data.kept))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout == "0\n"
