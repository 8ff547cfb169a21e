"""Templates as they come in and go out."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.fields import SOMETHING, Body, Line, Plain, UtcTime, Version, Wire
from app.templates.models import TemplateName

TemplateText = Annotated[
    str,
    # As typed: a complaint names the line, and it should be the line they see.
    StringConstraints(strip_whitespace=False, min_length=1, max_length=5_000, pattern=SOMETHING),
    Plain,
]

SYNTAX = (
    "Jinja2: placeholders such as `{{ vacancy }}`, `{% if … %}` with `and`, `or`, `not`, `==` "
    "and `!=`, and the filters `capitalize`, `default`, `lower`, `title`, `trim` and `upper`."
)


class TemplateIn(Body):
    subject: Line = Field(description=SYNTAX, examples=["Your advice"])
    body: TemplateText = Field(
        description=SYNTAX, examples=["Good day, this is {{ candidate }} about {{ vacancy }}."]
    )


class TemplatePreviewIn(Body):
    """What to try, before it is kept; what is not sent is as it stands."""

    subject: Line | None = None
    body: TemplateText | None = Field(None, examples=["{{ candidate }}, about {{ vacancy }}."])


class PlaceholderOut(Wire):
    """Something the template may say."""

    name: str = Field(examples=["vacancy"])
    description: str
    example: str = Field(description="What a preview fills in.")
    optional: bool = Field(description="Absent from some messages: write `{% if … %}` around it.")


class TemplateOut(Wire):
    name: TemplateName
    subject: str
    body: str
    shipped: bool = Field(description="Debrief's own wording, which you may replace.")
    placeholders: list[PlaceholderOut]
    updated_at: UtcTime | None = Field(description="Null for the wording that ships.")
    version: Version = Field(description="0 for the wording that ships; also the ETag.")


class WordingOut(Wire):
    """A message in words."""

    subject: str
    body: str
    words: int = Field(description="In the body.", examples=[84])


class PreviewOut(WordingOut):
    html: str = Field(description="The same as mail programs show it.")
