"""What goes wrong for a known reason is one sentence on standard error, never a traceback."""

import sys
from typing import Any

import typer
from typer.core import TyperGroup


class Refusal(Exception):
    """A command will not do what it was asked; the message says why and what to do."""

    def __init__(self, said: str, *, exit_code: int = 1) -> None:
        super().__init__(said)
        self.exit_code = exit_code


class Commands(TyperGroup):
    """The root command: it turns refusals into their sentence and their exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            refusal = refusal_for(error)
            if refusal is None:
                raise
            typer.echo(f"Error: {refusal}", err=True)
            raise typer.Exit(refusal.exit_code) from error


def refusal_for(error: Exception) -> Refusal | None:
    """None for what nobody foresaw: its traceback is wanted.

    An error can only be of a class whose module is loaded, so none is loaded for asking.
    """
    if isinstance(error, Refusal):
        return error
    if _is(error, "app.embedded", "EmbeddedPostgresError") or _is(
        error, "app.migrating", "UnsafeRole"
    ):
        return Refusal(str(error))
    if _is(error, "sqlalchemy.exc", "DBAPIError"):
        from app.problems import from_database

        error = from_database(error)  # type: ignore[arg-type]
    if _is(error, "app.errors", "Problem"):
        return _from_problem(error)
    return None


def _is(error: Exception, module: str, name: str) -> bool:
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(error, getattr(loaded, name))


def _from_problem(problem: Any) -> Refusal | None:
    """A domain refusal in its own words; an internal error has none worth showing."""
    if problem.status == 500:
        return None
    complaints = problem.extensions.get("errors", [])
    said = "\n".join(f"{c['pointer'].lstrip('/')} {c['detail']}" for c in complaints)
    return Refusal(said or problem.detail)
