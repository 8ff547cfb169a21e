"""Databases of a test's own on one PostgreSQL, copied from one another in an instant."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from app.embedded.server import Urls

SCHEMA = """
    SELECT format('column %s.%s %s %s %s', relname, attname, format_type(atttypid, atttypmod),
        attnotnull, pg_get_expr(adbin, adrelid))
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
        AND relkind IN ('r', 'v')
    UNION ALL
    SELECT format('table %s %s %s %s', relname, relrowsecurity, relforcerowsecurity, relacl)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('index %s valid: %s', pg_get_indexdef(indexrelid), indisvalid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'policy ' || pg_policies::text FROM pg_policies
    UNION ALL
    SELECT 'view ' || viewname || definition FROM pg_views WHERE schemaname = 'public'
    UNION ALL
    SELECT format('function %s %s', oid::regprocedure, md5(prosrc))
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('type %s', typname) FROM pg_type
    WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'
"""


@dataclass(frozen=True)
class Cluster:
    """Addresses of the databases of one embedded PostgreSQL."""

    urls: Urls
    data_dir: Path

    def owner(self, name: str) -> str:
        return make_url(self.urls.owner).set(database=name).render_as_string(hide_password=False)

    def app(self, name: str) -> str:
        return make_url(self.urls.app).set(database=name).render_as_string(hide_password=False)

    def superuser(self, name: str = "postgres") -> str:
        password = json.loads((self.data_dir / "cluster" / "passwords.json").read_text())
        url = make_url(self.urls.owner).set(
            username="postgres", password=password["postgres"], database=name
        )
        return url.render_as_string(hide_password=False)

    async def create(self, name: str, template: str = "template1") -> str:
        await self.drop(name)
        await self.run(
            f"CREATE DATABASE {name} TEMPLATE {template} OWNER debrief_owner STRATEGY file_copy"
        )
        return name

    async def drop(self, name: str) -> None:
        await self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    async def run(self, statement: str, database: str = "postgres") -> Any:
        """As a superuser; answers the rows."""
        connection = await asyncpg.connect(self.superuser(database))
        try:
            return await connection.fetch(statement)
        finally:
            await connection.close()

    async def schema(self, database: str) -> tuple[str, ...]:
        """All that migrations make, and the revision, as lines to compare."""
        lines = [row[0] for row in await self.run(SCHEMA, database)]
        if any(line.startswith("table alembic_version ") for line in lines):
            version = await self.run("SELECT version_num FROM alembic_version", database)
            lines += [f"revision {row[0]}" for row in version]
        return tuple(sorted(lines))
