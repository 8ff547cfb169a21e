"""What is done right after an interview: the debrief, the decision process, the follow-up."""

from datetime import date, datetime
from uuid import UUID

from app.events.kinds.kind import Code, Kind, Zone


class DebriefRecorded(Kind):
    """The candidate's debrief of an interview was written down; `recorded_by` says by whom."""

    type, subject = "debrief.recorded", "debrief"
    sentence = "The {vacancy} interview was debriefed by the {recorded_by}"
    to_candidate = "Your debrief of the {vacancy} interview was written down"
    interview_id: UUID
    recorded_by: Code


class DebriefRevised(Kind):
    """A debrief was changed; the version before is kept. `fields` names what changed."""

    type, subject = "debrief.revised", "debrief"
    sentence = "The {recorded_by} revised the {vacancy} debrief: {fields}"
    to_candidate = "Your debrief of the {vacancy} interview was changed"
    interview_id: UUID
    recorded_by: Code
    fields: list[Code]


class DecisionProcessRecorded(Kind):
    """How the employer decides was written down; `decision_due_on` is the day they named."""

    type, subject = "decision_process.recorded", "decision_process"
    sentence = "{employer} decides about {vacancy} by {decision_due_on}"
    to_candidate = "{employer} means to decide about {vacancy} by {decision_due_on}"
    interview_id: UUID
    decision_due_on: date


class DecisionProcessUpdated(Kind):
    """Something else about how the employer decides changed; `fields` names it."""

    type, subject = "decision_process.updated", "decision_process"
    sentence = "{actor} noted how {employer} decides about {vacancy}: {fields}"
    interview_id: UUID
    fields: list[Code]


class DecisionSlipped(Kind):
    """The employer named a later day for their decision than before. `slip_count` counts these."""

    type, subject = "decision_process.slipped", "decision_process"
    sentence = (
        "{employer} put off the decision about {vacancy} from {old_due_on} to {decision_due_on}"
    )
    to_candidate = (
        "{employer} put the decision about {vacancy} off from {old_due_on} to {decision_due_on}"
    )
    interview_id: UUID
    old_due_on: date
    decision_due_on: date
    slip_count: int


class DecisionBroughtForward(Kind):
    """The employer named an earlier day for their decision than before."""

    type, subject = "decision_process.brought_forward", "decision_process"
    sentence = "{employer} brought the decision about {vacancy} forward to {decision_due_on}"
    to_candidate = "{employer} brought the decision about {vacancy} forward to {decision_due_on}"
    interview_id: UUID
    old_due_on: date
    decision_due_on: date


class FollowUpDue(Kind):
    """The interviewers are to be thanked by `due_at`."""

    type, subject = "follow_up.due", "follow_up"
    sentence = "A thank-you for the {vacancy} interview is due {due_at}"
    to_candidate = "A thank-you for the {vacancy} interview is due {due_at}"
    interview_id: UUID
    due_at: datetime
    timezone: Zone


class FollowUpUpdated(Kind):
    """A follow-up's text, channel or addressees changed; `fields` names what."""

    type, subject = "follow_up.updated", "follow_up"
    sentence = "{actor} changed the {fields} of the thank-you for {vacancy}"
    interview_id: UUID
    fields: list[Code]


class FollowUpDrafted(Kind):
    """A text was drafted from the debrief."""

    type, subject = "follow_up.drafted", "follow_up"
    sentence = "{actor} drafted the thank-you for the {vacancy} interview"
    to_candidate = "A thank-you for the {vacancy} interview was drafted"
    interview_id: UUID


class FollowUpSent(Kind):
    """The interviewers were thanked; `on_time` says whether within the agency's hours."""

    type, subject = "follow_up.sent", "follow_up"
    sentence = "The interviewers for {vacancy} were thanked by {channel}"
    to_candidate = "The interviewers for {vacancy} were thanked"
    interview_id: UUID
    channel: Code
    on_time: bool


class FollowUpSkipped(Kind):
    """Nobody will be thanked for this interview; `cause` says what decided it."""

    type, subject = "follow_up.skipped", "follow_up"
    sentence = "The thank-you for the {vacancy} interview was skipped ({cause})"
    to_candidate = "Nobody need be thanked for the {vacancy} interview any more"
    interview_id: UUID
    cause: Code


class FollowUpReopened(Kind):
    """The application was reinstated, and with it the thank-you that its end had closed."""

    type, subject = "follow_up.reopened", "follow_up"
    sentence = "The thank-you for the {vacancy} interview is due again"
    interview_id: UUID
