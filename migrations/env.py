"""Alembic's entry: on the connection `app.migrating` hands over, or as SQL text (`--sql`)."""

from typing import Any

from alembic import context

from app.all_models import metadata
from app.migrating import GRANT_TO_APP_ROLE
from app.migration_statements import (
    GIVE_WAY_AFTER,
    LONGEST_STATEMENT,
    RepeatableStatements,
    set_limits,
)


def is_ours(name: str | None, kind: str, _: object) -> bool:
    """The queue's tables are procrastinate's: it says how they look."""
    return kind != "table" or not (name or "").startswith("procrastinate_")


def run_offline() -> None:
    context.configure(
        dialect_name="postgresql",
        target_metadata=metadata,
        literal_binds=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.execute(f"SET lock_timeout = '{GIVE_WAY_AFTER}'")
        context.execute(f"SET statement_timeout = '{LONGEST_STATEMENT}'")
        context.run_migrations()


def grant(*, ctx: Any, step: Any, **_: Any) -> None:
    """In the same transaction as the migration: a version that is noted is one that can be used."""
    if step.is_upgrade:
        ctx.connection.exec_driver_sql(GRANT_TO_APP_ROLE)


def run_online() -> None:
    connection = context.config.attributes["connection"]
    patience = context.config.attributes.get("patience", 0)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        include_name=is_ours,
        transaction_per_migration=True,
        on_version_apply=grant,
    )
    with RepeatableStatements(connection, patience), context.begin_transaction():
        set_limits(connection)
        connection.commit()
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
