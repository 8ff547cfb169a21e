"""Debriefs, decisions, follow-ups, verdicts, offers, referees, tasks, playbooks and documents.

Safe while the code before it still runs: additions are nullable or have a default, and what is
dropped has been unused for a release.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

THIS_AGENCY = "nullif(current_setting('app.agency_id', true), '')::uuid"
SEARCHABLE = f"""
CREATE OR REPLACE VIEW searchable_candidates AS
SELECT * FROM candidates WHERE agency_id = {THIS_AGENCY}
"""
SEARCHABLE_DOCUMENTS = f"""
CREATE VIEW searchable_documents AS
SELECT agency_id, id, candidate_id, search_text FROM documents WHERE agency_id = {THIS_AGENCY}
"""
OWNER_READS = "CREATE POLICY owner_reads ON documents FOR SELECT TO CURRENT_USER USING (true)"
OWNED = (
    "asked_questions",
    "candidate_references",
    "debrief_versions",
    "debriefs",
    "decision_processes",
    "decision_slips",
    "documents",
    "follow_up_contacts",
    "follow_ups",
    "heads_ups",
    "offer_versions",
    "offers",
    "placements",
    "playbook_steps",
    "playbooks",
    "referees",
    "reference_chases",
    "tasks",
    "templates",
    "verdict_versions",
    "verdicts",
)

# Row-level security binds the owner too: agency by agency, as each.
FOR_EVERY_AGENCY = """
DO $$ DECLARE agency uuid; BEGIN
    PERFORM set_config('app.lookup', 'credentials', true);
    FOR agency IN SELECT id FROM agencies LOOP
        PERFORM set_config('app.agency_id', agency::text, true);
        {statements}
    END LOOP;
    PERFORM set_config('app.agency_id', '', true);
    PERFORM set_config('app.lookup', '', true);
END $$
"""
PARTS_OF_THE_POLICY = """{
    "debrief_within_hours": 24, "debrief_editable_days": 7, "reference_due_business_days": 5,
    "review_within_business_days": 1
}"""
YEARLY = "CASE salary_per WHEN 'year' THEN 1 WHEN 'month' THEN 12 WHEN 'day' THEN 260 ELSE 1950 END"
FILL = f"""
UPDATE agencies SET policy = '{PARTS_OF_THE_POLICY}' || policy WHERE id = agency;
UPDATE vacancies SET
    yearly_salary_from = salary_from * {YEARLY}, yearly_salary_to = salary_to * {YEARLY},
    search_latitude = location_latitude, search_longitude = location_longitude,
    published_at = CASE WHEN published THEN created_at END;
"""


def protect(table: str) -> None:
    """Row-level security: one agency's rows, for the tables' owner too."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY one_agency ON {table}"
        f" USING (agency_id = {THIS_AGENCY}) WITH CHECK (agency_id = {THIS_AGENCY})"
    )


