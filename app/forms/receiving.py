"""What the contact sends: an answer, a promise, a refusal, or something they want to add."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.access.actors import Actor
from app.calls import receiving as calls
from app.contacts.models import Contact
from app.database import Db
from app.feedback import actions, answering, chasing
from app.feedback.locking import interview_of
from app.feedback.models import Feedback, FeedbackChannel, FeedbackRequest, RequestStatus
from app.feedback.schemas import AmendmentIn, FeedbackIn, ReasonIn
from app.forms.corrections import correction
from app.forms.models import FormDraft
from app.forms.own_answer import ON_THE_FORM, keep_answer, own_answer
from app.forms.showing import CRITERIA, LATEST_PROMISE
from app.links.opening import Opened
from app.pages.typed import TOO_LONG, Complaint, Incomplete, lines_of

TYPED = (
    "outcome", "strengths", "improvements", "summary_for_candidate", "private_notes",
    *(f"rating_{name}" for name in CRITERIA),
)  # fmt: skip
LONGEST_DRAFT = 60_000
IN_KIND_WORDS = {
    "outcome": "Please choose one: it is the one thing the candidate must know.",
    "reason": "A word on why helps the candidate to take it well.",
    "promised_day": "Please choose a day from tomorrow on, within two months.",
    "addition": "Please write what you would like to add.",
}


def contact_of(opened: Opened, contact_id: UUID) -> Actor:
    return Actor(opened.agency_id, "contact", contact_id)


def said_in(typed: Mapping[str, str]) -> FeedbackIn:
    """Raises `Incomplete`."""
    ratings = {name: typed.get(f"rating_{name}", "") for name in CRITERIA}
    said = {
        "channel": FeedbackChannel.form,
        "outcome": typed.get("outcome", ""),
        "strengths": lines_of(typed.get("strengths", "")),
        "improvements": lines_of(typed.get("improvements", "")),
        "ratings": {name: stars for name, stars in ratings.items() if stars},
        "summary_for_candidate": typed.get("summary_for_candidate", "").strip() or None,
        "private_notes": typed.get("private_notes", "").strip() or None,
    }
    try:
        return FeedbackIn.model_validate(said)
    except ValidationError as refused:
        raise Incomplete(*(complaint(error["loc"]) for error in refused.errors())) from None


def complaint(loc: tuple[int | str, ...]) -> Complaint:
    field = str(loc[0])
    if field == "ratings":
        field = f"rating_{loc[1]}"
        return Complaint(field, "Please choose one of the five, or no opinion.")
    return Complaint(field, IN_KIND_WORDS.get(field, TOO_LONG))


async def receive_answer(db: Db, request: FeedbackRequest, typed: Mapping[str, str]) -> None:
    """The first time it is logged, after that what they changed corrects it. What a recruiter put
    in since stays, and so does what the agency was told another way: this is added to it."""
    said = said_in(typed)
    own = await own_answer(db, request.interview_id, request.contact_id)
    if own is None and request.status == RequestStatus.received:
        await add(db, request, in_words(said))
    else:
        if own is not None:
            feedback = await db.hold(Feedback, own.feedback_id)
            now = said.model_dump(mode="json", include={*ON_THE_FORM})
            await answering.amend(db, feedback, correction(feedback, own.values, now))
        elif request.status == RequestStatus.closed:
            said = of_contact(said, request)
            feedback = await answering.log(db, await interview_of(db, request), None, said)
        else:
            feedback = await answering.log_feedback(db, request, said)
        await keep_answer(db, request, feedback.id, said)
    await forget_draft(db, request.id)


def of_contact(said: FeedbackIn, request: FeedbackRequest) -> FeedbackIn:
    return said.model_copy(update={"contact_id": request.contact_id})


def in_words(said: FeedbackIn) -> str:
    parts = [
        f"Outcome: {said.outcome}",
        *(f"+ {strength}" for strength in said.strengths),
        *(f"- {improvement}" for improvement in said.improvements),
        *(f"{name}: {stars} of 5" for name, stars in said.ratings.items()),
        said.summary_for_candidate,
        said.private_notes,
    ]
    return "\n".join(part for part in parts if part)


async def add(db: Db, request: FeedbackRequest, words: str) -> None:
    """To what the agency was told another way, for the agency's eyes. Raises `Incomplete`."""
    words = words.strip()
    if not words:
        raise Incomplete(Complaint("addition", IN_KIND_WORDS["addition"]))
    feedback = await db.scalar(
        select(Feedback)
        .where(Feedback.agency_id == db.agency_id, Feedback.feedback_request_id == request.id)
        .with_for_update(key_share=True)
    )
    assert feedback is not None, "what is received has its feedback"
    notes = "\n\n".join(part for part in (feedback.private_notes, words) if part)
    try:
        change = AmendmentIn(private_notes=notes)
    except ValidationError:
        raise Incomplete(Complaint("addition", TOO_LONG)) from None
    await answering.amend(db, feedback, change)


