"""What the page says instead of codes: stages, next steps, reasons and moments, in plain words."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from app.applications.models import Stage, What
from app.interviews.models import InterviewMode
from app.offers.models import OfferStatus
from app.pages.rendering import money_per
from app.portal.told import ApplicationTold, InterviewTold, Salary
from app.verdicts.models import Lean

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"

STAGES = {
    Stage.submitted: "You have been put forward",
    Stage.shortlisted: "You are on their shortlist",
    Stage.interviewing: "You are being interviewed",
    Stage.offered: "They want you",
    Stage.placed: "You have the job",
    Stage.rejected: "Not this time",
    Stage.withdrawn: "No longer in the running",
}
STEPS = {
    What.review_application: "We look at your application by {day}.",
    What.attend_interview: "Your next interview is on {day}, {time}.",
    What.record_interview_outcome: "We are finding out what comes after the interview.",
    What.record_debrief: "Tell us how the interview went, while it is fresh.",
    What.thank_interviewers: "Send your thank-you by {day}, {time}.",
    What.request_feedback: "We are asking {employer} for their feedback on you.",
    What.give_feedback: "We have asked {employer} for their feedback and expect it by {day}.",
    What.release_feedback: "{employer} has answered us. We pass on to you what they said.",
    What.decide: "{employer} means to decide by {day}.",
    What.answer_offer: "Please tell us your answer to their offer by {day}.",
    What.answer_counter_offer: "{employer} has your wishes, and we wait for their answer.",
    What.settle_expired_offer: "The offer ran out on {day}. Let us talk about what is next.",
    What.start_work: "You start on {day}. Congratulations!",
    What.answer_submission: "{employer} is looking at your application. We ask them by {day}.",
    What.arrange_interview: "{employer} may want to meet you. We ask them by {day}.",
    What.find_out_decision: "We find out by {day} what {employer} wants to do next.",
    What.record_offer: "{employer} means to make you an offer. We ask for it by {day}.",
    What.end_application: "We find out by {day} what comes next.",
}
"""Whose turn it is, and when."""
OVERDUE_STEPS = {
    What.review_application: "We meant to look at your application by {day}, and are late.",
    What.give_feedback: "{employer} owed us their feedback by {day}. We keep asking.",
    What.decide: "{employer} meant to decide by {day} and has not told us yet. We are asking.",
    What.thank_interviewers: "Your thank-you was due on {day}. Late is better than never.",
    What.answer_offer: "They wait for your answer to their offer.",
    What.answer_submission: "{employer} has not answered yet. We are asking.",
    What.arrange_interview: "{employer} has not named a time yet. We are asking.",
    What.find_out_decision: "{employer} has not told us yet what is next. We are asking.",
    What.record_offer: "{employer} has not sent the offer yet. We are asking.",
    What.end_application: "We are finding out what comes next.",
}
"""Honestly, where the day is past."""
WITHDRAWAL_REASONS = {
    "another_offer": "I have another offer",
    "accepted_other_offer": "I have accepted another job",
    "counter_offer": "My employer wants to keep me",
    "salary": "The pay",
    "location": "The place, or the way there",
    "work_mode": "At home, in the office: not as I need it",
    "role_not_right": "The job is not right for me",
    "culture_fit": "It did not feel like the place for me",
    "career_progression": "It does not take me further",
    "process_too_long": "It takes too long",
    "personal": "Something personal",
    "no_longer_looking": "I am not looking any more",
    "other": "Something else",
}
"""The coded reasons of a candidate's withdrawal."""
MODES = {
    InterviewMode.phone: "by phone",
    InterviewMode.video: "by video",
    InterviewMode.onsite: "in person",
}
LEANS = {
    Lean.accept: "I would take it",
    Lean.undecided: "I do not know yet",
    Lean.decline: "I would not take it",
}
OFFERS = {
    OfferStatus.made: "You have an offer.",
    OfferStatus.countered: "You have asked for other terms.",
    OfferStatus.accepted: "You accepted their offer.",
    OfferStatus.declined: "You declined their offer.",
    OfferStatus.expired: "Their offer ran out.",
    OfferStatus.withdrawn: "They took their offer back.",
}


@dataclass(frozen=True)
class Moments:
    """Dates and times as the candidate reads them: where they are, the year when it is another."""

    zone: ZoneInfo
    now: datetime

    def day(self, moment: datetime) -> str:
        return self.on(moment.astimezone(self.zone).date())

    def on(self, day: date) -> str:
        year = f" {day.year}" if day.year != self.now.astimezone(self.zone).year else ""
        return f"{day:%A} {day.day} {day:%B}{year}"

    def time(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%H:%M}"

    def full(self, moment: datetime) -> str:
        return f"{self.day(moment)}, {self.time(moment)}"

    def there(self, moment: datetime, zone: str) -> str | None:
        """The time where it takes place, when clocks differ: `11:00 in Berlin`."""
        local = moment.astimezone(ZoneInfo(zone))
        if local.utcoffset() == moment.astimezone(self.zone).utcoffset():
            return None
        same_day = local.date() == moment.astimezone(self.zone).date()
        day = "" if same_day else f"{self.on(local.date())}, "
        return f"{day}{local:%H:%M} in {place_of(zone)}"

    def is_past(self, moment: datetime) -> bool:
        return moment <= self.now

    def is_past_day(self, day: date) -> bool:
        return day < self.now.astimezone(self.zone).date()


def place_of(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def isolated(name: str) -> str:
    """A name inside a sentence, in whichever direction it is written."""
    return f"{FIRST_STRONG_ISOLATE}{name}{POP_ISOLATE}"


def next_step(application: ApplicationTold, moments: Moments) -> str | None:
    """What comes next, whose turn it is and by when."""
    step = application.next_step
    if step is None:
        return None
    what = What(step.what)
    overdue = moments.is_past(step.due_at) and what in OVERDUE_STEPS
    sentence = OVERDUE_STEPS[what] if overdue else STEPS[what]
    return sentence.format(
        employer=isolated(application.employer),
        day=moments.day(step.due_at),
        time=moments.time(step.due_at),
    )


def headline(interview: InterviewTold) -> str:
    """`Second talk`, or `Interview 2`."""
    return interview.title or f"Interview {interview.round}"


def salary(offered: Salary) -> str:
    """`£41,000 a year`."""
    return money_per(msgspec.structs.asdict(offered))
