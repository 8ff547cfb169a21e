"""Referees, their consent, and the heads-ups they get."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.applications.models import AlreadyEnded
from app.candidates.models import Candidate, MergedAway
from app.candidates.queries import candidate_out, get_active_candidate
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.messages.models import AddressSuppressed
from app.paging import ListQuery, Page
from app.referees import actions, heads_ups, queries
from app.referees.models import HeadsUpOpenAlready, NoConsent, NotReachable, Referee
from app.referees.schemas import (
    HeadsUpIn,
    HeadsUpOut,
    HeadsUpQuery,
    RefereeChange,
    RefereeIn,
    RefereeOfCandidateIn,
    RefereeOut,
    RefereeQuery,
)
from app.routing import Router

router = Router(prefix="/v1", tag="referees")

Reading = Annotated[Reads, reading("candidates:read")]
Changing = Annotated[Db, changing("candidates:write")]


async def candidate_in_path(db: Changing, candidate_id: UUID) -> Candidate:
    return await get_active_candidate(db, candidate_id)


async def referee_in_path(db: Changing, referee_id: UUID, if_match: IfMatch = None) -> Referee:
    referee = await db.hold(Referee, referee_id)
    answers.expect_version(if_match, referee.version)
    return referee


async def referee_asked(db: Changing, referee_id: UUID) -> UUID:
    """Not held yet: what they are asked about is, first."""
    await queries.referee_must_exist(db, referee_id)
    return referee_id


CandidateInPath = Annotated[Candidate, Depends(candidate_in_path)]
RefereeInPath = Annotated[Referee, Depends(referee_in_path)]
RefereeAsked = Annotated[UUID, Depends(referee_asked)]


async def added(db: Db, referee: Referee) -> Response:
    row = await queries.referee_out(db, referee.id)
    return answers.created(db, row, f"/v1/referees/{referee.id}")


@router.get(
    "/referees", summary="List referees", response_model=Page[RefereeOut], responses=problems()
)
async def list_referees(db: Reading, query: Annotated[RefereeQuery, Query()]) -> Response:
    """Everybody who can speak for a candidate, newest first, with what is open with them."""
    return await queries.REFEREES.page(db, query)


@router.post(
    "/referees",
    summary="Add a referee",
    status_code=201,
    response_model=RefereeOut,
    responses=problems(MergedAway),
)
async def create_referee(db: Changing, new: RefereeIn) -> Response:
    """Somebody who can speak for the candidate. They are told and asked nothing until
    `consent_given_at` says that they agreed."""
    return await added(db, await actions.create_referee(db, new))


@router.get(
    "/candidates/{candidate_id}/referees",
    summary="List a candidate's referees",
    response_model=Page[RefereeOut],
    responses=problems(NotFound),
)
async def list_candidate_referees(
    db: Reading, candidate_id: UUID, query: Annotated[ListQuery, Query()]
) -> Response:
    """Newest first unless `sort` says otherwise, with what is open with each."""
    await candidate_out(db, candidate_id)
    return await queries.REFEREES.page(db, query, candidate_id=candidate_id)


@router.post(
    "/candidates/{candidate_id}/referees",
    summary="Add a candidate's referee",
    status_code=201,
    response_model=RefereeOut,
    responses=problems(NotFound, MergedAway),
)
async def add_candidate_referee(
    db: Changing, candidate: CandidateInPath, new: RefereeOfCandidateIn
) -> Response:
    """As `POST /v1/referees`, for the candidate of this address."""
    return await added(db, actions.add_referee(db, candidate, new))


@router.get(
    "/referees/{referee_id}",
    summary="Get a referee",
    response_model=RefereeOut,
    responses=problems(NotFound),
)
async def get_referee(db: Reading, referee_id: UUID) -> Response:
    """One referee: what they are to the candidate, how to reach them, whether they agreed."""
    return answers.found(await queries.referee_out(db, referee_id))


@router.patch(
    "/referees/{referee_id}",
    summary="Change a referee",
    response_model=RefereeOut,
    responses=problems(NotFound, PreconditionFailed),
)
async def change_referee(db: Changing, referee: RefereeInPath, change: RefereeChange) -> Response:
    """Change the fields sent. `consent_given_at` records that they agreed to be asked.

    `consent_given_at: null` records that they no longer do: their open heads-ups and the
    references they are being asked for are closed, and nothing more is asked of them.
    """
    await actions.change_referee(db, referee, change)
    return answers.changed(db, await queries.referee_out(db, referee.id))


@router.get(
    "/referees/{referee_id}/heads-ups",
    summary="List a referee's heads-ups",
    response_model=Page[HeadsUpOut],
    responses=problems(NotFound),
)
async def list_heads_ups(
    db: Reading, referee_id: UUID, query: Annotated[HeadsUpQuery, Query()]
) -> Response:
    """What they were told about which application, newest first, closed ones included."""
    await queries.referee_must_exist(db, referee_id)
    return await queries.HEADS_UPS.page(db, query, referee_id=referee_id)


@router.post(
    "/referees/{referee_id}/heads-ups",
    summary="Give a referee a heads-up",
    status_code=201,
    response_model=HeadsUpOut,
    responses=problems(
        NotFound, NoConsent, AlreadyEnded, HeadsUpOpenAlready, NotReachable, AddressSuppressed
    ),
)
async def send_heads_up(db: Changing, referee_id: RefereeAsked, new: HeadsUpIn) -> Response:
    """Tell a referee who may call, about which role, and why they were chosen.

    By e-mail it is sent at once, and answers come to you. By another channel you tell them:
    `message` is what to say, and this records that you did. It is closed when the application
    ends or the referee withdraws their consent.
    """
    told = await heads_ups.send_heads_up(db, referee_id, new)
    row = await queries.heads_up_out(db, referee_id, told.id)
    return answers.created(db, row, f"/v1/referees/{referee_id}/heads-ups/{told.id}")


@router.get(
    "/referees/{referee_id}/heads-ups/{heads_up_id}",
    summary="Get a heads-up",
    response_model=HeadsUpOut,
    responses=problems(NotFound),
)
async def get_heads_up(db: Reading, referee_id: UUID, heads_up_id: UUID) -> Response:
    """One heads-up, word for word, and whether it still stands."""
    return answers.found(await queries.heads_up_out(db, referee_id, heads_up_id))
