"""A call as whoever is called sees it on a page of their own; `calls/choose.html` has the parts."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.messages.wording import on_day
from app.statements import Row

NOTHING: Mapping[str, Any] = {"status": None}


def as_shown(
    call: Mapping[str, Any] | None, *, zone: ZoneInfo, now: datetime, caller: str, phone: str | None
) -> Row:
    """`call` has `status`, `offered_times`, `starts_at`, `duration_minutes`, `phone`, `wish` and
    `held_at`; `caller` and `phone` are what is known without one. `stands` says which part is to
    be shown."""
    call = call or NOTHING
    offered = [datetime.fromisoformat(time) for time in call.get("offered_times") or []]
    times = [(value_of(time), said(time, zone)) for time in sorted(offered) if time > now]
    starts_at, held_at = call.get("starts_at"), call.get("held_at")
    return {
        "stands": standing(call, times, now),
        "times": times,
        "starts": said(starts_at, zone) if starts_at else "",
        "booked": value_of(starts_at) if call["status"] == "booked" and starts_at else "",
        "held": on_day(held_at, zone) if held_at else "",
        "phone": call.get("phone") or phone or "",
        "wish": call.get("wish") or "",
        "minutes": call.get("duration_minutes"),
        "caller": call.get("caller") or caller,
        "zone": zone.key.replace("_", " "),
    }


def standing(call: Mapping[str, Any], times: list[tuple[str, str]], now: datetime) -> str:
    """`none`, `wanted`, `offered`, `booked`, `missed` or `held`. What was agreed and is past was
    missed until somebody says that it was held; with no time left to pick nothing is offered."""
    status: str | None = call["status"]
    if status is None or status == "cancelled" or (status == "offered" and not times):
        return "none"
    if status == "booked" and call["starts_at"] <= now:
        return "missed"
    return status


def said(moment: datetime, zone: ZoneInfo) -> str:
    return f"{on_day(moment, zone)}, {moment.astimezone(zone):%H:%M}"


def value_of(moment: datetime) -> str:
    """What a field of the form holds for it."""
    return moment.astimezone(UTC).isoformat()


def moment_of(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
