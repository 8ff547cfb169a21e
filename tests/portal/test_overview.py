"""The candidate's overview: what waits for them, where each application stands, in plain words."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.applications.models import END_REASONS, EndedBy, Stage, What
from app.interviews.models import InterviewMode
from app.offers.models import OfferStatus
from app.portal import plain_words
from app.portal.own_data import zones
from app.verdicts.models import Lean
from tests.factories import Agency
from tests.feedback.situations import TUESDAY
from tests.portal.situations import interviewed, path_of, portal_of, to_be_interviewed

NOW = time_machine.travel(TUESDAY, tick=False)


@NOW
async def test_after_an_interview_it_says_what_to_do_and_what_comes_next(agency: Agency) -> None:
    candidate, _ = await interviewed(agency)
    async with portal_of(agency, candidate) as maria:
        page = await maria.opens()
    for words in (
        "Hello Maria", "Thank your interviewers", "Wednesday 2 December, 08:45",
        "Tell us how it went", "Would you take it?", "Depot Manager", "Northwind",
        "Tuesday 1 December, 08:00, by video, with Ryan Walters",
    ):  # fmt: skip
        assert words in page.text, words


@NOW
async def test_before_an_interview_it_says_where_to_be(agency: Agency) -> None:
    candidate, interview = await to_be_interviewed(agency)
    async with portal_of(agency, candidate) as maria:
        page = await maria.opens()
        assert "Your next interview is on Wednesday 2 December, 10:00." in page.text
        assert "Prepare for your interview" in page.text
        prepare = await maria.opens(f"/interviews/{interview['id']}")
    for words in ("10:00 to 10:45", "by video", "2 Dock Road", "run the night shift"):
        assert words in prepare.text, words
    assert 'href="https://maps.example/dock"' in prepare.source


@NOW
async def test_a_decision_past_its_day_is_told_honestly(agency: Agency) -> None:
    candidate, interview = await interviewed(agency)
    process = {"decision_due_on": "2026-12-04", "next_steps": "A second round",
               "told_by": "Ryan Walters"}  # fmt: skip
    await agency.recruiter.sends(
        "PUT", f"/v1/interviews/{interview['id']}/decision-process", 201, json=process
    )
    async with portal_of(agency, candidate) as maria:
        page = await maria.opens()
        assert "They mean to decide by Friday 4 December. Ryan Walters said so." in page.text
        assert "What comes next, as they said: A second round" in page.text
        with time_machine.travel(TUESDAY + timedelta(days=6), tick=False):
            late = await maria.opens()
    assert "They meant to decide by Friday 4 December. That day is past" in late.text


@NOW
async def test_times_are_the_candidate_s_own(agency: Agency) -> None:
    candidate, interview = await to_be_interviewed(agency)
    async with portal_of(agency, candidate) as maria:
        await maria.sends("/yours/zone", timezone="Pacific/Auckland")
        page = await maria.opens()
        assert "Wednesday 2 December, 23:00 your time, 10:00 in London" in page.text
        refused = await maria.sends("/yours/zone", 422, timezone="Mars/Olympus")
        assert "did not go through" in refused.text
        await maria.sends("/yours/zone", timezone="")
        assert "Wednesday 2 December, 10:00, by video" in (await maria.opens()).text
    assert (await agency.viewer.reads(f"/v1/candidates/{candidate['id']}"))["timezone"] is None
    assert interview["timezone"] == "Europe/London"


@NOW
async def test_each_stage_and_offer_is_said_in_plain_words(agency: Agency) -> None:
    candidate, interview = await interviewed(agency)
    path = f"/v1/applications/{interview['application_id']}"
    async with portal_of(agency, candidate) as maria:
        offer = await agency.recruiter.creates(
            f"{path}/offers",
            {"salary": {"amount": "41000", "currency": "GBP"}, "benefits": ["28 days holiday"],
             "expires_at": "2026-12-08T17:00:00Z"},
        )  # fmt: skip
        page = await maria.opens()
        assert "You have an offer. £41,000 a year." in page.text
        assert "It stands until Tuesday 8 December, 17:00" in page.text
        assert "28 days holiday" in page.text
        assert "Tell us what you make of their offer" in page.text
        await agency.recruiter.does(f"/v1/offers/{offer['id']}/acceptance")
        assert "You have the job" in (await maria.opens()).text


@NOW
async def test_an_end_is_said_without_its_code_and_its_note(agency: Agency) -> None:
    candidate, interview = await interviewed(agency)
    end = {"reason": "failed_checks", "ended_by": "agency", "note": "Lied about the licence."}
    await agency.recruiter.does(f"/v1/applications/{interview['application_id']}/rejection", end)
    async with portal_of(agency, candidate) as maria:
        page = await maria.opens()
        so_far = await maria.opens("/happened")
    assert "Not this time" in page.text
    for shown in (page, so_far):
        assert "failed" not in shown.source
        assert "Lied" not in shown.source


@NOW
async def test_what_happened_is_the_part_of_the_timeline_meant_for_them(agency: Agency) -> None:
    candidate, interview = await interviewed(agency)
    note = {"body": "Nervous at first.", "visibility": "internal"}
    await agency.recruiter.creates(f"/v1/candidates/{candidate['id']}/notes", note)
    async with portal_of(agency, candidate) as maria:
        page = await maria.opens("/happened")
    assert "Interview 1 for Depot Manager at Northwind took place" in page.text
    assert "You were put forward for Depot Manager at Northwind" in page.text
    assert "Nervous" not in page.source
    assert interview["id"] not in page.source


@NOW
async def test_what_happened_pages_and_refuses_a_made_up_cursor(agency: Agency) -> None:
    candidate, _ = await interviewed(agency)
    async with portal_of(agency, candidate) as maria:
        for number in range(40):
            zone = "Europe/Paris" if number % 2 else "Europe/Rome"
            await agency.recruiter.creates(
                f"/v1/candidates/{candidate['id']}/referees",
                {"name": f"Referee {number} {zone}", "consent_given_at": "2026-01-05T09:00:00Z"},
            )
        first = await maria.opens("/happened")
        assert first.text.count("A referee agreed") + first.text.count("A referee was added") == 30
        [cursor] = [part.split('"')[0] for part in first.source.split("?cursor=")[1:]]
        second = await maria.opens(f"/happened?cursor={cursor}")
        assert second.text != first.text
        await maria.opens("/happened?cursor=nonsense", 422)


@NOW
async def test_notes_meant_for_them_are_shown_unless_they_repeat_private_words(
    agency: Agency,
) -> None:
    candidate, interview = await interviewed(agency)
    private = "Honestly too expensive for us."
    for body in ("Wear something warm.", f"They said: {private}", "For us alone."):
        visibility = "internal" if body == "For us alone." else "candidate"
        await agency.recruiter.creates(
            f"/v1/candidates/{candidate['id']}/notes", {"body": body, "visibility": visibility}
        )
    await agency.recruiter.sends(
        "PUT", f"/v1/interviews/{interview['id']}/decision-process", 201,
        json={"decision_due_on": "2026-12-04", "next_steps": f"None: {private}"},
    )  # fmt: skip
    await agency.recruiter.creates(
        "/v1/feedback",  # it came after what was typed, and said the same
        {"interview_id": interview["id"], "channel": "phone", "outcome": "hold",
         "private_notes": private},
    )  # fmt: skip
    async with portal_of(agency, candidate) as maria:
        page = await maria.opens()
    assert "Wear something warm." in page.text
    assert "expensive" not in page.source
    assert "For us alone." not in page.source


@NOW
async def test_links_that_open_nothing_and_what_is_not_theirs_look_alike(
    agency: Agency, other_agency: Agency
) -> None:
    candidate, interview = await interviewed(agency)
    _, another = await interviewed(agency)
    _, theirs = await interviewed(other_agency)
    answers = []
    async with portal_of(agency, candidate) as maria:
        await maria.opens(f"/interviews/{interview['id']}")
        for one in (another, theirs):
            for where in (
                f"/interviews/{one['id']}", f"/interviews/{one['id']}/debrief",
                f"/applications/{one['application_id']}/verdict",
                f"/applications/{one['application_id']}/withdrawal",
                f"/feedback/{one['id']}", f"/thank-yous/{one['id']}",
                f"/yours/documents/{one['id']}", "/interviews/nonsense",
            ):  # fmt: skip
                answers.append(await maria.browser.get(f"{maria.path}{where}"))
        answers.append(await maria.browser.get("/c/" + "A" * 43))
        await agency.recruiter.sends("DELETE", f"/v1/candidates/{candidate['id']}/portal-link", 204)
        answers.append(await maria.browser.get(maria.path))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


@NOW
async def test_nothing_of_another_s_is_changed(agency: Agency, other_agency: Agency) -> None:
    candidate, _ = await interviewed(agency)
    _, another = await interviewed(agency)
    _, theirs = await interviewed(other_agency)
    async with portal_of(agency, candidate) as maria:
        for one in (another, theirs):
            for where, typed in (
                (f"/interviews/{one['id']}/questions", {"question_0": "Mine?"}),
                (f"/interviews/{one['id']}/debrief", {"impressions": "Mine"}),
                (f"/applications/{one['application_id']}/verdict", {"lean": "accept"}),
                (f"/applications/{one['application_id']}/withdrawal", {"reason": "other"}),
                (f"/feedback/{one['id']}/acknowledgement", {}),
                (f"/thank-yous/{one['id']}", {"body": "Mine"}),
                (f"/referees/{one['id']}/consent", {"consent": "given"}),
            ):
                await maria.sends(where, 404, **typed)
    for agency_of, one in ((agency, another), (other_agency, theirs)):
        read = await agency_of.viewer.reads(f"/v1/applications/{one['application_id']}")
        assert read["ended"] is None


@NOW
async def test_who_was_merged_has_one_link_and_the_duplicate_s_opens_nothing(
    agency: Agency,
) -> None:
    candidate, _ = await interviewed(agency)
    duplicate = await agency.candidate()
    old = await path_of(agency, duplicate)
    await agency.recruiter.does(
        f"/v1/candidates/{candidate['id']}/merge", {"duplicate_id": duplicate["id"]}
    )
    async with portal_of(agency, candidate) as maria:
        await maria.browser.opens(old, 404)
        assert "Northwind" in (await maria.opens()).text


@NOW
async def test_a_candidate_nobody_has_put_forward_yet(agency: Agency) -> None:
    async with portal_of(agency, await agency.candidate()) as maria:
        assert "There is nothing here yet." in (await maria.opens()).text


def test_every_code_has_its_plain_words() -> None:
    assert set(plain_words.STAGES) == set(Stage)
    assert set(plain_words.STEPS) == set(What) >= set(plain_words.OVERDUE_STEPS)
    assert set(plain_words.WITHDRAWAL_REASONS) == set(END_REASONS[EndedBy.candidate])
    assert set(plain_words.MODES) == set(InterviewMode)
    assert set(plain_words.LEANS) == set(Lean)
    assert set(plain_words.OFFERS) == set(OfferStatus)


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Europe/London", "Thursday 31 December, 23:30"),
     ("Pacific/Auckland", "Friday 1 January 2027, 12:30")],
)  # fmt: skip
def test_moments_name_the_year_when_it_is_another(zone: str, said: str) -> None:
    moments = plain_words.Moments(plain_words.ZoneInfo(zone), TUESDAY)
    assert moments.full(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == said


def test_the_zones_to_choose_from_are_called_as_they_are_today() -> None:
    assert "Asia/Kolkata" in zones()["Asia"]
    assert "Asia/Calcutta" not in zones()["Asia"]
    assert sum(map(len, zones().values())) > 400
