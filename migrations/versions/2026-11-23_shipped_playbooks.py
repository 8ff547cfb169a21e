"""The playbooks that ship, for the agencies there are; a new agency is opened with them.

Safe while the code before it still runs: it does not read playbooks.
"""

import json
from collections.abc import Sequence

from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OFFER_IS_OVER = ["offer.declined", "offer.withdrawn", "offer.expired"]
# Title, whose, anchor, hours, business days, what completes it.
SHIPPED = [
    ("Before an interview", "interview.scheduled", [
        ("Prepare with the candidate", "recruiter", "interview_start", None, -1,
         ["interview.completed"]),
        ("Read up on the employer and what you want to ask", "candidate", "interview_start", -24,
         None, ["interview.completed"]),
    ]),
    ("After an interview", "interview.completed", [
        ("Record your debrief", "candidate", "interview_end", 4, None, ["debrief.recorded"]),
        ("Thank the interviewers", "candidate", "interview_end", 24, None,
         ["follow_up.sent", "follow_up.skipped"]),
        ("Ask the employer for feedback", "recruiter", "interview_end", None, 0,
         ["feedback.requested", "feedback.received"]),
        ("Find out when they decide", "recruiter", "interview_end", None, 1,
         ["decision_process.recorded", "offer.made"]),
    ]),
    ("Feedback has come", "feedback.received", [
        ("Go through the feedback and give it to the candidate", "recruiter", "event", None, 1,
         ["feedback.released"]),
    ]),
    ("An offer", "offer.made", [
        ("Talk the offer through with the candidate", "recruiter", "event", None, 1,
         ["offer.accepted", "offer.countered", *OFFER_IS_OVER]),
        ("Weigh the offer against what you wished for", "candidate", "event", 24, None,
         ["verdict.recorded", "verdict.revised", "offer.accepted", *OFFER_IS_OVER]),
        ("Give the referees a heads-up", "recruiter", "event", None, 1,
         ["referee.heads_up_sent", *OFFER_IS_OVER]),
    ]),
    ("Turned down", "application.rejected", [
        ("Tell the candidate, and ask why", "recruiter", "event", None, 1,
         ["feedback.requested", "feedback.released"]),
    ]),
    ("Placed", "offer.accepted", [
        ("End the other applications with a word of thanks", "recruiter", "event", None, 1, []),
        ("Agree the first day with the candidate and the employer", "recruiter", "event", None, 2,
         []),
    ]),
]  # fmt: skip
BOOKS = f"jsonb_array_elements('{json.dumps(SHIPPED)}'::jsonb) AS book"

# Row-level security binds the owner too: agency by agency, as each.
SHIP = f"""
DO $$ DECLARE agency uuid; BEGIN
    PERFORM set_config('app.lookup', 'credentials', true);
    FOR agency IN SELECT id FROM agencies LOOP
        PERFORM set_config('app.agency_id', agency::text, true);
        CONTINUE WHEN EXISTS (SELECT FROM playbooks WHERE agency_id = agency);
        INSERT INTO playbooks (
            agency_id, id, name, trigger, condition, active, created_at, updated_at, version
        )
        SELECT agency, gen_random_uuid(), book->>0, book->>1, '{{}}', true, now(), now(), 1
        FROM {BOOKS};
        INSERT INTO playbook_steps (
            agency_id, id, playbook_id, position, title, "for", anchor, offset_hours,
            offset_business_days, completed_by, retired, created_at, updated_at, version
        )
        SELECT agency, gen_random_uuid(), playbooks.id, nth - 1, step->>0, step->>1, step->>2,
               (step->>3)::integer, (step->>4)::integer,
               ARRAY(SELECT jsonb_array_elements_text(step->5)), false, now(), now(), 1
        FROM {BOOKS}
        JOIN playbooks ON playbooks.agency_id = agency AND playbooks.name = book->>0
        CROSS JOIN LATERAL jsonb_array_elements(book->2) WITH ORDINALITY AS steps (step, nth);
    END LOOP;
    PERFORM set_config('app.agency_id', '', true);
    PERFORM set_config('app.lookup', '', true);
END $$
"""


def upgrade() -> None:
    op.execute(SHIP)


def downgrade() -> None:
    """They stay: tasks may have come from them, and the tables go with the migration before."""
