"""One box for everything: forgiving of how it is typed, the best first."""

import pytest

from tests.factories import Agency, Json

PATH = "/v1/search"


async def found(agency: Agency, q: str, **params: object) -> list[str]:
    """Titles, best first."""
    page = await agency.viewer.reads(PATH, q=q, **params)
    scores = [hit["score"] for hit in page["items"]]
    assert scores == sorted(scores, reverse=True)
    return [hit["title"] for hit in page["items"]]


async def named(agency: Agency, given: str, family: str, **fields: object) -> Json:
    return await agency.candidate(name={"given": given, "family": family}, **fields)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("greg", "Maria Gregg"),
        ("marai greg", "Maria Gregg"),
        ("jhon", "John Smith"),
        ("smiht", "John Smith"),
        ("Northwnd", "Northwind"),
        ("depto manger", "Depot Manager"),
        ("walterz", "Ryan Walters"),
        ("forklfit", "Maria Gregg"),
    ],
)
async def test_a_typing_mistake_is_forgiven(agency: Agency, typed: str, meant: str) -> None:
    await named(agency, "Maria", "Gregg", headline="Forklift driver")
    await named(agency, "John", "Smith")
    employer = await agency.employer()
    await agency.contact(employer_id=employer["id"])
    await agency.vacancy(employer_id=employer["id"])
    assert (await found(agency, typed))[0] == meant


async def test_accents_case_and_apostrophes_make_no_difference(agency: Agency) -> None:
    for given, family in (("Zoë", "Müller"), ("Søren", "Ådahl"), ("Siân", "O'Brien")):
        await named(agency, given, family)
    for typed, meant in (
        ("zoe", "Zoë Müller"), ("MULLER", "Zoë Müller"), ("Zoë", "Zoë Müller"),
        ("soren adahl", "Søren Ådahl"), ("obrien", "Siân O'Brien"), ("O’Brien", "Siân O'Brien"),
    ):  # fmt: skip
        assert await found(agency, typed) == [meant], typed


async def test_other_forms_of_a_word_find_it(agency: Agency) -> None:
    employer = await agency.employer(name="Harbour", industry="Logistics")
    await agency.vacancy(employer_id=employer["id"], title="Managing Director")
    await named(agency, "Ana", "Costa", headline="Filled forty vacancies a year")
    assert await found(agency, "manager") == ["Managing Director"]
    assert await found(agency, "vacancy") == ["Ana Costa"]
    assert "Harbour" in await found(agency, "logistic")


async def test_the_best_comes_first_across_the_four_kinds(agency: Agency) -> None:
    """Called so, named so, like-named, mentioned, mistyped."""
    await agency.candidate(name={"given": "Ana", "family": "Northwood"})
    await agency.candidate(
        name={"given": "Ben", "family": "Costa"}, headline="Ten years, Northwind"
    )
    await agency.employer(name="Northwinds of Leeds")
    await agency.employer(name="The Northwind")
    employer = await agency.employer(name="Northwind", industry="Logistics")
    await agency.contact(employer_id=employer["id"], job_title="Buyer")
    await agency.vacancy(employer_id=employer["id"])
    hits = (await agency.viewer.reads(PATH, q="northwind"))["items"]
    assert [hit["title"] for hit in hits][:3] == [
        "Northwind", "Northwinds of Leeds", "The Northwind",
    ]  # fmt: skip
    assert hits[-1]["title"] == "Ana Northwood"
    rest = {hit["title"]: (hit["type"], hit["subtitle"]) for hit in hits}
    assert (
        rest.items()
        >= {
            "Northwind": ("employer", "Logistics"),
            "Ben Costa": ("candidate", "Ten years, Northwind"),
            "Ryan Walters": ("contact", "Buyer at Northwind"),
            "Depot Manager": ("vacancy", "Northwind"),
        }.items()
    )
    assert hits[0]["id"] == employer["id"]


