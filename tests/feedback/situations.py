"""Interviews that are over, and contacts who can be asked about them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

from tests.factories import Agency, Json
from tests.messages.situations import text_of

TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
"""A working day everywhere, with business hours left."""


async def mailed_contact(agency: Agency, **fields: Any) -> Json:
    return await agency.contact(**{"email": f"ryan@{agency.slug}.example", **fields})


async def held_interview(
    agency: Agency, contact: Json, *, at: datetime = TUESDAY - timedelta(hours=2), **fields: Any
) -> Json:
    """One of 45 minutes that the contact took, and that somebody marked as completed."""
    with time_machine.travel(at, tick=False):
        vacancy = await agency.vacancy(employer_id=contact["employer_id"])
        application = await agency.application(vacancy_id=vacancy["id"], **fields)
        interview = await agency.interview(
            application_id=application["id"],
            interviewer_ids=[contact["id"]],
            starts_in=timedelta(0),
        )
    with time_machine.travel(at + timedelta(minutes=45), tick=False):
        return await agency.recruiter.does(f"/v1/interviews/{interview['id']}/completion")


async def asked(agency: Agency, interview: Json, contact: Json, **fields: Any) -> Json:
    body = {"interview_id": interview["id"], "contact_id": contact["id"], **fields}
    return await agency.recruiter.creates("/v1/feedback-requests", body)


async def again(agency: Agency, request: Json) -> Json:
    return await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}")


async def requests_of(agency: Agency, **filters: str) -> list[Json]:
    rows: list[Json] = (await agency.viewer.reads("/v1/feedback-requests", **filters))["items"]
    return rows


async def waiting(agency: Agency, **fields: Any) -> tuple[Json, Json]:
    """A request that nobody has answered, and its contact."""
    contact = await mailed_contact(agency)
    interview = await held_interview(agency, contact)
    return await asked(agency, interview, contact, **fields), contact


async def at(agency: Agency, moment: datetime) -> list[str]:
    """What a worker sends then."""
    with time_machine.travel(moment, tick=False):
        await agency.sweep()
        return [text_of(message) for message in await agency.deliver_mail()]
