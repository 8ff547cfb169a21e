"""What the employer said: logged, corrected, released in the candidate's words, acknowledged."""

import asyncio

from tests.factories import Agency


async def test_feedback_answers_the_request(agency: Agency) -> None:
    request = await agency.feedback_request()
    feedback = await agency.feedback(request, ratings={"communication": 5})
    assert feedback["feedback_request_id"] == request["id"]
    assert feedback["contact_name"] == request["contact_name"]
    assert (feedback["released_at"], feedback["amendments"]) == (None, [])
    assert feedback["ratings"] == {"communication": 5}
    assert await agency.viewer.reads(f"/v1/feedback/{feedback['id']}") == feedback
    now = await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}")
    assert (now["status"], now["next_chase_at"]) == ("received", None)
    interview = await agency.viewer.reads(f"/v1/interviews/{request['interview_id']}")
    assert interview["feedback_status"] == "received"
    page = await agency.admin.reads("/v1/events", subject_id=feedback["id"])
    assert page["items"][0]["data"] == {
        "interview_id": request["interview_id"],
        "feedback_request_id": request["id"],
        "channel": "phone",
    }


async def test_two_people_logging_at_once_one_201_one_409(agency: Agency) -> None:
    for _ in range(5):
        request = await agency.feedback_request()
        body = {"channel": "phone", "outcome": "reject"}
        path = f"/v1/feedback-requests/{request['id']}/feedback"
        answers = await asyncio.gather(
            agency.recruiter.post(path, json=body), agency.admin.post(path, json=body)
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        [refused] = [answer.json() for answer in answers if answer.status_code == 409]
        assert refused["type"] == "/problems/feedback-already-received"
        listed = await agency.viewer.reads("/v1/feedback", feedback_request_id=request["id"])
        assert len(listed["items"]) == 1


async def test_who_declined_may_change_their_mind_but_closed_is_closed(agency: Agency) -> None:
    request = await agency.feedback_request()
    path = f"/v1/feedback-requests/{request['id']}"
    await agency.recruiter.does(f"{path}/refusal", {"reason": "No time."})
    await agency.feedback(request)
    assert (await agency.viewer.reads(path))["status"] == "received"

    request = await agency.feedback_request()
    path = f"/v1/feedback-requests/{request['id']}"
    await agency.recruiter.does(f"{path}/closure", {"reason": "Gave up."})
    problem = await agency.recruiter.is_refused(
        409, "feedback-request-settled", "POST", f"{path}/feedback",
        json={"channel": "phone", "outcome": "hold"},
    )  # fmt: skip
    assert problem["request_status"] == "closed"


async def test_feedback_nobody_asked_for_is_logged_straight_on_the_interview(
    agency: Agency,
) -> None:
    interview, contact = await agency.interview_with_contact()
    body = {"interview_id": interview["id"], "channel": "meeting", "outcome": "advance"}
    feedback = await agency.recruiter.creates("/v1/feedback", body)
    assert (feedback["feedback_request_id"], feedback["contact_id"]) == (None, None)

    request = await agency.recruiter.creates(
        "/v1/feedback-requests", {"interview_id": interview["id"], "contact_id": contact["id"]}
    )
    answer = await agency.recruiter.creates("/v1/feedback", {**body, "contact_id": contact["id"]})
    assert answer["feedback_request_id"] == request["id"]
    row = await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}")
    assert row["status"] == "received"


async def test_feedback_is_not_older_than_the_interview_nor_from_tomorrow(agency: Agency) -> None:
    request = await agency.feedback_request()
    for received_at in ("2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", f"/v1/feedback-requests/{request['id']}/feedback",
            json={"channel": "phone", "outcome": "hold", "received_at": received_at},
        )  # fmt: skip
        assert problem["errors"][0]["pointer"] == "/received_at"
    for ratings in ({"communication": 6}, {"communication": 0}, {"": 3}):
        await agency.recruiter.is_refused(
            422, "invalid", "POST", f"/v1/feedback-requests/{request['id']}/feedback",
            json={"channel": "phone", "outcome": "hold", "ratings": ratings},
        )  # fmt: skip
    row = await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}")
    assert row["status"] == "awaiting"


async def test_an_amendment_keeps_what_stood_before(agency: Agency) -> None:
    feedback = await agency.feedback()
    path = f"/v1/feedback/{feedback['id']}"
    amended = await agency.recruiter.creates(
        f"{path}/amendments",
        {"outcome": "hold", "improvements": ["figures"], "note": "Ryan rang back."},
    )
    assert (amended["outcome"], amended["improvements"]) == ("hold", ["figures"])
    [amendment] = amended["amendments"]
    assert amendment["previous"] == {"outcome": "reject", "improvements": ["more numbers"]}
    assert (amendment["note"], amendment["amended_by_id"]) == (
        "Ryan rang back.", agency.recruiter.user_id,
    )  # fmt: skip
    assert amendment["amended_at"].endswith("Z")

    await agency.recruiter.creates(f"{path}/amendments", {"outcome": "reject"})
    await agency.recruiter.creates(f"{path}/amendments", {"outcome": "reject"})
    last = await agency.viewer.reads(path)
    assert [entry["previous"] for entry in last["amendments"][1:]] == [{"outcome": "hold"}]
    assert (await agency.events_of(feedback["id"])) == [
        "feedback.received", "feedback.amended", "feedback.amended",
    ]  # fmt: skip


