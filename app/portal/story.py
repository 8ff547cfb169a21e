"""Everything the candidate's page tells, read at once: their applications, interviews and what
hangs on them. What the employer said in private is not read at all."""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from sqlalchemy import Text, bindparam, case, cast, exists, func, literal_column, select
from sqlalchemy.orm import aliased

from app.access.models import User
from app.agencies.models import Agency
from app.answers import one
from app.applications.models import Application
from app.applications.next_step import NEXT_STEP
from app.calls.models import Call
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Reader, on
from app.debriefs.models import Debrief
from app.decisions.models import DecisionProcess
from app.employers.models import Employer
from app.feedback.models import Feedback
from app.feedback.privacy import repeats
from app.feedback.queries import private_notes
from app.follow_ups.models import FollowUp
from app.interviews.models import Interview, Interviewer
from app.notes.models import Note
from app.offers.models import Offer, Placement
from app.portal.told import Story
from app.statements import Statement, as_array, as_object, encode, word, written_out
from app.vacancies.models import Vacancy
from app.verdicts.models import Verdict

CALLER = aliased(User)
CALL = (
    select(
        as_object(
            status=Call.status,
            offered_times=Call.offered_times,
            starts_at=written_out(Call.starts_at),
            held_at=written_out(Call.held_at),
            duration_minutes=Call.duration_minutes,
            phone=Call.phone,
            wish=Call.wish,
            caller=CALLER.name.expression,
        )
    )
    .select_from(Call)
    .outerjoin(CALLER, on(Call.caller_id, CALLER))
    .where(
        Call.agency_id == Feedback.agency_id,
        Call.feedback_id == Feedback.id,
        Call.status != word("cancelled"),
    )
    .correlate(Feedback)
    .scalar_subquery()
)
RELEASED = (
    select(
        as_array(
            as_object(
                id=Feedback.id,
                released_at=written_out(Feedback.released_at),
                message=Feedback.release_message,
                acknowledged_at=written_out(Feedback.acknowledged_at),
                call=CALL,
            ),
            Feedback.released_at,
        )
    )
    .where(
        Feedback.agency_id == Interview.agency_id,
        Feedback.interview_id == Interview.id,
        Feedback.released_at.is_not(None),
    )
    .correlate(Interview)
    .scalar_subquery()
)
FOLLOW_UPS = (
    select(
        as_array(
            as_object(
                id=FollowUp.id,
                status=FollowUp.status,
                due_at=written_out(FollowUp.due_at),
                sent_at=written_out(FollowUp.sent_at),
            ),
            FollowUp.id,
        )
    )
    .where(FollowUp.agency_id == Interview.agency_id, FollowUp.interview_id == Interview.id)
    .correlate(Interview)
    .scalar_subquery()
)
DECISION = (
    select(
        as_object(
            decision_due_on=DecisionProcess.decision_due_on,
            next_steps=DecisionProcess.next_steps,
            told_by=DecisionProcess.told_by,
        )
    )
    .where(
        DecisionProcess.agency_id == Interview.agency_id,
        DecisionProcess.interview_id == Interview.id,
        DecisionProcess.settled_at.is_(None),
    )
    .correlate(Interview)
    .scalar_subquery()
)
INTERVIEWERS = (
    select(as_array(Contact.name.expression, Interviewer.position))
    .select_from(Interviewer)
    .join(Contact, on(Interviewer.contact_id, Contact))
    .where(Interviewer.agency_id == Interview.agency_id, Interviewer.interview_id == Interview.id)
    .correlate(Interview)
    .scalar_subquery()
)
INTERVIEWS = (
    select(
        as_array(
            as_object(
                id=Interview.id,
                round=Interview.round,
                title=Interview.title,
                mode=Interview.mode,
                starts_at=written_out(Interview.starts_at),
                ends_at=written_out(Interview.ends_at),
                timezone=Interview.timezone,
                location=Interview.location,
                status=Interview.status,
                interviewers=INTERVIEWERS,
                debriefed=exists().where(
                    Debrief.agency_id == Interview.agency_id, Debrief.interview_id == Interview.id
                ),
                decision=DECISION,
                follow_ups=FOLLOW_UPS,
                feedback=RELEASED,
            ),
            Interview.starts_at,
            Interview.id,
        )
    )
    .where(Interview.agency_id == Application.agency_id, Interview.application_id == Application.id)
    .correlate(Application)
    .scalar_subquery()
)
OFFER = (
    select(
        as_object(
            status=case(
                (
                    Offer.settled_at.is_(None)
                    & (Offer.expires_at <= bindparam("now", type_=Offer.made_at.type)),
                    word("expired"),
                ),
                else_=Offer.status,
            ),
            salary=case(
                (
                    Offer.salary_amount.is_not(None),
                    as_object(
                        amount=cast(Offer.salary_amount, Text),
                        currency=Offer.salary_currency,
                        per=Offer.salary_per,
                    ),
                )
            ),
            benefits=Offer.benefits,
            starts_on=Offer.starts_on,
            expires_at=written_out(Offer.expires_at),
        )
    )
    .where(Offer.agency_id == Application.agency_id, Offer.application_id == Application.id)
    .order_by(Offer.made_at.desc(), Offer.id.desc())
    .limit(literal_column("1"))
    .correlate(Application)
    .scalar_subquery()
)
LEAN = (
    select(Verdict.lean)
    .where(Verdict.agency_id == Application.agency_id, Verdict.application_id == Application.id)
    .correlate(Application)
    .scalar_subquery()
)
FIRST_DAY = (
    select(Placement.starts_on)
    .where(Placement.agency_id == Application.agency_id, Placement.application_id == Application.id)
    .correlate(Application)
    .scalar_subquery()
)
APPLICATIONS = (
    select(
        as_array(
            as_object(
                id=Application.id,
                stage=Application.stage,
                vacancy=Vacancy.title,
                employer=Employer.name,
                submitted_at=written_out(Application.submitted_at),
                ended_at=written_out(Application.ended_at),
                lean=LEAN,
                next_step=NEXT_STEP,
                offer=OFFER,
                starts_on=FIRST_DAY,
                interviews=INTERVIEWS,
            ),
            Application.ended_at.desc().nulls_first(),
            Application.submitted_at.desc(),
        )
    )
    .select_from(Application)
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .where(Application.agency_id == Candidate.agency_id, Application.candidate_id == Candidate.id)
    .correlate(Candidate)
    .scalar_subquery()
)
NOTES = (
    select(as_array(as_object(body=Note.body, noted_at=written_out(Note.noted_at)), Note.noted_at))
    .where(
        Note.agency_id == Candidate.agency_id,
        Note.candidate_id == Candidate.id,
        Note.visibility == word("candidate"),
    )
    .correlate(Candidate)
    .scalar_subquery()
)
STORY = Statement(
    select(
        Candidate.given_name,
        Candidate.family_name,
        Candidate.timezone.label("own_timezone"),
        func.coalesce(Candidate.timezone, Agency.timezone).label("timezone"),
        User.name.label("recruiter"),
        Candidate.phones[1].label("phone"),
        Candidate.erasure_requested_at,
        APPLICATIONS.label("applications"),
        NOTES.label("notes"),
    )
    .join(Agency, Agency.id == Candidate.agency_id)
    .outerjoin(User, on(Candidate.owner_id, User))
    .where(Candidate.agency_id == bindparam("agency_id"), Candidate.id == bindparam("id"))
)


async def story_of(db: Reader, candidate_id: UUID) -> Story:
    """Raises `NotFound`."""
    row = one(STORY.shape_all(await db.fetch(STORY, id=candidate_id)))
    story = msgspec.json.decode(encode(row), type=Story)
    leave_out(story, await private_notes(db, candidate_id))
    return story


def leave_out(story: Story, said_in_private: Iterable[str]) -> None:
    """What somebody of the agency typed for the candidate, and repeats what the employer said in
    private, is not for the candidate after all."""
    story.notes = [note for note in story.notes if not repeats(note.body, said_in_private)]

    def is_private(words: str | None) -> bool:
        return words is not None and repeats(words, said_in_private)

    for application in story.applications:
        if application.offer:
            benefits = application.offer.benefits
            application.offer.benefits = [one for one in benefits if not is_private(one)]
    for _, interview in story.interviews():
        decision = interview.decision
        if is_private(interview.title):
            interview.title = None
        if decision and is_private(decision.next_steps):
            decision.next_steps = None
        if decision and is_private(decision.told_by):
            decision.told_by = None
