"""What the e-mail that asks for feedback, or reminds of it, says: found when it is handed over, so
that an answer, a refusal, a promise or a pause that came since it was queued counts."""

from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Record
from sqlalchemy import ARRAY, Uuid, any_, bindparam, delete, select

from app import clock
from app.access.models import User
from app.agencies.chasing import ChasingRules, refuse_before
from app.agencies.queries import get_agency
from app.applications.models import Application
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Db, on
from app.employers.models import Employer
from app.events import kinds
from app.feedback import chasing, due, locking
from app.feedback.models import FeedbackRequest, RequestChannel
from app.feedback.refusals import ChasingOver, ContactNotMailed
from app.interviews.models import Interview
from app.links.actions import link_for, mention_of
from app.links.models import LinkKind
from app.messages.actions import About, Recipient, hold_requests, queue, record_about
from app.messages.models import CalledOff, Message, MessageKind, MessageRequest, NotYet
from app.messages.queries import suppressed
from app.messages.wording import on_day, worded
from app.statements import Statement
from app.templates.models import TemplateName
from app.templates.rendering import Wording
from app.vacancies.models import Vacancy

STORIES = Statement(
    select(
        FeedbackRequest.id,
        FeedbackRequest.questions,
        FeedbackRequest.due_at,
        FeedbackRequest.chase_count,
        Interview.id.label("interview_id"),
        Interview.starts_at,
        Interview.timezone,
        Application.id.label("application_id"),
        Candidate.id.label("candidate_id"),
        (Candidate.given_name + " " + Candidate.family_name).label("candidate"),
        Vacancy.title.label("vacancy"),
        Employer.name.label("employer"),
        User.name.label("sender"),
    )
    .join(Interview, on(FeedbackRequest.interview_id, Interview))
    .join(Application, on(Interview.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(User, on(Candidate.owner_id, User))
    .where(
        FeedbackRequest.agency_id == bindparam("agency_id"),
        FeedbackRequest.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
    )
    .order_by(Interview.starts_at, FeedbackRequest.id)
)


async def send_now(db: Db, request: FeedbackRequest) -> Message:
    """Queue it at once, because somebody asked. Raises `RequestSettled`, `ChasingOver`,
    `ContactNotMailed`, `ChaseTooSoon`, `ChaseLimitReached` or `MessageOpenAlready`."""
    request.expect_awaiting()
    if request.chasing_stopped_at is not None:
        raise ChasingOver
    contact = await db.get_one(Contact, (db.agency_id, request.contact_id))
    await expect_mailed(db, contact)
    assert contact.email is not None
    rules = ChasingRules.of(await get_agency(db), contact.country, contact.timezone)
    asked = await locking.interview_of(db, request)
    now, over_at = clock.now(), asked.interview.over_at
    if request.call_at is not None:
        refuse_before(request.call_at, now)
    if request.asked_at is None:
        refuse_before(rules.allowed_at(request, max(now, over_at)), now)
    else:
        rules.refuse_impolite_chase(request, max(over_at, request.asked_at + rules.gap), now)
    try:
        await expect_decent(db, rules, contact.id, None)
    except NotYet as later:
        refuse_before(later.until, now)
    kind = MessageKind.feedback_chase if request.asked_at else MessageKind.feedback_request
    about = About(
        interview_id=request.interview_id,
        contact_id=contact.id,
        feedback_request_ids=(request.id,),
        **asked.whose,
    )
    to = Recipient(contact.name, contact.email, contact_id=contact.id)
    message = await queue(db, kind, [to], about)
    record_about(db, message, kinds.MessageQueued(kind=kind, to=message.to))
    return message


async def expect_mailed(db: Db, contact: Contact) -> None:
    """Raises `ContactNotMailed`."""
    if contact.email is None:
        raise ContactNotMailed(cause="no_address")
    if contact.do_not_email:
        raise ContactNotMailed(cause="do_not_email")
    if await suppressed(db, [contact.email]):
        raise ContactNotMailed(cause="suppressed")


async def wording_when_sent(db: Db, message: Message) -> Wording:
    """Note what it asks about as asked or chased, and put it into words.

    Whoever settles one of these requests holds it, as this does: an answer that was committed
    before is not asked for, one that comes now waits until the message counts as sent. A message
    the mail server put off is not counted a second time. Raises `CalledOff` or `NotYet`.
    """
    assert message.contact_id is not None
    contact = await db.hold(Contact, message.contact_id)
    await expect_same_address(db, message, contact)
    agency = await get_agency(db)
    rules = ChasingRules.of(agency, contact.country, contact.timezone)
    await expect_decent(db, rules, contact.id, message.id)
    if message.by_itself and message.handed_over_at is None:
        requests = await due.hold_due_requests(db, agency, contact.id)
    else:
        requests = await still_open(db, message, rules)
    if not requests:
        raise CalledOff("nothing_open")
    if message.handed_over_at is None:
        await note(db, message, rules, requests)
    stories = await db.fetch(STORIES, ids=[request.id for request in requests])
    await be_about(db, message, stories)
    return await in_words(db, message, contact, rules, stories)


async def expect_same_address(db: Db, message: Message, contact: Contact) -> None:
    """The mail server has accepted the address that was theirs when it was queued. Raises
    `CalledOff`."""
    if contact.do_not_email:
        raise CalledOff("do_not_email")
    if contact.email is None or contact.email != message.recipients[0]["email"]:
        raise CalledOff("address_changed")
    if await suppressed(db, [contact.email]):
        raise CalledOff("suppressed")


async def expect_decent(
    db: Db, rules: ChasingRules, contact_id: UUID, message_id: UUID | None
) -> None:
    """Raises `NotYet`: they are not at work, or had a message today."""
    rows = await db.fetch(due.LAST_OTHER, contact_id=contact_id, message_id=message_id)
    moment = due.decent_moment(rules, rows[0]["last_written_at"])
    if moment > clock.now():
        raise NotYet(moment)


async def still_open(db: Db, message: Message, rules: ChasingRules) -> list[FeedbackRequest]:
    """Of those it was to ask about, the ones that nothing has settled or put off since; locked."""
    held = await hold_requests(db, message)
    return [
        request
        for request in await due.about_what_is_over(db, held)
        if is_welcome_still(message, rules, request)
    ]


def is_welcome_still(message: Message, rules: ChasingRules, request: FeedbackRequest) -> bool:
    """A pause and another channel bind what Debrief decided by itself. What a person asked for
    does not follow a call that was logged since; what was counted already is not held to that."""
    now = clock.now()
    awaited = (moment for moment in (request.promised_by, request.call_at) if moment is not None)
    if request.chasing_stopped_at or any(moment > now for moment in awaited):
        return False
    if message.by_itself:
        held_back = request.is_paused(now) or request.left_to_call_at is not None
        return request.channel == RequestChannel.email and not held_back
    if message.handed_over_at is not None:
        return True
    chased_enough = request.asked_at is not None and request.chase_count >= rules.limit
    return not chased_enough and rules.allowed_at(request, now) <= now


async def note(
    db: Db, message: Message, rules: ChasingRules, requests: list[FeedbackRequest]
) -> None:
    """Each is asked or chased by this; a message that reminds of one is a chase."""
    reminds = any(request.asked_at for request in requests)
    message.kind = MessageKind.feedback_chase if reminds else MessageKind.feedback_request
    for request in requests:
        chasing.note_mailed(db, rules, request, await locking.interview_of(db, request))


async def count_from_arrival(db: Db, message: Message) -> None:
    """The mail server put it off and has it now: the gap is one between messages that arrive."""
    assert message.contact_id is not None
    contact = await db.get_one(Contact, (db.agency_id, message.contact_id))
    rules = ChasingRules.of(await get_agency(db), contact.country, contact.timezone)
    for request in await hold_requests(db, message):
        asked_at, last_chased_at = request.asked_at, request.last_chased_at
        if last_chased_at is None or (asked_at is not None and last_chased_at < asked_at):
            request.asked_at = clock.now()
        else:
            request.last_chased_at = clock.now()
        chasing.plan_next_chase(rules, request)


async def be_about(db: Db, message: Message, stories: list[Record]) -> None:
    """What it turned out to ask about; of several, no single candidate."""
    one = stories[0] if len(stories) == 1 else None
    message.candidate_id = one["candidate_id"] if one else None
    message.application_id = one["application_id"] if one else None
    message.interview_id = one["interview_id"] if one else None
    await db.execute(
        delete(MessageRequest).where(
            MessageRequest.agency_id == db.agency_id, MessageRequest.message_id == message.id
        )
    )
    db.add_all(
        MessageRequest(
            agency_id=db.agency_id, message_id=message.id, feedback_request_id=story["id"]
        )
        for story in stories
    )


async def in_words(
    db: Db, message: Message, contact: Contact, rules: ChasingRules, stories: list[Record]
) -> Wording:
    forms = {
        story["id"]: await link_for(db, LinkKind.form, feedback_request_id=story["id"])
        for story in stories
    }
    message.link_ids = [form.id for form in forms.values()]
    links = {request_id: mention_of(form) for request_id, form in forms.items()}
    senders = {story["sender"] for story in stories}
    values: dict[str, str | None] = {
        "contact": contact.name,
        "employer": stories[0]["employer"],
    }
    if len(stories) == 1:
        story = stories[0]
        values |= {
            "candidate": story["candidate"],
            "vacancy": story["vacancy"],
            "form_link": links[story["id"]],
            "questions": "\n".join(f"- {question}" for question in story["questions"]),
            "due": on_day(story["due_at"], rules.hours.zone),
        }
    else:
        values["interviews"] = "\n\n".join(line(story, links[story["id"]]) for story in stories)
    if all(story["chase_count"] >= rules.limit for story in stories):
        values["last"] = "yes"
    sender = senders.pop() if len(senders) == 1 else None
    return await worded(db, TemplateName(message.kind), sender, **values)


def line(story: Record, link: str) -> str:
    day = on_day(story["starts_at"], ZoneInfo(story["timezone"]))
    return f"{story['candidate']}, {story['vacancy']}, {day}:\n{link}"
