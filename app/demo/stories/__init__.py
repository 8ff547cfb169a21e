"""What became of the demo's applications, by the situation they illustrate."""

from app.demo.habits import with_habits
from app.demo.steps import Step, Story
from app.demo.stories.afterwards import AFTERWARDS
from app.demo.stories.answered import ANSWERED
from app.demo.stories.coming import COMING
from app.demo.stories.ended import ENDED, JUST_SUBMITTED, OFFERS_THAT_CAME_TO_NOTHING
from app.demo.stories.overdue import OVERDUE
from app.demo.stories.waiting import WAITING

TOLD = (
    *OVERDUE, *WAITING, *COMING, *ANSWERED, *ENDED, *OFFERS_THAT_CAME_TO_NOTHING, *JUST_SUBMITTED
)  # fmt: skip


def in_full(number: int, story: Story) -> Story:
    """With what people always do, and with what followed besides."""
    besides = AFTERWARDS.get((story.candidate, story.vacancy), ())
    told = with_habits(number, story)
    steps = sorted((*told.steps, *besides), key=when)
    return Story(told.candidate, told.vacancy, tuple(steps))


def when(step: Step) -> tuple[int, str]:
    day, _, clock = step.at.partition(" ")
    return int(day), clock


STORIES = tuple(in_full(number, story) for number, story in enumerate(TOLD))
