"""Where files are: the data folder, or S3 and its like. And the short-lived links that open them.

A file is written before its row is committed and removed after its row is gone: a crash between
the two leaves a file that nothing names, never a row without its file.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

import obstore
import structlog
from itsdangerous import BadSignature
from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, LocalStore, ObjectStore, S3Store, from_url

from app import keys
from app.documents.models import Document, DocumentFormat, FilesAway
from app.documents.naming import attachment
from app.documents.sniffing import CONTENT_TYPES
from app.errors import NotFound
from app.settings import settings

FOLDER = "files"
LINK_LASTS = timedelta(minutes=5)
CHUNK = 256 * 1024

log = structlog.get_logger()


@lru_cache
def store() -> ObjectStore:
    """Opened once. An object store's credentials come from its own variables (`AWS_…`)."""
    if url := settings().files_url:
        return from_url(
            url, retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)}
        )
    folder = settings().data_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return LocalStore(prefix=folder)


@contextmanager
def reachable() -> Iterator[None]:
    """Raises `NotFound` when the file is gone and `FilesAway` when the store is."""
    try:
        yield
    except FileNotFoundError as error:
        log.error("a document's file is gone", kind=type(error).__name__)
        raise NotFound("Its file is not in the file store any more.") from error
    except (BaseError, OSError) as error:
        log.error("the file store is away", kind=type(error).__name__, said=first_line(error))
        raise FilesAway(headers={"retry-after": "5"}) from error


def first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:300]


def key_of(document: Document) -> str:
    """The agency's folder, then one of 256: a folder of a million files is slow."""
    return f"{document.agency_id}/{document.id.hex[-2:]}/{document.id}"


async def put(document: Document, content: bytes) -> None:
    """Raises `FilesAway`."""
    await keep(
        document.store_key,
        content,
        content_type=CONTENT_TYPES[DocumentFormat(document.format)],
        content_disposition=attachment(document.name, document.format),
    )


async def keep(key: str, content: bytes, *, content_type: str, content_disposition: str) -> None:
    """Any file. Raises `FilesAway`."""
    attributes = {"Content-Type": content_type, "Content-Disposition": content_disposition}
    with reachable():
        here = store()
        await obstore.put_async(
            here,
            key,
            content,
            attributes=None if isinstance(here, LocalStore) else attributes,  # it has none
        )


async def chunks(key: str) -> AsyncIterator[bytes]:
    """The file, opened when this returns. Raises `NotFound` and `FilesAway`."""
    with reachable():
        found = await obstore.get_async(store(), key)
    return (bytes(chunk) async for chunk in found.stream(min_chunk_size=CHUNK))


async def content(key: str) -> bytes:
    """The whole file. Raises `NotFound` and `FilesAway`."""
    with reachable():
        found = await obstore.get_async(store(), key)
        return bytes(await found.bytes_async())


async def remove(key: str) -> None:
    """After the row is gone. A file left behind harms nobody: nothing names it."""
    try:
        await obstore.delete_async(store(), key)
    except FileNotFoundError:
        log.info("a document's file was gone already", key=key)
    except (BaseError, OSError) as error:
        log.error("a removed document's file stays", key=key, said=first_line(error))


async def signed_url(key: str) -> str | None:
    """The store's own link to the file, if it can make one. Raises `FilesAway`."""
    with reachable():
        here = store()
        if not isinstance(here, (S3Store, GCSStore, AzureStore)):
            return None
        return await obstore.sign_async(here, "GET", key, expires_in=LINK_LASTS)


def token_for(agency_id: UUID, document_id: UUID) -> str:
    """Opens one document for as long as `LINK_LASTS`."""
    token = keys.signer("document").dumps([agency_id.hex, document_id.hex])
    return token if isinstance(token, str) else token.decode()


def opened_by(token: str) -> tuple[UUID, UUID]:
    """The agency and the document. Raises `NotFound` for a link that is made up or too old."""
    try:
        signer, seconds = keys.signer("document"), int(LINK_LASTS.total_seconds())
        agency, document = signer.loads(token, max_age=seconds)
        return UUID(agency), UUID(document)
    except BadSignature as error:
        raise NotFound("This link has expired: ask for a new one.") from error
