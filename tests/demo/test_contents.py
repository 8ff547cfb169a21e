"""What somebody finds who looks round the demo."""

import json
import re
from collections import Counter
from datetime import datetime, time
from zoneinfo import ZoneInfo

from app import clock
from app.demo.loading import HOURS
from tests.demo.conftest import every, log
from tests.factories import Agency, Json

LONDON = ZoneInfo("Europe/London")


async def test_its_three_people_may_do_what_their_roles_say(acorn: Agency) -> None:
    roles = [(await person.reads("/v1/me"))["role"] for person in (acorn.admin, acorn.recruiter)]
    assert roles == ["admin", "recruiter"]
    me = await acorn.viewer.reads("/v1/me")
    assert (me["email"], me["agency"]["name"]) == ("viewer@demo.example", "Acorn Talent")
    await acorn.viewer.is_refused(
        403, "missing-scope", "POST", "/v1/employers", json={"name": "Northwind"}
    )


async def test_there_are_firms_vacancies_and_forty_two_candidates(acorn: Agency) -> None:
    employers = await every(acorn.viewer, "/v1/employers")
    assert len({employer["industry"] for employer in employers}) == len(employers) == 10
    assert all(employer["priorities"] for employer in employers)
    contacts = Counter(c["employer_id"] for c in await every(acorn.viewer, "/v1/contacts"))
    assert set(contacts.values()) == {2, 3}

    vacancies = await every(acorn.viewer, "/v1/vacancies")
    assert len(vacancies) == 19
    assert {v["status"] for v in vacancies} == {"open", "draft", "on_hold", "filled"}
    assert {v["location"]["country"] for v in vacancies} == {"GB", "IE"}
    assert all(v["responsibilities"] and v["salary_from"] for v in vacancies)

    candidates = await every(acorn.viewer, "/v1/candidates")
    assert len(candidates) == 42
    assert len({c["emails"][0] for c in candidates}) == 42
    entered = [c for c in candidates if c["owner_name"]]
    assert len(entered) == 40
    assert all(c["skills"] and c["headline"] and c["consent"] for c in entered)
    assert {c["owner_name"] for c in entered} == {"Priya Raman", "Grace Holloway"}
    assert {c["feedback_channel"] for c in candidates} == {"email", "phone", "text"}
    names = [c["name"]["family"] for c in candidates]
    assert {"O'Rourke", "Łuczak", "Fernández de la Torre"} <= set(names)


async def test_every_address_is_one_that_nobody_can_have(acorn: Agency) -> None:
    for path in ("/v1/candidates", "/v1/contacts", "/v1/employers", "/v1/users"):
        for row in await every(acorn.admin, path):
            addresses = [*row.get("emails", ()), row.get("email"), row.get("website")]
            for address in filter(None, addresses):
                assert address.rstrip("/").endswith(".example"), address


async def test_applications_stand_at_every_stage_and_end_for_a_reason(acorn: Agency) -> None:
    applications = await every(acorn.viewer, "/v1/applications")
    stages = Counter(application["stage"] for application in applications)
    assert len(applications) >= 45
    assert set(stages) == {
        "submitted", "shortlisted", "interviewing", "offered", "placed", "rejected", "withdrawn",
    }  # fmt: skip
    ends = [application["ended"] for application in applications if application["ended"]]
    assert {end["by"] for end in ends} == {"employer", "agency", "candidate"}
    assert len({end["reason"] for end in ends}) >= 8


async def test_interviews_lie_behind_and_ahead(acorn: Agency) -> None:
    interviews = await every(acorn.viewer, "/v1/interviews")
    assert {interview["status"] for interview in interviews} == {
        "scheduled", "completed", "cancelled", "no_show",
    }  # fmt: skip
    assert {interview["round"] for interview in interviews} >= {1, 2, 3}
    assert max(len(interview["interviewers"]) for interview in interviews) >= 2
    assert {interview["feedback_status"] for interview in interviews} == {
        "none", "awaiting", "received", "released", "declined",
    }  # fmt: skip
    now = clock.now().isoformat()
    to_come = await every(acorn.viewer, "/v1/interviews", **{"from": now, "status": "scheduled"})
    assert len(to_come) >= 8
    held = await every(acorn.viewer, "/v1/interviews", to=now, status="completed")
    assert len(held) >= 30


