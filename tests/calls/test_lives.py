"""Random lives of a call, with the contact or the candidate: what is refused leaves no trace, what
is accepted records its event, the events replayed give the state, and the chasing and the desk
follow."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.access.actors import Actor
from app.calls import booking
from app.calls.locking import call_about
from app.calls.models import MOVES, CallStatus
from app.database import Database
from app.errors import Conflict
from app.feedback.models import Feedback, FeedbackRequest
from app.transaction import transaction
from tests.calls.situations import of_feedback, of_request, owed, released
from tests.desk.recomputing import naive_desk, real_desk
from tests.factories import Agency, Json, open_agency
from tests.feedback.situations import TUESDAY

HOURS = st.integers(-30, 60)
ACTIONS = st.one_of(
    st.tuples(
        st.sampled_from(["times", "booking", "put_offered", "put_starts", "put_held"]), HOURS
    ),
    st.tuples(st.sampled_from(["held", "missed", "cancellation", "notes"]), st.just(0)),
    st.tuples(st.sampled_from(["want", "none_suits", "pick", "call_off"]), st.integers(0, 1)),
    st.tuples(st.just("wait"), st.integers(1, 40)),
)
BECOMES = {
    "wanted": CallStatus.wanted, "offered": CallStatus.offered, "booked": CallStatus.booked,
    "moved": CallStatus.booked, "held": CallStatus.held, "missed": CallStatus.missed,
    "cancelled": CallStatus.cancelled,
}  # fmt: skip


async def act(agency: Agency, about: Json, path: str, action: str, argument: int) -> int:
    """The answer's status, 409 for what a page is refused; 0 when there is nothing to try it on."""
    moment = (datetime.now(UTC) + timedelta(hours=argument)).isoformat()
    found = await agency.viewer.get(path)
    call = found.json() if found.status_code == 200 else None
    post, put = agency.recruiter.post, agency.recruiter.put
    match action:
        case "times":
            answer = await post(f"{path}/times", json={"times": [moment]})
        case "put_offered" | "put_starts" | "put_held":
            answer = await put(path, json={f"{action.removeprefix('put_')}_at": moment})
        case "want" | "none_suits" | "pick" | "call_off":
            return await on_their_page(agency, about, action, argument)
        case "booking" if call:
            answer = await post(f"/v1/calls/{call['id']}/booking", json={"starts_at": moment})
        case "notes" if call:
            body = {"notes": f"Version {call['version']}"}
            answer = await agency.recruiter.patch(f"/v1/calls/{call['id']}", json=body)
        case "missed" if call:
            answer = await post(f"/v1/calls/{call['id']}/missed", json={"by": "recruiter"})
        case "held" | "cancellation" if call:
            answer = await post(f"/v1/calls/{call['id']}/{action}")
        case _:
            return 0
    assert answer.status_code in (200, 201, 409, 422), answer.text
    return answer.status_code


async def on_their_page(agency: Agency, about: Json, action: str, argument: int) -> int:
    side = "candidate" if "released_at" in about else "contact"
    actor = Actor(agency.id, side, UUID(about[f"{side}_id"]))
    model: Any = Feedback if side == "candidate" else FeedbackRequest
    try:
        async with transaction(agency.database, actor) as db:
            held = await db.hold(model, UUID(about["id"]))
            call = await call_about(db, held)
            if action == "want":
                await booking.want(db, held, "Mornings", None)
            elif call is None:
                return 0
            elif action == "pick":
                times = call.times(datetime.now(UTC) - timedelta(hours=argument * 20))
                if not times:
                    return 0
                await booking.pick(db, call, times[0], instead_of=call.starts_at)
            elif action == "none_suits":
                await booking.none_suits(db, call, ["Mornings", "Evenings"][argument])
            else:
                await booking.call_off(db, call)
    except Conflict:
        return 409
    return 200


@pytest.mark.parametrize("side", ["contact", "candidate"])
@given(actions=st.lists(ACTIONS, min_size=6, max_size=20))
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_random_lives_of_a_call_keep_every_rule(
    database: Database,
    transport: httpx.ASGITransport,
    side: str,
    actions: list[tuple[str, int]],
) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        async with open_agency(database, transport) as agency:
            about = await (owed if side == "contact" else released)(agency)
            path = (of_request if side == "contact" else of_feedback)(about)
            for action, argument in actions:
                if action == "wait":
                    now.shift(timedelta(hours=argument))
                    continue
                before, known = await state(agency), await log(agency)
                status = await act(agency, about, path, action, argument)
                after, recorded = await state(agency), (await log(agency))[len(known) :]
                if status >= 400:
                    assert (after, recorded) == (before, []), f"{action} left a trace"
                else:
                    moves_are_allowed(before, after)
                    assert bool(recorded) == (after != before), f"{action}: {recorded}"
            await the_log_tells_the_state(agency, side)
            await the_request_follows(agency, about, side)
            assert await real_desk(agency) == await naive_desk(agency, "Europe/London")


async def state(agency: Agency) -> dict[str, Json]:
    rows = (await agency.viewer.reads("/v1/calls", limit=200))["items"]
    return {row["id"]: row for row in rows}


async def log(agency: Agency) -> list[Json]:
    """Of calls, without the messages that went with it."""
    page = await agency.admin.reads("/v1/events", limit=1000)
    return [event for event in page["items"] if event["subject"]["type"] == "call"]


def moves_are_allowed(before: dict[str, Json], after: dict[str, Json]) -> None:
    assert len(after) - len(before) in (0, 1)
    assert len([row for row in after.values() if row["status"] != "cancelled"]) <= 1
    for call_id, row in before.items():
        was, now = CallStatus(row["status"]), CallStatus(after[call_id]["status"])
        assert now == was or now in MOVES[was], f"{was} became {now}"


async def the_log_tells_the_state(agency: Agency, side: str) -> None:
    stands: dict[str, CallStatus] = {}
    for event in await log(agency):
        noun, verb = event["type"].split(".")
        if verb != "updated":
            assert noun == ("call" if side == "contact" else "candidate_call")
            stands[event["subject"]["id"]] = BECOMES[verb]
    assert stands == {
        call_id: CallStatus(row["status"]) for call_id, row in (await state(agency)).items()
    }


async def the_request_follows(agency: Agency, about: Json, side: str) -> None:
    if side == "candidate":
        return
    request = await agency.viewer.reads(f"/v1/feedback-requests/{about['id']}")
    calls = [row for row in (await state(agency)).values() if row["status"] != "cancelled"]
    [call] = calls or [{"status": None, "starts_at": None}]
    assert request["call_at"] == (call["starts_at"] if call["status"] == "booked" else None)
    left = call["status"] in ("wanted", "held")
    assert bool(request["left_to_call_at"]) == left
    assert (request["next_chase_at"] is None) == left
    if request["call_at"]:
        assert request["next_chase_at"] > request["call_at"]
