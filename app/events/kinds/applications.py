"""Applications and their moves."""

from uuid import UUID

from app.events.kinds.kind import Code, Kind


class ApplicationSubmitted(Kind):
    """The candidate was put forward for a vacancy."""

    type, subject = "application.submitted", "application"
    sentence = "{actor} submitted the candidate for {vacancy} at {employer}"
    to_candidate = "You were put forward for {vacancy} at {employer}"
    vacancy_id: UUID
    stage: Code


class ApplicationUpdated(Kind):
    """An application's details changed; `fields` names them."""

    type, subject = "application.updated", "application"
    sentence = "{actor} changed the application's {fields} ({vacancy})"
    fields: list[Code]


class ApplicationStageChanged(Kind):
    """The application moved from one stage to another."""

    type, subject = "application.stage_changed", "application"
    sentence = "{actor} moved {vacancy} at {employer} from {from_stage} to {to_stage}"
    to_candidate = "{vacancy} at {employer} moved on: {to_stage}"
    from_stage: Code
    to_stage: Code


class ApplicationWithdrawn(Kind):
    """The application ended from the candidate's side, or the agency withdrew it."""

    type, subject = "application.withdrawn", "application"
    sentence = "{vacancy} at {employer} was withdrawn by the {ended_by} ({reason})"
    to_candidate = "{vacancy} at {employer} was withdrawn"
    from_stage: Code
    ended_by: Code
    reason: Code


class ApplicationRejected(Kind):
    """The employer or the agency ended the application."""

    type, subject = "application.rejected", "application"
    sentence = "{vacancy} at {employer} ended: rejected by the {ended_by} ({reason})"
    from_stage: Code
    ended_by: Code
    reason: Code


class ApplicationStatusImported(Kind):
    """A status the application had in the system it was imported from, which is no stage here.

    `status` is that system's word for it, as a code; the application's stage stays as it was.
    """

    type, subject = "application.status_imported", "application"
    sentence = "{vacancy} at {employer} was marked “{status}” before the import"
    system: Code
    status: Code


class ApplicationReinstated(Kind):
    """A withdrawal or rejection was undone; the application stands where it stood before."""

    type, subject = "application.reinstated", "application"
    sentence = "{actor} reinstated {vacancy} at {employer} at {to_stage}"
    to_candidate = "{vacancy} at {employer} goes on after all"
    from_stage: Code
    to_stage: Code


class ApplicationReviewed(Kind):
    """An application that came in by itself was looked at and taken on."""

    type, subject = "application.reviewed", "application"
    sentence = "{actor} took on the application for {vacancy} at {employer}"
