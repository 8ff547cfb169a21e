"""The agency's wording of its messages."""

from typing import Annotated

from fastapi import Depends, Path
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.paging import Page
from app.routing import Router
from app.statements import encode
from app.templates import actions, queries
from app.templates.models import Template, TemplateName
from app.templates.schemas import PreviewOut, TemplateIn, TemplateOut, TemplatePreviewIn

router = Router(prefix="/v1/templates", tag="agency")

Reading = Annotated[Reads, reading("interviews:read")]
Managing = Annotated[Db, changing("agency:manage")]


def name_in_path(
    name: Annotated[str, Path(json_schema_extra={"enum": list(TemplateName)})],
) -> TemplateName:
    """Raises `NotFound`: a message that Debrief does not send has no template."""
    if name not in set(TemplateName):
        raise NotFound
    return TemplateName(name)


NameInPath = Annotated[TemplateName, Depends(name_in_path)]


async def template_in_path(
    db: Managing, name: NameInPath, if_match: IfMatch = None
) -> Template | None:
    template = await queries.find_template(db, name)
    answers.expect_version(if_match, template.version if template else 0)
    return template


TemplateInPath = Annotated[Template | None, Depends(template_in_path)]


@router.get("", summary="Get all templates", response_model=Page[TemplateOut], responses=problems())
async def get_templates(db: Reading) -> Response:
    """Every message that Debrief words for you, as it stands, with what may be filled in."""
    page = {"items": await queries.templates_out(db), "next_cursor": None}
    return answers.Json(encode(page))


@router.get(
    "/{name}", summary="Get a template", response_model=TemplateOut, responses=problems(NotFound)
)
async def get_template(db: Reading, name: NameInPath) -> Response:
    """One message's wording: your own, or the one that ships (`shipped`)."""
    return answers.found(await queries.template_out(db, name))


@router.put(
    "/{name}",
    summary="Reword a template",
    response_model=TemplateOut,
    responses=problems(NotFound, PreconditionFailed),
)
async def put_template(
    db: Managing, name: NameInPath, template: TemplateInPath, new: TemplateIn
) -> Response:
    """Your own wording from now on. What is drafted already stays as it is.

    A mistake is refused with its line. `thank_you` stays under 150 words: what is filled in is
    shortened to fit, and a template that leaves no room is refused.
    """
    await actions.put_template(db, name, template, new)
    return answers.changed(db, await queries.template_out(db, name))


@router.delete(
    "/{name}",
    summary="Go back to the wording that ships",
    status_code=204,
    responses=problems(NotFound, PreconditionFailed),
)
async def reset_template(db: Managing, name: NameInPath, template: TemplateInPath) -> Response:
    """Your own wording is gone; Debrief's is used again."""
    await actions.reset_template(db, name, template)
    return answers.done(db)


@router.post(
    "/{name}/preview",
    summary="Preview a template",
    response_model=PreviewOut,
    responses=problems(NotFound),
)
async def preview_template(
    db: Managing, name: NameInPath, tried: TemplatePreviewIn | None = None
) -> Response:
    """How it reads with the placeholders' examples: as it stands, or as you would change it."""
    return answers.changed(db, await actions.preview(db, name, tried or TemplatePreviewIn()))
