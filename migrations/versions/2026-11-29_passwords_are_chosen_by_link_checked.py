"""What the migration before it added unchecked is checked, in a transaction of its own.

Nothing waits for it but other changes of these tables' columns. Safe to run again.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

UNCHECKED = (
    ("api_keys", "fk_api_keys_agency_id_created_by_id_users"),
    ("api_keys", "fk_api_keys_agency_id_created_by_key_id_api_keys"),
    ("templates", "ck_templates_name"),
)


def upgrade() -> None:
    for table, name in UNCHECKED:
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")


def downgrade() -> None:
    """Nothing to take back."""
