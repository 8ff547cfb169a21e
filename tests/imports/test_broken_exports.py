"""What cannot be read is said, by file and line, and the rest is imported."""

from pathlib import Path

from tests.factories import Agency
from tests.imports.conftest import WriteExport
from tests.imports.stories import counted, imported, importing, said

FIRM = {"client_id": 1, "name": "Best Buy"}
JOB = {"joborder_id": 1, "client_id": 1, "title": "Clerk", "status": "Active", "openings": 1}
ANNE = {"candidate_id": 1, "first_name": "Anne", "last_name": "Abel", "email1": "anne@example.com"}


async def test_ragged_rows_and_quotes_that_never_close(
    new_york: Agency, export: WriteExport
) -> None:
    folder = export(
        candidate="""
            candidate_id,first_name,last_name,notes
            1,Anne,Abel,"two
            lines"
            2,Ben
            3,Cleo,Cole,fine,too much
            4,Dora,"Dale,0
            5,Emil,Eden,0

            ,Fay,Fox,0
            5,Gus,Gray,0
            7,0,0,0
            LONG,Hal,Hill,0
        """.replace("LONG", "9" * 101)
    )
    report = await importing(new_york, folder)
    assert said(report) == [
        ("candidate.csv", 4, "has 2 values where the header has 4: not imported"),
        ("candidate.csv", 5, "has 5 values where the header has 4: not imported"),
        ("candidate.csv", 6, "has 3 values where the header has 4: not imported"),
        ("candidate.csv", 9, "has no candidate_id: not imported"),
        ("candidate.csv", 10, "candidate_id 5 stands on line 7 already: not imported"),
        ("candidate.csv", 11, "name: must hold a given or a family name: not imported"),
        ("candidate.csv", 12, f"candidate_id “{'9' * 60}…” is no id: not imported"),
    ]
    assert counted(report)["candidates"] == (2, 0)
    page = await new_york.viewer.reads("/v1/candidates", sort="created_at")
    assert [row["name"]["given"] for row in page["items"]] == ["Anne", "Emil"]


async def test_bytes_that_are_no_utf_8_and_nuls(new_york: Agency, export: WriteExport) -> None:
    folder = export(
        candidate=b"\xef\xbb\xbfcandidate_id,first_name,last_name\r\n"
        b"1,Jos\xe9,Mu\xf1oz\r\n2,Zo\xc3\xab,Keil\r\n3,A\x00nne,Abel\r\n4,Ren\xe9,Roy"
    )
    report = await importing(new_york, folder)
    assert said(report) == [
        ("candidate.csv", 2, "is not UTF-8: read as Windows-1252 (such lines in the file: 2)"),
        ("candidate.csv", 4, "holds NUL characters, which were left out"),
    ]
    page = await new_york.viewer.reads("/v1/candidates", sort="created_at")
    assert [row["name"]["given"] for row in page["items"]] == ["José", "Zoë", "Anne", "René"]


async def test_values_that_are_not_acceptable_are_left_out(
    new_york: Agency, export: WriteExport
) -> None:
    folder = export(
        client=[{**FIRM, "url": "best buy", "date_created": "last year"}],
        contact=[
            {"contact_id": 1, "client_id": 1, "first_name": "Jim", "last_name": "Baker",
             "email1": "jim@", "phone_work": "555-0100", "phone_cell": "555-0101"},
            {"contact_id": 2, "client_id": 9, "first_name": "Jo", "last_name": "Bell"},
        ],
        joborder=[
            {**JOB, "openings": "two", "status": "Dormant", "salary": "45-50", "type": "XY"},
            {**JOB, "joborder_id": 2, "title": 0, "status": "On Hold"},
        ],
        candidate=[
            {**ANNE, "phone_home": "12", "phone_cell": "209-880-4429",
             "date_created": "2120-01-01 00:00:00"},
        ],
    )  # fmt: skip
    report = await importing(new_york, folder)
    assert said(report) == [
        ("client.csv", 2, "website “http://best buy”: Input should be a valid URL, invalid"
         " international domain name: left out"),
        ("client.csv", 2, "date_created “last year” is not a date and time: left out"),
        ("contact.csv", 2, "a contact has one phone number here: “555-0101” was left out"),
        ("contact.csv", 2, "email “jim@”: value is not a valid email address: There must be"
         " something after the @-sign: left out"),
        ("contact.csv", 3, "client_id “9” was not imported: nor is this"),
        ("joborder.csv", 2, "openings “two” is not a number: taken as 1"),
        ("joborder.csv", 2, "status “Dormant” is not known: the vacancy is a draft"),
        ("joborder.csv", 3, "has no title: not imported"),
        ("candidate.csv", 2, "phones “12”: must hold at least five digits: left out"),
        ("candidate.csv", 2, "date_created “2120-01-01 00:00:00” is in the future: left out"),
    ]  # fmt: skip
    assert counted(report)["vacancies"] == (1, 0)
    vacancy = await imported(new_york, "/v1/vacancies", "1")
    assert (vacancy["status"], vacancy["salary_from"], vacancy["openings"]) == ("draft", None, 1)
    notes = await new_york.viewer.reads(f"/v1/employers/{vacancy['employer_id']}/notes")
    assert [note["body"] for note in notes["items"]] == ["Clerk: Type: XY\nSalary: 45-50"]
    assert (await imported(new_york, "/v1/candidates", "1"))["phones"] == ["209-880-4429"]


