"""Debriefs, the question bank and a preparation, as they come in and go out."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.applications.models import Stage
from app.debriefs.models import RecordedBy
from app.fields import SOMETHING, Answered, Body, Money, Plain, Prose, UtcTime, Wire
from app.interviews.models import InterviewMode, InterviewStatus
from app.interviews.schemas import QuestionOut
from app.paging import CREATED_OR_UPDATED, ListQuery
from app.vacancies.models import EmploymentType, WorkMode

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=SOMETHING), Plain]
Sentences = Annotated[list[Sentence], Field(max_length=100)]
QuestionAsked = Annotated[
    str, StringConstraints(min_length=1, max_length=1000, pattern=SOMETHING), Plain
]
OneToFive = Annotated[int, Field(ge=1, le=5)]

LEFT_UNSAID = "What they could not get across; they are reminded of it before the next interview."
INTEREST = "How much they want the job now."
CONFIDENCE = "How well they think it went."
WHO = "The candidate wrote it themselves, or a recruiter for them."


class AnsweredQuestion(Body):
    """What the interviewers asked, and how the candidate answered."""

    question: QuestionAsked = Field(examples=["Why did you leave your last job?"])
    answer: Prose | None = Field(None, examples=["The depot closed."])
    went_well: bool | None = Field(None, examples=[True])


class DebriefIn(Body):
    questions: Annotated[list[AnsweredQuestion], Field(max_length=100)] = Field(
        [],
        description="Without answers and names they go to the employer's question bank.",
        examples=[
            [
                {
                    "question": "Why did you leave your last job?",
                    "answer": "The depot closed.",
                    "went_well": True,
                }
            ]
        ],
    )
    impressions: Prose | None = Field(None, examples=["Friendly, a little rushed."])
    learned: Sentences = Field(
        [], description="About the job.", examples=[["The team has doubled in a year."]]
    )
    improve: Sentences = Field(
        [], description="What to do better next time.", examples=[["Bring figures."]]
    )
    left_unsaid: Sentences = Field([], description=LEFT_UNSAID, examples=[["My forklift licence"]])
    interest: OneToFive | None = Field(None, description=INTEREST, examples=[4])
    confidence: OneToFive | None = Field(None, description=CONFIDENCE, examples=[3])
    concerns: Prose | None = Field(None, examples=["The commute."])
    recorded_by: RecordedBy = Field(RecordedBy.recruiter, description=WHO, examples=["recruiter"])


class AnsweredQuestionOut(Wire):
    """What the interviewers asked, and how the candidate answered."""

    question: str
    answer: str | None
    went_well: bool | None


class DebriefContent(Wire):
    """What a debrief says."""

    questions: list[AnsweredQuestionOut]
    impressions: str | None
    learned: list[str]
    improve: list[str]
    left_unsaid: list[str] = Field(description=LEFT_UNSAID)
    interest: int | None = Field(description=INTEREST)
    confidence: int | None = Field(description=CONFIDENCE)
    concerns: str | None


class DebriefOut(Answered, DebriefContent):
    interview_id: str
    round: int
    application_id: str
    candidate_id: str
    candidate_name: str
    vacancy_id: str
    vacancy_title: str
    employer_id: str
    employer_name: str
    recorded_by: RecordedBy = Field(description=WHO)
    recorded_by_id: str | None = Field(description="Who entered what stands now.")
    recorded_by_name: str | None
    recorded_at: UtcTime = Field(description="When it was first recorded.")
    closes_at: UtcTime = Field(description="From then on it can no longer be changed.")
    version_count: int = Field(description="See `…/debrief/versions`.")


class DebriefVersionOut(Answered, DebriefContent):
    """What the debrief said from `recorded_at` on."""

    debrief_id: str
    number: int = Field(description="The first is 1; the last is how it stands.")
    recorded_by: RecordedBy = Field(description=WHO)
    recorded_by_id: str | None
    recorded_by_name: str | None
    recorded_at: UtcTime


class VersionQuery(ListQuery):
    sort: Literal[CREATED_OR_UPDATED, "number", "-number"] = "number"


class BankQuery(BaseModel):
    """Which of the employer's questions to tell."""

    model_config = ConfigDict(extra="forbid")

    all_rounds: bool = Field(False, description="Not only those of this interview's round.")
    limit: Annotated[int, Field(ge=1, le=200, description="Questions at most.")] = 50


class BankedQuestion(Wire):
    """A question this employer asked before, in whatever words."""

    question: str = Field(description="As it was put last, without the candidate's name.")
    times_asked: int = Field(description="In how many interviews.")
    last_asked_at: UtcTime
    same_vacancy: bool = Field(description="Whether it was asked for this vacancy too.")
    rounds: list[int]


class QuestionBankOut(Wire):
    """What this employer asked before, this vacancy's questions first, then the newest."""

    items: list[BankedQuestion]


class InterviewToPrepare(Wire):
    id: str
    round: int
    title: str | None
    mode: InterviewMode
    starts_at: UtcTime
    starts_at_local: datetime = Field(
        description="In the interview's zone, with its offset then.",
        examples=["2026-07-01T15:00:00+01:00"],
    )
    ends_at: UtcTime
    timezone: str
    location: str | None
    status: InterviewStatus


class Named(Wire):
    """Somebody, by name."""

    id: str
    name: str


class ApplicationToPrepare(Wire):
    id: str
    stage: Stage


class VacancyToPrepare(Wire):
    id: str
    title: str
    description: str | None
    responsibilities: list[str]
    location_name: str | None
    work_mode: WorkMode | None
    employment_type: EmploymentType | None
    salary_from: Money | None
    salary_to: Money | None


class EmployerToPrepare(Wire):
    """What may be told of the employer; the agency's own notes are not."""

    id: str
    name: str
    website: str | None
    industry: str | None
    priorities: list[str]


class InterviewerToPrepare(Wire):
    id: str
    name: str
    job_title: str | None


class EarlierDebrief(DebriefContent):
    """What the candidate said of another interview of this application or at this employer."""

    interview_id: str
    round: int
    vacancy_title: str
    recorded_at: UtcTime


class ReleasedFeedback(Wire):
    """What the candidate was given about an interview of this application or at this employer."""

    interview_id: str
    round: int
    released_at: UtcTime
    message: str


class PreparationOut(Wire):
    """All there is to read before an interview."""

    interview: InterviewToPrepare
    candidate: Named
    application: ApplicationToPrepare
    vacancy: VacancyToPrepare
    employer: EmployerToPrepare
    interviewers: list[InterviewerToPrepare]
    questions_to_ask: list[QuestionOut]
    question_bank: list[BankedQuestion]
    earlier_debriefs: list[EarlierDebrief] = Field(description="Newest first, at most 20.")
    released_feedback: list[ReleasedFeedback] = Field(description="Newest first, at most 20.")
