"""The networks from which each user has signed in.

Safe while the code before it still runs, which does not know the table; and to run again after it
was interrupted.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

THIS_AGENCY = "nullif(current_setting('app.agency_id', true), '')::uuid"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE IF NOT EXISTS familiar_networks (
            agency_id uuid NOT NULL,
            user_id uuid NOT NULL,
            network_digest bytea NOT NULL,
            last_signed_in_at timestamptz NOT NULL,
            CONSTRAINT pk_familiar_networks PRIMARY KEY (agency_id, user_id, network_digest),
            CONSTRAINT fk_familiar_networks_agency_id_user_id_users
                FOREIGN KEY (agency_id, user_id) REFERENCES users (agency_id, id)
        )
        """
    )
    op.execute("ALTER TABLE familiar_networks ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE familiar_networks FORCE ROW LEVEL SECURITY")
    op.execute("DROP POLICY IF EXISTS one_agency ON familiar_networks")
    op.execute(
        "CREATE POLICY one_agency ON familiar_networks"
        f" USING (agency_id = {THIS_AGENCY}) WITH CHECK (agency_id = {THIS_AGENCY})"
    )


def downgrade() -> None:
    op.execute("DROP TABLE IF EXISTS familiar_networks")
