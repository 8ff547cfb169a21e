"""A candidate's story: every step as a sentence, newest first, filtered, paged, at any depth."""

from datetime import UTC, datetime, timedelta

import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


async def story(agency: Agency) -> Json:
    """One application from submission to feedback the candidate has read; answers the feedback."""
    employer = await agency.employer(name="McDonalds")
    contact = await agency.contact(employer_id=employer["id"], name="Ryan Walters")
    vacancy = await agency.vacancy(employer_id=employer["id"], title="Marketing Specialist")
    recruiter = agency.recruiter
    with time_machine.travel(TUESDAY, tick=False) as now:
        application = await agency.application(vacancy_id=vacancy["id"])
        path = f"/v1/applications/{application['id']}"
        await recruiter.does(
            f"{path}/stage", {"stage": "interviewing", "reason": "They liked her."}
        )
        now.shift(timedelta(hours=1))
        interview = await agency.interview(
            application_id=application["id"], interviewer_ids=[contact["id"]],
            starts_in=timedelta(hours=1),
        )  # fmt: skip
        now.shift(timedelta(hours=2))
        await recruiter.does(f"/v1/interviews/{interview['id']}/completion")
        request = await recruiter.creates(
            "/v1/feedback-requests", {"interview_id": interview["id"], "contact_id": contact["id"]}
        )
        now.shift(timedelta(days=1))
        chases = f"/v1/feedback-requests/{request['id']}/chases"
        await recruiter.does(chases, {"outcome": "left_message"})
        now.shift(timedelta(hours=1))
        feedback = await agency.feedback(request)
        await recruiter.does(f"/v1/feedback/{feedback['id']}/release", {"channel": "phone"})
        now.shift(timedelta(minutes=5))
        await recruiter.does(f"/v1/feedback/{feedback['id']}/acknowledgement")
        note = {"body": "She was\npleased.", "kind": "call"}
        await recruiter.creates(f"{path}/notes", note)
    return feedback


async def test_the_whole_story_reads_in_order(agency: Agency) -> None:
    feedback = await story(agency)
    path = f"/v1/candidates/{feedback['candidate_id']}/timeline"
    items = (await agency.viewer.reads(path))["items"]
    who = (await agency.recruiter.reads("/v1/me"))["name"]
    assert [item["summary"] for item in items] == [
        f"{who} noted (call): She was pleased.",
        "The candidate acknowledged the Marketing Specialist feedback",
        f"{who} released the Marketing Specialist feedback to the candidate by phone",
        "Ryan Walters gave feedback on the Marketing Specialist interview by phone",
        f"{who} chased Ryan Walters by phone (left message), number 1",
        f"{who} asked Ryan Walters for feedback on the Marketing Specialist interview",
        "A thank-you for the Marketing Specialist interview is due Wed 25 Nov 2026 12:45 GMT",
        "Interview 1 for Marketing Specialist at McDonalds took place",
        f"{who} scheduled interview 1 (video) for Marketing Specialist at McDonalds:"
        " Tue 24 Nov 2026 12:00 GMT",
        f"{who} moved Marketing Specialist at McDonalds from submitted to interviewing",
        f"{who} submitted the candidate for Marketing Specialist at McDonalds",
        f"{who} added the candidate",
    ]
    first = items[0]
    assert first["actor"] == {
        "type": "user", "id": agency.recruiter.user_id, "api_key_id": None, "name": who,
    }  # fmt: skip
    assert (first["vacancy_title"], first["employer_name"]) == ("Marketing Specialist", "McDonalds")
    assert [item["audience"] for item in items[:4]] == ["agency"] + ["candidate"] * 3
    application = await agency.viewer.reads(
        f"/v1/applications/{feedback['application_id']}/timeline"
    )
    assert application["items"] == items[:-1]


async def test_pages_join_without_gap_or_repeat_though_moments_are_equal(agency: Agency) -> None:
    feedback = await story(agency)
    path = f"/v1/candidates/{feedback['candidate_id']}/timeline"
    whole = (await agency.viewer.reads(path))["items"]
    seen: list[Json] = []
    cursor: dict[str, str] = {}
    while True:
        page = await agency.viewer.reads(path, limit=2, **cursor)
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == whole


async def test_filters_narrow_it(agency: Agency) -> None:
    feedback = await story(agency)
    path = f"/v1/candidates/{feedback['candidate_id']}/timeline"

    async def types(**params: str) -> list[str]:
        return [item["type"] for item in (await agency.viewer.reads(path, **params))["items"]]

    assert await types(types="feedback.chased,feedback.released") == [
        "feedback.released", "feedback.chased",
    ]  # fmt: skip
    assert await types(q="ryan walters", types="feedback.requested") == ["feedback.requested"]
    assert await types(q="CHASED ryan") == ["feedback.chased"]
    assert await types(q="nothing of the kind") == []
    assert await types(**{"from": "2026-11-25T00:00:00Z", "to": "2026-11-25T13:30:00Z"}) == [
        "feedback.chased",
    ]  # fmt: skip
    assert await types(actor=agency.admin.user_id) == []
    assert len(await types(actor=agency.recruiter.user_id)) == 12
    assert await types(application_id=feedback["application_id"], q="added") == []


async def test_late_logged_history_stands_where_it_happened(agency: Agency) -> None:
    candidate = await agency.candidate()
    path = f"/v1/candidates/{candidate['id']}"
    long_ago = {"body": "Met at a fair.", "kind": "meeting", "noted_at": "2019-06-01T12:00:00Z"}
    await agency.recruiter.creates(f"{path}/notes", long_ago)
    items = (await agency.viewer.reads(f"{path}/timeline"))["items"]
    assert [item["type"] for item in items] == ["candidate.created", "note.added"]
    assert items[1]["occurred_at"] == "2019-06-01T12:00:00Z"
    assert items[1]["recorded_at"] > "2026"


async def test_nobodys_timeline_is_404_and_a_bad_cursor_422(
    agency: Agency, other_agency: Agency
) -> None:
    stranger = await other_agency.candidate()
    for nobody in (stranger["id"], "01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"):
        await agency.viewer.is_refused(
            404, "not-found", "GET", f"/v1/candidates/{nobody}/timeline?types=note.added"
        )
    mine = await agency.candidate()
    empty = await agency.viewer.reads(f"/v1/candidates/{mine['id']}/timeline", types="note.added")
    assert empty == {"items": [], "next_cursor": None}
    for query in ("cursor=x", "cursor=bnVsbA", "types=note.burnt", "from=then", "until=2026-01-01"):
        await agency.viewer.is_refused(
            422, "invalid", "GET", f"/v1/candidates/{mine['id']}/timeline?{query}"
        )
