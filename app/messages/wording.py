"""Wording a message with what every template may say: who writes, for which agency, in which
tone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.agencies.queries import get_agency
from app.agencies.schemas import MailTone
from app.database import Db
from app.templates.models import TemplateName
from app.templates.rendering import Wording, compose


async def worded(
    db: Db, name: TemplateName, sender: str | None, /, **values: str | None
) -> Wording:
    """The agency's template filled in. `sender` is the recruiter's name; without one the agency
    itself writes."""
    agency = await get_agency(db)
    warm = "yes" if agency.policy["mail_tone"] == MailTone.warm else None
    return await compose(
        db, name, agency=agency.name, sender=sender or agency.name, warm=warm, **values
    )


def on_day(moment: datetime, zone: ZoneInfo) -> str:
    """`Tuesday 10 November`."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}"


def on_day_at(moment: datetime, zone: ZoneInfo) -> str:
    """`Tuesday 10 November, 10:00 (Europe/London)`."""
    return f"{on_day(moment, zone)}, {moment.astimezone(zone):%H:%M} ({zone.key})"
