"""Times and places for workers, who know no other clock than the real one."""

from datetime import UTC, datetime, timedelta

from holidays import list_supported_countries

from app.agencies.business_time import public_holidays


def noon_somewhere_at_work() -> tuple[str, str]:
    """A zone where it is about noon, and a country that works today: no test waits for Monday."""
    offset = 12 - datetime.now(UTC).hour
    zone = f"Etc/GMT{-offset:+d}" if offset else "Etc/UTC"  # signs are the other way round there
    today = (datetime.now(UTC) + timedelta(hours=offset)).date()
    return zone, next(
        country
        for country in list_supported_countries(include_aliases=False)  # somebody always works
        if public_holidays(country).is_working_day(today)
    )
