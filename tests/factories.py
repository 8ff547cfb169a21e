"""What tests start from: an agency with people signed in, and what they would enter, by keyword."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select
from uuid_utils.compat import uuid7

from app import clock
from app.access.actors import Actor
from app.access.models import AccessToken, Role, User
from app.access.secrets import TOKEN_PREFIX, digest, new_token, passwords
from app.agencies.actions import open_agency as open_agency_account
from app.database import Database
from app.documents.jobs import read_document
from app.documents.models import Document, TextStatus
from app.events.kinds import Kind, UserCreated
from app.events.recorder import record
from app.feedback.sweeping import sweep
from app.mail import FOLDER
from app.messages.delivering import deliver, due_messages
from app.settings import settings
from app.transaction import transaction
from tests.documented import check_against_the_documentation

PASSWORD = "correct horse battery"
PASSWORD_HASH = passwords.hash(PASSWORD)
number = itertools.count(1)

Json = dict[str, Any]


class Person(httpx.AsyncClient):
    """Someone signed in, speaking HTTP."""

    user_id: str
    email: str

    async def request(self, method: str, url: Any, **options: Any) -> httpx.Response:
        answer = await super().request(method, url, **options)
        check_against_the_documentation(self._transport.app, answer)  # type: ignore[attr-defined]
        return answer

    async def sends(self, method: str, path: str, status: int, **options: Any) -> Any:
        """The answer's body; fails with that body when the status is another."""
        answer = await self.request(method, path, **options)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def creates(self, path: str, body: Json, **options: Any) -> Json:
        made: Json = await self.sends("POST", path, 201, json=body, **options)
        return made

    async def does(self, path: str, body: Json | None = None, **options: Any) -> Json:
        """An action: POST answered 200 or 201."""
        answer = await self.post(path, json=body or {}, **options)
        assert answer.status_code in (200, 201), f"{path}: {answer.status_code} {answer.text}"
        done: Json = answer.json()
        return done

    async def changes(self, path: str, body: Json, **options: Any) -> Json:
        changed: Json = await self.sends("PATCH", path, 200, json=body, **options)
        return changed

    async def reads(self, path: str, **params: Any) -> Json:
        found: Json = await self.sends("GET", path, 200, params=params)
        return found

    async def is_refused(
        self, status: int, code: str, method: str, path: str, **options: Any
    ) -> Json:
        """The problem's body, once its status and code are as expected."""
        answer = await self.request(method, path, **options)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        problem: Json = answer.json()
        assert (answer.status_code, problem["type"]) == (status, f"/problems/{code}"), problem
        return problem