async def test_missing_files_and_columns(new_york: Agency, export: WriteExport) -> None:
    folder = export(
        client=None, contact="contact_id,name\n1,Jim\n", activity=b"",
        candidate=[ANNE], email_history="email_history_id\n1\n2\n",
    )  # fmt: skip
    report = await importing(new_york, folder)
    assert said(report) == [
        ("client.csv", None, "is missing: no employers were read"),
        ("contact.csv", 1, "has no column client_id, last_name, first_name: no contacts were read"),
        ("activity.csv", 1, "has no column activity_id, data_item_id, data_item_type,"
         " date_created, type, notes: no notes were read"),
    ]  # fmt: skip
    assert dict(report.left_out) == {("email_history.csv", "this table is not imported"): 2}
    assert counted(report)["candidates"] == (1, 0)


async def test_a_folder_with_nothing_in_it(new_york: Agency, tmp_path: Path) -> None:
    report = await importing(new_york, tmp_path)
    assert len(report.problems) == 8
    assert set(counted(report).values()) == {(0, 0)}


async def test_unknown_ids_in_the_pipeline(new_york: Agency, export: WriteExport) -> None:
    folder = export(
        client=[FIRM],
        joborder=[JOB],
        candidate=[ANNE],
        candidate_joborder=[
            {"candidate_joborder_id": 1, "candidate_id": 9, "joborder_id": 1, "status": 100},
            {"candidate_joborder_id": 2, "candidate_id": 1, "joborder_id": 9, "status": 100},
            {"candidate_joborder_id": 3, "candidate_id": 1, "joborder_id": 1, "status": 100},
        ],
        candidate_joborder_status_history=[
            {"candidate_joborder_status_history_id": 1, "candidate_id": 9, "joborder_id": 1,
             "date": "2007-01-01 10:00:00", "status_from": 100, "status_to": 200},
            {"candidate_joborder_status_history_id": 2, "candidate_id": 8, "joborder_id": 8,
             "date": "2007-01-01 10:00:00", "status_from": 100, "status_to": 200},
            {"candidate_joborder_status_history_id": 3, "candidate_id": 1, "joborder_id": 1,
             "date": "2007-02-30 10:00:00", "status_from": 100, "status_to": 200},
        ],
        activity=[
            {"activity_id": 1, "data_item_id": 9, "data_item_type": 100, "type": 100, "notes": "x"},
            {"activity_id": 2, "data_item_id": 1, "data_item_type": 100, "type": 400},
            {"activity_id": 3, "data_item_id": 1, "data_item_type": 100, "type": 12, "notes": "y"},
        ],
    )  # fmt: skip
    report = await importing(new_york, folder)
    history = "candidate_joborder_status_history.csv"
    assert said(report) == [
        (history, 4, "date “2007-02-30 10:00:00” is not a date and time: left out"),
        (history, 4, "has no date that can be read: not imported"),
        ("candidate_joborder.csv", 2, "candidate_id “9” was not imported: nor is this"
         " (status changes lost with it: 1)"),
        ("candidate_joborder.csv", 3, "joborder_id “9” was not imported: nor is this"),
        (history, 3, "its candidate and job order meet in no row of candidate_joborder.csv:"
         " not imported"),
        ("activity.csv", 2, "data_item_type and data_item_id “100/9” were not imported:"
         " nor is this"),
        ("activity.csv", 3, "says nothing: not imported"),
        ("activity.csv", 4, "type “12” is not known: kept as a note"),
    ]  # fmt: skip
    assert counted(report)["applications"] == (1, 0)
    assert counted(report)["notes"] == (1, 0)
