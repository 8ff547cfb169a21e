"""The answer is sent after the commit, and silence is an error."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from app.access.actors import Actor
from app.database import Database
from app.employers.models import Employer
from app.events.recorder import UnrecordedChange
from app.transaction import transaction
from tests.factories import Agency


@pytest.fixture
async def failing_commit(database: Database, owner: str) -> AsyncIterator[None]:
    """A deferred constraint trigger that makes the COMMIT itself fail for one employer's name."""
    connection = await asyncpg.connect(owner)
    await connection.execute(
        """
        CREATE FUNCTION fail_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = 'XX000'; END $$;
        CREATE CONSTRAINT TRIGGER fail_at_commit AFTER INSERT ON employers
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.name = 'Doomed')
            EXECUTE FUNCTION fail_at_commit();
        """
    )
    yield
    await connection.execute("DROP TRIGGER fail_at_commit ON employers")
    await connection.execute("DROP FUNCTION fail_at_commit()")
    await connection.close()


@pytest.mark.usefixtures("failing_commit")
async def test_a_failing_commit_is_a_500_and_never_a_201(agency: Agency) -> None:
    answer = await agency.recruiter.post(
        "/v1/employers", json={"name": "Doomed"}, headers={"idempotency-key": "k"}
    )
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
    assert "disk" not in answer.text
    assert (await agency.viewer.reads("/v1/employers"))["items"] == []
    # The key was not used up: the retry does the work.
    await agency.recruiter.creates(
        "/v1/employers", {"name": "Saved"}, headers={"idempotency-key": "k"}
    )


async def test_a_change_without_an_event_is_refused(agency: Agency) -> None:
    with pytest.raises(UnrecordedChange, match="employers"):
        async with transaction(agency.database, Actor(agency.id, "system")) as db:
            db.add(Employer(agency_id=agency.id, name="Silent"))
    assert (await agency.viewer.reads("/v1/employers"))["items"] == []


async def test_an_unexpected_error_tells_the_client_nothing(
    app: FastAPI,
    agency: Agency,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    secret = "hunter2"

    async def explode(*_: object) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr("app.employers.actions.create_employer", explode)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url="http://debrief",
        headers=agency.recruiter.headers,
    ) as client:
        answer = await client.post("/v1/employers", json={"name": "X"})
    assert answer.status_code == 500
    logged = "".join(capsys.readouterr())
    assert "RuntimeError" in logged
    assert secret not in answer.text + logged
