"""What documents are searched by begins with the agency: built beside what is there.

Safe while the code before it still runs, which uses either; and it can be run again after it was
interrupted anywhere.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEXES = {
    "ix_documents_search_text_new": ("documents USING gin (agency_id, search_text gin_trgm_ops)"),
}
DROP_WHAT_WAS_LEFT = """
DO $$ BEGIN
    IF EXISTS (
        SELECT FROM pg_index WHERE indexrelid = to_regclass('public.{name}') AND NOT indisvalid
    ) THEN
        DROP INDEX public.{name};
    END IF;
END $$
"""


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for name, what in INDEXES.items():
            op.execute(DROP_WHAT_WAS_LEFT.format(name=name))
            op.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {what}")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for name in INDEXES:
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
