"""Candidates whose page has everything on it that a page can have."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.browser.situations import MARIA
from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY, held_interview, mailed_contact
from tests.portal.situations import path_of

SAID = "You stayed calm with a difficult customer.\n\nBring more figures next time."
PRIVATE = "Her salary would break our bands."


@dataclass
class Full:
    """A page, and what on it belongs to the one interview that has everything."""

    path: str
    candidate: Json
    interview: Json
    feedback: Json
    thank_you: str

    @property
    def debrief(self) -> str:
        return f"{self.path}/interviews/{self.interview['id']}/debrief"

    @property
    def told(self) -> str:
        return f"{self.path}/feedback/{self.feedback['id']}"

    def about(self, what: str) -> str:
        """`verdict` or `withdrawal`."""
        return f"{self.path}/applications/{self.interview['application_id']}/{what}"


async def full(
    agency: Agency, name: Json = MARIA, contact: str = "Ryan Walters", said: str = SAID
) -> Full:
    """Interviewed by somebody who should have decided by now; told what they said."""
    somebody = await mailed_contact(agency, name=contact, job_title="Head of Depots")
    candidate = await agency.candidate(
        name=name, emails=[f"maria@{agency.slug}.example"], phones=["020 7946 0999"]
    )
    interview = await held_interview(agency, somebody, candidate_id=candidate["id"])
    await agency.recruiter.sends(
        "PUT", f"/v1/interviews/{interview['id']}/decision-process", 201,
        json={"decision_due_on": "2026-11-30", "next_steps": said, "told_by": contact},
    )  # fmt: skip
    feedback = await agency.recruiter.creates(
        "/v1/feedback",
        {"interview_id": interview["id"], "channel": "phone", "outcome": "hold",
         "private_notes": PRIVATE, "summary_for_candidate": said},
    )  # fmt: skip
    release = {"channel": "page", "message": said}
    await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/release", release)
    due = await agency.viewer.reads(f"/v1/interviews/{interview['id']}/follow-ups")
    path = await path_of(agency, candidate)
    thank_you = f"{path}/thank-yous/{due['items'][0]['id']}"
    return Full(path, candidate, interview, feedback, thank_you)


async def with_others(agency: Agency, page: Full) -> Json:
    """Beside it an offer, an end, an interview to come far away, a note and two referees; that
    interview."""
    recruiter, hers = agency.recruiter, {"candidate_id": page.candidate["id"]}
    offered = await application(agency, "Transport Planner", "Södra Åkeri", **hers)
    await recruiter.creates(
        f"/v1/applications/{offered['id']}/offers",
        {"salary": {"amount": "41000", "currency": "GBP"}, "starts_on": "2027-01-11",
         "benefits": ["28 days’ holiday", "a pension"], "expires_at": "2026-12-08T17:00:00Z"},
    )  # fmt: skip
    ended = await application(agency, "Shift Lead", "Bakkerij De Wit", **hers)
    end = {"reason": "failed_checks", "ended_by": "agency"}
    await recruiter.does(f"/v1/applications/{ended['id']}/rejection", end)
    coming = await application(agency, "Night Manager", "Kiwi Freight", **hers)
    interview = await agency.interview(
        application_id=coming["id"], starts_in=timedelta(days=1), timezone="Pacific/Auckland",
        location="2 Dock Road, https://maps.example/dock",
    )  # fmt: skip
    await recruiter.creates(
        f"/v1/candidates/{page.candidate['id']}/notes",
        {"body": "Take your licence with you.", "kind": "note", "visibility": "candidate"},
    )
    await agency.referee(**hers, relationship="line manager", company="Northwind")
    await agency.referee(**hers, name="Tom Akers", email=None, consent_given_at=None)
    return interview


async def application(agency: Agency, title: str, employer: str, **fields: Any) -> Json:
    firm = await agency.employer(name=employer)
    vacancy = await agency.vacancy(
        title=title, employer_id=firm["id"], responsibilities=["run the night shift"]
    )
    return await agency.application(vacancy_id=vacancy["id"], stage="interviewing", **fields)


async def offered_times(agency: Agency, page: Full) -> None:
    times = [(TUESDAY + timedelta(days=days, hours=days)).isoformat() for days in (1, 2)]
    await agency.recruiter.does(f"/v1/feedback/{page.feedback['id']}/call/times", {"times": times})
