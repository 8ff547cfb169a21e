"""Adding and changing employers."""

from app.changes import apply_change, new_values
from app.database import Db
from app.employers.models import Employer
from app.employers.schemas import EmployerChange, EmployerIn
from app.events import kinds
from app.events.recorder import record


async def create_employer(db: Db, new: EmployerIn) -> Employer:
    employer = Employer(agency_id=db.agency_id, **new_values(new))
    db.add(employer)
    record(db, kinds.EmployerCreated(), employer.id)
    return employer


async def change_employer(db: Db, employer: Employer, change: EmployerChange) -> None:
    if fields := apply_change(employer, change):
        record(db, kinds.EmployerUpdated(fields=fields), employer.id)
