"""The security log: who signed in, was refused, opened or read what is sensitive.

Safe while the code before it still runs, which knows nothing of it; and it can be run again after
it was interrupted anywhere.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

THIS_AGENCY = "nullif(current_setting('app.agency_id', true), '')::uuid"
# The requests' role may add rows and read them, and has only this to be rid of them: a batch of
# its agency's, never of the last thirty days.
FORGET = f"""
CREATE OR REPLACE FUNCTION forget_access_events(before timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE forgotten integer;
BEGIN
    DELETE FROM access_events WHERE (agency_id, id) IN (
        SELECT agency_id, id FROM access_events
        WHERE agency_id = {THIS_AGENCY}
            AND at < least(before, now() - interval '30 days')
        ORDER BY at LIMIT 10000
    );
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END $$
"""
INDEXES = {
    "ix_access_events_at": (["agency_id", sa.text("at DESC"), sa.text("id DESC")], None),
    "ix_access_events_actor_id": (
        ["agency_id", "actor_id", sa.text("at DESC"), sa.text("id DESC")],
        "actor_id IS NOT NULL",
    ),
    "ix_access_events_subject_id": (
        ["agency_id", "subject_id", sa.text("at DESC"), sa.text("id DESC")],
        "subject_id IS NOT NULL",
    ),
    "ix_access_events_key_networks": (
        ["agency_id", "api_key_id", "address"],
        "what = 'key_used_from_new_network'",
    ),
}


def upgrade() -> None:
    op.create_table(
        "access_events",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=True),
        sa.Column("actor_type", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("api_key_id", sa.Uuid(), nullable=True),
        sa.Column("link_kind", sa.Text(), nullable=True),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("subject_type", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_access_events_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_access_events")),
        if_not_exists=True,
    )
    for name, (columns, where) in INDEXES.items():
        op.create_index(
            name,
            "access_events",
            columns,
            unique=False,
            if_not_exists=True,
            postgresql_where=sa.text(where) if where else None,
        )
    op.execute("ALTER TABLE access_events ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE access_events FORCE ROW LEVEL SECURITY")
    op.execute("DROP POLICY IF EXISTS one_agency ON access_events")
    op.execute(
        "CREATE POLICY one_agency ON access_events"
        f" USING (agency_id = {THIS_AGENCY}) WITH CHECK (agency_id = {THIS_AGENCY})"
    )
    op.execute(FORGET)


def downgrade() -> None:
    op.execute("DROP FUNCTION IF EXISTS forget_access_events(timestamptz)")
    op.execute("DROP TABLE IF EXISTS access_events")
