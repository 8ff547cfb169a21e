"""The bare app's SQL: ours, taken from our statements, so that it follows when a query changes.

PostgreSQL builds the JSON. Logging feedback is one statement with the same writes as ours and the
same lock on the log.
"""

from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from app import clock
from app.candidates.queries import ONE_CANDIDATE
from app.debriefs.preparation import PREPARATION as ONE_PREPARATION
from app.desk.queries import WHOLE_AGENCY
from app.feedback.queries import ONE_FEEDBACK, REQUESTS
from app.search.queries import search_statement
from app.statements import Statement
from app.timeline.queries import page_statement
from app.vacancies.queries import VACANCIES_NEAR
from bench.seed.contents import AGENCY

PAGE = 50
NOBODY = UUID(int=0)
"""Who logs feedback there: nobody signs in."""


class Wrapped:
    """One of our statements, its rows made JSON by PostgreSQL."""

    def __init__(self, statement: Statement, *, many: bool = False) -> None:
        made = "coalesce(json_agg(r), '[]')" if many else "row_to_json(r)"
        self.statement = statement
        self.sql = f"SELECT {made} FROM ({statement.sql}) r"

    def arguments(self, **values: Any) -> list[Any]:
        return self.statement.arguments({"agency_id": UUID(AGENCY), "now": clock.now(), **values})


CANDIDATE = Wrapped(ONE_CANDIDATE)
# Ours ask for one row more than they show, to know whether there is a next page.
TIMELINE = Wrapped(page_statement(frozenset({"candidate_id"}), PAGE), many=True)
OVERDUE = Wrapped(REQUESTS.statement(frozenset({"overdue"}), "due_at", False, PAGE - 1), many=True)

DESK = Wrapped(WHOLE_AGENCY)
NEAR = Wrapped(
    VACANCIES_NEAR.statement(frozenset({"near"}), "distance", False, PAGE - 1), many=True
)
PREPARATION = Wrapped(ONE_PREPARATION)

SEARCH = Wrapped(search_statement(False), many=True)

WRITES = """
WITH request AS (
    UPDATE feedback_requests
    SET status = 'received', settled_at = {now}, next_chase_at = NULL, updated_at = {now},
        version = version + 1
    WHERE agency_id = {agency_id} AND id = {request_id} AND status IN ('awaiting', 'declined')
    RETURNING *
),
feedback AS (
    INSERT INTO feedback (
        agency_id, id, interview_id, feedback_request_id, contact_id, channel, received_at, outcome,
        reason, strengths, improvements, ratings, private_notes, summary_for_candidate,
        created_at, updated_at, version
    )
    SELECT agency_id, {id}, interview_id, id, contact_id, {channel}, {now}, {outcome},
           {reason}, {strengths}, {improvements}, {ratings}, {private_notes},
           {summary_for_candidate}, {now}, {now}, 1
    FROM request
    RETURNING *
),
locked AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(hashtextextended({agency_id}::text, 0)) FROM feedback
),
recorded AS (
    INSERT INTO events (
        agency_id, type, occurred_at, recorded_at, actor_type, actor_id, subject_type, subject_id,
        candidate_id, application_id, contact_id, data
    )
    SELECT feedback.agency_id, 'feedback.received', {now}, {now}, 'user', {actor_id},
           'feedback', feedback.id, applications.candidate_id, applications.id, feedback.contact_id,
           jsonb_build_object(
               'interview_id', feedback.interview_id,
               'feedback_request_id', feedback.feedback_request_id,
               'channel', feedback.channel
           )
    FROM locked, feedback
    JOIN interviews USING (agency_id)
    JOIN applications USING (agency_id)
    WHERE interviews.id = feedback.interview_id AND applications.id = interviews.application_id
)
"""
TYPES = {
    "agency_id": "uuid",
    "id": "uuid",
    "request_id": "uuid",
    "actor_id": "uuid",
    "now": "timestamptz",
    "channel": "text",
    "outcome": "text",
    "reason": "text",
    "strengths": "text[]",
    "improvements": "text[]",
    "ratings": "jsonb",
    "private_notes": "text",
    "summary_for_candidate": "text",
}


class LogFeedback(Wrapped):
    """Write, then read as ours do: there `feedback` names the row that was just written."""

    def __init__(self) -> None:
        super().__init__(ONE_FEEDBACK)
        read = self.statement.names
        self.written = [name for name in TYPES if name not in read]
        places = {
            name: f"${at}::{TYPES.get(name)}" for at, name in enumerate((*read, *self.written), 1)
        }
        self.sql = WRITES.format_map(places) + self.sql

    def arguments(self, **values: Any) -> list[Any]:
        values |= {"id": uuid7(), "now": clock.now(), "actor_id": NOBODY}
        return super().arguments(**values) + [values[name] for name in self.written]


LOG_FEEDBACK = LogFeedback()
