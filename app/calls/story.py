"""Who is called by whom, about which interview, where: what a call's messages are made of."""

from dataclasses import dataclass

from asyncpg import Record
from sqlalchemy import bindparam, func, select

from app.access.models import User
from app.agencies.queries import get_agency
from app.applications.models import Application
from app.calls.models import Call, CallWith
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Db, on
from app.feedback.models import FeedbackRequest
from app.interviews.models import Interview
from app.messages.actions import About, Recipient
from app.statements import Statement
from app.vacancies.models import Vacancy

STORY = Statement(
    select(
        Application.id.label("application_id"),
        Candidate.id.label("candidate_id"),
        Candidate.given_name,
        Candidate.family_name,
        Candidate.emails,
        Candidate.phones,
        Candidate.owner_id,
        Contact.id.label("contact_id"),
        Contact.name.label("contact"),
        Contact.email.label("contact_email"),
        Contact.do_not_email,
        Contact.phone.label("contact_phone"),
        func.coalesce(Contact.timezone, Interview.timezone).label("contact_zone"),
        func.coalesce(Candidate.timezone, Interview.timezone).label("candidate_zone"),
        Vacancy.title.label("vacancy"),
        User.id.label("caller_id"),
        User.name.label("caller"),
        User.email.label("caller_email"),
        User.active.label("caller_active"),
    )
    .select_from(Call)
    .join(Interview, on(Call.interview_id, Interview))
    .join(Application, on(Interview.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .outerjoin(FeedbackRequest, on(Call.feedback_request_id, FeedbackRequest))
    .outerjoin(Contact, on(FeedbackRequest.contact_id, Contact))
    .outerjoin(User, on(Call.caller_id, User))
    .where(Call.agency_id == bindparam("agency_id"), Call.id == bindparam("id"))
)


@dataclass(frozen=True)
class Story:
    """Who is called by whom, about which interview."""

    call: Call
    row: Record
    agency: str
    agency_zone: str

    @property
    def with_contact(self) -> bool:
        return self.call.with_ == CallWith.contact

    @property
    def called(self) -> Recipient | None:
        """Whoever is called, if they have an address."""
        if self.with_contact:
            name, email = self.row["contact"], self.row["contact_email"]
            willing = email and not self.row["do_not_email"]
            contact_id = self.row["contact_id"]
            return Recipient(name, email, contact_id=contact_id) if willing else None
        if not self.row["emails"]:
            return None
        candidate_id = self.row["candidate_id"]
        return Recipient(self.called_name, self.row["emails"][0], candidate_id=candidate_id)

    @property
    def called_name(self) -> str:
        if self.with_contact:
            return str(self.row["contact"])
        return f"{self.row['given_name']} {self.row['family_name']}"

    @property
    def caller(self) -> Recipient | None:
        if not self.row["caller_active"]:
            return None
        return Recipient(
            self.row["caller"], self.row["caller_email"], user_id=self.row["caller_id"]
        )

    @property
    def zone(self) -> str:
        """Where whoever is called is."""
        zone: str = self.row["contact_zone" if self.with_contact else "candidate_zone"]
        return zone

    @property
    def known_phone(self) -> str | None:
        phones = [self.row["contact_phone"]] if self.with_contact else self.row["phones"]
        return phones[0] if phones else None

    @property
    def about(self) -> About:
        """A message to the contact carries their request, so that an answer by mail finds it."""
        request_id = self.call.feedback_request_id
        return About(
            candidate_id=self.row["candidate_id"],
            application_id=self.row["application_id"],
            interview_id=self.call.interview_id,
            contact_id=self.row["contact_id"],
            call_id=self.call.id,
            feedback_request_ids=(request_id,) if request_id else (),
        )

    def zone_of(self, person: Recipient) -> str:
        return self.agency_zone if person.user_id else self.zone


async def story_of(db: Db, call: Call) -> Story:
    [row] = await db.fetch(STORY, id=call.id)
    agency = await get_agency(db)
    return Story(call, row, agency.name, agency.timezone)
