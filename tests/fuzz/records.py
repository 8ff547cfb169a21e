"""An agency's records in every state that an operation needs, made over the API while it is fuzzed.

It runs in schemathesis's own environment, so it speaks HTTP by `requests` and imports no part of
the app.
"""

import base64
import hashlib
import hmac
import itertools
import json
import re
import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import requests

Json = dict[str, Any]
Made = dict[str, Any]
"""Values for the parameters of a path, and other ids that a body may need, by their names."""

PERMISSION = {"permission_given_at": "2026-01-05T09:00:00Z"}
SALARY = {"amount": "41000", "currency": "GBP"}
WORKS_ON = {5: "IR", 6: "EG"}
"""A country whose people work on a Saturday and on a Sunday."""


def wire(later: timedelta) -> str:
    return (datetime.now(UTC) + later).isoformat()


PAST, FUTURE = timedelta(hours=-3), timedelta(days=3)


class Records:
    """Each method makes new records and answers what their paths need."""

    def __init__(self, address: str, key: str, inbound_secret: str, outbox: Path) -> None:
        self.address, self.outbox = address, outbox
        self.inbound_key = base64.b64decode(inbound_secret.removeprefix("whsec_"))
        self.session = requests.Session()
        self.session.headers["authorization"] = f"Bearer {key}"
        self.number = itertools.count(1)
        self.shared: Made = {}

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Json:
        sent = more if "files" in more else {"json": body, **more}
        answer = self.session.request(method, f"{self.address}{path}", timeout=30, **sent)
        if not answer.ok:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        found: Json = answer.json() if answer.content else {}
        return found

    def post(self, path: str, body: Any = None) -> Json:
        return self.call("POST", path, {} if body is None else body)

    def email(self) -> str:
        return f"person-{next(self.number)}@northwind.example"

    def agency(self) -> Made:
        """In business at any hour of any day, whatever was generated for it before."""
        country = WORKS_ON.get(datetime.now(UTC).weekday(), "GB")
        policy = {
            "business_hours": ["00:00", "23:59"], "chase_gap_hours": 1, "chase_limit": 50,
            "quiet_period_days": 0, "debrief_editable_days": 30,
        }  # fmt: skip
        body = {"country": country, "timezone": "UTC", "slug": "acorn", "policy": policy}
        self.call("PATCH", "/v1/agency", body)
        return {"slug": "acorn"}

    def user(self) -> Made:
        body = {"email": self.email(), "name": "Anna Bell", "password": "a very long password 1"}
        return {"user_id": self.post("/v1/users", body)["id"]}

    def somebody(self) -> Made:
        """A colleague who is there whatever becomes of the others."""
        if "user_id" not in self.shared:
            self.shared |= self.user()
        return dict.fromkeys(("user_id", "owner_id", "caller_id"), self.shared["user_id"])

    def key(self) -> Made:
        return {"key_id": self.post("/v1/api-keys", {"name": "X", "scopes": ["events:read"]})["id"]}

    def employer(self) -> Made:
        return {"employer_id": self.post("/v1/employers", {"name": "Northwind"})["id"]}

    def contact(self) -> Made:
        made = self.employer()
        body = {**made, "name": "Ryan Walters", "email": self.email(), "phone": "020 7946 0018"}
        return {**made, "contact_id": self.post("/v1/contacts", body)["id"]}

    def vacancy(self) -> Made:
        made = self.contact()
        body = {
            "employer_id": made["employer_id"], "title": "Depot Manager", "status": "open",
            "published": True, "openings": 50, "responsibilities": ["run the night shift"],
        }  # fmt: skip
        return {**made, "slug": "acorn", "vacancy_id": self.post("/v1/vacancies", body)["id"]}

    def candidate(self) -> Made:
        number = next(self.number)
        body = {
            "name": {"given": "Maria", "family": f"Gregg {number}"},
            "phones": [f"020 7{number:07}"],
            "emails": [f"maria-{number}@maria.example"], "skills": ["welding"],
        }  # fmt: skip
        return {"candidate_id": self.post("/v1/candidates?allow_duplicate=true", body)["id"]}

    def two_candidates(self) -> Made:
        return {**self.candidate(), "duplicate_id": self.candidate()["candidate_id"]}

    def application(self) -> Made:
        made = self.vacancy() | self.candidate()
        body = {name: made[name] for name in ("candidate_id", "vacancy_id")} | PERMISSION
        return {**made, "application_id": self.post("/v1/applications", body)["id"]}

    def rejected(self) -> Made:
        made = self.application()
        path = f"/v1/applications/{made['application_id']}/rejection"
        self.post(path, {"ended_by": "employer", "reason": "experience"})
        return made

    def interested(self) -> Made:
        """An application from the public page, which waits for a look."""
        made = self.vacancy()
        number = next(self.number)
        self.post(
            f"/public/acorn/vacancies/{made['vacancy_id']}/interest",
            {"name": {"given": "Bo", "family": f"Xi {number}"}, "email": self.email(),
             "consent": True},
        )  # fmt: skip
        [found] = self.listed("applications", vacancy_id=made["vacancy_id"])
        return {**made, "application_id": found["id"]}

    def listed(self, noun: str, **filters: str) -> list[Json]:
        items: list[Json] = self.call("GET", f"/v1/{noun}", params=filters)["items"]
        return items

    def interview(self, starts_in: timedelta = PAST) -> Made:
        made = self.application()
        body = {
            "application_id": made["application_id"], "interviewer_ids": [made["contact_id"]],
            "mode": "video", "starts_at": wire(starts_in), "timezone": "Europe/London",
        }  # fmt: skip
        return {**made, "interview_id": self.post("/v1/interviews", body)["id"]}

    def interview_to_come(self) -> Made:
        return self.interview(FUTURE)

    def completed(self) -> Made:
        made = self.interview()
        self.post(f"/v1/interviews/{made['interview_id']}/completion")
        return made

    def follow_up(self) -> Made:
        """The one that completing an interview makes."""
        made = self.completed()
        found = self.call("GET", f"/v1/interviews/{made['interview_id']}/follow-ups")["items"]
        return {**made, "follow_up_id": found[0]["id"]}

    def debriefed(self) -> Made:
        made = self.completed()
        path = f"/v1/interviews/{made['interview_id']}"
        self.call("PUT", f"{path}/debrief", {"impressions": "Friendly.", "learned": ["Nights"]})
        self.call("PUT", f"{path}/decision-process", {"next_steps": "A second interview."})
        return made

    def request(self) -> Made:
        self.agency()
        made = self.interview()
        body = {name: made[name] for name in ("interview_id", "contact_id")}
        request = self.post("/v1/feedback-requests", body)["id"]
        return {**made, "request_id": request, "feedback_request_id": request}

    def paused(self) -> Made:
        made = self.request()
        self.post(f"/v1/feedback-requests/{made['request_id']}/pause")
        return made

    def chase(self) -> Made:
        made = self.request()
        path = f"/v1/feedback-requests/{made['request_id']}/chases"
        return {**made, "chase_id": self.post(path, {"outcome": "sent"})["id"]}

    def feedback(self) -> Made:
        made = self.request()
        body = {
            "channel": "phone", "outcome": "hold", "strengths": ["warm"],
            "summary_for_candidate": "They liked your warmth.", "private_notes": "Too dear for us.",
        }  # fmt: skip
        path = f"/v1/feedback-requests/{made['request_id']}/feedback"
        return {**made, "feedback_id": self.post(path, body)["id"]}

    def released(self) -> Made:
        made = self.feedback()
        self.post(f"/v1/feedback/{made['feedback_id']}/release", {"channel": "phone"})
        return made

    def call_with(self, path: str, body: Json) -> Json:
        return self.call("PUT", f"{path}/call", {**body, "caller_id": self.somebody()["caller_id"]})

    def call_with_contact(self) -> Made:
        made = self.request()
        call = self.call_with(
            f"/v1/feedback-requests/{made['request_id']}", {"starts_at": wire(FUTURE)}
        )
        return {**made, "call_id": call["id"]}

    def call_that_was(self) -> Made:
        made = self.call_with_contact()
        self.call_with(
            f"/v1/feedback-requests/{made['request_id']}",
            {"offered_at": wire(PAST * 2), "starts_at": wire(PAST)},
        )
        return made

    def call_with_candidate(self) -> Made:
        made = self.released()
        call = self.call_with(f"/v1/feedback/{made['feedback_id']}", {"starts_at": wire(FUTURE)})
        return {**made, "call_id": call["id"]}

    def verdict(self) -> Made:
        made = self.application()
        self.call("PUT", f"/v1/applications/{made['application_id']}/verdict", {"lean": "accept"})
        return made

    def offer(self) -> Made:
        made = self.verdict()
        path = f"/v1/applications/{made['application_id']}/offers"
        return {**made, "offer_id": self.post(path, {"salary": SALARY})["id"]}

    def placement(self) -> Made:
        made = self.offer()
        placed = self.post(f"/v1/offers/{made['offer_id']}/acceptance")["placement"]
        return {**made, "placement_id": placed["id"]}

    def referee(self) -> Made:
        made = self.application()
        body = {
            "candidate_id": made["candidate_id"], "name": "Priya Shah", "email": self.email(),
            "phone": "020 7946 0077", "consent_given_at": "2026-01-05T09:00:00Z",
        }  # fmt: skip
        return {**made, "referee_id": self.post("/v1/referees", body)["id"]}

    def of_referee(self, noun: str) -> Made:
        self.agency()
        made = self.referee()
        body = {"application_id": made["application_id"], "channel": "phone"}
        row = self.post(f"/v1/referees/{made['referee_id']}/{noun}", body)
        return {**made, "id": row["id"]}

    def heads_up(self) -> Made:
        made = self.of_referee("heads-ups")
        return {**made, "heads_up_id": made["id"]}

    def reference(self) -> Made:
        made = self.of_referee("references")
        return {**made, "reference_id": made["id"]}

    def reference_chase(self) -> Made:
        made = self.reference()
        path = f"/v1/referees/{made['referee_id']}/references/{made['reference_id']}/chases"
        return {**made, "reference_chase_id": self.post(path, {"outcome": "sent"})["id"]}

    def document(self) -> Made:
        made = self.candidate()
        path = f"/v1/candidates/{made['candidate_id']}/documents"
        file = {"file": ("cv.txt", b"Ten years of night shifts.")}
        return {**made, "document_id": self.call("POST", path, files=file)["id"]}

    def file_link(self) -> Made:
        made = self.document()
        url: str = self.post(f"/v1/documents/{made['document_id']}/link")["url"]
        return {"token": url.rpartition("/files/")[2]}

    def note(self) -> Made:
        made = self.candidate()
        path = f"/v1/candidates/{made['candidate_id']}/notes"
        return {**made, "note_id": self.post(path, {"body": "Rang her."})["id"]}

    def task(self) -> Made:
        body = {"title": "Ring her", "due_at": wire(FUTURE)}
        return {"task_id": self.post("/v1/tasks", body)["id"]}

    def task_done(self) -> Made:
        made = self.task()
        self.post(f"/v1/tasks/{made['task_id']}/completion")
        return made

    def playbook(self) -> Made:
        step = {"title": "See to it", "offset_business_days": 1}
        body = {
            "name": f"Ours {next(self.number)}", "trigger": "interview.scheduled", "steps": [step],
        }  # fmt: skip
        return {"playbook_id": self.post("/v1/playbooks", body)["id"]}

    def suppression(self) -> Made:
        return {"suppression_id": self.post("/v1/suppressions", {"email": self.email()})["id"]}

    def form_link(self) -> Made:
        made = self.request()
        self.post(f"/v1/feedback-requests/{made['request_id']}/form-link")
        return made

    def candidate_links(self) -> Made:
        made = self.candidate()
        for noun in ("portal-link", "calendar-link"):
            self.post(f"/v1/candidates/{made['candidate_id']}/{noun}")
        return made

    def sent_message(self) -> Made:
        """One that a worker has put into the outbox."""
        made = self.candidate()
        self.post(f"/v1/candidates/{made['candidate_id']}/portal-link", {"send": True})
        for _ in range(100):
            found = self.listed("messages", candidate_id=made["candidate_id"])
            if found and found[0]["status"] == "sent":
                return {**made, "message_id": found[0]["id"]}
            time.sleep(0.1)
        raise RuntimeError("no worker sends anything")

    def reply_address(self, message_id: str) -> str:
        mail = message_from_bytes((self.outbox / f"{message_id}.debrief").read_bytes())
        return re.sub(r"\s", "", str(mail["Reply-To"]))

    def arrives(self, recipient: str, mail: str) -> None:
        body, headers = self.signed(recipient, mail)
        address = f"{self.address}/inbound/mail"
        answer = requests.post(address, data=body, headers=headers, timeout=30)
        if not answer.ok:
            raise RuntimeError(f"inbound mail: {answer.status_code} {answer.text[:300]}")

    def signed(self, recipient: str, mail: str) -> tuple[bytes, dict[str, str]]:
        """What a provider hands in, by the Standard Webhooks scheme."""
        encoded = base64.b64encode(mail.encode()).decode()
        body = json.dumps({"recipient": recipient, "message": encoded}).encode()
        name, now = f"msg_{next(self.number)}", str(int(time.time()))
        covered = b".".join((name.encode(), now.encode(), body))
        signature = base64.b64encode(hmac.digest(self.inbound_key, covered, hashlib.sha256))
        return body, {
            "content-type": "application/json", "webhook-id": name, "webhook-timestamp": now,
            "webhook-signature": f"v1,{signature.decode()}",
        }  # fmt: skip

    def mail(self) -> str:
        """An answer with a file."""
        number = next(self.number)
        return (
            f"From: ryan@northwind.example\nSubject: Re\nMessage-ID: <{number}@nw.example>\n"
            'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
            "--b\nContent-Type: text/plain\n\nShe was great.\n\n--b\nContent-Type: text/plain\n"
            "Content-Disposition: attachment; filename=notes.txt\n\nGood.\n\n--b--\n"
        )

    def reply(self) -> Made:
        made = self.sent_message()
        self.arrives(self.reply_address(made["message_id"]), self.mail())
        [found] = self.listed("replies", candidate_id=made["candidate_id"])
        return {**self.request(), **made, "reply_id": found["id"], "n": "1"}

    def bounced(self) -> Made:
        made = self.sent_message()
        number = next(self.number)
        self.arrives(
            self.reply_address(made["message_id"]),
            "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: Undelivered\n"
            f"Message-ID: <dsn-{number}@mx.example>\nMIME-Version: 1.0\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
            "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
            "Final-Recipient: rfc822; somebody@maria.example\nAction: failed\nStatus: 4.2.2\n\n"
            "--b--\n",
        )
        return made
