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
