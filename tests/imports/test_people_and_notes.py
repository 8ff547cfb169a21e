"""People who stand twice, and what was written down about people and firms."""

from tests.factories import Agency, Json
from tests.imports.conftest import WriteExport
from tests.imports.stories import counted, imported, importing, said

FIRM = {"client_id": 1, "name": "Best Buy"}
JIM = {"contact_id": 1, "client_id": 1, "first_name": "Jim", "last_name": "Baker"}
JOB = {"joborder_id": 1, "client_id": 1, "title": "Clerk", "status": "Active", "openings": 1}
ANNE = {"candidate_id": 1, "first_name": "Anne", "last_name": "Abel", "email1": "Anne@Example.com"}


async def test_what_only_the_second_row_says_is_not_lost(
    new_york: Agency, export: WriteExport
) -> None:
    folder = export(
        candidate=[
            {**ANNE, "key_skills": "Java, java ,, SQL", "notes": "Prefers mornings."},
            {**ANNE, "candidate_id": 2, "email1": "anne@example.com", "email2": "abel@example.com",
             "phone_cell": "209-880-4429", "key_skills": "sql, Rust", "city": "Albany",
             "notes": "Met at the fair."},
        ]
    )  # fmt: skip
    report = await importing(new_york, folder)
    assert counted(report)["candidates"] == (1, 0)
    anne = await imported(new_york, "/v1/candidates", "1")
    assert anne["emails"] == ["anne@example.com", "abel@example.com"]
    assert anne["skills"] == ["Java", "SQL", "Rust"]
    assert (anne["phones"], anne["location"]["name"]) == (["209-880-4429"], "Albany")
    notes = await new_york.viewer.reads(f"/v1/candidates/{anne['id']}/notes")
    assert {note["body"] for note in notes["items"]} == {"Prefers mornings.", "Met at the fair."}


async def test_one_address_and_two_names_stay_two_people(
    new_york: Agency, export: WriteExport
) -> None:
    folder = export(candidate=[ANNE, {**ANNE, "candidate_id": 2, "first_name": "Ben"}])
    report = await importing(new_york, folder)
    assert said(report) == [
        ("candidate.csv", 3, "has the e-mail of the one on line 2, under another name:"
         " kept as another candidate"),
    ]  # fmt: skip
    assert counted(report)["candidates"] == (2, 0)


async def test_someone_who_was_here_before_the_import(
    new_york: Agency, export: WriteExport
) -> None:
    here = await new_york.candidate(
        name={"given": "Anne", "family": "Abel"}, emails=["anne@example.com"]
    )
    folder = export(candidate=[{**ANNE, "notes": "Prefers mornings."}])
    report = await importing(new_york, folder)
    assert said(report) == [
        ("candidate.csv", 2, "is the same person as a candidate who was here already:"
         " kept as one candidate"),
    ]  # fmt: skip
    assert counted(report)["candidates"] == (0, 0)
    notes = await new_york.viewer.reads(f"/v1/candidates/{here['id']}/notes")
    assert [note["body"] for note in notes["items"]] == ["Prefers mornings."]
    assert counted(await importing(new_york, folder))["notes"] == (0, 1)


async def test_activities_are_notes_where_and_when_they_happened(
    new_york: Agency, export: WriteExport
) -> None:
    def activity(number: int, about: str, kind: int, notes: str, **fields: object) -> Json:
        return {
            "activity_id": number, "data_item_type": about, "data_item_id": 1, "type": kind,
            "notes": notes, "date_created": f"2007-07-0{number} 12:00:00", **fields,
        }  # fmt: skip

    folder = export(
        client=[FIRM],
        contact=[{**JIM, "notes": "Only <b>after</b> ten.", "left_company": 1}],
        joborder=[JOB],
        candidate=[ANNE],
        candidate_joborder=[
            {"candidate_joborder_id": 1, "candidate_id": 1, "joborder_id": 1, "status": 100},
        ],
        activity=[
            activity(1, "100", 300, "Met &amp; liked her.<br />Salary &lt; 50k", joborder_id=1),
            activity(2, "100", 200, "if (a < b) then c > d", joborder_id=0),
            activity(3, "100", 600, "0"),
            activity(4, "200", 700, "Tried the switchboard."),
            activity(5, "300", 500, "Will call back."),
            activity(6, "400", 400, "Wants two now."),
        ],
    )  # fmt: skip
    report = await importing(new_york, folder)
    assert said(report) == []
    anne = await imported(new_york, "/v1/candidates", "1")
    notes = (await new_york.viewer.reads(f"/v1/candidates/{anne['id']}/notes"))["items"]
    application = await imported(new_york, "/v1/applications", "1")
    assert {
        (note["noted_at"], note["kind"], note["body"], note["application_id"]) for note in notes
    } == {
        ("2007-07-01T16:00:00Z", "meeting", "Met & liked her.\nSalary < 50k", application["id"]),
        ("2007-07-02T16:00:00Z", "email", "if (a < b) then c > d", None),
        ("2007-07-03T16:00:00Z", "call", "Call: left a message", None),
    }
    employer = await imported(new_york, "/v1/employers", "1")
    notes = (await new_york.viewer.reads(f"/v1/employers/{employer['id']}/notes"))["items"]
    assert {(note["kind"], note["body"]) for note in notes} == {
        ("note", "Jim Baker: Only after ten."),
        ("call", "Call: missed. Tried the switchboard."),
        ("call", "Jim Baker: Will call back."),
        ("note", "Clerk: Wants two now."),
    }
    assert {note["visibility"] for note in notes} == {"internal"}
    assert (await imported(new_york, "/v1/contacts", "1"))["do_not_email"] is True


async def test_what_the_second_row_applied_for_goes_to_the_one_kept(
    new_york: Agency, export: WriteExport
) -> None:
    folder = export(
        client=[FIRM],
        joborder=[JOB, {**JOB, "joborder_id": 2, "title": "Baker"}],
        candidate=[ANNE, {**ANNE, "candidate_id": 2}],
        candidate_joborder=[
            {"candidate_joborder_id": 1, "candidate_id": 1, "joborder_id": 1, "status": 100},
            {"candidate_joborder_id": 2, "candidate_id": 2, "joborder_id": 2, "status": 100},
        ],
    )
    for added in (2, 0):
        report = await importing(new_york, folder)
        assert report.tally("applications").added == added
        anne = await imported(new_york, "/v1/candidates", "1")
        page = await new_york.viewer.reads("/v1/applications", candidate_id=anne["id"])
        assert {row["vacancy_title"] for row in page["items"]} == {"Clerk", "Baker"}
