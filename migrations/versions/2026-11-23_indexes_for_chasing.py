"""What the sweeps look requests up by, built while everybody goes on working.

Safe while the code before it still runs: additions are nullable or have a default, and what is
dropped has been unused for a release.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TO_ASK = (
    "status = 'awaiting' AND channel = 'email' AND asked_at IS NULL AND chasing_stopped_at IS NULL"
)
TO_CHASE = "status = 'awaiting' AND channel = 'email' AND next_chase_at IS NOT NULL"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE templates VALIDATE CONSTRAINT ck_templates_name")
        op.create_index(
            "ix_feedback_requests_to_ask",
            "feedback_requests",
            ["agency_id", "created_at", "id"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
            postgresql_where=sa.text(TO_ASK),
        )
        op.create_index(
            "ix_feedback_requests_next_chase_at",
            "feedback_requests",
            ["agency_id", "next_chase_at", "id"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
            postgresql_where=sa.text(TO_CHASE),
        )


def downgrade() -> None:
    op.drop_index("ix_feedback_requests_next_chase_at", table_name="feedback_requests")
    op.drop_index("ix_feedback_requests_to_ask", table_name="feedback_requests")
