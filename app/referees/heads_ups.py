"""Heads-ups: composed, sent, and closed when there is no call to expect any more."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from app import clock
from app.database import Db
from app.events import kinds
from app.events.recorder import record
from app.messages.actions import About, Recipient, queue
from app.messages.models import MessageKind
from app.messages.wording import worded
from app.referees import queries
from app.referees.asking import Asked, asked_about
from app.referees.models import HeadsUp, HeadsUpOpenAlready, HeadsUpStatus, Referee, RefereeChannel
from app.referees.schemas import HeadsUpIn
from app.statements import Row
from app.templates.models import TemplateName
from app.templates.rendering import Wording

LONGEST_BACKGROUND = 300
"""Of the role, in characters: the referee is being told, not recruited."""


async def send_heads_up(db: Db, referee_id: UUID, new: HeadsUpIn) -> HeadsUp:
    """Told by e-mail it is sent here; by another channel the caller tells them. Raises `Invalid`,
    `NoConsent`, `AlreadyEnded`, `HeadsUpOpenAlready`, `NotReachable` or `AddressSuppressed`."""
    asked = await asked_about(db, referee_id, new.application_id)
    await refuse_second(db, asked)
    channel = asked.channel(new.channel)
    story = await queries.story_of(db, asked.application.id)
    wording = await worded(
        db,
        TemplateName.heads_up,
        None,
        referee=asked.referee.name,
        candidate=story["candidate_name"],
        vacancy=story["vacancy_title"],
        employer=story["employer_name"],
        background=background(story),
        why=new.why or why_them(asked.referee, story["given_name"]),
    )
    heads_up = HeadsUp(
        agency_id=db.agency_id,
        referee_id=asked.referee.id,
        application_id=asked.application.id,
        channel=channel,
        message=new.message or wording.body,
        sent_at=clock.now(),
        sent_by_id=db.actor.id if db.actor.type == "user" else None,
    )
    db.add(heads_up)
    await db.flush()
    if channel is RefereeChannel.email:
        assert asked.referee.email is not None
        await queue(
            db,
            MessageKind.heads_up,
            [Recipient(asked.referee.name, asked.referee.email, referee_id=asked.referee.id)],
            About(**asked.whose),
            wording=Wording(wording.subject, heads_up.message),
            reply_to=story["answer_to"],
        )
    record(
        db,
        kinds.HeadsUpSent(referee_id=asked.referee.id, channel=channel),
        heads_up.id,
        **asked.whose,
    )
    return heads_up


async def refuse_second(db: Db, asked: Asked) -> None:
    """Of two at once the second waited for the referee, and now sees the first."""
    existing_id = await db.scalar(
        select(HeadsUp.id).where(
            HeadsUp.agency_id == db.agency_id,
            HeadsUp.referee_id == asked.referee.id,
            HeadsUp.application_id == asked.application.id,
            HeadsUp.status == HeadsUpStatus.sent,
        )
    )
    if existing_id is not None:
        raise HeadsUpOpenAlready(existing_id=existing_id)


def background(story: Row) -> str | None:
    """The beginning of what the vacancy says of itself: whole sentences, or else whole words."""
    text = " ".join((story["description"] or "; ".join(story["responsibilities"])).split())
    if len(text) <= LONGEST_BACKGROUND:
        return text or None
    sentences, end, _ = text[: LONGEST_BACKGROUND + 1].rpartition(". ")
    if end:
        return f"{sentences}."
    beginning = text[: LONGEST_BACKGROUND - 1]
    return f"{beginning.rpartition(' ')[0] or beginning}…"


def why_them(referee: Referee, given_name: str) -> str | None:
    """From what they are to the candidate, and where."""
    at = f" at {referee.company}" if referee.company else ""
    if referee.relationship:
        return f"you were {given_name}'s {uncapitalised(referee.relationship)}{at}"
    return f"you worked with {given_name}{at}" if at else None


def uncapitalised(words: str) -> str:
    """`Line manager` inside a sentence; `CEO` and `HR manager` as they are."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


async def close_open(db: Db, which: ColumnElement[bool], candidate_id: UUID, cause: str) -> None:
    """Those of a referee or of an application, locked in a fixed order, each with its event."""
    found = await db.scalars(
        select(HeadsUp)
        .where(HeadsUp.agency_id == db.agency_id, HeadsUp.status == HeadsUpStatus.sent, which)
        .order_by(HeadsUp.id)
        .with_for_update(key_share=True)
    )
    for heads_up in found:
        heads_up.status = HeadsUpStatus.closed
        heads_up.closed_at, heads_up.close_cause = clock.now(), cause
        record(
            db,
            kinds.HeadsUpClosed(referee_id=heads_up.referee_id, cause=cause),
            heads_up.id,
            candidate_id=candidate_id,
            application_id=heads_up.application_id,
        )
