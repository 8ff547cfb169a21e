"""What the demo's candidates and recruiter do after nearly every interview: a debrief that evening,
a thank-you, and a note of when the employer decides. What the stories tell otherwise is theirs."""

from collections.abc import Iterator

from app.demo.after_steps import Debriefed, Decides, Thanked
from app.demo.jobs import JOBS
from app.demo.steps import Held, Step, Story

EMPLOYER_OF = {job.key: job.employer for job in JOBS}
Question = tuple[str, str, bool | None]

QUESTIONS: dict[str, tuple[Question, ...]] = {
    "northgate": (
        ("Tell us about your worst peak week.", "The snow week, and how we cleared it.", True),
        ("How do you keep people for a second winter?", "Shifts they helped to write.", True),
        ("What does a pallet cost you?", "I gave a range and said so.", False),
    ),
    "harbour": (
        ("Which product would you stop selling?", "The bread bins; I had counted.", True),
        (
            "A customer shouts at your youngest colleague. What do you do?",
            "Step in, then talk.",
            True,
        ),
        ("What is your stock loss, and why?", "I knew the figure and not the cause.", False),
    ),
    "tessera": (
        ("Take us through a break you could not explain.", "The refund that came twice.", True),
        ("What would you automate first?", "The morning file check.", True),
        ("Whom do you wake at night, and when?", "I hesitated over the second case.", False),
    ),
    "willowbrook": (
        ("Tell us about a resident you remember.", "Mr Allan and his allotment.", True),
        ("What do you do when you are two short on nights?", "Ring round, then stay.", True),
        ("When did you last report a medication error?", "In March, my own.", None),
    ),
    "calder": (
        ("Show us how you read this drawing.", "Slowly, and I found the datum.", True),
        ("What do you do with a first-off that is out?", "Stop, measure again, say so.", True),
        ("How many parts an hour is good?", "It depends, which they did not like.", False),
    ),
    "corrib": (
        ("How do you decide what to validate again?", "By what changed and what it touches.", True),
        ("Tell us of a deviation you closed late.", "The chart recorder.", None),
    ),
    "brightwater": (
        ("What would tenants say of you?", "That I ring back.", True),
        ("How do you tell somebody they must wait?", "With a date, and the reason.", True),
    ),
    "kestrel": (
        ("What did you learn from a user that you did not want to hear?", "To cut my menu.", True),
        ("How do you work with people who disagree with you?", "On paper first.", True),
    ),
}
ANYWHERE: tuple[Question, ...] = (
    ("Why us, and why now?", "Because of what they build next year.", True),
    ("What would you do in your first month?", "Listen, and write down what I hear.", True),
    ("What do you find hard?", "Saying no early enough.", None),
)
IMPRESSIONS = (
    "Friendly and well prepared; they had read my CV and asked about it.",
    "Brisk. They laughed more in the second half, and so did I.",
    "Two people who plainly like working together.",
    "Serious, and fair. They told me what worries them about the role.",
)
LEARNED = (
    "the team has lost two people since the spring",
    "nobody has held the role for three months",
    "they want somebody who stays",
    "the budget is decided in January",
)
LEFT_UNSAID = (
    "how I trained the two who followed me",
    "that I have done this with half the people",
    "what our customers said of it",
    "that I speak to the night shift every week",
)
IMPROVE = ("shorter answers", "bring figures", "ask about the team sooner")

DEBRIEFS_LATER = frozenset(
    {("callum", "grid"), ("aoife", "designer"), ("tamsin", "planning"), ("george", "depot")}
)
"""Who has not told us yet how it went."""
THANKS_LATER = frozenset(
    {("callum", "grid"), ("aoife", "designer"), ("oluwaseun", "backend"), ("zofia", "quality"),
     ("joseluis", "planner")}
)  # fmt: skip
"""Who has not thanked them yet for the last interview, or not that evening."""
DECIDE_LATER = frozenset(
    {"fatima", "siobhan", "samuel", "ngozi", "callum", "zofia", "meiling", "oluwaseun", "aoife"}
)
"""Of whose employers the stories tell, or nobody knows, when they decide."""


def with_habits(number: int, story: Story) -> Story:
    """The story, and after each interview that was held what people do then."""
    return Story(story.candidate, story.vacancy, (*story.steps, *habits(number, story)))


def habits(number: int, story: Story) -> Iterator[Step]:
    whose = (story.candidate, story.vacancy)
    held = [step for step in story.steps if isinstance(step, Held)]
    for nth, step in enumerate(held, number):
        last = step is held[-1]
        day = step.at.partition(" ")[0]
        if not (last and whose in DEBRIEFS_LATER):
            yield debrief(f"{day} 17:10", nth, story)
        if not (last and whose in THANKS_LATER):
            yield Thanked(f"{day} 17:20")
        if story.candidate not in DECIDE_LATER:
            due = int(day) + 3 + nth % 3
            yield Decides(f"{day} 17:15", f"{due:+}" if due else "0", "The interviewers")


def debrief(at: str, nth: int, story: Story) -> Debriefed:
    pool = (*QUESTIONS.get(EMPLOYER_OF[story.vacancy], ()), *ANYWHERE)
    return Debriefed(
        at,
        asked=tuple(pool[(nth + offset) % len(pool)] for offset in range(3)),
        impressions=IMPRESSIONS[nth % len(IMPRESSIONS)],
        learned=(LEARNED[nth % len(LEARNED)],),
        improve=(IMPROVE[nth % len(IMPROVE)],),
        left_unsaid=(LEFT_UNSAID[nth % len(LEFT_UNSAID)],),
        interest=3 + nth % 3,
        confidence=2 + nth % 4,
    )
