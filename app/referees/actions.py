"""Referees and their consent; and what an application's end means for them."""

from app import clock
from app.applications.models import Application
from app.candidates.models import Candidate
from app.candidates.queries import get_active_candidate
from app.changes import apply_change, new_values
from app.database import Db
from app.errors import Invalid, NotFound
from app.events import kinds
from app.events.recorder import record
from app.feedback.privacy import guard
from app.messages import addresses
from app.referees import heads_ups
from app.referees.models import HeadsUp, Referee
from app.referees.schemas import RefereeChange, RefereeIn, RefereeOfCandidateIn
from app.references import actions as references
from app.references.models import Reference


async def create_referee(db: Db, new: RefereeIn) -> Referee:
    """Raises `Invalid` and `MergedAway`."""
    try:
        candidate = await get_active_candidate(db, new.candidate_id)
    except NotFound as error:
        raise Invalid.at("/candidate_id", "names no candidate of this agency") from error
    await guard(db, candidate.id, Referee, new)
    return add_referee(db, candidate, new)


def add_referee(db: Db, candidate: Candidate, new: RefereeOfCandidateIn) -> Referee:
    """Raises `Invalid` when they are said to consent in the future."""
    expect_consent_by_now(new)
    values = new_values(new, without={"candidate_id"})
    referee = Referee(agency_id=db.agency_id, candidate_id=candidate.id, **values)
    db.add(referee)
    record(db, kinds.RefereeAdded(), referee.id, candidate_id=candidate.id)
    if referee.consent_given_at is not None:
        record_consent(db, referee)
    return referee


async def change_referee(db: Db, referee: Referee, change: RefereeChange) -> None:
    """Consent given and consent withdrawn are recorded as such. Raises `Invalid`."""
    expect_consent_by_now(change)
    consented_before = referee.consent_given_at is not None
    await guard(db, referee.candidate_id, Referee, change, row=referee)
    address = referee.email
    fields = apply_change(referee, change)
    if "email" in fields:
        await addresses.follow_referee(db, referee, address)
    consents = referee.consent_given_at is not None
    told_apart = {"consent_given_at"} if consents != consented_before else set()
    if others := [field for field in fields if field not in told_apart]:
        record(
            db,
            kinds.RefereeUpdated(fields=others),
            referee.id,
            candidate_id=referee.candidate_id,
        )
    if consents and not consented_before:
        expect_newer_than_withdrawal(referee)
        referee.consent_withdrawn_at = None
        record_consent(db, referee)
    elif consented_before and not consents:
        await withdraw_consent(db, referee)


async def withdraw_consent(db: Db, referee: Referee) -> None:
    """Nobody asks them for anything any more: what is open with them ends, each with its event."""
    referee.consent_withdrawn_at = clock.now()
    withdrawn = kinds.RefereeConsentWithdrawn()
    record(db, withdrawn, referee.id, candidate_id=referee.candidate_id)
    whose, cause = referee.candidate_id, "consent_withdrawn"
    await heads_ups.close_open(db, HeadsUp.referee_id == referee.id, whose, cause)
    await references.close_open(db, Reference.referee_id == referee.id, whose, cause)


async def close_for_application(db: Db, application: Application, cause: str) -> None:
    """The application ended: no referee need expect a call, nor write a reference."""
    this, whose = application.id, application.candidate_id
    await heads_ups.close_open(db, HeadsUp.application_id == this, whose, cause)
    await references.close_open(db, Reference.application_id == this, whose, cause)


def record_consent(db: Db, referee: Referee) -> None:
    """It stands on the timeline when they agreed, not when that was written down."""
    record(
        db,
        kinds.RefereeConsented(),
        referee.id,
        candidate_id=referee.candidate_id,
        occurred_at=referee.consent_given_at,
    )


def expect_consent_by_now(new: RefereeOfCandidateIn | RefereeChange) -> None:
    if new.consent_given_at is not None and new.consent_given_at > clock.now():
        raise Invalid.at("/consent_given_at", "must not be in the future")


def expect_newer_than_withdrawal(referee: Referee) -> None:
    """An old consent does not outlive its withdrawal."""
    withdrawn_at, given_at = referee.consent_withdrawn_at, referee.consent_given_at
    if withdrawn_at is not None and given_at is not None and given_at < withdrawn_at:
        raise Invalid.at(
            "/consent_given_at", f"is before they withdrew it, at {withdrawn_at:%Y-%m-%dT%H:%M:%SZ}"
        )
