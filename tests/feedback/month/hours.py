"""When somebody is at work, worked out here once more: by a zone's clock and its holidays."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from tests.factories import Json

SATURDAY = 5


@cache
def days_off(country: str) -> holidays.HolidayBase:
    """England's stand for those of Great Britain, as the API says."""
    code, _, subdivision = {"GB": "GB-ENG"}.get(country, country).partition("-")
    return holidays.country_holidays(code, subdiv=subdivision or None)


@dataclass(frozen=True)
class Hours:
    """Of somebody in a country and zone, with the agency's opening and closing."""

    country: str
    zone: ZoneInfo
    opens: time
    closes: time

    @classmethod
    def of(cls, agency: Json, contact: Json | None = None) -> "Hours":
        """As the API shows them; where nobody said where a contact works, as in the agency."""
        told = contact or {}
        opens, closes = (time.fromisoformat(text) for text in agency["policy"]["business_hours"])
        zone = ZoneInfo(told.get("timezone") or agency["timezone"])
        return cls(told.get("country") or agency["country"], zone, opens, closes)

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def work_on(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in days_off(self.country)

    def at_work(self, moment: datetime) -> bool:
        local = moment.astimezone(self.zone)
        return self.work_on(local.date()) and self.opens <= local.time() < self.closes

    def moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def due(self, after: datetime, business_days: int) -> datetime:
        """At closing, so many business days later."""
        day = self.day_of(after)
        if business_days == 0 and self.moment(day, self.closes) <= after:
            day += timedelta(days=1)
        while business_days or not self.work_on(day):
            day += timedelta(days=1)
            if business_days and self.work_on(day):
                business_days -= 1
        return self.moment(day, self.closes)
