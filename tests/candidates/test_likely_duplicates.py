"""Who may be the same person, and why."""

import json

from app.candidates.duplicates import DUPLICATES
from app.embedded.server import Urls
from tests.candidates.test_finding import connected, many_candidates
from tests.factories import Agency, Json

PATH = "/v1/candidates"


async def person(agency: Agency, given: str, family: str, **fields: object) -> Json:
    name = {"given": given, "family": family}
    return await agency.recruiter.creates(f"{PATH}?allow_duplicate=true", {"name": name, **fields})


async def duplicates(agency: Agency, candidate: Json) -> list[tuple[str, float, list[str]]]:
    page = await agency.viewer.reads(f"{PATH}/{candidate['id']}/duplicates")
    return [(hit["candidate"]["id"], hit["score"], hit["reasons"]) for hit in page["items"]]


async def test_the_likeliest_come_first_with_their_reasons(agency: Agency) -> None:
    maria = await person(
        agency, "Maria", "Gregg", emails=["maria@example.com"], phones=["020 7946 0021"],
        location={"name": "Reading"}, skills=["SQL", "Rust"],
    )  # fmt: skip
    namesake = await person(agency, "Maria", "Gregg")
    same_phone = await person(agency, "Peter", "Gregg", phones=["+44 20 7946 0021"])
    same_email = await person(agency, "M", "G", emails=["Maria@example.com"])
    neighbour = await person(
        agency, "Maria", "Gregg", location={"name": "READING"}, skills=["sql", "rust"]
    )
    swapped = await person(agency, "GREGG", "María", emails=["maria@example.com"])
    misspelt = await person(agency, "Maria", "Greggs", emails=["other@example.com"])
    await person(agency, "Tom", "Walters", location={"name": "Reading"}, skills=["SQL", "Rust"])
    found = await duplicates(agency, maria)
    assert [row[0] for row in found] == [
        row["id"] for row in (swapped, same_email, same_phone, neighbour, namesake, misspelt)
    ]
    by_id = {row[0]: row[1:] for row in found}
    assert by_id[swapped["id"]] == (0.94, ["same_email", "same_name"])
    assert by_id[same_email["id"]] == (0.9, ["same_email"])
    assert by_id[same_phone["id"]][1][0] == "same_phone"
    assert by_id[neighbour["id"]] == (0.54, ["same_name", "same_place", "common_skills"])
    assert by_id[namesake["id"]] == (0.4, ["same_name"])
    assert by_id[misspelt["id"]][1] == ["similar_name"]
    assert by_id[misspelt["id"]][0] < 0.3


async def test_a_name_alone_stays_low_and_lower_with_other_addresses(agency: Agency) -> None:
    john = await person(agency, "John", "Smith", emails=["john@example.com"])
    plain = await person(agency, "John", "Smith")
    another = await person(agency, "John", "Smith", emails=["js@example.com"])
    assert await duplicates(agency, john) == [
        (plain["id"], 0.4, ["same_name"]), (another["id"], 0.3, ["same_name"]),
    ]  # fmt: skip


async def test_a_duplicate_is_shown_with_what_tells_them_apart(agency: Agency) -> None:
    first = await person(agency, "Maria", "Gregg")
    second = await person(
        agency, "Maria", "Gregg", headline="Driver", emails=["maria@example.com"],
        location={"name": "Reading"}, owner_id=agency.admin.user_id,
    )  # fmt: skip
    [hit] = (await agency.viewer.reads(f"{PATH}/{first['id']}/duplicates"))["items"]
    assert hit["candidate"] == {
        "id": second["id"], "name": second["name"], "emails": ["maria@example.com"],
        "headline": "Driver", "location_name": "Reading", "owner_name": "Admin Obi",
        "created_at": second["created_at"],
    }  # fmt: skip


async def test_at_most_twenty_and_nobody_of_another_agency(
    agency: Agency, other_agency: Agency
) -> None:
    maria = await person(agency, "Maria", "Gregg", emails=["maria@example.com"])
    await person(other_agency, "Maria", "Gregg", emails=["maria@example.com"])
    assert await duplicates(agency, maria) == []
    for _ in range(22):
        await person(agency, "Maria", "Gregg")
    assert len(await duplicates(agency, maria)) == 20
    await other_agency.viewer.is_refused(
        404, "not-found", "GET", f"{PATH}/{maria['id']}/duplicates"
    )


async def test_one_name_is_enough_to_be_compared(agency: Agency) -> None:
    one = await person(agency, "", "Suharto")
    two = await person(agency, "Suharto", "")
    await person(agency, "!", "?")
    assert await duplicates(agency, one) == [(two["id"], 0.4, ["same_name"])]
    nameless = await person(agency, "-", "-")
    assert await duplicates(agency, nameless) == []


async def test_the_indexes_find_them_under_row_level_security(agency: Agency, urls: Urls) -> None:
    maria = await agency.candidate(emails=["p7@example.com"])
    async with many_candidates(agency, urls), connected(urls.app, agency) as app:
        async with connected(urls.owner, agency) as owner:
            await owner.execute("VACUUM ANALYZE search_entries, search_words")
        values = {
            "agency_id": agency.id, "id": maria["id"], "other": None, "least": 0.2, "most": 20,
        }  # fmt: skip
        await app.execute("SET plan_cache_mode = force_generic_plan")
        lines = await app.fetch(
            f"EXPLAIN (FORMAT JSON) {DUPLICATES.sql}", *DUPLICATES.arguments(values)
        )
        plan = json.dumps(json.loads(lines[0][0]))
    for index in (
        "ix_candidates_emails", "ix_candidates_phone_numbers", "ix_search_entries_lexemes",
        "pk_candidates",
    ):  # fmt: skip
        assert f'"{index}"' in plan, index
