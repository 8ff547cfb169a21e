"""What the employer said in private, and whether a text meant for the candidate repeats it."""

import re
from uuid import UUID

from sqlalchemy import bindparam, select

from app.applications.models import Application
from app.database import Reader, on
from app.feedback.models import Feedback, FeedbackAmendment
from app.interviews.models import Interview
from app.statements import Statement

SHORTEST_TELLING_WORDS = 12
"""Private notes shorter than this ("Good") may well stand in any text."""

PRIVATE = Statement(
    select(Feedback.private_notes, FeedbackAmendment.previous["private_notes"].astext.label("then"))
    .join(Interview, on(Feedback.interview_id, Interview))
    .join(Application, on(Interview.application_id, Application))
    .outerjoin(
        FeedbackAmendment,
        (FeedbackAmendment.agency_id == Feedback.agency_id)
        & (FeedbackAmendment.feedback_id == Feedback.id),
    )
    .where(
        Feedback.agency_id == bindparam("agency_id"),
        Application.candidate_id == bindparam("candidate_id"),
    )
)


async def private_notes_about(db: Reader, candidate_id: UUID) -> set[str]:
    """All of them, also those that were amended since."""
    rows = await db.fetch(PRIVATE, candidate_id=candidate_id)
    return {notes for row in rows for notes in row if notes}


def repeats_private_words(message: str, private_notes: str | None) -> bool:
    """Whether a whole private sentence stands in the text meant for the candidate."""
    said_openly = plain(message)
    sentences = [plain(part) for part in re.split(r"[.!?\n]+", private_notes or "")]
    return any(
        len(sentence) >= SHORTEST_TELLING_WORDS and sentence in said_openly
        for sentence in sentences
    )


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
