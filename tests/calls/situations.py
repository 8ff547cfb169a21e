"""Calls with a contact about what they owe, and with a candidate about what they were given."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar

from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY, asked, held_interview, mailed_contact

TOMORROW = TUESDAY + timedelta(days=1)
AFTER = TUESDAY + timedelta(days=2)


def wire(moment: Any) -> str:
    text: str = moment.isoformat()
    return text.replace("+00:00", "Z")


async def owed(agency: Agency, **fields: Any) -> Json:
    """A request whose contact can be written to and rung."""
    contact = await mailed_contact(agency, phone="+44 20 7946 0018", **fields)
    return await asked(agency, await held_interview(agency, contact), contact)


async def released(agency: Agency, **fields: Any) -> Json:
    """Feedback that a candidate with an address was given."""
    contact = await mailed_contact(agency)
    candidate = await agency.candidate(
        **{"emails": [f"maria@{agency.slug}.example"], "phones": ["020 7946 0999"], **fields}
    )
    interview = await held_interview(agency, contact, candidate_id=candidate["id"])
    request = await asked(agency, interview, contact)
    feedback = await agency.feedback(request)
    return await agency.recruiter.does(
        f"/v1/feedback/{feedback['id']}/release", {"channel": "phone"}
    )


def of_request(request: Json) -> str:
    return f"/v1/feedback-requests/{request['id']}/call"


def of_feedback(feedback: Json) -> str:
    return f"/v1/feedback/{feedback['id']}/call"


async def offered(agency: Agency, path: str, *times: Any, **fields: Any) -> Json:
    body = {"times": [wire(time) for time in times or (TOMORROW, AFTER)], **fields}
    return await agency.recruiter.does(f"{path}/times", body)


async def booked(agency: Agency, path: str, at: Any = TOMORROW, **fields: Any) -> Json:
    answer = await agency.recruiter.put(path, json={"starts_at": wire(at), **fields})
    assert answer.status_code in (200, 201), answer.text
    call: Json = answer.json()
    return call


async def again(agency: Agency, call: Json) -> Json:
    return await agency.viewer.reads(f"/v1/calls/{call['id']}")


def invite_in(mail: EmailMessage) -> tuple[str, Any]:
    """The method and the event of the invitation a mail carries."""
    [part] = [p for p in mail.walk() if p.get_filename() == "invite.ics"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event
