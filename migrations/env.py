"""Alembic's entry: on the connection `app.migrating` hands over, or as SQL text (`--sql`)."""

from alembic import context

from app.all_models import metadata

TIMEOUTS = ("SET lock_timeout = '5s'", "SET statement_timeout = '15min'")
"""Old code still runs while this does: give way rather than queue everybody behind us."""


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
        for timeout in TIMEOUTS:
            context.execute(timeout)
        context.run_migrations()


def run_online() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        include_name=is_ours,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        for timeout in TIMEOUTS:
            connection.exec_driver_sql(timeout)
        connection.commit()
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
