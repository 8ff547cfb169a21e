"""The operating system account that runs the PostgreSQL programs and owns their files."""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.embedded import EmbeddedPostgresError


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    @property
    def popen_arguments(self) -> dict[str, Any]:
        """What `subprocess` needs to run a program as this account, out of reach of Ctrl-C.

        Our environment is not passed on: PGPORT and its like change what PostgreSQL does, the rest
        may hold secrets.
        """
        arguments: dict[str, Any] = {
            "cwd": "/",
            "env": {"PATH": os.defpath, "LC_ALL": "C"},
            "start_new_session": True,
        }
        if self._is_not_ours:
            arguments |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return arguments

    def run(
        self, *command: str | Path, stdin: str = "", pass_fds: tuple[int, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end; its `stdout` holds its errors too."""
        return subprocess.run(
            command,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            errors="replace",
            pass_fds=pass_fds,
            **self.popen_arguments,
        )

    def open_private_file(self, path: Path, flags: int = 0) -> int:
        """A writable descriptor of a 0600 file of this account, created when missing."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | flags, 0o600)
        if self._is_not_ours:
            os.fchown(descriptor, self.uid, self.gid)
        return descriptor

    def make_private_folder(self, path: Path) -> None:
        """Make a 0700 folder of this account; one that somebody else made there is refused."""
        path.mkdir(mode=0o700, exist_ok=True)
        if self._is_not_ours and path.lstat().st_uid == os.geteuid():
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        found = path.lstat()
        is_private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
        if not is_private or found.st_uid != self.uid:
            raise EmbeddedPostgresError(
                f"{path} must be a folder that only its owner, user {self.uid}, can open:"
                " remove it, then start again."
            )

    @property
    def _is_not_ours(self) -> bool:
        return self.uid != os.geteuid()


def prepare_data_folder(data_dir: Path) -> Account:
    """Make the data folder if it is missing, and tell which account runs PostgreSQL on it.

    That is the current user, except for root, which PostgreSQL refuses: then whoever owns the data,
    and for new data `postgres` where it exists, else `nobody`.
    """
    account = Account(os.geteuid(), os.getegid())
    if account.uid == 0:
        account = _unprivileged_account(data_dir / "cluster", data_dir)
    try:
        if not data_dir.exists():
            data_dir.parent.mkdir(parents=True, exist_ok=True)
            account.make_private_folder(data_dir)
        reached = account.run("/bin/sh", "-c", 'test -x "$0"', data_dir)
    except OSError as error:
        raise EmbeddedPostgresError(
            f"User {account.uid} cannot run PostgreSQL in {data_dir} ({error}): set"
            " DEBRIEF_DATA_DIR to another folder, or start Debrief as another user."
        ) from error
    if reached.returncode != 0:
        raise EmbeddedPostgresError(
            f"PostgreSQL would run as user {account.uid}, who may not enter {data_dir}: set"
            " DEBRIEF_DATA_DIR to a folder that this user can reach, such as one under /var/lib."
        )
    return account


def _unprivileged_account(*existing_data: Path) -> Account:
    for path in existing_data:
        if path.exists() and (owner := path.stat()).st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in accounts:
            return Account(accounts[name].pw_uid, accounts[name].pw_gid)
    raise EmbeddedPostgresError(
        "PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody` to run it:"
        " start Debrief as an ordinary user."
    )
