"""What became of the demo's applications, by the situation they illustrate."""

from app.demo.stories.answered import ANSWERED
from app.demo.stories.coming import COMING
from app.demo.stories.ended import ENDED, JUST_SUBMITTED
from app.demo.stories.overdue import OVERDUE
from app.demo.stories.waiting import WAITING

STORIES = (*OVERDUE, *WAITING, *COMING, *ANSWERED, *ENDED, *JUST_SUBMITTED)
