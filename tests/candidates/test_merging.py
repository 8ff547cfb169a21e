"""Two records of one person become one, and nothing of either is lost."""

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import ForeignKeyConstraint

from app import all_models, clock
from app.access.actors import Actor
from app.candidates.merging import MOVED
from app.documents.models import Document
from app.events.kinds import CandidateUpdated
from app.events.recorder import record
from app.links.actions import link_for
from app.links.models import LinkKind
from app.messages.actions import About, Recipient, queue
from app.messages.models import MessageKind
from app.referees.models import Referee
from app.replies.models import Reply
from app.tasks.models import Task
from app.transaction import transaction
from tests.factories import Agency, Json

PATH = "/v1/candidates"
MARIA = {"given": "Maria", "family": "Gregg"}


async def merged(agency: Agency, candidate: Json, duplicate: Json, **fields: object) -> Json:
    body = {"duplicate_id": duplicate["id"], **fields}
    return await agency.recruiter.does(f"{PATH}/{candidate['id']}/merge", body)


async def two(agency: Agency) -> tuple[Json, Json]:
    return await agency.candidate(name=MARIA), await agency.candidate(name=MARIA)


def test_everything_that_points_at_a_candidate_is_moved() -> None:
    """A new table that does must be added to MOVED."""
    pointing = {
        (table.name, constraint.column_keys[-1])
        for table in all_models.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint)
        and constraint.referred_table.name == "candidates"
    }
    moved = {(model.__tablename__, "candidate_id") for model in MOVED}
    assert pointing == moved | {("candidates", "merged_into_id")}


async def test_who_remains_has_everything(agency: Agency) -> None:
    maria, twin = await two(agency)
    application = await agency.application(candidate_id=twin["id"])
    interview = await agency.interview(application_id=application["id"])
    note = await agency.recruiter.creates(f"{PATH}/{twin['id']}/notes", {"body": "Rang her."})
    async with transaction(agency.database, Actor(agency.id, "system")) as db:
        twin_id = UUID(twin["id"])
        await link_for(db, LinkKind.portal, candidate_id=twin_id)
        message = await queue(
            db, MessageKind.portal_link, [Recipient("Maria", "maria@example.com")], About(twin_id)
        )
        db.add_all(
            [
                Reply(agency_id=agency.id, candidate_id=twin_id, message_id=message.id,
                      kind="reply", status="noted", fingerprint="1", text="", full_text="",
                      received_at=clock.now()),
                Referee(agency_id=agency.id, candidate_id=twin_id, name="Tom Obi"),
                Task(agency_id=agency.id, candidate_id=twin_id, title="Call", for_="recruiter",
                     due_at=clock.now()),
                Document(agency_id=agency.id, candidate_id=twin_id, name="cv.pdf", format="pdf",
                         size=1, sha256="", store_key="", text_status="none"),
            ]
        )  # fmt: skip
        record(db, CandidateUpdated(fields=[]), twin_id, candidate_id=twin_id)
    await merged(agency, maria, twin)

    moved = await agency.viewer.reads(f"/v1/applications/{application['id']}")
    assert (moved["candidate_id"], moved["version"]) == (maria["id"], 2)
    [found] = (await agency.viewer.reads("/v1/interviews", candidate_id=maria["id"]))["items"]
    assert found["id"] == interview["id"]
    [found] = (await agency.viewer.reads(f"{PATH}/{maria['id']}/notes"))["items"]
    assert found["id"] == note["id"]
    async with agency.database.pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SELECT set_config('app.agency_id', '{agency.id}', true)")
        for model in MOVED:
            owners = await connection.fetch(f"SELECT candidate_id FROM {model.__tablename__}")
            ids = {row["candidate_id"] for row in owners}
            assert UUID(maria["id"]) in ids, model
            assert twin_id not in ids, model


