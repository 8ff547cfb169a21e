"""Employers, contacts and vacancies out of an OpenCATS export."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from app.changes import new_values
from app.contacts.models import Contact
from app.contacts.schemas import ContactIn
from app.database import Owned
from app.employers.models import Employer
from app.employers.schemas import EmployerIn
from app.events import kinds
from app.fields import Money
from app.imports import opencats_values as read
from app.imports.loading import Entry, Told
from app.imports.opencats_export import CLIENTS, CONTACTS, JOB_ORDERS, Export, Subject
from app.imports.opencats_vocabulary import (
    CONTACT,
    EMPTY,
    JOB_ORDER,
    JOB_STATUSES,
    JOB_TYPES,
    TYPES_IN_WORDS,
)
from app.imports.tables import Row, shown
from app.salaries import yearly
from app.vacancies.models import Vacancy, VacancyStatus
from app.vacancies.schemas import VacancyIn
from app.vacancies.searching import position

SALARIES = ("salary_from", "salary_to")
PUBLISHES_NOTHING = "public there; an import publishes nothing"
Pay = tuple[Money | None, Money | None]


def employers(export: Export) -> Iterator[Entry]:
    for row in export.rows(CLIENTS):
        client_id, state = row["client_id"], read.words(row, "state")
        if state and read.country_of(state, read.words(row, "zip"), export.into.country):
            export.american[client_id] = state
        if export.into.is_there(Employer, client_id):
            continue
        new = read.fitted(
            EmployerIn,
            row,
            {
                "name": read.words(row, "name"),
                "website": read.website(row, "url"),
                "priorities": read.values(row, "key_technologies"),
                "notes": read.prose(row, "notes"),
            },
        )
        if new is not None:
            yield added(export, row, Employer, client_id, new_values(new), kinds.EmployerCreated())


def contacts(export: Export) -> Iterator[Entry]:
    for row in export.rows(CONTACTS):
        contact_id, employer_id = row["contact_id"], employer_of(export, row)
        if employer_id is None:
            continue
        name = " ".join(filter(None, (read.words(row, "first_name"), read.words(row, "last_name"))))
        subject = Subject(employer_id=employer_id, said=name)
        export.subjects[CONTACT, contact_id] = subject
        if notes := read.prose(row, "notes"):
            export.note(row, f"contact-{contact_id}", subject, notes)
        if export.into.is_there(Contact, contact_id):
            continue
        new = read.fitted(
            ContactIn,
            row,
            {
                "employer_id": employer_id,
                "name": name,
                "email": read.words(row, "email1"),
                "phone": only_phone(row),
                "job_title": read.words(row, "title"),
                "do_not_email": read.flag(row, "left_company"),
            },
        )
        if new is not None:
            created = kinds.ContactCreated(employer_id=employer_id)
            yield added(export, row, Contact, contact_id, new_values(new), created)


def only_phone(row: Row) -> str | None:
    found = [read.words(row, column) for column in ("phone_work", "phone_cell", "phone_other")]
    phones = [phone for phone in found if phone]
    for phone in phones[1:]:
        row.problem(f"a contact has one phone number here: {shown(phone)} was left out")
    return phones[0] if phones else None


def vacancies(export: Export) -> Iterator[Entry]:
    for row in export.rows(JOB_ORDERS):
        job_id, employer_id = row["joborder_id"], employer_of(export, row)
        if employer_id is None:
            continue
        title, state = read.words(row, "title"), read.words(row, "state")
        subject = Subject(employer_id=employer_id, said=title or f"Job order {job_id}")
        export.subjects[JOB_ORDER, job_id] = subject
        country = country_of(export, row, state)
        lowest_and_highest, unread_pay = pay(row, country)
        if read.flag(row, "public"):
            export.into.report.leave_out(JOB_ORDERS.name, PUBLISHES_NOTHING)
        if extra := without_a_place(export, row, unread_pay):
            export.note(row, f"joborder-{job_id}", subject, extra)
        if export.into.is_there(Vacancy, job_id):
            continue
        new = read.fitted(
            VacancyIn,
            row,
            {
                "employer_id": employer_id,
                "title": title,
                "description": read.prose(row, "description"),
                "location": read.place(read.words(row, "city"), state, country),
                "employment_type": JOB_TYPES.get(row["type"]),
                "openings": read.count(row, "openings", otherwise=1),
                "status": job_status(row),
            },
        )
        if new is not None:
            values = new_values(new, without=SALARIES) | salary_columns(*lowest_and_highest)
            at = position(Vacancy(**values), export.into.country)
            values["search_latitude"], values["search_longitude"] = at
            created = kinds.VacancyCreated(employer_id=employer_id, status=new.status)
            yield added(export, row, Vacancy, job_id, values, created)


def country_of(export: Export, row: Row, state: str | None) -> str | None:
    """A job order has no ZIP code: it is in the United States where its employer is, or we are."""
    if state and export.american.get(row["client_id"]) == state:
        return "US"
    return read.country_of(state, None, export.into.country)


def job_status(row: Row) -> VacancyStatus:
    known = JOB_STATUSES.get(row["status"].casefold().replace(" ", ""))
    if known is None:
        row.problem(f"status {shown(row['status'])} is not known: the vacancy is a draft")
    return known or VacancyStatus.draft


def pay(row: Row, country: str | None) -> tuple[Pay, list[str]]:
    """The lowest and highest, and what was written but cannot be read as that."""
    unread = []
    found: Pay = (None, None)
    for column, word in (("salary", "Salary"), ("rate_max", "Highest rate")):
        written = read.words(row, column)
        if written is None:
            continue
        understood = read.pay(written, country) if found == (None, None) else None
        if understood is None:
            unread.append(f"{word}: {written}")
        elif column == "rate_max" and understood[0] == understood[1]:
            found = (None, understood[1])
        else:
            found = understood
    return found, unread


def salary_columns(lowest: Money | None, highest: Money | None) -> dict[str, Any]:
    either = lowest or highest
    return {
        "salary_from": lowest and lowest.amount,
        "salary_to": highest and highest.amount,
        "salary_currency": either and either.currency,
        "salary_per": either and either.per,
        "yearly_salary_from": lowest and yearly(lowest.amount, lowest.per),
        "yearly_salary_to": highest and yearly(highest.amount, highest.per),
    }


def without_a_place(export: Export, row: Row, unread_pay: list[str]) -> str:
    """What else a job order says. It is the agency's own, so it goes to a note, not to the public
    description."""
    kind, start = row["type"], export.day(row, "start_date")
    said = {
        "Their reference": read.words(row, "client_job_id"),
        "Type": TYPES_IN_WORDS.get(kind, None if kind in JOB_TYPES or kind in EMPTY else kind),
        "Duration": read.words(row, "duration"),
        "Starts on": start,
    }
    lines = [f"{what}: {words}" for what, words in said.items() if words]
    return "\n".join([*filter(None, [read.prose(row, "notes")]), *lines, *unread_pay])


def employer_of(export: Export, row: Row) -> UUID | None:
    found = export.into.known[Employer].get(row["client_id"])
    if found is None:
        row.problem(f"client_id {shown(row['client_id'])} was not imported: nor is this")
    return found


def added(
    export: Export,
    row: Row,
    model: type[Owned],
    their_id: str,
    values: dict[str, Any],
    created: kinds.Kind,
) -> Entry:
    record_id = uuid7()
    about: dict[str, Any] = {"occurred_at": export.moment(row, "date_created")}
    if model is Contact:
        about["contact_id"] = record_id
    values |= {"id": record_id, **export.into.ref(their_id)}
    return Entry(row, [(model, values)], [Told(created, record_id, about)])
