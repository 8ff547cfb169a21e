"""One person's story, newest first, from the one log; each sentence is written when it is read."""

import base64
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from asyncpg import Record
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Subquery,
    Text,
    any_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from app.access.models import ApiKey, User
from app.applications.models import Application
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Reader, on
from app.documents.models import Document, DocumentKind, DocumentVisibility
from app.employers.models import Employer
from app.errors import Invalid, NotFound
from app.events.kinds import CATALOGUE, DocumentShared, summary, told_candidate
from app.events.models import Event
from app.events.queries import event_id, rows_of
from app.notes.models import Note
from app.statements import Row, Statement, encode, word
from app.timeline.schemas import TimelineQuery
from app.vacancies.models import Vacancy

NOTE_SHOWN = 140
SEARCHED_AT_ONCE = 500
UNNAMED = {
    "user": "Someone",
    "api_key": "An integration",
    "import": "The import",
    "system": "Debrief",
    "visitor": "The public vacancy page",
    "contact": "The contact",
    "candidate": "The candidate",
}


FOR_CANDIDATES = sorted(kind.type for kind in CATALOGUE.values() if kind.to_candidate)


def told_of(events: type[Event]) -> Select[*tuple[Any, ...]]:
    """Events with the names their sentences take."""
    return (
        rows_of(events)
        .add_columns(
            func.coalesce(User.name, ApiKey.name).label("actor.name"),
            Vacancy.title.label("vacancy_title"),
            Employer.name.label("employer_name"),
            Contact.name.label("contact_name"),
            func.left(Note.body, NOTE_SHOWN).label("note"),
        )
        .outerjoin(User, on(events.actor_id, User))
        .outerjoin(ApiKey, on(events.actor_id, ApiKey))
        .outerjoin(Application, on(events.application_id, Application))
        .outerjoin(Vacancy, on(Application.vacancy_id, Vacancy))
        .outerjoin(Employer, on(Vacancy.employer_id, Employer))
        .outerjoin(Contact, on(events.contact_id, Contact))
        .outerjoin(Note, on(events.subject_id, Note))
    )


FILTERS = {
    "application_id": Event.application_id == bindparam("application_id"),
    "types": Event.type == any_(bindparam("types", type_=ARRAY(Text))),
    "since": Event.occurred_at >= bindparam("since"),
    "until": Event.occurred_at < bindparam("until"),
    "actor": or_(Event.actor_id == bindparam("actor"), Event.api_key_id == bindparam("actor")),
    "still_shown": or_(
        Event.type != word(DocumentShared.type),
        exists().where(
            Document.agency_id == Event.agency_id,
            Document.id == Event.subject_id,
            Document.visibility == word(DocumentVisibility.candidate),
            Document.kind != word(DocumentKind.reference),
        ),
    ),
    "before": tuple_(Event.occurred_at, Event.position)
    < tuple_(
        bindparam("before", type_=Event.occurred_at.type),
        bindparam("before_position", type_=Event.position.type),
    ),
}


@lru_cache(maxsize=500)
def page_statement(present: frozenset[str], limit: int) -> Statement:
    page: ColumnElement[int] = literal_column(str(limit))
    filters = [FILTERS[name] for name in sorted(present - {"candidate_id"})]
    told = told_of(Event).where(Event.agency_id == bindparam("agency_id"), *filters)
    events = Event
    if "candidate_id" in present:
        events = aliased(Event, newest_of_family(filters, page))
        told = told_of(events).where(events.agency_id == bindparam("agency_id"))
    newest_first = events.occurred_at.desc(), events.position.desc()
    return Statement(told.order_by(*newest_first).limit(page))


def newest_of_family(filters: list[ColumnElement[bool]], page: ColumnElement[int]) -> Subquery:
    """Those of a candidate and of all who were merged into them, or into whom they were merged:
    events keep the candidate they were recorded about. Each one's newest come from the index in
    order, so that what is sorted here is as many pages as there were records of the person."""
    asked, merged = aliased(Candidate), aliased(Candidate)
    remaining = (
        select(func.coalesce(asked.merged_into_id, asked.id).label("id"))
        .where(asked.agency_id == bindparam("agency_id"), asked.id == bindparam("candidate_id"))
        .cte("remaining")
    )
    family = union_all(
        select(remaining.c.id),
        select(merged.id).where(
            merged.agency_id == bindparam("agency_id"), merged.merged_into_id == remaining.c.id
        ),
    ).subquery("family")
    newest = (
        select(Event)
        .where(
            Event.agency_id == bindparam("agency_id"), Event.candidate_id == family.c.id, *filters
        )
        .order_by(Event.occurred_at.desc(), Event.position.desc())
        .limit(page)
        .lateral("newest")
    )
    return (
        select(newest)
        .select_from(family)
        .join(newest, literal_column("true"))
        .order_by(newest.c.occurred_at.desc(), newest.c.position.desc())
        .limit(page)
        .subquery("story")
    )