async def test_what_is_known_is_united_and_what_is_empty_filled(agency: Agency) -> None:
    maria = await agency.candidate(
        name={"given": "", "family": "Gregg"}, emails=["maria@example.com"],
        phones=["020 7946 0021"], skills=["SQL"], tags=["north"], headline="Driver",
    )  # fmt: skip
    twin = await agency.candidate(
        name=MARIA, emails=["m.gregg@example.com"], phones=["07700 900123"],
        skills=["sql", "Rust"], tags=["South"], headline="Lorry driver",
        location={"name": "Reading", "country": "GB"}, owner_id=agency.admin.user_id,
        notice_period="one month", external_ref={"system": "bullhorn", "id": "7"},
        feedback_channel="phone",
    )  # fmt: skip
    again = {"phones": ["+44 20 7946 0021", "07700 900123"]}
    await agency.recruiter.changes(f"{PATH}/{twin['id']}", again)
    remaining = await merged(agency, maria, twin)
    assert remaining.items() >= {
        "id": maria["id"], "name": MARIA, "emails": ["maria@example.com", "m.gregg@example.com"],
        "phones": ["020 7946 0021", "07700 900123"], "skills": ["SQL", "Rust"],
        "tags": ["north", "South"], "headline": "Driver", "owner_id": agency.admin.user_id,
        "notice_period": "one month", "external_ref": {"system": "bullhorn", "id": "7"},
        "feedback_channel": "email", "merged_into_id": None, "version": 2,
    }.items()  # fmt: skip
    assert remaining["location"]["name"] == "Reading"
    assert (await agency.viewer.reads(PATH, q="m.gregg@"))["items"] == [remaining]


async def test_addresses_and_tags_keep_to_their_limits(agency: Agency) -> None:
    many = [f"m{n}@example.com" for n in range(10)]
    maria = await agency.candidate(emails=many, tags=[f"t{n}" for n in range(99)])
    twin = await agency.candidate(emails=["twin@example.com"], tags=["a", "b"])
    remaining = await merged(agency, maria, twin)
    assert (remaining["emails"], len(remaining["tags"])) == (many, 100)


OLD = {"basis": "consent", "given_at": "2024-01-05T09:00:00Z", "expires_at": None}
NEW = {"basis": "legitimate_interests", "given_at": "2025-01-05T09:00:00Z", "expires_at": None}
OVER = {**NEW, "given_at": "2025-01-06T09:00:00Z", "expires_at": "2025-06-01T09:00:00Z"}


@pytest.mark.parametrize(
    ("ours", "theirs", "stands"),
    [(None, OLD, OLD), (OLD, None, OLD), (OLD, NEW, NEW), (NEW, OLD, NEW), (OLD, OVER, OLD),
     (OVER, OLD, OLD), (None, OVER, OVER), (None, None, None)],
)  # fmt: skip
async def test_the_consent_in_force_stands_else_the_later(
    agency: Agency, ours: Json | None, theirs: Json | None, stands: Json | None
) -> None:
    maria, twin = await agency.candidate(consent=ours), await agency.candidate(consent=theirs)
    assert (await merged(agency, maria, twin))["consent"] == stands


async def test_it_is_one_event_and_both_ids_tell_the_whole_story(agency: Agency) -> None:
    maria = await agency.candidate(name=MARIA, emails=["maria@example.com"])
    twin = await agency.candidate(name=MARIA)
    await agency.recruiter.changes(f"{PATH}/{twin['id']}", {"emails": ["maria@example.com"]})
    before = len((await agency.admin.reads("/v1/events", limit=200))["items"])
    await merged(agency, maria, twin, reason="told_by_candidate")
    [event] = (await agency.admin.reads("/v1/events", limit=200))["items"][before:]
    assert (event["type"], event["subject"]["id"], event["candidate_id"], event["data"]) == (
        "candidate.merged", maria["id"], maria["id"],
        {"merged_id": twin["id"], "reasons": ["same_email", "same_name", "told_by_candidate"]},
    )  # fmt: skip
    who = (await agency.recruiter.reads("/v1/me"))["name"]
    for candidate in (maria, twin):
        page = await agency.viewer.reads(f"{PATH}/{candidate['id']}/timeline")
        assert [item["summary"] for item in page["items"]] == [
            f"{who} merged a second record of the candidate into this one",
            f"{who} changed emails",
            f"{who} added the candidate",
            f"{who} added the candidate",
        ]


