"""The desk worked out the slow way: every row by the API, and the rules in plain words."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.factories import Agency, Json, Person

SHOWN = 5
OVER = ("rejected", "withdrawn")


async def everything(person: Person, path: str) -> list[Json]:
    page = await person.reads(path, limit=200)
    assert page["next_cursor"] is None
    items: list[Json] = page["items"]
    return items


async def one_of_each(person: Person, interviews: list[Json], what: str) -> dict[str, Json]:
    """By the interview's id; those without one are left out."""
    found = {}
    for interview in interviews:
        answer = await person.get(f"/v1/interviews/{interview['id']}/{what}")
        if answer.status_code == 200:
            found[interview["id"]] = answer.json()
    return found


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def naive_desk(
    agency: Agency, timezone: str, owner_id: str | None = None
) -> dict[str, tuple[int, list[str]]]:
    """By section, how many and the ids of the first."""
    read = agency.viewer
    now, zone = datetime.now(UTC), ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    today_begins = datetime.combine(today, time(), zone)
    tomorrow_begins = datetime.combine(today + timedelta(days=1), time(), zone)

    applications = {row["id"]: row for row in await everything(read, "/v1/applications")}
    candidates = {row["id"]: row for row in await everything(read, "/v1/candidates")}
    interviews = await everything(read, "/v1/interviews")
    application_of = {row["id"]: row["application_id"] for row in interviews}
    debriefs = await one_of_each(read, interviews, "debrief")
    decisions = await one_of_each(read, interviews, "decision-process")
    waiting = [
        row
        for row in await everything(read, "/v1/feedback-requests")
        if row["status"] == "awaiting" and row["chasing_stopped_at"] is None
    ]
    offers = [row for row in await everything(read, "/v1/offers") if row["settled_at"] is None]
    tasks = await everything(read, "/v1/tasks")
    references = await everything(read, "/v1/references")

    def owned(row: Json) -> bool:
        application_id = row.get("application_id") or application_of.get(row.get("interview_id"))
        application = applications.get(application_id or row["id"])
        candidate_id = application["candidate_id"] if application else row.get("candidate_id")
        candidate = candidates.get(candidate_id)
        return owner_id is None or bool(candidate and candidate["owner_id"] == owner_id)

    def mine(row: Json) -> bool:
        if owner_id is None or row["assignee_id"] is None:
            return owned(row)
        return bool(row["assignee_id"] == owner_id)

    def mine_or_nobodys(row: Json) -> bool:
        return row["candidate_id"] is None or owned(row)

    def over(row: Json) -> bool:
        return applications[row["application_id"]]["stage"] in OVER

    scheduled = [row for row in interviews if row["status"] == "scheduled"]
    sections: dict[str, list[tuple[Any, Json]]] = {
        "feedback_overdue": [
            (moment(row["due_at"]), row) for row in waiting if moment(row["due_at"]) < now
        ],
        "feedback_due_today": [
            (moment(row["due_at"]), row)
            for row in waiting
            if now <= moment(row["due_at"]) < tomorrow_begins
        ],
        "decisions_overdue": [
            (row["decision_due_on"], row)
            for row in decisions.values()
            if row["settled_at"] is None
            and row["decision_due_on"] is not None
            and date.fromisoformat(row["decision_due_on"]) < today
        ],
        "debriefs_missing": [
            (moment(row["ends_at"]), row)
            for row in interviews
            if row["status"] == "completed" and row["id"] not in debriefs and not over(row)
        ],
        "follow_ups_due": [
            (moment(row["due_at"]), row)
            for row in await everything(read, "/v1/follow-ups")
            if row["status"] == "due"
        ],
        "interviews_today": [
            (moment(row["starts_at"]), row)
            for row in scheduled
            if today_begins <= moment(row["starts_at"]) < tomorrow_begins
        ],
        "outcomes_missing": [
            (moment(row["starts_at"]), row)
            for row in scheduled
            if moment(row["ends_at"]) <= now and moment(row["starts_at"]) < today_begins
        ],
        "offers_expiring": [
            (moment(row["expires_at"]), row)
            for row in offers
            if row["expires_at"] and now < moment(row["expires_at"]) <= now + timedelta(days=7)
        ],
        "tasks_due": [
            (moment(row["due_at"]), row)
            for row in tasks
            if row["done_at"] is None
            and row["cancelled_at"] is None
            and moment(row["due_at"]) < tomorrow_begins
        ],
        "applications_to_review": [
            (moment(row["review_due_at"]), row)
            for row in applications.values()
            if row.get("review_due_at")
        ],
        "replies_to_review": [
            (moment(row["received_at"]), row)
            for row in await everything(read, "/v1/replies")
            if row["status"] == "to_review"
        ],
        "references_overdue": [
            (moment(row["due_at"]), row)
            for row in references
            if row["status"] == "requested" and moment(row["due_at"]) < now
        ],
        "calls_due": [
            (moment(row["starts_at"] or row["due_at"]), row)
            for row in await everything(read, "/v1/calls")
            if row["status"] == "wanted"
            or (row["status"] == "booked" and moment(row["starts_at"]) < tomorrow_begins)
        ],
        "messages_failed": [
            (moment(row["settled_at"]), row)
            for row in await everything(read, "/v1/messages")
            if row["status"] in ("failed", "bounced")
        ],
    }
    desk = {}
    for name, rows in sections.items():
        belongs = {
            "tasks_due": mine,
            "messages_failed": mine_or_nobodys,
            "replies_to_review": mine_or_nobodys,
        }.get(name, owned)
        kept = sorted((at, row["id"]) for at, row in rows if belongs(row))
        desk[name] = (len(kept), [row_id for _, row_id in kept[:SHOWN]])
    return desk


async def real_desk(
    agency: Agency, owner_id: str | None = None
) -> dict[str, tuple[int, list[str]]]:
    params = {"owner_id": owner_id} if owner_id else {}
    found = await agency.viewer.reads("/v1/desk", **params)
    return {
        name: (part["count"], [item["id"] for item in part["items"]])
        for name, part in found.items()
        if isinstance(part, dict)
    }
