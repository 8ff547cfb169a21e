"""Every route of the app, tried with another agency's ids. A route nobody covered fails."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from fastapi import FastAPI

from tests.factories import Agency, Json
from tests.messages.situations import queued
from tests.replies.letters import ask

UNTOUCHABLE: Json = {"system": "crm", "external_id": "42"}
PATHS_WITHOUT_ROWS = {
    "sign_in", "sign_out", "get_me", "get_agency", "change_agency", "create_employer",
    "create_candidate", "create_user", "create_api_key", "get_health", "get_readiness",
    "stream_events", "download_by_link", "get_template", "put_template", "reset_template",
    "preview_template",
    "create_playbook", "create_suppression", "make_own_calendar_link", "revoke_own_calendar_link",
    "receive_mail", "change_own_password", "request_password_reset", "confirm_password_reset",
}  # fmt: skip
"""They name no row of anybody: what they read or change is the caller's own (the stream is the
feed's query, tried there; a link is for whoever holds it; a template's name is every agency's; mail
is tried with the replies)."""


def bodies(theirs: Json) -> dict[str, list[tuple[Json, str]]]:
    """For creations that name rows: bodies with another agency's ids, and the field at fault."""
    interview = {
        "mode": "video", "starts_at": "2027-01-05T10:00:00Z", "timezone": "Europe/London",
    }  # fmt: skip
    permission = {"permission_given_at": "2026-01-05T09:00:00Z"}
    mine = theirs["mine"]
    task = {"title": "Ring her", "due_at": "2027-01-05T10:00:00Z"}
    return {
        "create_contact": [({"name": "X", "employer_id": theirs["employer_id"]}, "/employer_id")],
        "create_vacancy": [({"title": "X", "employer_id": theirs["employer_id"]}, "/employer_id")],
        "create_application": [
            (
                {
                    "candidate_id": theirs["candidate_id"],
                    "vacancy_id": mine["vacancy_id"],
                    **permission,
                },
                "/candidate_id",
            ),
            (
                {
                    "candidate_id": mine["candidate_id"],
                    "vacancy_id": theirs["vacancy_id"],
                    **permission,
                },
                "/vacancy_id",
            ),
        ],
        "create_interview": [
            ({**interview, "application_id": theirs["application_id"]}, "/application_id"),
            (
                {
                    **interview,
                    "application_id": mine["application_id"],
                    "interviewer_ids": [theirs["contact_id"]],
                },
                "/interviewer_ids/0",
            ),
        ],
        "request_feedback": [
            (
                {"interview_id": theirs["interview_id"], "contact_id": mine["contact_id"]},
                "/interview_id",
            ),
            (
                {"interview_id": mine["interview_id"], "contact_id": theirs["contact_id"]},
                "/contact_id",
            ),
        ],
        "log_feedback_on_interview": [
            (
                {"interview_id": theirs["interview_id"], "channel": "phone", "outcome": "hold"},
                "/interview_id",
            ),
        ],
        "create_referee": [
            ({"name": "X", "candidate_id": theirs["candidate_id"]}, "/candidate_id"),
        ],
        "create_offer": [
            (
                {
                    "application_id": theirs["application_id"],
                    "salary": {"amount": "48000.00", "currency": "GBP"},
                },
                "/application_id",
            ),
        ],
        "create_task": [
            ({**task, "assignee_id": theirs["user_id"]}, "/assignee_id"),
            *(
                ({**task, "subject": {"type": kind, "id": theirs[f"{kind}_id"]}}, "/subject/id")
                for kind in ("candidate", "application", "interview")
            ),
        ],
    }


