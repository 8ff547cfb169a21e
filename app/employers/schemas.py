"""Employers as they come in and go out."""

from pydantic import Field

from app.fields import Answered, Body, Change, ExternalRef, Line, Prose, Tags, Url, shown_as

WHAT_THEY_LOOK_FOR = "What they say they look for; feeds the candidate's questions."


class EmployerIn(Body):
    name: Line = Field(examples=["Northwind Logistics"])
    website: Url | None = Field(None, examples=["https://northwind.example/"])
    industry: Line | None = Field(None, examples=["Logistics"])
    priorities: Tags = Field([], description=WHAT_THEY_LOOK_FOR, examples=[["calm under pressure"]])
    notes: Prose | None = None
    external_ref: ExternalRef | None = None


class EmployerChange(Change):
    model_config = shown_as({"industry": "Cold-chain logistics"})
    never_null = frozenset({"name", "priorities"})

    name: Line | None = None
    website: Url | None = None
    industry: Line | None = None
    priorities: Tags | None = None
    notes: Prose | None = None
    external_ref: ExternalRef | None = None


class EmployerOut(Answered):
    name: str
    website: str | None
    industry: str | None
    priorities: list[str]
    notes: str | None
    external_ref: ExternalRef | None
