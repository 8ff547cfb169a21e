"""Reading what calendars are made of."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Select,
    SQLColumnExpression,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from app import clock
from app.access.models import User
from app.answers import one
from app.applications.models import Application
from app.calls.models import Call
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Reader, Reads, on
from app.employers.models import Employer
from app.feedback.models import FeedbackRequest
from app.interviews.models import Interview, Interviewer
from app.messages.models import CalledOff, Message, MessageKind
from app.messages.queries import MESSAGE
from app.statements import Row, Statement, word
from app.vacancies.models import Vacancy

INVITING = (MessageKind.interview_invite, MessageKind.interview_cancelled)
BACK = timedelta(days=90)
"""How far a feed goes back."""
CANCELLED_SHOWN = timedelta(days=30)
"""How long a feed says that something was cancelled: there are calendars that keep what a feed no
longer names."""
INSTANT = Interview.starts_at.type
SINCE = bindparam("since", type_=INSTANT)
SHOWN_SINCE = bindparam("shown_since", type_=INSTANT)

INTERVIEWERS = func.array(
    select(Contact.name)
    .join(Interviewer, on(Interviewer.contact_id, Contact))
    .where(Interviewer.agency_id == Interview.agency_id, Interviewer.interview_id == Interview.id)
    .order_by(Interviewer.position)
    .scalar_subquery()
)
WHOSE = (
    (Candidate.given_name + " " + Candidate.family_name).label("candidate"),
    Vacancy.title.label("vacancy"),
    Employer.name.label("employer"),
)


def with_whose(chosen: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Joined to what an interview is about."""
    return (
        chosen.join(Application, on(Interview.application_id, Application))
        .join(Candidate, on(Application.candidate_id, Candidate))
        .join(Vacancy, on(Application.vacancy_id, Vacancy))
        .join(Employer, on(Vacancy.employer_id, Employer))
    )


INTERVIEW = with_whose(
    select(
        word("interview").label("what"),
        Interview.id,
        Interview.version,
        Interview.updated_at,
        Interview.starts_at,
        Interview.ends_at,
        Interview.timezone,
        (Interview.status == word("cancelled")).label("cancelled"),
        Interview.round,
        Interview.title,
        Interview.mode,
        Interview.location,
        INTERVIEWERS.label("people"),
        *WHOSE,
    )
)
ONE_INTERVIEW = Statement(
    INTERVIEW.add_columns(
        Application.id.label("application_id"),
        Candidate.id.label("candidate_id"),
        Candidate.given_name,
        Candidate.emails,
        Candidate.timezone.label("candidate_timezone"),
        User.name.label("sender"),
    )
    .outerjoin(User, on(Candidate.owner_id, User))
    .where(Interview.agency_id == bindparam("agency_id"), Interview.id == bindparam("id"))
)


HELD_BEFORE = (Call.status == word("held")) & (Call.starts_at > Call.held_at)
"""They talked before the time that was agreed, which falls: the invitation was taken back."""


def call(
    timezone: SQLColumnExpression[Any], people: SQLColumnExpression[Any]
) -> Select[*tuple[Any, ...]]:
    """The columns of a call, as those of an interview; where it is, is a number."""
    lasts = Call.duration_minutes * literal_column("interval '1 minute'")
    return select(
        word("call").label("what"),
        Call.id,
        Call.version,
        Call.updated_at,
        Call.starts_at,
        (Call.starts_at + lasts).label("ends_at"),
        timezone.label("timezone"),
        ((Call.status == word("cancelled")) | HELD_BEFORE).label("cancelled"),
        Interview.round,
        null().label("title"),
        Call.with_.label("mode"),
        Call.phone.label("location"),
        people.label("people"),
        *WHOSE,
    ).select_from(Call)


def to_show(model: type[Interview | Call], since_when: SQLColumnExpression[Any]) -> tuple[Any, ...]:
    return (
        model.agency_id == bindparam("agency_id"),
        model.starts_at >= SINCE,
        (model.status != word("cancelled")) | (since_when >= SHOWN_SINCE),
    )


NOT_AGREED_YET = Call.status.not_in((word("wanted"), word("offered")))
NOBODY = cast(literal_column("'{}'"), ARRAY(Text))

