"""What follow-ups are tried on: an interview that was held, and a debrief of it."""

import mailbox
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any
from uuid import UUID

from app import clock
from app.access.actors import Actor
from app.debriefs.models import Debrief
from app.events.kinds import DebriefRecorded
from app.events.recorder import record
from app.mail import FOLDER
from app.settings import settings
from app.transaction import transaction
from tests.factories import Agency, Json


def path_of(follow_up: Json) -> str:
    return f"/v1/follow-ups/{follow_up['id']}"


async def read_again(agency: Agency, follow_up: Json) -> Json:
    return await agency.viewer.reads(path_of(follow_up))


async def held(agency: Agency, panel: list[Json], **fields: Any) -> Json:
    """A completed interview with contacts of one employer."""
    vacancy = await agency.vacancy(employer_id=panel[0]["employer_id"])
    if "application_id" not in fields:
        chosen = {key: fields.pop(key) for key in ("candidate_id",) if key in fields}
        application = await agency.application(vacancy_id=vacancy["id"], **chosen)
        fields["application_id"] = application["id"]
    fields.setdefault("starts_in", timedelta(hours=-2))
    interview = await agency.interview(
        interviewer_ids=[contact["id"] for contact in panel], **fields
    )
    return await agency.recruiter.does(f"/v1/interviews/{interview['id']}/completion")


async def follow_ups_of(agency: Agency, interview: Json) -> list[Json]:
    page = await agency.viewer.reads(f"/v1/interviews/{interview['id']}/follow-ups")
    items: list[Json] = page["items"]
    return items


async def debrief(agency: Agency, interview_id: str, **fields: Any) -> None:
    """What the candidate wrote down about the interview."""
    now = clock.now()
    async with transaction(agency.database, Actor(agency.id, "system")) as db:
        written = Debrief(
            agency_id=db.agency_id,
            interview_id=UUID(interview_id),
            recorded_by="candidate",
            recorded_at=now,
            closes_at=now + timedelta(days=7),
            **fields,
        )
        db.add(written)
        event = DebriefRecorded(interview_id=UUID(interview_id), recorded_by="candidate")
        record(db, event, written.id)


async def mailed_to(agency: Agency, address: str) -> list[EmailMessage]:
    """The messages that go to this address, once a worker has delivered what waits."""
    await agency.deliver_mail()
    folder = settings().data_dir / FOLDER
    if not folder.exists():
        return []
    kept = mailbox.Maildir(folder, factory=BytesParser(policy=default).parse)
    return [message for message in kept if address in str(message["To"])]


def utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