async def one_of_everything(agency: Agency) -> Json:
    """The ids of an agency's rows, by the name their routes give them."""
    ref = {"system": UNTOUCHABLE["system"], "id": UNTOUCHABLE["external_id"]}
    employer = await agency.employer(external_ref=ref)
    contact = await agency.contact(employer_id=employer["id"], external_ref=ref)
    vacancy = await agency.vacancy(employer_id=employer["id"], external_ref=ref, published=True)
    candidate = await agency.candidate(external_ref=ref, owner_id=agency.recruiter.user_id)
    application = await agency.application(
        candidate_id=candidate["id"], vacancy_id=vacancy["id"], external_ref=ref
    )
    interview = await agency.interview(
        application_id=application["id"], interviewer_ids=[contact["id"]]
    )
    request = await agency.recruiter.creates(
        "/v1/feedback-requests", {"interview_id": interview["id"], "contact_id": contact["id"]}
    )
    feedback = await agency.recruiter.creates(
        "/v1/feedback", {"interview_id": interview["id"], "channel": "phone", "outcome": "hold"}
    )
    said = {"questions": [{"question": "Why?"}], "left_unsaid": ["My licence"]}
    for noun, body in (("debrief", said), ("decision-process", {"decision_due_on": "2026-12-04"})):
        await agency.recruiter.sends(
            "PUT", f"/v1/interviews/{interview['id']}/{noun}", 201, json=body
        )
    note = await agency.recruiter.creates(
        f"/v1/candidates/{candidate['id']}/notes", {"body": "Rang her."}
    )
    subject = {"type": "interview", "id": interview["id"]}
    task = await agency.recruiter.creates(
        "/v1/tasks", {"title": "Ring her", "due_at": "2027-01-05T10:00:00Z", "subject": subject}
    )
    [playbook, *_] = (await agency.viewer.reads("/v1/playbooks"))["items"]
    chase = await chased(agency, request)
    call = await agency.recruiter.sends(
        "PUT", f"/v1/feedback-requests/{request['id']}/call", 201,
        json={"held_at": request["created_at"], "caller_id": agency.recruiter.user_id},
    )  # fmt: skip
    follow_up = await agency.recruiter.creates(
        f"/v1/interviews/{interview['id']}/follow-ups", {"contact_ids": [contact["id"]]}
    )
    await agency.admin.sends(
        "PUT", "/v1/templates/thank_you", 200, json={"subject": "Thanks", "body": "Thank you."}
    )
    document = await agency.document(candidate_id=candidate["id"])
    verdict = f"/v1/applications/{application['id']}/verdict"
    await agency.recruiter.sends("PUT", verdict, 201, json={"lean": "accept"})
    accepted = await placed(agency)
    key = await agency.admin.creates("/v1/api-keys", {"name": "CRM", "scopes": ["events:read"]})
    referees = await asked_referee(agency, application)
    asked = await ask(agency, request)
    reply = await asked.reply_to(asked.letter())
    message = await queued(agency)
    suppression = await agency.recruiter.creates(
        "/v1/suppressions", {"email": f"gone@{agency.slug}.example"}
    )
    return {
        "employer_id": employer["id"], "contact_id": contact["id"], "vacancy_id": vacancy["id"],
        "candidate_id": candidate["id"], "application_id": application["id"],
        "interview_id": interview["id"], "request_id": request["id"],
        "feedback_request_id": request["id"], "feedback_id": feedback["id"],
        "chase_id": chase["id"], "call_id": call["id"],
        "caller_id": agency.recruiter.user_id,
        "follow_up_id": follow_up["id"],
        "document_id": document["id"],
        "offer_id": accepted["id"], "placement_id": accepted["placement"]["id"],
        "note_id": note["id"], "key_id": key["id"], "user_id": agency.recruiter.user_id,
        "owner_id": agency.recruiter.user_id, "subject_id": employer["id"],
        "actor_id": agency.recruiter.user_id, "actor": agency.recruiter.user_id,
        **referees,
        "reply_id": reply["id"], "n": 1,
        "message_id": message["id"], "suppression_id": suppression["id"],
        "task_id": task["id"], "playbook_id": playbook["id"],
        "assignee_id": agency.recruiter.user_id,
    }  # fmt: skip


async def chased(agency: Agency, request: Json) -> Json:
    """A chase, made on a working day whatever day it is."""
    with time_machine.travel(datetime(2030, 1, 8, 12, 0, tzinfo=UTC), tick=False):
        path = f"/v1/feedback-requests/{request['id']}/chases"
        return await agency.recruiter.creates(path, {"outcome": "sent"})