OF_CANDIDATE = Statement(
    union_all(
        INTERVIEW.where(
            *to_show(Interview, Interview.cancelled_at),
            Application.candidate_id == bindparam("candidate_id"),
        ),
        with_whose(
            call(Candidate.timezone, NOBODY).join(Interview, on(Call.interview_id, Interview))
        ).where(
            *to_show(Call, Call.updated_at),
            NOT_AGREED_YET,
            Call.with_ == word("candidate"),
            Application.candidate_id == bindparam("candidate_id"),
        ),
    ).order_by("starts_at", "id")
)
OF_RECRUITER = Statement(
    union_all(
        INTERVIEW.join(User, on(Candidate.owner_id, User)).where(
            *to_show(Interview, Interview.cancelled_at),
            Candidate.owner_id == bindparam("user_id"),
            User.active,
        ),
        with_whose(
            call(cast(null(), Text), func.array_remove(array([Contact.name]), null()))
            .join(User, on(Call.caller_id, User))
            .outerjoin(FeedbackRequest, on(Call.feedback_request_id, FeedbackRequest))
            .outerjoin(Contact, on(FeedbackRequest.contact_id, Contact))
            .join(Interview, on(Call.interview_id, Interview))
        ).where(
            *to_show(Call, Call.updated_at),
            NOT_AGREED_YET,
            Call.caller_id == bindparam("user_id"),
            User.active,
        ),
    ).order_by("starts_at", "id")
)
"""Somebody who may not sign in any more has an empty calendar."""

CONTACTS = Statement(
    select(Contact.id, Contact.name, Contact.email, Contact.do_not_email, Contact.timezone).where(
        Contact.agency_id == bindparam("agency_id"),
        Contact.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
    )
)


NEWER = aliased(Message)
OUTDATED = Statement(
    select(
        exists()
        .where(
            NEWER.agency_id == Message.agency_id,
            NEWER.interview_id == Message.interview_id,
            NEWER.contact_id.is_not_distinct_from(Message.contact_id),
            NEWER.kind.in_([word(kind) for kind in INVITING]),
            NEWER.status != word("cancelled"),
            NEWER.id > Message.id,
        )
        .label("replaced"),
        (
            (Message.kind == word("interview_invite"))
            & (
                (Interview.status != word("scheduled"))
                | (Interview.ends_at <= bindparam("now", type_=INSTANT))
            )
        ).label("over"),
    )
    .join(Interview, on(Message.interview_id, Interview))
    .where(Message.agency_id == bindparam("agency_id"), Message.id == bindparam("id"))
)
QUEUED = Statement(
    MESSAGE.where(
        Message.agency_id == bindparam("agency_id"),
        Message.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
    ).order_by(Message.id)
)


async def expect_current(db: Reader, message: Message) -> None:
    """An invitation the mail server put off may have been overtaken. Raises `CalledOff`."""
    [row] = await db.fetch(OUTDATED, id=message.id)
    if row["replaced"]:
        raise CalledOff("replaced")
    if row["over"]:
        raise CalledOff("interview_over")


async def messages_out(db: Reader, message_ids: Collection[UUID]) -> list[Row]:
    return QUEUED.shape_all(await db.fetch(QUEUED, ids=[*message_ids]))


async def interview_for_calendars(db: Reader, interview_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_INTERVIEW.shape_all(await db.fetch(ONE_INTERVIEW, id=interview_id)))


async def contacts_by_id(db: Reader, contact_ids: Collection[UUID]) -> dict[UUID, Row]:
    rows = await db.fetch(CONTACTS, ids=[*contact_ids])
    return {row["id"]: CONTACTS.shape(row) for row in rows}


async def feed_of(
    db: Reads, *, candidate_id: UUID | None = None, user_id: UUID | None = None
) -> list[Row]:
    """Interviews and calls by their time, as one kind of row."""
    now = clock.now()
    moments = {"since": now - BACK, "shown_since": now - CANCELLED_SHOWN}
    if candidate_id is not None:
        found = await db.fetch(OF_CANDIDATE, candidate_id=candidate_id, **moments)
    else:
        found = await db.fetch(OF_RECRUITER, user_id=user_id, **moments)
    return [dict(row) for row in found]
