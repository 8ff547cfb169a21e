"""What is held on a candidate, for themselves: all they said and were given, and what happened.

What others told the agency in confidence is not in it.
"""

from uuid import UUID

from sqlalchemy import Text, bindparam, cast, func, select

from app.applications.models import Application
from app.candidates.queries import candidate_out
from app.database import Db, Reader, on
from app.debriefs.models import Debrief
from app.documents.models import Document, DocumentKind, DocumentVisibility
from app.documents.queries import file_of
from app.errors import NotFound
from app.follow_ups.models import FollowUp
from app.interviews.models import Interview
from app.messages.models import Message
from app.portal.story import story_of
from app.referees.models import Referee
from app.statements import Row, Statement, encode, word
from app.verdicts.models import Verdict

ABOUT = (
    "What your agency holds on you: what you said, what you were given, and what happened. What "
    "others told the agency in confidence is not in it; ask the agency about that."
)
THE_AGENCYS_OWN = ("tags", "owner_id", "external_ref", "merged_into_id", "version")
"""Of a candidate's record: how the agency files it."""
THEIRS = Application.candidate_id == bindparam("candidate_id")

DOCUMENTS = Statement(
    select(Document.id, Document.name, Document.kind, Document.size, Document.created_at)
    .where(
        Document.agency_id == bindparam("agency_id"),
        Document.candidate_id == bindparam("candidate_id"),
        Document.visibility == word(DocumentVisibility.candidate),
        Document.kind != word(DocumentKind.reference),  # written in confidence
    )
    .order_by(Document.created_at)
)
WRITTEN = {
    "questions_to_ask": Statement(
        select(Interview.id.label("interview_id"), Interview.questions_to_ask)
        .join(Application, on(Interview.application_id, Application))
        .where(Interview.agency_id == bindparam("agency_id"), THEIRS)
        .order_by(Interview.starts_at)
    ),
    "debriefs": Statement(
        select(
            Debrief.interview_id, Debrief.questions, Debrief.impressions, Debrief.learned,
            Debrief.improve, Debrief.left_unsaid, Debrief.interest, Debrief.confidence,
            Debrief.concerns, Debrief.recorded_by, Debrief.recorded_at,
        )
        .join(Interview, on(Debrief.interview_id, Interview))
        .join(Application, on(Interview.application_id, Application))
        .where(Debrief.agency_id == bindparam("agency_id"), THEIRS)
        .order_by(Debrief.recorded_at)
    ),
    "thank_yous": Statement(
        select(FollowUp.interview_id, FollowUp.subject, FollowUp.body, FollowUp.sent_at)
        .join(Interview, on(FollowUp.interview_id, Interview))
        .join(Application, on(Interview.application_id, Application))
        .where(FollowUp.agency_id == bindparam("agency_id"), THEIRS)
        .order_by(FollowUp.id)
    ),
    "verdicts": Statement(
        select(
            Verdict.application_id, Verdict.lean, Verdict.pros, Verdict.cons,
            Verdict.wished_salary_amount.label("wished_salary.amount"),
            Verdict.wished_salary_currency.label("wished_salary.currency"),
            Verdict.wished_salary_per.label("wished_salary.per"),
            Verdict.wished_benefits, Verdict.deal_breakers, Verdict.recorded_at,
        )
        .join(Application, on(Verdict.application_id, Application))
        .where(Verdict.agency_id == bindparam("agency_id"), THEIRS)
        .order_by(Verdict.recorded_at)
    ),
    "referees": Statement(
        select(
            Referee.name, Referee.relationship, Referee.company, Referee.email, Referee.phone,
            Referee.consent_given_at, Referee.consent_withdrawn_at,
        )
        .where(
            Referee.agency_id == bindparam("agency_id"),
            Referee.candidate_id == bindparam("candidate_id"),
        )
        .order_by(Referee.created_at)
    ),
    "messages_to_you": Statement(
        select(Message.kind, Message.subject, Message.body, Message.sent_at)
        .where(
            Message.agency_id == bindparam("agency_id"),
            Message.candidate_id == bindparam("candidate_id"),
            Message.sent_at.is_not(None),
            Message.recipients.contains(
                func.jsonb_build_array(
                    func.jsonb_build_object(word("candidate_id"), cast(bindparam("their_id"), Text))
                )
            ),
        )
        .order_by(Message.sent_at)
    ),
    "documents": DOCUMENTS,
}  # fmt: skip


async def everything_of(db: Db, candidate_id: UUID) -> bytes:
    """As one JSON document. Raises `NotFound`."""
    person = await candidate_out(db, candidate_id)
    story = await story_of(db, candidate_id)
    whose = {"candidate_id": candidate_id, "their_id": str(candidate_id)}
    written = {
        name: part.shape_all(await db.fetch(part, **whose)) for name, part in WRITTEN.items()
    }
    return encode(
        {
            "about": ABOUT,
            "you": {name: value for name, value in person.items() if name not in THE_AGENCYS_OWN},
            "applications": story.applications,
            "notes_for_you": story.notes,
            **written,
        }
    )


async def documents_of(db: Reader, candidate_id: UUID) -> list[Row]:
    return DOCUMENTS.shape_all(await db.fetch(DOCUMENTS, candidate_id=candidate_id))


async def their_document(db: Reader, candidate_id: UUID, document_id: UUID) -> Row:
    """As `file_of`. Raises `NotFound` for somebody else's."""
    if document_id not in {row["id"] for row in await documents_of(db, candidate_id)}:
        raise NotFound
    return await file_of(db, document_id)
