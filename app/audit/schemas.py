"""The security log as it is asked for and answered."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.audit.models import Outcome, What
from app.fields import Instant, UtcTime, Wire


def split(value: Any) -> list[str]:
    """`what=a,b` and `what=a&what=b` are the same."""
    given = value if isinstance(value, list) else [value]
    return [name.strip() for part in given for name in str(part).split(",") if name.strip()]


class AuditQuery(BaseModel):
    """What to show, and how."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_: Annotated[Instant | None, Field(alias="from", description="At or after this.")] = None
    to: Annotated[Instant | None, Field(description="Before this.")] = None
    actor_id: Annotated[
        UUID | None, Field(description="A user, an API key, a contact or a candidate.")
    ] = None
    what: Annotated[
        list[What] | None,
        BeforeValidator(split),
        Field(max_length=50, description="Only these, repeated or separated by commas."),
    ] = None
    outcome: Outcome | None = None
    subject_id: Annotated[UUID | None, Field(description="All access to one thing.")] = None
    limit: Annotated[int, Field(ge=1, le=1000, description="Rows on a page.")] = 100
    cursor: Annotated[str, Field(max_length=200, description="A page's `next_cursor`.")] | None = (
        None
    )
    format: Annotated[
        Literal["json", "csv", "jsonl"] | None,
        Field(
            description="Otherwise what `Accept` prefers: JSON, `text/csv`, `application/jsonl`."
        ),
    ] = None


class AccessActor(Wire):
    """Who it was. A key acting for a user is the user, with `api_key_id` set."""

    type: str = Field(examples=["user"])
    id: str | None
    api_key_id: str | None


class AccessLink(Wire):
    """The link that it was done with."""

    kind: str = Field(examples=["portal"])
    id: str | None


class AccessSubject(Wire):
    type: str | None = Field(examples=["feedback"])
    id: str | None


class AccessEventOut(Wire):
    """One thing that was done or tried; or, with a `count`, as many alike up to `last_at`."""

    id: str
    at: UtcTime
    last_at: UtcTime
    count: int
    what: What
    outcome: Outcome
    operation: str | None = Field(examples=["get_feedback"])
    actor: AccessActor | None
    link: AccessLink | None
    subject: AccessSubject | None
    address: str | None = Field(
        description="Where it came from, as far as the proxies say; `many` for a flood.",
        examples=["203.0.113.7"],
    )
    user_agent: str | None
    request_id: str | None = Field(description="`X-Request-Id` of the answer.")


class AuditPage(Wire):
    """Newest first."""

    items: list[AccessEventOut]
    next_cursor: str | None = Field(
        description="Send it as `cursor` for the next page; null on the last."
    )
