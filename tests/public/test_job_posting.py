"""Each page tells search engines of its vacancy in their vocabulary, and tells it right.

The model below is schema.org's JobPosting with what Google's guide requires (title, description,
datePosted, hiringOrganization, jobLocation or TELECOMMUTE with where applicants may be) and the
values it allows; whatever else appears is refused.
"""

import json
from datetime import date
from html.parser import HTMLParser
from typing import Annotated, Literal, Self

import pytest
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, model_validator
from pydantic.alias_generators import to_camel

from app.public.job_posting import EMPLOYMENT_TYPES
from app.vacancies.models import EmploymentType
from tests.factories import Agency, Json, Person

Text = Annotated[str, Field(min_length=1)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


class Organization(Thing):
    type: Literal["Organization"] = Field(alias="@type")
    name: Text


class PostalAddress(Thing):
    type: Literal["PostalAddress"] = Field(alias="@type")
    address_locality: Text | None = None
    address_country: CountryCode


class Place(Thing):
    type: Literal["Place"] = Field(alias="@type")
    address: PostalAddress


class Country(Thing):
    type: Literal["Country"] = Field(alias="@type")
    name: CountryCode


class QuantitativeValue(Thing):
    type: Literal["QuantitativeValue"] = Field(alias="@type")
    unit_text: Literal["HOUR", "DAY", "WEEK", "MONTH", "YEAR"]
    value: float | int | None = None
    min_value: float | int | None = None
    max_value: float | int | None = None

    @model_validator(mode="after")
    def tells_an_amount(self) -> Self:
        told = self.model_fields_set & {"value", "min_value", "max_value"}
        assert told
        assert told <= {"value"} or "value" not in told
        return self


class MonetaryAmount(Thing):
    type: Literal["MonetaryAmount"] = Field(alias="@type")
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    value: QuantitativeValue


class PropertyValue(Thing):
    type: Literal["PropertyValue"] = Field(alias="@type")
    name: Text
    value: Text


class JobPosting(Thing):
    context: Literal["https://schema.org/"] = Field(alias="@context")
    type: Literal["JobPosting"] = Field(alias="@type")
    title: Text
    description: Annotated[str, Field(pattern=r"^<(p|ul)>.+</(p|ul)>$")]
    date_posted: Annotated[date, Field(strict=False)]
    hiring_organization: Organization
    identifier: PropertyValue
    url: Annotated[HttpUrl, Field(strict=False)]
    direct_apply: Literal[True]
    job_location: Place | None = None
    job_location_type: Literal["TELECOMMUTE"] | None = None
    applicant_location_requirements: Country | None = None
    employment_type: (
        Literal[
            "FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM",
            "OTHER",
        ]
        | None
    ) = None  # fmt: skip
    base_salary: MonetaryAmount | None = None

    @model_validator(mode="after")
    def is_somewhere(self) -> Self:
        assert self.job_location or self.job_location_type
        assert bool(self.job_location_type) == bool(self.applicant_location_requirements)
        return self


class DataBlocks(HTMLParser):
    """What a page's `<script type="application/ld+json">` hold, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[tuple[str | None, str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.inside = True
            self.scripts.append((dict(attributes).get("type"), ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.inside:
            kind, said = self.scripts[-1]
            self.scripts[-1] = (kind, said + data)


async def posting_of(agency: Agency, browser: Person, **fields: object) -> Json:
    """Valid, and the page's only script."""
    vacancy = await agency.vacancy(published=True, **fields)
    page = await browser.get(f"/public/{agency.slug}/vacancies/{vacancy['id']}")
    assert page.status_code == 200
    blocks = DataBlocks()
    blocks.feed(page.text)
    [(kind, said)] = blocks.scripts
    assert kind == "application/ld+json"
    posting: Json = json.loads(said)
    JobPosting.model_validate(posting)
    return posting


def pay(amount: str, **fields: str) -> Json:
    return {"amount": amount, "currency": "GBP", "per": "year", **fields}


async def test_everything_told(agency: Agency, browser: Person) -> None:
    posting = await posting_of(
        agency, browser, title="Depot Manager", description="Runs a depot.\n\nOf forty vans.",
        responsibilities=["plan the week", "count > 3 vans"], employment_type="permanent",
        location={"name": "Reading", "country": "GB"}, work_mode="hybrid",
        salary_from=pay("38000.00"), salary_to=pay("45000.50"),
    )  # fmt: skip
    assert posting["title"] == "Depot Manager"
    assert posting["description"] == (
        "<p>Runs a depot.</p><p>Of forty vans.</p>"
        "<ul><li>plan the week</li><li>count &gt; 3 vans</li></ul>"
    )
    assert posting["hiringOrganization"]["name"] == "Acorn Talent"
    assert posting["jobLocation"]["address"] == {
        "@type": "PostalAddress", "addressLocality": "Reading", "addressCountry": "GB",
    }  # fmt: skip
    assert posting["employmentType"] == "FULL_TIME"
    assert posting["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "unitText": "YEAR", "minValue": 38000, "maxValue": 45000.5,
    }  # fmt: skip
    assert "jobLocationType" not in posting
    assert posting["url"].endswith(posting["identifier"]["value"])


async def test_next_to_nothing_told(agency: Agency, browser: Person) -> None:
    """What must be there is: the title for a description, the agency's country for a place."""
    posting = await posting_of(agency, browser, title="Porter & <Cook>")
    assert posting["description"] == "<p>Porter &amp; &lt;Cook&gt;</p>"
    assert posting["jobLocation"]["address"] == {"@type": "PostalAddress", "addressCountry": "GB"}
    assert not {"baseSalary", "employmentType", "validThrough"} & set(posting)


@pytest.mark.parametrize("location", [None, {"name": "Dublin", "country": "IE"}])
async def test_work_from_home_says_where_home_may_be(
    agency: Agency, browser: Person, location: Json | None
) -> None:
    posting = await posting_of(agency, browser, work_mode="remote", location=location)
    assert posting["jobLocationType"] == "TELECOMMUTE"
    country = location["country"] if location else "GB"
    assert posting["applicantLocationRequirements"] == {"@type": "Country", "name": country}
    assert ("jobLocation" in posting) is (location is not None)


@pytest.mark.parametrize(
    ("salaries", "told"),
    [
        ({"salary_from": pay("20.50", per="hour")}, {"unitText": "HOUR", "minValue": 20.5}),
        ({"salary_to": pay("300", per="day")}, {"unitText": "DAY", "maxValue": 300}),
        (
            {"salary_from": pay("9", per="month"), "salary_to": pay("9", per="month")},
            {"unitText": "MONTH", "value": 9},
        ),
    ],
)
async def test_pay_in_every_shape(
    agency: Agency, browser: Person, salaries: Json, told: Json
) -> None:
    posting = await posting_of(agency, browser, **salaries)
    assert posting["baseSalary"]["value"] == {"@type": "QuantitativeValue", **told}


def test_every_kind_of_employment_has_its_word() -> None:
    assert set(EMPLOYMENT_TYPES) == set(EmploymentType)


@pytest.mark.parametrize(
    "hostile",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]>\u2028\u2029&lt;/script&gt;",
        "\\u003c/script\\u003e",
        "{{ 7 * 7 }}{% raw %}",
        "\"><img src=x onerror=alert(1)> ' onload='x",
    ],
)
async def test_nothing_that_was_typed_breaks_out(
    agency: Agency, browser: Person, hostile: str
) -> None:
    posting = await posting_of(
        agency, browser, title=hostile, description=hostile, responsibilities=[hostile],
        location={"name": hostile},
    )  # fmt: skip
    assert posting["title"] == hostile
    assert posting["jobLocation"]["address"]["addressLocality"] == hostile
    for path in ("vacancies", "vacancies?q=%3C/script%3E&near=%22%3E%3Cscript%3E"):
        page = (await browser.get(f"/public/{agency.slug}/{path}")).text
        assert "<script" not in page
        assert "<img" not in page
