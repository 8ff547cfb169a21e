"""The agency's vacancies, for everybody."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from app.documentation import problems
from app.documents.models import FilesAway, UnsupportedDocument
from app.documents.papers import MOST_IN_A_FORM
from app.errors import NotFound, Problem, TooManyRequests, Unsupported
from app.paging import Page
from app.public import receiving, showing
from app.public.schemas import PublicQuery, PublicVacancyOut, ReceivedOut
from app.public.visiting import PageRoute, Visiting
from app.routing import Router

router = Router(prefix="/public", tag="public")
router.route_class = PageRoute

OR_A_PAGE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/html": {}}}}
THANKED: dict[int | str, dict[str, Any]] = {
    303: {"description": "To a page that thanks, for who asks for pages."}
}


def refusals(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """Nobody needs credentials here."""
    documented = problems(*kinds)
    return {status: documented[status] for status in documented if status not in (401, 403)}


class Xml(Response):
    media_type = "application/xml"


class Rss(Response):
    media_type = "application/rss+xml"


@router.get(
    "/{slug}/vacancies",
    summary="List an agency's public vacancies",
    response_model=Page[PublicVacancyOut],
    responses=refusals(NotFound) | OR_A_PAGE,
)
async def list_public_vacancies(
    visit: Visiting, query: Annotated[PublicQuery, Query()]
) -> Response:
    """What is published and open, newest first, or nearest first when `near` names a place.

    Without credentials. JSON, or a page to read for who asks for `text/html`.
    """
    return await showing.vacancies(visit, query)


@router.get(
    "/{slug}/vacancies/{vacancy_id}",
    summary="Get a public vacancy",
    response_model=PublicVacancyOut,
    responses=refusals(NotFound) | OR_A_PAGE,
)
async def get_public_vacancy(visit: Visiting, vacancy_id: UUID) -> Response:
    """One that is published and open; any other does not exist here.

    As a page it carries schema.org's `JobPosting`, and a form for who is interested.
    """
    return await showing.vacancy(visit, vacancy_id)


@router.post(
    "/{slug}/vacancies/{vacancy_id}/interest",
    summary="Be interested in a public vacancy",
    status_code=202,
    response_model=ReceivedOut,
    responses=refusals(NotFound, Unsupported, UnsupportedDocument, TooManyRequests, FilesAway)
    | THANKED,
    max_body_size=MOST_IN_A_FORM,
    openapi_extra={"requestBody": {"required": True, "content": receiving.ACCEPTED}},
)
async def express_interest(visit: Visiting, vacancy_id: UUID) -> Response:
    """Without credentials, as JSON or as a form, which may carry a `cv`.

    The agency gets a candidate, known by their e-mail address, and an application that waits to be
    looked at. Sent twice it changes nothing the second time; the answer never tells what the agency
    knew before. Limited to ten attempts an hour from one address, good or not.
    """
    return await showing.received(visit, vacancy_id)


@router.get("/{slug}/thanks", include_in_schema=False)
async def get_thanks(visit: Visiting) -> Response:
    return showing.thanks(visit)


@router.get(
    "/{slug}/vacancies.rss",
    summary="Get an agency's public vacancies as a feed",
    response_class=Rss,
    responses=refusals(NotFound),
)
async def get_vacancy_feed(visit: Visiting) -> Response:
    """The fifty newest, as RSS 2.0."""
    return await showing.feed(visit)


@router.get(
    "/{slug}/sitemap.xml",
    summary="Get the sitemap of an agency's public vacancies",
    response_class=Xml,
    responses=refusals(NotFound),
)
async def get_sitemap(visit: Visiting) -> Response:
    """For search engines: the address of every page, and when it last changed."""
    return await showing.sitemap(visit)
