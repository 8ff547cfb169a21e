"""A document's text may be `waiting` to be read.

Safe while the code before it still runs: it writes none but the values that were allowed before.
It can be run again after an interruption anywhere. The check is validated by the next migration.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DROP = (
    "-- squawk-ignore ban-drop-constraint\n"
    "ALTER TABLE documents DROP CONSTRAINT IF EXISTS ck_documents_text_status"
)
ADD = (
    "ALTER TABLE documents ADD CONSTRAINT ck_documents_text_status"
    " CHECK (text_status IN ({})) NOT VALID"
)

# Row-level security binds the owner too: agency by agency, as each.
NOBODY_READS_THEM_NOW = """
DO $$ DECLARE agency uuid; BEGIN
    FOR agency IN SELECT DISTINCT agency_id FROM documents WHERE text_status = 'waiting' LOOP
        PERFORM set_config('app.agency_id', agency::text, true);
        UPDATE documents SET text_status = 'failed'
        WHERE agency_id = agency AND text_status = 'waiting';
    END LOOP;
    PERFORM set_config('app.agency_id', '', true);
END $$
"""


def upgrade() -> None:
    op.execute(DROP)
    op.execute(ADD.format("'waiting', 'extracted', 'none', 'failed', 'timed_out'"))


def downgrade() -> None:
    op.execute(NOBODY_READS_THEM_NOW)
    op.execute(DROP)
    op.execute(ADD.format("'extracted', 'none', 'failed', 'timed_out'"))