@dataclass
class Agency:
    """An agency with an admin, a recruiter and a viewer; makers act as the recruiter."""

    id: UUID
    slug: str
    database: Database
    transport: httpx.ASGITransport
    admin: Person
    recruiter: Person
    viewer: Person

    async def employer(self, **fields: Any) -> Json:
        return await self.recruiter.creates("/v1/employers", {"name": "Northwind", **fields})

    async def contact(self, **fields: Any) -> Json:
        fields.setdefault("employer_id", fields.get("employer_id") or (await self.employer())["id"])
        return await self.recruiter.creates("/v1/contacts", {"name": "Ryan Walters", **fields})

    async def vacancy(self, **fields: Any) -> Json:
        fields.setdefault("employer_id", fields.get("employer_id") or (await self.employer())["id"])
        body = {"title": "Depot Manager", "status": "open", **fields}
        return await self.recruiter.creates("/v1/vacancies", body)

    async def candidate(self, **fields: Any) -> Json:
        name = {"given": "Maria", "family": f"Gregg {next(number)}"}
        return await self.recruiter.creates("/v1/candidates", {"name": name, **fields})

    async def application(self, **fields: Any) -> Json:
        fields.setdefault("candidate_id", (await self.candidate())["id"])
        fields.setdefault("vacancy_id", (await self.vacancy())["id"])
        body = {"permission_given_at": "2026-01-05T09:00:00Z", **fields}
        return await self.recruiter.creates("/v1/applications", body)

    async def interview(self, *, starts_in: timedelta = timedelta(days=-1), **fields: Any) -> Json:
        """One that took place yesterday unless told otherwise, with nobody named yet."""
        fields.setdefault("application_id", (await self.application())["id"])
        starts_at = (clock.now() + starts_in).isoformat()
        body = {
            "mode": "video", "starts_at": starts_at, "duration_minutes": 45,
            "timezone": "Europe/London", **fields,
        }  # fmt: skip
        return await self.recruiter.creates("/v1/interviews", body)

    async def interview_with_contact(self, **fields: Any) -> tuple[Json, Json]:
        """An interview and the contact who took it."""
        employer = await self.employer()
        contact = await self.contact(employer_id=employer["id"])
        vacancy = await self.vacancy(employer_id=employer["id"])
        application = await self.application(vacancy_id=vacancy["id"])
        interview = await self.interview(
            application_id=application["id"], interviewer_ids=[contact["id"]], **fields
        )
        return interview, contact

    async def feedback_request(
        self, *, starts_in: timedelta = timedelta(days=-1), **fields: Any
    ) -> Json:
        interview, contact = await self.interview_with_contact(starts_in=starts_in)
        body = {"interview_id": interview["id"], "contact_id": contact["id"], **fields}
        return await self.recruiter.creates("/v1/feedback-requests", body)

    async def feedback(self, request: Json | None = None, **fields: Any) -> Json:
        request = request or await self.feedback_request()
        body = {
            "channel": "phone", "outcome": "reject", "strengths": ["warm"],
            "improvements": ["more numbers"], "private_notes": "Too expensive for us.",
            "summary_for_candidate": "They liked your warmth and missed figures.", **fields,
        }  # fmt: skip
        return await self.recruiter.creates(f"/v1/feedback-requests/{request['id']}/feedback", body)

    async def follow_up(
        self,
        vacancy: Json | None = None,
        *,
        starts_in: timedelta = timedelta(hours=-2),
        panel: int = 1,
        **fields: Any,
    ) -> Json:
        """Due since its interview was completed; `fields` are of the application."""
        vacancy = vacancy or await self.vacancy()
        people = [
            await self.contact(
                employer_id=vacancy["employer_id"], email=f"ryan-{next(number)}@northwind.example"
            )
            for _ in range(panel)
        ]
        application = await self.application(vacancy_id=vacancy["id"], **fields)
        interview = await self.interview(
            application_id=application["id"],
            interviewer_ids=[person["id"] for person in people],
            starts_in=starts_in,
        )
        await self.recruiter.does(f"/v1/interviews/{interview['id']}/completion")
        page = await self.viewer.reads(f"/v1/interviews/{interview['id']}/follow-ups")
        due: Json = page["items"][0]
        return due

    async def document(
        self,
        content: bytes = b"Forklift licence, ten years of night shifts.",
        *,
        filename: str = "cv.txt",
        candidate_id: str | None = None,
        **fields: Any,
    ) -> Json:
        candidate_id = candidate_id or (await self.candidate())["id"]
        uploaded: Json = await self.recruiter.sends(
            "POST", f"/v1/candidates/{candidate_id}/documents", 201,
            files={"file": (filename, content)}, data=fields,
        )  # fmt: skip
        await self.read_documents()
        return await self.recruiter.reads(f"/v1/documents/{uploaded['id']}")

    async def read_documents(self) -> None:
        """Do what a worker does about this agency's documents: read the text of those that wait."""
        async with transaction(self.database, Actor(self.id, "system")) as db:
            waiting = await db.scalars(
                select(Document.id).where(
                    Document.agency_id == self.id, Document.text_status == TextStatus.waiting
                )
            )
        for document_id in waiting:
            await read_document(self.database, self.id, document_id)

    async def log_of(self, subject_id: str) -> list[Json]:
        """What was recorded about one thing, oldest first."""
        page = await self.admin.reads("/v1/events", subject_id=subject_id, limit=200)
        found: list[Json] = page["items"]
        return found

    async def events_of(self, subject_id: str) -> list[str]:
        """The types recorded about one thing, oldest first."""
        return [event["type"] for event in await self.log_of(subject_id)]

    async def referee(self, **fields: Any) -> Json:
        """Somebody who agreed to be asked, and can be by e-mail."""
        fields["candidate_id"] = fields.get("candidate_id") or (await self.candidate())["id"]
        body = {
            "name": "Priya Shah", "email": "priya.shah@northwind.example",
            "consent_given_at": "2026-01-05T09:00:00Z", **fields,
        }  # fmt: skip
        return await self.recruiter.creates("/v1/referees", body)

    async def referee_and_application(self, **fields: Any) -> tuple[Json, Json]:
        """A referee, and an open application of their candidate."""
        application = await self.application()
        return await self.referee(candidate_id=application["candidate_id"], **fields), application

    async def reference(self, **fields: Any) -> Json:
        """One being asked of a referee, by e-mail."""
        referee, application = await self.referee_and_application()
        body = {"application_id": application["id"], **fields}
        return await self.recruiter.creates(f"/v1/referees/{referee['id']}/references", body)

    async def offer(self, **fields: Any) -> Json:
        fields.setdefault("application_id", (await self.application())["id"])
        body = {"salary": {"amount": "48000.00", "currency": "GBP"}, **fields}
        return await self.recruiter.creates("/v1/offers", body)

    async def task(self, **fields: Any) -> Json:
        body = {"title": "Ring her", "due_at": "2026-11-25T12:00:00Z", **fields}
        return await self.recruiter.creates("/v1/tasks", body)

    async def tasks(self, **filters: Any) -> dict[str, Json]:
        """By title; those of one candidate, application or interview by `filters`."""
        page = await self.viewer.reads("/v1/tasks", limit=200, sort="created_at", **filters)
        return {task["title"]: task for task in page["items"]}

    async def playbook(self, **fields: Any) -> Json:
        """One step, a recruiter's, due a business day after the trigger unless told otherwise."""
        step = {"title": "See to it", "offset_business_days": 1, **fields.pop("step", {})}
        body = {"name": "Ours", "steps": [step], **fields}
        return await self.admin.creates("/v1/playbooks", body)

    async def sweep(self) -> None:
        """Do what a worker does every minute about this agency's feedback."""
        await sweep(self.database, self.id)

    async def deliver_mail(self) -> list[EmailMessage]:
        """Do what a worker does about this agency's messages; those that went into the folder."""
        written = []
        for message_id in await due_messages(self.database, self.id, clock.now()):
            await deliver(self.database, self.id, message_id)
            kept = settings().data_dir / FOLDER / "new" / f"{message_id}.debrief"
            if kept.exists():
                message = message_from_bytes(kept.read_bytes(), policy=default)
                assert isinstance(message, EmailMessage)
                written.append(message)
        return written

    async def happens(self, kind: Kind, row: Json, **more: Any) -> None:
        """An event about an application or interview, whoever would record it."""
        application_id = row.get("application_id", row["id"])
        async with transaction(self.database, Actor(self.id, more.pop("by", "system"))) as db:
            about = {
                "candidate_id": UUID(row["candidate_id"]),
                "application_id": UUID(application_id),
            }
            record(db, kind, UUID(row["id"]), **{**about, **more})


