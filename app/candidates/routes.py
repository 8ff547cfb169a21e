"""Candidates: the people the agency represents."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query
from pydantic import Field
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.candidates import actions, duplicates, merging, queries
from app.candidates.models import (
    Candidate,
    CandidateRefTaken,
    LikelyDuplicate,
    MergeConflict,
    MergedAway,
)
from app.candidates.schemas import CandidateChange, CandidateIn, CandidateOut, Duplicates, MergeIn
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.external_refs import RefPath, for_ref
from app.fields import Email
from app.fields import Query as Words
from app.paging import CREATED_OR_UPDATED, ExternalListQuery, Page
from app.routing import Router
from app.statements import encode

router = Router(prefix="/v1/candidates", tag="candidates")

Reading = Annotated[Reads, reading("candidates:read")]
Changing = Annotated[Db, changing("candidates:write")]
AllowDuplicate = Annotated[
    bool, Query(description="They really are two people with one e-mail address or phone number.")
]


class CandidateQuery(ExternalListQuery):
    q: Words | None = None
    owner_id: UUID | None = None
    tag: Words | None = None
    skill: Words | None = None
    email: Annotated[Email, Field(description="One of their addresses, in full.")] | None = None
    sort: CREATED_OR_UPDATED | Literal["name", "-name"] = "-created_at"


async def candidate_in_path(
    db: Changing, candidate_id: UUID, if_match: IfMatch = None
) -> Candidate:
    candidate = await db.hold(Candidate, candidate_id)
    candidate.expect_active()
    answers.expect_version(if_match, candidate.version)
    return candidate


CandidateInPath = Annotated[Candidate, Depends(candidate_in_path)]


@router.get("", summary="List candidates", response_model=Page[CandidateOut], responses=problems())
async def list_candidates(db: Reading, query: Annotated[CandidateQuery, Query()]) -> Response:
    """Newest first unless `sort` says otherwise; `name` sorts by family name.

    `q` looks for the text as it stands in names, e-mail addresses, skills and headline and, from
    three letters on, in CVs and other documents. `tag` and `skill` are whole and exact.
    """
    return await queries.candidates_page(db, query, query.q)


@router.post(
    "",
    summary="Add a candidate",
    status_code=201,
    response_model=CandidateOut,
    responses=problems(LikelyDuplicate, CandidateRefTaken),
)
async def create_candidate(
    db: Changing, new: CandidateIn, allow_duplicate: AllowDuplicate = False
) -> Response:
    """Someone you represent; a name is enough.

    An e-mail address or phone number that another candidate has is refused with the
    `existing_id` of the one who had it first. Phone numbers are compared however they are written.
    """
    candidate = await actions.create_candidate(db, new, allow_duplicate=allow_duplicate)
    row = await queries.candidate_out(db, candidate.id)
    return answers.created(db, row, f"/v1/candidates/{candidate.id}")


@router.put(
    "/by-ref/{system}/{external_id}",
    summary="Create or update a candidate by external reference",
    response_model=CandidateOut,
    responses=problems(NotFound, LikelyDuplicate, CandidateRefTaken, MergedAway)
    | {201: {"model": CandidateOut, "description": "Created"}},
)
async def put_candidate_by_ref(
    db: Changing, ref: RefPath, new: CandidateIn, allow_duplicate: AllowDuplicate = False
) -> Response:
    """For synchronising: the candidate your system knows as `{system}/{external_id}` becomes this.

    Sent twice it changes nothing the second time. Creating refuses a likely duplicate as
    `POST /v1/candidates` does: give the existing one this `external_ref`, or allow it. The
    reference of a candidate who was merged into another updates that one, who keeps their own.
    """
    new = await for_ref(db, ref, new)
    candidate = await queries.find_by_ref(db, ref.system, ref.id)
    if candidate is None:
        candidate = await actions.create_candidate(db, new, allow_duplicate=allow_duplicate)
        row = await queries.candidate_out(db, candidate.id)
        return answers.created(db, row, f"/v1/candidates/{candidate.id}")
    await actions.put_candidate(db, candidate, new)
    return answers.changed(db, await queries.candidate_out(db, candidate.id))


@router.get(
    "/{candidate_id}",
    summary="Get a candidate",
    response_model=CandidateOut,
    responses=problems(NotFound),
)
async def get_candidate(db: Reading, candidate_id: UUID) -> Response:
    """One candidate, with the name of the recruiter who looks after them. One who was merged into
    another is still here as they last were, with `merged_into_id`."""
    return answers.found(await queries.candidate_out(db, candidate_id))


@router.patch(
    "/{candidate_id}",
    summary="Change a candidate",
    response_model=CandidateOut,
    responses=problems(NotFound, CandidateRefTaken, MergedAway, PreconditionFailed),
)
async def change_candidate(
    db: Changing, candidate: CandidateInPath, change: CandidateChange
) -> Response:
    """Change the fields sent; the others stay. Lists, name and consent are replaced whole.

    Duplicates are looked for on creation only. Another first e-mail address ends the links to
    their page and calendar, which somebody else may have been sent: `warnings` says so. What is
    still to be mailed goes to the new address.
    """
    await actions.change_candidate(db, candidate, change)
    return answers.changed(db, await queries.candidate_out(db, candidate.id))


@router.get(
    "/{candidate_id}/duplicates",
    summary="List who may be the same person",
    response_model=Duplicates,
    responses=problems(NotFound),
)
async def find_candidate_duplicates(db: Reading, candidate_id: UUID) -> Response:
    """The likeliest first, at most 20, each with the reasons.

    The `score` grows with everything the two have in common: an e-mail address weighs 0.9, a phone
    number 0.8, a name (in either order, without accents) 0.4, one nearly the same less, a place or
    a headline 0.15, two skills 0.1. A name alone stays low.
    """
    return answers.Json(encode(await duplicates.duplicates_of(db, candidate_id)))


@router.post(
    "/{candidate_id}/merge",
    summary="Merge a duplicate into a candidate",
    response_model=CandidateOut,
    responses=problems(NotFound, MergedAway, MergeConflict, PreconditionFailed),
)
async def merge_candidates(
    db: Changing, candidate_id: UUID, merge: MergeIn, if_match: IfMatch = None
) -> Response:
    """Both are one person: the candidate in the path remains, and has everything of the duplicate's
    from now on: applications with all that belongs to them, notes, documents, referees, tasks.

    E-mail addresses, phone numbers, skills and tags are united; what is empty here is filled from
    there. Of two consents the one still in force remains, else the one given later. The duplicate
    keeps answering under its id with `merged_into_id`, is in no list or search, and both ids tell
    the whole timeline. The duplicate's links open nothing any more, and what was to be mailed there
    goes to the first address of the candidate who remains: `warnings` says so. There is no way
    back.
    """
    candidate, duplicate = await merging.hold_both(db, candidate_id, merge.duplicate_id)
    answers.expect_version(if_match, candidate.version)
    await merging.merge(db, candidate, duplicate, merge.reason)
    return answers.changed(db, await queries.candidate_out(db, candidate.id))
