"""What OpenCATS means by its numbers and codes, and what that is here: all of it as data."""

import re
from dataclasses import dataclass

from app.applications.models import EndedBy, Stage
from app.notes.models import NoteKind
from app.vacancies.models import EmploymentType, VacancyStatus

SYSTEM = "opencats"
NAME = "OpenCATS"

EMPTY = frozenset({"", "0", "-1", "NULL", "\\N"})
EMPTY_DATES = ("0000-00-00", "2005-01-01 00:00:00")
NO_SOURCE = "(none)"


@dataclass(frozen=True, slots=True)
class Status:
    """Where a candidate stands in a job order's pipeline, and the stage that is here.

    No stage: the status is told on the timeline and the application stays where it stands.
    """

    word: str
    stage: Stage | None = None
    ended_by: EndedBy | None = None
    end_reason: str | None = None

    @property
    def said(self) -> str:
        """As it is kept in words."""
        return f"{NAME}: {self.word}"

    @property
    def code(self) -> str:
        """As an event may hold it."""
        code = re.sub(r"[^a-z0-9]+", "_", self.word.lower()).strip("_")
        return code if code[:1].isalpha() else f"status_{code}".rstrip("_")


NO_STATUS, SUBMITTED = "0", "400"
STATUSES: dict[str, Status] = {
    # What comes before the employer has heard of anybody has no stage of its own here: the
    # application opens as `submitted`, and the timeline tells which of these it really was.
    NO_STATUS: Status("No Status", Stage.submitted),
    "100": Status("No Contact", Stage.submitted),
    "200": Status("Contacted", Stage.submitted),
    "250": Status("Candidate Responded", Stage.submitted),
    "300": Status("Negotiating", Stage.submitted),
    # To the employer. Not `shortlisted`: that is the employer's word, and it has not spoken.
    SUBMITTED: Status("Submitted", Stage.submitted),
    "500": Status("Interviewing", Stage.interviewing),
    "600": Status("Offered", Stage.offered),
    "650": Status("Not in Consideration", Stage.rejected, EndedBy.agency, "not_suitable"),
    "700": Status("Client Declined", Stage.rejected, EndedBy.employer, "no_reason_given"),
    "800": Status("Placed", Stage.placed),
}
"""By its number. An agency may rename them and add its own; see `known_statuses`."""

JOB_STATUSES: dict[str, VacancyStatus] = {
    "active": VacancyStatus.open,
    "onhold": VacancyStatus.on_hold,
    "full": VacancyStatus.filled,
    "closed": VacancyStatus.closed,
    "canceled": VacancyStatus.closed,
    "cancelled": VacancyStatus.closed,
    "upcoming": VacancyStatus.draft,
    "lead": VacancyStatus.draft,
}
"""By its word, in lower case and without spaces."""

JOB_TYPES: dict[str, EmploymentType] = {
    "H": EmploymentType.permanent,
    "C2H": EmploymentType.contract,
    "C": EmploymentType.contract,
    "FL": EmploymentType.contract,
}
TYPES_IN_WORDS = {"C2H": "Contract to hire", "FL": "Freelance"}
"""Those that say more than the employment type they become."""

ACTIVITY_KINDS: dict[str, tuple[NoteKind, str]] = {
    "100": (NoteKind.call, "Call"),
    "200": (NoteKind.email, "E-mail"),
    "300": (NoteKind.meeting, "Meeting"),
    "400": (NoteKind.note, ""),
    "500": (NoteKind.call, "Call: talked"),
    "600": (NoteKind.call, "Call: left a message"),
    "700": (NoteKind.call, "Call: missed"),
}
"""By type: the kind of note it becomes, and what it says if nothing else was written down."""
SAYS_HOW_IT_WENT = frozenset({"600", "700"})

CANDIDATE, CLIENT, CONTACT, JOB_ORDER = "100", "200", "300", "400"
"""`data_item_type`: what a record is about."""

US_ZIPS = {
    "0": "CT MA ME NH NJ RI VT",
    "1": "DE NY PA",
    "2": "DC MD NC SC VA WV",
    "3": "AL FL GA MS TN",
    "4": "IN KY MI OH",
    "5": "IA MN MT ND SD WI",
    "6": "IL KS MO NE",
    "7": "AR LA OK TX",
    "8": "AZ CO ID NM NV UT WY",
    "9": "AK CA HI OR WA",
}
US_STATES = {state: first for first, states in US_ZIPS.items() for state in states.split()}
"""By postal abbreviation, the first digit of its ZIP codes; `CA` and `WA` mean other places too."""
