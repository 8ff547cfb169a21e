"""Contacts as they come in and go out."""

from uuid import UUID

from pydantic import Field

from app.agencies.schemas import Country
from app.fields import Answered, Body, Change, Email, ExternalRef, Line, Phone, Zone

ELSEWHERE = "Where they work, for polite hours and holidays; unset, where the agency does."
NEVER_MAIL = "Nothing is ever mailed to them while this is set."


class ContactIn(Body):
    employer_id: UUID = Field(examples=["01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"])
    name: Line = Field(examples=["Ryan Walters"])
    email: Email | None = Field(None, examples=["ryan.walters@northwind.example"])
    phone: Phone | None = Field(None, examples=["+44 20 7946 0018"])
    job_title: Line | None = Field(None, examples=["Depot Director"])
    do_not_email: bool = Field(False, description=NEVER_MAIL)
    country: Country | None = Field(None, description=ELSEWHERE)
    timezone: Zone | None = Field(None, description=ELSEWHERE)
    external_ref: ExternalRef | None = None


class ContactChange(Change):
    never_null = frozenset({"employer_id", "name", "do_not_email"})

    employer_id: UUID | None = Field(None, description="They work for another of your employers.")
    name: Line | None = None
    email: Email | None = None
    phone: Phone | None = None
    job_title: Line | None = Field(None, examples=["Operations Director"])
    do_not_email: bool | None = Field(None, description=NEVER_MAIL)
    country: Country | None = Field(None, description=ELSEWHERE)
    timezone: Zone | None = Field(None, description=ELSEWHERE)
    external_ref: ExternalRef | None = None


class ContactOut(Answered):
    employer_id: str
    employer_name: str
    name: str
    email: str | None
    phone: str | None
    job_title: str | None
    do_not_email: bool
    country: str | None
    timezone: str | None
    external_ref: ExternalRef | None
