"""What is the candidate's own: referees, calendar, data, and to be forgotten."""

import json

import time_machine

from tests.factories import Agency
from tests.feedback.situations import TUESDAY
from tests.portal.situations import interviewed, portal_of

NOW = time_machine.travel(TUESDAY, tick=False)
PRIVATE = "Too expensive for us, to be honest."


@NOW
async def test_a_referee_is_named_and_agrees_or_not(agency: Agency) -> None:
    candidate = await agency.candidate()
    async with portal_of(agency, candidate) as maria:
        wrong = await maria.sends("/referees", 422, name=" ", email="nowhere", phone="12")
        for words in ("Please tell us their name.", "does not look like an e-mail",
                      "at least five digits"):  # fmt: skip
            assert words in wrong.text
        assert wrong.fields["email"] == "nowhere"
        page = await maria.sends("/referees", name="Priya Shah", relationship="line manager",
                                 email="priya@northwind.example")  # fmt: skip
        assert "Has not agreed yet" in page.text
        [referee] = (await agency.viewer.reads("/v1/referees", candidate_id=candidate["id"]))[
            "items"
        ]
        assert referee["consent_given_at"] is None
        where = f"/referees/{referee['id']}/consent"
        assert "Agreed to be asked" in (await maria.sends(where, consent="given")).text
        page = await maria.sends(where, consent="withdrawn")
        assert "Does not want to be asked, since Tuesday 1 December." in page.text
    assert await agency.events_of(referee["id"]) == [
        "referee.added", "referee.consented", "referee.consent_withdrawn",
    ]  # fmt: skip


@NOW
async def test_their_calendar_has_one_address(agency: Agency) -> None:
    candidate = await agency.candidate()
    async with portal_of(agency, candidate) as maria:
        assert "/calendar/" not in (await maria.opens("/yours")).source
        page = await maria.sends("/yours/calendar")
        link = await agency.recruiter.does(f"/v1/candidates/{candidate['id']}/calendar-link")
        assert link["url"] in page.source
        assert f"webcal:{link['url'].partition(':')[2]}" in page.source


@NOW
async def test_their_data_is_all_of_theirs_and_nothing_said_in_private(agency: Agency) -> None:
    candidate, interview = await interviewed(agency, tags=["difficult"])
    feedback = await agency.recruiter.creates(
        "/v1/feedback",
        {"interview_id": interview["id"], "channel": "phone", "outcome": "reject",
         "reason": "Went with somebody cheaper.", "private_notes": PRIVATE,
         "summary_for_candidate": "They liked your calm."},
    )  # fmt: skip
    await agency.recruiter.creates(
        f"/v1/candidates/{candidate['id']}/notes", {"body": "Talks a lot.", "kind": "call"}
    )
    document = await agency.document(candidate_id=candidate["id"], visibility="candidate")
    letter = await agency.document(
        b"In confidence: she is often late.", candidate_id=candidate["id"], filename="letter.txt",
        kind="reference",
    )  # fmt: skip
    async with portal_of(agency, candidate) as maria:
        before = await maria.browser.post(
            f"{maria.path}/yours/data", data={"form_key": await maria.key()}
        )
        await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/release", {"channel": "phone"})
        after = await maria.browser.post(
            f"{maria.path}/yours/data", data={"form_key": await maria.key()}
        )
        page = await maria.opens("/yours")
        assert letter["id"] not in page.source
        file = await maria.browser.get(f"{maria.path}/yours/documents/{document['id']}")
        assert file.content == b"Forklift licence, ten years of night shifts."
        assert file.headers["x-robots-tag"] == "noindex, nofollow"
        await maria.opens(f"/yours/documents/{letter['id']}", 404)
        forged = await maria.browser.post(f"{maria.path}/yours/data")
        assert "once more" in forged.text
    assert after.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert after.headers["cache-control"] == "private, no-store"
    told = json.loads(after.content)
    assert told["you"]["emails"] == candidate["emails"]
    [application] = told["applications"]
    assert application["interviews"][0]["feedback"][0]["message"] == "They liked your calm."
    assert [one["name"] for one in told["documents"]] == ["cv.txt"]
    assert "They liked your calm." not in before.text, "not before it is released"
    for private in (PRIVATE, "difficult", "cheaper", "Talks a lot", "often late"):
        assert private not in after.text, private
    assert "candidate.data_downloaded" in await agency.events_of(candidate["id"])


@NOW
async def test_a_wish_to_be_forgotten_is_a_task_for_their_recruiter(agency: Agency) -> None:
    candidate = await agency.candidate(owner_id=agency.recruiter.user_id)
    async with portal_of(agency, candidate) as maria:
        for _ in range(2):
            page = await maria.sends("/yours/erasure")
            assert "answer it within a month" in page.text
        assert "You asked on Tuesday 1 December" in (await maria.opens("/yours")).text
    [task] = (await agency.viewer.reads("/v1/tasks", candidate_id=candidate["id"]))["items"]
    assert task["assignee_id"] == agency.recruiter.user_id
    assert task["due_at"] == "2026-12-08T17:30:00Z"
    read = await agency.viewer.reads(f"/v1/candidates/{candidate['id']}")
    assert read["erasure_requested_at"] == "2026-12-01T10:00:00Z"
    events = await agency.events_of(candidate["id"])
    assert events.count("candidate.erasure_requested") == 1
