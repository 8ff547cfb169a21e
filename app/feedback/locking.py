"""Rows held for a change; always application before interview before request, against deadlocks."""

from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from sqlalchemy import select

from app.applications.models import Application
from app.contacts.models import Contact
from app.database import Db, on
from app.errors import Invalid
from app.feedback.models import Feedback, FeedbackRequest, RequestStatus
from app.interviews.models import Interview
from app.vacancies.models import Vacancy


class Whose(TypedDict):
    """Whose story an event belongs to."""

    candidate_id: UUID
    application_id: UUID


@dataclass(frozen=True)
class Asked:
    """An interview, with the application and the employer it belongs to."""

    interview: Interview
    application: Application
    employer_id: UUID

    @property
    def whose(self) -> Whose:
        """What every event about it names."""
        return Whose(candidate_id=self.application.candidate_id, application_id=self.application.id)


INTERVIEW_ASKED_ABOUT = (
    select(Interview, Application, Vacancy.employer_id)
    .join(Application, on(Interview.application_id, Application))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
)


async def interview_of(db: Db, row: FeedbackRequest | Feedback) -> Asked:
    """The interview a locked request or feedback is about. It is not locked itself: a change of
    the interview waits for the request, never the other way round."""
    found = await db.execute(
        INTERVIEW_ASKED_ABOUT.where(
            Interview.agency_id == db.agency_id, Interview.id == row.interview_id
        )
    )
    return Asked(*found.one())


async def interview_in_body(db: Db, interview_id: UUID) -> Asked:
    """Held against a cancellation at the same time. Raises `Invalid`."""
    found = await db.execute(
        INTERVIEW_ASKED_ABOUT.where(
            Interview.agency_id == db.agency_id, Interview.id == interview_id
        ).with_for_update(read=True, of=Interview)
    )
    row = found.one_or_none()
    if row is None:
        raise Invalid.at("/interview_id", "names no interview of this agency")
    return Asked(*row)


async def open_request_of(db: Db, interview_id: UUID, contact_id: UUID) -> FeedbackRequest | None:
    """The request that feedback from this contact would answer, locked."""
    found: FeedbackRequest | None = await db.scalar(
        select(FeedbackRequest)
        .where(
            FeedbackRequest.agency_id == db.agency_id,
            FeedbackRequest.interview_id == interview_id,
            FeedbackRequest.contact_id == contact_id,
            FeedbackRequest.status == RequestStatus.awaiting,
        )
        .with_for_update()
    )
    return found


async def open_requests(db: Db, *, interview_id: UUID) -> list[FeedbackRequest]:
    """Awaiting requests about one interview, locked in a fixed order."""
    found = await db.scalars(
        select(FeedbackRequest)
        .where(
            FeedbackRequest.agency_id == db.agency_id,
            FeedbackRequest.interview_id == interview_id,
            FeedbackRequest.status == RequestStatus.awaiting,
        )
        .order_by(FeedbackRequest.id)
        .with_for_update()
    )
    return list(found)


async def open_requests_of_application(
    db: Db, application_id: UUID
) -> list[tuple[FeedbackRequest, Interview]]:
    """Awaiting requests about any interview of an application, locked in a fixed order."""
    found = await db.execute(
        select(FeedbackRequest, Interview)
        .join(Interview, on(FeedbackRequest.interview_id, Interview))
        .where(
            FeedbackRequest.agency_id == db.agency_id,
            Interview.application_id == application_id,
            FeedbackRequest.status == RequestStatus.awaiting,
        )
        .order_by(FeedbackRequest.id)
        .with_for_update(of=FeedbackRequest)
    )
    return [(request, interview) for request, interview in found]


async def expect_contact(db: Db, contact_id: UUID, employer_id: UUID) -> Contact:
    """A contact of that employer. Raises `Invalid`."""
    contact = await db.get(Contact, (db.agency_id, contact_id))
    if contact is None or contact.employer_id != employer_id:
        raise Invalid.at("/contact_id", "names no contact of the vacancy's employer")
    return contact
