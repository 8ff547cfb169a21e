"""Start PostgreSQL for the first process that needs it, stop it after the last one."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.embedded import EmbeddedPostgresError
from app.embedded.account import Account, prepare_data_folder
from app.embedded.binaries import binaries_for
from app.embedded.postmaster import Postmaster

__all__ = ["EmbeddedPostgresError", "Urls", "running"]


@dataclass(frozen=True)
class Urls:
    """libpq addresses of the database: `owner` migrates it, `app` obeys row-level security."""

    owner: str
    app: str


@contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[Urls]:
    """PostgreSQL runs on `data_dir` while any process is inside; the last one to leave stops it.

    A process that is killed inside leaves it running for the next one to find. Without `durable`,
    for tests, a crash of the machine may lose everything, and PostgreSQL ends with the process that
    started it, however that one ends.
    """
    data_dir = data_dir.resolve()
    account = prepare_data_folder(data_dir)
    with _opened_lock(account, data_dir / "users.lock") as users:
        with _starting_or_stopping(account, data_dir) as start_lock:
            fcntl.flock(users, fcntl.LOCK_SH)
            binaries = binaries_for(account, data_dir)
            postmaster = Postmaster(data_dir, account, binaries, durable=durable)
            postmaster.start(start_lock)
            urls = Urls(postmaster.url("debrief_owner"), postmaster.url("debrief_app"))
        try:
            yield urls
        finally:
            with _starting_or_stopping(account, data_dir):
                postmaster.leave(last=_nobody_else_holds(users))


@contextmanager
def _opened_lock(account: Account, path: Path) -> Iterator[int]:
    try:
        descriptor = account.open_private_file(path)
    except OSError as error:
        raise EmbeddedPostgresError(
            f"The data folder {path.parent} is not ours to use ({error}): start Debrief as the user"
            " who owns it, or set DEBRIEF_DATA_DIR to another folder."
        ) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _starting_or_stopping(account: Account, data_dir: Path) -> Iterator[int]:
    """Held by one process at a time."""
    with _opened_lock(account, data_dir / "start.lock") as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor


def _nobody_else_holds(users: int) -> bool:
    """When somebody does, our own share of the lock is gone too, which suits one who is leaving."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
