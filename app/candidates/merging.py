"""Two candidates who turn out to be one person."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from app import clock
from app.applications.models import Application
from app.candidates.actions import comparable
from app.candidates.duplicates import in_common
from app.candidates.models import Candidate, MergeConflict, MergeReason
from app.database import Db
from app.documents.models import Document
from app.errors import Invalid, NotFound
from app.events import kinds
from app.events.recorder import record
from app.fields import MOST_ADDRESSES, MOST_TAGS
from app.links.models import Link
from app.messages import addresses
from app.messages.models import Message
from app.notes.models import Note
from app.referees.models import Referee
from app.replies.models import Reply
from app.tasks.models import Task

MOVED: tuple[Any, ...] = (Application, Note, Document, Referee, Task, Message, Reply, Link)
"""Everything that points at a candidate. Applications first: whoever holds one and adds to it has
committed before the rest is moved, and whoever comes later finds whose it is now."""

PLACE = ("location_name", "location_country", "location_latitude", "location_longitude")
CONSENT = ("consent_basis", "consent_given_at", "consent_expires_at")
REFERENCE = ("external_system", "external_id")
FILLED = (PLACE, ("headline",), ("owner_id",), ("notice_period",), ("source",))
"""Fields taken from the duplicate where the candidate's are empty; a group is taken whole."""
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


async def hold_both(db: Db, candidate_id: UUID, duplicate_id: UUID) -> tuple[Candidate, Candidate]:
    """Who remains and who is merged into them, locked in the order of their ids: of two merges of
    the same two at once, one waits here. Raises `NotFound`, `Invalid` and `MergedAway`."""
    if candidate_id == duplicate_id:
        raise Invalid.at("/duplicate_id", "is the candidate itself")
    held = {}
    for row_id in sorted((candidate_id, duplicate_id)):
        held[row_id] = await db.get(
            Candidate, (db.agency_id, row_id), with_for_update={"key_share": True}
        )
    candidate, duplicate = held[candidate_id], held[duplicate_id]
    if candidate is None:
        raise NotFound
    if duplicate is None:
        raise Invalid.at("/duplicate_id", "names no candidate of this agency")
    candidate.expect_active()
    duplicate.expect_active()
    return candidate, duplicate


async def merge(
    db: Db, candidate: Candidate, duplicate: Candidate, reason: MergeReason | None
) -> None:
    """`candidate` remains and has everything. Raises `MergeConflict`."""
    if vacancy_ids := await vacancies_of_both(db, candidate, duplicate):
        raise MergeConflict(vacancy_ids=vacancy_ids)
    reasons = await in_common(db, candidate.id, duplicate.id)
    await addresses.revoke_before_merge(db, duplicate)
    await db.flush()  # what is revoked is moved with the rest
    for model in MOVED:
        await point_at(db, model, "candidate_id", candidate, duplicate)
    await point_at(db, Candidate, "merged_into_id", candidate, duplicate)
    duplicate.merged_into_id = candidate.id
    values = await united_with(db, candidate, duplicate)
    if candidate.external_system is None:
        values |= take(duplicate, REFERENCE)
        fill(duplicate, dict.fromkeys(REFERENCE))
        await db.flush()  # it is unique: let go of before it is taken
    fill(candidate, values)
    merged = kinds.CandidateMerged(
        merged_id=duplicate.id, reasons=[*reasons, *([reason] if reason else [])]
    )
    record(db, merged, candidate.id, candidate_id=candidate.id)
    await addresses.redirect(db, candidate_id=duplicate.id)


async def vacancies_of_both(db: Db, candidate: Candidate, duplicate: Candidate) -> list[UUID]:
    found = await db.scalars(
        select(Application.vacancy_id)
        .where(
            Application.agency_id == db.agency_id,
            Application.candidate_id.in_((candidate.id, duplicate.id)),
            Application.ended_at.is_(None),
        )
        .group_by(Application.vacancy_id)
        .having(func.count() > 1)
        .order_by(Application.vacancy_id)
    )
    return list(found)


async def point_at(
    db: Db, model: Any, column: str, candidate: Candidate, duplicate: Candidate
) -> None:
    """Rows that pointed at the duplicate. They have changed, to whoever asks `updated_after`."""
    await db.execute(
        update(model)
        .where(model.agency_id == db.agency_id, getattr(model, column) == duplicate.id)
        .values({column: candidate.id, "updated_at": clock.now(), "version": model.version + 1})
        .execution_options(synchronize_session=False)
    )


async def united_with(db: Db, candidate: Candidate, duplicate: Candidate) -> dict[str, Any]:
    """What the candidate's fields become. Set in one go, they are one version."""
    values = take(better_consent(candidate, duplicate, clock.now()), CONSENT)
    for name in ("given_name", "family_name"):
        values[name] = getattr(candidate, name) or getattr(duplicate, name)
    for group in FILLED:
        values |= take(duplicate if getattr(candidate, group[0]) is None else candidate, group)
    values["emails"] = united(candidate.emails, duplicate.emails)[:MOST_ADDRESSES]
    values["skills"] = united(candidate.skills, duplicate.skills)[:MOST_TAGS]
    values["tags"] = united(candidate.tags, duplicate.tags)[:MOST_TAGS]
    values["phones"] = await united_phones(db, candidate, duplicate)
    values["phone_numbers"] = await comparable(db, values["phones"])
    return values


def better_consent(candidate: Candidate, duplicate: Candidate, now: datetime) -> Candidate:
    """Whose stands: one that is in force, else the one given later, else the candidate's."""

    def strength(of: Candidate) -> tuple[bool, bool, datetime]:
        ends = of.consent_expires_at
        in_force = of.consent_basis is not None and (ends is None or ends > now)
        return in_force, of.consent_basis is not None, of.consent_given_at or LONG_AGO

    return max(candidate, duplicate, key=strength)


def take(candidate: Candidate, fields: Iterable[str]) -> dict[str, Any]:
    return {field: getattr(candidate, field) for field in fields}


def fill(candidate: Candidate, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(candidate, field, value)


def united(ours: list[str], theirs: list[str]) -> list[str]:
    """Each once, however it is capitalised; ours first."""
    by_value = {value.casefold(): value for value in reversed([*ours, *theirs])}
    return [by_value[key] for key in dict.fromkeys(v.casefold() for v in [*ours, *theirs])]


async def united_phones(db: Db, candidate: Candidate, duplicate: Candidate) -> list[str]:
    """Each number once, however it is written."""
    phones: dict[str, str] = {}
    for phone in [*candidate.phones, *duplicate.phones]:
        [number] = await comparable(db, [phone])
        phones.setdefault(number, phone)
    return list(phones.values())[:MOST_ADDRESSES]
