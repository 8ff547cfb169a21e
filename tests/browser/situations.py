"""Contacts with a form to fill in, and the candidates whom it is about."""

from datetime import timedelta
from typing import Any

from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY, asked, held_interview, mailed_contact
from tests.forms.situations import form_of

MARIA = {"given": "Maria", "family": "Gregg"}


async def asked_about(
    agency: Agency,
    name: Json = MARIA,
    contact: str = "Ryan Walters",
    **fields: Any,
) -> tuple[Json, str]:
    """A feedback request about a candidate of that name, and the path of its form."""
    somebody = await mailed_contact(agency, name=contact)
    candidate = await agency.candidate(name=name)
    interview = await held_interview(agency, somebody, candidate_id=candidate["id"])
    request = await asked(agency, interview, somebody, **fields)
    return request, await form_of(agency, request)


async def offered_a_call(agency: Agency, request: Json) -> None:
    """Two times to choose from."""
    times = [(TUESDAY + timedelta(days=days, hours=days)).isoformat() for days in (1, 2)]
    path = f"/v1/feedback-requests/{request['id']}/call/times"
    await agency.recruiter.does(path, {"times": times, "phone": "+44 20 7946 0018"})