async def test_release_gives_the_candidate_their_text_and_keeps_the_words(agency: Agency) -> None:
    feedback = await agency.feedback()
    path = f"/v1/feedback/{feedback['id']}"
    await agency.recruiter.is_refused(
        409, "feedback-not-released", "POST", f"{path}/acknowledgement", json={}
    )
    released = await agency.recruiter.does(f"{path}/release", {"channel": "phone"})
    assert released["release_message"] == feedback["summary_for_candidate"]
    assert released["release_channel"] == "phone"
    assert released["private_notes"] == feedback["private_notes"]
    await agency.recruiter.is_refused(
        409, "feedback-already-released", "POST", f"{path}/release", json={}
    )
    # A later correction does not rewrite what the candidate was told.
    await agency.recruiter.creates(f"{path}/amendments", {"summary_for_candidate": "Other words"})
    now = await agency.viewer.reads(path)
    assert now["release_message"] == feedback["summary_for_candidate"]

    acknowledged = await agency.recruiter.does(f"{path}/acknowledgement")
    assert acknowledged["acknowledged_at"] >= released["released_at"]
    await agency.recruiter.is_refused(
        409, "feedback-already-acknowledged", "POST", f"{path}/acknowledgement", json={}
    )
    interview = await agency.viewer.reads(f"/v1/interviews/{feedback['interview_id']}")
    assert interview["feedback_status"] == "released"
    unreleased = await agency.viewer.reads("/v1/feedback", released=False)
    assert unreleased["items"] == []


async def test_private_words_are_not_released(agency: Agency) -> None:
    feedback = await agency.feedback(private_notes="Honestly: too expensive for us. Nice though.")
    path = f"/v1/feedback/{feedback['id']}/release"
    problem = await agency.recruiter.is_refused(
        422, "invalid", "POST", path,
        json={"message": "They found you, honestly -- TOO EXPENSIVE  for us, sadly."},
    )  # fmt: skip
    assert problem["errors"][0]["pointer"] == "/message"
    assert (await agency.events_of(feedback["id"])) == ["feedback.received"]


async def test_private_words_of_other_feedback_are_not_released_either(agency: Agency) -> None:
    earlier = await agency.feedback(private_notes="He argued with the foreman all day.")
    second = await agency.interview(application_id=earlier["application_id"])
    request = {"interview_id": second["id"], "contact_id": earlier["contact_id"]}
    feedback = await agency.feedback(
        await agency.recruiter.creates("/v1/feedback-requests", request)
    )
    await agency.recruiter.does(
        f"/v1/feedback/{earlier['id']}/amendments", {"private_notes": "Left early."}
    )
    problem = await agency.recruiter.is_refused(
        422, "invalid", "POST", f"/v1/feedback/{feedback['id']}/release",
        json={"message": "They say he argued with the foreman all day."},
    )  # fmt: skip
    assert problem["errors"][0]["pointer"] == "/message"


async def test_private_words_stand_in_no_event_and_no_timeline(agency: Agency) -> None:
    feedback = await agency.feedback(
        private_notes="zebra one", reason="zebra two", summary_for_candidate="zebra three"
    )
    await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/release", {"message": "zebra four"})
    feed = await agency.admin.reads("/v1/events", limit=200)
    timeline = await agency.viewer.reads(f"/v1/candidates/{feedback['candidate_id']}/timeline")
    assert "zebra" not in str(feed) + str(timeline)


async def test_without_a_text_there_is_nothing_to_release(agency: Agency) -> None:
    feedback = await agency.feedback(summary_for_candidate=None)
    path = f"/v1/feedback/{feedback['id']}/release"
    await agency.recruiter.is_refused(409, "nothing-to-release", "POST", path, json={})
    released = await agency.recruiter.does(path, {"message": "Come back in spring."})
    assert released["release_message"] == "Come back in spring."


async def test_viewers_read_and_do_not_write(agency: Agency) -> None:
    request = await agency.feedback_request()
    for action, body in (
        ("chases", {"outcome": "sent"}),
        ("feedback", {"channel": "phone", "outcome": "hold"}),
        ("refusal", {"reason": "x"}),
        ("closure", {"reason": "x"}),
    ):
        problem = await agency.viewer.is_refused(
            403, "missing-scope", "POST", f"/v1/feedback-requests/{request['id']}/{action}",
            json=body,
        )  # fmt: skip
        assert problem["scope"] == "feedback:write"
