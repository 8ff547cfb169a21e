"""The installation's secret keys, and everything that is made from them.

`DEBRIEF_SECRET_KEY` is a ring: the first key makes whatever is made now, and what the others made
is still believed. Each use has a label of its own, so that what is made for one is worth nothing to
another. Nothing made with a key that has left the ring is believed any more.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from itsdangerous import URLSafeTimedSerializer

from app.settings import settings


@lru_cache
def ring_of(keys: str) -> tuple[bytes, ...]:
    return tuple(key.strip().encode() for key in keys.split(","))


def ring() -> tuple[bytes, ...]:
    """Every key that is believed, the current one first."""
    return ring_of(settings().secret_key.get_secret_value())


def derived(key: bytes, label: str) -> bytes:
    """256 bits that only whoever has this key can make for this label."""
    return hmac.digest(key, label.encode(), hashlib.sha256)


def tokens(label: str) -> Iterator[str]:
    """What each key makes of a label, in the order of the ring: 43 URL-safe characters each."""
    for key in ring():
        yield base64.urlsafe_b64encode(derived(key, label)).rstrip(b"=").decode()


def stand_in(words: str) -> str:
    """For the server's log, instead of words that it must not say: the same for the same words."""
    return derived(ring()[0], f"stand-in {words}").hex()[:16]


def seal() -> MultiFernet:
    """Encrypts what must be kept for a retry though it may hold a secret or a person's data."""
    labelled = (hashlib.sha256(b"idempotency:" + key).digest() for key in ring())
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in labelled])


def signer(label: str) -> URLSafeTimedSerializer:
    """Signs what somebody carries away and brings back, such as a form's hidden field."""
    return URLSafeTimedSerializer(
        [derived(key, f"signed {label}") for key in reversed(ring())],  # it signs with the last
        salt=label,
        signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
    )
