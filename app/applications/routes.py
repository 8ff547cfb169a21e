"""Applications: a candidate put forward for a vacancy, every move and every end."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.applications import actions, queries
from app.applications.models import (
    AlreadyApplied,
    AlreadyEnded,
    AlreadyReviewed,
    Application,
    ApplicationRefTaken,
    MoveNotAllowed,
    NotEnded,
    Stage,
)
from app.applications.schemas import (
    ApplicationChange,
    ApplicationIn,
    ApplicationMoveOut,
    ApplicationOut,
    ReinstatementIn,
    RejectionIn,
    StageIn,
    WithdrawalIn,
)
from app.candidates.models import MergedAway
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.external_refs import RefPath, for_ref
from app.paging import ExternalListQuery, ListQuery, Page
from app.routing import Router
from app.vacancies.models import VacancyNotOpen

router = Router(prefix="/v1/applications", tag="applications")

Reading = Annotated[Reads, reading("applications:read")]
Changing = Annotated[Db, changing("applications:write")]


class ApplicationQuery(ExternalListQuery):
    stage: Stage | None = None
    awaiting_review: bool | None = None
    candidate_id: UUID | None = None
    vacancy_id: UUID | None = None
    employer_id: UUID | None = None
    owner_id: UUID | None = None


class MoveQuery(ListQuery):
    sort: Literal["moved_at", "-moved_at"] = "moved_at"


async def application_in_path(
    db: Changing, application_id: UUID, if_match: IfMatch = None
) -> Application:
    application = await queries.get_application(db, application_id)
    answers.expect_version(if_match, application.version)
    return application


ApplicationInPath = Annotated[Application, Depends(application_in_path)]


@router.get(
    "",
    summary="List applications",
    response_model=Page[ApplicationOut],
    responses=problems(),
)
async def list_applications(db: Reading, query: Annotated[ApplicationQuery, Query()]) -> Response:
    """Newest first unless `sort` says otherwise. `owner_id` is the candidate's recruiter."""
    return await queries.APPLICATIONS.page(db, query)


@router.post(
    "",
    summary="Submit a candidate to a vacancy",
    status_code=201,
    response_model=ApplicationOut,
    responses=problems(MergedAway, VacancyNotOpen, AlreadyApplied, ApplicationRefTaken),
)
async def create_application(db: Changing, new: ApplicationIn) -> Response:
    """Put a candidate forward, with their permission, for a vacancy that is open.

    A candidate has one open application for a vacancy; after it ended there may be another.
    """
    application = await actions.create_application(db, new)
    row = await queries.application_out(db, application.id)
    return answers.created(db, row, f"/v1/applications/{application.id}")


@router.put(
    "/by-ref/{system}/{external_id}",
    summary="Create or update an application by external reference",
    response_model=ApplicationOut,
    responses=problems(NotFound, MergedAway, VacancyNotOpen, AlreadyApplied)
    | {201: {"model": ApplicationOut, "description": "Created"}},
)
async def put_application_by_ref(db: Changing, ref: RefPath, new: ApplicationIn) -> Response:
    """For synchronising: the application your system knows as `{system}/{external_id}`.

    Sent twice it changes nothing the second time. An application keeps its candidate, its vacancy
    and its time of submission: another one in the body is refused.
    """
    new = await for_ref(db, ref, new)
    application = await queries.find_by_ref(db, ref.system, ref.id)
    if application is None:
        application = await actions.create_application(db, new)
        row = await queries.application_out(db, application.id)
        return answers.created(db, row, f"/v1/applications/{application.id}")
    await actions.put_application(db, application, new)
    return answers.changed(db, await queries.application_out(db, application.id))


@router.get(
    "/{application_id}",
    summary="Get an application",
    response_model=ApplicationOut,
    responses=problems(NotFound),
)
async def get_application(db: Reading, application_id: UUID) -> Response:
    """One application, and how it ended if it has."""
    return answers.found(await queries.application_out(db, application_id))


