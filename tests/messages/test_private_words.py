"""What the employer said in private is in no mail to the candidate, however it got into one."""

from typing import Any
from uuid import UUID

import pytest

from app.access.actors import Actor
from app.messages.actions import About, Recipient, queue
from app.messages.models import MessageKind
from app.templates.rendering import Wording
from app.transaction import transaction
from tests.factories import Agency, Json
from tests.messages.situations import shown

PRIVATE = "Honestly, too expensive for us; and late."
INVITE = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nDESCRIPTION:Honestly\\, too expen\r\n sive for us\\;\\n"
    "and late\r\nEND:VCALENDAR\r\n"
)


async def mailed(agency: Agency, feedback: Json, subject: str, body: str, **more: Any) -> Json:
    maria = UUID(feedback["candidate_id"])
    to = Recipient("Maria Gregg", f"maria@{agency.slug}.example", candidate_id=maria)
    async with transaction(agency.database, Actor(agency.id, "system")) as db:
        message = await queue(
            db, MessageKind.portal_link, [to], About(), wording=Wording(subject, body), **more
        )
    await agency.deliver_mail()
    return await shown(agency, message.id)


@pytest.fixture
async def feedback(agency: Agency) -> Json:
    """With private notes that were corrected since."""
    logged = await agency.feedback(private_notes=PRIVATE)
    await agency.recruiter.does(
        f"/v1/feedback/{logged['id']}/amendments", {"private_notes": "Nothing to add, really."}
    )
    return logged


@pytest.mark.parametrize(
    ("subject", "body", "more"),
    [
        ("Your page", "They found you honestly TOO EXPENSIVE -- for us, and late!", {}),
        ("Honestly: too expensive for us, and late", "Hello", {}),
        ("Your interview", "Hello", {"invite": INVITE}),
        ("Nothing to add, really", "Hello", {}),
    ],
)
async def test_it_is_not_sent(
    agency: Agency, feedback: Json, subject: str, body: str, more: dict[str, str]
) -> None:
    message = await mailed(agency, feedback, subject, body, **more)
    assert (message["status"], message["failure"]) == ("failed", "unfit")
    assert message["handed_over_at"] is None
    assert (await agency.viewer.reads("/v1/desk"))["messages_failed"]["count"] == 1


async def test_what_was_released_is_sent(agency: Agency, feedback: Json) -> None:
    message = await mailed(agency, feedback, "Feedback", feedback["summary_for_candidate"])
    assert message["status"] == "sent"


async def test_nor_is_what_a_title_smuggles_in(agency: Agency, feedback: Json) -> None:
    await agency.recruiter.changes(
        f"/v1/candidates/{feedback['candidate_id']}", {"emails": [f"m@{agency.slug}.example"]}
    )
    await agency.recruiter.changes(f"/v1/vacancies/{feedback['vacancy_id']}", {"title": PRIVATE})
    await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/release", {"channel": "email"})
    assert await agency.deliver_mail() == []
    [message] = (await agency.viewer.reads("/v1/messages", kind="feedback_released"))["items"]
    assert (message["status"], message["failure"]) == ("failed", "unfit")
