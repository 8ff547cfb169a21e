"""Business days and hours: holidays by country, weekends, clock changes."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.agencies.business_time import BusinessTime

HOURS = (time(9), time(17, 30))
LONDON = BusinessTime(ZoneInfo("Europe/London"), *HOURS, "GB")
EDINBURGH = BusinessTime(ZoneInfo("Europe/London"), *HOURS, "GB-SCT")
NEW_YORK = BusinessTime(ZoneInfo("America/New_York"), *HOURS, "US")
DUBAI = BusinessTime(ZoneInfo("Asia/Dubai"), *HOURS, "AE")
TEL_AVIV = BusinessTime(ZoneInfo("Asia/Jerusalem"), *HOURS, "IL")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("where", "after", "days", "due"),
    [
        (LONDON, "2026-11-24 15:00", 2, "2026-11-26 17:30"),
        (LONDON, "2026-11-27 18:30", 2, "2026-12-01 17:30"),  # Friday evening
        (LONDON, "2026-11-24 15:00", 0, "2026-11-24 17:30"),
        (LONDON, "2026-11-24 18:00", 0, "2026-11-25 17:30"),  # the day is over
        (LONDON, "2026-11-28 10:00", 0, "2026-11-30 17:30"),  # a Saturday
        (LONDON, "2026-12-24 15:00", 2, "2026-12-30 17:30"),  # Christmas, and Boxing Day's Monday
        (LONDON, "2026-12-31 15:00", 1, "2027-01-04 17:30"),
        (EDINBURGH, "2026-12-31 15:00", 1, "2027-01-05 17:30"),  # 2 January, kept on the Monday
        (LONDON, "2027-03-25 16:00", 1, "2027-03-30 16:30"),  # Good Friday to summer time
        (LONDON, "2026-10-23 15:00", 1, "2026-10-26 17:30"),  # winter time begins between
        (LONDON, "2026-11-24 10:00", -1, "2026-11-23 17:30"),
        (LONDON, "2026-11-29 10:00", -1, "2026-11-27 17:30"),  # a Sunday
        (LONDON, "2027-01-04 10:00", -1, "2026-12-31 17:30"),
        (LONDON, "2027-03-30 10:00", -1, "2027-03-25 17:30"),  # back over Easter to winter time
        (TEL_AVIV, "2026-11-29 12:00", -1, "2026-11-26 15:30"),
        (NEW_YORK, "2026-11-25 20:00", 1, "2026-11-27 22:30"),  # over Thanksgiving
        (NEW_YORK, "2026-11-25 03:00", 1, "2026-11-25 22:30"),  # still Tuesday evening there
        (TEL_AVIV, "2026-11-26 12:00", 1, "2026-11-29 15:30"),  # Friday and Saturday are free
        (DUBAI, "2026-12-01 10:00", 1, "2026-12-04 13:30"),  # National Day
    ],
)
def test_due(where: BusinessTime, after: str, days: int, due: str) -> None:
    assert where.due(utc(after), days) == utc(due)


@pytest.mark.parametrize(
    ("where", "moment", "opens"),
    [
        (LONDON, "2026-11-24 12:00", "2026-11-24 12:00"),
        (LONDON, "2026-11-24 09:00", "2026-11-24 09:00"),
        (LONDON, "2026-11-24 17:30", "2026-11-25 09:00"),
        (LONDON, "2027-03-27 12:00", "2027-03-30 08:00"),  # Easter, then summer time
        (LONDON, "2026-10-24 12:00", "2026-10-26 09:00"),
        (NEW_YORK, "2027-03-13 12:00", "2027-03-15 13:00"),
        (EDINBURGH, "2026-11-27 18:00", "2026-12-01 09:00"),  # Saint Andrew's Day
    ],
)
def test_next_open(where: BusinessTime, moment: str, opens: str) -> None:
    assert where.next_open(utc(moment)) == utc(opens)
