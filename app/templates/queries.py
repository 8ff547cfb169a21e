"""Reading templates."""

from dataclasses import asdict

from sqlalchemy import bindparam, select

from app.agencies.models import Agency
from app.database import Db, Reader
from app.statements import Row, Statement
from app.templates.models import Template, TemplateName
from app.templates.shipped import PLACEHOLDERS, SHIPPED

TEMPLATES = Statement(
    select(
        Template.name, Template.subject, Template.body, Template.updated_at, Template.version
    ).where(Template.agency_id == bindparam("agency_id"))
)


async def templates_out(db: Reader) -> list[Row]:
    """All of them, the agency's own where it has one."""
    own = {row["name"]: row for row in await db.fetch(TEMPLATES)}
    return [
        {
            "name": name,
            "subject": own[name]["subject"] if name in own else subject,
            "body": own[name]["body"] if name in own else body,
            "shipped": name not in own,
            "placeholders": [asdict(placeholder) for placeholder in PLACEHOLDERS[name]],
            "updated_at": own[name]["updated_at"] if name in own else None,
            "version": own[name]["version"] if name in own else 0,
        }
        for name, (subject, body) in SHIPPED.items()
    ]


async def template_out(db: Reader, name: TemplateName) -> Row:
    [row] = [row for row in await templates_out(db) if row["name"] == name]
    return row


async def find_template(db: Db, name: TemplateName) -> Template | None:
    """The agency's own, to change. The agency is held, for there may be no row yet to hold."""
    agency = select(Agency.id).where(Agency.id == db.agency_id).with_for_update(key_share=True)
    await db.execute(agency)
    found: Template | None = await db.scalar(
        select(Template).where(Template.agency_id == db.agency_id, Template.name == name)
    )
    return found
