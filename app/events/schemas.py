"""Events as the change feed carries them; webhooks will carry the same."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.events.kinds import CATALOGUE
from app.fields import UtcTime, Wire

EventId = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f]{16}$",
        description="Opaque; later events of the agency have greater ids.",
        examples=["00000000000004d2"],
    ),
]


def split_and_check(value: Any) -> Any:
    """`types=a,b` and `types=a&types=b` are the same."""
    given = value if isinstance(value, list) else [value]
    names = [name.strip() for part in given for name in str(part).split(",") if name.strip()]
    unknown = sorted(set(names) - set(CATALOGUE))
    if unknown:
        raise ValueError("names no event type; see the description of the change feed")
    return names


EventTypes = Annotated[
    list[str],
    BeforeValidator(split_and_check),
    Field(
        description="Only these types, repeated or separated by commas.",
        max_length=100,
        json_schema_extra={"items": {"type": "string", "enum": sorted(CATALOGUE)}},
    ),
]


class FeedQuery(BaseModel):
    """Where to go on, and what to leave out."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[
        EventId | None,
        Field(description="The `id` of the last event you hold, or a page's `next_cursor`."),
    ] = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    types: EventTypes | None = None
    candidate_id: Annotated[
        UUID | None,
        Field(
            description="As it was recorded: what a candidate did before they were merged into "
            "another stands under the id they had. The timeline tells both."
        ),
    ] = None
    subject_id: Annotated[
        UUID | None, Field(description="Everything recorded about one thing: its audit trail.")
    ] = None
    actor_id: UUID | None = None


class EventActor(Wire):
    """Who did it. A key acting for a user is the user, with `api_key_id` set."""

    type: str = Field(examples=["user"])
    id: str | None
    api_key_id: str | None


class EventSubject(Wire):
    type: str = Field(examples=["feedback_request"])
    id: str


class EventOut(Wire):
    """What happened. `data` holds ids, states, field names and dates, never names or words."""

    id: EventId
    type: str = Field(examples=["feedback.requested"])
    occurred_at: UtcTime
    recorded_at: UtcTime
    actor: EventActor
    subject: EventSubject
    candidate_id: str | None
    application_id: str | None
    contact_id: str | None
    data: dict[str, Any]


class EventPage(Wire):
    items: list[EventOut]
    next_cursor: str | None = Field(
        description="More is waiting: send it as `after`. Null: you hold everything; go on later "
        "with the last event's `id`."
    )
