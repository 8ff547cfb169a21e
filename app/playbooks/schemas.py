"""Playbooks as they come in and go out."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema, model_validator

from app.fields import (
    MAX_INT,
    Answered,
    Body,
    Change,
    Line,
    Wire,
    no_repeats,
    shown_as,
    without_nul,
)
from app.paging import ListQuery
from app.playbooks.models import Anchor
from app.playbooks.triggers import TRIGGERS, known_trigger
from app.tasks.models import TaskFor

Trigger = Annotated[
    str,
    AfterValidator(known_trigger),
    Field(
        description="A type of event that belongs to a candidate, an application or an interview.",
        json_schema_extra={"enum": [*TRIGGERS]},
        examples=["interview.completed"],
    ),
]
LONGEST_VALUE = 200
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


def one_plain_value(value: Any) -> Any:
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) <= MAX_INT):
        return value
    if isinstance(value, str) and len(value) <= LONGEST_VALUE:
        return without_nul(value)
    raise ValueError(f"must be true or false, a whole number or up to {LONGEST_VALUE} characters")


Value = Annotated[
    Any,
    AfterValidator(one_plain_value),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "boolean"},
                {"type": "integer", "minimum": -MAX_INT, "maximum": MAX_INT},
                {"type": "string", "maxLength": LONGEST_VALUE},
            ]
        }
    ),
]
Condition = Annotated[
    dict[FieldName, Value],
    Field(
        max_length=20,
        description="What the event's `data` must hold, by field: nothing else starts it. Fields "
        "that hold lists cannot be asked for.",
    ),
]
Steps = Annotated[list["StepIn"], Field(min_length=1, max_length=50)]

NINETY_DAYS = 24 * 90
OFFSET = (
    "Negative is before the anchor, which only an interview's time can be. Exactly one of "
    "`offset_hours` and `offset_business_days`."
)


class StepIn(Body):
    """A task to be."""

    title: Line = Field(examples=["Ask the employer for feedback"])
    for_: TaskFor = Field(
        TaskFor.recruiter,
        alias="for",
        description="Whose task it is. A recruiter's is given to the candidate's owner.",
    )
    anchor: Anchor = Field(
        Anchor.event,
        description="What the offset counts from: the event, or the interview's start or end. "
        "When the interview is moved, open tasks move with it.",
    )
    offset_hours: Annotated[int, Field(ge=-NINETY_DAYS, le=NINETY_DAYS)] | None = Field(
        None, description=f"Hours of a clock that nobody changes. {OFFSET}"
    )
    offset_business_days: Annotated[int, Field(ge=-60, le=60)] | None = Field(
        None,
        description="Due at the agency's close of business, so many business days from the "
        f"anchor's day. {OFFSET}",
        examples=[1],
    )
    completed_by: Annotated[list[Trigger], Field(max_length=20), AfterValidator(no_repeats)] = (
        Field(
            [],
            description="Types of event that complete the task by themselves, when they are about "
            "the same interview, application or candidate.",
            examples=[["feedback.requested"]],
        )
    )

    @model_validator(mode="after")
    def has_one_offset(self) -> "StepIn":
        if (self.offset_hours is None) == (self.offset_business_days is None):
            raise ValueError("needs either offset_hours or offset_business_days")
        return self


class PlaybookIn(Body):
    name: Line = Field(examples=["After an interview"])
    trigger: Trigger
    condition: Condition = {}
    active: bool = True
    steps: Steps


class PlaybookChange(Change):
    model_config = shown_as({"active": False})
    never_null = frozenset({"name", "trigger", "condition", "active", "steps"})

    name: Line | None = None
    trigger: Trigger | None = None
    condition: Condition | None = None
    active: bool | None = None
    steps: Steps | None = Field(
        None, description="All of them: they replace those there were. Open tasks stay."
    )


class StepOut(Wire):
    id: str
    title: str
    for_: TaskFor = Field(alias="for")
    anchor: Anchor
    offset_hours: int | None
    offset_business_days: int | None
    completed_by: list[str]


class PlaybookOut(Answered):
    name: str = Field(examples=["After an interview"])
    trigger: str = Field(examples=["interview.completed"])
    condition: dict[str, Any]
    active: bool
    steps: list[StepOut]


class PlaybookQuery(ListQuery):
    """Which playbooks to list."""

    trigger: Trigger | None = None
    active: bool | None = None
