"""Making and hashing of secrets. Nothing here is ever logged or stored in the clear."""

import hashlib
import secrets
from functools import lru_cache

from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash

TOKEN_PREFIX, KEY_PREFIX = "dbt_", "dbf_"

passwords = PasswordHash.recommended()


@lru_cache
def one_at_a_time() -> CapacityLimiter:
    """Argon2id takes 64 MiB and 0.2 s a hash: two at once are enough for one process."""
    return CapacityLimiter(2)


@lru_cache
def nobodys_hash() -> str:
    """Checked when the e-mail address is unknown, so that an answer takes as long either way."""
    return passwords.hash(secrets.token_urlsafe(16))


async def hash_password(password: str) -> str:
    return await to_thread.run_sync(passwords.hash, password, limiter=one_at_a_time())


async def password_matches(password: str, password_hash: str | None) -> bool:
    matches = await to_thread.run_sync(
        lambda: passwords.verify(password, password_hash or nobodys_hash()),
        limiter=one_at_a_time(),
    )
    return matches and password_hash is not None


def new_token(prefix: str) -> str:
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """SHA-256: enough for 256 random bits, unlike for a password."""
    return hashlib.sha256(secret.encode()).digest()
