"""Follow-ups added, changed, listed and skipped by hand."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app import clock
from tests.factories import Agency, Json
from tests.follow_ups.situations import held, path_of, read_again

NOBODYS = "01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"


async def test_another_one_goes_to_whom_and_when_it_says(agency: Agency) -> None:
    interview, contact = await agency.interview_with_contact()
    path = f"/v1/interviews/{interview['id']}/follow-ups"
    body = {
        "contact_ids": [contact["id"]],
        "due_at": (clock.now() + timedelta(days=3)).isoformat(),
        "subject": "Thank you",
        "body": "For the tour.",
        "channel": "letter",
    }
    answer = await agency.recruiter.post(path, json=body)
    made = answer.json()
    assert await agency.viewer.reads(answer.headers["location"]) == made
    assert {key: made[key] for key in body.keys() - {"due_at"}} == {
        key: body[key] for key in body.keys() - {"due_at"}
    }
    assert (made["status"], made["interview_id"]) == ("due", interview["id"])
    assert await agency.events_of(made["id"]) == ["follow_up.due"]


async def test_unless_told_it_goes_to_the_interviewers_by_the_policys_time(agency: Agency) -> None:
    interview, contact = await agency.interview_with_contact()
    made = await agency.recruiter.creates(f"/v1/interviews/{interview['id']}/follow-ups", {})
    assert made["contact_ids"] == [contact["id"]]
    ended, due = (datetime.fromisoformat(made[k]) for k in ("interview_ended_at", "due_at"))
    assert due - ended == timedelta(hours=24)


async def test_it_goes_to_people_of_the_employer(agency: Agency, other_agency: Agency) -> None:
    interview, contact = await agency.interview_with_contact()
    path = f"/v1/interviews/{interview['id']}/follow-ups"
    for stranger in ((await agency.contact())["id"], (await other_agency.contact())["id"], NOBODYS):
        for ids, at in (([stranger], 0), ([contact["id"], stranger], 1)):
            problem = await agency.recruiter.is_refused(
                422, "invalid", "POST", path, json={"contact_ids": ids}
            )
            assert [error["pointer"] for error in problem["errors"]] == [f"/contact_ids/{at}"]
    for body, pointer in (
        ({"contact_ids": [contact["id"]] * 2}, "/contact_ids"),
        ({"channel": "pigeon"}, "/channel"),
        ({"body": "\x00"}, "/body"),
        ({"due_at": (clock.now() - timedelta(days=2)).isoformat()}, "/due_at"),
    ):
        problem = await agency.recruiter.is_refused(422, "invalid", "POST", path, json=body)
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert (await agency.viewer.reads(path))["items"] == []


async def test_an_interviewer_who_changed_employers_can_still_be_thanked(agency: Agency) -> None:
    interview, contact = await agency.interview_with_contact()
    elsewhere = (await agency.employer())["id"]
    await agency.recruiter.changes(f"/v1/contacts/{contact['id']}", {"employer_id": elsewhere})
    made = await agency.recruiter.creates(f"/v1/interviews/{interview['id']}/follow-ups", {})
    assert made["contact_ids"] == [contact["id"]]


async def test_only_what_was_held_is_thanked_for(agency: Agency) -> None:
    to_come = await agency.interview(starts_in=timedelta(hours=1))
    path = f"/v1/interviews/{to_come['id']}"
    problem = await agency.recruiter.is_refused(
        409, "interview-to-come", "POST", f"{path}/follow-ups", json={}
    )
    assert problem["allowed_at"] == to_come["ends_at"]
    await agency.recruiter.does(f"{path}/cancellation")
    await agency.recruiter.is_refused(
        409, "interview-not-held", "POST", f"{path}/follow-ups", json={}
    )


async def test_nor_of_an_application_that_has_ended(agency: Agency) -> None:
    interview, _ = await agency.interview_with_contact()
    application = f"/v1/applications/{interview['application_id']}"
    await agency.recruiter.does(f"{application}/withdrawal", {"reason": "other"})
    problem = await agency.recruiter.is_refused(
        409, "application-ended", "POST", f"/v1/interviews/{interview['id']}/follow-ups", json={}
    )
    assert problem["stage"] == "withdrawn"


async def test_it_can_be_changed_while_it_is_due(agency: Agency) -> None:
    follow_up = await agency.follow_up(panel=2)
    path = path_of(follow_up)
    change = {
        "contact_ids": follow_up["contact_ids"][::-1],
        "subject": "Thanks",
        "body": "For the tour.",
        "channel": "phone",
    }
    changed = await agency.recruiter.changes(path, change)
    assert {key: changed[key] for key in change} == change
    assert [contact["id"] for contact in changed["contacts"]] == change["contact_ids"]
    assert changed["version"] == follow_up["version"] + 1
    *_, event = await agency.log_of(follow_up["id"])
    assert event["data"] == {
        "interview_id": follow_up["interview_id"],
        "fields": ["body", "channel", "contact_ids", "subject"],
    }
    assert await agency.recruiter.changes(path, change) == changed, "no change is no event"
    only = await agency.recruiter.changes(path, {"contact_ids": change["contact_ids"][:1]})
    assert (only["contact_ids"], only["version"]) == (change["contact_ids"][:1], 3)
    assert (await agency.events_of(follow_up["id"])).count("follow_up.updated") == 2
    emptied = await agency.recruiter.changes(path, {"body": None, "contact_ids": []})
    assert (emptied["body"], emptied["contact_ids"]) == (None, [])


async def test_a_change_names_what_is_wrong_with_it(agency: Agency) -> None:
    follow_up = await agency.follow_up()
    early = (
        datetime.fromisoformat(follow_up["interview_ended_at"]) - timedelta(seconds=1)
    ).isoformat()
    for body, pointer in (
        ({"contact_ids": [NOBODYS]}, "/contact_ids/0"),
        ({"contact_ids": None}, "/contact_ids"),
        ({"due_at": None}, "/due_at"),
        ({"due_at": early}, "/due_at"),
        ({"status": "sent"}, "/status"),
    ):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "PATCH", path_of(follow_up), json=body
        )
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
    await agency.recruiter.is_refused(
        412, "precondition-failed", "PATCH", path_of(follow_up),
        json={"channel": "phone"}, headers={"if-match": '"7"'},
    )  # fmt: skip
    assert await read_again(agency, follow_up) == follow_up


async def test_a_skip_says_why_and_the_log_only_that(agency: Agency) -> None:
    follow_up = await agency.follow_up()
    path = f"{path_of(follow_up)}/skip"
    skipped = await agency.recruiter.does(path, {"reason": "She thanked them at the door."})
    assert (skipped["status"], skipped["on_time"]) == ("skipped", None)
    assert skipped["skip_reason"] == "She thanked them at the door."
    assert skipped["skipped_at"]
    *_, event = await agency.log_of(follow_up["id"])
    assert event["type"] == "follow_up.skipped"
    assert event["data"] == {"interview_id": follow_up["interview_id"], "cause": "by_hand"}


@pytest.mark.parametrize("reason", [" ", "application_withdrawn", "application_rejected", None])
async def test_a_skip_needs_words_of_its_own(agency: Agency, reason: str | None) -> None:
    follow_up = await agency.follow_up()
    problem = await agency.recruiter.is_refused(
        422, "invalid", "POST", f"{path_of(follow_up)}/skip", json={"reason": reason}
    )
    assert problem["errors"][0]["pointer"] == "/reason"


@pytest.mark.parametrize("settled", ["sent", "skip"])
async def test_what_is_settled_stays_so(agency: Agency, settled: str) -> None:
    follow_up = await agency.follow_up()
    path = path_of(follow_up)
    before = await agency.recruiter.does(f"{path}/{settled}", SETTLED[settled])
    for method, end, body in (
        ("PATCH", "", {"channel": "phone"}),
        ("POST", "/draft", {}),
        ("POST", "/send", {}),
        ("POST", "/sent", {}),
        ("POST", "/skip", {"reason": "No."}),
    ):
        problem = await agency.recruiter.is_refused(
            409, "follow-up-settled", method, f"{path}{end}", json=body
        )
        assert problem["follow_up_status"] == before["status"]
        assert problem["allowed_statuses"] == []
    assert await read_again(agency, follow_up) == before


SETTLED: dict[str, Json] = {"sent": {}, "skip": {"reason": "Enough."}}


async def test_the_list_shows_what_is_overdue_first(agency: Agency) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 12, 0, tzinfo=UTC), tick=False):
        fresh = await agency.follow_up()
        late = await agency.follow_up(starts_in=timedelta(days=-2))
        sent = await agency.follow_up(starts_in=timedelta(days=-3))
        await agency.recruiter.does(f"{path_of(sent)}/sent")

        async def listed(**query: str) -> list[str]:
            page = await agency.viewer.reads("/v1/follow-ups", **query)
            return [row["id"] for row in page["items"]]

        everything = [sent["id"], late["id"], fresh["id"]]
        assert await listed() == everything
        assert await listed(sort="-due_at") == everything[::-1]
        assert await listed(status="due") == [late["id"], fresh["id"]]
        assert await listed(status="sent") == [sent["id"]]
        assert await listed(overdue="true") == [late["id"]]
        assert await listed(overdue="false") == [sent["id"], fresh["id"]]
        assert await listed(due_before="2026-11-24T12:00:00Z") == [sent["id"], late["id"]]
        for name in ("interview_id", "application_id", "candidate_id", "employer_id"):
            assert await listed(**{name: late[name]}) == [late["id"]]
        assert await listed(contact_id=late["contact_ids"][0], status="due") == [late["id"]]
        assert await listed(owner_id=agency.recruiter.user_id) == []
        page = await agency.viewer.reads("/v1/follow-ups", status="due", limit=1, count="true")
        assert page["total"] == 2
        following = await agency.viewer.reads(
            "/v1/follow-ups", status="due", limit=1, cursor=page["next_cursor"]
        )
        assert [row["id"] for row in following["items"]] == [fresh["id"]]


async def test_in_time_is_up_to_the_very_moment(agency: Agency) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 12, 0, tzinfo=UTC), tick=False) as now:
        first, second = [await agency.follow_up() for _ in range(2)]
        due_at = datetime.fromisoformat(first["due_at"])
        now.move_to(due_at)
        row = await read_again(agency, first)
        assert (row["overdue"], row["on_time"]) == (False, None)
        sent = await agency.recruiter.does(f"{path_of(first)}/sent")
        assert (sent["sent_at"], sent["on_time"]) == (first["due_at"], True)
        now.move_to(due_at + timedelta(microseconds=1))
        row = await read_again(agency, second)
        assert (row["overdue"], row["on_time"]) == (True, False)
        sent = await agency.recruiter.does(f"{path_of(second)}/sent")
        assert (sent["overdue"], sent["on_time"]) == (False, False)
        for follow_up, on_time in ((first, True), (second, False)):
            *_, event = await agency.log_of(follow_up["id"])
            assert event["data"]["on_time"] is on_time


async def test_an_interviews_follow_ups_are_its_own(agency: Agency) -> None:
    contact = await agency.contact()
    first, second = [await held(agency, [contact]) for _ in range(2)]
    for interview in (first, second):
        page = await agency.viewer.reads(f"/v1/interviews/{interview['id']}/follow-ups")
        assert [row["interview_id"] for row in page["items"]] == [interview["id"]]
    await agency.viewer.is_refused(404, "not-found", "GET", f"/v1/interviews/{NOBODYS}/follow-ups")


async def test_who_only_reads_changes_nothing(agency: Agency) -> None:
    follow_up = await agency.follow_up()
    path = path_of(follow_up)
    for end in ("draft", "send", "sent", "skip"):
        await agency.viewer.is_refused(403, "missing-scope", "POST", f"{path}/{end}", json={})
    assert await read_again(agency, follow_up) == follow_up


async def test_a_retry_thanks_nobody_twice(agency: Agency) -> None:
    follow_up = await agency.follow_up()
    headers = {"idempotency-key": "one"}
    first = await agency.recruiter.does(f"{path_of(follow_up)}/send", headers=headers)
    again = await agency.recruiter.does(f"{path_of(follow_up)}/send", headers=headers)
    assert first == again
    assert (await agency.events_of(follow_up["id"])).count("follow_up.sent") == 1
