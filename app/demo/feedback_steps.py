"""What can happen to feedback, as the stories tell it: asked for, chased, given, passed on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.demo import post
from app.demo.cast import Scene
from app.demo.steps import Step
from app.feedback import actions, answering, chasing
from app.feedback.models import RequestChannel
from app.feedback.schemas import (
    AcknowledgementIn,
    AmendmentIn,
    ChaseIn,
    FeedbackIn,
    FeedbackOnInterviewIn,
    FeedbackRequestIn,
    ReleaseIn,
)


@dataclass(frozen=True)
class Asked(Step):
    """`due` is when they agreed to answer; without it the agency's policy decides."""

    who: str
    channel: str = "email"
    questions: tuple[str, ...] = ()
    due: str | None = None

    async def play(self, scene: Scene) -> None:
        new = FeedbackRequestIn(
            interview_id=scene.interview.id,
            contact_id=scene.cast.contacts[self.who].id,
            channel=self.channel,
            due_at=scene.dates.moment(self.due) if self.due else None,
            questions=list(self.questions),
        )
        request = await actions.request_feedback(scene.db, new)
        contact = scene.cast.contacts[self.who]
        if request.channel == RequestChannel.email and contact.email and not contact.do_not_email:
            await post.ask_by_mail(scene.db, request)
        scene.requests[self.who] = request
        scene.last_asked = self.who


@dataclass(frozen=True)
class Chased(Step):
    channel: str
    outcome: str
    message: str | None = None
    promised: str | None = None
    who: str | None = None

    async def play(self, scene: Scene) -> None:
        new = ChaseIn(
            channel=self.channel,
            outcome=self.outcome,
            message=self.message,
            promised_by=scene.dates.moment(self.promised) if self.promised else None,
        )
        await chasing.chase(scene.db, scene.request_to(self.who), new)


@dataclass(frozen=True)
class Replied(Step):
    """They answered the e-mail that asked them, and nobody has looked at it yet."""

    said: str
    who: str | None = None

    async def play(self, scene: Scene) -> None:
        await post.one_answers(scene.db, scene.request_to(self.who), self.said)


@dataclass(frozen=True)
class Answered(Step):
    """What was said to the agency alone, and beside it what the candidate is to read."""

    channel: str
    outcome: str
    private: str
    summary: str | None = None
    strengths: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()
    ratings: Mapping[str, int] = field(default_factory=dict)
    reason: str | None = None
    who: str | None = None

    async def play(self, scene: Scene) -> None:
        new = FeedbackIn(**self.said())
        request = scene.request_to(self.who)
        scene.feedback = await answering.log_feedback(scene.db, request, new)

    def said(self) -> dict[str, Any]:
        return {
            "channel": self.channel,
            "outcome": self.outcome,
            "private_notes": self.private,
            "summary_for_candidate": self.summary,
            "strengths": list(self.strengths),
            "improvements": list(self.improvements),
            "ratings": dict(self.ratings),
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Volunteered(Answered):
    """They rang before anybody asked."""

    async def play(self, scene: Scene) -> None:
        assert self.who is not None, "somebody rang"
        contact = scene.cast.contacts[self.who]
        new = FeedbackOnInterviewIn(
            interview_id=scene.interview.id, contact_id=contact.id, **self.said()
        )
        scene.feedback = await answering.log_feedback_on_interview(scene.db, new)


@dataclass(frozen=True)
class Amended(Step):
    note: str
    summary: str
    improvements: tuple[str, ...]

    async def play(self, scene: Scene) -> None:
        change = AmendmentIn(
            note=self.note,
            summary_for_candidate=self.summary,
            improvements=list(self.improvements),
        )
        await answering.amend(scene.db, scene.feedback, change)


@dataclass(frozen=True)
class Released(Step):
    """By default in the words of the summary."""

    channel: str = "email"
    message: str | None = None

    async def play(self, scene: Scene) -> None:
        new = ReleaseIn(channel=self.channel, message=self.message)
        await answering.release(scene.db, scene.feedback, new)


@dataclass(frozen=True)
class Acknowledged(Step):
    async def play(self, scene: Scene) -> None:
        await answering.acknowledge(scene.db, scene.feedback, AcknowledgementIn())


@dataclass(frozen=True)
class Refused(Step):
    reason: str
    who: str | None = None

    async def play(self, scene: Scene) -> None:
        await actions.decline(scene.db, scene.request_to(self.who), self.reason)


@dataclass(frozen=True)
class GivenUp(Step):
    reason: str
    who: str | None = None

    async def play(self, scene: Scene) -> None:
        await actions.close(scene.db, scene.request_to(self.who), self.reason)
