"""The search as it is asked and answered."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.fields import Query as Words
from app.fields import Wire
from app.search.models import SubjectType

BETTER_FIRST = "From 0 to 1, to order by: at 0.4 and above every word was found as it was typed."


def split(value: Any) -> Any:
    """`types=a,b` and `types=a&types=b` are the same."""
    given = value if isinstance(value, list) else [value]
    return [name.strip() for part in given for name in str(part).split(",") if name.strip()]


class SearchQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[Words, Field(examples=["gregg depot"])]
    types: Annotated[
        set[SubjectType],
        BeforeValidator(split),
        Field(description="Only these kinds, repeated or separated by commas; all unless sent."),
    ] = set()
    limit: Annotated[int, Field(ge=1, le=200)] = 20


class SearchHit(Wire):
    """Something that was found; `GET /v1/candidates/{id}` and its siblings tell the rest."""

    type: SubjectType
    id: str
    title: str = Field(description="A name, or a vacancy's title.", examples=["Maria Gregg"])
    subtitle: str | None = Field(
        description="A candidate's headline, an employer's industry, a contact's job and employer, "
        "a vacancy's employer.",
        examples=["Operations manager, ten years in logistics"],
    )
    score: float = Field(description=BETTER_FIRST, examples=[0.855])


class SearchResults(Wire):
    items: list[SearchHit]
