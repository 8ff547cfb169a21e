"""Documents say who may see them: `internal` unless they are the candidate's own.

Safe while the code before it still runs: the column has a default, and what that code uploads
is internal. It can be run again after an interruption anywhere.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# A CV that a visitor sent together with the details their record was made from is their own.
# Everything else stays internal: what users and imports uploaded, and what somebody sent under the
# address of a person who was known already or whose record was merged into another.
# Row-level security binds the owner too: agency by agency, as each.
SENT_BY_THEMSELVES = """
DO $$ DECLARE agency uuid; BEGIN
    FOR agency IN SELECT DISTINCT agency_id FROM documents LOOP
        PERFORM set_config('app.agency_id', agency::text, true);
        UPDATE documents SET visibility = 'candidate'
        FROM events added, events made
        WHERE documents.agency_id = agency AND documents.uploaded_by_id IS NULL
            AND documents.kind = 'cv' AND documents.visibility = 'internal'
            AND added.agency_id = agency AND added.subject_id = documents.id
            AND added.type = 'document.added' AND added.actor_type = 'visitor'
            AND added.candidate_id = documents.candidate_id
            AND made.agency_id = agency AND made.subject_id = documents.candidate_id
            AND made.type = 'candidate.created' AND made.actor_type = 'visitor'
            AND added.recorded_at - made.recorded_at
                BETWEEN interval '0 seconds' AND interval '10 seconds';
    END LOOP;
    PERFORM set_config('app.agency_id', '', true);
END $$
"""


def upgrade() -> None:
    op.execute(
        "ALTER TABLE documents ADD COLUMN IF NOT EXISTS visibility text DEFAULT 'internal' NOT NULL"
        " CONSTRAINT ck_documents_visibility CHECK (visibility IN ('internal', 'candidate'))"
    )
    op.execute(SENT_BY_THEMSELVES)


def downgrade() -> None:
    op.execute("ALTER TABLE documents DROP COLUMN IF EXISTS visibility")
