"""What a calendar says of an interview or a call, to each who reads it.

Nothing here is told in confidence: what stands in a calendar is seen by whoever shares it. So no
link to anybody's page, no question to ask, no note.
"""

from app.calendars.writing import Entry
from app.statements import Row

MODES = {"phone": "By phone", "video": "By video", "onsite": "On site"}


def to_candidate(row: Row, *, otherwise_in: str = "UTC") -> Entry:
    if row["what"] == "call":
        return entry(row, f"Call about {role(row)}", otherwise_in=otherwise_in)
    return entry(row, f"Interview: {role(row)}", with_whom(row))


def invitation_of(row: Row, *, is_candidate: bool) -> Entry:
    """Without who takes the interview: nobody is mailed again when that changes, but a feed is
    read again."""
    whose = role(row) if is_candidate else f"{row['candidate']}, {row['vacancy']}"
    return entry(row, f"Interview: {whose}")


def to_recruiter(row: Row, *, otherwise_in: str = "UTC") -> Entry:
    whose = f"{row['candidate']}, {role(row)}"
    if row["what"] == "call":
        [*contact] = row["people"]
        summary = f"Call {contact[0]} about {whose}" if contact else f"Call {whose}"
        return entry(row, summary, otherwise_in=otherwise_in)
    return entry(row, f"{whose}, interview {row['round']}", with_whom(row))


def role(row: Row) -> str:
    return f"{row['vacancy']} at {row['employer']}"


def with_whom(row: Row) -> str | None:
    return f"With {', '.join(row['people'])}" if row["people"] else None


def entry(row: Row, summary: str, *more: str | None, otherwise_in: str = "UTC") -> Entry:
    described = (row["title"], MODES.get(row["mode"]), *more)
    return Entry(
        uid=row["id"],
        sequence=row["version"] - 1,
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        timezone=row["timezone"] or otherwise_in,
        summary=summary,
        changed_at=row["updated_at"],
        description="\n".join(line for line in described if line) or None,
        location=row["location"],
        cancelled=row["cancelled"],
    )
