"""Who looks at an agency's public vacancies: nobody in particular, a browser or a program."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from fastapi import Depends
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from app import limits
from app.access.actors import Actor
from app.database import Database, Reads
from app.errors import Busy, Problem
from app.links.opening import busy_page
from app.pages import rendering as pages
from app.problems import from_validation
from app.public import queries
from app.public.schemas import PublicQuery
from app.routing import Route
from app.settings import settings
from app.statements import Row


def prefers_page(request: Request) -> bool:
    """Whether a page is wanted rather than JSON, as browsers do (RFC 9110, section 12.5.1)."""
    wanted = {"text/html": 0.0, "application/json": 0.0, "*/*": 0.0}
    for choice in request.headers.get("accept", "*/*").lower().split(","):
        media_type, *parameters = (part.strip() for part in choice.split(";"))
        if media_type in wanted:
            wanted[media_type] = quality(parameters)
    json = max(wanted["application/json"], wanted["*/*"])
    # Browsers name HTML and take anything else besides, sometimes as gladly.
    return wanted["text/html"] > 0 and wanted["text/html"] >= json


def quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


@dataclass(frozen=True)
class Visit:
    """To one agency's public side."""

    request: Request
    agency: Row
    """Its id, name, slug and country."""

    @property
    def database(self) -> Database:
        database: Database = self.request.app.state.database
        return database

    @property
    def actor(self) -> Actor:
        return Actor(self.agency["id"], "visitor")

    @property
    def reads(self) -> Reads:
        return self.database.reads(self.actor)

    @property
    def wants_page(self) -> bool:
        return prefers_page(self.request)

    @property
    def client(self) -> str:
        return limits.client_of(self.request)

    @property
    def path(self) -> str:
        """Where the agency's public pages begin, at whatever host they were asked for."""
        return f"/public/{self.agency['slug']}"

    @property
    def url(self) -> str:
        """The same for other places, which keep it."""
        return f"{settings().public_url}{self.path}"

    def address_of(self, vacancy_id: UUID) -> str:
        return f"{self.url}/vacancies/{vacancy_id}"

    def signed(self, vacancy: Row) -> Row:
        """As it goes out: with its own address and who advertises it."""
        agency = {"name": self.agency["name"], "slug": self.agency["slug"]}
        url = self.address_of(vacancy["id"])
        return {"id": vacancy["id"], "url": url, "agency": agency, **vacancy}


async def visiting(request: Request, slug: str) -> Visit:
    return Visit(request, await queries.agency_called(request.app.state.database, slug))


Visiting = Annotated[Visit, Depends(visiting)]


class PageRoute(Route):
    """For who asks for pages, a refusal is a page too, and a form may be sent half empty."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answer_or_page(request: Request) -> Response:
            if not prefers_page(request):
                return await answer(request)
            request.scope["query_string"] = filled_in(request.scope["query_string"])
            try:
                return await answer(request)
            except (Problem, RequestValidationError) as error:
                if isinstance(error, RequestValidationError):
                    error = from_validation(error, "")
                if isinstance(error, Busy):
                    return busy_page(request, error)
                return problem_page(error, request)

        return answer_or_page


def filled_in(query: bytes) -> bytes:
    """A form sends every field, and other sites add theirs to a link: leave out the empty ones, a
    distance from no place, and what is not ours."""
    sent = parse_qsl(query.decode("ascii", "replace"))
    fields = {name: value for name, value in sent if name in PublicQuery.model_fields}
    if "near" not in fields:
        fields.pop("radius_km", None)
    return urlencode(fields).encode()


def problem_page(problem: Problem, request: Request) -> Response:
    """With the way to the other vacancies, for who came to one."""
    slug = request.path_params["slug"] if "vacancy_id" in request.path_params else None
    vacancies = slug and f"/public/{slug}/vacancies"
    refused = pages.page("problem", status=problem.status, problem=problem, vacancies=vacancies)
    refused.headers.update(problem.headers)
    return refused
