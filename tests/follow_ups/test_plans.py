"""Who is still to be thanked is found at once, however many were."""

import pytest

from app.follow_ups.queries import FOLLOW_UPS
from tests.factories import Agency
from tests.test_plans import explained


@pytest.mark.parametrize("which", ["due", "overdue"])
async def test_the_queue_is_read_in_its_order_from_its_own_index(
    agency: Agency, which: str
) -> None:
    plan = await explained(agency, FOLLOW_UPS.statement(frozenset({which}), "due_at", False, 50))
    assert "ix_follow_ups_due" in {node.get("Index Name") for node in plan}
    for node in plan:
        assert "due_at" not in str(node.get("Sort Key")), "each one's few contacts alone are sorted"
