"""Documents as they come in and go out."""

from typing import Annotated

from fastapi import UploadFile
from pydantic import AfterValidator, ConfigDict, Field

from app.documents.models import DocumentFormat, DocumentKind, DocumentVisibility, TextStatus
from app.documents.naming import clean_name
from app.fields import Answered, Body, Change, Line, OptionalLine, UtcTime, Wire, shown_as

VISIBILITY = (
    "`candidate`: the candidate can read and download it on their own page. `internal`: it never"
    " leaves the agency. References are always internal."
)
DocumentName = Annotated[Line, AfterValidator(lambda name: clean_name(name, otherwise="document"))]


class DocumentIn(Body):
    """A form (`multipart/form-data`) with one file."""

    model_config = ConfigDict(str_strip_whitespace=False)

    file: UploadFile = Field(
        description="A PDF, a DOCX or plain text, of at most 10 MiB.",
        json_schema_extra={"format": "binary"},
    )
    kind: DocumentKind = DocumentKind.cv
    visibility: DocumentVisibility = Field(DocumentVisibility.internal, description=VISIBILITY)
    name: OptionalLine = Field("", description="What to show; unless sent, the file's own name.")


class DocumentChange(Change):
    """What is sent of these is changed; the file itself cannot be."""

    model_config = shown_as({"visibility": "candidate"})
    never_null = frozenset({"name", "kind", "visibility"})

    name: DocumentName | None = None
    kind: DocumentKind | None = None
    visibility: DocumentVisibility | None = Field(None, description=VISIBILITY)


class DocumentOut(Answered):
    candidate_id: str
    candidate_name: str = Field(examples=["Maria Gregg"])
    name: str = Field(examples=["Maria Gregg CV.pdf"])
    kind: DocumentKind
    visibility: DocumentVisibility = Field(description=VISIBILITY)
    format: DocumentFormat = Field(description="By what is in it, whatever it is called.")
    content_type: str = Field(examples=["application/pdf"])
    size: int = Field(description="Bytes.", examples=[48213])
    sha256: str = Field(
        description="Of the file, in hexadecimal: equal files have equal sums.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    text_status: TextStatus = Field(
        description="Whether candidates' `q` finds its words: it does once they are `extracted`."
        " Before that they are `waiting` to be read; `none` were in it, as in a scan, or reading"
        " `failed`, as with a password, or `timed_out`."
    )
    uploaded_by_id: str | None
    uploaded_by_name: str | None = Field(examples=["Grace Obi"])


class LinkOut(Wire):
    """Opens the document without credentials until it expires."""

    url: str = Field(examples=["https://debrief.example/files/WyIwMTkz…"])
    expires_at: UtcTime
