"""Every status an application had, in order, and the stage it comes to stand at."""

import pytest

from tests.factories import Agency, Json
from tests.imports.conftest import WriteExport
from tests.imports.stories import counted, imported, importing, said, story_of

FIRM = {"client_id": 1, "name": "Best Buy"}
JOB = {"joborder_id": 1, "client_id": 1, "title": "Clerk", "status": "Closed", "openings": 1}
ANNE = {
    "candidate_id": 1, "first_name": "Anne", "last_name": "Abel",
    "date_created": "2007-01-01 09:00:00",
}  # fmt: skip
WORDS: list[dict[str, object]] = [
    {"candidate_joborder_status_id": 300, "short_description": "Qualifying"},
    {"candidate_joborder_status_id": 350, "short_description": "2nd Phone Screen"},
]
CREATED = "The import added the candidate"
SUBMITTED = "The import submitted the candidate for Clerk at Best Buy"
JOB_AT = "Clerk at Best Buy"


def pipeline(status: int, *history: tuple[int, int, int], **fields: object) -> Json:
    """One candidate in one pipeline; a change is on a day of January 2007, at noon."""
    return {
        "client": [FIRM],
        "joborder": [JOB],
        "candidate": [ANNE],
        "candidate_joborder_status": WORDS,
        "candidate_joborder": [
            {
                "candidate_joborder_id": 1, "candidate_id": 1, "joborder_id": 1, "status": status,
                "date_created": "2007-01-02 09:00:00", "date_modified": "2007-01-30 09:00:00",
                **fields,
            }
        ],
        "candidate_joborder_status_history": [
            {
                "candidate_joborder_status_history_id": number, "candidate_id": 1,
                "joborder_id": 1, "date": f"2007-01-{day:02} 12:00:00",
                "status_from": before, "status_to": after,
            }
            for number, (day, before, after) in enumerate(history, start=1)
        ],
    }  # fmt: skip


def marked(status: str) -> str:
    return f"{JOB_AT} was marked “{status}” before the import"


def moved(left: str, stage: str) -> str:
    return f"The import moved {JOB_AT} from {left} to {stage}"


async def retold(agency: Agency) -> list[tuple[str, str]]:
    """The story after the candidate was added: days of January, and what happened."""
    candidate = await imported(agency, "/v1/candidates", "1")
    [first, *story] = await story_of(agency, candidate["id"])
    assert first == ("2007-01-01 09:00:00", CREATED)
    return [(when[8:10], what) for when, what in story]


async def test_declined_reopened_and_placed(new_york: Agency, export: WriteExport) -> None:
    """Rows may stand in any order: their dates decide."""
    changes = [
        (9, 500, 700), (5, 100, 400), (7, 400, 500), (12, 500, 600), (11, 700, 500),
        (20, 600, 800),
    ]  # fmt: skip
    report = await importing(new_york, export(**pipeline(800, *changes)))
    assert said(report) == []
    assert counted(report)["status changes"] == (6, 0)
    assert await retold(new_york) == [
        ("02", SUBMITTED),
        ("02", marked("no contact")),
        ("05", marked("submitted")),
        ("07", moved("submitted", "interviewing")),
        ("09", f"{JOB_AT} ended: rejected by the employer (no reason given)"),
        ("11", f"The import reinstated {JOB_AT} at interviewing"),
        ("12", moved("interviewing", "offered")),
        ("20", moved("offered", "placed")),
    ]
    application = await imported(new_york, "/v1/applications", "1")
    assert (application["stage"], application["ended"]) == ("placed", None)


async def test_rejected_by_the_agency_after_the_employer(
    new_york: Agency, export: WriteExport
) -> None:
    await importing(new_york, export(**pipeline(650, (5, 400, 600), (6, 600, 700), (8, 700, 650))))
    assert await retold(new_york) == [
        ("02", SUBMITTED),
        ("05", moved("submitted", "offered")),
        ("06", f"{JOB_AT} ended: rejected by the employer (no reason given)"),
        ("08", f"{JOB_AT} ended: rejected by the agency (not suitable)"),
    ]
    application = await imported(new_york, "/v1/applications", "1")
    assert application["ended"] == {
        "at": "2007-01-08T17:00:00Z", "by": "agency", "reason": "not_suitable",
        "note": "OpenCATS: Not in Consideration",
    }  # fmt: skip
    path = f"/v1/applications/{application['id']}"
    reinstated = await new_york.recruiter.does(f"{path}/reinstatement")
    assert reinstated["stage"] == "offered"  # where it stood before it first ended