async def timeline(db: Reader, query: TimelineQuery, **whose: UUID) -> bytes:
    """A page of `TimelinePage`. `whose` is the candidate or the application."""
    values: dict[str, Any] = {
        **query.model_dump(exclude={"limit", "cursor", "q"}, exclude_none=True),
        **whose,
    }
    if query.cursor:
        values["before"], values["before_position"] = read_cursor(query.cursor)
    if query.q is None:
        items, more = await told(db, values, query.limit)
    else:
        items, more = await search(db, values, query.q.casefold(), query.limit)
    if not items:
        await expect_visible(db, **whose)
    next_cursor = write_cursor(items[-1]) if more else None
    return encode({"items": items, "next_cursor": next_cursor})


EXISTING = {
    "candidate_id": Statement(
        select(Candidate.id).where(
            Candidate.agency_id == bindparam("agency_id"),
            Candidate.id == bindparam("candidate_id"),
        )
    ),
    "application_id": Statement(
        select(Application.id).where(
            Application.agency_id == bindparam("agency_id"),
            Application.id == bindparam("application_id"),
        )
    ),
}


async def expect_visible(db: Reader, **whose: UUID) -> None:
    """Whatever exists has a first event, so only an empty page needs asking. Raises `NotFound`."""
    [(name, _)] = whose.items()
    if not await db.fetch(EXISTING[name], **whose):
        raise NotFound


async def told(db: Reader, values: dict[str, Any], limit: int) -> tuple[list[Row], bool]:
    """So many items, and whether there are more."""
    present = frozenset(values) - {"before_position"}
    statement = page_statement(present, limit + 1)
    records = await db.fetch(statement, **values)
    return [tell(record) for record in records[:limit]], len(records) > limit


async def search(
    db: Reader, values: dict[str, Any], words: str, limit: int
) -> tuple[list[Row], bool]:
    """The sentences exist only when read, so they are read until enough of them match."""
    matching: list[Row] = []
    more = True
    while more and len(matching) <= limit:
        items, more = await told(db, values, SEARCHED_AT_ONCE)
        matching += [item for item in items if words in item["summary"].casefold()]
        if more:
            values |= {"before": items[-1]["occurred_at"]}
            values |= {"before_position": int(items[-1]["id"], 16)}
    return matching[:limit], len(matching) > limit


def tell(record: Record) -> Row:
    """One event as a `TimelineItem`; written out, because a page makes fifty of them."""
    kind = CATALOGUE[record["type"]]
    return {
        "id": event_id(record["position"]),
        "type": record["type"],
        "occurred_at": record["occurred_at"],
        "recorded_at": record["recorded_at"],
        "actor": {
            "type": record["actor.type"],
            "id": record["actor.id"],
            "api_key_id": record["actor.api_key_id"],
            "name": actor_in(record),
        },
        "subject": {"type": record["subject.type"], "id": record["subject.id"]},
        "candidate_id": record["candidate_id"],
        "application_id": record["application_id"],
        "contact_id": record["contact_id"],
        "data": msgspec.Raw(record["data"].encode()),
        "vacancy_title": record["vacancy_title"],
        "employer_name": record["employer_name"],
        "audience": "candidate" if kind.to_candidate else "agency",
        "summary": summary(kind, names_in(record), record["data"]),
    }


def actor_in(record: Record) -> str | None:
    """A contact is known from what the event is about: their own answer, their own call."""
    themselves = record["actor.type"] == "contact" and record["actor.id"] == record["contact_id"]
    name: str | None = record["contact_name" if themselves else "actor.name"]
    return name


def names_in(record: Record) -> dict[str, str]:
    return {
        "actor": actor_in(record) or UNNAMED[record["actor.type"]],
        "contact": record["contact_name"] or "the contact",
        "vacancy": record["vacancy_title"] or "the vacancy",
        "employer": record["employer_name"] or "the employer",
        "note": " ".join((record["note"] or "a note").split()),
    }


async def told_to_candidate(
    db: Reader, candidate_id: UUID, zone: ZoneInfo, cursor: str | None, limit: int
) -> Row:
    """What their own page says happened, newest first, in the same pages. Raises `Invalid`."""
    values: dict[str, Any] = {
        "candidate_id": candidate_id,
        "types": FOR_CANDIDATES,
        "still_shown": True,
    }
    if cursor:
        values["before"], values["before_position"] = read_cursor(cursor)
    present = frozenset(values) - {"before_position"}
    records = await db.fetch(page_statement(present, limit + 1), **values)
    items = [
        {
            "id": event_id(record["position"]),
            "occurred_at": record["occurred_at"],
            "said": told_candidate(
                CATALOGUE[record["type"]], names_in(record), record["data"], zone
            ),
        }
        for record in records[:limit]
    ]
    more = len(records) > limit
    return {"items": items, "next_cursor": write_cursor(items[-1]) if more else None}


def write_cursor(item: Row) -> str:
    place = encode([item["occurred_at"], item["id"]])
    return base64.urlsafe_b64encode(place).rstrip(b"=").decode()


def read_cursor(cursor: str) -> tuple[datetime, int]:
    try:
        raw = base64.urlsafe_b64decode(cursor.encode() + b"==")
        occurred_at, wire_id = msgspec.json.decode(raw, type=tuple[datetime, str])
        return occurred_at, min(int(wire_id, 16), 2**63 - 1)
    except (ValueError, msgspec.DecodeError) as error:
        raise Invalid.at("/cursor", "is not a cursor of this timeline") from error