@router.patch(
    "/{application_id}",
    summary="Change an application",
    response_model=ApplicationOut,
    responses=problems(NotFound, ApplicationRefTaken, PreconditionFailed),
)
async def change_application(
    db: Changing, application: ApplicationInPath, change: ApplicationChange
) -> Response:
    """Change the fields sent; the others stay. Its stage has operations of its own."""
    await actions.change_application(db, application, change)
    return answers.changed(db, await queries.application_out(db, application.id))


@router.get(
    "/{application_id}/moves",
    summary="List an application's moves",
    response_model=Page[ApplicationMoveOut],
    responses=problems(NotFound),
)
async def list_application_moves(
    db: Reading, application_id: UUID, query: Annotated[MoveQuery, Query()]
) -> Response:
    """Every move from the submission on, oldest first: who, when and why, undone ends included."""
    await queries.application_out(db, application_id)
    return await queries.MOVES.page(db, query, application_id=application_id)


@router.post(
    "/{application_id}/stage",
    summary="Move an application to another stage",
    response_model=ApplicationOut,
    responses=problems(NotFound, MoveNotAllowed, PreconditionFailed),
)
async def move_application(db: Changing, application: ApplicationInPath, move: StageIn) -> Response:
    """Forward by any step, back by one. A refused move names the `allowed_stages`.

    To end an application use `/withdrawal` or `/rejection`.
    """
    await actions.move_application(db, application, move)
    return answers.changed(db, await queries.application_out(db, application.id))


@router.post(
    "/{application_id}/review",
    summary="Take on an application",
    response_model=ApplicationOut,
    responses=problems(NotFound, AlreadyReviewed, PreconditionFailed),
)
async def review_application(db: Changing, application: ApplicationInPath) -> Response:
    """Somebody has looked at an application that came in by itself, from the public vacancy page,
    and it stands. Moving or ending it says as much, without this."""
    await actions.review_application(db, application)
    return answers.changed(db, await queries.application_out(db, application.id))


@router.post(
    "/{application_id}/withdrawal",
    summary="Withdraw an application",
    response_model=ApplicationOut,
    responses=problems(NotFound, AlreadyEnded, PreconditionFailed),
)
async def withdraw_application(
    db: Changing, application: ApplicationInPath, end: WithdrawalIn
) -> Response:
    """The candidate, or the agency for them, takes it back, with a coded reason.

    With it, and each with its event: interviews still to come are cancelled, what was asked about
    them is closed, and feedback awaited on past ones is no longer chased (an answer stays welcome);
    thank-yous are skipped, an open offer is declined or taken back, referees need not expect a
    call, and tasks are called off. Afterwards nothing of this application waits for anybody.
    """
    await actions.withdraw_application(db, application, end)
    return answers.changed(db, await queries.application_out(db, application.id))


@router.post(
    "/{application_id}/rejection",
    summary="Reject an application",
    response_model=ApplicationOut,
    responses=problems(NotFound, AlreadyEnded, PreconditionFailed),
)
async def reject_application(
    db: Changing, application: ApplicationInPath, end: RejectionIn
) -> Response:
    """The employer, or the agency for them, turns the candidate down, with a coded reason.

    Ends the same things as a withdrawal. Feedback can still be asked for afterwards.
    """
    await actions.reject_application(db, application, end)
    return answers.changed(db, await queries.application_out(db, application.id))


@router.post(
    "/{application_id}/reinstatement",
    summary="Undo an application's end",
    response_model=ApplicationOut,
    responses=problems(NotFound, NotEnded, AlreadyApplied, PreconditionFailed),
)
async def reinstate_application(
    db: Changing, application: ApplicationInPath, again: ReinstatementIn | None = None
) -> Response:
    """It stands again where it stood before its end, and the chasing for feedback resumes.

    Thank-yous, decisions and tasks that the end closed wait again. Interviews that it cancelled,
    offers it settled and heads-ups it closed stay so: make them anew.
    """
    await actions.reinstate_application(db, application, again.reason if again else None)
    return answers.changed(db, await queries.application_out(db, application.id))
