"""Contacts: the people at an employer, who interview and give feedback."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.contacts import actions, queries
from app.contacts.models import Contact, ContactRefTaken
from app.contacts.schemas import ContactChange, ContactIn, ContactOut
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.external_refs import RefPath, for_ref
from app.fields import Query as Words
from app.paging import ExternalListQuery, Page
from app.routing import Router

router = Router(prefix="/v1/contacts", tag="contacts")

Reading = Annotated[Reads, reading("employers:read")]
Changing = Annotated[Db, changing("employers:write")]


class ContactQuery(ExternalListQuery):
    q: Words | None = None
    employer_id: UUID | None = None


async def contact_in_path(db: Changing, contact_id: UUID, if_match: IfMatch = None) -> Contact:
    contact = await db.hold(Contact, contact_id)
    answers.expect_version(if_match, contact.version)
    return contact


ContactInPath = Annotated[Contact, Depends(contact_in_path)]


@router.get("", summary="List contacts", response_model=Page[ContactOut], responses=problems())
async def list_contacts(db: Reading, query: Annotated[ContactQuery, Query()]) -> Response:
    """Newest first unless `sort` says otherwise. `q` looks in the name and the e-mail address."""
    return await queries.CONTACTS.page(db, query)


@router.post(
    "",
    summary="Add a contact",
    status_code=201,
    response_model=ContactOut,
    responses=problems(ContactRefTaken),
)
async def create_contact(db: Changing, new: ContactIn) -> Response:
    """Someone at an employer: they can be named as an interviewer and asked for feedback."""
    contact = await actions.create_contact(db, new)
    row = await queries.contact_out(db, contact.id)
    return answers.created(db, row, f"/v1/contacts/{contact.id}")


@router.put(
    "/by-ref/{system}/{external_id}",
    summary="Create or update a contact by external reference",
    response_model=ContactOut,
    responses=problems(NotFound, ContactRefTaken)
    | {201: {"model": ContactOut, "description": "Created"}},
)
async def put_contact_by_ref(db: Changing, ref: RefPath, new: ContactIn) -> Response:
    """For synchronising: the contact your system knows as `{system}/{external_id}` becomes this.

    Sent twice it changes nothing the second time.
    """
    new = await for_ref(db, ref, new)
    contact = await queries.find_by_ref(db, ref.system, ref.id)
    if contact is None:
        contact = await actions.create_contact(db, new)
        row = await queries.contact_out(db, contact.id)
        return answers.created(db, row, f"/v1/contacts/{contact.id}")
    await actions.change_contact(db, contact, ContactChange(**new.model_dump()))
    return answers.changed(db, await queries.contact_out(db, contact.id))


@router.get(
    "/{contact_id}",
    summary="Get a contact",
    response_model=ContactOut,
    responses=problems(NotFound),
)
async def get_contact(db: Reading, contact_id: UUID) -> Response:
    """One contact, with the name of the employer they work for."""
    return answers.found(await queries.contact_out(db, contact_id))


@router.patch(
    "/{contact_id}",
    summary="Change a contact",
    response_model=ContactOut,
    responses=problems(NotFound, ContactRefTaken, PreconditionFailed),
)
async def change_contact(db: Changing, contact: ContactInPath, change: ContactChange) -> Response:
    """Change the fields sent; the others stay. Past interviews keep naming them.

    Another e-mail address ends the links to their forms, which somebody else may have been sent:
    `warnings` says so. What is still to be answered is asked again at the new address.
    """
    await actions.change_contact(db, contact, change)
    return answers.changed(db, await queries.contact_out(db, contact.id))
