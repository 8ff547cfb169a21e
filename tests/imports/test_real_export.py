"""The sample database of OpenCATS, in full."""

from pathlib import Path

from tests.factories import Agency
from tests.imports.stories import count_events, counted, imported, importing, said, story_of

EVERYTHING = {
    "employers": 2,
    "contacts": 2,
    "vacancies": 3,
    "candidates": 70,
    "applications": 8,
    "status changes": 8,
    "notes": 5,
}
AFTER_ITS_FIRST = "date_created is after its first status change: it begins with that"


async def test_everything_arrives_and_what_is_odd_is_said(
    new_york: Agency, real_export: Path
) -> None:
    steps: list[tuple[str, int, int]] = []
    report = await importing(new_york, real_export, lambda *step: steps.append(step))
    assert counted(report) == {kind: (count, 0) for kind, count in EVERYTHING.items()}
    assert said(report) == [
        ("candidate.csv", 4, "is the same person as the one on line 3: kept as one candidate"),
        ("candidate_joborder.csv", 2, AFTER_ITS_FIRST),
        ("candidate_joborder.csv", 8, AFTER_ITS_FIRST),
    ]
    left_out = {(file, reason): count for (file, reason), count in report.left_out.items()}
    assert left_out["candidate.csv", "address1 has no place in Debrief"] == 71
    repeats = "only repeats a status change that is on the timeline"
    assert left_out["activity.csv", repeats] == 6
    calendar = "a calendar does not say whether and how something took place"
    assert left_out["calendar_event.csv", calendar] == 1
    assert steps[:2] == [("employers", 0, 2), ("employers", 2, 2)]
    assert steps[-1] == ("notes", 11, 11)
    for path in ("employers", "contacts", "vacancies", "candidates", "applications"):
        page = await new_york.viewer.reads(f"/v1/{path}", count=True, limit=1)
        assert page["total"] == EVERYTHING[path]


async def test_records_hold_what_the_files_say(new_york: Agency, real_export: Path) -> None:
    await importing(new_york, real_export)
    employer = await imported(new_york, "/v1/employers", "1")
    assert (employer["name"], employer["website"]) == ("Best Buy", "http://www.bestbuy.com/")
    assert employer["priorities"] == ["Linux", "Java", "C++", "JSP", "Cisco"]
    contact = await imported(new_york, "/v1/contacts", "1")
    assert (contact["name"], contact["job_title"]) == ("Ryan Walters", "Hiring Manager")
    assert (contact["email"], contact["phone"]) == ("rwalters@mcdonalds.com", None)
    vacancy = await imported(new_york, "/v1/vacancies", "1")
    assert (vacancy["title"], vacancy["employer_name"]) == ("Cisco Specialist", "Best Buy")
    assert (vacancy["status"], vacancy["openings"], vacancy["published"]) == ("open", 2, False)
    assert vacancy["employment_type"] == "contract"
    assert vacancy["location"]["name"] == "San Diego, CA"
    assert vacancy["location"]["country"] == "US"
    assert vacancy["salary_from"] == {"amount": "55.00", "currency": "USD", "per": "hour"}
    assert vacancy["salary_to"] == {"amount": "65.00", "currency": "USD", "per": "hour"}
    asked = {"near": "San Diego", "salary_at_least": 120_000, "q": "Cisco"}
    assert (await new_york.viewer.reads("/v1/vacancies", **asked))["items"][0]["id"] == vacancy[
        "id"
    ]
    [note] = (await new_york.viewer.reads(f"/v1/employers/{employer['id']}/notes"))["items"]
    assert note["body"] == (
        "Cisco Specialist: Hurry!\nTheir reference: BB1023\nType: Contract to hire\n"
        "Duration: 6 Months; Extendable\nStarts on: 2007-02-05"
    )
    marketing = await imported(new_york, "/v1/vacancies", "3")
    assert marketing["salary_to"] == {"amount": "98000.00", "currency": "USD", "per": "year"}

    first = await imported(new_york, "/v1/candidates", "1")
    assert first["name"] == {"given": "Silas", "family": "Normand"}
    assert first["emails"] == ["silas.m.normand@mytrashmail.com"]
    assert first["phones"] == ["954-530-9466"]
    assert first["skills"] == ["C++", "Java", "MySQL"]
    assert (first["source"], first["headline"], first["consent"]) == (None, None, None)
    hot = await imported(new_york, "/v1/candidates", "34")
    assert (hot["tags"], hot["source"]) == (["hot", "can relocate"], "Monster")
    assert (hot["headline"], hot["location"]["name"]) == ("Works at Wal-Mart", "San Diego, CA")


