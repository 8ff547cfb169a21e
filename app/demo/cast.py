"""What the demo has entered so far, by the short names its tables and stories use."""

from dataclasses import dataclass, field

from app.access.actors import Actor
from app.applications.models import Application
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Db
from app.demo.dates import Dates
from app.employers.models import Employer
from app.feedback.models import Feedback, FeedbackRequest
from app.interviews.models import Interview
from app.offers.models import Offer
from app.referees.models import Referee
from app.references.models import Reference
from app.vacancies.models import Vacancy


@dataclass
class Cast:
    db: Db
    dates: Dates
    users: dict[str, Actor] = field(default_factory=dict)
    employers: dict[str, Employer] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    vacancies: dict[str, Vacancy] = field(default_factory=dict)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    applications: dict[tuple[str, str], Application] = field(default_factory=dict)


class Scene:
    """One application's story and how far it has come: each step works on the latest of each."""

    application: Application
    interview: Interview
    feedback: Feedback
    offer: Offer
    last_asked: str

    def __init__(self, cast: Cast, candidate: str, vacancy: str) -> None:
        self.cast, self.db, self.dates = cast, cast.db, cast.dates
        self.candidate, self.vacancy = candidate, vacancy
        self.requests: dict[str, FeedbackRequest] = {}
        self.referees: dict[str, Referee] = {}
        self.references: dict[str, Reference] = {}

    def request_to(self, contact: str | None) -> FeedbackRequest:
        """Of several contacts who were asked, the one named; else the last one asked."""
        return self.requests[contact or self.last_asked]
