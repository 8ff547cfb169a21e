"""What may be filled in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Placeholder:
    """Something a template may say. `optional` is absent from some messages."""

    name: str
    description: str
    example: str
    optional: bool = False


AGENCY = Placeholder("agency", "Your agency's name.", "Acorn Talent")
SENDER = Placeholder("sender", "The recruiter, or else the agency.", "Anna Bell")
WARM = Placeholder("warm", "There when your policy's `mail_tone` is warm.", "yes", True)
CANDIDATE = Placeholder("candidate", "The candidate's name.", "Maria Gregg")
GIVEN_NAME = Placeholder("given_name", "The candidate's first name.", "Maria")
CONTACT = Placeholder("contact", "Whom it is to, at the employer.", "Ryan Walters")
VACANCY = Placeholder("vacancy", "The role's title.", "Depot Manager")
EMPLOYER = Placeholder("employer", "Where it is.", "Northwind Logistics")
PAGE = Placeholder("page_link", "The candidate's own page.", "https://debrief.example/c/4Hx0dQ")
