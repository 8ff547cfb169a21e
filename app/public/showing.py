"""Answers to visitors: JSON for programs, pages for people."""

from urllib.parse import urlencode
from uuid import UUID

from fastapi.exceptions import RequestValidationError
from starlette.responses import RedirectResponse, Response

from app.answers import Json
from app.documents.models import UnsupportedDocument
from app.errors import Invalid, Problem
from app.problems import from_validation
from app.public import actions, queries, receiving, rendering
from app.public.job_posting import description, job_posting
from app.public.schemas import PublicQuery
from app.public.visiting import Visit
from app.statements import Row, encode
from app.transaction import transaction
from app.vacancies.models import WorkMode
from app.vacancies.searching import DEFAULT_RADIUS_KM

FOR_OTHER_SITES = {"vary": "Accept", "access-control-allow-origin": "*"}
"""An agency's own site may fetch them from a browser: they are public, and carry no cookie."""
THANKS = "Thank you. The agency has it and will get in touch."
WORK_MODES = {
    WorkMode.onsite: "On site",
    WorkMode.hybrid: "Partly from home",
    WorkMode.remote: "From home",
}
RADII = (10, 25, 40, 80, 160)


async def vacancies(visit: Visit, query: PublicQuery) -> Response:
    if not visit.wants_page:
        return Json(encode(await found(visit, query)), headers=FOR_OTHER_SITES)
    try:
        shown, complaint = await found(visit, query), ""
    except Invalid as refusal:
        shown = {"items": [], "next_cursor": None}
        complaint = " ".join(in_words(refusal))
    following = {**visit.request.query_params, "cursor": shown["next_cursor"]}
    return rendering.page(
        "vacancies",
        status=Invalid.status if complaint else 200,
        agency=visit.agency,
        path=visit.path,
        url=visit.url,
        query=query,
        vacancies=shown["items"],
        more=shown["next_cursor"] and f"{visit.path}/vacancies?{urlencode(following)}",
        complaint=complaint,
        work_modes=WORK_MODES,
        radii=RADII,
        radius_km=query.radius_km or DEFAULT_RADIUS_KM,
    )


async def found(visit: Visit, query: PublicQuery) -> Row:
    page = await queries.vacancies_page(visit.reads, query, visit.agency["country"][:2])
    page["items"] = [visit.signed(row) for row in page["items"]]
    return page


async def vacancy(visit: Visit, vacancy_id: UUID) -> Response:
    shown = visit.signed(await queries.shown_vacancy(visit.reads, vacancy_id))
    if visit.wants_page:
        return vacancy_page(visit, shown)
    return Json(encode(shown), headers=FOR_OTHER_SITES)


def vacancy_page(
    visit: Visit, shown: Row, refusal: Problem | None = None, values: dict[str, str] | None = None
) -> Response:
    """With what was wrong in the form that was sent, and what was right, if one was."""
    return rendering.page(
        "vacancy",
        status=refusal.status if refusal else 200,
        agency=visit.agency,
        path=visit.path,
        url=visit.url,
        vacancy=shown,
        posting=job_posting(shown, visit.agency["country"][:2]),
        complaints=in_words(refusal) if refusal else [],
        values=values or {},
        work_modes=WORK_MODES,
    )


async def received(visit: Visit, vacancy_id: UUID) -> Response:
    """What a machine filled in is thanked for too, and forgotten."""
    await receiving.count_attempt(str(visit.agency["id"]), visit.client)
    shown = visit.signed(await queries.shown_vacancy(visit.reads, vacancy_id))
    sent = await receiving.sent_by(visit.request)
    try:
        new = sent.interest()
        if not new.website:
            await receiving.count_interest(str(visit.agency["id"]))
            cv = await sent.paper(visit.client)
            async with transaction(visit.database, visit.actor) as db:
                await actions.express_interest(db, shown, new, cv)
    except (Invalid, UnsupportedDocument, RequestValidationError) as refusal:
        if not visit.wants_page:
            raise
        said = refusal if isinstance(refusal, Problem) else from_validation(refusal, "")
        return vacancy_page(visit, shown, said, sent.values)
    if visit.wants_page:
        return RedirectResponse(f"{visit.path}/thanks", 303)
    return Json(encode({"received": True, "detail": THANKS}), 202)


def thanks(visit: Visit) -> Response:
    return rendering.page("thanks", agency=visit.agency, path=visit.path)


async def feed(visit: Visit) -> Response:
    newest = [visit.signed(row) for row in await queries.newest_vacancies(visit.reads)]
    for row in newest:
        row["html"] = description(row)
    return rendering.feed(
        "feed", "application/rss+xml", agency=visit.agency, url=visit.url, vacancies=newest
    )


async def sitemap(visit: Visit) -> Response:
    rows = await queries.vacancies_for_sitemap(visit.reads)
    return rendering.feed("sitemap", "application/xml", url=visit.url, vacancies=rows)


def in_words(refusal: Problem) -> list[str]:
    """`E-mail: value is not a valid email address.`"""
    return [
        f"{error['pointer'].strip('/').replace('/', ' ').replace('_', ' ').capitalize()}:"
        f" {error['detail'].rstrip('.')}."
        for error in refusal.extensions.get("errors", [])
    ]
