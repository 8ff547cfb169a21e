"""Links to choose a password, users who are only invited, and who made which key.

Safe while the code before it still runs: what is new is nullable or a table that it does not know.
Safe to run again after it was interrupted.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

THIS_AGENCY = "nullif(current_setting('app.agency_id', true), '')::uuid"
NAMES_BEFORE = (
    "'thank_you', 'heads_up', 'feedback_request', 'feedback_chase', 'feedback_released',"
    " 'portal_link', 'debrief_reminder', 'interview_invite', 'interview_cancelled', 'call_offer',"
    " 'call_invite', 'call_cancelled'"
)
NAMES = f"{NAMES_BEFORE}, 'user_invitation', 'password_reset'"
FOR_EVERY_AGENCY = """
DO $$ DECLARE agency uuid; BEGIN
    PERFORM set_config('app.lookup', 'credentials', true);
    FOR agency IN SELECT id FROM agencies LOOP
        PERFORM set_config('app.agency_id', agency::text, true);
        {statement};
    END LOOP;
    PERFORM set_config('app.agency_id', '', true);
    PERFORM set_config('app.lookup', '', true);
END $$
"""
KEYS_MAKERS = {
    "fk_api_keys_agency_id_created_by_id_users": ("created_by_id", "users"),
    "fk_api_keys_agency_id_created_by_key_id_api_keys": ("created_by_key_id", "api_keys"),
}


def name_templates(names: str) -> None:
    op.execute(
        "-- squawk-ignore ban-drop-constraint\n"
        "ALTER TABLE templates DROP CONSTRAINT IF EXISTS ck_templates_name"
    )
    op.execute(
        "ALTER TABLE templates ADD CONSTRAINT ck_templates_name"
        f" CHECK (name IN ({names})) NOT VALID"
    )


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE IF NOT EXISTS password_links (
            agency_id uuid NOT NULL,
            id uuid NOT NULL,
            kind text NOT NULL,
            user_id uuid NOT NULL,
            email text NOT NULL,
            message_id uuid NOT NULL,
            digest bytea,
            expires_at timestamptz NOT NULL,
            used_at timestamptz,
            revoked_at timestamptz,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            version integer NOT NULL,
            CONSTRAINT pk_password_links PRIMARY KEY (agency_id, id),
            CONSTRAINT ck_password_links_kind CHECK (kind IN ('invitation', 'reset')),
            CONSTRAINT fk_password_links_agency_id_agencies
                FOREIGN KEY (agency_id) REFERENCES agencies (id),
            CONSTRAINT fk_password_links_agency_id_user_id_users
                FOREIGN KEY (agency_id, user_id) REFERENCES users (agency_id, id),
            CONSTRAINT fk_password_links_agency_id_message_id_messages
                FOREIGN KEY (agency_id, message_id) REFERENCES messages (agency_id, id)
        )
        """
    )
    op.execute(
        "CREATE UNIQUE INDEX IF NOT EXISTS uq_password_links_digest"
        " ON password_links (agency_id, digest)"
    )
    for column in ("user_id", "message_id"):
        op.execute(
            f"CREATE INDEX IF NOT EXISTS ix_password_links_{column}"
            f" ON password_links (agency_id, {column})"
        )
    op.execute("ALTER TABLE password_links ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE password_links FORCE ROW LEVEL SECURITY")
    op.execute("DROP POLICY IF EXISTS one_agency ON password_links")
    op.execute(
        "CREATE POLICY one_agency ON password_links"
        f" USING (agency_id = {THIS_AGENCY}) WITH CHECK (agency_id = {THIS_AGENCY})"
    )
    op.execute(
        # The code before it reads no hash as a password that is never right.
        "-- squawk-ignore ban-drop-not-null\n"
        "ALTER TABLE users ALTER COLUMN password_hash DROP NOT NULL"
    )
    for name, (column, table) in KEYS_MAKERS.items():
        op.execute(f"ALTER TABLE api_keys ADD COLUMN IF NOT EXISTS {column} uuid")
        op.execute(
            "-- squawk-ignore ban-drop-constraint\n"
            f"ALTER TABLE api_keys DROP CONSTRAINT IF EXISTS {name}"
        )
        op.execute(
            f"ALTER TABLE api_keys ADD CONSTRAINT {name}"
            f" FOREIGN KEY (agency_id, {column}) REFERENCES {table} (agency_id, id) NOT VALID"
        )
    name_templates(NAMES)


def downgrade() -> None:
    op.execute(
        FOR_EVERY_AGENCY.format(
            statement="DELETE FROM templates WHERE name IN ('user_invitation', 'password_reset')"
        )
    )
    name_templates(NAMES_BEFORE)
    for column, _ in KEYS_MAKERS.values():
        op.execute(f"ALTER TABLE api_keys DROP COLUMN IF EXISTS {column}")
    op.execute("DROP TABLE IF EXISTS password_links")
    # Whoever was only invited has no password, and the code before this signs nobody in without.
    op.execute(
        FOR_EVERY_AGENCY.format(
            statement="UPDATE users SET password_hash = '', active = false"
            " WHERE password_hash IS NULL"
        )
    )
    op.execute("ALTER TABLE users ALTER COLUMN password_hash SET NOT NULL")
