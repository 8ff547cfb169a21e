"""Reading offers and their rounds."""

import asyncio
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, and_, bindparam, case, func, literal_column, select

from app.access.models import ApiKey, User
from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.database import Db, Reader, on
from app.employers.models import Employer
from app.errors import NotFound
from app.fields import Money
from app.offers.comparing import Terms, compare_benefits, compare_salary, deal_breakers_hit
from app.offers.models import Offer, OfferVersion, Placement
from app.paging import Listing
from app.statements import Row, Statement
from app.vacancies.models import Vacancy
from app.verdicts.models import Verdict

RUN_OUT = and_(
    Offer.settled_at.is_(None), Offer.expires_at <= bindparam("now", type_=Offer.made_at.type)
)
STATUS = case((RUN_OUT, literal_column("'expired'", Text)), else_=Offer.status)
CANDIDATE_NAME = (Candidate.given_name + " " + Candidate.family_name).label("candidate_name")

WHOSE = (
    Application.candidate_id,
    CANDIDATE_NAME,
    Application.vacancy_id,
    Vacancy.title.label("vacancy_title"),
    Vacancy.employer_id,
    Employer.name.label("employer_name"),
    Candidate.owner_id,
    User.name.label("owner_name"),
)
OFFER = (
    select(
        Offer.id,
        Offer.application_id,
        *WHOSE,
        STATUS.label("status"),
        Offer.number,
        Offer.salary_amount.label("salary.amount"),
        Offer.salary_currency.label("salary.currency"),
        Offer.salary_per.label("salary.per"),
        Offer.benefits,
        Offer.starts_on,
        Offer.expires_at,
        Offer.terms,
        Offer.made_at,
        case((RUN_OUT, Offer.expires_at), else_=Offer.settled_at).label("settled_at"),
        Offer.settled_reason,
        Offer.settled_note,
        Offer.created_at,
        Offer.updated_at,
        Offer.version,
    )
    .join(Application, on(Offer.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(User, on(Candidate.owner_id, User))
)
OF_WHOM = {
    "candidate_id": Application.candidate_id == bindparam("candidate_id"),
    "vacancy_id": Application.vacancy_id == bindparam("vacancy_id"),
    "employer_id": Vacancy.employer_id == bindparam("employer_id"),
    "owner_id": Candidate.owner_id == bindparam("owner_id"),
}
OFFERS = Listing(
    OFFER,
    Offer,
    filters={
        "application_id": Offer.application_id == bindparam("application_id"),
        "status": bindparam("status") == STATUS,
        "expires_before": Offer.expires_at < bindparam("expires_before"),
        **OF_WHOM,
    },
)
ONE_OFFER = Statement(
    OFFER.where(Offer.agency_id == bindparam("agency_id"), Offer.id == bindparam("id"))
)
VERSIONS = Listing(
    select(
        OfferVersion.id,
        OfferVersion.offer_id,
        OfferVersion.number,
        OfferVersion.by,
        OfferVersion.salary_amount.label("salary.amount"),
        OfferVersion.salary_currency.label("salary.currency"),
        OfferVersion.salary_per.label("salary.per"),
        OfferVersion.benefits,
        OfferVersion.starts_on,
        OfferVersion.expires_at,
        OfferVersion.terms,
        OfferVersion.put_at,
        OfferVersion.put_by_id,
        func.coalesce(User.name, ApiKey.name).label("put_by_name"),
        OfferVersion.created_at,
        OfferVersion.updated_at,
        OfferVersion.version,
    )
    .outerjoin(User, on(OfferVersion.put_by_id, User))
    .outerjoin(ApiKey, on(OfferVersion.put_by_id, ApiKey)),
    OfferVersion,
    filters={"offer_id": OfferVersion.offer_id == bindparam("offer_id")},
    sorts={"number": OfferVersion.number},
)
COMPARED = Statement(
    select(
        Offer.id.label("offer_id"),
        Offer.number,
        Offer.application_id,
        Application.candidate_id,
        CANDIDATE_NAME,
        Application.vacancy_id,
        Vacancy.title.label("vacancy_title"),
        Vacancy.employer_id,
        Employer.name.label("employer_name"),
        Offer.salary_amount.label("salary.amount"),
        Offer.salary_currency.label("salary.currency"),
        Offer.salary_per.label("salary.per"),
        Offer.benefits,
        Offer.terms,
        Vacancy.title.label("facts.title"),
        Vacancy.location_name.label("facts.location"),
        Vacancy.work_mode.label("facts.work_mode"),
        Vacancy.employment_type.label("facts.employment_type"),
        Verdict.lean,
        Verdict.wished_salary_amount.label("wished_salary.amount"),
        Verdict.wished_salary_currency.label("wished_salary.currency"),
        Verdict.wished_salary_per.label("wished_salary.per"),
        Verdict.wished_benefits,
        Verdict.deal_breakers,
    )
    .join(Application, on(Offer.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(
        Verdict,
        and_(Verdict.agency_id == Offer.agency_id, Verdict.application_id == Offer.application_id),
    )
    .where(Offer.agency_id == bindparam("agency_id"), Offer.id == bindparam("id"))
)


async def offer_out(db: Reader, offer_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_OFFER.shape_all(await db.fetch(ONE_OFFER, id=offer_id)))


async def comparison_out(db: Reader, offer_id: UUID) -> Row:
    """Raises `NotFound`; without a verdict nothing was wished for."""
    row = one(COMPARED.shape_all(await db.fetch(COMPARED, id=offer_id)))
    wished = {name: row.pop(name) for name in ("wished_salary", "wished_benefits", "deal_breakers")}
    benefits = row.pop("benefits")
    terms = Terms(Money(**row.pop("salary")), benefits, row.pop("terms"), row.pop("facts"))
    wished_salary = Money(**wished["wished_salary"]) if wished["wished_salary"] else None
    # Each word is held against each, which takes a while when all lists are as long as they may be.
    benefits_compared = await asyncio.to_thread(
        compare_benefits, benefits, wished["wished_benefits"] or []
    )
    hit = await asyncio.to_thread(deal_breakers_hit, terms, wished["deal_breakers"] or [])
    return {
        **row,
        "wishes_known": row["lean"] is not None,
        "salary": compare_salary(terms.salary, wished_salary),
        **benefits_compared,
        "deal_breakers_hit": hit,
    }


async def get_application_of(db: Db, model: type[Offer | Placement], row_id: UUID) -> Application:
    """The application of an offer or a placement, locked before it. Raises `NotFound`."""
    application: Application | None = await db.scalar(
        select(Application)
        .join(model, on(model.application_id, Application))
        .where(model.agency_id == db.agency_id, model.id == row_id)
        .with_for_update(of=Application, key_share=True)
    )
    if application is None:
        raise NotFound
    return application


async def open_offer_of(db: Db, application: Application) -> Offer | None:
    """Made or countered, and not settled yet; locked. It may have run out."""
    found: Offer | None = await db.scalar(
        select(Offer)
        .where(
            Offer.agency_id == db.agency_id,
            Offer.application_id == application.id,
            Offer.settled_at.is_(None),
        )
        .with_for_update(key_share=True)
    )
    return found


async def last_put_at(db: Db, offer: Offer) -> datetime:
    """When its latest terms were put forward."""
    found: datetime = (
        await db.scalars(
            select(OfferVersion.put_at).where(
                OfferVersion.agency_id == db.agency_id,
                OfferVersion.offer_id == offer.id,
                OfferVersion.number == offer.number,
            )
        )
    ).one()
    return found
