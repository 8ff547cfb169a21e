"""What a worker does about feedback every minute: ask when an interview is over, and write to whom
something is due."""

from uuid import UUID

from app.access.actors import Actor
from app.agencies.models import Agency
from app.agencies.queries import get_agency
from app.contacts.models import Contact
from app.database import Database, Db
from app.feedback import asking, due
from app.messages.actions import About, Recipient, queue
from app.messages.models import MessageKind
from app.transaction import transaction


async def sweep(database: Database, agency_id: UUID) -> None:
    """Each interview and each contact in a transaction of its own; what goes wrong with one is told
    when the others are done."""
    actor = Actor(agency_id, "system")
    async with transaction(database, actor) as db:
        agency = await get_agency(db)
    failures: list[Exception] = []
    for interview_id in await asking.interviews_to_ask_about(database.reads(actor), agency):
        try:
            async with transaction(database, actor) as db:
                await asking.ask_about(db, interview_id)
        except Exception as failure:
            failures.append(failure)
    for contact_id in await due.contacts_to_write_to(database.reads(actor), agency):
        try:
            async with transaction(database, actor) as db:
                await write_to(db, agency, contact_id)
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("asking for feedback", failures)


async def write_to(db: Db, agency: Agency, contact_id: UUID) -> None:
    """Queue one message about all that is due to them; it is looked at again when it is sent."""
    contact = await db.hold(Contact, contact_id)
    if await db.fetch(due.ON_ITS_WAY_TO, contact_id=contact_id):
        return  # another worker was quicker
    requests = await due.hold_due_requests(db, agency, contact_id)
    if not requests or contact.email is None or contact.do_not_email:
        return
    await queue(
        db,
        MessageKind.feedback_chase
        if any(request.asked_at for request in requests)
        else MessageKind.feedback_request,
        [Recipient(contact.name, contact.email, contact_id=contact.id)],
        About(
            contact_id=contact.id,
            feedback_request_ids=tuple(request.id for request in requests),
        ),
    )
