"""Exports to import: the real one, and small ones written for a test."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from textwrap import dedent

import httpx
import pytest

from app.database import Database
from tests.factories import Agency, open_agency

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "opencats"

HEADERS = {
    "client": "client_id,name,state,zip,url,key_technologies,notes,date_created",
    "contact": "contact_id,client_id,last_name,first_name,title,email1,phone_work,phone_cell,"
    "notes,left_company,date_created",
    "joborder": "joborder_id,client_id,title,description,notes,type,duration,rate_max,salary,"
    "status,openings,city,state,start_date,client_job_id,public,date_created",
    "candidate": "candidate_id,last_name,first_name,phone_home,phone_cell,city,state,zip,source,"
    "date_available,can_relocate,notes,key_skills,current_employer,email1,email2,is_hot,"
    "date_created",
    "candidate_joborder": "candidate_joborder_id,candidate_id,joborder_id,status,date_submitted,"
    "date_created,date_modified",
    "candidate_joborder_status": "candidate_joborder_status_id,short_description",
    "candidate_joborder_status_history": "candidate_joborder_status_history_id,candidate_id,"
    "joborder_id,date,status_from,status_to",
    "activity": "activity_id,data_item_id,data_item_type,joborder_id,date_created,type,notes",
}

WriteExport = Callable[..., Path]


@pytest.fixture
def real_export() -> Path:
    """The sample database that OpenCATS ships with; it is kept beside the repository, not in it."""
    if not REAL.is_dir():
        pytest.skip("../shared/data/opencats is not here")
    return REAL


@pytest.fixture
def export(tmp_path: Path) -> WriteExport:
    """Writes an export: `candidate=[{"candidate_id": 1, …}]`, or text for a file as it stands.

    A column that a row does not name holds `0`, as OpenCATS writes what is empty.
    """

    def write(**tables: list[dict[str, object]] | str | bytes | None) -> Path:
        for name, header in HEADERS.items():
            (tmp_path / f"{name}.csv").write_text(header + "\r\n", newline="")
        for name, rows in tables.items():
            path = tmp_path / f"{name}.csv"
            if rows is None:
                path.unlink()
            elif isinstance(rows, bytes):
                path.write_bytes(rows)
            elif isinstance(rows, str):
                path.write_text(dedent(rows).lstrip(), newline="")
            else:
                columns = HEADERS[name].split(",")
                lines = [",".join(f'"{row.get(column, 0)}"' for column in columns) for row in rows]
                path.write_text("\r\n".join([HEADERS[name], *lines, ""]), newline="")
        return tmp_path

    return write


@pytest.fixture
async def new_york(database: Database, transport: httpx.ASGITransport) -> AsyncIterator[Agency]:
    async with open_agency(
        database, transport, timezone="America/New_York", country="US"
    ) as agency:
        yield agency
