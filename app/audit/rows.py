"""Writing what was seen: the rows of one agency in one statement."""

from collections.abc import Sequence
from uuid import UUID

from app.audit.access import Access
from app.database import AGENCY_SETTING, Database
from app.statements import encode

SECONDS = 10
"""To write, with waiting for a connection."""
SET_AGENCY = f"SELECT set_config('{AGENCY_SETTING}', $1, true)"
# Twice is once: whoever lost the connection at the commit writes them again.
INSERT = """
    INSERT INTO access_events (
        agency_id, id, at, last_at, count, what, outcome, operation, actor_type, actor_id,
        api_key_id, link_kind, link_id, subject_type, subject_id, address, user_agent, request_id
    )
    SELECT $1, row.id, row.at, coalesce(row.last_at, row.at), row.count, row.what, row.outcome,
        row.operation, row.actor_type, row.actor_id, row.api_key_id, row.link_kind, row.link_id,
        row.subject_type, row.subject_id, row.address, row.user_agent, row.request_id
    FROM jsonb_to_recordset($2::jsonb) AS row (
        id uuid, at timestamptz, last_at timestamptz, count int, what text, outcome text,
        operation text, actor_type text, actor_id uuid, api_key_id uuid, link_kind text,
        link_id uuid, subject_type text, subject_id uuid, address text, user_agent text,
        request_id text
    )
    WHERE row.what <> 'key_used_from_new_network' OR NOT EXISTS (
        SELECT FROM access_events known
        WHERE known.agency_id = $1 AND known.api_key_id = row.api_key_id
            AND known.address = row.address AND known.what = 'key_used_from_new_network'
    )
    ON CONFLICT DO NOTHING
"""


async def write(database: Database, agency_id: UUID, rows: Sequence[Access]) -> None:
    """All of them or none."""
    async with database.asked(within=SECONDS) as connection, connection.transaction():
        await connection.execute(SET_AGENCY, str(agency_id))
        await connection.execute(INSERT, agency_id, encode(rows).decode())
