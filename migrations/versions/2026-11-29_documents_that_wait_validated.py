"""The check of documents' `text_status` is validated, in a transaction of its own.

It can be run again after an interruption anywhere.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("ALTER TABLE documents VALIDATE CONSTRAINT ck_documents_text_status")


def downgrade() -> None:
    """There is nothing to undo."""
