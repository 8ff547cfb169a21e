"""The e-mails of a month, and what was noted of them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from tests.factories import Json
from tests.feedback.month.post import Attempt
from tests.feedback.month.records import Records, at
from tests.feedback.month.replay import Asked


def is_mailed(event: Json) -> bool:
    """It tells of an e-mail; what a person logs of a call is theirs."""
    asked, chased = event["type"] == "feedback.asked", event["type"] == "feedback.chased"
    return asked or (chased and event["actor"]["type"] == "system")


class Correspondence:
    """The e-mails, and what was noted of them, by contact and moment."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.contact_of = {
            contact["email"]: key for key, contact in records.contacts.items() if contact["email"]
        }
        self.attempts: dict[str, list[Attempt]] = defaultdict(list)
        self.of_message: dict[str, list[Attempt]] = defaultdict(list)
        for attempt in records.attempts:
            self.attempts[self.contact_of[attempt.to]].append(attempt)
            if attempt.message_id:
                self.of_message[attempt.message_id].append(attempt)
        self.taken = [attempt for attempt in records.attempts if attempt.taken]
        self.noted: dict[tuple[str, datetime], list[str]] = defaultdict(list)
        for event in records.events:
            if is_mailed(event):
                key = (event["contact_id"], at(event["occurred_at"]))
                self.noted[key].append(event["subject"]["id"])
        self.first: dict[tuple[str, datetime], str] = {
            (self.contact_of[tries[0].to], tries[0].at): message_id
            for message_id, tries in self.of_message.items()
        }
        self.touched: dict[str, list[datetime]] = defaultdict(list)
        for event in records.events:
            if event["actor"]["type"] != "system":
                for key in self.touches(event):
                    self.touched[key].append(at(event["recorded_at"]))

    def touches(self, event: Json) -> Iterator[str]:
        """The things whose standing somebody changed by it."""
        yield event["subject"]["id"]
        if event["type"] == "feedback.received":
            yield event["data"]["feedback_request_id"] or ""
        if event["type"].startswith("message."):
            yield event["contact_id"]
        if event["type"] == "suppression.added":
            email = self.records.suppressions[event["subject"]["id"]]["email"]
            yield self.contact_of.get(email, "")

    def is_untouched(self, one: Asked, since: datetime, until: datetime) -> bool:
        """Nobody interfered meanwhile, so that what comes of it is Debrief's doing alone."""
        request = self.records.requests[one.id]
        things = (one.id, one.contact_id, request["interview_id"], request["application_id"])
        for thing in things:
            moments = self.touched[thing]
            nth = bisect_left(moments, since)
            if nth < len(moments) and moments[nth] <= until:
                return False
        return True

    def wrote_that_day(self, contact_id: str, now: datetime, but: str | None = None) -> bool:
        """Whether another message was given to the server for them, earlier on their day."""
        day_of = self.records.hours_of(contact_id).day_of
        return any(
            attempt.mail is not None
            and attempt.message_id != but
            and attempt.at < now
            and day_of(attempt.at) == day_of(now)
            for attempt in self.attempts[contact_id]
        )
