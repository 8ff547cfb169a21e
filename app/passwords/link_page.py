"""`/password/{token}`: the page where somebody who was sent a link chooses a password."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app import limits
from app.database import Database
from app.links.opening import RATE, WRONG_RATE, LinkRoute
from app.pages import csrf, rendering
from app.pages.typed import Complaint, Incomplete
from app.passwords import actions
from app.passwords.queries import OpenLink, find_open
from app.passwords.refusals import PasswordLinkGone
from app.routing import Router

SHORTEST, LONGEST = 10, 200
TIMED_OUT = Complaint("password", "This page timed out. Enter your password again")

pages = Router(prefix="/password", tag="public", include_in_schema=False)
pages.route_class = LinkRoute


@pages.get("/done")
async def show_done() -> Response:
    return rendering.private_page("passwords/done")


async def opened(request: Request, token: str) -> OpenLink:
    """Raises `PasswordLinkGone` or `TooManyRequests`."""
    client = limits.client_of(request)
    await limits.count((RATE, f"links {client}"))
    database: Database = request.app.state.database
    try:
        return await find_open(database, token)
    except PasswordLinkGone:
        await limits.count((WRONG_RATE, f"wrong links {client}"))
        raise


@pages.get("/{token}")
async def show_choice(request: Request, token: str) -> Response:
    return page(request, await opened(request, token))


@pages.post("/{token}")
async def choose(request: Request, token: str) -> Response:
    """The address the page leads to afterwards holds no token."""
    link = await opened(request, token)
    form = await request.form(max_files=0, max_fields=10)
    try:
        csrf.expect_own_form(request, form)
        password = typed_twice(form)
    except csrf.FormStale:
        return page(request, link, TIMED_OUT)
    except Incomplete as incomplete:
        return page(request, link, *incomplete.complaints)
    network = limits.client_of(request)
    await actions.choose(request.app.state.database, token, password, network)
    request.app.state.credentials.forget()
    return RedirectResponse("/password/done", 303, rendering.PRIVATE)


def typed_twice(form: FormData) -> str:
    """Raises `Incomplete`."""
    password, again = str(form.get("password", "")), str(form.get("again", ""))
    if not SHORTEST <= len(password) <= LONGEST:
        said = f"Choose a password with {SHORTEST} to {LONGEST} characters"
        raise Incomplete(Complaint("password", said))
    if password != again:
        raise Incomplete(Complaint("again", "Enter the same password again"))
    return password


def page(request: Request, link: OpenLink, *complaints: Complaint) -> Response:
    """What was typed is not shown again."""
    values: dict[str, Any] = {
        "agency": link.agency_name,
        "email": link.email,
        "path": request.scope["path"],
        "form_key": csrf.form_key(request),
        "shortest": SHORTEST,
        "longest": LONGEST,
        "complaints": {complaint.field: complaint.said for complaint in complaints},
    }
    status = 422 if complaints else 200
    return csrf.remember(
        request, rendering.private_page("passwords/choose", status=status, **values)
    )
