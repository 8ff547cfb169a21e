"""Asking a referee for something about an application: only while both allow it.

Both are held, always the application before the referee, against deadlocks: neither an end nor a
withdrawn consent slips in between.
"""

from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from app import clock
from app.applications.models import OPEN, AlreadyEnded, Application
from app.applications.queries import find_application
from app.database import Db
from app.errors import Invalid
from app.referees.models import NotReachable, Referee, RefereeChannel


class Whose(TypedDict):
    """Whose story an event belongs to."""

    candidate_id: UUID
    application_id: UUID


@dataclass(frozen=True)
class Asked:
    """A referee who consents, and an open application of their candidate."""

    referee: Referee
    application: Application

    @property
    def whose(self) -> Whose:
        """What every event about it names."""
        return Whose(candidate_id=self.application.candidate_id, application_id=self.application.id)

    def channel(self, wanted: RefereeChannel | None) -> RefereeChannel:
        """Raises `NotReachable`."""
        if wanted is RefereeChannel.email and self.referee.email is None:
            raise NotReachable
        return wanted or (RefereeChannel.email if self.referee.email else RefereeChannel.phone)


async def asked_about(db: Db, referee_id: UUID, application_id: UUID) -> Asked:
    """Raises `Invalid`, `NoConsent` or `AlreadyEnded`."""
    application = await find_application(db, application_id)
    referee = await db.hold(Referee, referee_id)
    if application is None or application.candidate_id != referee.candidate_id:
        raise Invalid.at("/application_id", "names no application of the referee's candidate")
    referee.expect_consent(clock.now())
    if application.stage not in OPEN:
        raise AlreadyEnded(f"The application is {application.stage}.", stage=application.stage)
    return Asked(referee, application)