async def test_the_duplicate_stays_as_it_was_and_is_in_no_list(agency: Agency) -> None:
    maria = await agency.candidate(name=MARIA, external_ref={"system": "crm", "id": "1"})
    twin = await agency.candidate(
        name=MARIA, emails=["twin@example.com"], external_ref={"system": "crm", "id": "2"}
    )
    await merged(agency, maria, twin)
    kept = await agency.viewer.reads(f"{PATH}/{twin['id']}")
    changed = {"merged_into_id", "version", "updated_at"}
    assert {k: v for k, v in kept.items() if k not in changed} == {
        k: v for k, v in twin.items() if k not in changed
    }
    assert kept["merged_into_id"] == maria["id"]
    for filters in ({}, {"q": "gregg"}, {"email": "twin@example.com"}):
        page = await agency.viewer.reads(PATH, count=True, **filters)
        assert (page["total"], page["items"][0]["id"]) == (1, maria["id"])
    hits = (await agency.viewer.reads("/v1/search", q="maria gregg"))["items"]
    assert [hit["id"] for hit in hits] == [maria["id"]]
    assert (await agency.viewer.reads(f"{PATH}/{maria['id']}/duplicates"))["items"] == []
    problem = await agency.recruiter.is_refused(
        409, "likely-duplicate", "POST", PATH, json={"name": MARIA, "emails": ["twin@example.com"]}
    )
    assert problem["existing_id"] == maria["id"]


async def test_the_duplicates_reference_updates_who_remains(agency: Agency) -> None:
    maria = await agency.recruiter.sends("PUT", f"{PATH}/by-ref/crm/1", 201, json={"name": MARIA})
    twin = await agency.recruiter.sends("PUT", f"{PATH}/by-ref/crm/2", 201, json={"name": MARIA})
    application = await agency.application(
        candidate_id=twin["id"], external_ref={"system": "crm", "id": "9"}
    )
    await merged(agency, maria, twin)
    put = await agency.recruiter.sends(
        "PUT", f"{PATH}/by-ref/crm/2", 200, json={"name": MARIA, "headline": "Driver"}
    )
    assert (put["id"], put["headline"], put["external_ref"]) == (
        maria["id"], "Driver", {"system": "crm", "id": "1"},
    )  # fmt: skip
    same = {
        "candidate_id": twin["id"], "vacancy_id": application["vacancy_id"],
        "permission_given_at": application["permission_given_at"],
    }  # fmt: skip
    again = await agency.recruiter.sends("PUT", "/v1/applications/by-ref/crm/9", 200, json=same)
    assert again["candidate_id"] == maria["id"]


async def test_nothing_is_done_to_the_duplicate_any_more(agency: Agency) -> None:
    maria, twin = await two(agency)
    vacancy = await agency.vacancy()
    await merged(agency, maria, twin)
    third = await agency.candidate()
    path = f"{PATH}/{twin['id']}"
    for method, where, body in (
        ("PATCH", path, {"headline": "Driver"}),
        ("POST", f"{path}/notes", {"body": "Rang her."}),
        ("POST", f"{path}/merge", {"duplicate_id": third["id"]}),
        ("POST", f"{PATH}/{maria['id']}/merge", {"duplicate_id": twin["id"]}),
        ("POST", f"{PATH}/{third['id']}/merge", {"duplicate_id": twin["id"]}),
        ("POST", "/v1/applications", {"candidate_id": twin["id"], "vacancy_id": vacancy["id"]}),
        ("POST", "/v1/referees", {"candidate_id": twin["id"], "name": "Priya Shah"}),
        ("POST", f"{path}/referees", {"name": "Priya Shah"}),
        (
            "POST",
            "/v1/tasks",
            {
                "title": "Ring her",
                "due_at": "2027-01-05T10:00:00Z",
                "subject": {"type": "candidate", "id": twin["id"]},
            },
        ),
    ):
        problem = await agency.recruiter.is_refused(
            409, "candidate-merged", method, where, json=body
        )
        assert problem["merged_into_id"] == maria["id"]
    paper = {"file": ("cv.txt", b"Hers.")}
    await agency.recruiter.is_refused(
        409, "candidate-merged", "POST", f"{path}/documents", files=paper
    )


async def test_chains_are_flat(agency: Agency) -> None:
    maria, twin = await two(agency)
    third = await agency.candidate()
    await merged(agency, twin, third)
    await merged(agency, maria, twin)
    assert (await agency.viewer.reads(f"{PATH}/{third['id']}"))["merged_into_id"] == maria["id"]
    stories = [
        (await agency.viewer.reads(f"{PATH}/{candidate['id']}/timeline"))["items"]
        for candidate in (maria, twin, third)
    ]
    assert len(stories[0]) == 5
    assert stories[0] == stories[1] == stories[2]


