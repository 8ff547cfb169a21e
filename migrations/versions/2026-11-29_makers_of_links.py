"""Who made a link and for whom, and which links we put into a message.

Safe while the code before it still runs: additions are nullable.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

POINTERS = {"contact_id": "contacts", "made_by_id": "users", "made_by_key_id": "api_keys"}


def upgrade() -> None:
    op.execute("ALTER TABLE messages ADD COLUMN IF NOT EXISTS link_ids uuid[]")
    for column, table in POINTERS.items():
        op.execute(f"ALTER TABLE links ADD COLUMN IF NOT EXISTS {column} uuid")
        key = f"fk_links_agency_id_{column}_{table}"
        # The same one is made anew: this may run again after it was interrupted.
        op.execute(
            "-- squawk-ignore ban-drop-constraint\n"
            f"ALTER TABLE links DROP CONSTRAINT IF EXISTS {key}"
        )
        op.execute(
            f"ALTER TABLE links ADD CONSTRAINT {key}"
            f" FOREIGN KEY (agency_id, {column}) REFERENCES {table} (agency_id, id) NOT VALID"
        )


def downgrade() -> None:
    for column in POINTERS:
        op.execute(f"ALTER TABLE links DROP COLUMN IF EXISTS {column}")
    op.execute("ALTER TABLE messages DROP COLUMN IF EXISTS link_ids")
