"""Make the cluster, that is PostgreSQL's own data folder, with our roles and our database in it."""

import json
import os
import secrets
import shutil
from pathlib import Path

from app.embedded import EmbeddedPostgresError
from app.embedded.account import Account

# Written to postgresql.conf, for an administrator to change afterwards.
SETTINGS = {
    "shared_buffers": "128MB",
    "max_connections": "100",
    "huge_pages": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The detail of an error quotes the row, and the log would outlive the erasure of a candidate.
    "log_error_verbosity": "terse",
}


def create_cluster(
    account: Account, binaries: Path, cluster: Path, start_lock: int, *, durable: bool
) -> None:
    """Make the whole cluster aside, then rename it: killed at any moment, it is there or it is not.

    The programs inherit the start lock: if we are killed, whoever comes next waits for them to end.
    """
    unfinished = cluster.with_name("cluster.unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    account.make_private_folder(unfinished)
    passwords = {
        role: secrets.token_urlsafe(24) for role in ("postgres", "debrief_owner", "debrief_app")
    }

    def run(program: str, *arguments: str | Path, stdin: str = "") -> None:
        command = (binaries / "bin" / program, *arguments)
        ended = account.run(*command, stdin=stdin, pass_fds=(start_lock,))
        if ended.returncode != 0:
            raise EmbeddedPostgresError(
                f"PostgreSQL could not make its data folder {cluster}; {program} said:\n"
                f"{ended.stdout.strip()}"
            )

    # Passwords travel in files and on stdin: everybody can read a command line.
    password_file = cluster.with_name("superuser-password")
    _write(account, password_file, passwords["postgres"])
    run(
        "initdb",
        *("--pgdata", unfinished, "--username=postgres", "--pwfile", password_file),
        *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        *("--auth=scram-sha-256", "--no-instructions", *([] if durable else ["--no-sync"])),
        *(f"--set={name}={value}" for name, value in SETTINGS.items()),
    )
    password_file.unlink()
    run(
        "postgres",
        *("--single", "-D", unfinished, "-c", "exit_on_error=on"),
        *("-c", "log_min_error_statement=panic", *([] if durable else ["-F"])),
        "postgres",
        stdin=_roles_and_database(passwords),
    )
    _write(account, unfinished / "passwords.json", json.dumps(passwords))
    unfinished.rename(cluster)
    _flush_folder(cluster.parent)


def read_passwords(cluster: Path) -> dict[str, str]:
    """By role."""
    passwords: dict[str, str] = json.loads((cluster / "passwords.json").read_text())
    return passwords


def _roles_and_database(passwords: dict[str, str]) -> str:
    """One statement a line, as single-user PostgreSQL reads them.

    An owner may create trusted extensions in its database; it alone may create tables in `public`.
    """
    attributes = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD"
    statements = (
        f"CREATE ROLE debrief_owner {attributes} '{passwords['debrief_owner']}'",
        f"CREATE ROLE debrief_app {attributes} '{passwords['debrief_app']}'",
        "CREATE DATABASE debrief OWNER debrief_owner",
        "REVOKE ALL ON DATABASE debrief FROM PUBLIC",
        "GRANT CONNECT ON DATABASE debrief TO debrief_app",
    )
    return "\n".join(statements) + "\n"


def _write(account: Account, path: Path, text: str) -> None:
    with open(account.open_private_file(path, os.O_TRUNC), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """A rename survives a power cut only when the folder is on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
