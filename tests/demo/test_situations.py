"""A candidate in every situation that follows an interview."""

from tests.demo.test_contents import every, log
from tests.factories import Agency, Json


async def states(agency: Agency, path: str, name: str = "status") -> set[str]:
    return {row[name] for row in await every(agency.viewer, path)}


async def of_each_interview(agency: Agency, what: str) -> list[Json]:
    found = []
    for interview in await every(agency.viewer, "/v1/interviews"):
        answer = await agency.viewer.get(f"/v1/interviews/{interview['id']}/{what}")
        if answer.status_code == 200:
            found.append(answer.json())
    return found


async def test_something_waits_in_every_section_of_the_desk(acorn: Agency) -> None:
    desk = await acorn.viewer.reads("/v1/desk")
    waiting = {name: part["count"] for name, part in desk.items() if isinstance(part, dict)}
    by_the_hour = {"interviews_today", "feedback_due_today"}
    assert not [name for name, count in waiting.items() if not count and name not in by_the_hour]
    few = {name: count for name, count in waiting.items() if name != "tasks_due"}
    assert max(few.values()) < 15, "a desk that somebody could clear"


async def test_an_answer_by_mail_waits_to_be_looked_at(acorn: Agency) -> None:
    [reply] = await every(acorn.viewer, "/v1/replies")
    assert (reply["kind"], reply["status"]) == ("reply", "to_review")
    assert reply["text"].startswith("Sorry for the wait.")
    path = f"/v1/feedback-requests/{reply['feedback_request_id']}"
    assert (await acorn.viewer.reads(path))["paused_at"] == reply["received_at"]


async def test_debriefs_are_by_candidates_and_recruiters_and_one_was_revised(
    acorn: Agency,
) -> None:
    debriefs = await of_each_interview(acorn, "debrief")
    assert {debrief["recorded_by"] for debrief in debriefs} == {"candidate", "recruiter"}
    assert max(debrief["version_count"] for debrief in debriefs) > 1
    questions = [
        bank["items"] for bank in await of_each_interview(acorn, "question-bank") if bank["items"]
    ]
    assert max(item["times_asked"] for items in questions for item in items) > 1


async def test_decisions_are_awaited_overdue_put_off_brought_forward_and_made(
    acorn: Agency,
) -> None:
    decisions = await of_each_interview(acorn, "decision-process")
    assert {decision["overdue"] for decision in decisions} == {True, False}
    assert {decision["slip_count"] for decision in decisions} >= {0, 1, 2}
    assert {decision["settled_at"] is None for decision in decisions} == {True, False}
    types = {event["type"] for event in await log(acorn.admin)}
    assert "decision_process.brought_forward" in types


async def test_interviewers_are_to_be_thanked_were_thanked_and_were_not(acorn: Agency) -> None:
    follow_ups = await every(acorn.viewer, "/v1/follow-ups")
    assert {row["status"] for row in follow_ups} == {"due", "sent", "skipped"}
    assert {row["on_time"] for row in follow_ups if row["status"] == "sent"} == {True, False}
    assert all(row["body"] for row in follow_ups if row["status"] == "sent")


async def test_there_is_an_offer_at_every_end_and_a_placement_to_come(acorn: Agency) -> None:
    assert await states(acorn, "/v1/offers") == {
        "made", "accepted", "declined", "expired", "withdrawn"
    }  # fmt: skip
    versions = [offer["number"] for offer in await every(acorn.viewer, "/v1/offers")]
    assert max(versions) == 3, "countered, and answered"
    assert len(await every(acorn.viewer, "/v1/placements")) == 4
    met = []
    for offer in await every(acorn.viewer, "/v1/offers"):
        comparison = await acorn.viewer.reads(f"/v1/offers/{offer['id']}/comparison")
        if comparison["wishes_known"]:
            met.append(comparison)
    assert any(one["benefits_met"] for one in met)
    assert any(one["benefits_missing"] for one in met)


async def test_referees_consent_or_not_and_answer_or_not(acorn: Agency) -> None:
    referees = await every(acorn.viewer, "/v1/referees")
    assert any(referee["consent_given_at"] for referee in referees)
    assert any(referee["consent_withdrawn_at"] for referee in referees)
    assert any(
        not referee["consent_given_at"] and not referee["consent_withdrawn_at"]
        for referee in referees
    )
    assert await states(acorn, "/v1/references") == {"requested", "received", "refused", "closed"}


async def test_an_application_waits_for_each_side(acorn: Agency) -> None:
    steps = [row["next_step"] for row in await every(acorn.viewer, "/v1/applications")]
    assert {step["waiting_for"] for step in steps if step} == {
        "candidate", "recruiter", "employer"
    }  # fmt: skip
    assert {step["what"] for step in steps if step} >= {
        "attend_interview", "give_feedback", "review_application", "record_interview_outcome",
        "record_debrief", "thank_interviewers", "decide", "answer_offer", "start_work",
    }  # fmt: skip


async def test_a_word_of_a_cv_finds_its_candidate_and_a_second_record_its_first(
    acorn: Agency,
) -> None:
    await acorn.read_documents()
    [noor] = (await acorn.viewer.reads("/v1/candidates", q="missorts"))["items"]
    assert noor["name"]["given"] == "Noor"
    marta = (await acorn.viewer.reads("/v1/candidates", q="bergstr"))["items"]
    assert len(marta) == 2
    path = f"/v1/candidates/{marta[0]['id']}/duplicates"
    [likely, *_] = (await acorn.viewer.reads(path))["items"]
    assert likely["candidate"]["id"] == marta[1]["id"]
    assert "same_phone" in likely["reasons"]


async def test_the_public_page_shows_vacancies_in_several_towns(acorn: Agency) -> None:
    page = await acorn.viewer.reads(f"/public/{acorn.slug}/vacancies", limit=100)
    assert len({vacancy["location"]["name"] for vacancy in page["items"]}) > 5
    near = await acorn.viewer.reads(f"/public/{acorn.slug}/vacancies", near="Leeds")
    assert near["items"]
    assert [v["distance_km"] for v in near["items"]] == sorted(
        v["distance_km"] for v in near["items"]
    )
