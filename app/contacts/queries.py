"""Reading contacts."""

from uuid import UUID

from sqlalchemy import bindparam, func, or_, select

from app.answers import one
from app.contacts.models import Contact
from app.database import Db, Reader, on
from app.employers.models import Employer
from app.paging import Listing, external_filters
from app.statements import Row, Statement

CONTACT = select(
    Contact.id,
    Contact.employer_id,
    Employer.name.label("employer_name"),
    Contact.name,
    Contact.email,
    Contact.phone,
    Contact.job_title,
    Contact.do_not_email,
    Contact.country,
    Contact.timezone,
    Contact.external_system.label("external_ref.system"),
    Contact.external_id.label("external_ref.id"),
    Contact.created_at,
    Contact.updated_at,
    Contact.version,
).join(Employer, on(Contact.employer_id, Employer))

WORDS = func.lower(bindparam("q"))
CONTACTS = Listing(
    CONTACT,
    Contact,
    filters={
        "q": or_(
            func.strpos(func.lower(Contact.name), WORDS) > 0,
            func.strpos(Contact.email, WORDS) > 0,
        ),
        "employer_id": Contact.employer_id == bindparam("employer_id"),
        **external_filters(Contact),
    },
)
ONE_CONTACT = Statement(
    CONTACT.where(Contact.agency_id == bindparam("agency_id"), Contact.id == bindparam("id"))
)


async def contact_out(db: Reader, contact_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_CONTACT.shape_all(await db.fetch(ONE_CONTACT, id=contact_id)))


async def find_by_ref(db: Db, system: str, external_id: str) -> Contact | None:
    found: Contact | None = await db.scalar(
        select(Contact)
        .where(
            Contact.agency_id == db.agency_id,
            Contact.external_system == system,
            Contact.external_id == external_id,
        )
        .with_for_update()
    )
    return found
