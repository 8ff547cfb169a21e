"""What a visitor sets going: a candidate and an application that wait to be looked at."""

from calendar import monthrange
from datetime import datetime

from app import clock
from app.agencies.business_time import BusinessTime
from app.agencies.queries import get_agency
from app.applications import actions as applications
from app.applications.models import AlreadyApplied, Application
from app.applications.schemas import ApplicationIn
from app.candidates import actions as candidates
from app.candidates.models import Candidate
from app.candidates.queries import oldest_reached_by
from app.candidates.schemas import CandidateIn, Consent
from app.database import Db
from app.documents.actions import store_document
from app.documents.papers import Paper
from app.errors import NotFound
from app.events import kinds
from app.events.recorder import record
from app.notes.actions import note_on_application
from app.notes.models import NoteKind
from app.notes.schemas import NoteIn
from app.public.schemas import InterestIn
from app.statements import Row
from app.vacancies.models import VacancyNotOpen

SOURCE = "public vacancy page"
GROUND = "consent"


async def express_interest(db: Db, vacancy: Row, new: InterestIn, cv: Paper | None) -> None:
    """The visitor as a candidate for the vacancy, once. Nothing tells them what was known before,
    and nothing that was known before is changed: anybody can type anybody's address."""
    now = clock.now()
    known_id = await oldest_reached_by(db, [new.email], [])
    candidate = await db.get(Candidate, (db.agency_id, known_id)) if known_id else None
    known = candidate is not None
    if candidate is None:
        candidate = await add_candidate(db, new, now)
    application = await apply(db, candidate, vacancy, now)
    if application is None:
        return
    record(
        db,
        kinds.CandidateInterested(vacancy_id=vacancy["id"]),
        candidate.id,
        candidate_id=candidate.id,
        application_id=application.id,
    )
    if words := what_they_said(new, candidate if known else None):
        note = NoteIn(body=words, kind=NoteKind.email)
        await note_on_application(db, application.id, note)
    if cv is not None:
        await store_document(db, candidate.id, cv)


async def add_candidate(db: Db, new: InterestIn, now: datetime) -> Candidate:
    """A telephone may be shared: only the address says that it is somebody we know."""
    agency = await get_agency(db)
    expires_at = months_later(now, agency.policy["retention_months"])
    return await candidates.create_candidate(
        db,
        CandidateIn(
            name=new.name,
            emails=[new.email],
            phones=[new.phone] if new.phone else [],
            consent=Consent(basis=GROUND, given_at=now, expires_at=expires_at),
            source=SOURCE,
        ),
        allow_duplicate=True,
    )


async def apply(db: Db, candidate: Candidate, vacancy: Row, now: datetime) -> Application | None:
    """None when they stand for this vacancy already. Raises `NotFound` when it has just closed."""
    agency = await get_agency(db)
    days: int = agency.policy["review_within_business_days"]
    new = ApplicationIn(
        candidate_id=candidate.id,
        vacancy_id=vacancy["id"],
        permission_given_at=now,
        source=SOURCE,
    )
    try:
        return await applications.create_application(
            db, new, review_due_at=BusinessTime.of(agency).due(now, days)
        )
    except AlreadyApplied:
        return None
    except VacancyNotOpen as closed:
        raise NotFound from closed


def what_they_said(new: InterestIn, known: Candidate | None) -> str:
    """Their message; and of somebody we know, what they gave that we do not have."""
    said = [new.message] if new.message else []
    if known is not None:
        given = {"Name": f"{new.name.given} {new.name.family}".strip(), "Phone": new.phone or ""}
        held = {f"{known.given_name} {known.family_name}".strip(), *known.phones, ""}
        said += [f"{what}: {words}" for what, words in given.items() if words not in held]
    return "\n\n".join(said)


def months_later(moment: datetime, months: int) -> datetime:
    """The same day of a later month, or the last one that it has."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))
