"""The migrations: nothing in the models that they do not make; down to nothing and up again."""

import hashlib
import os
import tempfile
from pathlib import Path

import pytest
from alembic import command
from alembic.util.exc import CommandError
from sqlalchemy import CheckConstraint, text
from sqlalchemy.engine import Connection
from uuid_utils.compat import uuid7

from app import all_models
from app.applications.models import Stage
from app.database import SET_AGENCY
from app.embedded.server import running
from app.feedback.models import FeedbackChannel, FeedbackOutcome, RequestStatus
from app.interviews.models import InterviewMode, InterviewStatus
from app.migrating import alembic_config, engine_for, migrate
from app.playbooks.shipped import SHIPPED
from app.referees.models import HeadsUpStatus
from app.references.models import ReferenceStatus
from app.vacancies.models import VacancyStatus, WorkMode

MIGRATIONS = Path(__file__).parent.parent / "migrations"
TABLES = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
PROTECTED = text(
    "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
    " WHERE relkind = 'r' AND attname = 'agency_id' AND relnamespace = 'public'::regnamespace"
    " AND NOT (relrowsecurity AND relforcerowsecurity)"
)


def run(connection: Connection, name: str, *arguments: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    getattr(command, name)(config, *arguments)


async def test_down_to_nothing_and_up_again() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="debrief-test-") as folder:
        os.chmod(folder, 0o711)
        with running(Path(folder) / "data", durable=False) as urls:
            before, after = await migrate(urls.owner)
            assert before is None
            assert await migrate(urls.owner) == (after, after)
            engine = engine_for(urls.owner)
            async with engine.connect() as connection:
                await connection.run_sync(run, "downgrade", "base")
                assert await connection.scalar(TABLES) == 1  # Alembic's own
            await engine.dispose()
            assert await migrate(urls.owner) == (None, after)


def test_a_released_migration_never_changes() -> None:
    """Its file says how to add the next one."""
    frozen = [
        line.split()
        for line in (MIGRATIONS / "frozen.txt").read_text().splitlines()
        if not line.startswith("#")
    ]
    assert len(frozen) >= 7
    for digest, name in frozen:
        found = (MIGRATIONS / "versions" / name).read_bytes()
        assert hashlib.sha256(found).hexdigest() == digest, name


OPENED_BEFORE = text(
    "INSERT INTO agencies (id, name, slug, timezone, country, policy, created_at, updated_at,"
    " version) VALUES (cast(:id AS uuid), :id, :id, 'Europe/London', 'GB', '{}', now(), now(), 1)"
)
STEPS_OF_PLAYBOOKS = text(
    'SELECT name, trigger, position, title, "for", anchor, offset_hours, offset_business_days,'
    " completed_by FROM playbooks JOIN playbook_steps ON playbook_id = playbooks.id"
)


async def test_agencies_that_were_there_get_the_playbooks_a_new_one_starts_with() -> None:
    shipped = {
        (
            playbook.name, playbook.trigger, at, step.title, step.for_, step.anchor,
            step.offset_hours, step.offset_business_days, tuple(step.completed_by),
        )
        for playbook in SHIPPED
        for at, step in enumerate(playbook.steps)
    }  # fmt: skip
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="debrief-test-") as folder:
        os.chmod(folder, 0o711)
        with running(Path(folder) / "data", durable=False) as urls:
            engine = engine_for(urls.owner)
            async with engine.connect() as connection:
                await connection.run_sync(run, "upgrade", "0003")
                agencies = [str(uuid7()) for _ in range(2)]
                for agency in agencies:
                    await connection.execute(SET_AGENCY, {"agency_id": agency})
                    await connection.execute(OPENED_BEFORE, {"id": agency})
                await connection.commit()
                for _ in range(2):  # and once only, should it run again
                    await connection.run_sync(run, "upgrade", "head")
                    for agency in agencies:
                        await connection.execute(SET_AGENCY, {"agency_id": agency})
                        rows = (await connection.execute(STEPS_OF_PLAYBOOKS)).all()
                        assert len(rows) == len(shipped)
                        assert {(*row[:-1], tuple(row[-1])) for row in rows} == shipped
                    await connection.commit()
                    await connection.run_sync(run, "downgrade", "0003")
            await engine.dispose()


