"""The contact's side of a call, on the form: without an account or a script."""

import asyncio
from datetime import timedelta

import time_machine

from app.calls.showing import value_of
from tests.calls.situations import AFTER, TOMORROW, again, booked, of_request, offered, owed, wire
from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY
from tests.forms.situations import form_of, visitor

NOW = time_machine.travel(TUESDAY, tick=False)


async def call_of(agency: Agency, request: Json) -> Json:
    return await agency.viewer.reads(of_request(request))


@NOW
async def test_they_pick_one_of_the_times_in_their_own_zone(agency: Agency) -> None:
    request = await owed(agency, timezone="America/New_York")
    await offered(agency, of_request(request))
    path = await form_of(agency, request)
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
        assert "Wednesday 2 December, 05:00" in page.text
        assert "times in America/New York" in page.text
        assert "None of these suits me" in page.text
        assert "time" not in page.fields, "nothing is chosen for them"
        page = await ryan.sends(path, page, way="time", time=value_of(AFTER))
    assert "That is agreed: Thursday 3 December, 05:00." in page.text
    assert "Recruiter Obi will call you on +44 20 7946 0018" in page.text
    call = await call_of(agency, request)
    assert (call["status"], call["starts_at"]) == ("booked", wire(AFTER))
    event = (await agency.log_of(call["id"]))[-1]
    assert event["type"] == "call.booked"
    assert (event["actor"]["type"], event["actor"]["id"]) == ("contact", request["contact_id"])
    assert event["data"]["timezone"] == "America/New_York"


@NOW
async def test_none_of_them_suits(agency: Agency) -> None:
    request = await owed(agency)
    await offered(agency, of_request(request))
    path = await form_of(agency, request)
    async with visitor(agency) as ryan:
        page = await ryan.sends(path, await ryan.opens(path), 422, way="time", time="none")
        assert page.text.count("Please say when it would suit you") == 2
        page = await ryan.sends(path, page, way="time", time="none", wish="Friday after four")
        assert "will suggest other times" in page.text
        assert "Friday after four" in page.text
    call = await call_of(agency, request)
    assert (call["status"], call["wish"], call["offered_times"]) == (
        "wanted", "Friday after four", [],
    )  # fmt: skip
    assert await agency.events_of(call["id"]) == ["call.offered", "call.wanted"]


@NOW
async def test_they_would_rather_talk(agency: Agency) -> None:
    request = await owed(agency)
    path = await form_of(agency, request)
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
        assert "I would rather talk: call me" in page.text
        assert page.fields["phone"] == "+44 20 7946 0018"
        wrong = await ryan.sends(path, page, 422, way="call", phone="soon", wish="Mornings")
        assert wrong.text.count("Please give us the number to call you on.") == 2
        assert (wrong.fields["phone"], wrong.fields["wish"]) == ("soon", "Mornings")
        page = await ryan.sends(path, wrong, way="call", phone="020 7946 0100")
        assert "Thank you, Acorn Talent will call you." in page.text
        assert "We will call you" in page.text
        await ryan.sends(path, page, way="call", phone="020 7946 0100", wish="Mornings")
        await ryan.sends(path, page, way="call", phone="020 7946 0100", wish="Or at noon")
    call = await call_of(agency, request)
    assert (call["status"], call["phone"], call["wish"]) == (
        "wanted", "020 7946 0100", "Or at noon",
    )  # fmt: skip
    assert await agency.events_of(call["id"]) == ["call.wanted"] * 2, "said again it is nothing"


@NOW
async def test_a_booked_call_is_moved_or_called_off_kindly(agency: Agency) -> None:
    request = await owed(agency)
    await offered(agency, of_request(request))
    path = await form_of(agency, request)
    async with visitor(agency) as ryan:
        page = await ryan.sends(path, await ryan.opens(path), way="time", time=value_of(TOMORROW))
        assert "Your call: Wednesday 2 December, 10:00" in page.text
        page = await ryan.sends(path, page, way="time", time=value_of(AFTER))
        assert "Your call: Thursday 3 December, 10:00" in page.text
        page = await ryan.sends(path, page, way="call_off")
        assert "The call is off." in page.text
        assert "I would rather talk: call me" in page.text
        await ryan.sends(path, page, way="call_off")
    call = await call_of(agency, request)
    assert call["status"] == "cancelled"
    events = await agency.log_of(call["id"])
    assert [event["type"] for event in events] == [
        "call.offered", "call.booked", "call.moved", "call.cancelled",
    ]  # fmt: skip
    assert events[-1]["data"] == {"cause": "by_contact"}


