"""One thank-you is enough: how long a candidate leaves somebody alone after thanking them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.agencies.queries import get_agency
from app.applications.models import Application
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Db
from app.follow_ups import queries
from app.follow_ups.models import QuietPeriod


@dataclass(frozen=True)
class QuietPeriodOf:
    """When one candidate thanked whom, and how long that lasts."""

    lasts: timedelta
    thanked: list[tuple[UUID, datetime]]

    @classmethod
    async def candidate(
        cls, db: Db, candidate_id: UUID, contact_ids: Iterable[UUID]
    ) -> "QuietPeriodOf":
        days: int = (await get_agency(db)).policy["quiet_period_days"]
        thanked = await queries.thanked(db, candidate_id, [*contact_ids]) if days else []
        return cls(timedelta(days=days), sorted(thanked, key=lambda one: one[1]))

    def allowed_at(self, contact_id: UUID, moment: datetime) -> datetime:
        """`moment`, or the first after it that is far enough from every thank-you before and
        after: one that is logged late has them on both sides."""
        for thanked_id, sent_at in self.thanked:
            if thanked_id == contact_id and abs(sent_at - moment) < self.lasts:
                moment = sent_at + self.lasts
        return moment

    def is_over(self, contact_id: UUID, moment: datetime) -> bool:
        return self.allowed_at(contact_id, moment) == moment

    def refuse(self, contact_ids: Iterable[UUID], moment: datetime) -> None:
        """Raises `QuietPeriod` for who has to wait longest."""
        waits = [(self.allowed_at(contact_id, moment), contact_id) for contact_id in contact_ids]
        allowed_at, contact_id = max(waits, default=(moment, None))
        if allowed_at > moment:
            raise QuietPeriod(
                f"The next thank-you to them is allowed at {allowed_at:%Y-%m-%dT%H:%M:%SZ}.",
                allowed_at=allowed_at,
                contact_id=contact_id,
            )


async def refuse_inside_quiet_period(
    db: Db, application: Application, contacts: Iterable[Contact], moment: datetime
) -> Candidate:
    """The candidate, held: of two thank-yous at once the second waits here, and then sees the
    first, whatever applications they belong to. Raises `QuietPeriod`."""
    candidate = await db.hold(Candidate, application.candidate_id)
    contact_ids = [contact.id for contact in contacts]
    quiet = await QuietPeriodOf.candidate(db, candidate.id, contact_ids)
    quiet.refuse(contact_ids, moment)
    return candidate