WITHOUT_THE_INTERVIEW = text(
    "ALTER TABLE feedback_requests"
    " DROP CONSTRAINT fk_feedback_requests_agency_id_interview_id_interviews,"
    " DROP CONSTRAINT fk_feedback_requests_agency_id_contact_id_contacts"
)
ASKED_BEFORE = text(
    "INSERT INTO feedback_requests (agency_id, id, interview_id, contact_id, channel, due_at,"
    " due_by_policy, questions, status, chase_count, next_chase_at, created_at, updated_at,"
    " version)"
    " VALUES (cast(:agency AS uuid), uuidv7(), uuidv7(), uuidv7(), 'email', now(), true, '{}',"
    " 'awaiting', 1, now(), '2026-11-02T10:00:00Z', now(), 1)"
)
SWITCHED_ON = text(
    "SELECT policy->>'asks_for_feedback', policy->>'chases_by_itself', policy->>'chase_limit',"
    " policy->>'reminds_candidates' FROM agencies WHERE id = cast(:agency AS uuid)"
)


async def test_who_worked_by_hand_so_far_is_not_surprised_by_mail() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="debrief-test-") as folder:
        os.chmod(folder, 0o711)
        with running(Path(folder) / "data", durable=False) as urls:
            engine = engine_for(urls.owner)
            agency = str(uuid7())
            async with engine.connect() as connection:
                await connection.run_sync(run, "upgrade", "0005")
                await connection.execute(SET_AGENCY, {"agency_id": agency})
                await connection.execute(OPENED_BEFORE, {"id": agency})
                await connection.execute(
                    text("UPDATE agencies SET policy = '{\"chase_limit\": 5}'")
                )
                await connection.execute(WITHOUT_THE_INTERVIEW)
                await connection.execute(ASKED_BEFORE, {"agency": agency})
                await connection.commit()
                await connection.run_sync(run, "upgrade", "head")
                await connection.execute(SET_AGENCY, {"agency_id": agency})
                policy = (await connection.execute(SWITCHED_ON, {"agency": agency})).one()
                assert tuple(policy) == ("nobody", "false", "5", "false")
                asked = text(
                    "SELECT asked_at = created_at, by_itself, paused_at FROM feedback_requests"
                )
                assert tuple((await connection.execute(asked)).one()) == (True, False, None)
            await engine.dispose()


@pytest.mark.usefixtures("app")
async def test_the_models_are_what_the_migrations_make(owner: str) -> None:
    engine = engine_for(owner)
    async with engine.connect() as connection:
        try:
            await connection.run_sync(run, "check")
        except CommandError as drift:
            pytest.fail(str(drift))
        assert (await connection.scalars(PROTECTED)).all() == [], "no row-level security"
    await engine.dispose()


@pytest.mark.parametrize(
    ("constraint", "members"),
    [
        ("ck_applications_stage", Stage),
        ("ck_interviews_status", InterviewStatus),
        ("ck_interviews_mode", InterviewMode),
        ("ck_feedback_requests_status", RequestStatus),
        ("ck_feedback_channel", FeedbackChannel),
        ("ck_feedback_outcome", FeedbackOutcome),
        ("ck_vacancies_status", VacancyStatus),
        ("ck_vacancies_work_mode", WorkMode),
        ("ck_heads_ups_status", HeadsUpStatus),
        ("ck_candidate_references_status", ReferenceStatus),
    ],
)
def test_a_check_lists_the_members_of_its_enum(constraint: str, members: type[Stage]) -> None:
    """Alembic does not see a new member; the database would refuse it."""
    [found] = [
        check
        for table in all_models.metadata.tables.values()
        for check in table.constraints
        if isinstance(check, CheckConstraint) and check.name == constraint
    ]
    text_of_it = str(found.sqltext)
    assert all(f"'{member}'" in text_of_it for member in members)
    assert text_of_it.count("'") == 2 * len(members)
