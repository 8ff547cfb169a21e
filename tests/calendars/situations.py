"""Interviews to come that people are invited to, and calendars as a reader takes them in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from tests.factories import Agency, Json, number
from tests.feedback.situations import TUESDAY

NOW = time_machine.travel(TUESDAY, tick=False)
LONDON = ZoneInfo("Europe/London")


@dataclass
class Invited:
    """An interview in a week, with everybody's address."""

    agency: Agency
    interview: Json
    contact: Json
    candidate: Json

    @property
    def path(self) -> str:
        return f"/v1/interviews/{self.interview['id']}"

    async def invite(self, *to: str) -> list[Json]:
        body = {"to": list(to or ("candidate", "interviewers"))}
        answer = await self.agency.recruiter.does(f"{self.path}/invitations", body)
        items: list[Json] = answer["items"]
        return items

    async def changes(self, **fields: Any) -> None:
        await self.agency.recruiter.changes(self.path, fields)

    async def mails(self) -> dict[str, "Invitation"]:
        """What a worker delivers now, by address."""
        found = [Invitation(mail) for mail in await self.agency.deliver_mail()]
        by_address = {one.address: one for one in found}
        assert len(by_address) == len(found), "nobody gets two"
        return by_address

    async def colleague(self, **fields: Any) -> Json:
        email = f"jo-{next(number)}@{self.agency.slug}.example"
        body = {"name": "Jo Park", "email": email, **fields}
        return await self.agency.contact(employer_id=self.contact["employer_id"], **body)


async def interview_to_come(agency: Agency, **fields: Any) -> Invited:
    """At ten in the morning, in a week, in London."""
    contact = await agency.contact(email=f"ryan-{next(number)}@{agency.slug}.example")
    vacancy = await agency.vacancy(employer_id=contact["employer_id"])
    candidate = await agency.candidate(
        name={"given": "Maria", "family": "Gregg"},
        emails=[f"maria-{next(number)}@example.com"],
        owner_id=agency.recruiter.user_id,
    )
    application = await agency.application(vacancy_id=vacancy["id"], candidate_id=candidate["id"])
    interview = await agency.interview(
        application_id=application["id"],
        interviewer_ids=[contact["id"]],
        starts_in=timedelta(days=7),
        **fields,
    )
    return Invited(agency, interview, contact, candidate)


class Invitation:
    """A mail with an invitation in it."""

    def __init__(self, mail: EmailMessage) -> None:
        self.mail = mail
        [to] = mail["To"].addresses
        self.address: str = to.addr_spec
        calendars = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        self.acted_on, self.attached = calendars
        content = self.acted_on.get_payload(decode=True)
        assert isinstance(content, bytes)
        self.ics = content.decode()
        self.calendar = read_back(self.ics)
        [self.event] = self.calendar.events

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"]).strip()  # folded, when it is long

    @property
    def text(self) -> str:
        part = self.mail.get_body(("plain",))
        assert part is not None
        words: str = part.get_content()
        return words.replace("\r\n", "\n")


def read_back(text: str) -> Calendar:
    """By a library that has no part in writing it."""
    return IcsCalendarStream.calendar_from_ics(text)


def events_by_summary(text: str) -> dict[str, Event]:
    return {event.summary or "": event for event in read_back(text).events}


def begins(event: Event) -> datetime:
    moment = event.dtstart
    assert isinstance(moment, datetime)
    return moment.astimezone(UTC)
