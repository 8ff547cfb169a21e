"""Reading replies."""

from uuid import UUID

from sqlalchemy import bindparam, case, cast, func, null, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Text

from app.access.models import User
from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Reader, on
from app.errors import NotFound
from app.messages.models import MessageRequest
from app.paging import Listing
from app.replies.models import Reply
from app.statements import Row, Statement, as_array, as_object, word
from app.vacancies.models import Vacancy

ASKED_ABOUT = (
    select(
        as_array(MessageRequest.feedback_request_id.expression, MessageRequest.feedback_request_id)
    )
    .where(
        MessageRequest.agency_id == Reply.agency_id, MessageRequest.message_id == Reply.message_id
    )
    .scalar_subquery()
)
ONE_BY_ONE = (
    func.jsonb_array_elements(Reply.attachments)
    .table_valued("value", with_ordinality="nth", joins_implicitly=True)
    .render_derived()
)
ATTACHED = cast(ONE_BY_ONE.c.value, JSONB)
PATH = word("/v1/replies/") + cast(Reply.id, Text) + word("/attachments/")
ATTACHMENTS = (
    select(
        as_array(
            as_object(
                name=ATTACHED["name"],
                media_type=ATTACHED["media_type"],
                size=ATTACHED["size"],
                path=case(
                    (
                        ATTACHED["store_key"].astext.is_not(None),
                        PATH + cast(ONE_BY_ONE.c.nth, Text),
                    ),
                    else_=null(),
                ),
            ),
            ONE_BY_ONE.c.nth,
        )
    )
    .correlate(Reply)
    .scalar_subquery()
)
REPLY = (
    select(
        Reply.id,
        Reply.message_id,
        Reply.contact_id,
        Contact.name.label("contact_name"),
        Reply.candidate_id,
        (Candidate.given_name + " " + Candidate.family_name).label("candidate_name"),
        Reply.application_id,
        Vacancy.title.label("vacancy_title"),
        Reply.feedback_request_id,
        ASKED_ABOUT.label("feedback_request_ids"),
        Reply.feedback_id,
        Reply.kind,
        Reply.status,
        Reply.from_name,
        Reply.from_email,
        Reply.subject,
        Reply.text,
        ATTACHMENTS.label("attachments"),
        Reply.received_at,
        Reply.settled_at,
        Reply.settled_by_id,
        User.name.label("settled_by_name"),
        Reply.created_at,
        Reply.updated_at,
        Reply.version,
    )
    .outerjoin(Contact, on(Reply.contact_id, Contact))
    .outerjoin(Candidate, on(Reply.candidate_id, Candidate))
    .outerjoin(Application, on(Reply.application_id, Application))
    .outerjoin(Vacancy, on(Application.vacancy_id, Vacancy))
    .outerjoin(User, on(Reply.settled_by_id, User))
)
THIS_ONE = (Reply.agency_id == bindparam("agency_id"), Reply.id == bindparam("id"))
ABOUT_THIS_REQUEST = (
    select(MessageRequest.message_id)
    .where(
        MessageRequest.agency_id == Reply.agency_id,
        MessageRequest.message_id == Reply.message_id,
        MessageRequest.feedback_request_id == bindparam("feedback_request_id"),
    )
    .exists()
)
REPLIES = Listing(
    REPLY,
    Reply,
    filters={
        "status": Reply.status == bindparam("status"),
        "kind": Reply.kind == bindparam("kind"),
        "contact_id": Reply.contact_id == bindparam("contact_id"),
        "candidate_id": Reply.candidate_id == bindparam("candidate_id"),
        "feedback_request_id": ABOUT_THIS_REQUEST,
    },
    sorts={"received_at": Reply.received_at},
)
ONE_REPLY = Statement(REPLY.add_columns(Reply.full_text).where(*THIS_ONE))
ITS_ATTACHMENT = Statement(
    select(
        ATTACHED["name"].astext.label("name"),
        ATTACHED["media_type"].astext.label("media_type"),
        ATTACHED["size"].astext.label("size"),
        ATTACHED["store_key"].astext.label("store_key"),
    )
    .select_from(Reply)
    .join(ONE_BY_ONE, ONE_BY_ONE.c.nth == bindparam("nth"))
    .where(*THIS_ONE)
)


async def reply_out(db: Reader, reply_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_REPLY.shape_all(await db.fetch(ONE_REPLY, id=reply_id)))


async def attachment_of(db: Reader, reply_id: UUID, nth: int) -> Row:
    """One that was kept. Raises `NotFound`."""
    rows = await db.fetch(ITS_ATTACHMENT, id=reply_id, nth=nth)
    attachment = one(ITS_ATTACHMENT.shape_all(rows))
    if attachment["store_key"] is None:
        raise NotFound(
            "The attachment was too large to be kept, one too many, or held a link of yours."
        )
    return attachment
