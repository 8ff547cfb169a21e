"""Released feedback on the candidate's page."""

import time_machine

from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY
from tests.portal.situations import interviewed, portal_of

NOW = time_machine.travel(TUESDAY, tick=False)
PRIVATE = "Too expensive for us, to be honest."


async def given_feedback(agency: Agency) -> tuple[Json, Json]:
    """A candidate, and what was released to them."""
    candidate, interview = await interviewed(agency)
    feedback = await agency.recruiter.creates(
        "/v1/feedback",
        {"interview_id": interview["id"], "channel": "phone", "outcome": "reject",
         "strengths": ["warm"], "private_notes": PRIVATE,
         "summary_for_candidate": "They liked your calm."},
    )  # fmt: skip
    return candidate, feedback


@NOW
async def test_only_what_was_released_is_there_to_be_read(agency: Agency) -> None:
    candidate, feedback = await given_feedback(agency)
    where = f"/feedback/{feedback['id']}"
    async with portal_of(agency, candidate) as maria:
        await maria.opens(where, 404)
        await maria.sends(f"{where}/acknowledgement", 404)
        release = {"channel": "page", "message": "They liked how calm you stayed."}
        await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/release", release)
        overview = await maria.opens()
        assert "Read what they said" in overview.text
        page = await maria.opens(where)
        assert "They liked how calm you stayed." in page.text
        assert PRIVATE not in overview.source + page.source
        assert "reject" not in page.source


@NOW
async def test_i_have_read_this(agency: Agency) -> None:
    candidate, feedback = await given_feedback(agency)
    await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/release", {"channel": "page"})
    where = f"/feedback/{feedback['id']}/acknowledgement"
    async with portal_of(agency, candidate) as maria:
        for _ in range(2):
            assert "You read it on Tuesday 1 December." in (await maria.sends(where)).text
        assert "Read what they said" not in (await maria.opens()).text
    read = await agency.viewer.reads(f"/v1/feedback/{feedback['id']}")
    assert read["acknowledged_at"] == "2026-12-01T10:00:00Z"
    assert (await agency.events_of(feedback["id"])).count("feedback.acknowledged") == 1


async def told_feedback(agency: Agency) -> tuple[Json, Json]:
    candidate, feedback = await given_feedback(agency)
    await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/release", {"channel": "page"})
    return candidate, feedback


async def call_about(agency: Agency, feedback: Json) -> Json:
    return await agency.viewer.reads(f"/v1/feedback/{feedback['id']}/call")


@NOW
async def test_i_would_like_to_talk(agency: Agency) -> None:
    candidate, feedback = await told_feedback(agency)
    where = f"/feedback/{feedback['id']}"
    async with portal_of(agency, candidate) as maria:
        assert "Would you like to talk about it?" in (await maria.opens(where)).text
        wrong = await maria.sends(f"{where}/call", 422, way="call", phone="12", wish="After six")
        assert "the number to call you on" in wrong.text
        assert wrong.fields["wish"] == "After six"
        for _ in range(2):
            page = await maria.sends(
                f"{where}/call", way="call", wish="After six", phone="020 7946 0021"
            )
        assert "You asked for a call" in page.text
        wanted = await call_about(agency, feedback)
        assert (wanted["status"], wanted["wish"], wanted["phone"]) == (
            "wanted", "After six", "020 7946 0021",
        )  # fmt: skip
        page = await maria.sends(f"{where}/call", way="call_off")
        assert "there will be no call" in page.text
    assert (await call_about(agency, feedback))["status"] == "cancelled"


@NOW
async def test_a_time_is_picked_moved_and_found_to_suit_no_more(agency: Agency) -> None:
    candidate, feedback = await told_feedback(agency)
    first, second = "2026-12-02T10:00:00+00:00", "2026-12-03T15:30:00+00:00"
    where = f"/feedback/{feedback['id']}"
    async with portal_of(agency, candidate) as maria:
        off = await maria.sends(f"{where}/call", 422, way="time", time=first)
        assert "called off meanwhile" in off.text
        await agency.recruiter.does(
            f"/v1/feedback/{feedback['id']}/call/times", {"times": [first, second]}
        )
        assert "Pick a time to talk" in (await maria.opens()).text
        assert "Thursday 3 December, 15:30" in (await maria.opens(where)).text
        assert "Please choose one" in (await maria.sends(f"{where}/call", 422, way="time")).text
        gone = await maria.sends(f"{where}/call", 422, way="time", time="2026-12-04T10:00:00+00:00")
        assert "not to be had any more" in gone.text
        page = await maria.sends(f"{where}/call", way="time", time=first)
        assert "Your call: Wednesday 2 December, 10:00" in page.text
        late = await maria.sends(f"{where}/call", 422, way="time", time=second)
        assert "Another time was booked meanwhile" in late.text
        page = await maria.sends(f"{where}/call", way="time", time=second, instead_of=first)
        assert "Your call: Thursday 3 December, 15:30" in page.text
        await maria.sends(
            f"{where}/call", way="time", time="none", wish="Next week", instead_of=second
        )
    call = await call_about(agency, feedback)
    assert (call["status"], call["wish"]) == ("wanted", "Next week")


@NOW
async def test_the_call_is_for_what_was_released_to_them(agency: Agency) -> None:
    candidate, feedback = await given_feedback(agency)
    other, _ = await told_feedback(agency)
    where = f"/feedback/{feedback['id']}/call"
    async with portal_of(agency, candidate) as maria, portal_of(agency, other) as peter:
        await maria.sends(where, 404, way="call", phone="020 7946 0021")
        await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/release", {"channel": "page"})
        await peter.sends(where, 404, way="call", phone="020 7946 0021")
    await agency.viewer.sends("GET", f"/v1/feedback/{feedback['id']}/call", 404)
