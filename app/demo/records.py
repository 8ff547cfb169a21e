"""Entering the demo's tables: people who sign in, employers, vacancies, candidates and notes."""

from datetime import timedelta
from decimal import Decimal

from app.access import actions as access
from app.access.actors import Actor
from app.access.models import Role
from app.access.schemas import UserIn
from app.access.scopes import ROLE_SCOPES
from app.access.secrets import hash_password
from app.access.sign_in import WELL_KNOWN
from app.candidates import actions as candidates
from app.candidates.schemas import CandidateIn, Consent, Name
from app.contacts import actions as contacts
from app.contacts.schemas import ContactIn
from app.demo.cast import Cast
from app.demo.firms import Firm
from app.demo.jobs import Job
from app.demo.notes import Jotting
from app.demo.people import Person, address
from app.demo.places import COORDINATES, place
from app.employers import actions as employers
from app.employers.schemas import EmployerIn
from app.fields import Money
from app.notes import actions as notes
from app.notes.models import NoteVisibility
from app.notes.schemas import NoteIn
from app.vacancies import actions as vacancies
from app.vacancies.schemas import VacancyIn

PASSWORD = "debrief-demo"
USERS = (
    (Role.admin, "Priya Raman"),
    (Role.recruiter, "Grace Holloway"),
    (Role.viewer, "Tom Whitfield"),
)
CONSENT_LASTS = timedelta(days=730)


async def enter_users(cast: Cast) -> None:
    """`admin@…`, `recruiter@…` and `viewer@…`, with one password, hashed once."""
    password_hash = await hash_password(PASSWORD)
    for role, name in USERS:
        new = UserIn(email=f"{role}{WELL_KNOWN}", name=name, role=role, password=PASSWORD)
        user = access.create_user(cast.db, new, password_hash)
        cast.users[role] = Actor(
            cast.db.agency_id, "user", user.id, role=role, scopes=ROLE_SCOPES[role]
        )
    cast.users["visitor"] = Actor(cast.db.agency_id, "visitor")


async def enter_firm(cast: Cast, firm: Firm) -> None:
    new = EmployerIn(
        name=firm.name,
        website=f"https://{firm.domain}/",
        industry=firm.industry,
        priorities=list(firm.priorities),
        notes=firm.notes,
    )
    employer = cast.employers[firm.key] = await employers.create_employer(cast.db, new)
    for someone in firm.contacts:
        contact = ContactIn(
            employer_id=employer.id,
            name=f"{someone.given} {someone.family}",
            email=address(someone.given, someone.family, firm.domain),
            phone=someone.phone,
            job_title=someone.job_title,
            do_not_email=someone.do_not_email,
        )
        cast.contacts[someone.key] = await contacts.create_contact(cast.db, contact)


async def enter_job(cast: Cast, job: Job) -> None:
    lowest, highest, currency, per = job.pay
    new = VacancyIn(
        employer_id=cast.employers[job.employer].id,
        title=job.title,
        description=job.description,
        responsibilities=list(job.responsibilities),
        location=place(job.place),
        work_mode=job.work_mode,
        employment_type=job.employment_type,
        salary_from=Money(amount=Decimal(lowest), currency=currency, per=per),
        salary_to=Money(amount=Decimal(highest), currency=currency, per=per),
        openings=job.openings,
        status=job.status,
        published=job.status == "open",
    )
    cast.vacancies[job.key] = await vacancies.create_vacancy(cast.db, new)


async def enter_person(cast: Cast, person: Person, number: int) -> None:
    """Telephone numbers are of the ranges the regulators keep free for fiction."""
    given_at = cast.dates.moment(person.at)
    abroad = COORDINATES[person.place][0] == "IE"
    consent = Consent(basis=person.consent, given_at=given_at)
    if person.consent == "consent":
        consent.expires_at = given_at + CONSENT_LASTS
    new = CandidateIn(
        name=Name(given=person.given, family=person.family),
        emails=[address(person.given, person.family, "inbox.example")],
        phones=[f"+353 20 911 {number:04}" if abroad else f"07700 900{number:03}"],
        location=place(person.place),
        headline=person.headline,
        skills=list(person.skills),
        tags=list(person.tags),
        feedback_channel=person.channel,
        owner_id=cast.users[person.by].id,
        consent=consent,
        notice_period=person.notice,
        source=person.source,
    )
    cast.candidates[person.key] = await candidates.create_candidate(
        cast.db, new, allow_duplicate=False
    )


async def enter_jotting(cast: Cast, jotting: Jotting) -> None:
    visibility = NoteVisibility.candidate if jotting.shared else NoteVisibility.internal
    new = NoteIn(body=jotting.body, kind=jotting.kind, visibility=visibility)
    if jotting.employer:
        await notes.note_on_employer(cast.db, cast.employers[jotting.about].id, new)
    else:
        await notes.note_on_candidate(cast.db, cast.candidates[jotting.about].id, new)