async def test_every_word_counts_and_beginnings_are_enough(agency: Agency) -> None:
    await named(agency, "Maria", "Gregg", skills=["welding"])
    await named(agency, "Maria", "Costa")
    await named(agency, "Omar", "Gregg")
    assert await found(agency, "gregg maria") == ["Maria Gregg"]
    assert await found(agency, "ma gr") == ["Maria Gregg"]
    assert await found(agency, "gregg weld") == ["Maria Gregg"]
    assert await found(agency, "o") == ["Omar Gregg"]
    assert set(await found(agency, "ma")) == {"Maria Gregg", "Maria Costa"}


async def test_addresses_and_numbers_find_whose_they_are(agency: Agency) -> None:
    await named(
        agency, "Maria", "Gregg", emails=["m.o'gregg@mail.example"], phones=["(020) 7946 0021"]
    )
    await agency.contact(email="Ryan@Firm.example", phone="+44 7700 900123")
    for q in (
        "m.o'gregg@mail.example", "M.O'GREGG@", "mail.example", "020 7946 0021",
        "+44 20 7946-0021", "02079460021", "0021 79",
    ):  # fmt: skip
        expected = [] if q == "0021 79" else ["Maria Gregg"]
        assert await found(agency, q) == expected, q
    for q in ("ryan@firm.example", "07700 900123", "900123"):
        assert await found(agency, q) == ["Ryan Walters"], q


async def test_kinds_and_number_can_be_chosen(agency: Agency) -> None:
    employer = await agency.employer(name="Gregg Foods")
    await agency.contact(employer_id=employer["id"], name="Tom Gregg")
    await named(agency, "Maria", "Gregg")
    assert await found(agency, "gregg", types="candidate") == ["Maria Gregg"]
    assert set(await found(agency, "greg", types="employer,contact")) == {
        "Gregg Foods", "Tom Gregg",
    }  # fmt: skip
    assert len(await found(agency, "gregg", types=["candidate", "employer"])) == 2
    assert len(await found(agency, "gregg", limit=1)) == 1


@pytest.mark.parametrize(
    "q",
    [
        "%",
        "_",
        "'",
        '"',
        "\\",
        "@",
        "&|!",
        "():*",
        "a" * 200,
        "é" * 200,
        "x " * 100,
        "\\@\\'",
        "😀",
    ],
)
async def test_whatever_is_typed_is_answered(agency: Agency, q: str) -> None:
    await named(agency, "Maria", "Gregg")
    assert await found(agency, q) == []


async def test_what_cannot_be_searched_is_refused(agency: Agency) -> None:
    for query in ("", "q=", "q=%00", f"q={'a' * 201}", "q=a&types=user", "q=a&limit=0", "q=a&x=1"):
        await agency.viewer.is_refused(422, "invalid", "GET", f"{PATH}?{query}")
    key = await agency.admin.creates(
        "/v1/api-keys", {"name": "CRM", "scopes": ["candidates:read", "employers:read"]}
    )
    problem = await agency.admin.is_refused(
        403, "missing-scope", "GET", f"{PATH}?q=a",
        headers={"authorization": f"Bearer {key['secret']}"},
    )  # fmt: skip
    assert problem["scope"] == "vacancies:read"


async def test_it_follows_every_change(agency: Agency) -> None:
    employer = await agency.employer(name="Northwind")
    await agency.contact(employer_id=employer["id"], job_title="Buyer")
    await agency.vacancy(employer_id=employer["id"])
    await agency.recruiter.changes(f"/v1/employers/{employer['id']}", {"name": "Contoso"})
    assert await found(agency, "northwind") == []
    hits = (await agency.viewer.reads(PATH, q="contoso"))["items"]
    assert {hit["subtitle"] for hit in hits} == {None, "Buyer at Contoso", "Contoso"}
    maria = await named(agency, "Maria", "Gregg", headline="Driver")
    await agency.recruiter.changes(
        f"/v1/candidates/{maria['id']}", {"name": {"given": "María", "family": "Costa"}}
    )
    assert await found(agency, "gregg") == []
    assert await found(agency, "maria costa driver") == ["María Costa"]


async def test_another_agencys_are_never_found(agency: Agency, other_agency: Agency) -> None:
    await named(other_agency, "Maria", "Gregg")
    await other_agency.vacancy()
    for q in ("maria gregg", "greg", "northwind", "manager"):
        assert await found(agency, q) == []
    assert await found(other_agency, "maria") == ["Maria Gregg"]
