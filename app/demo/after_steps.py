"""What is done after an interview, as the stories tell it: debriefs, decisions, thank-yous,
verdicts, and tasks by hand."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from app.debriefs import actions as debriefs
from app.debriefs.models import RecordedBy
from app.debriefs.schemas import AnsweredQuestion, DebriefIn
from app.decisions import actions as decisions
from app.decisions.schemas import DecisionProcessIn
from app.demo.cast import Scene
from app.demo.steps import Step
from app.fields import Money
from app.follow_ups import actions as follow_ups
from app.follow_ups import sending
from app.follow_ups.models import FollowUp, FollowUpChannel, FollowUpStatus
from app.follow_ups.schemas import SentIn
from app.tasks import actions as tasks
from app.tasks.models import Task, TaskFor, TaskSubject
from app.tasks.schemas import SubjectIn, TaskIn
from app.verdicts import actions as verdicts
from app.verdicts.models import Verdict
from app.verdicts.schemas import VerdictIn


@dataclass(frozen=True)
class Debriefed(Step):
    """`asked` are the question, the answer and whether it went well."""

    asked: tuple[tuple[str, str, bool | None], ...]
    impressions: str
    learned: tuple[str, ...] = ()
    improve: tuple[str, ...] = ()
    left_unsaid: tuple[str, ...] = ()
    interest: int = 4
    confidence: int = 3
    concerns: str | None = None
    by: RecordedBy = RecordedBy.candidate

    async def play(self, scene: Scene) -> None:
        new = DebriefIn(
            questions=[
                AnsweredQuestion(question=question, answer=answer, went_well=went_well)
                for question, answer, went_well in self.asked
            ],
            impressions=self.impressions,
            learned=list(self.learned),
            improve=list(self.improve),
            left_unsaid=list(self.left_unsaid),
            interest=self.interest,
            confidence=self.confidence,
            concerns=self.concerns,
            recorded_by=self.by,
        )
        await debriefs.put_debrief(scene.db, scene.interview, scene.application, new, None)


@dataclass(frozen=True)
class Decides(Step):
    """The employer means to decide on the day `on`, counted as every other."""

    on: str
    told_by: str
    next_steps: str | None = None
    outstanding: int | None = None

    async def play(self, scene: Scene) -> None:
        new = DecisionProcessIn(
            decision_due_on=scene.dates.moment(f"{self.on} 12:00").date(),
            told_by=self.told_by,
            next_steps=self.next_steps,
            interviews_outstanding=self.outstanding,
        )
        await decisions.put_process(scene.db, scene.interview, scene.application, new, None)


async def latest_due(scene: Scene) -> FollowUp | None:
    """The thank-you for the latest interview. None when its application ended before."""
    found: FollowUp | None = await scene.db.scalar(
        select(FollowUp).where(
            FollowUp.agency_id == scene.db.agency_id,
            FollowUp.interview_id == scene.interview.id,
            FollowUp.status == FollowUpStatus.due,
        )
    )
    return found


@dataclass(frozen=True)
class Thanked(Step):
    """Drafted from the debrief and sent from the candidate's own address or phone."""

    channel: FollowUpChannel = FollowUpChannel.email

    async def play(self, scene: Scene) -> None:
        if follow_up := await latest_due(scene):
            await follow_ups.draft_follow_up(scene.db, follow_up)
            await sending.log_sent(scene.db, follow_up, SentIn(channel=self.channel))


@dataclass(frozen=True)
class NotThanked(Step):
    reason: str

    async def play(self, scene: Scene) -> None:
        if follow_up := await latest_due(scene):
            await follow_ups.skip_follow_up(scene.db, follow_up, self.reason)


@dataclass(frozen=True)
class Weighed(Step):
    """The candidate's verdict; a later one is another version of it."""

    lean: str
    pros: tuple[str, ...] = ()
    cons: tuple[str, ...] = ()
    wishes: tuple[str, str, str] | None = None
    benefits: tuple[str, ...] = ()
    deal_breakers: tuple[str, ...] = ()

    async def play(self, scene: Scene) -> None:
        amount, currency, per = self.wishes or ("0", "GBP", "year")
        wished = Money.model_validate({"amount": Decimal(amount), "currency": currency, "per": per})
        new = VerdictIn(
            lean=self.lean,
            pros=list(self.pros),
            cons=list(self.cons),
            wished_salary=wished if self.wishes else None,
            wished_benefits=list(self.benefits),
            deal_breakers=list(self.deal_breakers),
        )
        verdict = await scene.db.scalar(
            select(Verdict).where(
                Verdict.agency_id == scene.db.agency_id,
                Verdict.application_id == scene.application.id,
            )
        )
        await verdicts.record_verdict(scene.db, scene.application, verdict, new)


@dataclass(frozen=True)
class Planned(Step):
    """A task by hand about the application."""

    title: str
    due: str

    async def play(self, scene: Scene) -> None:
        new = TaskIn.model_validate(
            {
                "title": self.title,
                "due_at": scene.dates.moment(self.due),
                "assignee_id": scene.db.actor.id,
                "subject": SubjectIn(type=TaskSubject.application, id=scene.application.id),
            }
        )
        await tasks.create_task(scene.db, new)


@dataclass(frozen=True)
class Ticked(Step):
    """Whatever the recruiter had still to do about the application is done."""

    async def play(self, scene: Scene) -> None:
        found = await scene.db.scalars(
            select(Task).where(
                Task.agency_id == scene.db.agency_id,
                Task.application_id == scene.application.id,
                Task.for_ == TaskFor.recruiter,
                Task.done_at.is_(None),
                Task.cancelled_at.is_(None),
            )
        )
        for task in found:
            await tasks.complete_task(scene.db, task)
