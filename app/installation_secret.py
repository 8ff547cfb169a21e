"""The secret of an installation: what a good one is, and one made and kept where nobody set any."""

import os
import secrets
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

FILE = "secret-key"
SHORTEST = 32
FEWEST_KINDS = 8
"""Of characters, and of steps from one to the next: `aaaa…` has one, `abcd…` has one step."""


def guessable(secret: str) -> bool:
    """Whether somebody could guess it by trying what people type: too short, few characters, a row
    of the alphabet, the same word again and again."""
    if len(secret) < SHORTEST or len(set(secret)) < FEWEST_KINDS:
        return True
    steps = {ord(after) - ord(before) for before, after in pairwise(secret)}
    runs = [secret[start : start + 3] for start in range(len(secret) - 2)]
    return len(steps) < FEWEST_KINDS or len(set(runs)) * 4 < len(runs) * 3


def kept_secret(data_dir: Path) -> str:
    """The one in the data folder, which is made by whichever process asks first.

    It is written aside and then given its name, which only one process can do: the server, the
    worker and every command read the same. Raises `OSError`.
    """
    kept = data_dir / FILE
    if not kept.exists():
        make_folder(data_dir)
        unfinished = data_dir / f"{FILE}.{os.getpid()}.{secrets.token_hex(4)}"
        try:
            with open(
                os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
            ) as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was first
                os.link(unfinished, kept)
        finally:
            unfinished.unlink(missing_ok=True)
    found = kept.read_text().strip()
    if len(found) < SHORTEST:
        raise OSError(f"{kept} holds no secret")
    return found


def make_folder(data_dir: Path) -> None:
    """Root's is passed through by the account that runs the embedded PostgreSQL."""
    if not data_dir.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            data_dir.chmod(0o711)
