"""Adding and changing vacancies."""

from app import clock, places
from app.agencies.queries import get_agency
from app.changes import apply_change, new_values
from app.database import Db
from app.employers.queries import employer_must_exist
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.vacancies.models import Vacancy
from app.vacancies.schemas import VacancyChange, VacancyIn
from app.vacancies.searching import position

SALARY = ("salary_from", "salary_to")


async def create_vacancy(db: Db, new: VacancyIn) -> Vacancy:
    await employer_must_exist(db, new.employer_id)
    vacancy = Vacancy(agency_id=db.agency_id, **new_values(new, without=SALARY))
    vacancy.pay(new.salary_from, new.salary_to)
    vacancy.date_publication(clock.now())
    vacancy.search_latitude, vacancy.search_longitude = position(vacancy, await home(db))
    db.add(vacancy)
    added = kinds.VacancyCreated(employer_id=vacancy.employer_id, status=vacancy.status)
    record(db, added, vacancy.id)
    return vacancy


async def put_vacancy(db: Db, vacancy: Vacancy, new: VacancyIn) -> None:
    """Raises `Invalid` when the body moves it to another employer."""
    if new.employer_id != vacancy.employer_id:
        raise Invalid.at("/employer_id", "a vacancy stays with its employer")
    await change_vacancy(db, vacancy, VacancyChange(**new.model_dump(exclude={"employer_id"})))


async def change_vacancy(db: Db, vacancy: Vacancy, change: VacancyChange) -> None:
    country = await home(db)
    fields = apply_change(vacancy, change, without=SALARY)
    fields += change_salary(vacancy, change)
    vacancy.date_publication(clock.now())
    vacancy.search_latitude, vacancy.search_longitude = position(vacancy, country)
    if fields:
        record(db, kinds.VacancyUpdated(fields=fields, status=vacancy.status), vacancy.id)


async def home(db: Db) -> str:
    """The country where a place is looked for that names none."""
    await places.ready()
    return (await get_agency(db)).country


def change_salary(vacancy: Vacancy, change: VacancyChange) -> list[str]:
    """Set the end of the range that was sent beside the one that stays; answer what differs."""
    sent = {name: getattr(change, name) for name in SALARY if name in change.model_fields_set}
    before = {"salary_from": vacancy.lowest_salary, "salary_to": vacancy.highest_salary}
    after = before | sent
    if after != before:
        vacancy.pay(after["salary_from"], after["salary_to"])
    return [name for name in SALARY if after[name] != before[name]]
