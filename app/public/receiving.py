"""What a visitor sends: a form or JSON, from people and from machines that post everywhere."""

import hashlib
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from app import limits
from app.documents.models import DocumentVisibility
from app.documents.papers import Paper, read_paper
from app.errors import Invalid, Unsupported
from app.public.schemas import InterestIn
from app.request_limits import is_json, json_in, media_type_of, read_within

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
REFERENCES = "#/components/schemas/{model}"
JSON_SCHEMA = InterestIn.model_json_schema(ref_template=REFERENCES)
JSON_SCHEMA.pop("$defs")  # `Name` is among the document's components, for candidates
FORM_FIELDS = {
    "given_name": {"type": "string", "maxLength": 200, "examples": ["Maria"]},
    "family_name": {"type": "string", "maxLength": 200, "examples": ["Gregg"]},
    **{
        name: {**field, **field.pop("anyOf", [{}])[0]}  # a field of a form is never null
        for name, field in deepcopy(JSON_SCHEMA["properties"]).items()
        if name != "name"
    },
}
FORM_SCHEMA = {
    "type": "object",
    "properties": FORM_FIELDS,
    "required": ["given_name", "email", "consent"],
    "additionalProperties": False,
}
A_FILE = {"type": "string", "format": "binary", "description": "A CV: PDF, DOCX or text."}
ACCEPTED = {
    "application/json": {"schema": JSON_SCHEMA},
    FORMS[0]: {"schema": FORM_SCHEMA},
    FORMS[1]: {"schema": {**FORM_SCHEMA, "properties": {**FORM_FIELDS, "cv": A_FILE}}},
}
"""The body as it is documented: FastAPI describes one kind of body for an operation, not three."""
MOST_BYTES = 64_000
"""Of what is sent without a file."""
MOST_FIELDS = 20
LIMITS = {"address": ("10/hour", "30/day"), "agency": ("100/hour",)}
"""How often somebody at one address may try to be interested in an agency's vacancies, and how
often anybody may be.
"""


@dataclass(frozen=True)
class Cv:
    """A file as it was sent: neither its name nor its contents are to be trusted."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Sent:
    """What arrived: `values` by the names of the form's fields, to show them again."""

    values: dict[str, str]
    body: Any
    cv: Cv | None = None

    def interest(self) -> InterestIn:
        try:
            return InterestIn.model_validate(self.body)
        except ValidationError as refused:
            errors = [{**error, "loc": ("body", *error["loc"])} for error in refused.errors()]
            raise RequestValidationError(errors) from refused

    async def paper(self, client: str) -> Paper | None:
        """The CV, looked into. Raises as `read_paper` does."""
        if self.cv is None:
            return None
        return await read_paper(
            self.cv.name,
            self.cv.content,
            visibility=DocumentVisibility.candidate,
            pointer="/cv",
            sent_from=hashlib.sha256(client.encode()).hexdigest()[:16],
        )


async def sent_by(request: Request) -> Sent:
    """Raises `Unsupported`, and what a body that cannot be read always raises."""
    media_type = media_type_of(request)
    if media_type == FORMS[0] or is_json(media_type):
        await read_within(request, MOST_BYTES)
    if media_type in FORMS:
        form = request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES)
        async with form as fields:
            return await from_form(fields)
    if is_json(media_type):
        return Sent({}, json_in(await request.body()))
    raise Unsupported("Send a form or JSON.")


async def from_form(form: FormData) -> Sent:
    """A form is flat, leaves out a box that is not ticked and sends fields that are empty."""
    values = {name: value for name, value in form.items() if isinstance(value, str)}
    filled = {name: value for name, value in values.items() if value.strip()}
    name = {part: filled.pop(f"{part}_name", "") for part in ("given", "family")}
    uploads = [
        Cv(value.filename or "", await value.read())
        for value in form.values()
        if isinstance(value, UploadFile) and (value.filename or value.size)
    ]
    unknown = [key for key, value in form.items() if isinstance(value, UploadFile) and key != "cv"]
    if unknown:
        raise Invalid.at(f"/{unknown[0]}", "is not a file of this form: send it as cv")
    return Sent(values, {"consent": False, "name": name, **filled}, uploads[0] if uploads else None)


async def count_attempt(agency_id: str, client: str) -> None:
    """Before what was sent is read: it costs something whether or not it is good. Raises
    `TooManyRequests`."""
    await limits.count(*((rate, f"interest {agency_id} {client}") for rate in LIMITS["address"]))


async def count_interest(agency_id: str) -> None:
    """Raises `TooManyRequests`."""
    await limits.count(*((rate, f"interest {agency_id}") for rate in LIMITS["agency"]))
