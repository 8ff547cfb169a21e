"""An agency's candidates and contacts in the middle of things, made over the API alone: for tests
and for a server that is somewhere else."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.fuzz.pages import PRIVATE_WORDS

Json = dict[str, Any]


@dataclass
class Situations:
    """The paths where people without an account begin."""

    recruiter: httpx.AsyncClient
    forms: list[str] = field(default_factory=list)
    portals: list[str] = field(default_factory=list)
    public: list[str] = field(default_factory=list)

    @property
    def secrets(self) -> list[str]:
        return [path.split("/")[2] for path in (*self.forms, *self.portals)]

    async def makes(self, path: str, body: Json | None = None) -> Json:
        answer = await self.recruiter.post(path, json=body or {})
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        made: Json = answer.json()
        return made

    async def interview(self, name: str, starts_in: timedelta) -> Json:
        """Of a candidate and a contact who are written to, for a vacancy that is published."""
        employer = await self.makes("/v1/employers", {"name": "Northwind"})
        contact = await self.makes(
            "/v1/contacts",
            {"employer_id": employer["id"], "name": "Ryan Walters",
             "email": f"ryan.{name}@northwind.example"},
        )  # fmt: skip
        vacancy = await self.makes(
            "/v1/vacancies",
            {"employer_id": employer["id"], "title": "Depot Manager", "status": "open",
             "published": True, "responsibilities": ["run the night shift"]},
        )  # fmt: skip
        candidate = await self.makes(
            "/v1/candidates",
            {"name": {"given": "Maria", "family": name}, "emails": [f"{name}@maria.example"]},
        )  # fmt: skip
        application = await self.makes(
            "/v1/applications",
            {"candidate_id": candidate["id"], "vacancy_id": vacancy["id"],
             "permission_given_at": "2026-01-05T09:00:00Z"},
        )  # fmt: skip
        interview = await self.makes(
            "/v1/interviews",
            {"application_id": application["id"], "interviewer_ids": [contact["id"]],
             "mode": "video", "starts_at": wire(starts_in), "duration_minutes": 45,
             "timezone": "Europe/London", "location": "https://meet.example/depot"},
        )  # fmt: skip
        await self.link(self.portals, f"/v1/candidates/{candidate['id']}/portal-link")
        if starts_in < timedelta(0):
            await self.makes(f"/v1/interviews/{interview['id']}/completion")
        return {**interview, "contact_id": contact["id"], "vacancy_id": vacancy["id"]}

    async def link(self, to: list[str], path: str) -> None:
        to.append(urlsplit((await self.makes(path))["url"]).path)

    async def asked(self, interview: Json) -> str:
        """The path of a request for feedback, with a form."""
        body = {"interview_id": interview["id"], "contact_id": interview["contact_id"]}
        request = await self.makes("/v1/feedback-requests", body)
        path = f"/v1/feedback-requests/{request['id']}"
        await self.link(self.forms, f"{path}/form-link")
        return path

    async def feedback(self, interview: Json) -> str:
        """The path of feedback that was released, and came with private words."""
        said = await self.makes(
            "/v1/feedback",
            {"interview_id": interview["id"], "channel": "phone", "outcome": "hold",
             "strengths": ["warm"], "improvements": ["more numbers"],
             "private_notes": PRIVATE_WORDS, "summary_for_candidate": "They liked your warmth."},
        )  # fmt: skip
        path = f"/v1/feedback/{said['id']}"
        await self.makes(f"{path}/release", {"channel": "phone"})
        return path

    async def release(self) -> int:
        """What the contacts have sent by now is given to the candidates, unless it repeats what is
        private; how much there was."""
        answer = await self.recruiter.get("/v1/feedback", params={"limit": 200})
        kept = [row for row in answer.json()["items"] if row["released_at"] is None]
        for row in kept:
            path = f"/v1/feedback/{row['id']}/release"
            released = await self.recruiter.post(path, json={"channel": "phone"})
            assert released.status_code < 500, f"{path}: {released.status_code} {released.text}"
        return len(kept)


def wire(later: timedelta) -> str:
    return (datetime.now(UTC) + later).isoformat()


async def situations(recruiter: httpx.AsyncClient, slug: str) -> Situations:
    """Before an interview, after it, with times offered to either side, with an offer."""
    made = Situations(recruiter)
    yesterday, tomorrow = timedelta(days=-1), timedelta(days=1)
    times = {"times": [wire(timedelta(days=2)), wire(timedelta(days=3))]}

    await made.interview("tocome", tomorrow)
    await made.asked(await made.interview("held", yesterday))
    asked = await made.asked(await made.interview("offeredtimes", yesterday))
    await made.makes(f"{asked}/call/times", times)
    released = await made.feedback(await made.interview("released", yesterday))
    await made.makes(f"{released}/call/times", times)
    offered = await made.interview("offered", yesterday)
    await made.feedback(offered)
    await made.makes(
        f"/v1/applications/{offered['application_id']}/offers",
        {"salary": {"amount": "41000", "currency": "GBP"}, "terms": "Nights, every other week."},
    )
    await made.makes(
        f"/v1/candidates/{offered['candidate_id']}/referees",
        {"name": "Priya Shah", "email": "priya@northwind.example",
         "consent_given_at": "2026-01-05T09:00:00Z"},
    )  # fmt: skip
    vacancies = f"/public/{slug}/vacancies"
    made.public = [vacancies, f"{vacancies}/{offered['vacancy_id']}"]
    return made
