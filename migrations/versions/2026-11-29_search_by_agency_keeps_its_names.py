"""The indexes that begin with the agency take the names of those that they replace.

Safe while the code before it still runs; and it can be run again after it was interrupted anywhere.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAMES = (
    "ix_candidates_search_text",
    "ix_candidates_emails",
    "ix_candidates_phone_numbers",
    "ix_documents_search_text",
)


def upgrade() -> None:
    for name in NAMES:  # nobody asks for an index by its name
        op.execute(
            f"-- squawk-ignore renaming-object\nALTER INDEX IF EXISTS {name}_new RENAME TO {name}"
        )


def downgrade() -> None:
    for name in NAMES:
        op.execute(f"ALTER INDEX IF EXISTS {name} RENAME TO {name}_new")
