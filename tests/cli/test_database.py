"""Which database a command works on, as which role, and when it would rather not."""

import json
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from app.cli import app
from app.cli.database import opened, place
from app.cli.migrations import upgrade
from app.cli.refusals import Refusal
from app.database import Database
from app.embedded.server import Urls, running
from app.main import create_app
from app.migrating import APP_ROLE, UnsafeRole, migrate
from app.settings import Environment, Settings, settings

SECRET = "f3b1a9d7c5e24860b1d3f5a79c8e6420"


@pytest.fixture(scope="module")
def urls(data_dir: Path) -> Iterator[Urls]:
    """An empty database."""
    with running(data_dir, durable=False) as urls:
        yield urls


@pytest.fixture(scope="module")
def superuser(urls: Urls, data_dir: Path) -> str:
    password = json.loads((data_dir / "cluster" / "passwords.json").read_text())["postgres"]
    url = make_url(urls.owner).set(username="postgres", password=password)
    return url.render_as_string(hide_password=False)


def production(url: str | None, **values: object) -> Settings:
    return Settings(env=Environment.production, secret_key=SECRET, database_url=url, **values)


async def role_of_requests(settings: Settings) -> str:
    with place(settings) as here:
        async with opened(here, settings) as database, database.session() as session:
            by_engine = str(await session.scalar(text("SELECT current_user")))
            assert await database.pool.fetchval("SELECT current_user") == by_engine
            return by_engine


async def test_in_production_the_schema_is_not_changed_by_the_way(urls: Urls) -> None:
    with pytest.raises(Refusal, match=r"schema is at nothing .* run `debrief migrate`"):
        await role_of_requests(production(urls.app))


def test_migrate_needs_the_owner(urls: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {}
    for role, url in (("app", urls.app), ("owner", urls.owner), ("again", urls.owner)):
        monkeypatch.setenv("DEBRIEF_DATABASE_URL", url)
        settings.cache_clear()
        result = CliRunner().invoke(app, ["migrate"])
        said[role] = (result.exit_code, result.output)
    settings.cache_clear()
    assert said["app"][0] == 1
    assert said["app"][1].startswith(
        "Error: This role may not change the schema: permission denied"
    )
    assert said["owner"][0] == 0
    assert said["owner"][1].startswith("The schema went from nothing to ")
    assert said["again"][0] == 0
    assert " already: PostgreSQL at " in said["again"][1]
    assert "Traceback" not in said["app"][1]


async def test_in_production_requests_run_as_a_role_that_obeys(urls: Urls, superuser: str) -> None:
    await migrate(urls.owner)
    assert await role_of_requests(production(urls.app)) == APP_ROLE
    for url in (urls.owner, superuser):
        with pytest.raises(UnsafeRole, match="must not name a superuser or the owner"):
            await role_of_requests(production(url))


async def test_in_development_a_superuser_becomes_that_role(superuser: str) -> None:
    assert await role_of_requests(Settings(database_url=superuser)) == APP_ROLE


async def test_an_address_may_carry_what_the_driver_understands(urls: Urls) -> None:
    assert await role_of_requests(production(f"{urls.app}&sslmode=disable")) == APP_ROLE


async def test_unset_it_is_the_embedded_one(urls: Urls, data_dir: Path) -> None:
    embedded = production(None, data_dir=data_dir)
    assert await role_of_requests(embedded) == APP_ROLE
    with place(embedded) as here:
        assert here.described == f"embedded PostgreSQL, data in {data_dir}"
        assert here.embedded


async def test_a_schema_of_a_newer_version_is_left_alone(urls: Urls) -> None:
    await migrate(urls.owner)
    connection = await asyncpg.connect(urls.owner)
    known = await connection.fetchval("SELECT version_num FROM alembic_version")
    await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with (
        place(Settings(database_url=urls.owner)) as here,
        pytest.raises(Refusal, match="a newer one made it"),
    ):
        await upgrade(here)
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == "9999"
    await connection.execute("UPDATE alembic_version SET version_num = $1", known)
    await connection.close()


def test_the_password_is_not_part_of_the_description() -> None:
    with place(Settings(database_url="postgresql://leo:secret@db.example/debrief")) as here:
        assert here.described == "PostgreSQL at db.example:5432/debrief (DEBRIEF_DATABASE_URL)"


async def test_a_schema_that_only_calls_itself_current_is_said_at_the_start(
    urls: Urls, capsys: pytest.CaptureFixture[str]
) -> None:
    await migrate(urls.owner)
    owner = await asyncpg.connect(urls.owner)
    try:
        await owner.execute("ALTER TABLE notes RENAME COLUMN body TO words")
        await owner.execute("ALTER TABLE api_keys ALTER COLUMN version TYPE bigint")
        with pytest.raises(Refusal) as refused:
            await role_of_requests(production(urls.app))
        assert "  notes.body is missing\n" in str(refused.value)
        assert "  api_keys.version is bigint instead of integer\n" in str(refused.value)
        assert "notes.words must be given and is not known here" in str(refused.value)
        assert "Restore a backup, or change the schema" in str(refused.value)
        await owner.execute("ALTER TABLE notes RENAME COLUMN words TO body")
        await owner.execute("ALTER TABLE api_keys ALTER COLUMN version TYPE integer")

        await owner.execute("DROP INDEX ix_applications_to_review")
        assert await role_of_requests(production(urls.app)) == APP_ROLE
        said = " ".join(capsys.readouterr().err.split())
        assert "the index ix_applications_to_review is missing" in said
    finally:
        await owner.execute(
            "CREATE INDEX IF NOT EXISTS ix_applications_to_review ON applications"
            " (agency_id, review_due_at, id) WHERE review_due_at IS NOT NULL"
        )
        await owner.close()


async def test_a_later_versions_schema_will_do_as_long_as_it_has_what_is_needed(
    urls: Urls,
) -> None:
    await migrate(urls.owner)
    app = create_app(Database(urls.app, pool_size=2))
    owner = await asyncpg.connect(urls.owner)
    newest = await owner.fetchval("SELECT version_num FROM alembic_version")

    async def readyz() -> tuple[int, str]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://debrief") as client:
            answer = await client.get("/readyz")
            return answer.status_code, answer.text

    async with app.router.lifespan_context(app):
        assert (await readyz())[0] == 200
        await owner.execute("UPDATE alembic_version SET version_num = '0001'")
        status, said = await readyz()
        assert (status, "run `debrief migrate`" in said) == (503, True)

        await owner.execute("UPDATE alembic_version SET version_num = 'later-1'")
        await owner.execute("ALTER TABLE notes ADD COLUMN colour text")
        assert (await readyz())[0] == 200
        assert await role_of_requests(production(urls.app)) == APP_ROLE
        assert await role_of_requests(Settings(database_url=urls.app)) == APP_ROLE

        await owner.execute("UPDATE alembic_version SET version_num = 'later-2'")
        await owner.execute("ALTER TABLE notes RENAME COLUMN body TO words")
        assert (await readyz())[0] == 503
        with pytest.raises(Refusal, match=r"notes.body is missing(?s:.)*start that version"):
            await role_of_requests(production(urls.app))
        await owner.execute("ALTER TABLE notes RENAME COLUMN words TO body")
        await owner.execute("ALTER TABLE notes DROP COLUMN colour")
        await owner.execute("UPDATE alembic_version SET version_num = $1", newest)
    await owner.close()
