"""How everything stood at any moment, told again from the events alone."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.factories import Json
from tests.feedback.month.records import Records, at

FOR_EVER = datetime.max.replace(tzinfo=UTC)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
OVER_UNTOLD = timedelta(hours=1)
"""An interview of which nobody said what became of it is taken to be over so long after its end."""


@dataclass
class Interview:
    application_id: str
    planned_end: datetime
    completed_at: datetime | None = None
    status: str = "scheduled"
    requests: int = 0

    @property
    def ends_at(self) -> datetime:
        return min(self.planned_end, self.completed_at or self.planned_end)

    def is_over(self, now: datetime) -> bool:
        return self.status in ("scheduled", "completed") and self.ends_at <= now

    def is_known_to_be_over(self, now: datetime) -> bool:
        untold = self.status == "scheduled"
        return self.is_over(now - OVER_UNTOLD if untold else now)


@dataclass
class Asked:
    """A feedback request. `nudged_at` is when its contact last heard of it, however that was."""

    id: str
    interview: Interview
    contact_id: str
    channel: str
    due_at: datetime
    status: str = "awaiting"
    stopped: bool = False
    asked_at: datetime | None = None
    nudged_at: datetime = LONG_AGO
    chased: int = 0
    promised_by: datetime = LONG_AGO
    paused_until: datetime = LONG_AGO


@dataclass
class State:
    """As of the last event that was applied."""

    records: Records
    interviews: dict[str, Interview] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    unwilling: set[str] = field(default_factory=set)
    suppressed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.gap = timedelta(hours=self.records.policy["chase_gap_hours"])
        self.limit: int = self.records.policy["chase_limit"]
        # An event says that `do_not_email` changed, not to what: how it ended tells how it began.
        self.unwilling = {
            key for key, contact in self.records.contacts.items() if contact["do_not_email"]
        }
        for event in self.records.events:
            if changes(event, "contact.updated", "do_not_email"):
                self.unwilling ^= {event["subject"]["id"]}

    def may_be_mailed(self, contact_id: str) -> bool:
        email = self.records.contacts[contact_id]["email"]
        return bool(email) and contact_id not in self.unwilling and email not in self.suppressed

    def hindrance(self, one: Asked, now: datetime, *, by_itself: bool) -> str | None:
        """Why nothing may be sent about it at all."""
        if not self.may_be_mailed(one.contact_id):
            return "the contact is not to be mailed"
        if one.status != "awaiting":
            return f"it is {one.status}"
        if one.stopped:
            return "the application is over"
        if not one.interview.is_over(now):
            return "the interview is not over"
        if one.promised_by > now:
            return "it is promised"
        if by_itself and one.paused_until > now:
            return "it is paused"
        if by_itself and one.channel != "email":
            return "it is asked by phone"
        return None

    def impoliteness(self, one: Asked, now: datetime, *, by_itself: bool) -> str | None:
        """Why nothing may be sent about it yet, or again."""
        if one.nudged_at > now - self.gap:
            return "the gap has not passed"
        if one.asked_at is None:
            return None
        if one.chased >= self.limit:
            return "it was chased often enough"
        if by_itself and not self.records.policy["chases_by_itself"]:
            return "nothing is chased by itself"
        if by_itself and one.due_at > now:
            return "it is not due"
        return None

    def is_due(self, one: Asked, now: datetime) -> bool:
        why_not = self.hindrance(one, now, by_itself=True)
        return (why_not or self.impoliteness(one, now, by_itself=True)) is None

    def due(self, now: datetime) -> dict[str, set[str]]:
        """What is due to whom: requests by contact."""
        found: dict[str, set[str]] = {}
        for one in self.asked.values():
            if one.status == "awaiting" and self.is_due(one, now):
                found.setdefault(one.contact_id, set()).add(one.id)
        return found

    def apply(self, event: Json) -> None:
        subject, data = event["subject"]["id"], event["data"]
        kind, happened = event["type"], at(event["occurred_at"])
        if subject in self.asked:
            self.apply_to(self.asked[subject], kind, data, happened)
        match kind:
            case "application.submitted" | "application.stage_changed":
                self.stages[subject] = "open"
            case "application.withdrawn" | "application.rejected" | "application.reinstated":
                self.stages[subject] = kind.partition(".")[2]
                for one in self.asked.values():
                    if one.interview.application_id == subject and one.status == "awaiting":
                        one.stopped = kind != "application.reinstated"
            case "interview.scheduled":
                application_id = event["application_id"]
                self.interviews[subject] = Interview(application_id, at(data["ends_at"]))
            case "interview.rescheduled":
                self.interviews[subject].planned_end = at(data["ends_at"])
            case "interview.completed":
                held = self.interviews[subject]
                held.status, held.completed_at = "completed", happened
            case "interview.cancelled" | "interview.missed":
                self.interviews[subject].status = kind
            case "feedback.requested":
                self.request(event)
            case "feedback.received":
                if data["feedback_request_id"]:
                    self.asked[data["feedback_request_id"]].status = "received"
            case "contact.updated":
                if "do_not_email" in data["fields"]:
                    self.unwilling ^= {subject}
            case "suppression.added":
                self.suppressed.add(self.records.suppressions[subject]["email"])
            case "message.sent":
                for request_id in self.records.about(subject):
                    self.asked[request_id].nudged_at = happened

    def request(self, event: Json) -> None:
        data = event["data"]
        interview = self.interviews[data["interview_id"]]
        interview.requests += 1
        self.asked[event["subject"]["id"]] = Asked(
            event["subject"]["id"],
            interview,
            event["contact_id"],
            data["channel"],
            at(data["due_at"]),
            # One who was rejected is still told why; one who left has no use for it.
            stopped=self.stages[interview.application_id] == "withdrawn",
        )

    def apply_to(self, one: Asked, kind: str, data: Json, happened: datetime) -> None:
        match kind:
            case "feedback.request_updated" | "feedback.request_taken_on" | "feedback.due_moved":
                one.due_at = at(data["due_at"])
                if "channel" in data.get("fields", ()):
                    one.channel = "phone" if one.channel == "email" else "email"
            case "feedback.asked":
                one.asked_at = one.nudged_at = happened
            case "feedback.chased":
                one.nudged_at, one.chased = happened, one.chased + 1
                one.promised_by = moment_or(data["promised_by"], LONG_AGO)
            case "feedback.promised":
                one.promised_by = at(data["promised_by"])
            case "feedback.chasing_paused":
                one.paused_until = moment_or(data["until"], FOR_EVER)
            case "feedback.chasing_continued":
                one.paused_until = LONG_AGO
            case "feedback.declined" | "feedback.closed":
                one.status = kind.partition(".")[2]


def moment_or(told: str | None, otherwise: datetime) -> datetime:
    return at(told) if told else otherwise


def changes(event: Json, kind: str, field: str) -> bool:
    return bool(event["type"] == kind and field in event["data"]["fields"])
