"""A vacancy in the web's own vocabulary, for search engines: https://schema.org/JobPosting.

With what Google's guide for job postings requires and recommends, as far as it is known; its
`employmentType` values are Google's. `validThrough` is left out: a vacancy goes when it closes.
"""

from decimal import Decimal
from html import escape
from typing import Any

from app.pages.rendering import paragraphs
from app.statements import Row
from app.vacancies.models import EmploymentType, WorkMode

EMPLOYMENT_TYPES: dict[str, str] = {
    EmploymentType.permanent: "FULL_TIME",
    EmploymentType.fixed_term: "TEMPORARY",
    EmploymentType.contract: "CONTRACTOR",
    EmploymentType.temporary: "TEMPORARY",
    EmploymentType.part_time: "PART_TIME",
    EmploymentType.apprenticeship: "OTHER",
    EmploymentType.internship: "INTERN",
    EmploymentType.volunteer: "VOLUNTEER",
    EmploymentType.other: "OTHER",
}


def job_posting(vacancy: Row, home: str) -> Row:
    """Of a `PublicVacancyOut`. `home` is the agency's country: where a remote job may be done, and
    where one is whose place is not told."""
    place = vacancy["location"] or {}
    country = place.get("country") or home
    remote = vacancy["work_mode"] == WorkMode.remote
    posting = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": vacancy["title"],
        "description": description(vacancy),
        "datePosted": vacancy["published_at"].date().isoformat(),
        "hiringOrganization": {"@type": "Organization", "name": vacancy["agency"]["name"]},
        "identifier": {
            "@type": "PropertyValue",
            "name": vacancy["agency"]["name"],
            "value": str(vacancy["id"]),
        },
        "url": vacancy["url"],
        "directApply": True,
    }
    if place or not remote:
        posting["jobLocation"] = {"@type": "Place", "address": address(place, country)}
    if remote:
        posting["jobLocationType"] = "TELECOMMUTE"
        posting["applicantLocationRequirements"] = {"@type": "Country", "name": country}
    if vacancy["employment_type"]:
        posting["employmentType"] = EMPLOYMENT_TYPES[vacancy["employment_type"]]
    if vacancy["salary_from"] or vacancy["salary_to"]:
        posting["baseSalary"] = base_salary(vacancy["salary_from"], vacancy["salary_to"])
    return posting


def description(vacancy: Row) -> str:
    """As HTML, which search engines ask for; the title again when nothing else is said."""
    said = paragraphs(vacancy["description"] or "")
    duties = "".join(f"<li>{escape(duty)}</li>" for duty in vacancy["responsibilities"])
    return f"{said}{duties and f'<ul>{duties}</ul>'}" or f"<p>{escape(vacancy['title'])}</p>"


def address(place: Row, country: str) -> Row:
    named = {"addressLocality": place["name"]} if place else {}
    return {"@type": "PostalAddress", **named, "addressCountry": country}


def base_salary(lowest: Row | None, highest: Row | None) -> Row:
    either = lowest or highest
    assert either is not None
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": either["per"].upper()}
    if lowest and highest and lowest["amount"] != highest["amount"]:
        value |= {"minValue": number(lowest["amount"]), "maxValue": number(highest["amount"])}
    elif lowest and highest:
        value["value"] = number(lowest["amount"])
    else:
        value["minValue" if lowest else "maxValue"] = number(either["amount"])
    return {"@type": "MonetaryAmount", "currency": either["currency"], "value": value}


def number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)
