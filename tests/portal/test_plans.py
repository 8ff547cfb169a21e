"""The page costs the same few statements for a candidate with one application and with twenty."""

from typing import Any

import pytest
import time_machine

from app.database import Reads
from tests.factories import Agency
from tests.feedback.situations import TUESDAY, held_interview
from tests.portal.situations import interviewed, portal_of

NOW = time_machine.travel(TUESDAY, tick=False)
PLACES = ("", "/happened", "/yours", "/referees")
TIMES = 20


@NOW
async def test_twenty_applications_take_the_statements_of_one(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate, interview = await interviewed(agency)
    [contact_id] = interview["interviewer_ids"]
    contact = await agency.viewer.reads(f"/v1/contacts/{contact_id}")
    asked: list[object] = []
    fetch = Reads.fetch

    async def counted(self: Reads, statement: Any, **values: Any) -> Any:
        asked.append(statement)
        return await fetch(self, statement, **values)

    monkeypatch.setattr(Reads, "fetch", counted)
    places = (*PLACES, f"/interviews/{interview['id']}", f"/interviews/{interview['id']}/debrief")
    async with portal_of(agency, candidate) as maria:
        taken = []
        for applications in (1, TIMES):
            for _ in range(applications - 1):
                await held_interview(agency, contact, candidate_id=candidate["id"])
            for where in places:
                asked.clear()
                page = await maria.opens(where)
                taken.append((where, len(asked)))
                if where == "":
                    assert page.source.count("Depot Manager") >= applications
    assert taken[: len(places)] == taken[len(places) :]
    assert all(0 < statements <= 4 for _, statements in taken), taken
