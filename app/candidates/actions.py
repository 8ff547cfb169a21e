"""Adding and changing candidates."""

from app import clock
from app.agencies.business_time import BusinessTime
from app.agencies.queries import get_agency
from app.candidates import queries
from app.candidates.models import Candidate, LikelyDuplicate
from app.candidates.schemas import CandidateChange, CandidateIn
from app.changes import apply_change, new_values
from app.database import Db
from app.events import kinds
from app.events.recorder import record
from app.feedback.privacy import guard
from app.fields import canonical_phone
from app.messages import addresses
from app.tasks.actions import create_task
from app.tasks.models import TaskSubject
from app.tasks.queries import is_active_user
from app.tasks.schemas import SubjectIn, TaskIn

ANSWER_WITHIN = 5
"""Business days. The law allows a month (GDPR, article 12(3)), and nobody should wait for it."""
ERASE = "Erase what is held on them: they asked for it on their page"


async def create_candidate(db: Db, new: CandidateIn, *, allow_duplicate: bool) -> Candidate:
    """Raises `LikelyDuplicate` with `existing_id` unless duplicates are allowed."""
    if new.owner_id is not None:
        await queries.owner_must_be_active(db, new.owner_id)
    phone_numbers = await comparable(db, new.phones)
    if not allow_duplicate:
        existing_id = await queries.oldest_reached_by(db, new.emails, phone_numbers)
        if existing_id is not None:
            raise LikelyDuplicate(existing_id=existing_id)
    values = new_values(new)
    candidate = Candidate(agency_id=db.agency_id, phone_numbers=phone_numbers, **values)
    db.add(candidate)
    record(db, kinds.CandidateCreated(), candidate.id, candidate_id=candidate.id)
    return candidate


async def change_candidate(db: Db, candidate: Candidate, change: CandidateChange) -> None:
    if change.owner_id not in (None, candidate.owner_id):
        await queries.owner_must_be_active(db, change.owner_id)
    await guard(db, candidate.id, Candidate, change, row=candidate)
    address = addresses.first_of(candidate)
    fields = apply_change(candidate, change)
    if "phones" in fields:
        candidate.phone_numbers = await comparable(db, candidate.phones)
    if fields:
        updated = kinds.CandidateUpdated(fields=fields)
        record(db, updated, candidate.id, candidate_id=candidate.id)
    if "emails" in fields:
        await addresses.follow_candidate(db, candidate, address)


async def put_candidate(db: Db, candidate: Candidate, new: CandidateIn) -> None:
    """Make it as sent. The reference of one who was merged into it stays theirs."""
    sent = new.model_dump()
    if (candidate.external_system, candidate.external_id) != tuple(sent["external_ref"].values()):
        del sent["external_ref"]
    await change_candidate(db, candidate, CandidateChange(**sent))


async def request_erasure(db: Db, candidate: Candidate) -> None:
    """They want to be forgotten: a task for their recruiter. Asked twice is asked once."""
    if candidate.erasure_requested_at is not None:
        return
    candidate.erasure_requested_at = now = clock.now()
    requested = kinds.CandidateErasureRequested()
    record(db, requested, candidate.id, candidate_id=candidate.id)
    owner_id = candidate.owner_id
    if owner_id is not None and not await is_active_user(db, owner_id):
        owner_id = None
    task = TaskIn(
        title=ERASE,
        due_at=BusinessTime.of(await get_agency(db)).due(now, ANSWER_WITHIN),
        assignee_id=owner_id,
        subject=SubjectIn(type=TaskSubject.candidate, id=candidate.id),
    )
    await create_task(db, task)


async def comparable(db: Db, phones: list[str]) -> list[str]:
    """The numbers as the agency's country dials them, in one form, each once."""
    if not phones:
        return []
    country = (await get_agency(db)).country
    return list(dict.fromkeys(canonical_phone(phone, country) for phone in phones))
