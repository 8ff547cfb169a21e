"""Referees, as the stories tell of them. A scene knows them by name."""

from dataclasses import dataclass
from datetime import timedelta

from app.demo.cast import Scene
from app.demo.steps import Step
from app.feedback.schemas import ChaseIn
from app.referees import actions as referees
from app.referees.heads_ups import send_heads_up
from app.referees.models import RefereeChannel
from app.referees.schemas import HeadsUpIn, RefereeChange, RefereeIn
from app.references import actions as references
from app.references.schemas import ReceivedIn, ReferenceIn

AGREED_BEFORE = timedelta(minutes=20)


@dataclass(frozen=True)
class Named(Step):
    """`agreed` when they had agreed to be asked as they were named."""

    who: str
    relationship: str
    company: str
    phone: str
    agreed: bool = True

    async def play(self, scene: Scene) -> None:
        agreed_at = scene.dates.moment(self.at) - AGREED_BEFORE
        new = RefereeIn(
            candidate_id=scene.application.candidate_id,
            name=self.who,
            relationship=self.relationship,
            company=self.company,
            phone=self.phone,
            consent_given_at=agreed_at if self.agreed else None,
        )
        scene.referees[self.who] = await referees.create_referee(scene.db, new)


@dataclass(frozen=True)
class WouldRatherNot(Step):
    """Consent is withdrawn, and all that was open with them ends."""

    who: str

    async def play(self, scene: Scene) -> None:
        change = RefereeChange(consent_given_at=None)
        await referees.change_referee(scene.db, scene.referees[self.who], change)


@dataclass(frozen=True)
class Forewarned(Step):
    """Told by phone who may call, and why them."""

    who: str
    why: str | None = None

    async def play(self, scene: Scene) -> None:
        new = HeadsUpIn(
            application_id=scene.application.id, channel=RefereeChannel.phone, why=self.why
        )
        await send_heads_up(scene.db, scene.referees[self.who].id, new)


@dataclass(frozen=True)
class AskedForReference(Step):
    who: str
    due: str | None = None

    async def play(self, scene: Scene) -> None:
        new = ReferenceIn(
            application_id=scene.application.id,
            channel=RefereeChannel.phone,
            due_at=scene.dates.moment(self.due) if self.due else None,
        )
        referee = scene.referees[self.who]
        scene.references[self.who] = await references.request_reference(scene.db, referee.id, new)


@dataclass(frozen=True)
class Reminded(Step):
    who: str
    outcome: str

    async def play(self, scene: Scene) -> None:
        new = ChaseIn(channel="phone", outcome=self.outcome)
        await references.chase(scene.db, scene.references[self.who], new)


@dataclass(frozen=True)
class Vouched(Step):
    """The reference came."""

    who: str
    text: str

    async def play(self, scene: Scene) -> None:
        new = ReceivedIn(text=self.text)
        await references.receive(scene.db, scene.references[self.who], new)


@dataclass(frozen=True)
class WouldNotVouch(Step):
    who: str
    reason: str

    async def play(self, scene: Scene) -> None:
        await references.refuse(scene.db, scene.references[self.who], self.reason)