async def test_two_open_applications_to_one_vacancy_stand_in_the_way(agency: Agency) -> None:
    maria, twin = await two(agency)
    vacancy = await agency.vacancy()
    mine = await agency.application(candidate_id=maria["id"], vacancy_id=vacancy["id"])
    await agency.application(candidate_id=twin["id"], vacancy_id=vacancy["id"])
    problem = await agency.recruiter.is_refused(
        409, "merge-conflict", "POST", f"{PATH}/{maria['id']}/merge",
        json={"duplicate_id": twin["id"]},
    )  # fmt: skip
    assert problem["vacancy_ids"] == [vacancy["id"]]
    end = {"reason": "duplicate", "ended_by": "agency"}
    await agency.recruiter.does(f"/v1/applications/{mine['id']}/rejection", end)
    await merged(agency, maria, twin)


async def test_what_is_no_duplicate_is_refused(agency: Agency, other_agency: Agency) -> None:
    maria, twin = await two(agency)
    stranger = await other_agency.candidate()
    path = f"{PATH}/{maria['id']}/merge"
    for duplicate_id in (maria["id"], stranger["id"], str(uuid4()), "me"):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", path, json={"duplicate_id": duplicate_id}
        )
        assert problem["errors"][0]["pointer"] == "/duplicate_id"
    body = {"duplicate_id": twin["id"]}
    await agency.recruiter.is_refused(
        422, "invalid", "POST", path, json={**body, "reason": "She told me"}
    )
    await agency.recruiter.is_refused(
        412, "precondition-failed", "POST", path, json=body, headers={"if-match": '"9"'}
    )
    await agency.viewer.is_refused(403, "missing-scope", "POST", path, json=body)
    await agency.recruiter.is_refused(
        404, "not-found", "POST", f"{PATH}/{stranger['id']}/merge", json=body
    )
    assert (await agency.viewer.reads(f"{PATH}/{twin['id']}"))["merged_into_id"] is None


async def test_of_two_merges_at_once_one_is_done(agency: Agency) -> None:
    """Each into the other, on connections of their own."""
    for _ in range(4):
        maria, twin = await two(agency)
        answers = await asyncio.gather(
            agency.recruiter.post(f"{PATH}/{maria['id']}/merge", json={"duplicate_id": twin["id"]}),
            agency.recruiter.post(f"{PATH}/{twin['id']}/merge", json={"duplicate_id": maria["id"]}),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        [refused] = [answer.json() for answer in answers if answer.status_code == 409]
        [done] = [answer.json() for answer in answers if answer.status_code == 200]
        assert refused["merged_into_id"] == done["id"]


async def test_what_is_added_meanwhile_is_moved_too_or_refused(agency: Agency) -> None:
    maria, twin = await two(agency)
    application = await agency.application(candidate_id=twin["id"])
    note = {"body": "Rang her."}
    merging, *notes = await asyncio.gather(
        agency.recruiter.post(f"{PATH}/{maria['id']}/merge", json={"duplicate_id": twin["id"]}),
        *(agency.recruiter.post(f"{PATH}/{twin['id']}/notes", json=note) for _ in range(4)),
        *(
            agency.recruiter.post(f"/v1/applications/{application['id']}/notes", json=note)
            for _ in range(4)
        ),
    )
    assert merging.status_code == 200
    assert {answer.status_code for answer in notes} <= {201, 409}
    page = await agency.viewer.reads(f"{PATH}/{maria['id']}/notes", count=True)
    assert page["total"] == [answer.status_code for answer in notes].count(201)


async def test_the_story_of_both_pages_and_filters_as_one(agency: Agency) -> None:
    maria, twin = await two(agency)
    for day in range(1, 9):
        noted = {"body": f"Day {day}", "noted_at": f"2026-01-{day:02}T09:00:00Z"}
        await agency.recruiter.creates(f"{PATH}/{(maria, twin)[day % 2]['id']}/notes", noted)
    await merged(agency, maria, twin)
    path = f"{PATH}/{twin['id']}/timeline"
    days = {"types": "note.added", "from": "2026-01-02T00:00:00Z"}
    whole = (await agency.viewer.reads(path, **days))["items"]
    assert [item["summary"][-1] for item in whole] == list("8765432")
    seen: list[Json] = []
    cursor: dict[str, str] = {}
    while True:
        page = await agency.viewer.reads(path, limit=2, **days, **cursor)
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == whole
    theirs = await agency.admin.reads("/v1/events", candidate_id=twin["id"], types="note.added")
    assert len(theirs["items"]) == 4, "the feed keeps to the id of the time"
