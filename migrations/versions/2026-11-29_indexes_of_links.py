"""One live link to a form or a user's calendar for each maker, built while everybody goes on
working.

Safe while the code before it still runs: it looks for a live link before it makes one.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

UNIQUE = {
    "form": "(agency_id, feedback_request_id, made_by_key_id) NULLS NOT DISTINCT"
    " WHERE revoked_at IS NULL AND feedback_request_id IS NOT NULL",
    "user": "(agency_id, user_id, made_by_key_id) NULLS NOT DISTINCT"
    " WHERE revoked_at IS NULL AND user_id IS NOT NULL",
}
OF_KEYS = "(agency_id, made_by_key_id) WHERE made_by_key_id IS NOT NULL"
BEFORE = {"form": "feedback_request_id", "user": "user_id"}
DROP_IF_BROKEN = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('{name}') AND NOT indisvalid)
    THEN
        DROP INDEX {name};
    END IF;
END $$
"""

# The index before allows one live link: that of the agency stays.
ONE_EACH = """
DO $$ DECLARE agency uuid; BEGIN
    PERFORM set_config('app.lookup', 'credentials', true);
    FOR agency IN SELECT id FROM agencies LOOP
        PERFORM set_config('app.agency_id', agency::text, true);
        UPDATE links SET revoked_at = now()
            WHERE agency_id = agency AND made_by_key_id IS NOT NULL AND revoked_at IS NULL;
    END LOOP;
    PERFORM set_config('app.agency_id', '', true);
    PERFORM set_config('app.lookup', '', true);
END $$
"""


def build(name: str, unique: str, what: str) -> None:
    op.execute(DROP_IF_BROKEN.format(name=name))
    op.execute(f"CREATE {unique} INDEX CONCURRENTLY IF NOT EXISTS {name} ON links {what}")


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for kind, what in UNIQUE.items():
            build(f"uq_links_{kind}_of_maker", "UNIQUE", what)
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS uq_links_{kind}")
        build("ix_links_made_by_key_id", "", OF_KEYS)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute(ONE_EACH)
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_links_made_by_key_id")
        for kind, column in BEFORE.items():
            name = f"uq_links_{kind}"
            op.execute(DROP_IF_BROKEN.format(name=name))
            op.execute(
                f"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {name} ON links"
                f" (agency_id, {column}) WHERE revoked_at IS NULL AND {column} IS NOT NULL"
            )
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}_of_maker")
