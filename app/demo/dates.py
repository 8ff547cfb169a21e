"""When things happen in the demo: counted in the agency's business days from the day it is loaded.

`-3 10:15` is a quarter past ten three business days ago, `+2 14:00` two o'clock in two business
days, and `today` the next half hour of today that somebody could still be invited for.
"""

from datetime import date, datetime, time, timedelta

from app.agencies.business_time import BusinessTime

TODAY = "today"
NOTICE = timedelta(minutes=45)
FIRST, LAST = time(10), time(16, 30)
"""When an interview of today may start."""


class Dates:
    """Whatever today is, a weekend or the last day of the year, `-1` is over and `+1` to come."""

    def __init__(self, now: datetime, hours: BusinessTime) -> None:
        self.now, self.hours = now, hours
        today = now.astimezone(hours.zone).date()
        self.days: dict[int, date] = {0: today}

    def moment(self, said: str) -> datetime:
        if said == TODAY:
            return self.later_today()
        days, _, clock = said.partition(" ")
        return self.hours.moment(self.day(int(days)), time.fromisoformat(clock))

    def day(self, distance: int) -> date:
        """The business day so many before (negative) or after today, which need not be one."""
        if distance not in self.days:
            step = 1 if distance > 0 else -1
            day = self.day(distance - step) + timedelta(days=step)
            while not self.hours.works_on(day):
                day += timedelta(days=step)
            self.days[distance] = day
        return self.days[distance]

    def later_today(self) -> datetime:
        """In the morning when the day is nearly over, of the next business day when it is none."""
        today = self.day(0)
        if not self.hours.works_on(today):
            return self.hours.moment(self.day(1), FIRST)
        soon = (self.now + NOTICE).astimezone(self.hours.zone)
        half_hour = soon.replace(minute=30 * (soon.minute // 30), second=0, microsecond=0)
        half_hour += timedelta(minutes=30)
        if half_hour.date() != today or half_hour.time() > LAST:
            return self.hours.moment(today, FIRST)
        return self.hours.moment(today, max(half_hour.time(), FIRST))