@asynccontextmanager
async def open_agency(
    database: Database, transport: httpx.ASGITransport, **fields: str
) -> AsyncIterator[Agency]:
    slug = f"agency-{next(number)}-{uuid7().hex[-6:]}"
    actor = Actor(uuid7(), "system")
    async with transaction(database, actor) as db:
        details = {"name": "Acorn Talent", "timezone": "Europe/London", "country": "GB", **fields}
        await open_agency_account(db, slug=slug, **details)
    people = {role: await join(database, transport, actor, role) for role in Role}
    try:
        yield Agency(
            actor.agency_id, slug, database, transport,
            people[Role.admin], people[Role.recruiter], people[Role.viewer],
        )  # fmt: skip
    finally:
        for person in people.values():
            await person.aclose()


async def join(
    database: Database, transport: httpx.ASGITransport, actor: Actor, role: Role
) -> Person:
    """A user of the agency, signed in."""
    token = new_token(TOKEN_PREFIX)
    async with transaction(database, actor) as db:
        user = User(
            agency_id=db.agency_id, email=f"{role}-{next(number)}@acorn.example",
            name=f"{role.title()} Obi", role=role, password_hash=PASSWORD_HASH,
        )  # fmt: skip
        db.add(user)
        record(db, UserCreated(role=role), user.id)
        await db.flush()
        expires_at = clock.now() + timedelta(days=3650)
        db.add(
            AccessToken(
                agency_id=db.agency_id, user_id=user.id, digest=digest(token), expires_at=expires_at
            )
        )
    person = Person(
        transport=transport,
        base_url="http://debrief",
        headers={"authorization": f"Bearer {token}"},
    )
    person.user_id, person.email = str(user.id), user.email
    return person
