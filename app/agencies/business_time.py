"""Business hours and days, by a country's holidays and a zone's clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from holidays import HolidayBase

    from app.agencies.models import Agency

WHERE_THE_COUNTRY_ALONE_IS_NOT_ENOUGH = {"GB": "ENG"}


@lru_cache(maxsize=256)
def public_holidays(country: str) -> "HolidayBase":
    """By ISO 3166 code, with a subdivision if it has one (`GB-SCT`); weekends are the country's."""
    from holidays import country_holidays  # a third of a second: not before it is needed

    code, _, subdivision = country.partition("-")
    return country_holidays(
        code, subdiv=subdivision or WHERE_THE_COUNTRY_ALONE_IS_NOT_ENOUGH.get(code)
    )


@dataclass(frozen=True, slots=True)
class BusinessTime:
    """When an agency works, or whoever it chases. Takes and gives UTC."""

    zone: ZoneInfo
    opens: time
    closes: time
    country: str

    @classmethod
    def of(
        cls, agency: "Agency", country: str | None = None, timezone: str | None = None
    ) -> "BusinessTime":
        """The agency's, or its hours as kept elsewhere."""
        opens, closes = (time.fromisoformat(text) for text in agency.policy["business_hours"])
        zone = ZoneInfo(timezone or agency.timezone)
        return cls(zone, opens, closes, country or agency.country)

    def due(self, after: datetime, business_days: int) -> datetime:
        """Close of business, so many business days after the day of `after`, or before it.

        With none it is the same day's close, or the next business day's when that is over.
        """
        local = after.astimezone(self.zone)
        day = local.date()
        if business_days:
            day = public_holidays(self.country).get_nth_working_day(day, business_days)
        elif not self.works_on(day) or local.time() >= self.closes:
            day = self.day_after(day)
        return self.moment(day, self.closes)

    def next_open(self, moment: datetime) -> datetime:
        """`moment` itself if they are at work then, else when they next are."""
        local = moment.astimezone(self.zone)
        if self.works_on(local.date()):
            if self.opens <= local.time() < self.closes:
                return moment
            if local.time() < self.opens:
                return self.moment(local.date(), self.opens)
        return self.moment(self.day_after(local.date()), self.opens)

    def works_on(self, day: date) -> bool:
        return public_holidays(self.country).is_working_day(day)

    def day_after(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.works_on(day):
            day += timedelta(days=1)
        return day

    def moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)
