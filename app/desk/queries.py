"""Reading the desk: every section's count and first rows, in one statement that makes its JSON."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, or_, select

from app.answers import Json
from app.applications.models import Application
from app.candidates.models import Candidate
from app.database import Reader, on
from app.desk.sections import SECTIONS, Section
from app.employers.models import Employer
from app.feedback.queries import NOW
from app.statements import Statement, as_array, as_object, word, written_out
from app.tasks.models import Task
from app.vacancies.models import Vacancy

SHOWN = 5
"""Rows of each section; its count counts them all."""
OWNER = bindparam("owner_id", type_=Candidate.owner_id.type)


def chosen(section: Section, *, of_owner: bool) -> Select[Any]:
    """The section's rows by id, with nothing joined that need not be."""
    rows = select(section.model.id).where(
        section.model.agency_id == bindparam("agency_id"), *section.which
    )
    if not of_owner:
        return rows
    for model, joined in section.reach:
        rows = rows.outerjoin(model, joined)
    if section.model is Task:
        rows = rows.outerjoin(Candidate, on(Task.candidate_id, Candidate))
        unassigned = Task.assignee_id.is_(None) & (Candidate.owner_id == OWNER)
        return rows.where(or_(Task.assignee_id == OWNER, unassigned))
    if section.everybodys:
        rows = rows.outerjoin(Candidate, on(section.candidate, Candidate))
        return rows.where(or_(section.candidate.is_(None), Candidate.owner_id == OWNER))
    return rows.join(Candidate, on(section.candidate, Candidate)).where(Candidate.owner_id == OWNER)


def first_rows(section: Section, *, of_owner: bool = False) -> Select[Any]:
    return (
        chosen(section, of_owner=of_owner)
        .order_by(section.at, section.model.id)
        .limit(literal_column(str(SHOWN)))
    )


def item(section: Section) -> ColumnElement[Any]:
    """A `DeskItem`."""
    return as_object(
        id=section.model.id,
        candidate_id=Candidate.id,
        candidate_name=Candidate.given_name + word(" ") + Candidate.family_name,
        owner_id=Candidate.owner_id,
        application_id=Application.id,
        vacancy_title=Vacancy.title,
        employer_name=Employer.name,
        since=written_out(section.since),
        due_at=written_out(section.due_at),
        why=section.why,
        action=as_object(method=word(section.method), path=section.path),
    )


def items(section: Section, *, of_owner: bool) -> Select[Any]:
    """The first rows with their names: joined when there are no more than these."""
    model = section.model
    first = first_rows(section, of_owner=of_owner).subquery()
    rows = (
        select(as_array(item(section), section.at, model.id))
        .select_from(model)
        .join(first, (first.c.id == model.id) & (model.agency_id == bindparam("agency_id")))
    )
    for other, joined in (*section.reach, *section.named):
        rows = rows.outerjoin(other, joined)
    return (
        rows.outerjoin(
            Candidate,
            (Candidate.agency_id == model.agency_id) & (Candidate.id == section.candidate),
        )
        .outerjoin(Vacancy, on(Application.vacancy_id, Vacancy))
        .outerjoin(Employer, on(Vacancy.employer_id, Employer))
    )


def part(section: Section, *, of_owner: bool) -> ColumnElement[Any]:
    """A `DeskSection`."""
    counted = select(func.count()).select_from(chosen(section, of_owner=of_owner).subquery())
    return as_object(
        count=counted.scalar_subquery(),
        items=items(section, of_owner=of_owner).scalar_subquery(),
    )


def desk_statement(*, of_owner: bool) -> Statement:
    """One row with one value, a `DeskOut`."""
    sections = {section.name: part(section, of_owner=of_owner) for section in SECTIONS}
    owner = OWNER if of_owner else literal_column("NULL")
    return Statement(
        select(as_object(as_of=written_out(NOW), owner_id=owner, **sections).label("desk"))
    )


WHOLE_AGENCY = desk_statement(of_owner=False)
ONE_OWNER = desk_statement(of_owner=True)


async def desk(db: Reader, owner_id: UUID | None) -> Json:
    """A `DeskOut`."""
    if owner_id is None:
        [record] = await db.fetch(WHOLE_AGENCY)
    else:
        [record] = await db.fetch(ONE_OWNER, owner_id=owner_id)
    return Json(record["desk"].encode())
