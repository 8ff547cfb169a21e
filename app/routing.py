"""Routes that are found quickly, however many there are.

FastAPI asks every route in turn, and asks the routes of an included router once more at each level:
with seventy routes that was a third of a request's time. Here they lie flat in one list, and a
route whose fixed beginning differs is passed over without its regular expression.
"""

from typing import Any

from fastapi import APIRouter
from fastapi.params import Form
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from app.database_problems import Handler, with_database_problems
from app.request_limits import LimitedRequest, is_json, media_type_of


class Route(APIRoute):
    """A route that looks at the beginning of the path first."""

    def __init__(self, path: str, endpoint: Any, **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self.beginning = path.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if not scope["path"].startswith(self.beginning) and not scope.get("root_path"):
            return Match.NONE, {}
        return super().matches(scope)

    def get_route_handler(self) -> Handler:
        """FastAPI answers 400 to whatever goes wrong while it reads a body; JSON is read before."""
        answer = with_database_problems(super().get_route_handler())
        takes_json = self.body_field is not None and not isinstance(
            self.body_field.field_info, Form
        )

        async def answer_limited(request: Request) -> Response:
            limited = LimitedRequest(request.scope, request.receive)
            limited.expect_few_parameters()
            if takes_json and is_json(media_type_of(limited)) and await limited.body():
                await limited.json()
            return await answer(limited)

        return answer_limited


class Router(APIRouter):
    """An area's routes: their paths are whole, and their operation ids are the functions' names,
    so that a generated client reads `list_candidates` and `log_feedback`."""

    def __init__(self, *, prefix: str = "/v1", tag: str, **options: Any) -> None:
        super().__init__(
            prefix=prefix,
            tags=[tag],
            route_class=Route,
            generate_unique_id_function=lambda route: route.name,
            **options,
        )
