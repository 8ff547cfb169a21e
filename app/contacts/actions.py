"""Adding and changing contacts."""

from app.changes import apply_change, new_values
from app.contacts.models import Contact
from app.contacts.schemas import ContactChange, ContactIn
from app.database import Db
from app.employers.queries import employer_must_exist
from app.events import kinds
from app.events.recorder import record
from app.feedback.chasing import follow_contact
from app.messages import addresses


async def create_contact(db: Db, new: ContactIn) -> Contact:
    await employer_must_exist(db, new.employer_id)
    contact = Contact(agency_id=db.agency_id, **new_values(new))
    db.add(contact)
    added = kinds.ContactCreated(employer_id=contact.employer_id)
    record(db, added, contact.id, contact_id=contact.id)
    return contact


async def change_contact(db: Db, contact: Contact, change: ContactChange) -> None:
    if change.employer_id not in (None, contact.employer_id):
        await employer_must_exist(db, change.employer_id)
    address = contact.email
    if fields := apply_change(contact, change):
        if {"country", "timezone"} & set(fields):
            await follow_contact(db, contact)
        record(db, kinds.ContactUpdated(fields=fields), contact.id, contact_id=contact.id)
        if "email" in fields:
            await addresses.follow_contact(db, contact, address)
