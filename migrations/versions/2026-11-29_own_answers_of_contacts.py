"""What a contact sent last through the form, kept apart from the feedback; whose a draft, a wish
and a number are.

Safe while the code before it still runs: additions are nullable. What was sent before is found in
the log when it is read; whose the drafts and wishes are is filled in by the next migration.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

THIS_AGENCY = "nullif(current_setting('app.agency_id', true), '')::uuid"
FORM_ANSWERS = """
CREATE TABLE IF NOT EXISTS form_answers (
    agency_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    feedback_id uuid NOT NULL,
    values jsonb NOT NULL,
    sent_at timestamptz NOT NULL,
    CONSTRAINT pk_form_answers PRIMARY KEY (agency_id, interview_id, contact_id),
    CONSTRAINT fk_form_answers_agency_id_interview_id_interviews
        FOREIGN KEY (agency_id, interview_id) REFERENCES interviews (agency_id, id),
    CONSTRAINT fk_form_answers_agency_id_contact_id_contacts
        FOREIGN KEY (agency_id, contact_id) REFERENCES contacts (agency_id, id),
    CONSTRAINT fk_form_answers_agency_id_feedback_id_feedback
        FOREIGN KEY (agency_id, feedback_id) REFERENCES feedback (agency_id, id)
)
"""
WITH_A_CONTACT = ("calls", "form_drafts")


def upgrade() -> None:
    op.execute(FORM_ANSWERS)
    op.execute(
        "CREATE INDEX IF NOT EXISTS ix_form_answers_feedback_id"
        " ON form_answers (agency_id, feedback_id)"
    )
    op.execute("ALTER TABLE form_answers ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE form_answers FORCE ROW LEVEL SECURITY")
    op.execute("DROP POLICY IF EXISTS one_agency ON form_answers")
    op.execute(
        "CREATE POLICY one_agency ON form_answers"
        f" USING (agency_id = {THIS_AGENCY}) WITH CHECK (agency_id = {THIS_AGENCY})"
    )
    for table in WITH_A_CONTACT:
        op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS contact_id uuid")
        key = f"fk_{table}_agency_id_contact_id_contacts"
        # The same one is made anew: this may run again after it was interrupted.
        op.execute(
            "-- squawk-ignore ban-drop-constraint\n"
            f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {key}"
        )
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {key}"
            " FOREIGN KEY (agency_id, contact_id) REFERENCES contacts (agency_id, id) NOT VALID"
        )


def downgrade() -> None:
    for table in WITH_A_CONTACT:
        op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS contact_id")
    op.execute("DROP TABLE IF EXISTS form_answers")
