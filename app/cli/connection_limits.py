"""A connection is given so long to say what it wants, and so much room; then it is cut."""

import asyncio
import resource
import time
from asyncio import TimerHandle

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.request_limits import MOST_BYTES_OF_HEADERS

log = structlog.get_logger()

MOST_DESCRIPTORS = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
REFUSED = (
    b"HTTP/1.1 %s\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 0\r\n\r\n"
)


class LimitedConnection(HttpToolsProtocol):
    """Reads one request after the other: its head, then its body, each in bounded time.

    A timer of its own looks every few seconds, so that a request costs three notes of the time.
    """

    LOOK_EVERY = 5.0
    HEAD_SECONDS = 15.0
    """From the first byte, or from the connection, to the end of the headers."""
    BODY_SECONDS = 90.0
    """For the whole body, however large."""
    PATIENCE_SECONDS = 20.0
    LEAST_BYTES_A_SECOND = 8 * 1024
    """Of a body, on average, once patience has ended."""
    DEAF_SECONDS = 60.0
    """Without a byte of our answer being taken."""
    MOST_WASTE = 16
    """Bytes around each byte of a body: a chunk's length, never a megabyte of remarks on it."""
    MOST_AFTER_THE_ANSWER = 16 * 1024 * 1024
    """Bytes of a body that is refused already, so that its sender hears of that."""
    SPARE_DESCRIPTORS = 32
    WARN_EVERY = 60.0

    warned_at = 0.0
    """When this process last said that it has no descriptors left."""
    watch: TimerHandle
    head_since: float | None = None
    """When the head that is being read began; None while none is."""
    body_since: float | None = None
    heads = head_bytes = body_bytes = bytes_with_body = 0
    unsent = 0
    unsent_since = 0.0

    # uvicorn narrows the transport for itself, which asyncio's own signature does not allow.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.head_since = self.loop.time()
        self.watch = self.loop.call_later(self.LOOK_EVERY, self.look)
        socket = transport.get_extra_info("socket")
        if socket is not None and socket.fileno() >= MOST_DESCRIPTORS - self.SPARE_DESCRIPTORS:
            self.warn_of_descriptors()

    def warn_of_descriptors(self) -> None:
        """Whoever asks once there are none is not answered: an operator must hear of it."""
        cls = LimitedConnection
        if time.monotonic() - cls.warned_at > self.WARN_EVERY:
            cls.warned_at = time.monotonic()
            log.warning(
                "file descriptors run out: raise the limit (ulimit -n) or look who holds them",
                limit=MOST_DESCRIPTORS,
                connections=len(self.connections),
            )

    def connection_lost(self, exc: Exception | None) -> None:
        self.watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.body_since is not None:
            self.bytes_with_body += len(data)
        elif self.head_since is None:
            self.head_since = self.loop.time()  # even empty lines begin a request
        heads = self.heads
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self.head_since is not None and self.heads == heads:
            self.head_bytes += len(data)
        if self.head_bytes > MOST_BYTES_OF_HEADERS or (
            self.body_since is not None and self.is_mostly_waste()
        ):
            self.refuse(b"431 Request Header Fields Too Large")

    def is_mostly_waste(self) -> bool:
        """Remarks on chunks and headers after the body are no body."""
        waste = self.bytes_with_body - self.body_bytes
        return waste > MOST_BYTES_OF_HEADERS + self.MOST_WASTE * self.body_bytes

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.head_since = self.loop.time()

    def on_headers_complete(self) -> None:
        self.head_since, self.body_since = None, self.loop.time()
        self.head_bytes = self.body_bytes = self.bytes_with_body = 0
        self.heads += 1
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self.body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.body_since = None
        super().on_message_complete()

    def look(self) -> None:
        """Called every few seconds for as long as the connection lasts."""
        now = self.loop.time()
        self.watch = self.loop.call_later(self.LOOK_EVERY, self.look)
        if self.is_deaf(now):
            self.transport.abort()
        elif self.body_since is not None:
            if self.flow.read_paused:
                self.body_since += self.LOOK_EVERY  # it is us who do not read
            elif self.is_slow(now - self.body_since):
                self.transport.abort()  # whoever reads the body learns that its client is gone
        elif self.head_since is not None:
            if self.is_answering():
                self.head_since = now
            elif now - self.head_since > self.HEAD_SECONDS:
                self.refuse(b"408 Request Timeout")

    def is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def is_slow(self, seconds: float) -> bool:
        if seconds > self.BODY_SECONDS:
            return True
        if self.body_bytes > self.MOST_AFTER_THE_ANSWER and not self.is_answering():
            return True
        least = (seconds - self.PATIENCE_SECONDS) * self.LEAST_BYTES_A_SECOND
        return seconds > self.PATIENCE_SECONDS and self.body_bytes < least

    def is_deaf(self, now: float) -> bool:
        """Nothing of what waits to be sent was taken for a while."""
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent != self.unsent:
            self.unsent, self.unsent_since = unsent, now
        return now - self.unsent_since > self.DEAF_SECONDS

    def refuse(self, status: bytes) -> None:
        """Says why, unless an answer is on its way already, or nothing was asked."""
        if self.is_answering():
            self.transport.abort()
            return
        if self.head_bytes:
            self.transport.write(REFUSED % status)
        self.transport.close()
