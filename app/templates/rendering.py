"""Filling in a template, in a sandbox: the agency writes them, and is not us."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from sqlalchemy import bindparam, select

from app.database import Reader
from app.statements import Statement
from app.templates.models import Template, TemplateName
from app.templates.shipped import SHIPPED

SANDBOX = ImmutableSandboxedEnvironment(autoescape=False, trim_blocks=True, lstrip_blocks=True)
SANDBOX.globals.clear()  # `range` and its like: a template has its placeholders and nothing else

LONGEST_SUBJECT = 200
LONGEST_BODY = 20_000
"""Characters, whatever was typed into what is filled in."""

Values = Mapping[str, str | None]

STORED = Statement(
    select(Template.subject, Template.body).where(
        Template.agency_id == bindparam("agency_id"), Template.name == bindparam("name")
    )
)


@dataclass(frozen=True)
class Wording:
    """A message in words."""

    subject: str
    body: str

    def filled_in(self, values: Values) -> "Wording":
        subject = " ".join(fill_in(self.subject, values).split())
        body = fill_in(self.body, values)
        return Wording(subject[:LONGEST_SUBJECT].rstrip(), body[:LONGEST_BODY].rstrip())


async def compose(db: Reader, name: TemplateName, /, **values: str | None) -> Wording:
    """The agency's template, or the one that ships, filled in with `values`."""
    return (await agency_wording(db, name)).filled_in(values)


async def agency_wording(db: Reader, name: TemplateName) -> Wording:
    """The template itself: the agency's, or the one that ships."""
    rows = await db.fetch(STORED, name=name)
    return Wording(**rows[0]) if rows else SHIPPED_WORDING[name]


SHIPPED_WORDING = {name: Wording(*parts) for name, parts in SHIPPED.items()}


def fill_in(template: str, values: Values) -> str:
    """What is missing or empty is left out, and no gap tells that it was."""
    return tidy(compiled(template).render({name: value for name, value in values.items() if value}))


@lru_cache(maxsize=500)
def compiled(template: str) -> jinja2.Template:
    return SANDBOX.from_string(template)


def tidy(text: str) -> str:
    """Paragraphs one blank line apart, and one mark where a typed sentence met the template's."""
    text = "\n".join(line.rstrip() for line in text.splitlines())
    text = re.sub(r"(?<=\S) {2,}", " ", re.sub(r"\n{3,}", "\n\n", text)).strip()
    return re.sub(r"(?<!\.)([.!?…])\.(?!\.)", r"\1", text)
