"""Indexes on tables that hold rows already, built while everybody goes on working.

Safe while the code before it still runs: additions are nullable or have a default, and what is
dropped has been unused for a release.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MERGED_INTO = "fk_candidates_agency_id_merged_into_id_candidates"


def upgrade() -> None:
    op.execute(
        f"ALTER TABLE candidates ADD CONSTRAINT {MERGED_INTO} FOREIGN KEY"
        " (agency_id, merged_into_id) REFERENCES candidates (agency_id, id) NOT VALID"
    )
    with op.get_context().autocommit_block():
        op.execute(f"ALTER TABLE candidates VALIDATE CONSTRAINT {MERGED_INTO}")
        op.create_index(
            "ix_applications_to_review",
            "applications",
            ["agency_id", "review_due_at", "id"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
            postgresql_where=sa.text("review_due_at IS NOT NULL"),
        )
        op.create_index(
            "ix_candidates_merged_into_id",
            "candidates",
            ["agency_id", "merged_into_id"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        op.create_index(
            "ix_interviews_debrief_missing",
            "interviews",
            ["agency_id", "debrief_due_at", "id"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
            postgresql_where=sa.text("debrief_due_at IS NOT NULL"),
        )
        op.create_index(
            "ix_interviews_scheduled",
            "interviews",
            ["agency_id", "starts_at", "id"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
            postgresql_where=sa.text("status = 'scheduled'"),
        )
        op.create_index(
            "ix_vacancies_latitude",
            "vacancies",
            ["agency_id", "search_latitude", "search_longitude"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.create_index(
            "ix_vacancies_public",
            "vacancies",
            ["agency_id", "published_at", "id"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
            postgresql_where=sa.text("published AND status = 'open'"),
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(
            "ix_vacancies_public",
            table_name="vacancies",
            postgresql_concurrently=True,
            if_exists=True,
        )
        op.drop_index(
            "ix_vacancies_latitude",
            table_name="vacancies",
            postgresql_concurrently=True,
            if_exists=True,
        )
        op.drop_index(
            "ix_interviews_scheduled",
            table_name="interviews",
            postgresql_concurrently=True,
            if_exists=True,
        )
        op.drop_index(
            "ix_interviews_debrief_missing",
            table_name="interviews",
            postgresql_concurrently=True,
            if_exists=True,
        )
        op.drop_index(
            "ix_candidates_merged_into_id",
            table_name="candidates",
            postgresql_concurrently=True,
            if_exists=True,
        )
        op.drop_index(
            "ix_applications_to_review",
            table_name="applications",
            postgresql_concurrently=True,
            if_exists=True,
        )
    op.execute(f"ALTER TABLE candidates DROP CONSTRAINT {MERGED_INTO}")
