"""Whose the drafts, wishes and numbers are that stand there already.

Safe while the code before it still runs, which does not read these columns. It fills in only what
is empty, so it can run again.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WITH_A_CONTACT = ("calls", "form_drafts")
# Row-level security binds the owner too: agency by agency, as each. Nobody has been asked instead
# of another so far, so what was typed about a request was typed by its contact.
WHOSE_THEY_ARE = """
DO $$ DECLARE agency uuid; BEGIN
    PERFORM set_config('app.lookup', 'credentials', true);
    FOR agency IN SELECT id FROM agencies LOOP
        PERFORM set_config('app.agency_id', agency::text, true);
        UPDATE calls SET contact_id = request.contact_id FROM feedback_requests request
            WHERE calls.agency_id = agency AND request.agency_id = agency
            AND request.id = calls.feedback_request_id AND calls.contact_id IS NULL;
        UPDATE form_drafts SET contact_id = request.contact_id FROM feedback_requests request
            WHERE form_drafts.agency_id = agency AND request.agency_id = agency
            AND request.id = form_drafts.feedback_request_id AND form_drafts.contact_id IS NULL;
    END LOOP;
    PERFORM set_config('app.agency_id', '', true);
    PERFORM set_config('app.lookup', '', true);
END $$
"""


def upgrade() -> None:
    op.execute(WHOSE_THEY_ARE)
    for table in WITH_A_CONTACT:
        key = f"fk_{table}_agency_id_contact_id_contacts"
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {key}")


def downgrade() -> None:
    """The columns go with the migration before."""
