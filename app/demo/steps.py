"""What can happen to an application and its interviews, as the stories tell it.

Each step names its moment (see `dates`) and runs the action a request would run.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import timedelta

from app.applications import actions as applications
from app.applications.models import EndedBy, Stage
from app.applications.schemas import ApplicationIn, RejectionIn, StageIn, WithdrawalIn
from app.demo.cast import Scene
from app.interviews import actions as interviews
from app.interviews.models import Absent
from app.interviews.schemas import InterviewChange, InterviewIn, QuestionToAsk
from app.notes import actions as notes
from app.notes.models import NoteVisibility
from app.notes.schemas import NoteIn
from app.vacancies import actions as vacancies
from app.vacancies.schemas import VacancyChange

ASKED_FIRST = timedelta(minutes=50)
"""How long before the submission the candidate agreed to it."""
ZONES = {"IE": "Europe/Dublin"}
"""Where the agency's own zone is not the interview's."""


@dataclass(frozen=True)
class Step(ABC):
    """Something that happens at a moment of the demo's calendar."""

    at: str

    @abstractmethod
    async def play(self, scene: Scene) -> None:
        """Make it happen, as the one who would."""


@dataclass(frozen=True)
class Story:
    """One candidate's application for one vacancy, step by step."""

    candidate: str
    vacancy: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Submitted(Step):
    source: str = "our own search"

    async def play(self, scene: Scene) -> None:
        new = ApplicationIn(
            candidate_id=scene.cast.candidates[scene.candidate].id,
            vacancy_id=scene.cast.vacancies[scene.vacancy].id,
            permission_given_at=scene.dates.moment(self.at) - ASKED_FIRST,
            source=self.source,
        )
        scene.application = await applications.create_application(scene.db, new)
        scene.cast.applications[scene.candidate, scene.vacancy] = scene.application


@dataclass(frozen=True)
class Moved(Step):
    to: str
    reason: str | None = None

    async def play(self, scene: Scene) -> None:
        move = StageIn(stage=self.to, reason=self.reason)
        await applications.move_application(scene.db, scene.application, move)


@dataclass(frozen=True)
class Booked(Step):
    """An interview is arranged; with the first one the application becomes `interviewing`."""

    starts: str
    panel: tuple[str, ...]
    mode: str = "video"
    minutes: int = 45
    title: str | None = None
    where: str | None = None
    ask: tuple[str, ...] = ()

    async def play(self, scene: Scene) -> None:
        if scene.application.stage in (Stage.submitted, Stage.shortlisted):
            await Moved(self.at, Stage.interviewing).play(scene)
        new = InterviewIn(
            application_id=scene.application.id,
            title=self.title,
            mode=self.mode,
            starts_at=scene.dates.moment(self.starts),
            timezone=ZONES.get(scene.cast.vacancies[scene.vacancy].location_country or ""),
            duration_minutes=self.minutes,
            location=self.where,
            interviewer_ids=[scene.cast.contacts[key].id for key in self.panel],
            questions_to_ask=[QuestionToAsk(question=question) for question in self.ask],
        )
        scene.interview = await interviews.create_interview(scene.db, new)


@dataclass(frozen=True)
class Rebooked(Step):
    starts: str

    async def play(self, scene: Scene) -> None:
        change = InterviewChange(starts_at=scene.dates.moment(self.starts))
        await interviews.change_interview(scene.db, scene.interview, scene.application, change)


@dataclass(frozen=True)
class Held(Step):
    async def play(self, scene: Scene) -> None:
        await interviews.complete_interview(scene.db, scene.interview, scene.application, None)


@dataclass(frozen=True)
class CalledOff(Step):
    by: str
    reason: str

    async def play(self, scene: Scene) -> None:
        await interviews.cancel_interview(
            scene.db, scene.interview, scene.application, reason=self.reason, by=EndedBy(self.by)
        )


@dataclass(frozen=True)
class Missed(Step):
    absent: str

    async def play(self, scene: Scene) -> None:
        absent = Absent(self.absent)
        await interviews.record_no_show(scene.db, scene.interview, scene.application, absent)


@dataclass(frozen=True)
class Rejected(Step):
    reason: str
    note: str | None = None
    by: str = "employer"

    async def play(self, scene: Scene) -> None:
        end = RejectionIn(ended_by=self.by, reason=self.reason, note=self.note)
        await applications.reject_application(scene.db, scene.application, end)


@dataclass(frozen=True)
class Withdrawn(Step):
    reason: str
    note: str | None = None

    async def play(self, scene: Scene) -> None:
        end = WithdrawalIn(reason=self.reason, note=self.note)
        await applications.withdraw_application(scene.db, scene.application, end)


@dataclass(frozen=True)
class Reinstated(Step):
    reason: str

    async def play(self, scene: Scene) -> None:
        await applications.reinstate_application(scene.db, scene.application, self.reason)


@dataclass(frozen=True)
class Noted(Step):
    """About the application; `shared` when the candidate's own page may show it."""

    kind: str
    body: str
    shared: bool = False

    async def play(self, scene: Scene) -> None:
        visibility = NoteVisibility.candidate if self.shared else NoteVisibility.internal
        new = NoteIn(body=self.body, kind=self.kind, visibility=visibility)
        await notes.note_on_application(scene.db, scene.application.id, new)


@dataclass(frozen=True)
class VacancyBecame(Step):
    """Somebody was placed, or the employer thought again."""

    status: str
    openings: int

    async def play(self, scene: Scene) -> None:
        vacancy = scene.cast.vacancies[scene.vacancy]
        change = VacancyChange(status=self.status, openings=self.openings)
        await vacancies.change_vacancy(scene.db, vacancy, change)
