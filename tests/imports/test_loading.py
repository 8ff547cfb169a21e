"""What the database refuses takes nothing else with it."""

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from app.access.actors import Actor
from app.employers.models import Employer
from app.events.kinds import EmployerCreated
from app.imports.loading import Entry, Import, Told, why_refused
from app.imports.report import Report
from app.imports.tables import Row
from tests.factories import Agency
from tests.imports.stories import count_events

ALREADY = "Another employer of the agency has this external reference: not imported"


def into(agency: Agency) -> Import:
    actor = Actor(agency.id, "import")
    london = ZoneInfo("Europe/London")
    return Import(agency.database, actor, "opencats", london, "GB", Report(), lambda *_: None)


def employer(line: int, report: Report, **values: object) -> Entry:
    row, employer_id = Row("client.csv", line, {}, report), uuid7()
    values = {
        "id": employer_id, "name": f"Firm {line}", "external_system": "opencats",
        "external_id": str(line), **values,
    }  # fmt: skip
    return Entry(row, [(Employer, values)], [Told(EmployerCreated(), employer_id, {})])


async def test_of_a_refused_batch_only_the_row_at_fault_is_lost(agency: Agency) -> None:
    await agency.employer(external_ref={"system": "opencats", "id": "3"})
    importing = into(agency)
    importing.known[Employer] = {}  # as if it were added while the import runs
    events = await count_events(agency)
    entries = [employer(line, importing.report) for line in range(2, 6)]
    too_long = employer(6, importing.report, name="x" * 1_000_000)
    await importing.load("employers", iter([*entries, too_long]), 5)
    assert importing.report.problems == [("client.csv", 3, ALREADY), importing.report.problems[1]]
    assert importing.report.problems[1].row == 6
    assert importing.report.tally("employers").added == 3
    assert sorted(importing.known[Employer]) == ["2", "4", "5"]
    page = await agency.viewer.reads("/v1/employers", count=True)
    assert page["total"] == 4
    assert await count_events(agency) == events + 3


def test_a_database_that_is_away_is_no_fault_of_a_row() -> None:
    lost = DBAPIError("SELECT 1", {}, ConnectionError("connection lost"))
    assert why_refused(lost) is None


async def test_then_the_import_stops(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    importing = into(agency)
    monkeypatch.setattr("app.imports.loading.why_refused", lambda _: None)
    entry = employer(2, importing.report, name=None)
    with pytest.raises(DBAPIError):
        await importing.load("employers", iter([entry]), 1)
