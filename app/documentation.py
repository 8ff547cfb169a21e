"""What every operation's OpenAPI entry has in common."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.errors import (
    MOST_COMPLAINTS,
    BadRequest,
    Busy,
    Forbidden,
    Invalid,
    Problem,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
)


class FieldComplaint(BaseModel):
    """What is wrong with one field."""

    pointer: str = Field(description="JSON pointer into the body.", examples=["/starts_at"])
    detail: str
    code: str | None = Field(
        None,
        description="The rule of the schema that was broken; absent for rules no schema can hold.",
        examples=["string_too_short"],
    )


class ProblemOut(BaseModel):
    """RFC 9457. A domain refusal carries more: what to do next."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str = Field(examples=["/problems/invalid"])
    title: str
    status: int
    detail: str
    errors: Annotated[list[FieldComplaint], Field(max_length=MOST_COMPLAINTS)] | None = None
    errors_omitted: bool | None = Field(
        None, description="True when more is wrong than `errors` says; absent otherwise."
    )


ALWAYS: tuple[type[Problem], ...] = (
    BadRequest,
    Unauthenticated,
    Forbidden,
    TooLarge,
    Invalid,
    TooManyRequests,
    Busy,
)


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of an operation: what anything may answer, and `kinds` besides."""
    by_status: dict[int, list[type[Problem]]] = {}
    for kind in dict.fromkeys((*ALWAYS, *kinds)):
        by_status.setdefault(kind.status, []).append(kind)
    return {
        status: {
            "description": "; ".join(f"{kind.title} (`{kind.code}`)" for kind in these),
            "content": {
                "application/problem+json": {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {kind.code: {"value": kind().body()} for kind in these},
                }
            },
        }
        for status, these in sorted(by_status.items())
    }