async def test_feedback_is_owed_refused_given_and_passed_on(acorn: Agency) -> None:
    overdue = await every(acorn.viewer, "/v1/feedback-requests", overdue="true")
    assert 7 <= len(overdue) <= 10
    assert {request["chase_count"] for request in overdue} == {0, 1, 2, 3}
    assert any(request["promised_by"] for request in overdue)
    requests = await every(acorn.viewer, "/v1/feedback-requests")
    statuses = Counter(request["status"] for request in requests)
    assert statuses["declined"] >= 3
    assert statuses["closed"] >= 2
    assert statuses["received"] >= 12
    awaiting = [request for request in requests if request["status"] == "awaiting"]
    assert sum(not request["overdue"] for request in awaiting) >= 5
    assert any(request["chasing_stopped_at"] for request in awaiting)
    chases: list[Json] = []
    for request in requests:
        if request["chase_count"]:
            chases += await every(acorn.viewer, f"/v1/feedback-requests/{request['id']}/chases")
    assert {chase["outcome"] for chase in chases} == {
        "sent", "reached", "left_message", "no_answer", "promised",
    }  # fmt: skip

    feedback = await every(acorn.viewer, "/v1/feedback")
    assert {one["channel"] for one in feedback} == {"phone", "email", "meeting", "form", "call"}
    released = [one for one in feedback if one["released_at"]]
    assert len(feedback) > len(released) >= 8
    assert 5 <= sum(one["acknowledged_at"] is not None for one in released) < len(released)
    assert sum(bool(one["amendments"]) for one in feedback) == 1
    assert any(one["feedback_request_id"] is None for one in feedback)


async def test_what_was_said_in_private_is_in_no_event_and_in_no_text_for_a_candidate(
    acorn: Agency,
) -> None:
    said = json.dumps(await log(acorn.admin), ensure_ascii=False)
    for one in await every(acorn.viewer, "/v1/feedback"):
        assert len(one["private_notes"]) > 40
        texts = (one["private_notes"], one["summary_for_candidate"], one["release_message"])
        assert all(text not in said for text in texts if text)
        for sentence in one["private_notes"].split(". "):
            assert sentence not in (one["release_message"] or one["summary_for_candidate"] or "")
    for candidate in await every(acorn.viewer, "/v1/candidates"):
        assert candidate["name"]["family"] not in said
        for note in await every(acorn.viewer, f"/v1/candidates/{candidate['id']}/notes"):
            assert note["body"] not in said


async def test_everything_was_done_in_order_and_while_the_agency_was_at_work(
    acorn: Agency,
) -> None:
    events = await log(acorn.admin)
    recorded = [event["recorded_at"] for event in events]
    assert recorded == sorted(recorded)
    for event in events:
        assert event["occurred_at"] <= event["recorded_at"]
        at = datetime.fromisoformat(event["recorded_at"]).astimezone(LONDON)
        assert HOURS.works_on(at.date()), event
        assert time(9) <= at.time() <= time(17, 30), event
    assert recorded[-1] < clock.now().isoformat()
    actors = {event["actor"]["type"] for event in events[4:]}
    assert actors == {"user", "visitor", "system", "contact", "candidate"}


async def test_a_timeline_reads_as_a_story(acorn: Agency) -> None:
    [fatima] = (await acorn.viewer.reads("/v1/candidates", q="Al-Mansouri"))["items"]
    page = await acorn.viewer.reads(f"/v1/candidates/{fatima['id']}/timeline")
    story = [item["summary"] for item in reversed(page["items"])]
    story = [re.sub(r":? \w{3} \d.* (GMT|BST|UTC)$", "", summary) for summary in story]
    assert [re.sub(r"\w{3} \d+ \w{3} \d{4}", "DAY", summary) for summary in story] == [
        "Grace Holloway added the candidate",
        "Grace Holloway submitted the candidate for Customer Service Team Leader at Harbour & Lane",
        "Grace Holloway moved Customer Service Team Leader at Harbour & Lane from submitted to "
        "shortlisted",
        "Grace Holloway moved Customer Service Team Leader at Harbour & Lane from shortlisted to "
        "interviewing",
        "Grace Holloway scheduled interview 1 (onsite) for Customer Service Team Leader at "
        "Harbour & Lane",
        "Grace Holloway noted (call): Talked her through the format: half an hour listening in "
        "on calls, then half an hour with Georgina and Kate.",
        "Interview 1 for Customer Service Team Leader at Harbour & Lane took place",
        "A thank-you for the Customer Service Team Leader interview is due",
        "Grace Holloway asked Georgina Ashby for feedback on the Customer Service Team Leader "
        "interview",
        "Grace Holloway e-mailed Georgina Ashby the request about Customer Service Team Leader",
        "An e-mail went to Georgina Ashby (feedback request)",
        "Harbour & Lane decides about Customer Service Team Leader by DAY",
        "The Customer Service Team Leader interview was debriefed by the candidate",
        "Grace Holloway drafted the thank-you for the Customer Service Team Leader interview",
        "The interviewers for Customer Service Team Leader were thanked by email",
        "The candidate's verdict on Customer Service Team Leader at Harbour & Lane: accept",
        "Grace Holloway chased Georgina Ashby by phone (left message), number 1",
        "Grace Holloway chased Georgina Ashby by email (sent), number 2",
        "Harbour & Lane put off the decision about Customer Service Team Leader from DAY to DAY",
        "Grace Holloway noted how Harbour & Lane decides about Customer Service Team Leader: next "
        "steps",
        "Grace Holloway chased Georgina Ashby by phone (no answer), number 3",
        "Grace Holloway added a task, due",
    ]
