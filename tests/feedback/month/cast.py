"""Three agencies of three habits, whom they deal with, and a month full of interviews."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx

from app.access.actors import Actor
from app.applications.actions import create_application
from app.applications.schemas import ApplicationIn
from app.candidates.actions import create_candidate
from app.candidates.schemas import CandidateIn, Name
from app.contacts.actions import create_contact
from app.contacts.schemas import ContactIn
from app.database import Database, Db
from app.employers.actions import create_employer
from app.employers.schemas import EmployerIn
from app.interviews.actions import create_interview
from app.interviews.schemas import InterviewIn
from app.transaction import transaction
from app.vacancies.actions import create_vacancy
from app.vacancies.schemas import VacancyIn
from tests.factories import Agency, open_agency

BEGINS = datetime(2027, 3, 9, tzinfo=UTC)
"""The clocks change on 14 March in the United States, on 28 March in Europe and on 4 April in New
Zealand; 26 March is Good Friday, but not in the United States, and 29 March is Easter Monday, but
not in Scotland either."""
ENDS = BEGINS + timedelta(days=30)
LAST_INTERVIEW = timedelta(days=22)
LASTS = timedelta(minutes=45)

ENGLAND, SCOTLAND = ("GB", "Europe/London"), ("GB-SCT", "Europe/London")
GERMANY, NEW_ZEALAND = ("DE", "Europe/Berlin"), ("NZ", "Pacific/Auckland")
NEW_YORK, CALIFORNIA = ("US", "America/New_York"), ("US-CA", "America/Los_Angeles")
AS_THE_AGENCY = (None, None)


@dataclass(frozen=True)
class House:
    """An agency: where it is, how it works, and where the people are that it asks."""

    country: str
    timezone: str
    policy: dict[str, Any]
    places: tuple[tuple[str | None, str | None], ...]
    interviews: int
    panel: int = 1


HOUSES = (
    House(
        "GB", "Europe/London",
        {"asks_for_feedback": "first_interviewer"},
        (AS_THE_AGENCY, ENGLAND, SCOTLAND, NEW_YORK, NEW_ZEALAND), 160, panel=2,
    ),
    House(
        "DE", "Europe/Berlin",
        {
            "asks_for_feedback": "every_interviewer", "chase_gap_hours": 60, "chase_limit": 2,
            "business_hours": ["08:30", "16:00"], "feedback_due_business_days": 0,
        },
        (AS_THE_AGENCY, GERMANY, ENGLAND), 130, panel=2,
    ),
    House(
        "US", "America/New_York",
        {
            "asks_for_feedback": "nobody", "chase_gap_hours": 30, "chase_limit": 4,
            "business_hours": ["10:00", "15:00"], "feedback_due_business_days": 1,
        },
        (AS_THE_AGENCY, NEW_YORK, CALIFORNIA), 104,
    ),
)  # fmt: skip
INTERVIEWS_PER_CONTACT = 12


@dataclass
class Firm:
    """An employer with its vacancy and the people who take its interviews."""

    vacancy_id: UUID
    contact_ids: list[UUID]
    zones: list[ZoneInfo]
    days: list[date]
    """When they see candidates: several on one day, so that there are digests."""


@asynccontextmanager
async def opened(
    house: House, database: Database, transport: httpx.ASGITransport, chance: Random
) -> AsyncIterator[Agency]:
    """The agency, with everybody entered and every interview of the month agreed."""
    where = {"timezone": house.timezone, "country": house.country}
    async with open_agency(database, transport, **where) as agency:
        policy = {**house.policy, "reminds_candidates": False}
        await agency.admin.changes("/v1/agency", {"policy": policy})
        recruiter = Actor(agency.id, "user", UUID(agency.recruiter.user_id))
        async with transaction(database, recruiter) as db:
            firms = [
                await enter_firm(db, house, agency.slug, nth, chance)
                for nth in range(house.interviews // INTERVIEWS_PER_CONTACT // len(house.places))
            ]
            for nth in range(house.interviews // 2):
                await enter_story(db, house, chance.choice(firms), nth, chance)
        yield agency


async def enter_firm(db: Db, house: House, slug: str, nth: int, chance: Random) -> Firm:
    """Somebody in each place; now and then one who has no address, or wants no mail."""
    employer = await create_employer(db, EmployerIn(name=f"Northwind {nth}"))
    await db.flush()
    vacancy = await create_vacancy(
        db, VacancyIn(employer_id=employer.id, title="Depot Manager", status="open")
    )
    days = [BEGINS.date() + timedelta(days=nth) for nth in range(LAST_INTERVIEW.days)]
    firm = Firm(vacancy.id, [], [], days=chance.sample(days, 6))
    for seat, (country, zone) in enumerate(house.places):
        kind = chance.random()
        new = ContactIn(
            employer_id=employer.id,
            name=f"Ryan {nth}-{seat}",
            email=None if kind < 0.04 else f"ryan-{nth}-{seat}@{slug}.example",
            do_not_email=kind > 0.97,
            country=country,
            timezone=zone,
        )
        contact = await create_contact(db, new)
        await db.flush()
        firm.contact_ids.append(contact.id)
        firm.zones.append(ZoneInfo(zone or house.timezone))
    return firm


async def enter_story(db: Db, house: House, firm: Firm, nth: int, chance: Random) -> None:
    """A candidate who is to come twice, on two of the firm's days."""
    name = Name(given="Maria", family=f"Gregg{nth}x")
    candidate = await create_candidate(db, CandidateIn(name=name), allow_duplicate=True)
    await db.flush()
    application = await create_application(
        db, ApplicationIn(candidate_id=candidate.id, vacancy_id=firm.vacancy_id)
    )
    for day in sorted(chance.sample(firm.days, 2)):
        seats = chance.sample(range(len(firm.contact_ids)), house.panel)
        zone = firm.zones[seats[0]]
        hour = chance.randrange(24) if chance.random() < 0.15 else chance.randrange(8, 18)
        clock = time(hour, chance.choice((0, 15, 30, 45)))
        new = InterviewIn(
            application_id=application.id,
            mode="video",
            starts_at=datetime.combine(day, clock, zone),
            duration_minutes=LASTS.seconds // 60,
            timezone=str(zone),
            interviewer_ids=[firm.contact_ids[seat] for seat in seats],
        )
        await create_interview(db, new)
