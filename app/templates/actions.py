"""Rewording messages, and going back to the wording that ships."""

from app.agencies.queries import get_agency
from app.database import Db
from app.events import kinds
from app.events.recorder import record
from app.messages.layout import html_of
from app.statements import Row
from app.templates import queries
from app.templates.checking import check, samples
from app.templates.models import Template, TemplateName
from app.templates.rendering import Wording
from app.templates.schemas import TemplateIn, TemplatePreviewIn


async def put_template(
    db: Db, name: TemplateName, template: Template | None, new: TemplateIn
) -> None:
    """Raises `Invalid`, with the line."""
    check(name, Wording(new.subject, new.body))
    if template is None:
        template = Template(agency_id=db.agency_id, name=name, **new.model_dump())
        db.add(template)
    elif (template.subject, template.body) == (new.subject, new.body):
        return
    template.subject, template.body = new.subject, new.body
    record(db, kinds.TemplateUpdated(template=name), template.id)


async def reset_template(db: Db, name: TemplateName, template: Template | None) -> None:
    if template is not None:
        await db.delete(template)
        record(db, kinds.TemplateUpdated(template=name), template.id)


async def preview(db: Db, name: TemplateName, tried: TemplatePreviewIn) -> Row:
    """What it would read like; nothing is kept. Raises `Invalid`."""
    stands = await queries.template_out(db, name)
    wording = Wording(tried.subject or stands["subject"], tried.body or stands["body"])
    check(name, wording)
    filled_in = wording.filled_in(samples(name))
    agency = await get_agency(db)
    return {**in_words(filled_in), "html": html_of(filled_in.body, agency.name, None)}


def in_words(wording: Wording) -> Row:
    """As a `WordingOut`."""
    words = len(wording.body.split())
    return {"subject": wording.subject, "body": wording.body, "words": words}
