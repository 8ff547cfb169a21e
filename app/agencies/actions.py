"""Opening an agency and changing it."""

from app.agencies.models import Agency
from app.agencies.schemas import AgencyChange, Policy
from app.changes import refuse_nulls
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.playbooks import actions as playbooks


async def open_agency(db: Db, *, name: str, slug: str, timezone: str, country: str) -> Agency:
    """A new agency with the default policy and the playbooks that ship, under the id the
    transaction was opened for."""
    agency = Agency(
        id=db.agency_id,
        name=name,
        slug=slug,
        timezone=timezone,
        country=country,
        policy=Policy().model_dump(mode="json"),
    )
    db.add(agency)
    record(db, kinds.AgencyCreated(), agency.id)
    await db.flush()
    await playbooks.ship(db)
    return agency


async def change_agency(db: Db, agency: Agency, change: AgencyChange) -> None:
    """Change the fields sent; of the policy, the parts sent. Raises `Invalid`."""
    refuse_nulls(change)
    if change.policy is not None:
        refuse_nulls(change.policy, under="/policy")
    values = change.model_dump(mode="json", exclude_unset=True)
    policy = values.pop("policy", None)
    for name, value in values.items():
        setattr(agency, name, value)
    db.credentials_changed = "country" in values  # remembered with who is signed in
    if policy is not None:
        hours = policy.get("business_hours", agency.policy["business_hours"])
        if hours[0] >= hours[1]:
            raise Invalid.at("/policy/business_hours", "must open before they close")
        agency.policy = {**agency.policy, **policy}
    if change.model_fields_set:
        record(db, kinds.AgencyUpdated(fields=sorted(change.model_fields_set)), agency.id)
