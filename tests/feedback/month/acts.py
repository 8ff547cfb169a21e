"""What people do during the month: recruiters over the API, contacts on the pages behind links."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from app import clock
from tests.factories import Agency, Json
from tests.feedback.month.post import Attempt
from tests.forms.situations import Visitor
from tests.messages.situations import text_of

FORM = re.compile(r"https?://[^/\s]+(/f/[\w-]{43})")
UNSUBSCRIBE = re.compile(r"https?://[^/\s]+(/u/[\w-]{43})")
NOTHING_DONE = {409, 422}
"""Not allowed, or not any more: that is part of life."""


@dataclass
class Life:
    """One agency's, as it is known in its office: what is open, and which links were mailed."""

    agency: Agency
    chance: Random
    emails: dict[str, str] = field(default_factory=dict)
    """Of the contacts, by id."""
    open_requests: list[Json] = field(default_factory=list)
    paused: set[str] = field(default_factory=set)
    unwilling: set[str] = field(default_factory=set)
    ended: list[str] = field(default_factory=list)
    forms: dict[str, list[str]] = field(default_factory=dict)
    leaving: dict[str, str] = field(default_factory=dict)

    async def do(self, method: str, path: str, body: Json | None = None) -> bool:
        answer = await self.agency.recruiter.request(method, path, json=body or {})
        ok = answer.is_success or answer.status_code in NOTHING_DONE
        assert ok, f"{method} {path} {body}: {answer.status_code} {answer.text}"
        return answer.is_success

    async def look(self) -> None:
        """What somebody in the office sees in the morning."""
        page = await self.agency.viewer.reads("/v1/feedback-requests", status="awaiting", limit=200)
        self.open_requests = page["items"]

    def noon_in(self, days: int) -> str:
        at = clock.now() + timedelta(days=days, minutes=self.chance.randrange(-300, 300))
        return at.isoformat()

    def keep(self, attempt: Attempt) -> None:
        """The contact has the mail."""
        if attempt.taken and attempt.mail is not None:
            text = text_of(attempt.mail)
            self.forms.setdefault(attempt.to, []).extend(FORM.findall(text))
            [self.leaving[attempt.to]] = UNSUBSCRIBE.findall(attempt.mail["List-Unsubscribe"])

    async def fill_in(self, request: Json, **typed: str) -> None:
        """One of the forms that the contact was sent, perhaps about another candidate."""
        forms = self.forms.get(self.emails.get(request["contact_id"], ""))
        if not forms:
            return
        path = self.chance.choice(forms[-4:])
        async with visiting(self.agency) as contact:
            page = await contact.opens(path)
            answer = await contact.post(path, data={**page.fields, **typed})
            assert answer.status_code in (303, 422), answer.text

    async def one_thing(self, theirs: list[Json]) -> None:
        """One of all that can happen to one of these requests, its interview, its application or
        its contact; where that makes a difference, to one it suits."""
        acts = list(ACTS)
        [act] = self.chance.choices(acts, [ACTS[each] for each in acts])
        suits = SUITS.get(act)
        suitable = [one for one in theirs if suits(self, one)] if suits else []
        await act(self, self.chance.choice(suitable or theirs))


def visiting(agency: Agency) -> Visitor:
    return Visitor(transport=agency.transport, base_url="http://debrief")


def about(request: Json) -> str:
    return f"/v1/feedback-requests/{request['id']}"


async def answer(life: Life, request: Json) -> None:
    await life.do("POST", f"{about(request)}/feedback", {"channel": "phone", "outcome": "advance"})


async def answer_on_the_form(life: Life, request: Json) -> None:
    await life.fill_in(request, way="answer", outcome="reject", strengths="Warm")


async def promise_on_the_form(life: Life, request: Json) -> None:
    day = (clock.now() + timedelta(days=life.chance.randrange(1, 6))).date()
    await life.fill_in(request, way="later", promised_day=day.isoformat())


async def refuse_on_the_form(life: Life, request: Json) -> None:
    await life.fill_in(request, way="refusal", reason="Our lawyers say no.")


async def refuse(life: Life, request: Json) -> None:
    await life.do("POST", f"{about(request)}/refusal", {"reason": "They never do."})


async def close(life: Life, request: Json) -> None:
    await life.do("POST", f"{about(request)}/closure", {"reason": "Told by somebody else."})


async def call(life: Life, request: Json) -> None:
    outcome = life.chance.choice(("left_message", "no_answer", "reached"))
    await life.do("POST", f"{about(request)}/chases", {"channel": "phone", "outcome": outcome})


async def call_and_be_promised(life: Life, request: Json) -> None:
    promised_by = life.noon_in(life.chance.randrange(1, 6))
    said = {"channel": "phone", "outcome": "promised", "promised_by": promised_by}
    await life.do("POST", f"{about(request)}/chases", said)