async def test_a_person_who_stands_twice_becomes_one(new_york: Agency, real_export: Path) -> None:
    await importing(new_york, real_export)
    page = await new_york.viewer.reads("/v1/candidates", q="Christine", limit=10)
    [christine] = page["items"]
    assert christine["external_ref"] == {"system": "opencats", "id": "2"}


async def test_every_status_change_stands_at_its_date(new_york: Agency, real_export: Path) -> None:
    await importing(new_york, real_export)
    at_mcdonalds, hr = "Marketing Specialist at McDonalds", "HR Manager at McDonalds"
    moved = f"The import moved {at_mcdonalds} from submitted to interviewing"
    stories = {
        "20": ("interviewing", [
            ("2007-01-14 13:57:00", "The import added the candidate"),
            ("2007-01-16 14:32:03", f"The import submitted the candidate for {at_mcdonalds}"),
            ("2007-01-16 14:32:03", f"{at_mcdonalds} was marked “no contact” before the import"),
            ("2007-01-16 14:32:03", moved),
        ]),
        "52": ("interviewing", [
            ("2007-01-11 13:57:00", "The import added the candidate"),
            ("2007-01-17 14:29:58", f"The import submitted the candidate for {at_mcdonalds}"),
            ("2007-01-17 14:29:58", f"{at_mcdonalds} was marked “no contact” before the import"),
            ("2007-01-17 14:30:26", f"{at_mcdonalds} was marked “contacted” before the import"),
            ("2007-01-17 14:32:45", moved),
        ]),
        "56": ("submitted", [
            ("2007-01-11 13:57:00", "The import added the candidate"),
            ("2007-01-17 15:15:25", f"The import submitted the candidate for {hr}"),
            ("2007-01-17 15:15:25", f"{hr} was marked “no contact” before the import"),
            ("2007-01-17 15:16:05", f"{hr} was marked “submitted” before the import"),
            ("2007-01-17 15:16:05", "The import noted (call): Submitting at 98k."),
        ]),
    }  # fmt: skip
    for their_id, (stage, story) in stories.items():
        candidate = await imported(new_york, "/v1/candidates", their_id)
        assert await story_of(new_york, candidate["id"]) == story
        page = await new_york.viewer.reads("/v1/applications", candidate_id=candidate["id"])
        [application] = page["items"]
        assert application["stage"] == stage
        assert application["permission_given_at"] is None
    stages = {
        application["external_ref"]["id"]: application["stage"]
        for application in (await new_york.viewer.reads("/v1/applications"))["items"]
    }
    assert stages == {
        "1": "interviewing", "2": "submitted", "3": "submitted", "4": "submitted",
        "5": "interviewing", "6": "offered", "7": "submitted", "8": "submitted",
    }  # fmt: skip


async def test_the_words_of_a_status_are_kept_with_its_move(
    new_york: Agency, real_export: Path
) -> None:
    await importing(new_york, real_export)
    application = await imported(new_york, "/v1/applications", "5")
    page = await new_york.viewer.reads(
        f"/v1/applications/{application['id']}/moves", sort="moved_at"
    )
    assert [(move["from_stage"], move["to_stage"], move["reason"]) for move in page["items"]] == [
        (None, "submitted", "OpenCATS: No Contact"),
        ("submitted", "submitted", "OpenCATS: Contacted"),
        ("submitted", "interviewing", "OpenCATS: Interviewing"),
    ]


async def test_imported_again_it_adds_nothing(new_york: Agency, real_export: Path) -> None:
    first = await importing(new_york, real_export)
    events = await count_events(new_york)
    again = await importing(new_york, real_export)
    assert counted(again) == {kind: (0, count) for kind, count in EVERYTHING.items()}
    assert said(again) == said(first)
    assert await count_events(new_york) == events


async def test_another_agency_sees_nothing_and_may_import_the_same(
    new_york: Agency, other_agency: Agency, real_export: Path
) -> None:
    await importing(new_york, real_export)
    for path in ("employers", "contacts", "vacancies", "candidates", "applications"):
        assert (await other_agency.viewer.reads(f"/v1/{path}"))["items"] == []
    theirs = await imported(new_york, "/v1/candidates", "20")
    await other_agency.viewer.is_refused(
        404, "not-found", "GET", f"/v1/candidates/{theirs['id']}/timeline"
    )
    report = await importing(other_agency, real_export)
    assert counted(report) == {kind: (count, 0) for kind, count in EVERYTHING.items()}
    ours = await imported(other_agency, "/v1/candidates", "20")
    page = await other_agency.viewer.reads(f"/v1/candidates/{ours['id']}/timeline")
    assert page["items"][0]["occurred_at"] == "2007-01-16T14:32:03Z"  # London's clocks, in winter
