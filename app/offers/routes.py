"""Offers and the bargaining about them."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.applications.models import AlreadyEnded, Application
from app.applications.queries import application_out, get_application
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.offers import accepting, actions, queries
from app.offers.models import (
    NoOpeningLeft,
    Offer,
    OfferHasExpired,
    OfferOpenAlready,
    OfferSettled,
)
from app.offers.schemas import (
    AcceptanceIn,
    ComparisonOut,
    CounterIn,
    DeclineIn,
    OfferIn,
    OfferOut,
    OfferQuery,
    OffersOfOneQuery,
    OfferTermsIn,
    OfferVersionOut,
    OfferWithdrawalIn,
)
from app.paging import ListQuery, Page
from app.placements.queries import accepted_offer_out
from app.placements.schemas import AcceptedOfferOut
from app.routing import Router
from app.vacancies.models import Vacancy

router = Router(prefix="/v1", tag="offers")

Reading = Annotated[Reads, reading("applications:read")]
Changing = Annotated[Db, changing("applications:write")]


class VersionQuery(ListQuery):
    sort: Literal["number", "-number"] = "number"


async def application_in_path(db: Changing, application_id: UUID) -> Application:
    """Of two offers at once the second waits here, and then sees the first."""
    return await get_application(db, application_id)


async def application_of_it(db: Changing, offer_id: UUID) -> Application:
    """Locked before the offer, as everywhere."""
    return await queries.get_application_of(db, Offer, offer_id)


ApplicationInPath = Annotated[Application, Depends(application_in_path)]
ApplicationOfIt = Annotated[Application, Depends(application_of_it)]


async def vacancy_of_it(db: Changing, application: ApplicationOfIt) -> Vacancy:
    """Locked after the application and before the offer."""
    return await db.hold(Vacancy, application.vacancy_id)


async def offer_in_path(
    db: Changing, offer_id: UUID, _: ApplicationOfIt, if_match: IfMatch = None
) -> Offer:
    offer = await db.hold(Offer, offer_id)
    answers.expect_version(if_match, offer.version)
    return offer


VacancyOfIt = Annotated[Vacancy, Depends(vacancy_of_it)]
OfferInPath = Annotated[Offer, Depends(offer_in_path)]

REFUSALS = problems(NotFound, OfferHasExpired, OfferSettled, PreconditionFailed)


@router.get("/offers", summary="List offers", response_model=Page[OfferOut], responses=problems())
async def list_offers(db: Reading, query: Annotated[OfferQuery, Query()]) -> Response:
    """Newest first unless `sort` says otherwise. What runs out soon is `status=made` with
    `expires_before`."""
    return await queries.OFFERS.page(db, query)


@router.post(
    "/offers",
    summary="Make an offer for a named application",
    status_code=201,
    response_model=OfferOut,
    responses=problems(AlreadyEnded, OfferOpenAlready),
)
async def create_offer(db: Changing, new: OfferIn) -> Response:
    """As `POST /v1/applications/{application_id}/offers`, with the application in the body."""
    offer = await actions.make_named_offer(db, new)
    row = await queries.offer_out(db, offer.id)
    return answers.created(db, row, f"/v1/offers/{offer.id}")


@router.get(
    "/applications/{application_id}/offers",
    summary="List an application's offers",
    response_model=Page[OfferOut],
    responses=problems(NotFound),
)
async def list_application_offers(
    db: Reading, application_id: UUID, query: Annotated[OffersOfOneQuery, Query()]
) -> Response:
    """Newest first unless `sort` says otherwise; at most one of them is open."""
    await application_out(db, application_id)
    return await queries.OFFERS.page(db, query, application_id=application_id)


@router.post(
    "/applications/{application_id}/offers",
    summary="Make an offer",
    status_code=201,
    response_model=OfferOut,
    responses=problems(NotFound, AlreadyEnded, OfferOpenAlready),
)
async def make_offer(db: Changing, application: ApplicationInPath, new: OfferTermsIn) -> Response:
    """What the employer offers. The application moves to `offered`, and nobody waits for a
    decision any more.

    One offer is open at a time (409 with `existing_id`): counter it, or settle it first. One that
    has run out does not stand in the way.
    """
    offer = await actions.make_offer(db, application, new)
    row = await queries.offer_out(db, offer.id)
    return answers.created(db, row, f"/v1/offers/{offer.id}")


@router.get(
    "/offers/{offer_id}",
    summary="Get an offer",
    response_model=OfferOut,
    responses=problems(NotFound),
)
async def get_offer(db: Reading, offer_id: UUID) -> Response:
    """One offer with its latest terms, and why it was settled if it was."""
    return answers.found(await queries.offer_out(db, offer_id))


@router.get(
    "/offers/{offer_id}/versions",
    summary="List an offer's versions",
    response_model=Page[OfferVersionOut],
    responses=problems(NotFound),
)
async def list_offer_versions(
    db: Reading, offer_id: UUID, query: Annotated[VersionQuery, Query()]
) -> Response:
    """Every round, oldest first: which side put which terms forward, and when."""
    await queries.offer_out(db, offer_id)
    return await queries.VERSIONS.page(db, query, offer_id=offer_id)


@router.get(
    "/offers/{offer_id}/comparison",
    summary="Compare an offer with the candidate's wishes",
    response_model=ComparisonOut,
    responses=problems(NotFound),
)
async def compare_offer(db: Reading, offer_id: UUID) -> Response:
    """The latest terms against the verdict: salaries by the year, benefits met and missing, and
    deal-breakers found in the terms, the benefits, the vacancy or the salary.

    Words are matched, not understood: each deal-breaker found is quoted for you to judge. Two
    currencies do not compare. Without a verdict nothing was wished for (`wishes_known` is false).
    """
    return answers.found(await queries.comparison_out(db, offer_id))


@router.post(
    "/offers/{offer_id}/counter",
    summary="Counter an offer",
    response_model=OfferOut,
    responses=REFUSALS,
)
async def counter_offer(
    db: Changing, application: ApplicationOfIt, offer: OfferInPath, new: CounterIn
) -> Response:
    """Other terms, by the candidate (`countered`) or by the employer in answer (`made` again).

    What is not sent stays as it was. Each round is kept as a version.
    """
    await actions.counter(db, offer, application, new)
    return answers.changed(db, await queries.offer_out(db, offer.id))


@router.post(
    "/offers/{offer_id}/acceptance",
    summary="Accept an offer",
    response_model=AcceptedOfferOut,
    responses=problems(NotFound, OfferHasExpired, OfferSettled, NoOpeningLeft, PreconditionFailed),
)
async def accept_offer(  # locked in this order
    db: Changing,
    application: ApplicationOfIt,
    vacancy: VacancyOfIt,
    offer: OfferInPath,
    new: AcceptanceIn | None = None,
) -> Response:
    """The candidate takes the job: the application is `placed`, the vacancy has one opening less
    (and is `filled` with the last), and there is a placement.

    What counts is when they said yes: an answer given before `expires_at` may be written down
    after it with `accepted_at`. Their other open applications are listed for you to withdraw.
    """
    placement = await accepting.accept(db, application, vacancy, offer, new or AcceptanceIn())
    return answers.changed(db, await accepted_offer_out(db, placement))


@router.post(
    "/offers/{offer_id}/decline",
    summary="Decline an offer",
    response_model=OfferOut,
    responses=REFUSALS,
)
async def decline_offer(
    db: Changing, application: ApplicationOfIt, offer: OfferInPath, new: DeclineIn | None = None
) -> Response:
    """The candidate says no, with a coded reason. The application stays where it is, for another
    offer or for its own end."""
    await actions.decline(db, offer, application, new or DeclineIn())
    return answers.changed(db, await queries.offer_out(db, offer.id))


@router.post(
    "/offers/{offer_id}/withdrawal",
    summary="Take an offer back",
    response_model=OfferOut,
    responses=REFUSALS,
)
async def withdraw_offer(
    db: Changing,
    application: ApplicationOfIt,
    offer: OfferInPath,
    new: OfferWithdrawalIn | None = None,
) -> Response:
    """The employer takes it back. The application stays where it is."""
    await actions.withdraw(db, offer, application, new or OfferWithdrawalIn())
    return answers.changed(db, await queries.offer_out(db, offer.id))
