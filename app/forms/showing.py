"""What the employer's contact sees: who, which interview, and what they have told us so far."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import bindparam, case, func, literal_column, select
from sqlalchemy.orm import aliased
from starlette.responses import Response

from app import clock
from app.access.models import User
from app.answers import one
from app.applications.models import Application
from app.calls.models import Call
from app.calls.showing import as_shown
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Reads, on
from app.employers.models import Employer
from app.feedback.models import FeedbackRequest
from app.forms.models import FormDraft
from app.forms.own_answer import own_answer
from app.interviews.models import Interview
from app.links.opening import Opened
from app.messages.wording import on_day
from app.pages import csrf, rendering
from app.pages.typed import Complaint
from app.statements import Row, Statement
from app.vacancies.models import Vacancy

CRITERIA = {
    "communication": "Communication",
    "experience": "Experience",
    "motivation": "Motivation",
    "fit": "Fit for the role",
}
OUTCOMES = {
    "advance": ("Yes, we go on", "to the next round"),
    "offer": ("Yes, we make an offer", ""),
    "hold": ("Not decided yet", "we need more time"),
    "reject": ("No", "not for this role"),
}
LATEST_PROMISE = timedelta(days=60)

TYPED_BY_THEM = Call.contact_id == FeedbackRequest.contact_id
CALLER = aliased(User)
FORM = Statement(
    select(
        FeedbackRequest.status,
        FeedbackRequest.interview_id,
        FeedbackRequest.questions,
        FeedbackRequest.due_at,
        FeedbackRequest.promised_by,
        FeedbackRequest.settled_at,
        FeedbackRequest.contact_id,
        Contact.name.label("contact"),
        Contact.phone,
        func.coalesce(Contact.timezone, Interview.timezone).label("timezone"),
        (Candidate.given_name + " " + Candidate.family_name).label("candidate"),
        Candidate.given_name,
        Vacancy.title.label("vacancy"),
        Employer.name.label("employer"),
        User.name.label("recruiter"),
        Interview.round,
        Interview.starts_at,
        Call.status.label("call.status"),
        Call.offered_times.label("call.offered_times"),
        Call.starts_at.label("call.starts_at"),
        Call.duration_minutes.label("call.duration_minutes"),
        case((TYPED_BY_THEM, Call.phone)).label("call.phone"),
        case((TYPED_BY_THEM, Call.wish)).label("call.wish"),
        Call.held_at.label("call.held_at"),
        CALLER.name.label("call.caller"),
        FormDraft.values.label("draft"),
    )
    .join(Contact, on(FeedbackRequest.contact_id, Contact))
    .join(Interview, on(FeedbackRequest.interview_id, Interview))
    .join(Application, on(Interview.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(User, on(Candidate.owner_id, User))
    .outerjoin(
        FormDraft,
        (FormDraft.agency_id == FeedbackRequest.agency_id)
        & (FormDraft.feedback_request_id == FeedbackRequest.id)
        & (FormDraft.contact_id == FeedbackRequest.contact_id),
    )
    .outerjoin(
        Call,
        (Call.agency_id == FeedbackRequest.agency_id)
        & (Call.feedback_request_id == FeedbackRequest.id)
        & (Call.status != literal_column("'cancelled'")),
    )
    .outerjoin(CALLER, (CALLER.agency_id == Call.agency_id) & (CALLER.id == Call.caller_id))
    .where(
        FeedbackRequest.agency_id == bindparam("agency_id"), FeedbackRequest.id == bindparam("id")
    )
)


async def form_row(opened: Opened, reads: Reads) -> Row:
    rows = await reads.fetch(FORM, id=opened.feedback_request_id)
    row = one([dict(row) for row in rows])
    for name in FORM.json_names:
        row[name] = msgspec.json.decode(row[name]) if row[name] else row[name]
    row["own"] = await own_answer(reads, row["interview_id"], row["contact_id"])
    return row


def page(
    opened: Opened,
    row: Row,
    *,
    done: str | None = None,
    typed: Mapping[str, str] | None = None,
    complaints: tuple[Complaint, ...] = (),
    way: str = "answer",
) -> Response:
    """`done` is what they have just sent; `typed` is shown again when there are `complaints`."""
    now = clock.now()
    zone = ZoneInfo(row["timezone"])
    today = now.astimezone(zone).date()
    answer = rendering.private_page(
        "forms/form",
        status=422 if complaints else 200,
        agency=opened.agency_name,
        row=row,
        stands=standing(row),
        call=as_shown(
            call_in(row),
            zone=zone,
            now=now,
            caller=row["recruiter"] or opened.agency_name,
            phone=row["phone"],
        ),
        interview_day=on_day(row["starts_at"], zone),
        interview_time=f"{row['starts_at'].astimezone(zone):%H:%M}",
        due_day=on_day(row["due_at"], zone),
        promised_day=day_or_none(row["promised_by"], zone) if promised(row, now) else None,
        values=dict(typed) if typed is not None else values_of(row),
        outcomes=OUTCOMES,
        criteria=CRITERIA,
        done=done,
        complaints={complaint.field: complaint.said for complaint in complaints},
        way=way,
        path=f"/f/{opened.token}",
        form_key=csrf.form_key(opened.request),
        earliest_day=(today + timedelta(days=1)).isoformat(),
        latest_day=(today + LATEST_PROMISE).isoformat(),
    )
    return csrf.remember(opened.request, answer)


def call_in(row: Row) -> Row:
    """The one about this request that was not called off, if there is any."""
    columns = {name: value for name, value in row.items() if name.startswith("call.")}
    return {name.removeprefix("call."): value for name, value in columns.items()}


def standing(row: Row) -> str:
    """Which page it is: `open`, `sent` through this form, `told` another way, or `closed`."""
    if row["own"] is not None:
        return "sent"
    if row["status"] == "received":
        return "told"
    return "closed" if row["status"] == "closed" else "open"


def promised(row: Row, now: datetime) -> bool:
    return row["promised_by"] is not None and row["promised_by"] > now


def day_or_none(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return on_day(moment, zone) if moment else None


def values_of(row: Row) -> dict[str, str]:
    """What stands in the fields: the draft, or else what they sent last. Never the feedback as it
    is now: a recruiter may have added to it."""
    if row["draft"]:
        kept: dict[str, str] = row["draft"]
        return kept
    if row["own"] is None:
        return {}
    said = row["own"].values
    return {
        "outcome": said["outcome"],
        "strengths": "\n".join(said["strengths"]),
        "improvements": "\n".join(said["improvements"]),
        "summary_for_candidate": said["summary_for_candidate"] or "",
        "private_notes": said["private_notes"] or "",
        **{f"rating_{name}": str(stars) for name, stars in said["ratings"].items()},
    }
