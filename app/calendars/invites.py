"""Invitations to an interview by mail, and what calendars are told when it changes.

Everybody gets a message of their own, so that nobody sees another's address. Who was invited is
read from these messages: the candidate's have no `contact_id`, an interviewer's have theirs.
"""

from collections.abc import Collection
from uuid import UUID
from zoneinfo import ZoneInfo

from app import clock
from app.agencies.queries import get_agency
from app.calendars import entries, queries
from app.calendars.letters import Invitee, Letters, invitees, letters_of
from app.calendars.models import InterviewersNotReachable, InterviewOver, NobodyToInvite
from app.calendars.schemas import Invited
from app.calendars.writing import Person, invitation, times_of
from app.database import Db
from app.events import kinds
from app.interviews.models import Interview, InterviewMode, InterviewSettled, InterviewStatus
from app.interviews.queries import interviewer_ids
from app.links.actions import link_for, mention_of
from app.links.models import CandidateWithoutEmail, Link, LinkKind
from app.messages.actions import About, Recipient, queue, record_about
from app.messages.composing import sender
from app.messages.models import AddressSuppressed, Message, MessageKind, MessageStatus
from app.messages.wording import at_time, worded
from app.statements import Row
from app.templates.models import TemplateName

SHOWN = frozenset({"location", "mode", "title"})
"""What an invitation says besides the time."""


async def invite(db: Db, interview: Interview, to: Collection[Invited]) -> list[Message]:
    """Because somebody asked; who was invited before is sent the invitation again.

    Raises `InterviewSettled`, `InterviewOver`, `CandidateWithoutEmail`, `AddressSuppressed`,
    `NobodyToInvite` or `InterviewersNotReachable`.
    """
    expect_to_come(interview)
    row = await queries.interview_for_calendars(db, interview.id)
    seated = await interviewer_ids(db, interview.id) if Invited.interviewers in to else []
    people = await invitees(db, row, seated)
    if Invited.candidate in to:
        expect_candidate_mailed(people[None])
    if Invited.interviewers in to:
        expect_interviewers_mailed([people[contact_id] for contact_id in seated])
    keys = [*([None] if Invited.candidate in to else []), *seated]
    letters = await letters_of(db, interview.id)
    messages = [await send(db, row, people[key], letters[key]) for key in keys]
    for message in messages:
        record_about(db, message, kinds.MessageQueued(kind=message.kind, to=message.to))
    return messages


async def invite_by_itself(db: Db, interview: Interview) -> None:
    """If the agency's policy wants it. Who cannot be mailed is told by the recruiter."""
    wanted = (await get_agency(db)).policy["invites_by_itself"]
    if not wanted or db.actor.type == "import" or not interview.is_to_come(clock.now()):
        return
    row = await queries.interview_for_calendars(db, interview.id)
    people = await invitees(db, row, await interviewer_ids(db, interview.id))
    for person in people.values():
        if person.mailed:
            await send(db, row, person, Letters())


async def follow_change(
    db: Db, interview: Interview, *, tells: bool, added: Collection[UUID]
) -> None:
    """Whoever was invited is sent what has changed, if the change `tells` them something; who was
    `added` to invited interviewers is invited too, and who is no longer among them is let go."""
    letters = await letters_of(db, interview.id)
    if not interview.is_to_come(clock.now()):
        for theirs in letters.values():
            call_off(db, theirs, "interview_over")
        return
    invited = {key for key, theirs in letters.items() if theirs.invited}
    if not invited:
        return
    row = await queries.interview_for_calendars(db, interview.id)
    seated = await interviewer_ids(db, interview.id)
    people = await invitees(db, row, {*seated, *(key for key in invited if key)})
    staying = {key for key in invited if key is None or key in seated}
    joining = {*added} - invited if invited - {None} else set()
    for key in sorted((staying if tells else set()) | joining, key=str):
        if people[key].mailed:
            await send(db, row, people[key], letters[key], changed=True)
    for key in sorted(invited - staying, key=str):
        await take_back(db, row, people[key], letters[key])


