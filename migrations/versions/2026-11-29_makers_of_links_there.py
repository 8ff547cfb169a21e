"""Who made the links that are there already, as the log tells it; and the end of those that a merge
handed to somebody else.

Safe while the code before it still runs, which does not read these columns. It fills in only what
is empty, so it can run again.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

POINTERS = {"contact_id": "contacts", "made_by_id": "users", "made_by_key_id": "api_keys"}
# Row-level security binds the owner too: agency by agency, as each. Links that are revoked open
# nothing, whoever made them.
FILL_IN = """
DO $$ DECLARE agency uuid; BEGIN
    PERFORM set_config('app.lookup', 'credentials', true);
    FOR agency IN SELECT id FROM agencies LOOP
        PERFORM set_config('app.agency_id', agency::text, true);
        UPDATE links SET contact_id = request.contact_id FROM feedback_requests request
            WHERE links.agency_id = agency AND request.agency_id = agency
            AND request.id = links.feedback_request_id AND links.revoked_at IS NULL
            AND links.contact_id IS NULL;
        UPDATE links SET made_by_key_id = created.api_key_id,
            made_by_id = CASE WHEN created.actor_type = 'user' THEN created.actor_id END
            FROM events created
            WHERE links.agency_id = agency AND created.agency_id = agency
            AND created.subject_id = links.id AND created.type = 'link.created'
            AND created.actor_type IN ('user', 'api_key') AND links.revoked_at IS NULL
            AND links.made_by_id IS NULL AND links.made_by_key_id IS NULL;
        UPDATE links SET revoked_at = now() FROM events created
            WHERE links.agency_id = agency AND created.agency_id = agency
            AND created.subject_id = links.id AND created.type = 'link.created'
            AND created.candidate_id <> links.candidate_id AND links.revoked_at IS NULL;
    END LOOP;
    PERFORM set_config('app.agency_id', '', true);
    PERFORM set_config('app.lookup', '', true);
END $$
"""


def upgrade() -> None:
    op.execute(FILL_IN)
    for column, table in POINTERS.items():
        op.execute(f"ALTER TABLE links VALIDATE CONSTRAINT fk_links_agency_id_{column}_{table}")


def downgrade() -> None:
    """The columns go with the migration before. A link that was revoked stays so."""
