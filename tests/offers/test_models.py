"""Every status of an offer, by the clock, against everything that can be done to it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.offers.models import MOVES, OPEN, SETTLING, OfferStatus
from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
EXPIRES_AT = "2026-11-27T17:00:00Z"
ACTIONS: dict[str, tuple[str, Json, OfferStatus, str]] = {
    "the candidate counters": (
        "counter", {"terms": "A desk."}, OfferStatus.countered, "offer.countered",
    ),
    "the employer answers": (
        "counter", {"by": "employer", "terms": "No desk."}, OfferStatus.made, "offer.countered",
    ),
    "the candidate accepts": ("acceptance", {}, OfferStatus.accepted, "offer.accepted"),
    "the candidate declines": ("decline", {}, OfferStatus.declined, "offer.declined"),
    "the employer withdraws": ("withdrawal", {}, OfferStatus.withdrawn, "offer.withdrawn"),
}  # fmt: skip
RAN_OUT = "ran out"
"""Stored as made, and expired by the clock."""


async def brought_to(agency: Agency, status: str, now: time_machine.Traveller) -> Json:
    """An offer that came to stand there, as the API brings it there."""
    offer = await agency.offer(expires_at=EXPIRES_AT)
    path = f"/v1/offers/{offer['id']}"
    for action, _, becomes, _ in ACTIONS.values():
        if becomes == status and status != OfferStatus.made:
            body = {"terms": "More."} if action == "counter" else {}
            await agency.recruiter.does(f"{path}/{action}", body)
    if status in (OfferStatus.expired, RAN_OUT):
        now.shift(timedelta(days=10))
    if status == OfferStatus.expired:  # and written down, because another was made
        again = {"salary": {"amount": 1, "currency": "GBP"}}
        await agency.recruiter.creates(f"/v1/applications/{offer['application_id']}/offers", again)
    return await agency.viewer.reads(path)


@pytest.mark.parametrize("status", [*OfferStatus, RAN_OUT])
@pytest.mark.parametrize("action", ACTIONS)
async def test_an_offer_moves_as_the_table_says_and_no_other_way(
    agency: Agency, status: str, action: str
) -> None:
    noun, body, becomes, recorded = ACTIONS[action]
    with time_machine.travel(TUESDAY, tick=False) as now:
        offer = await brought_to(agency, status, now)
        stands = OfferStatus(offer["status"])
        assert stands == (OfferStatus.expired if status == RAN_OUT else status)
        path = f"/v1/offers/{offer['id']}"
        before = await agency.events_of(offer["id"])
        answer = await agency.recruiter.post(f"{path}/{noun}", json=body)
        after = await agency.viewer.reads(path)
        new = (await agency.events_of(offer["id"]))[len(before) :]
        if becomes in MOVES[stands]:
            assert (answer.status_code, after["status"], new) == (200, becomes, [recorded])
            assert (after["settled_at"] is not None) == (becomes in SETTLING)
            return
        assert (answer.status_code, after, new) == (409, offer, [])
        problem = answer.json()
        if stands == OfferStatus.expired:
            assert problem["type"] == "/problems/offer-expired"
            assert problem["expired_at"] == EXPIRES_AT
        else:
            assert problem["type"] == "/problems/offer-settled"
            assert problem["offer_status"] == stands


def test_what_is_open_moves_anywhere_and_what_is_settled_nowhere() -> None:
    assert set(MOVES) == set(OfferStatus) == OPEN | SETTLING
    assert all(MOVES[status] == set(OfferStatus) for status in OPEN)
    assert not any(MOVES[status] for status in SETTLING)
