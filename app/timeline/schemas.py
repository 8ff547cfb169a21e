"""The timeline as it goes out."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.events.schemas import EventActor, EventOut, EventTypes
from app.fields import Instant, Wire
from app.fields import Query as Words


class TimelineQuery(BaseModel):
    """What to leave out; newest first always."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=200, description="A page's `next_cursor`.")] | None = (
        None
    )
    types: EventTypes | None = None
    application_id: UUID | None = None
    since: Annotated[
        Instant | None, Field(alias="from", description="Occurred at this moment or later.")
    ] = None
    until: Annotated[Instant | None, Field(alias="to", description="Occurred before it.")] = None
    actor: Annotated[UUID | None, Field(description="Only what this user or API key did.")] = None
    q: Annotated[Words | None, Field(description="Words in the summary.")] = None


class TimelineActor(EventActor):
    name: str | None = Field(description="As it is today; null when erased.")


class TimelineItem(EventOut):
    """What happened, as a sentence."""

    actor: TimelineActor
    vacancy_title: str | None
    employer_name: str | None
    audience: Literal["agency", "candidate"] = Field(
        description="Whether the candidate's own page may show it."
    )
    summary: str = Field(
        examples=["Grace Obi asked Ryan Walters for feedback on the Marketing Specialist interview"]
    )


class TimelinePage(Wire):
    items: list[TimelineItem]
    next_cursor: str | None
