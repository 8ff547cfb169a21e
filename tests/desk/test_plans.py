"""The desk reads what waits by the indexes of what waits, in one query."""

import json
from typing import Any

import pytest

from app.database import Reads
from app.desk.queries import WHOLE_AGENCY, first_rows
from app.desk.sections import SECTIONS, Section
from app.statements import Statement
from tests.factories import Agency
from tests.test_plans import explained

INDEXES = {
    "feedback_overdue": "ix_feedback_requests_to_chase",
    "feedback_due_today": "ix_feedback_requests_to_chase",
    "decisions_overdue": "ix_decision_processes_awaited",
    "debriefs_missing": "ix_interviews_debrief_missing",
    "follow_ups_due": "ix_follow_ups_due",
    "interviews_today": "ix_interviews_scheduled",
    "outcomes_missing": "ix_interviews_scheduled",
    "offers_expiring": "ix_offers_open",
    "tasks_due": "ix_tasks_open",
    "applications_to_review": "ix_applications_to_review",
    "replies_to_review": "ix_replies_to_review",
    "references_overdue": "ix_candidate_references_awaited",
    "calls_due": "ix_calls_due",
    "messages_failed": "ix_messages_failed",
}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
async def test_a_section_is_read_in_the_order_of_its_index(
    agency: Agency, section: Section
) -> None:
    plan = await explained(agency, Statement(first_rows(section)))
    assert INDEXES[section.name] in {node.get("Index Name") for node in plan}
    assert not any("Sort" in node["Node Type"] for node in plan), json.dumps(plan[0])


async def test_the_desk_takes_one_query(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Statement] = []
    fetch = Reads.fetch

    async def counted(self: Reads, statement: Statement, **values: Any) -> Any:
        asked.append(statement)
        return await fetch(self, statement, **values)

    monkeypatch.setattr(Reads, "fetch", counted)
    await agency.viewer.reads("/v1/desk")
    assert asked == [WHOLE_AGENCY]
