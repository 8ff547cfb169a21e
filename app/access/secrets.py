"""Making and hashing of secrets. Nothing here is ever logged or stored in the clear."""

import hashlib
import secrets
from functools import lru_cache

from anyio import to_thread
from pwdlib import PasswordHash

TOKEN_PREFIX, KEY_PREFIX = "dbt_", "dbf_"

passwords = PasswordHash.recommended()


@lru_cache
def nobodys_hash() -> str:
    """Checked when there is no hash to check, so that an answer takes as long either way."""
    return passwords.hash(secrets.token_urlsafe(16))


async def hash_password(password: str) -> str:
    """In a thread: it takes 64 MiB and a quarter of a second. Requests wait for it in line, see
    `hash_queue`."""
    return await to_thread.run_sync(passwords.hash, password)


async def password_matches(password: str, password_hash: str | None) -> bool:
    """One hash is checked, whether there is one or not. Requests wait for it in line."""

    def matches() -> bool:
        stand_in = nobodys_hash()  # made by whoever comes first, known account or not
        return passwords.verify(password, password_hash or stand_in)

    return await to_thread.run_sync(matches) and password_hash is not None


def new_token(prefix: str) -> str:
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """SHA-256: enough for 256 random bits, unlike for a password."""
    return hashlib.sha256(secret.encode()).digest()