async def pause(life: Life, request: Json) -> None:
    until = life.noon_in(life.chance.randrange(1, 6)) if life.chance.random() < 0.7 else None
    if await life.do("POST", f"{about(request)}/pause", {"until": until} if until else None):
        life.paused.add(request["id"])


async def go_on(life: Life, request: Json) -> None:
    await life.do("POST", f"{about(request)}/continuation")


async def send_now(life: Life, request: Json) -> None:
    await life.do("POST", f"{about(request)}/messages")


async def switch(life: Life, request: Json) -> None:
    channel = life.chance.choice(("phone", "phone", "email"))
    await life.do("PATCH", about(request), {"channel": channel})


async def agree_on_another_day(life: Life, request: Json) -> None:
    await life.do("PATCH", about(request), {"due_at": life.noon_in(life.chance.randrange(1, 5))})


async def take_on(life: Life, request: Json) -> None:
    ours = {"interview_id": request["interview_id"], "contact_id": request["contact_id"]}
    await life.do("POST", "/v1/feedback-requests", {**ours, "channel": "email"})


async def move_the_interview(life: Life, request: Json) -> None:
    """To a day that is still to come, though it seemed to be over."""
    starts_at = life.noon_in(life.chance.randrange(1, 5))
    await life.do("PATCH", f"/v1/interviews/{request['interview_id']}", {"starts_at": starts_at})


async def cancel_the_interview(life: Life, request: Json) -> None:
    await life.do("POST", f"/v1/interviews/{request['interview_id']}/cancellation")


async def nobody_came(life: Life, request: Json) -> None:
    await life.do("POST", f"/v1/interviews/{request['interview_id']}/no-show")


async def complete(life: Life, request: Json) -> None:
    await life.do("POST", f"/v1/interviews/{request['interview_id']}/completion")


async def withdraw(life: Life, request: Json) -> None:
    path = f"/v1/applications/{request['application_id']}"
    if await life.do("POST", f"{path}/withdrawal", {"reason": "other"}):
        life.ended.append(path)


async def reject(life: Life, request: Json) -> None:
    path = f"/v1/applications/{request['application_id']}"
    if await life.do("POST", f"{path}/rejection", {"reason": "other"}):
        life.ended.append(path)


async def reinstate(life: Life, _: Json) -> None:
    if life.ended:
        path = life.ended.pop(life.chance.randrange(len(life.ended)))
        await life.do("POST", f"{path}/reinstatement")


async def unsubscribe(life: Life, request: Json) -> None:
    leave = life.leaving.get(life.emails.get(request["contact_id"], ""))
    if leave:
        async with visiting(life.agency) as contact:
            assert (await contact.post(leave)).status_code == 200


async def suppress(life: Life, request: Json) -> None:
    if email := life.emails.get(request["contact_id"]):
        await life.do("POST", "/v1/suppressions", {"email": email})


async def want_no_mail(life: Life, request: Json) -> None:
    await life.do("PATCH", f"/v1/contacts/{request['contact_id']}", {"do_not_email": True})
    life.unwilling.add(request["contact_id"])


async def want_mail_again(life: Life, request: Json) -> None:
    await life.do("PATCH", f"/v1/contacts/{request['contact_id']}", {"do_not_email": False})


async def call_off_what_is_queued(life: Life, _: Json) -> None:
    page = await life.agency.viewer.reads("/v1/messages", status="queued")
    if page["items"]:
        message = life.chance.choice(page["items"])
        await life.do("POST", f"/v1/messages/{message['id']}/cancellation")


ACTS: dict[Callable[[Life, Json], Awaitable[None]], float] = {
    answer: 16, answer_on_the_form: 8, promise_on_the_form: 5, refuse_on_the_form: 3, refuse: 4,
    close: 4, call: 5, call_and_be_promised: 5, pause: 7, go_on: 4, send_now: 10, switch: 6,
    agree_on_another_day: 3, take_on: 3, move_the_interview: 6, cancel_the_interview: 2,
    nobody_came: 1, complete: 4, withdraw: 3, reject: 3, reinstate: 4, unsubscribe: 0.5,
    suppress: 0.3, want_no_mail: 2, want_mail_again: 4, call_off_what_is_queued: 2,
}  # fmt: skip
SUITS: dict[Callable[[Life, Json], Awaitable[None]], Callable[[Life, Json], bool]] = {
    go_on: lambda life, one: one["id"] in life.paused,
    want_mail_again: lambda life, one: one["contact_id"] in life.unwilling,
    move_the_interview: lambda _, one: one["asked_at"] is None,
    send_now: lambda life, one: one["channel"] == "phone" or one["id"] in life.paused,
}