async def asked_referee(agency: Agency, application: Json) -> Json:
    """A referee told by phone, asked for a reference and reminded, on a working day."""
    asked = {"application_id": application["id"], "channel": "phone"}
    with time_machine.travel(datetime(2030, 1, 8, 12, 0, tzinfo=UTC), tick=False):
        referee = await agency.referee(candidate_id=application["candidate_id"])
        path = f"/v1/referees/{referee['id']}"
        heads_up = await agency.recruiter.creates(f"{path}/heads-ups", asked)
        reference = await agency.recruiter.creates(f"{path}/references", asked)
        chase = await agency.recruiter.creates(
            f"{path}/references/{reference['id']}/chases", {"outcome": "sent"}
        )
    return {
        "referee_id": referee["id"], "heads_up_id": heads_up["id"],
        "reference_id": reference["id"], "reference_chase_id": chase["id"],
    }  # fmt: skip


async def placed(agency: Agency) -> Json:
    """An offer that was accepted, for an application of its own."""
    offer = await agency.offer()
    return await agency.recruiter.does(f"/v1/offers/{offer['id']}/acceptance")


async def everything_of(agency: Agency) -> list[Any]:
    """All an agency can see of itself."""
    lists = (
        "employers", "contacts", "vacancies", "candidates", "applications", "interviews",
        "feedback-requests", "feedback", "users", "api-keys", "events", "referees", "references",
        "follow-ups", "templates",
        "offers", "placements", "replies",
        "tasks", "playbooks", "messages", "suppressions", "calls",
    )  # fmt: skip
    return [await agency.admin.reads(f"/v1/{name}", limit=200) for name in lists]


@pytest.fixture
async def theirs(agency: Agency, other_agency: Agency) -> Json:
    rows = await one_of_everything(other_agency)
    rows["mine"] = await one_of_everything(agency)
    return rows


def operations(app: FastAPI) -> list[tuple[str, str, Json]]:
    return [
        (method.upper(), path, operation)
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    ]


async def test_no_route_reads_or_changes_another_agencys_rows(
    app: FastAPI, agency: Agency, other_agency: Agency, theirs: Json
) -> None:
    before = await everything_of(other_agency)
    their_ids = {value for value in theirs.values() if isinstance(value, str)}
    creations = bodies(theirs)
    for method, path, operation in operations(app):
        name = operation["operationId"]
        if name in PATHS_WITHOUT_ROWS:
            continue
        if "/by-ref/" in path:
            await tries_a_reference(agency, path, theirs)
        elif path.startswith("/public/"):
            await tries_the_public_side(agency, method, path, theirs)
        elif "{" in path:
            body = {"body": "Rang her."} if path.endswith("/notes") else {}
            if name == "merge_candidates":
                body = {"duplicate_id": theirs["mine"]["candidate_id"]}
            sent = (
                {"files": {"file": ("cv.txt", b"Hers.")}}
                if method == "POST" and path.endswith("/documents")
                else {"json": body}
            )
            answer = await agency.admin.request(method, path.format(**theirs), **sent)
            assert answer.status_code == 404, f"{method} {path}: {answer.status_code} {answer.text}"
            assert answer.json()["type"] == "/problems/not-found"
        elif method == "GET":
            await tries_a_list(agency, path, operation, theirs, their_ids)
        else:
            for body, pointer in creations[name]:  # a KeyError here is a route nobody covered
                answer = await agency.admin.request(method, path, json=body)
                assert answer.status_code == 422, f"{method} {path}: {answer.text}"
                assert answer.json()["errors"][0]["pointer"] == pointer
    assert await everything_of(other_agency) == before


