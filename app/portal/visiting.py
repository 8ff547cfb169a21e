"""Who opened `/c/{token}`, what of theirs an address names, and how a form of theirs is taken."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.access.actors import Actor
from app.applications.models import Application
from app.applications.queries import get_application
from app.database import Database, Db, Reads
from app.errors import NotFound, Problem
from app.feedback import locking
from app.feedback.models import Feedback
from app.interviews.models import Interview
from app.interviews.queries import get_application_of
from app.links.actions import note_opened
from app.links.models import LinkKind
from app.links.opening import Opened, open_link
from app.pages import csrf, rendering
from app.pages.typed import Complaint, Incomplete, typed_into
from app.transaction import transaction

MOST_FIELDS = 400
STALE = Complaint("form", "Please send it once more: this page had grown old.")

Typed = Mapping[str, str]
Complaints = tuple[Complaint, ...]


@dataclass(frozen=True)
class Visit:
    """A candidate on their own page."""

    opened: Opened
    candidate_id: UUID

    @property
    def actor(self) -> Actor:
        return Actor(self.opened.agency_id, "candidate", self.candidate_id)

    @property
    def database(self) -> Database:
        return self.opened.database

    @property
    def reads(self) -> Reads:
        return self.opened.reads(self.actor)

    @property
    def path(self) -> str:
        return f"/c/{self.opened.token}"


Work = Callable[[Db, Visit, Typed], Awaitable[str]]
"""Does what was typed, and answers where on the page to go on: `""`, `/referees`,
`?done=verdict`."""
Again = Callable[[Visit, Typed, Complaints], Awaitable[Response]]
"""The page with what was typed and what is wrong with it."""


async def visiting(request: Request, token: str) -> Visit:
    """Raises `LinkGone` or `TooManyRequests`."""
    opened = await open_link(request, LinkKind.portal, token)
    assert opened.candidate_id is not None
    visit = Visit(opened, opened.candidate_id)
    if opened.first_opened_at is None:
        async with transaction(visit.database, visit.actor) as db:
            await note_opened(db, opened.id)
    return visit


async def take(request: Request, token: str, work: Work, again: Again) -> Response:
    """A form of the page: all of it is done, or the page comes again and nothing is lost."""
    visit = await visiting(request, token)
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    typed = typed_into(form)
    try:
        csrf.expect_own_form(request, form)
        async with transaction(visit.database, visit.actor) as db:
            where = await work(db, visit, typed)
    except csrf.FormStale:
        return await again(visit, typed, (STALE,))
    except Incomplete as incomplete:
        return await again(visit, typed, incomplete.complaints)
    except NotFound:
        raise
    except Problem as refusal:
        if refusal.status >= 500:
            raise
        return await again(visit, typed, (Complaint("form", in_kind_words(refusal)),))
    return RedirectResponse(f"{visit.path}{where}", 303, rendering.PRIVATE)


KIND_WORDS = {
    "application-ended": "This application is over by now, so there is nothing left to change.",
    "debrief-closed": "It can no longer be changed after so long. Tell us, and we note it.",
    "follow-up-settled": "This thank-you was sent or put aside already.",
    "quiet-period": "You thanked them a short while ago, and one thank-you is enough.",
    "follow-up-without-contacts": "We do not know yet whom to send it to. We have to find out.",
    "contacts-not-reachable": "We cannot e-mail them from here. Thank them your own way, and tell "
    "us below that you did.",
    "interview-to-come": "The interview is still to come.",
    "interview-not-held": "This interview was not held.",
    "call-settled": "The call was changed meanwhile. Here is how it stands now.",
    "call-time-gone": "That time is not to be had any more. Please pick another.",
    "call-booked-meanwhile": "Another time was booked meanwhile. Here is how it stands now.",
    "call-times-offered": "There are times to choose from by now.",
}


def in_kind_words(refusal: Problem) -> str:
    if refusal.code in KIND_WORDS:
        return KIND_WORDS[refusal.code]
    complaints = [error["detail"] for error in refusal.extensions.get("errors", ())]
    return "; ".join(complaints) or refusal.title


async def application_of(db: Db, visit: Visit, application_id: UUID) -> Application:
    """Locked. Raises `NotFound` for somebody else's."""
    application = await get_application(db, application_id)
    if application.candidate_id != visit.candidate_id:
        raise NotFound
    return application


async def interview_of(db: Db, visit: Visit, interview_id: UUID) -> tuple[Interview, Application]:
    """The application is locked first. Raises `NotFound` for somebody else's."""
    application = await get_application_of(db, interview_id)
    if application.candidate_id != visit.candidate_id:
        raise NotFound
    return await db.hold(Interview, interview_id), application


async def feedback_of(db: Db, visit: Visit, feedback_id: UUID) -> Feedback:
    """What was released to them, locked. Raises `NotFound`."""
    feedback = await db.hold(Feedback, feedback_id)
    asked = await locking.interview_of(db, feedback)
    if asked.application.candidate_id != visit.candidate_id or feedback.released_at is None:
        raise NotFound
    return feedback
