"""Reading candidates."""

import re
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BindParameter,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    column,
    func,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from app.access.models import User
from app.answers import Json, one
from app.candidates.models import Candidate
from app.database import Db, Reader, on
from app.errors import Invalid, NotFound
from app.paging import ExternalListQuery, Listing, external_filters
from app.statements import PlainStatement, Row, Statement

Searchable = aliased(
    Candidate,
    table("searchable_candidates", *(column(c.name, c.type) for c in Candidate.__table__.columns)),
    adapt_on_names=True,
)
"""The agency's candidates through a view that lets LIKE and && use an index. Row-level security
does not: PostgreSQL runs operators that are not leakproof after the policy, on every row.
A migration that adds a column to the table replaces the view."""
SearchableDocuments = table(
    "searchable_documents",
    column("agency_id", Uuid),
    column("candidate_id", Uuid),
    column("search_text", Text),
)
"""What was read of their documents, through a view for the same reason."""
WORDS: BindParameter[str] = bindparam("q", type_=Text)
BY_DOCUMENTS = select(SearchableDocuments.c.candidate_id).where(
    SearchableDocuments.c.agency_id == bindparam("agency_id"),
    SearchableDocuments.c.search_text.like(WORDS),
    # With less there is no trigram to look up, and every text would have to be read.
    WORDS.regexp_match("[[:alnum:]]{3}"),
)
FOUND_BY_WORDS = or_(
    Searchable.search_text.like(WORDS),
    Searchable.id == any_(func.array(BY_DOCUMENTS.scalar_subquery(), type_=ARRAY(Uuid))),
)
"""An array, so that each half uses its own index and a common word may still end early. Of 100,000
candidates `IN (… UNION …)` took 1.5 s instead of 0.3 for a word of all, 270 ms instead of 1 for two
letters."""


def rows_of(candidates: type[Candidate]) -> Select[*tuple[Any, ...]]:
    return select(
        candidates.id,
        candidates.given_name.label("name.given"),
        candidates.family_name.label("name.family"),
        candidates.emails,
        candidates.phones,
        candidates.location_name.label("location.name"),
        candidates.location_country.label("location.country"),
        candidates.location_latitude.label("location.latitude"),
        candidates.location_longitude.label("location.longitude"),
        candidates.headline,
        candidates.skills,
        candidates.tags,
        candidates.feedback_channel,
        candidates.owner_id,
        User.name.label("owner_name"),
        candidates.consent_basis.label("consent.basis"),
        candidates.consent_given_at.label("consent.given_at"),
        candidates.consent_expires_at.label("consent.expires_at"),
        candidates.notice_period,
        candidates.timezone,
        candidates.source,
        candidates.external_system.label("external_ref.system"),
        candidates.external_id.label("external_ref.id"),
        candidates.erasure_requested_at,
        candidates.merged_into_id,
        candidates.created_at,
        candidates.updated_at,
        candidates.version,
    ).outerjoin(User, on(candidates.owner_id, User))


ONE_CANDIDATE = Statement(
    rows_of(Candidate).where(
        Candidate.agency_id == bindparam("agency_id"), Candidate.id == bindparam("id")
    )
)
CANDIDATES = Listing(
    rows_of(Searchable).where(Searchable.merged_into_id.is_(None)),
    Searchable,
    filters={
        "q": FOUND_BY_WORDS,
        "owner_id": Searchable.owner_id == bindparam("owner_id"),
        "tag": bindparam("tag", type_=Text) == any_(Searchable.tags),
        "skill": bindparam("skill", type_=Text) == any_(Searchable.skills),
        "email": Searchable.emails.contains(cast(array([bindparam("email")]), ARRAY(Text))),
        **external_filters(Searchable),
    },
    sorts={"name": Searchable.family_name},
)
# No LIMIT: with one, PostgreSQL walks the primary key in the hope of an early match.
REACHED_BY = Statement(
    select(Searchable.id).where(
        Searchable.agency_id == bindparam("agency_id"),
        Searchable.merged_into_id.is_(None),
        or_(
            Searchable.emails.overlap(bindparam("emails")),
            Searchable.phone_numbers.overlap(bindparam("phone_numbers")),
        ),
    )
)
ONE_NEWCOMER_AT_A_TIME = PlainStatement(
    "SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text, 1))"
)
"""Held until the commit, one per agency; the log's own lock uses the seed 0."""


async def candidates_page(db: Reader, query: ExternalListQuery, q: str | None) -> Json:
    return await CANDIDATES.page(db, query, **({"q": containing(q)} if q else {}))


def containing(words: str) -> str:
    """A LIKE pattern in which `%` and `_` stand for themselves."""
    escaped = re.sub(r"([\\%_])", r"\\\1", words.lower())
    return f"%{escaped}%"


async def candidate_out(db: Reader, candidate_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_CANDIDATE.shape_all(await db.fetch(ONE_CANDIDATE, id=candidate_id)))


async def get_active_candidate(db: Db, candidate_id: UUID) -> Candidate:
    """To add something to, before anything else is locked: not merged away until the commit.

    Raises `NotFound` and `MergedAway`. `FOR SHARE`: others may add to them at once.
    """
    candidate = await db.get(
        Candidate, (db.agency_id, candidate_id), with_for_update={"read": True}
    )
    if candidate is None:
        raise NotFound
    candidate.expect_active()
    return candidate


async def now_known_as(db: Db, candidate_id: UUID) -> UUID:
    """Whom the candidate was merged into, or the same id."""
    found: UUID | None = await db.scalar(
        select(Candidate.merged_into_id).where(
            Candidate.agency_id == db.agency_id, Candidate.id == candidate_id
        )
    )
    return found or candidate_id


async def find_by_ref(db: Db, system: str, external_id: str) -> Candidate | None:
    """Whom another system knows so, or whom that candidate was merged into, locked."""
    known_as: UUID | None = await db.scalar(
        select(func.coalesce(Candidate.merged_into_id, Candidate.id)).where(
            Candidate.agency_id == db.agency_id,
            Candidate.external_system == system,
            Candidate.external_id == external_id,
        )
    )
    if known_as is None:
        return None
    candidate = await db.hold(Candidate, known_as)
    candidate.expect_active()
    return candidate


async def oldest_reached_by(db: Db, emails: list[str], phone_numbers: list[str]) -> UUID | None:
    """The candidate first added with one of these; nobody else of the agency looks meanwhile."""
    if not emails and not phone_numbers:
        return None
    await db.run(ONE_NEWCOMER_AT_A_TIME, db.agency_id)
    found = await db.fetch(REACHED_BY, emails=emails, phone_numbers=phone_numbers)
    return min((row["id"] for row in found), default=None)


async def owner_must_be_active(db: Db, owner_id: UUID) -> None:
    """Raises `Invalid` at `/owner_id`."""
    active = select(User.id).where(User.agency_id == db.agency_id, User.id == owner_id, User.active)
    if await db.scalar(active) is None:
        raise Invalid.at("/owner_id", "names no active user of this agency")
