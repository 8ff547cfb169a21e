"""How a connection to PostgreSQL is made, how long it may be silent, and what its loss looks like.

PostgreSQL's own limits (`statement_timeout` and its like) end with the machine that keeps them:
when an address moves or a machine dies, only this side can notice.
"""

import asyncio
import socket

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

CONNECT_S = 10.0
COMMAND_S = 25.0
"""Longer than the server's own limit of 20 seconds, whose refusal says more."""
CLOSE_S = 1.5
UNACKNOWLEDGED_MS = 10_000
KEEPALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 2}
ENDED = ("08", "57P", "25P03")
"""The SQLSTATEs after which there is no connection any more: lost, shut down, idle for too long."""
TOO_MANY_CONNECTIONS = "53300"


def libpq_address(url: str) -> str:
    """For the driver itself: it understands `sslmode` and its like, which SQLAlchemy does not."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


async def connect(address: str, server_settings: dict[str, str]) -> asyncpg.Connection:
    """A connection that never waits for ever. Raises `TimeoutError` and what asyncpg raises."""
    connection: asyncpg.Connection = await asyncpg.connect(
        address, server_settings=server_settings, timeout=CONNECT_S, command_timeout=COMMAND_S
    )
    await watch(connection)
    return connection


async def watch(connection: asyncpg.Connection) -> None:
    # There is no public way to the socket; without it nobody notices that a machine is gone.
    transport: asyncio.Transport = connection._transport  # type: ignore[attr-defined]
    end_when_silent(transport.get_extra_info("socket"))


def end_when_silent(connected: socket.socket) -> None:
    """The kernel ends the connection when nothing is acknowledged for ten seconds."""
    if connected.family not in (socket.AF_INET, socket.AF_INET6):
        return
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in {**KEEPALIVE, "TCP_USER_TIMEOUT": UNACKNOWLEDGED_MS}.items():
        if (option := getattr(socket, name, None)) is not None:  # not every system has them all
            connected.setsockopt(socket.IPPROTO_TCP, option, value)


def cause_of(error: BaseException) -> BaseException:
    """The driver's error, of which SQLAlchemy may have made its own."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone or cannot be trusted any more."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    cause = cause_of(error)
    if isinstance(cause, asyncpg.PostgresError):
        return (cause.sqlstate or "").startswith(ENDED)
    return isinstance(
        cause, asyncpg.InterfaceError | asyncpg.InternalClientError | OSError
    ) and not isinstance(cause, asyncpg.DataError)


def is_worth_another_try(error: BaseException) -> bool:
    """Whether another connection may do what a lost one did not; after a silence nobody waits
    again."""
    return is_lost(error) and not isinstance(cause_of(error), TimeoutError)


def is_full(error: BaseException) -> bool:
    """Whether PostgreSQL takes no more connections."""
    return getattr(cause_of(error), "sqlstate", None) == TOO_MANY_CONNECTIONS


def is_away(error: BaseException) -> bool:
    """Whether it may go better in a moment, for a reason that lies between us and PostgreSQL."""
    return isinstance(error, PoolTimeout) or is_full(error) or is_lost(error)
