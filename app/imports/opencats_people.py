"""Candidates out of an OpenCATS export, where one person may stand twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from uuid_utils.compat import uuid7

from app.candidates.models import Candidate
from app.candidates.schemas import CandidateIn
from app.changes import new_values
from app.events import kinds
from app.fields import canonical_phone
from app.imports import opencats_values as read
from app.imports.loading import Entry, Told
from app.imports.opencats_export import CANDIDATES, Export, Subject
from app.imports.opencats_vocabulary import CANDIDATE, NO_SOURCE
from app.imports.tables import Row
from app.statements import Statement

REACHABLE = Statement(
    select(Candidate.id, Candidate.given_name, Candidate.family_name, Candidate.emails).where(
        Candidate.agency_id == bindparam("agency_id"),
        Candidate.merged_into_id.is_(None),
        func.cardinality(Candidate.emails) > 0,
    )
)
MOST_ADDRESSES = 10
MERGED = {
    "emails": MOST_ADDRESSES,
    "phones": MOST_ADDRESSES,
    "skills": read.MOST_VALUES,
    "tags": read.MOST_VALUES,
}


@dataclass
class Person:
    """Somebody whose e-mail is taken. `new` is who is about to be added, None if they are there."""

    id: UUID
    name: str
    where: str = "a candidate who was here already"
    new: CandidateIn | None = None
    row: Row | None = None


class People:
    """Everyone so far. The same e-mail and the same name are the same person.

    The same e-mail alone may be a couple's or an office's, and to take two people for one is worse
    than to hold one of them twice.
    """

    def __init__(self) -> None:
        self.by_email: dict[str, list[Person]] = {}
        self.by_id: dict[UUID, Person] = {}

    def add(self, person: Person, emails: list[str]) -> None:
        self.by_id[person.id] = person
        for email in emails:
            self.by_email.setdefault(email, []).append(person)

    def reached_by(self, emails: list[str]) -> list[Person]:
        return [person for email in emails for person in self.by_email.get(email, ())]


async def people_here(export: Export) -> People:
    people = People()
    for row in await export.into.reads.fetch(REACHABLE):
        name = full_name(row["given_name"], row["family_name"])
        people.add(Person(row["id"], name), row["emails"])
    return people


def full_name(given: str, family: str) -> str:
    return f"{given} {family}".strip().casefold()


def candidates(export: Export, people: People) -> Iterator[Entry]:
    """All rows are read before the first is written: a later one may add to an earlier one."""
    waiting = []
    for row in export.rows(CANDIDATES):
        candidate_id = row["candidate_id"]
        if export.into.is_there(Candidate, candidate_id):
            known_id = export.into.known[Candidate][candidate_id]
            if known_id in people.by_id:
                people.by_id[known_id].where = f"the one on line {row.line}"
            keep_subject(export, row, known_id)
            continue
        new = candidate_in(export, row)
        if new is None:
            continue
        person = person_of(row, new, people)
        if person.row is row:
            waiting.append(person)
        keep_subject(export, row, person.id)
    for person in waiting:
        yield added(export, person)


def candidate_in(export: Export, row: Row) -> CandidateIn | None:
    state = read.words(row, "state")
    country = read.country_of(state, read.words(row, "zip"), export.into.country)
    employer, available = read.words(row, "current_employer"), export.day(row, "date_available")
    source = read.words(row, "source")
    tags = {"hot": read.flag(row, "is_hot"), "can relocate": read.flag(row, "can_relocate")}
    return read.fitted(
        CandidateIn,
        row,
        {
            "name": {
                "given": read.words(row, "first_name") or "",
                "family": read.words(row, "last_name") or "",
            },
            "emails": read.several(row, "email1", "email2"),
            "phones": read.several(row, "phone_home", "phone_cell", "phone_work"),
            "location": read.place(read.words(row, "city"), state, country),
            "headline": employer and read.cut(row, "headline", f"Works at {employer}", 200),
            "skills": read.values(row, "key_skills"),
            "tags": [tag for tag, said in tags.items() if said],
            "source": None if source == NO_SOURCE else source,
            "notice_period": available and f"available from {available}",
        },
    )


def person_of(row: Row, new: CandidateIn, people: People) -> Person:
    """Who the row is about: somebody of an earlier row, or of this one."""
    name = full_name(new.name.given, new.name.family)
    others = people.reached_by(new.emails)
    for other in others:
        if other.name == name:
            row.problem(f"is the same person as {other.where}: kept as one candidate")
            if other.new is not None:
                other.new = merged(other.new, new)
            return other
    if others:
        row.problem(
            f"has the e-mail of {others[0].where}, under another name: kept as another candidate"
        )
    person = Person(uuid7(), name, f"the one on line {row.line}", new, row)
    people.add(person, new.emails)
    return person


def merged(first: CandidateIn, second: CandidateIn) -> CandidateIn:
    """The first, with what only the second has."""
    added: dict[str, Any] = {}
    for field in CandidateIn.model_fields:
        one, other = getattr(first, field), getattr(second, field)
        if field in MERGED:
            have = {value.casefold() for value in one}
            both = [*one, *(value for value in other if value.casefold() not in have)]
            added[field] = both[: MERGED[field]]
        elif one is None:
            added[field] = other
    return first.model_copy(update=added)


def added(export: Export, person: Person) -> Entry:
    assert person.new is not None
    assert person.row is not None
    country = export.into.country
    values = new_values(person.new) | {
        "id": person.id,
        "phone_numbers": list(
            dict.fromkeys(canonical_phone(phone, country) for phone in person.new.phones)
        ),
        **export.into.ref(person.row["candidate_id"]),
    }
    about = {
        "candidate_id": person.id,
        "occurred_at": export.moment(person.row, "date_created"),
    }
    created = Told(kinds.CandidateCreated(), person.id, about)
    return Entry(person.row, [(Candidate, values)], [created])


def keep_subject(export: Export, row: Row, candidate_id: UUID) -> None:
    """What is said about the row's id from now on is about this candidate."""
    subject = Subject(candidate_id=candidate_id)
    export.subjects[CANDIDATE, row["candidate_id"]] = subject
    if notes := read.prose(row, "notes"):
        export.note(row, f"candidate-{row['candidate_id']}", subject, notes)
