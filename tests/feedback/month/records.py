"""What is left of a month, read as anybody may read it: over the API, and in the letterbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.factories import Agency, Json
from tests.feedback.month.hours import Hours
from tests.feedback.month.post import Attempt
from tests.feedback.month.world import Office

MAILED = ("feedback_request", "feedback_chase")


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


async def everything(agency: Agency, path: str, **filters: Any) -> list[Json]:
    rows: list[Json] = []
    cursor = {}
    while True:
        page = await agency.admin.reads(path, limit=200, **filters, **cursor)
        rows += page["items"]
        if page["next_cursor"] is None:
            return rows
        cursor = {"after" if path == "/v1/events" else "cursor": page["next_cursor"]}


@dataclass(frozen=True)
class Records:
    """One agency's, its rows by their ids; and when its workers came around."""

    agency: Json
    contacts: dict[str, Json]
    interviews: dict[str, Json]
    requests: dict[str, Json]
    messages: dict[str, Json]
    suppressions: dict[str, Json]
    events: list[Json]
    chases: dict[str, list[Json]]
    attempts: list[Attempt]
    swept: list[datetime]
    delivered: list[datetime]

    @property
    def policy(self) -> Json:
        policy: Json = self.agency["policy"]
        return policy

    def hours_of(self, contact_id: str) -> Hours:
        return Hours.of(self.agency, self.contacts[contact_id])

    def about(self, message_id: str) -> list[str]:
        """The requests that a message asked for."""
        message = self.messages.get(message_id)
        requests: list[str] = message["feedback_request_ids"] if message else []
        return requests


async def read(office: Office, attempts: list[Attempt]) -> Records:
    agency = office.agency

    async def by_id(path: str, **filters: Any) -> dict[str, Json]:
        return {row["id"]: row for row in await everything(agency, path, **filters)}

    contacts = await by_id("/v1/contacts")
    emails = {contact["email"] for contact in contacts.values()}
    requests = await by_id("/v1/feedback-requests")
    messages = await by_id("/v1/messages")
    return Records(
        agency=await agency.admin.reads("/v1/agency"),
        contacts=contacts,
        interviews=await by_id("/v1/interviews"),
        requests=requests,
        messages={key: row for key, row in messages.items() if row["kind"] in MAILED},
        suppressions=await by_id("/v1/suppressions"),
        events=await everything(agency, "/v1/events"),
        chases={
            key: await everything(agency, f"/v1/feedback-requests/{key}/chases")
            for key, row in requests.items()
            if row["chase_count"]
        },
        attempts=[attempt for attempt in attempts if attempt.to in emails],
        swept=office.swept,
        delivered=office.delivered,
    )
