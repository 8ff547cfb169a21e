"""Filling in a template, in a sandbox: the agency writes them, and is not us."""

from dataclasses import dataclass

from jinja2.sandbox import ImmutableSandboxedEnvironment
from sqlalchemy import select

from app.database import Db
from app.templates.models import Template, TemplateName
from app.templates.shipped import SHIPPED

SANDBOX = ImmutableSandboxedEnvironment(autoescape=False, trim_blocks=True, lstrip_blocks=True)


@dataclass(frozen=True)
class Wording:
    """A message in words."""

    subject: str
    body: str


async def compose(db: Db, name: TemplateName, **values: str | None) -> Wording:
    """The agency's template, or the one that ships, filled in with `values`."""
    found = await db.execute(
        select(Template.subject, Template.body).where(
            Template.agency_id == db.agency_id, Template.name == name
        )
    )
    row = found.one_or_none()
    subject, body = (row.subject, row.body) if row else SHIPPED[name]
    return Wording(fill_in(subject, values), fill_in(body, values))


def fill_in(template: str, values: dict[str, str | None]) -> str:
    return SANDBOX.from_string(template).render(values).strip()
