"""Reading messages and the addresses nobody writes to."""

from collections.abc import Iterable

from sqlalchemy import ARRAY, Text, any_, bindparam, select

from app.database import Reader
from app.messages.models import Suppression
from app.statements import Statement

SUPPRESSED = Statement(
    select(Suppression.email).where(
        Suppression.agency_id == bindparam("agency_id"),
        Suppression.email == any_(bindparam("emails", type_=ARRAY(Text))),
    )
)


async def suppressed(db: Reader, emails: Iterable[str]) -> set[str]:
    """Which of these addresses, in lower case, the agency no longer writes to."""
    rows = await db.fetch(SUPPRESSED, emails=[email.lower() for email in emails])
    return {row["email"] for row in rows}
