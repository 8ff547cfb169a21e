"""The playbooks every agency starts with; it changes them, adds its own or turns them off."""

from app.playbooks.models import Anchor
from app.playbooks.schemas import PlaybookIn, StepIn
from app.tasks.models import TaskFor

START, END = Anchor.interview_start, Anchor.interview_end
OFFER_IS_OVER = ("offer.declined", "offer.withdrawn", "offer.expired")


def recruiter(
    title: str, *completed_by: str, business_days: int, anchor: Anchor = Anchor.event
) -> StepIn:
    return step(TaskFor.recruiter, title, completed_by, anchor, offset_business_days=business_days)


def candidate(title: str, *completed_by: str, hours: int, anchor: Anchor = Anchor.event) -> StepIn:
    return step(TaskFor.candidate, title, completed_by, anchor, offset_hours=hours)


def step(
    whose: TaskFor, title: str, completed_by: tuple[str, ...], anchor: Anchor, **offset: int
) -> StepIn:
    return StepIn.model_validate(
        {
            "title": title,
            "for": whose,
            "anchor": anchor,
            "completed_by": list(completed_by),
            **offset,
        }
    )


SHIPPED = (
    PlaybookIn(
        name="Before an interview",
        trigger="interview.scheduled",
        steps=[
            recruiter(
                "Prepare with the candidate", "interview.completed", business_days=-1, anchor=START
            ),
            candidate(
                "Read up on the employer and what you want to ask",
                "interview.completed",
                hours=-24,
                anchor=START,
            ),
        ],
    ),
    PlaybookIn(
        name="After an interview",
        trigger="interview.completed",
        steps=[
            candidate("Record your debrief", "debrief.recorded", hours=4, anchor=END),
            candidate(
                "Thank the interviewers",
                "follow_up.sent",
                "follow_up.skipped",
                hours=24,
                anchor=END,
            ),
            recruiter(
                "Ask the employer for feedback",
                "feedback.requested",
                "feedback.received",
                business_days=0,
                anchor=END,
            ),
            recruiter(
                "Find out when they decide",
                "decision_process.recorded",
                "offer.made",
                business_days=1,
                anchor=END,
            ),
        ],
    ),
    PlaybookIn(
        name="Feedback has come",
        trigger="feedback.received",
        steps=[
            recruiter(
                "Go through the feedback and give it to the candidate",
                "feedback.released",
                business_days=1,
            ),
        ],
    ),
    PlaybookIn(
        name="An offer",
        trigger="offer.made",
        steps=[
            recruiter(
                "Talk the offer through with the candidate",
                "offer.accepted",
                "offer.countered",
                *OFFER_IS_OVER,
                business_days=1,
            ),
            candidate(
                "Weigh the offer against what you wished for",
                "verdict.recorded",
                "verdict.revised",
                "offer.accepted",
                *OFFER_IS_OVER,
                hours=24,
            ),
            recruiter(
                "Give the referees a heads-up",
                "referee.heads_up_sent",
                *OFFER_IS_OVER,
                business_days=1,
            ),
        ],
    ),
    PlaybookIn(
        name="Turned down",
        trigger="application.rejected",
        steps=[
            recruiter(
                "Tell the candidate, and ask why",
                "feedback.requested",
                "feedback.released",
                business_days=1,
            ),
        ],
    ),
    PlaybookIn(
        name="Placed",
        trigger="offer.accepted",
        steps=[
            recruiter("End the other applications with a word of thanks", business_days=1),
            recruiter("Agree the first day with the candidate and the employer", business_days=2),
        ],
    ),
)