async def follow_cancellation(db: Db, interview: Interview) -> None:
    """It leaves the calendars that it is in."""
    letters = await letters_of(db, interview.id)
    invited = {key for key, theirs in letters.items() if theirs.invited}
    if not invited:
        return
    row = await queries.interview_for_calendars(db, interview.id)
    people = await invitees(db, row, {key for key in invited if key})
    for key in sorted(invited, key=str):
        await take_back(db, row, people[key], letters[key])


def expect_to_come(interview: Interview) -> None:
    if interview.status != InterviewStatus.scheduled:
        raise InterviewSettled(
            f"The interview is {interview.status.replace('_', ' ')}; nobody is invited to it.",
            interview_status=interview.status,
            allowed_statuses=[],
        )
    if not interview.is_to_come(clock.now()):
        raise InterviewOver


def expect_candidate_mailed(candidate: Invitee) -> None:
    if candidate.email is None:
        raise CandidateWithoutEmail
    if not candidate.mailed:
        raise AddressSuppressed(emails=[candidate.email])


def expect_interviewers_mailed(panel: list[Invitee]) -> None:
    if not panel:
        raise NobodyToInvite
    if unreachable := [one for one in panel if not one.mailed]:
        raise InterviewersNotReachable(
            contact_ids=[one.contact_id for one in unreachable],
            without_address=[one.contact_id for one in unreachable if one.email is None],
            do_not_email=[one.contact_id for one in unreachable if one.email is not None],
        )


def call_off(db: Db, letters: Letters, cause: str) -> None:
    """What waits to be sent says what is no longer so."""
    for message in letters.messages:
        if message.status == MessageStatus.queued:
            message.become(MessageStatus.cancelled, clock.now())
            cancelled = kinds.MessageCancelled(kind=message.kind, to=message.to, cause=cause)
            record_about(db, message, cancelled)


async def send(
    db: Db, row: Row, person: Invitee, letters: Letters, *, changed: bool = False
) -> Message:
    """The invitation as it is now, in place of one that waits. What they hold says whether it has
    been moved for them."""
    call_off(db, letters, "replaced")
    page = None
    if person.contact_id is None:
        page = await link_for(db, LinkKind.portal, candidate_id=row["candidate_id"])
    held = letters.held
    moved = held is not None and times_of(held.invite) != (row["starts_at"], row["ends_at"])
    return await queue_for(
        db,
        MessageKind.interview_invite,
        row,
        person,
        page,
        place=row["location"],
        moved="yes" if moved else None,
        changed="yes" if held and changed else None,
    )


async def take_back(db: Db, row: Row, person: Invitee, letters: Letters) -> None:
    """Nothing is said to whom nothing was sent yet."""
    held = letters.held
    call_off(db, letters, "replaced")
    if held is not None and person.mailed:
        row = {**row, "cancelled": True}
        await queue_for(db, MessageKind.interview_cancelled, row, person)


async def queue_for(
    db: Db,
    kind: MessageKind,
    row: Row,
    person: Invitee,
    page: Link | None = None,
    **values: str | None,
) -> Message:
    """From the agency in the recruiter's name, to nobody else."""
    assert person.email is not None
    is_candidate = person.contact_id is None
    wording = await worded(
        db,
        TemplateName(kind),
        row["sender"],
        name=row["given_name"] if is_candidate else person.name,
        vacancy=row["vacancy"],
        employer=row["employer"],
        starts=at_time(row["starts_at"], zone_of(row, person)),
        page_link=mention_of(page) if page else None,
        **values,
    )
    entry = entries.invitation_of(row, is_candidate=is_candidate)
    organizer = Person(row["sender"] or (await get_agency(db)).name, sender())
    candidate_id = row["candidate_id"] if is_candidate else None
    return await queue(
        db,
        kind,
        [Recipient(person.name, person.email, person.contact_id, candidate_id)],
        About(
            candidate_id=row["candidate_id"],
            application_id=row["application_id"],
            interview_id=row["id"],
            contact_id=person.contact_id,
        ),
        wording=wording,
        links=[page] if page else [],
        invite=invitation(entry, organizer, [Person(person.name, person.email)]),
    )


def zone_of(row: Row, person: Invitee) -> ZoneInfo:
    """Theirs, unless they have to go there."""
    there: str = row["timezone"]
    return ZoneInfo(there if row["mode"] == InterviewMode.onsite else person.timezone or there)
