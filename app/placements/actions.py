"""Changing what was agreed with a placed candidate."""

from app import clock
from app.applications.models import Application
from app.changes import apply_change
from app.database import Db
from app.events import kinds
from app.offers.actions import record_about
from app.offers.models import Placement
from app.placements.schemas import PlacementChange


async def change_placement(
    db: Db, placement: Placement, application: Application, change: PlacementChange
) -> None:
    if fields := apply_change(placement, change):
        updated = kinds.PlacementUpdated(fields=fields)
        record_about(db, placement.id, application, updated, clock.now())