async def test_the_agencys_own_words_and_statuses(new_york: Agency, export: WriteExport) -> None:
    changes = [(5, 100, 300), (6, 300, 350), (7, 350, 999)]
    report = await importing(new_york, export(**pipeline(999, *changes)))
    assert said(report) == []
    assert await retold(new_york) == [
        ("02", SUBMITTED),
        ("02", marked("no contact")),
        ("05", marked("qualifying")),
        ("06", marked("status 2nd phone screen")),
        ("07", marked("status 999")),
    ]


async def test_a_history_that_stops_short_is_closed(new_york: Agency, export: WriteExport) -> None:
    report = await importing(new_york, export(**pipeline(500, (5, 100, 200))))
    assert said(report) == [
        ("candidate_joborder.csv", 2, "stands at Interviewing, which its history does not say:"
         " moved there at its last modification"),
    ]  # fmt: skip
    assert (await retold(new_york))[-1] == ("30", moved("submitted", "interviewing"))


async def test_without_any_history_it_is_moved_once(new_york: Agency, export: WriteExport) -> None:
    report = await importing(new_york, export(**pipeline(700)))
    assert said(report) == []
    assert sum(report.left_out.values()) == 1
    assert await retold(new_york) == [
        ("02", SUBMITTED),
        ("30", f"{JOB_AT} ended: rejected by the employer (no reason given)"),
    ]


async def test_a_history_that_begins_late(new_york: Agency, export: WriteExport) -> None:
    """A real date of submission counts; what came before the first row is not known."""
    folder = export(**pipeline(600, (7, 500, 600), date_submitted="2007-01-03 10:00:00"))
    await importing(new_york, folder)
    assert await retold(new_york) == [
        ("03", SUBMITTED),
        ("03", moved("submitted", "interviewing")),
        ("07", moved("interviewing", "offered")),
    ]


@pytest.mark.parametrize("date", ["2005-01-01 00:00:00", "0000-00-00 00:00:00", "", "0", "soon"])
async def test_without_any_date_it_is_imported_once(
    new_york: Agency, export: WriteExport, date: str
) -> None:
    folder = export(**pipeline(500, date_created=date, date_modified=date))
    assert counted(await importing(new_york, folder))["status changes"] == (1, 0)
    assert counted(await importing(new_york, folder))["status changes"] == (0, 1)


async def test_a_later_export_adds_only_what_is_new(new_york: Agency, export: WriteExport) -> None:
    """Debrief leads once an application is here: what came since is for people to enter."""
    await importing(new_york, export(**pipeline(200, (5, 100, 200))))
    later = pipeline(500, (5, 100, 200), (9, 200, 500))
    later["candidate"].append({"candidate_id": 2, "first_name": "Ben", "last_name": "Bole"})
    later["activity"] = [
        {"activity_id": 1, "data_item_id": 1, "data_item_type": 100, "joborder_id": 1, "type": 100,
         "date_created": "2007-01-09 12:00:00", "notes": "Status change: Interviewing. Monday!"},
    ]  # fmt: skip
    report = await importing(new_york, export(**later))
    history = "candidate_joborder_status_history.csv"
    assert said(report) == [
        (history, 3, "came after its application was imported: enter it in Debrief")
    ]
    assert counted(report)["candidates"] == (1, 1)
    assert counted(report)["applications"] == (0, 1)
    assert counted(report)["status changes"] == (0, 1)
    assert (await retold(new_york))[-1] == (
        "09",
        "The import noted (call): Status change: Interviewing. Monday!",
    )
    assert (await imported(new_york, "/v1/applications", "1"))["stage"] == "submitted"


async def test_nobody_stands_twice_for_one_vacancy(new_york: Agency, export: WriteExport) -> None:
    tables = pipeline(200, (5, 100, 200))
    twin = {**ANNE, "candidate_id": 2, "email1": "anne@example.com"}
    tables["candidate"] = [{**ANNE, "email1": "anne@example.com"}, twin]
    [row] = tables["candidate_joborder"]
    tables["candidate_joborder"].append({**row, "candidate_joborder_id": 2, "candidate_id": 2})
    [change] = tables["candidate_joborder_status_history"]
    tables["candidate_joborder_status_history"].append(
        {**change, "candidate_joborder_status_history_id": 2, "candidate_id": 2}
    )
    folder = export(**tables)
    for _ in range(2):
        report = await importing(new_york, folder)
        assert said(report) == [
            ("candidate.csv", 3, "is the same person as the one on line 2: kept as one candidate"),
            ("candidate_joborder.csv", 3, "the candidate stands for this vacancy already:"
             " not imported (status changes lost with it: 1)"),
        ]  # fmt: skip
