"""Links as they go out: once made, the address is shown again to whoever may send it."""

from pydantic import Field

from app.fields import Body, UtcTime, Wire
from app.links.models import LinkKind


class LinkOut(Wire):
    kind: LinkKind
    url: str = Field(
        description="Whoever has it is let in: send it to that person and nobody else.",
        examples=["https://debrief.example/f/7Jq2Zb…"],
    )
    expires_at: UtcTime
    first_opened_at: UtcTime | None
    made_by_id: str | None = Field(description="The user who asked for it first.")
    made_by_key_id: str | None = Field(
        description="The API key that made it: the link is its own, and ends with it."
    )
    created_at: UtcTime


class PortalLinkIn(Body):
    send: bool = Field(
        False, description="E-mail it to the candidate's first address.", examples=[True]
    )
