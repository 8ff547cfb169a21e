"""The indexes that reach across agencies go.

Those that begin with the agency are there by now. Safe while the code before it still runs; and it
can be run again after it was interrupted anywhere.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# By its name: the table, and how it was.
GONE = {
    "ix_candidates_search_text": "candidates USING gin (search_text gin_trgm_ops)",
    "ix_candidates_emails": "candidates USING gin (emails) WITH (fastupdate = off)",
    "ix_candidates_phone_numbers": "candidates USING gin (phone_numbers) WITH (fastupdate = off)",
    "ix_documents_search_text": "documents USING gin (search_text gin_trgm_ops)",
}


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for name in GONE:
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for name, what in GONE.items():
            op.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {what}")
