"""No rule is kept by silence: who could be asked or reminded was, as early as the rules allow."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.factories import Json
from tests.feedback.month.hours import Hours
from tests.feedback.month.letters import Correspondence
from tests.feedback.month.records import Records, at
from tests.feedback.month.replay import State

AGAIN_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]
"""How long a message rests that the mail server had no time for, the first time and the next."""
FRESH = timedelta(days=1)


def nobody_is_forgotten(records: Records, letters: Correspondence) -> Iterator[str]:
    state, events = State(records), in_order(records.events)
    nth = 0
    for swept_at in records.swept:
        while nth < len(events) and is_before(events[nth], swept_at):
            yield from worth_asking(records, state, events[nth])
            state.apply(events[nth])
            nth += 1
        yield from everybody_was_asked(records, state, letters, swept_at)
        sent = bisect_left(records.delivered, swept_at)
        if sent < len(records.delivered):
            yield from everything_due_went(state, letters, swept_at, records.delivered[sent])
    for message in records.messages.values():
        yield from nothing_waits_for_long(records, letters, message)


def in_order(events: list[Json]) -> list[Json]:
    """What a worker asks for when it looks around, it also sends then."""
    return sorted(events, key=lambda event: (event["recorded_at"], not is_asked_for(event)))


def is_asked_for(event: Json) -> bool:
    return bool(event["type"] == "feedback.requested" and event["actor"]["type"] == "system")


def is_before(event: Json, moment: datetime) -> bool:
    recorded_at = at(event["recorded_at"])
    return recorded_at < moment or (recorded_at == moment and is_asked_for(event))


def worth_asking(records: Records, state: State, event: Json) -> Iterator[str]:
    """Nobody is asked about what is not over; and when an answer is due follows from its end."""
    if event["type"] not in ("feedback.requested", "feedback.due_moved"):
        return
    data, now = event["data"], at(event["recorded_at"])
    interview = state.interviews[data["interview_id"]]
    about = f"{now}, request {event['subject']['id']}"
    if is_asked_for(event):
        if records.policy["asks_for_feedback"] == "nobody":
            yield f"{about} was made by itself"
        if not interview.is_known_to_be_over(now):
            yield f"{about} was made before the interview was over"
        if state.stages[interview.application_id] == "withdrawn":
            yield f"{about} was made for somebody who left"
    days = records.policy["feedback_due_business_days"]
    if at(data["due_at"]) != Hours.of(records.agency).due(interview.planned_end, days):
        yield f"{about}: due {data['due_at']}, and the interview ended {interview.planned_end}"


def everybody_was_asked(
    records: Records, state: State, letters: Correspondence, now: datetime
) -> Iterator[str]:
    """As soon as an interview is over: the first of those who took it, or all of them."""
    if records.policy["asks_for_feedback"] == "nobody":
        return
    everyone = records.policy["asks_for_feedback"] == "every_interviewer"
    for interview_id, interview in state.interviews.items():
        ended_lately = now - FRESH < interview.planned_end
        if not ended_lately or not interview.is_known_to_be_over(now):
            continue
        if state.stages[interview.application_id] == "withdrawn":
            continue
        panel = records.interviews[interview_id]["interviewers"]
        wanted = len(panel) if everyone else 1
        things = (interview_id, interview.application_id)
        if interview.requests < wanted and not any(now in letters.touched[it] for it in things):
            yield f"{now}, interview {interview_id}: asked {interview.requests} of {wanted}"


def everything_due_went(
    state: State, letters: Correspondence, swept_at: datetime, sent_at: datetime
) -> Iterator[str]:
    """What was due to somebody at work, who had no other message that day or on its way."""
    for contact_id, request_ids in state.due(swept_at).items():
        hours = state.records.hours_of(contact_id)
        if not (hours.at_work(swept_at) and hours.at_work(sent_at)):
            continue
        if letters.wrote_that_day(contact_id, sent_at):
            continue
        if any(is_on_its_way(one, contact_id, swept_at) for one in state.records.messages.values()):
            continue
        tried = any(
            attempt.at == sent_at and attempt.mail is None
            for attempt in letters.attempts[contact_id]
        )
        noted = letters.noted.get((contact_id, sent_at), ())
        for request_id in request_ids.difference(noted):
            if not tried and letters.is_untouched(state.asked[request_id], swept_at, sent_at):
                yield f"{sent_at}, request {request_id}: nothing was sent, and it was due"


def is_on_its_way(message: Json, contact_id: str, now: datetime) -> bool:
    return message["contact_id"] == contact_id and at(message["created_at"]) < now <= over_at(
        message
    )


def over_at(message: Json) -> datetime:
    over = message["sent_at"] or message["settled_at"]
    return at(over) if over else datetime.max.replace(tzinfo=at(message["created_at"]).tzinfo)


def nothing_waits_for_long(
    records: Records, letters: Correspondence, message: Json
) -> Iterator[str]:
    """What is queued, or was put off by the mail server, is tried at the next decent moment."""
    contact_id, next_try = message["contact_id"], at(message["created_at"])
    hours = records.hours_of(contact_id)
    tries = [
        attempt.at
        for attempt in letters.attempts[contact_id]
        if attempt.message_id in (None, message["id"])
        and at(message["created_at"]) <= attempt.at <= over_at(message)
    ]
    for now in records.delivered:
        if now <= at(message["created_at"]) or now >= over_at(message):
            continue
        if now in tries:
            continue
        before = [moment for moment in tries if moment < now]
        if before:
            next_try = before[-1] + AGAIN_AFTER[len(before) - 1]
        decent = hours.at_work(now) and not letters.wrote_that_day(contact_id, now, message["id"])
        if decent and now >= next_try:
            yield f"{now}, message {message['id']} waits, and could be sent"
