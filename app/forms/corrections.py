"""What a contact changed since they last sent the form, put into feedback that a recruiter may have
amended since.

A field that they left alone stays as the recruiter has it. Where both changed the same field, both
stand in it. What stood there before is kept with the amendment in any case.
"""

from typing import Any

from pydantic import ValidationError

from app.feedback.models import Feedback
from app.feedback.schemas import AmendmentIn


def correction(feedback: Feedback, before: dict[str, Any], now: dict[str, Any]) -> AmendmentIn:
    """`before` is what they sent last and `now` what they send; fields of `ON_THE_FORM`."""
    changed = {name: value for name, value in now.items() if value != before.get(name)}
    merged = {
        name: united(name, getattr(feedback, name), before.get(name), value)
        for name, value in changed.items()
    }
    try:
        return AmendmentIn(**merged)
    except ValidationError:
        # Together they are longer than a field can be: theirs stands, the recruiter's is history.
        return AmendmentIn(**changed)


def united(name: str, stands: Any, before: Any, now: Any) -> Any:
    """`stands` is the field as a recruiter left it."""
    if stands == before or name == "outcome":
        return now
    if name == "ratings":
        return united_ratings(stands, before or {}, now)
    if name in ("strengths", "improvements"):
        return united_lists(stands, before or [], now)
    return united_words(stands or "", before or "", now or "")


def united_lists(stands: list[str], before: list[str], now: list[str]) -> list[str]:
    """What they took out goes, and what they put in comes last."""
    kept = [line for line in stands if line in now or line not in before]
    return [*kept, *(line for line in now if line not in before and line not in kept)]


def united_ratings(
    stands: dict[str, int], before: dict[str, int], now: dict[str, int]
) -> dict[str, int]:
    changed = {name for name in {*before, *now} if before.get(name) != now.get(name)}
    untouched = {name: stars for name, stars in stands.items() if name not in changed}
    return {**untouched, **{name: stars for name, stars in now.items() if name in changed}}


def united_words(stands: str, before: str, now: str) -> str | None:
    """Their new words in place of their old ones if these can be told from the recruiter's, or
    else below what the recruiter has."""
    if before and stands.startswith(f"{before}\n"):
        words = now + stands.removeprefix(before)
    elif before and stands.endswith(f"\n{before}"):
        words = stands.removesuffix(before) + now
    elif f"\n{now}\n" in f"\n{stands}\n":
        words = stands
    else:
        words = f"{stands}\n\n{now}"
    return words.strip() or None
