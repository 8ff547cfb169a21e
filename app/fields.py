"""Field types that carry their limits and description once, for what comes in and what goes out."""

import re
import zoneinfo
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

import phonenumbers
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    GetJsonSchemaHandler,
    HttpUrl,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

MAX_INT = 2**31 - 1
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOST_ADDRESSES = 10
MOST_TAGS = 100


class Body(BaseModel):
    """What a client sends: unknown fields are refused, NaN is not a number."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, str_strip_whitespace=True)


def shown_as(example: dict[str, Any]) -> ConfigDict:
    """How the docs page fills in the body of a change."""
    return ConfigDict(json_schema_extra={"examples": [example]})


class Change(Body):
    """What a `PATCH` sends: what is not sent stays. `never_null` names what cannot be emptied."""

    never_null: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        document = handler.resolve_ref_schema(handler(schema))
        for name in cls.never_null:
            field = document["properties"][name]
            field.pop("default", None)
            choices = [choice for choice in field.pop("anyOf") if choice != {"type": "null"}]
            field |= choices[0] if len(choices) == 1 else {"anyOf": choices}
            document["properties"][name] = field
        return document


class Wire(BaseModel):
    """What goes out, as documented. Rows come from typed columns and are not validated again."""

    model_config = ConfigDict(extra="forbid")


def without_nul(value: str) -> str:
    if "\x00" in value:
        raise ValueError("must not contain the NUL character")
    return value


@cache
def known_zones() -> frozenset[str]:
    """Read once: each time it is hundreds of files. `localtime` is whatever the machine is set to,
    and PostgreSQL does not know it."""
    return frozenset(zoneinfo.available_timezones() - {"localtime"})


def known_zone(value: str) -> str:
    if value not in known_zones():
        raise ValueError("is not an IANA time zone, such as Europe/London")
    return value


def written_out(value: Any) -> Any:
    """Pydantic would take `0` for 1970."""
    if isinstance(value, datetime) or (isinstance(value, str) and "T" in value.upper()):
        return value
    raise ValueError("must be a date and time with an offset, such as 2026-11-24T09:30:00Z")


def sensible_moment(value: datetime) -> datetime:
    if not 1970 <= value.year <= 2200:
        raise ValueError("must be between the years 1970 and 2200")
    return value.astimezone(UTC)


def day_written_out(value: Any) -> Any:
    """Pydantic would take `0` for 1970, and midnight for its day."""
    if isinstance(value, date) or (isinstance(value, str) and DAY.fullmatch(value)):
        return value
    raise ValueError("must be a day, such as 2026-11-24")


def sensible_day(value: date) -> date:
    if not 1970 <= value.year <= 2200:
        raise ValueError("must be between the years 1970 and 2200")
    return value


def lower_case(value: str) -> str:
    return value.lower()


def no_encoded_word(value: str) -> str:
    """The standard allows it, nobody has such an address, and mail programs would decode it."""
    if "=?" in value:
        raise ValueError("must not contain =?")
    return value


def five_digits(value: str) -> str:
    """As typed, if it can be a number at all; comparing uses `canonical_phone`."""
    if sum(character.isdigit() for character in value) < 5:
        raise ValueError("must hold at least five digits")
    return value


def canonical_phone(value: str, country: str) -> str:
    """E.164 when it is a possible number seen from `country`, else its digits."""
    try:
        number = phonenumbers.parse(value, country[:2])
    except phonenumbers.NumberParseException:
        return "".join(character for character in value if character.isdigit())
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def no_repeats(values: list[Any]) -> list[Any]:
    if len({str(value).casefold() for value in values}) != len(values):
        raise ValueError("must not repeat a value")
    return values


Plain = AfterValidator(without_nul)

SOMETHING = r"[^\s\x85]"
"""More than white space, which is stripped (U+0085 is such to Python, not to ECMAScript)."""
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=SOMETHING), Plain]
"""One line: a name, a title."""
OptionalLine = Annotated[str, StringConstraints(max_length=200), Plain]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=SOMETHING), Plain]
"""Several paragraphs."""
Query = Annotated[str, StringConstraints(min_length=1, max_length=200), Plain]
Lines = Annotated[list[Line], Field(max_length=100)]
Tags = Annotated[list[Line], Field(max_length=MOST_TAGS), AfterValidator(no_repeats)]
Email = Annotated[EmailStr, AfterValidator(no_encoded_word), AfterValidator(lower_case), Plain]
Emails = Annotated[list[Email], Field(max_length=MOST_ADDRESSES), AfterValidator(no_repeats)]
Phone = Annotated[
    str,
    StringConstraints(max_length=40),
    Plain,
    AfterValidator(five_digits),
    Field(
        description="As typed; duplicates are found by the number it stands for.",
        json_schema_extra={"pattern": r"([0-9][^0-9]*){5}"},
    ),
]
Phones = Annotated[list[Phone], Field(max_length=MOST_ADDRESSES), AfterValidator(no_repeats)]
Url = Annotated[HttpUrl, PlainSerializer(str, return_type=str)]
Count = Annotated[int, Field(ge=0, le=MAX_INT)]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(written_out),
    AfterValidator(sensible_moment),
    Field(description="RFC 3339 with an offset; kept and answered in UTC."),
]
Day = Annotated[date, BeforeValidator(day_written_out), AfterValidator(sensible_day)]
Zone = Annotated[
    str,
    StringConstraints(max_length=60),
    AfterValidator(known_zone),
    Field(description="IANA time zone.", examples=["Europe/London"]),
]
Version = Annotated[int, Field(description="Counts changes; also the ETag.")]
UtcTime = Annotated[datetime, Field(description="UTC.", examples=["2026-11-22T09:30:00Z"])]


AMOUNT: JsonSchemaValue = {
    "anyOf": [
        {"type": "string", "pattern": r"^[0-9]{1,10}(\.[0-9]{1,2})?$"},
        {"type": "integer", "minimum": 0, "maximum": 9_999_999_999},
    ],
    "examples": ["45000.00"],
    "description": "With at most two decimals, as a string so that nothing rounds it.",
}


class Money(Body):
    """An amount in a currency, for a period."""

    amount: Annotated[
        Decimal,
        Field(ge=0, max_digits=12, decimal_places=2, examples=["45000.00"]),
        WithJsonSchema(AMOUNT),
    ]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(examples=["GBP"])
    per: Literal["year", "month", "day", "hour"] = "year"


class Place(Body):
    """Somewhere, by name; coordinates in degrees (WGS 84) if known."""

    name: Line
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = Field(
        None, description="ISO 3166-1 alpha-2.", examples=["GB"]
    )
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None


SystemName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$"),
    AfterValidator(lower_case),
    Field(description="Another system's name; upper and lower case are the same."),
]


class ExternalRef(Body):
    """What another system calls this record; unique per system within the agency."""

    system: SystemName = Field(examples=["bullhorn"])
    id: Line = Field(examples=["123"])


class Warned(Wire):
    """What was done all the same, and should be looked at."""

    pointer: str = Field(description="The field that was sent.", examples=["/emails/0"])
    detail: str


class Answered(Wire):
    """What every resource carries."""

    id: str = Field(description="UUIDv7.", examples=["01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"])
    created_at: UtcTime
    updated_at: UtcTime
    version: Version
    warnings: list[Warned] = Field(
        [],
        description="Only in the answer to a change that was done and has something to be said of "
        "it: what else follows from it, or what to look at.",
    )