async def tries_a_list(
    agency: Agency, path: str, operation: Json, theirs: Json, their_ids: set[str]
) -> None:
    asked = {"q": "Northwind"} if operation["operationId"] == "search_everything" else {}
    everything = await agency.admin.get(path, params={"limit": 200, **asked})
    assert everything.status_code == 200
    for their_id in their_ids:
        assert their_id not in everything.text, f"{path} shows {their_id}"
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "query" and parameter["name"] in theirs:
            filtered = await agency.admin.reads(
                path, **{parameter["name"]: theirs[parameter["name"]]}
            )
            assert rows_in(filtered) == [], f"{path}?{parameter['name']}"


def rows_in(answer: Json) -> list[Any]:
    """A list's, or those of all the desk's sections."""
    parts = [answer, *(part for part in answer.values() if isinstance(part, dict))]
    return [row for part in parts for row in part.get("items", [])]


async def tries_the_public_side(agency: Agency, method: str, path: str, theirs: Json) -> None:
    """One's own agency shows nothing of another's, published or not."""
    ours = path.format(**{**theirs, "slug": agency.slug})
    answer = await agency.admin.request(method, ours, json={})
    if "{vacancy_id}" in path:
        assert answer.status_code == 404, answer.text
        assert answer.json()["type"] == "/problems/not-found"
    else:
        assert answer.status_code == 200, answer.text
        assert theirs["vacancy_id"] not in answer.text


async def tries_a_reference(agency: Agency, path: str, theirs: Json) -> None:
    """The same reference in two agencies is two things: putting it changes one's own."""
    mine = theirs["mine"]
    noun = path.split("/")[2]
    body = {
        "employers": {"name": "Mine"},
        "contacts": {"name": "Mine", "employer_id": mine["employer_id"]},
        "vacancies": {"title": "Mine", "employer_id": mine["employer_id"]},
        "candidates": {"name": {"given": "My", "family": "Own"}},
        "applications": {
            "candidate_id": mine["candidate_id"],
            "vacancy_id": mine["vacancy_id"],
            "permission_given_at": "2026-01-05T09:00:00Z",
        },
    }[noun]
    answer = await agency.admin.put(path.format(**UNTOUCHABLE), json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["id"] in mine.values()


async def test_references_in_changes_stay_inside_too(agency: Agency, theirs: Json) -> None:
    mine = theirs["mine"]
    for path, body, pointer in (
        (f"/v1/candidates/{mine['candidate_id']}", {"owner_id": theirs["owner_id"]}, "/owner_id"),
        (
            f"/v1/interviews/{mine['interview_id']}",
            {"interviewer_ids": [theirs["contact_id"]]},
            "/interviewer_ids/0",
        ),
        (
            f"/v1/follow-ups/{mine['follow_up_id']}",
            {"contact_ids": [theirs["contact_id"]]},
            "/contact_ids/0",
        ),
        (f"/v1/calls/{mine['call_id']}", {"caller_id": theirs["user_id"]}, "/caller_id"),
        (f"/v1/tasks/{mine['task_id']}", {"assignee_id": theirs["user_id"]}, "/assignee_id"),
    ):
        problem = await agency.admin.is_refused(422, "invalid", "PATCH", path, json=body)
        assert problem["errors"][0]["pointer"] == pointer


async def test_row_level_security_stands_without_the_filters(
    agency: Agency, other_agency: Agency, theirs: Json
) -> None:
    """The second wall: SQL that forgot the agency sees and changes nothing of another's."""
    async with agency.database.pool.acquire() as connection, connection.transaction():
        tables = [
            row["relname"]
            for row in await connection.fetch(
                "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
                " WHERE relkind = 'r' AND attname = 'agency_id'"
                " AND relnamespace = 'public'::regnamespace"
            )
        ]
        assert len(tables) > 15
        for table in tables:
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0, table
        await connection.execute(f"SELECT set_config('app.agency_id', '{agency.id}', true)")
        for table in tables:
            strangers = await connection.fetchval(
                f"SELECT count(*) FROM {table} WHERE agency_id <> $1", agency.id
            )
            assert strangers == 0, table
        own = await connection.fetchval("SELECT count(*) FROM candidates")
        assert await connection.execute("UPDATE candidates SET headline = 'x'") == f"UPDATE {own}"