def upgrade() -> None:
    op.create_table(
        "playbooks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("condition", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_playbooks_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_playbooks")),
    )
    op.create_index(
        op.f("ix_playbooks_agency_id_created_at_id"),
        "playbooks",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_playbooks_agency_id_updated_at_id"),
        "playbooks",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_playbooks_trigger",
        "playbooks",
        ["agency_id", "trigger"],
        unique=False,
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "templates",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name IN ('thank_you', 'heads_up')", name=op.f("ck_templates_name")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_templates_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_templates")),
    )
    op.create_index("uq_templates_name", "templates", ["agency_id", "name"], unique=True)
    op.create_table(
        "playbook_steps",
        sa.Column("playbook_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("for", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("offset_hours", sa.Integer(), nullable=True),
        sa.Column("offset_business_days", sa.Integer(), nullable=True),
        sa.Column("completed_by", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "anchor IN ('event', 'interview_start', 'interview_end')",
            name=op.f("ck_playbook_steps_anchor"),
        ),
        sa.CheckConstraint(
            "\"for\" IN ('recruiter', 'candidate')", name=op.f("ck_playbook_steps_for")
        ),
        sa.CheckConstraint(
            "num_nonnulls(offset_hours, offset_business_days) = 1",
            name=op.f("ck_playbook_steps_one_offset"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "playbook_id"],
            ["playbooks.agency_id", "playbooks.id"],
            name=op.f("fk_playbook_steps_agency_id_playbook_id_playbooks"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_playbook_steps_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_playbook_steps")),
    )
    op.create_index(
        "ix_playbook_steps_playbook_id",
        "playbook_steps",
        ["agency_id", "playbook_id", "position"],
        unique=False,
    )
    op.create_table(
        "documents",
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("store_key", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.Column("text_status", sa.Text(), nullable=False),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("format IN ('pdf', 'docx', 'text')", name=op.f("ck_documents_format")),
        sa.CheckConstraint(
            "text_status IN ('extracted', 'none', 'failed', 'timed_out')",
            name=op.f("ck_documents_text_status"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "candidate_id"],
            ["candidates.agency_id", "candidates.id"],
            name=op.f("fk_documents_agency_id_candidate_id_candidates"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_documents_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_documents")),
    )
    op.create_index(
        op.f("ix_documents_agency_id_created_at_id"),
        "documents",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_documents_agency_id_updated_at_id"),
        "documents",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_documents_candidate_id", "documents", ["agency_id", "candidate_id"], unique=False
    )
    op.create_index(
        "ix_documents_search_text",
        "documents",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_table(
        "referees",
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("relationship", sa.Text(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("consent_given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "candidate_id"],
            ["candidates.agency_id", "candidates.id"],
            name=op.f("fk_referees_agency_id_candidate_id_candidates"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_referees_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_referees")),
    )
    op.create_index(
        op.f("ix_referees_agency_id_created_at_id"),
        "referees",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_referees_agency_id_updated_at_id"),
        "referees",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_referees_candidate_id", "referees", ["agency_id", "candidate_id"], unique=False
    )
    op.create_table(
        "candidate_references",
        sa.Column("referee_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chase_count", sa.Integer(), nullable=False),
        sa.Column("last_chased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_chase_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promised_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chasing_stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_reason", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('requested', 'received', 'refused', 'closed')",
            name=op.f("ck_candidate_references_status"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "application_id"],
            ["applications.agency_id", "applications.id"],
            name=op.f("fk_candidate_references_agency_id_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "referee_id"],
            ["referees.agency_id", "referees.id"],
            name=op.f("fk_candidate_references_agency_id_referee_id_referees"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_candidate_references_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_candidate_references")),
    )
    op.create_index(
        op.f("ix_candidate_references_agency_id_created_at_id"),
        "candidate_references",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_candidate_references_agency_id_updated_at_id"),
        "candidate_references",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_candidate_references_application_id",
        "candidate_references",
        ["agency_id", "application_id"],
        unique=False,
    )
    op.create_index(
        "ix_candidate_references_awaited",
        "candidate_references",
        ["agency_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'requested'"),
    )
    op.create_index(
        "ix_candidate_references_referee_id",
        "candidate_references",
        ["agency_id", "referee_id"],
        unique=False,
    )
    op.create_index(
        "uq_candidate_references_open",
        "candidate_references",
        ["agency_id", "referee_id", "application_id"],
        unique=True,
        postgresql_where=sa.text("status = 'requested'"),
    )
    op.create_table(
        "heads_ups",
        sa.Column("referee_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_cause", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('sent', 'closed')", name=op.f("ck_heads_ups_status")),
        sa.ForeignKeyConstraint(
            ["agency_id", "application_id"],
            ["applications.agency_id", "applications.id"],
            name=op.f("fk_heads_ups_agency_id_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "referee_id"],
            ["referees.agency_id", "referees.id"],
            name=op.f("fk_heads_ups_agency_id_referee_id_referees"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_heads_ups_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_heads_ups")),
    )
    op.create_index(
        op.f("ix_heads_ups_agency_id_created_at_id"),
        "heads_ups",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_heads_ups_agency_id_updated_at_id"),
        "heads_ups",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_heads_ups_application_id", "heads_ups", ["agency_id", "application_id"], unique=False
    )
    op.create_index(
        "ix_heads_ups_referee_id", "heads_ups", ["agency_id", "referee_id"], unique=False
    )
    op.create_index(
        "uq_heads_ups_open",
        "heads_ups",
        ["agency_id", "referee_id", "application_id"],
        unique=True,
        postgresql_where=sa.text("status = 'sent'"),
    )
    op.create_table(
        "offers",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("salary_amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("salary_currency", sa.Text(), nullable=True),
        sa.Column("salary_per", sa.Text(), nullable=True),
        sa.Column("benefits", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_reason", sa.Text(), nullable=True),
        sa.Column("settled_note", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status IN ('made', 'countered')) = (settled_at IS NULL)",
            name=op.f("ck_offers_settled"),
        ),
        sa.CheckConstraint(
            "status IN ('made', 'countered', 'accepted', 'declined', 'expired', 'withdrawn')",
            name=op.f("ck_offers_status"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "application_id"],
            ["applications.agency_id", "applications.id"],
            name=op.f("fk_offers_agency_id_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_offers_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_offers")),
    )
    op.create_index(
        op.f("ix_offers_agency_id_created_at_id"),
        "offers",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_offers_agency_id_updated_at_id"),
        "offers",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_offers_application_id", "offers", ["agency_id", "application_id"], unique=False
    )
    op.create_index(
        "ix_offers_open",
        "offers",
        ["agency_id", "expires_at", "id"],
        unique=False,
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index(
        "uq_offers_open",
        "offers",
        ["agency_id", "application_id"],
        unique=True,
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "verdicts",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("lean", sa.Text(), nullable=False),
        sa.Column("pros", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("cons", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("wished_salary_amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("wished_salary_currency", sa.Text(), nullable=True),
        sa.Column("wished_salary_per", sa.Text(), nullable=True),
        sa.Column("wished_benefits", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("deal_breakers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "lean IN ('accept', 'undecided', 'decline')", name=op.f("ck_verdicts_lean")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "application_id"],
            ["applications.agency_id", "applications.id"],
            name=op.f("fk_verdicts_agency_id_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_verdicts_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_verdicts")),
    )
    op.create_index(
        op.f("ix_verdicts_agency_id_created_at_id"),
        "verdicts",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_verdicts_agency_id_updated_at_id"),
        "verdicts",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_verdicts_application_id", "verdicts", ["agency_id", "application_id"], unique=True
    )
    op.create_table(
        "asked_questions",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "employer_id"],
            ["employers.agency_id", "employers.id"],
            name=op.f("fk_asked_questions_agency_id_employer_id_employers"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "interview_id"],
            ["interviews.agency_id", "interviews.id"],
            name=op.f("fk_asked_questions_agency_id_interview_id_interviews"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "vacancy_id"],
            ["vacancies.agency_id", "vacancies.id"],
            name=op.f("fk_asked_questions_agency_id_vacancy_id_vacancies"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_asked_questions_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_asked_questions")),
    )
    op.create_index(
        "ix_asked_questions_employer_id",
        "asked_questions",
        ["agency_id", "employer_id"],
        unique=False,
    )
    op.create_index(
        "ix_asked_questions_interview_id",
        "asked_questions",
        ["agency_id", "interview_id"],
        unique=False,
    )
    op.create_table(
        "debriefs",
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("questions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("impressions", sa.Text(), nullable=True),
        sa.Column("learned", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("improve", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("left_unsaid", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("interest", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("concerns", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "recorded_by IN ('candidate', 'recruiter')", name=op.f("ck_debriefs_recorded_by")
        ),
        sa.CheckConstraint("confidence BETWEEN 1 AND 5", name=op.f("ck_debriefs_confidence")),
        sa.CheckConstraint("interest BETWEEN 1 AND 5", name=op.f("ck_debriefs_interest")),
        sa.ForeignKeyConstraint(
            ["agency_id", "interview_id"],
            ["interviews.agency_id", "interviews.id"],
            name=op.f("fk_debriefs_agency_id_interview_id_interviews"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_debriefs_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_debriefs")),
    )
    op.create_index(
        op.f("ix_debriefs_agency_id_created_at_id"),
        "debriefs",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_debriefs_agency_id_updated_at_id"),
        "debriefs",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_debriefs_interview_id", "debriefs", ["agency_id", "interview_id"], unique=True
    )
    op.create_table(
        "decision_processes",
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("decision_due_on", sa.Date(), nullable=True),
        sa.Column("next_steps", sa.Text(), nullable=True),
        sa.Column("interviews_outstanding", sa.Integer(), nullable=True),
        sa.Column("told_by", sa.Text(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_cause", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "interviews_outstanding >= 0", name=op.f("ck_decision_processes_interviews_outstanding")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "interview_id"],
            ["interviews.agency_id", "interviews.id"],
            name=op.f("fk_decision_processes_agency_id_interview_id_interviews"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_decision_processes_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_decision_processes")),
    )
    op.create_index(
        op.f("ix_decision_processes_agency_id_created_at_id"),
        "decision_processes",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_decision_processes_agency_id_updated_at_id"),
        "decision_processes",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_decision_processes_awaited",
        "decision_processes",
        ["agency_id", "decision_due_on", "id"],
        unique=False,
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index(
        "uq_decision_processes_interview_id",
        "decision_processes",
        ["agency_id", "interview_id"],
        unique=True,
    )
    op.create_table(
        "follow_ups",
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by_id", sa.Uuid(), nullable=True),
        sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skip_reason", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_follow_ups_sent")
        ),
        sa.CheckConstraint(
            "channel IN ('email', 'phone', 'text', 'letter', 'social')",
            name=op.f("ck_follow_ups_channel"),
        ),
        sa.CheckConstraint(
            "status IN ('due', 'sent', 'skipped')", name=op.f("ck_follow_ups_status")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "interview_id"],
            ["interviews.agency_id", "interviews.id"],
            name=op.f("fk_follow_ups_agency_id_interview_id_interviews"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_follow_ups_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_follow_ups")),
    )
    op.create_index(
        op.f("ix_follow_ups_agency_id_created_at_id"),
        "follow_ups",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_follow_ups_agency_id_updated_at_id"),
        "follow_ups",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_follow_ups_due",
        "follow_ups",
        ["agency_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'due'"),
    )
    op.create_index(
        "ix_follow_ups_due_at", "follow_ups", ["agency_id", "due_at", "id"], unique=False
    )
    op.create_index(
        "ix_follow_ups_interview_id", "follow_ups", ["agency_id", "interview_id"], unique=False
    )
    op.create_table(
        "offer_versions",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("salary_amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("salary_currency", sa.Text(), nullable=True),
        sa.Column("salary_per", sa.Text(), nullable=True),
        sa.Column("benefits", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_by_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("by IN ('employer', 'candidate')", name=op.f("ck_offer_versions_by")),
        sa.ForeignKeyConstraint(
            ["agency_id", "offer_id"],
            ["offers.agency_id", "offers.id"],
            name=op.f("fk_offer_versions_agency_id_offer_id_offers"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_offer_versions_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_offer_versions")),
    )
    op.create_index(
        op.f("ix_offer_versions_agency_id_created_at_id"),
        "offer_versions",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_offer_versions_agency_id_updated_at_id"),
        "offer_versions",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_offer_versions_number",
        "offer_versions",
        ["agency_id", "offer_id", "number"],
        unique=True,
    )
    op.create_table(
        "placements",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("salary_amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("salary_currency", sa.Text(), nullable=True),
        sa.Column("salary_per", sa.Text(), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "application_id"],
            ["applications.agency_id", "applications.id"],
            name=op.f("fk_placements_agency_id_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "offer_id"],
            ["offers.agency_id", "offers.id"],
            name=op.f("fk_placements_agency_id_offer_id_offers"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_placements_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_placements")),
    )
    op.create_index(
        op.f("ix_placements_agency_id_created_at_id"),
        "placements",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_placements_agency_id_updated_at_id"),
        "placements",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index("ix_placements_offer_id", "placements", ["agency_id", "offer_id"], unique=False)
    op.create_index(
        "uq_placements_application_id", "placements", ["agency_id", "application_id"], unique=True
    )
    op.create_table(
        "reference_chases",
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("promised_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("chased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chased_by_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "reference_id"],
            ["candidate_references.agency_id", "candidate_references.id"],
            name=op.f("fk_reference_chases_agency_id_reference_id_candidate_references"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_reference_chases_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_reference_chases")),
    )
    op.create_index(
        op.f("ix_reference_chases_agency_id_created_at_id"),
        "reference_chases",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_reference_chases_agency_id_updated_at_id"),
        "reference_chases",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_reference_chases_reference_id",
        "reference_chases",
        ["agency_id", "reference_id"],
        unique=False,
    )
    op.create_table(
        "tasks",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("for", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("candidate_id", sa.Uuid(), nullable=True),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("interview_id", sa.Uuid(), nullable=True),
        sa.Column("playbook_step_id", sa.Uuid(), nullable=True),
        sa.Column("anchor", sa.Text(), nullable=True),
        sa.Column("offset_hours", sa.Integer(), nullable=True),
        sa.Column("offset_business_days", sa.Integer(), nullable=True),
        sa.Column("completed_by", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("done_by_itself", sa.Boolean(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_cause", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("\"for\" IN ('recruiter', 'candidate')", name=op.f("ck_tasks_for")),
        sa.CheckConstraint(
            "done_at IS NULL OR cancelled_at IS NULL", name=op.f("ck_tasks_one_end")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "application_id"],
            ["applications.agency_id", "applications.id"],
            name=op.f("fk_tasks_agency_id_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "assignee_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_tasks_agency_id_assignee_id_users"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "candidate_id"],
            ["candidates.agency_id", "candidates.id"],
            name=op.f("fk_tasks_agency_id_candidate_id_candidates"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "interview_id"],
            ["interviews.agency_id", "interviews.id"],
            name=op.f("fk_tasks_agency_id_interview_id_interviews"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "playbook_step_id"],
            ["playbook_steps.agency_id", "playbook_steps.id"],
            name=op.f("fk_tasks_agency_id_playbook_step_id_playbook_steps"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_tasks_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_tasks")),
    )
    op.create_index(
        op.f("ix_tasks_agency_id_created_at_id"),
        "tasks",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tasks_agency_id_updated_at_id"),
        "tasks",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_tasks_application_id", "tasks", ["agency_id", "application_id"], unique=False
    )
    op.create_index("ix_tasks_assignee_id", "tasks", ["agency_id", "assignee_id"], unique=False)
    op.create_index("ix_tasks_candidate_id", "tasks", ["agency_id", "candidate_id"], unique=False)
    op.create_index("ix_tasks_due_at", "tasks", ["agency_id", "due_at", "id"], unique=False)
    op.create_index("ix_tasks_interview_id", "tasks", ["agency_id", "interview_id"], unique=False)
    op.create_index(
        "ix_tasks_open",
        "tasks",
        ["agency_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
    )
    op.create_index(
        "ix_tasks_open_of_candidate",
        "tasks",
        ["agency_id", "candidate_id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
    )
    op.create_index(
        "ix_tasks_playbook_step_id", "tasks", ["agency_id", "playbook_step_id"], unique=False
    )
    op.create_table(
        "verdict_versions",
        sa.Column("verdict_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "verdict_id"],
            ["verdicts.agency_id", "verdicts.id"],
            name=op.f("fk_verdict_versions_agency_id_verdict_id_verdicts"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_verdict_versions_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_verdict_versions")),
    )
    op.create_index(
        op.f("ix_verdict_versions_agency_id_created_at_id"),
        "verdict_versions",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_verdict_versions_agency_id_updated_at_id"),
        "verdict_versions",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_verdict_versions_number",
        "verdict_versions",
        ["agency_id", "verdict_id", "number"],
        unique=True,
    )
    op.create_table(
        "debrief_versions",
        sa.Column("debrief_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "debrief_id"],
            ["debriefs.agency_id", "debriefs.id"],
            name=op.f("fk_debrief_versions_agency_id_debrief_id_debriefs"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_debrief_versions_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_debrief_versions")),
    )
    op.create_index(
        op.f("ix_debrief_versions_agency_id_created_at_id"),
        "debrief_versions",
        ["agency_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_debrief_versions_agency_id_updated_at_id"),
        "debrief_versions",
        ["agency_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_debrief_versions_number",
        "debrief_versions",
        ["agency_id", "debrief_id", "number"],
        unique=True,
    )
    op.create_table(
        "decision_slips",
        sa.Column("decision_process_id", sa.Uuid(), nullable=False),
        sa.Column("old_due_on", sa.Date(), nullable=False),
        sa.Column("decision_due_on", sa.Date(), nullable=False),
        sa.Column("told_by", sa.Text(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "decision_process_id"],
            ["decision_processes.agency_id", "decision_processes.id"],
            name=op.f("fk_decision_slips_agency_id_decision_process_id_decision_processes"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_decision_slips_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_decision_slips")),
    )
    op.create_index(
        "ix_decision_slips_decision_process_id",
        "decision_slips",
        ["agency_id", "decision_process_id", "told_at"],
        unique=False,
    )
    op.create_table(
        "follow_up_contacts",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "contact_id"],
            ["contacts.agency_id", "contacts.id"],
            name=op.f("fk_follow_up_contacts_agency_id_contact_id_contacts"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "follow_up_id"],
            ["follow_ups.agency_id", "follow_ups.id"],
            name=op.f("fk_follow_up_contacts_agency_id_follow_up_id_follow_ups"),
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "follow_up_id", "contact_id", name=op.f("pk_follow_up_contacts")
        ),
    )
    op.create_index(
        "ix_follow_up_contacts_contact_id",
        "follow_up_contacts",
        ["agency_id", "contact_id"],
        unique=False,
    )
    op.add_column(
        "applications", sa.Column("review_due_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("candidates", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.add_column(
        "interviews", sa.Column("debrief_due_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "vacancies",
        sa.Column("yearly_salary_from", sa.Numeric(precision=16, scale=2), nullable=True),
    )
    op.add_column(
        "vacancies", sa.Column("yearly_salary_to", sa.Numeric(precision=16, scale=2), nullable=True)
    )
    op.add_column("vacancies", sa.Column("search_latitude", sa.Double(), nullable=True))
    op.add_column("vacancies", sa.Column("search_longitude", sa.Double(), nullable=True))
    op.add_column("vacancies", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(SEARCHABLE)
    op.execute(FOR_EVERY_AGENCY.format(statements=FILL))
    for table in OWNED:
        protect(table)
    op.execute(OWNER_READS)
    op.execute(SEARCHABLE_DOCUMENTS)


def downgrade() -> None:
    op.execute("DROP VIEW searchable_documents")
    op.execute("DROP VIEW searchable_candidates")
    op.drop_column("vacancies", "published_at")
    op.drop_column("vacancies", "search_longitude")
    op.drop_column("vacancies", "search_latitude")
    op.drop_column("vacancies", "yearly_salary_to")
    op.drop_column("vacancies", "yearly_salary_from")
    op.drop_column("interviews", "debrief_due_at")
    op.drop_column("candidates", "merged_into_id")
    op.drop_column("applications", "review_due_at")
    op.drop_table("follow_up_contacts")
    op.drop_table("decision_slips")
    op.drop_table("debrief_versions")
    op.drop_table("verdict_versions")
    op.drop_table("tasks")
    op.drop_table("reference_chases")
    op.drop_table("placements")
    op.drop_table("offer_versions")
    op.drop_table("follow_ups")
    op.drop_table("decision_processes")
    op.drop_table("debriefs")
    op.drop_table("asked_questions")
    op.drop_table("verdicts")
    op.drop_table("offers")
    op.drop_table("heads_ups")
    op.drop_table("candidate_references")
    op.drop_table("referees")
    op.drop_table("documents")
    op.drop_table("playbook_steps")
    op.drop_table("templates")
    op.drop_table("playbooks")
    op.execute(SEARCHABLE)
