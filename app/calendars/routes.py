"""Invitations, and calendars to subscribe to."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app import answers
from app.calendars import entries, invites, queries
from app.calendars.feeds import FeedRoute, feed, shown
from app.calendars.models import InterviewersNotReachable, InterviewOver, NobodyToInvite
from app.calendars.schemas import InvitationsIn, InvitationsOut
from app.calendars.writing import published
from app.documentation import problems
from app.documents.naming import clean_name, saved_as
from app.errors import NotFound, PreconditionFailed
from app.interviews.models import InterviewSettled
from app.interviews.routes import Changing, InterviewInPath, Reading
from app.links.models import CandidateWithoutEmail
from app.messages.models import AddressSuppressed
from app.routing import Router

router = Router(tag="interviews")

feeds = Router(prefix="/calendar", tag="public", include_in_schema=False)
"""`/calendar/{token}.ics`: what a calendar subscribes to."""
feeds.route_class = FeedRoute

EXAMPLE = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Debrief//Debrief//EN\r\nMETHOD:PUBLISH\r\n"
    "BEGIN:VEVENT\r\nUID:01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40\r\nSEQUENCE:1\r\n"
    "DTSTAMP:20261122T093000Z\r\nDTSTART;TZID=Europe/London:20261124T140000\r\n"
    "DTEND;TZID=Europe/London:20261124T144500\r\n"
    "SUMMARY:Maria Gregg\\, Depot Manager at Northwind\\, interview 1\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
THE_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"text/calendar": {"example": EXAMPLE}}},
    304: {"description": "It says what it said when you had this ETag."},
}


class Calendar(Response):
    media_type = "text/calendar"


@router.get(
    "/interviews/{interview_id}/invite.ics",
    summary="Get an interview as a calendar file",
    response_class=Calendar,
    responses=problems(NotFound) | THE_FILE,
)
async def get_interview_invite(db: Reading, interview_id: UUID, request: Request) -> Response:
    """For the recruiter's own calendar (RFC 5545), in the interview's zone and with its VTIMEZONE.

    The interview's id is its `UID` for ever and `SEQUENCE` rises with each change, so that a
    calendar which has it replaces it; a cancelled one says so. `If-None-Match` is honoured.
    """
    row = await queries.interview_for_calendars(db, interview_id)
    entry = entries.to_recruiter(row)
    name = f"{clean_name(entry.summary, otherwise='interview')}.ics"
    headers = {"content-disposition": saved_as(name, otherwise="interview.ics")}
    return shown(request, published(entry.summary, [entry]), headers)


@router.post(
    "/interviews/{interview_id}/invitations",
    summary="Invite people to an interview",
    response_model=InvitationsOut,
    responses=problems(
        NotFound,
        InterviewSettled,
        InterviewOver,
        CandidateWithoutEmail,
        AddressSuppressed,
        NobodyToInvite,
        InterviewersNotReachable,
        PreconditionFailed,
    ),
)
async def invite_to_interview(
    db: Changing, interview: InterviewInPath, wanted: InvitationsIn
) -> Response:
    """E-mail the candidate, the interviewers or both an invitation that their calendars understand,
    each in a message of their own.

    From then on they are told by themselves when it moves, changes or is cancelled, and so is an
    interviewer who is added or taken off. Somebody who cannot be e-mailed is named and nobody is
    invited; whoever was invited before is sent it again.
    """
    messages = await invites.invite(db, interview, wanted.to)
    items = await queries.messages_out(db, [message.id for message in messages])
    return answers.changed(db, {"items": items})


@feeds.get("/{token}.ics")
async def get_feed(request: Request, token: str) -> Response:
    return await feed(request, token)