async def receive_refusal(db: Db, request: FeedbackRequest, typed: Mapping[str, str]) -> None:
    """Said twice is said once. Raises `Incomplete` or `RequestSettled`."""
    if request.status == RequestStatus.declined:
        return
    try:
        said = ReasonIn(reason=typed.get("reason", ""))
    except ValidationError:
        raise Incomplete(Complaint("reason", IN_KIND_WORDS["reason"])) from None
    await actions.decline(db, request, said.reason)
    await forget_draft(db, request.id)


async def receive_promise(db: Db, request: FeedbackRequest, typed: Mapping[str, str]) -> None:
    """They answer by the end of that day, where they are. Raises `Incomplete` or
    `RequestSettled`."""
    contact = await db.get_one(Contact, (db.agency_id, request.contact_id))
    asked = await interview_of(db, request)
    zone = ZoneInfo(contact.timezone or asked.interview.timezone)
    day = promised_day(typed.get("promised_day", ""), clock.now().astimezone(zone).date())
    await chasing.promise(db, request, datetime.combine(day, time(23, 59), zone).astimezone(UTC))


def promised_day(typed: str, today: date) -> date:
    """Raises `Incomplete`."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = today
    if not today < day <= today + LATEST_PROMISE:
        raise Incomplete(Complaint("promised_day", IN_KIND_WORDS["promised_day"]))
    return day


async def receive_wish(db: Db, request: FeedbackRequest, typed: Mapping[str, str]) -> None:
    """They would rather be called. Raises `Incomplete` or `RequestSettled`."""
    contact = await db.get_one(Contact, (db.agency_id, request.contact_id))
    await calls.receive_wish(db, request, typed, known_phone=contact.phone)


async def receive_calling_off(db: Db, request: FeedbackRequest, _: Mapping[str, str]) -> None:
    await calls.receive_calling_off(db, request)


async def keep_draft(db: Db, request_id: UUID, typed: Mapping[str, str]) -> None:
    """The latest wins. The actor is the contact. Raises `Incomplete` when it is longer than
    anything that can be sent."""
    values = {name: typed[name] for name in TYPED if typed.get(name)}
    if sum(map(len, values.values())) > LONGEST_DRAFT:
        raise Incomplete(Complaint("private_notes", TOO_LONG))
    kept = insert(FormDraft).values(
        agency_id=db.agency_id,
        feedback_request_id=request_id,
        contact_id=db.actor.id,
        values=values,
        saved_at=clock.now(),
    )
    await db.execute(
        kept.on_conflict_do_update(
            index_elements=[FormDraft.agency_id, FormDraft.feedback_request_id],
            set_={name: kept.excluded[name] for name in ("contact_id", "values", "saved_at")},
        )
    )


async def forget_draft(db: Db, request_id: UUID) -> None:
    await db.execute(
        delete(FormDraft).where(
            FormDraft.agency_id == db.agency_id, FormDraft.feedback_request_id == request_id
        )
    )
