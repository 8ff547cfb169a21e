"""Every rule of polite chasing, held against everything that was recorded in a month."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from tests.feedback.month.acts import FORM
from tests.feedback.month.letters import Correspondence, is_mailed
from tests.feedback.month.records import Records, at
from tests.feedback.month.replay import State
from tests.feedback.month.silence import nobody_is_forgotten
from tests.messages.situations import text_of


def broken_rules(records: Records) -> list[str]:
    """Each with the moment and the request; none when all were kept."""
    letters = Correspondence(records)
    return [
        *every_mail_is_polite(records, letters),
        *nobody_is_written_to_twice_a_day(records, letters),
        *every_request_was_worth_it(records, letters),
        *everything_is_recorded_once(records, letters),
        *nobody_is_forgotten(records, letters),
    ]


def every_mail_is_polite(records: Records, letters: Correspondence) -> Iterator[str]:
    """At a decent hour, to whom it is for, with a form for each request it names."""
    for attempt in letters.taken:
        assert attempt.mail is not None
        assert attempt.message_id is not None
        contact = records.contacts[letters.contact_of[attempt.to]]
        when = f"{attempt.at}, message {attempt.message_id}"
        if not records.hours_of(contact["id"]).at_work(attempt.at):
            yield f"{when}: {contact['name']} is not at work"
        message = records.messages.get(attempt.message_id)
        if message is None or message["contact_id"] != contact["id"]:
            yield f"{when}: it is no message to {contact['name']}"
            continue
        text = text_of(attempt.mail)
        requests = [records.requests[key] for key in message["feedback_request_ids"]]
        if len(set(FORM.findall(text))) != len(requests):
            yield f"{when}: it has not one form for each of {len(requests)} requests"
        for request in requests:
            if request["candidate_name"] not in text:
                yield f"{when}: it does not name the candidate of request {request['id']}"


def nobody_is_written_to_twice_a_day(records: Records, letters: Correspondence) -> Iterator[str]:
    days = Counter(
        (contact_id, records.hours_of(contact_id).day_of(attempt.at))
        for attempt in letters.taken
        if (contact_id := letters.contact_of[attempt.to])
    )
    for (contact_id, day), times in days.items():
        if times > 1:
            yield f"{day}: contact {contact_id} had {times} messages that day"


def every_request_was_worth_it(records: Records, letters: Correspondence) -> Iterator[str]:
    """At each step of each message, as things stood just before: nothing stood in its way, the gap
    had passed, the cap was not reached; and what else was due to the contact went with it."""
    state, told = State(records), set()
    for event in records.events:
        now = at(event["occurred_at"])
        key = (event["contact_id"], now)
        if is_mailed(event) and key not in told:
            told.add(key)
            message_id = letters.first.get(key)
            by_itself = bool(message_id and records.messages[message_id]["by_itself"])
            for request_id in letters.noted[key]:
                one = state.asked[request_id]
                for why_not in (
                    state.hindrance(one, now, by_itself=by_itself),
                    state.impoliteness(one, now, by_itself=by_itself),
                ):
                    if why_not:
                        yield f"{now}, request {request_id} was mailed: {why_not}"
            missing = state.due(now).get(event["contact_id"], set()) - {*letters.noted[key]}
            for request_id in missing:
                if by_itself and letters.is_untouched(state.asked[request_id], now, now):
                    yield f"{now}, request {request_id} is missing in message {message_id}"
        if event["type"] == "message.sent":
            yield from worth_it_still(state, letters, event["subject"]["id"], now)
        state.apply(event)
    for request_id, one in state.asked.items():
        shown = records.requests[request_id]
        if (one.status, one.channel) != (shown["status"], shown["channel"]):
            yield f"request {request_id} is {shown['status']}, by its events {one.status}"


def worth_it_still(
    state: State, letters: Correspondence, message_id: str, now: datetime
) -> Iterator[str]:
    """What the mail server put off is looked at again when it takes it."""
    tries = letters.of_message[message_id]
    if not tries or tries[0].at == now:
        return
    by_itself = state.records.messages[message_id]["by_itself"]
    for request_id in state.records.about(message_id):
        one = state.asked[request_id]
        why_not = state.hindrance(one, now, by_itself=by_itself)
        if why_not and letters.is_untouched(one, now, now):
            yield f"{now}, request {request_id} was mailed after it was put off: {why_not}"


def everything_is_recorded_once(records: Records, letters: Correspondence) -> Iterator[str]:
    """Each message has its events, each event its message; each chase its number and its row."""
    yield from (
        f"{when}, contact {contact_id}: noted as mailed, and no message was"
        for contact_id, when in letters.noted.keys() - letters.first.keys()
    )
    yield from (
        f"{when}, contact {contact_id}: a message went, and nothing was noted"
        for contact_id, when in letters.first.keys() - letters.noted.keys()
    )
    for key, message_id in letters.first.items():
        noted, about = Counter(letters.noted[key]), Counter(records.about(message_id))
        again = len(letters.of_message[message_id]) > 1
        if noted != about and not (again and about <= noted):
            yield f"{key[1]}, message {message_id}: noted are {noted}, it was about {about}"
    sent = Counter(
        event["subject"]["id"] for event in records.events if event["type"] == "message.sent"
    )
    taken = Counter(attempt.message_id for attempt in letters.taken)
    for message_id, message in records.messages.items():
        once = 1 if message["status"] == "sent" else 0
        if not sent[message_id] == taken[message_id] == once:
            yield (
                f"message {message_id} is {message['status']}: {sent[message_id]} events, "
                f"{taken[message_id]} e-mails"
            )
    by_request = defaultdict(list)
    for event in records.events:
        if event["type"] in ("feedback.asked", "feedback.chased"):
            by_request[event["subject"]["id"]].append(event)
    for request_id, request in records.requests.items():
        events = by_request[request_id]
        chased = [event["data"] for event in events if event["type"] == "feedback.chased"]
        asked = len(events) - len(chased)
        rows = {chase["id"] for chase in records.chases.get(request_id, [])}
        if (
            [data["nth"] for data in chased] != list(range(1, request["chase_count"] + 1))
            or {data["chase_id"] for data in chased} != rows
            or asked != (request["asked_at"] is not None)
        ):
            yield f"request {request_id}: {asked} times asked, chases {chased}, rows {rows}"
