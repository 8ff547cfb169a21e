"""Reading the desk: every section's count and first rows, in one statement."""

from typing import Any
from uuid import UUID

import msgspec
from asyncpg import Record
from sqlalchemy import JSON, Select, bindparam, func, literal_column, or_, select, union_all

from app import clock
from app.applications.models import Application
from app.candidates.models import Candidate
from app.database import Reader, on
from app.desk.sections import SECTIONS, Section
from app.employers.models import Employer
from app.statements import Row, Statement
from app.tasks.models import Task
from app.vacancies.models import Vacancy

SHOWN = 5
"""Rows of each section; its count counts them all."""
ITEM = (
    "id", "candidate_id", "candidate_name", "owner_id", "application_id", "vacancy_title",
    "employer_name", "since", "due_at",
)  # fmt: skip


def chosen(section: Section, *, of_owner: bool) -> Select[Any]:
    """The section's rows by id, with nothing joined that need not be."""
    rows = select(section.model.id).where(
        section.model.agency_id == bindparam("agency_id"), *section.which
    )
    if not of_owner:
        return rows
    for model, joined in section.reach:
        rows = rows.outerjoin(model, joined)
    owner = bindparam("owner_id", type_=Candidate.owner_id.type)
    if section.model is Task:
        rows = rows.outerjoin(Candidate, on(Task.candidate_id, Candidate))
        unassigned = Task.assignee_id.is_(None) & (Candidate.owner_id == owner)
        return rows.where(or_(Task.assignee_id == owner, unassigned))
    return rows.join(Candidate, on(Application.candidate_id, Candidate)).where(
        Candidate.owner_id == owner
    )


def first_rows(section: Section, *, of_owner: bool = False) -> Select[Any]:
    return (
        chosen(section, of_owner=of_owner)
        .order_by(section.at, section.model.id)
        .limit(literal_column(str(SHOWN)))
    )


def part(section: Section, *, of_owner: bool) -> Select[Any]:
    """The count, beside each of the first rows with their names; or beside nothing."""
    model = section.model
    ids = chosen(section, of_owner=of_owner)
    total = select(func.count().label("total")).select_from(ids.subquery()).subquery()
    first = first_rows(section, of_owner=of_owner).subquery()
    shown = [part for name, column in section.shown.items() for part in (word(name), column)]
    whose = Task.candidate_id if model is Task else Application.candidate_id
    rows = select(
        model.id,
        Candidate.id.label("candidate_id"),
        (Candidate.given_name + " " + Candidate.family_name).label("candidate_name"),
        Candidate.owner_id,
        Application.id.label("application_id"),
        Vacancy.title.label("vacancy_title"),
        Employer.name.label("employer_name"),
        section.since.label("since"),
        section.due_at.label("due_at"),
        section.at.label("at"),
        func.json_build_object(*shown, type_=JSON).label("told"),
    ).join(first, first.c.id == model.id)
    for other, joined in (*section.reach, *section.named):
        rows = rows.outerjoin(other, joined)
    named = (
        rows.where(model.agency_id == bindparam("agency_id"))
        .outerjoin(Candidate, (Candidate.agency_id == model.agency_id) & (Candidate.id == whose))
        .outerjoin(Vacancy, on(Application.vacancy_id, Vacancy))
        .outerjoin(Employer, on(Vacancy.employer_id, Employer))
        .subquery()
    )
    return select(
        word(section.name).label("section"),
        total.c.total,
        func.row_number().over(order_by=(named.c.at, named.c.id)).label("nth"),
        *(column for column in named.c if column.name != "at"),
    ).select_from(total.outerjoin(named, literal_column("true")))


def word(name: str) -> Any:
    return literal_column(f"'{name}'")


def desk_statement(*, of_owner: bool) -> Statement:
    rows = union_all(*(part(section, of_owner=of_owner) for section in SECTIONS)).subquery()
    return Statement(select(rows).order_by(rows.c.nth))


WHOLE_AGENCY = desk_statement(of_owner=False)
ONE_OWNER = desk_statement(of_owner=True)
BY_NAME = {section.name: section for section in SECTIONS}


async def desk(db: Reader, owner_id: UUID | None) -> Row:
    """A `DeskOut`."""
    if owner_id is None:
        records = await db.fetch(WHOLE_AGENCY)
    else:
        records = await db.fetch(ONE_OWNER, owner_id=owner_id)
    found: Row = {"as_of": clock.now(), "owner_id": owner_id}
    found |= {section.name: {"count": 0, "items": []} for section in SECTIONS}
    for record in records:
        section = found[record["section"]]
        section["count"] = record["total"]
        if record["id"] is not None:
            section["items"].append(item(BY_NAME[record["section"]], record))
    return found


def item(section: Section, record: Record) -> Row:
    row = {name: record[name] for name in ITEM}
    told = row | msgspec.json.decode(record["told"])
    action = {"method": section.method, "path": section.path.format_map(told)}
    return row | {"why": section.why(told), "action": action}