@NOW
async def test_a_time_that_is_gone_says_what_is_offered_now(agency: Agency) -> None:
    request = await owed(agency)
    await offered(agency, of_request(request))
    path = await form_of(agency, request)
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
        await offered(agency, of_request(request), AFTER)  # the other is withdrawn
        for gone in (TOMORROW, TUESDAY - timedelta(days=3), AFTER + timedelta(hours=1)):
            told = await ryan.sends(path, page, 422, way="time", time=value_of(gone))
            assert "That time is not to be had any more" in told.text
            assert value_of(AFTER) in told.source
            assert value_of(TOMORROW) not in told.source
        for nonsense in ("", "soon", "9999-12-31T23:59:59-23:00", "2026-12-02T10:00:00"):
            told = await ryan.sends(path, page, 422, way="time", time=nonsense)
            assert "Please choose one of the times" in told.text
        with time_machine.travel(AFTER, tick=False):
            told = await ryan.sends(path, page, 422, way="time", time=value_of(AFTER))
            assert "I would rather talk: call me" in told.text
        await agency.recruiter.does(
            f"/v1/calls/{(await call_of(agency, request))['id']}/cancellation"
        )
        told = await ryan.sends(path, page, 422, way="time", time=value_of(AFTER))
        assert "This call was called off meanwhile." in told.text
    assert (await call_of(agency, request))["status"] == "cancelled"


@NOW
async def test_two_people_at_once_book_once(agency: Agency) -> None:
    request = await owed(agency)
    times = [TOMORROW + timedelta(hours=n) for n in range(4)]
    call = await offered(agency, of_request(request), *times)
    path = await form_of(agency, request)
    async with visitor(agency) as ryan, visitor(agency) as bo:
        people = [ryan, bo, ryan, bo]
        pages = {ryan: await ryan.opens(path), bo: await bo.opens(path)}

        async def pick(person: int) -> int:
            who = people[person]
            answer = await who.post(
                path,
                data={**pages[who].fields, "way": "time", "time": value_of(times[person])},
            )
            return answer.status_code

        statuses = await asyncio.gather(*(pick(person) for person in range(4)))
        assert sorted(statuses) == [303, 422, 422, 422]
        chosen = times[statuses.index(303)]
        assert (await again(agency, call))["starts_at"] == wire(chosen)
        assert await agency.events_of(call["id"]) == ["call.offered", "call.booked"]
        late = await bo.sends(
            path, pages[bo], 422, way="time", time="none", wish="Neither of us knew"
        )
        assert "Another time was booked meanwhile" in late.text
        same = await ryan.sends(path, pages[ryan], way="time", time=value_of(chosen))
        assert "That is agreed" in same.text
    assert await agency.events_of(call["id"]) == ["call.offered", "call.booked"]


@NOW
async def test_asking_when_times_are_there_already_shows_them(agency: Agency) -> None:
    request = await owed(agency)
    path = await form_of(agency, request)
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
        await offered(agency, of_request(request))
        told = await ryan.sends(path, page, 422, way="call", wish="Any time")
        assert "Meanwhile you were offered times" in told.text
        assert told.fields["wish"] == "Any time"
        assert value_of(TOMORROW) in told.source


@NOW
async def test_what_was_missed_is_asked_for_again_and_what_was_held_is_over(
    agency: Agency,
) -> None:
    request = await owed(agency)
    call = await booked(agency, of_request(request))
    path = await form_of(agency, request)
    async with visitor(agency) as ryan:
        with time_machine.travel(TOMORROW + timedelta(hours=1), tick=False):
            page = await ryan.opens(path)
            assert "We missed each other" in page.text
            await agency.recruiter.does(f"/v1/calls/{call['id']}/missed", {"by": "recruiter"})
            page = await ryan.sends(path, await ryan.opens(path), way="call", wish="Now")
            assert "We will call you" in page.text
            await agency.recruiter.does(f"/v1/calls/{call['id']}/held", {"notes": "Too dear."})
            page = await ryan.sends(path, page, way="call", wish="Now")
            assert "You talked on Wednesday 2 December: thank you." in page.text
            assert "Too dear" not in page.source
            for way in ("time", "call_off"):
                await ryan.sends(path, page, way=way, time=value_of(AFTER))
    assert (await again(agency, call))["status"] == "held"


@NOW
async def test_once_they_have_answered_there_is_no_call_to_arrange(agency: Agency) -> None:
    request = await owed(agency)
    call = await offered(agency, of_request(request))
    path = await form_of(agency, request)
    async with visitor(agency) as ryan:
        page = await ryan.opens(path)
        await ryan.sends(path, page, way="answer", outcome="hold")
        shown = await ryan.opens(path)
        assert "Shall we talk instead?" not in shown.text
        for way in ("time", "call"):
            await ryan.sends(path, page, way=way, time=value_of(TOMORROW))
    settled = await again(agency, call)
    assert settled["status"] == "cancelled"
    event = (await agency.log_of(call["id"]))[-1]
    assert event["data"] == {"cause": "feedback_received"}
