"""Tables' common ground, and two ways to the database: sessions to change, a pool to read."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import asyncpg
from asyncpg import Record
from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Numeric,
    Text,
    Uuid,
    and_,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    Mapped,
    declared_attr,
    mapped_column,
)
from starlette.responses import Response
from uuid_utils.compat import uuid7

from app import clock
from app.access.actors import Actor
from app.change_pool import ChangePool
from app.connections import CLOSE_S, is_worth_another_try
from app.connections import libpq_address as libpq_address
from app.errors import NotFound
from app.pool_shares import LOOK_UPS, PoolShares
from app.read_pool import Lent, PoolConnection, ReadPool
from app.read_pool import keep_as_it_is as keep_as_it_is
from app.statements import PlainStatement, Statement

AGENCY_SETTING = "app.agency_id"
LOOKUP_SETTING = "app.lookup"
BEGIN_LOOK_UP = f"BEGIN READ ONLY; SELECT set_config('{LOOKUP_SETTING}', 'credentials', true)"
PLAN_FOR_THESE_VALUES = ";SET LOCAL plan_cache_mode = force_custom_plan"
SET_AGENCY = text(f"SELECT set_config('{AGENCY_SETTING}', :agency_id, true)")


class Base(DeclarativeBase):
    """Constraint names follow one rule, so that an error can be recognised by name for ever."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        date: Date(),
        UUID: Uuid(),
        str: Text(),
        Decimal: Numeric(12, 2),
        list[str]: ARRAY(Text()),
        dict[str, Any]: JSONB(),
        list[dict[str, Any]]: JSONB(),
    }


class Owned:
    """A row of one agency. `agency_id` leads every key, so nothing can point across agencies.

    `version` counts changes and is the row's ETag; a stale one never overwrites.
    """

    recorded: ClassVar[bool] = True
    """Whether changing the table without recording an event is refused; see `events.recorder`."""

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    def __init__(self, **values: Any) -> None:
        """A new row knows its id at once, so that its event can name it before it is stored."""
        super().__init__(**{"id": uuid7(), **values})

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


def belongs_to(table: str, column: str, **options: Any) -> ForeignKeyConstraint:
    """A foreign key inside one agency: `(agency_id, column)` to the other table's key."""
    return ForeignKeyConstraint(
        ["agency_id", column], [f"{table}.agency_id", f"{table}.id"], **options
    )


def on(reference: InstrumentedAttribute[Any], model: type[Owned]) -> ColumnElement[bool]:
    """The join from a reference to the row it names, inside one agency."""
    return and_(reference.class_.agency_id == model.agency_id, reference == model.id)


def listed() -> tuple[Index, Index]:
    """What a list needs to page by creation or change at any depth for the same price."""
    return (
        Index(None, "agency_id", "created_at", "id"),
        Index(None, "agency_id", "updated_at", "id"),
    )


def given(agency_id: UUID) -> dict[str, Any]:
    """The parameters a statement need not be told."""
    return {"agency_id": agency_id, "now": clock.now()}


class Reads:
    """Reading for one agency, a short read-only transaction for each statement.

    Row-level security sees the agency because it is set in the same message as BEGIN.
    """

    def __init__(self, pool: ReadPool, actor: Actor) -> None:
        self.pool = pool
        self.actor = actor
        self.agency_id = actor.agency_id
        self.begin = (
            "BEGIN READ ONLY;"
            f"SELECT set_config('{AGENCY_SETTING}', '{UUID(str(actor.agency_id))}', true)"
        )

    async def fetch(self, statement: Statement, **values: Any) -> list[Record]:
        """All rows of a prebuilt statement; `agency_id` and `now` are filled in.

        Asked once more when the connection is lost meanwhile: nothing was changed.
        """
        arguments = statement.arguments({**given(self.agency_id), **values})
        begin = self.begin + PLAN_FOR_THESE_VALUES if statement.planned_each_time else self.begin
        try:
            return await self.fetch_once(begin, statement.sql, arguments)
        except Exception as error:
            if not is_worth_another_try(error):
                raise
        return await self.fetch_once(begin, statement.sql, arguments)

    async def fetch_once(self, begin: str, sql: str, arguments: list[Any]) -> list[Record]:
        async with self.pool.lent(self.agency_id, begin) as connection:
            rows: list[Record] = await connection.fetch(sql, *arguments)
            return rows


Held = TypeVar("Held", bound=Owned)


class Db(AsyncSession):
    """One actor's unit of work. `transaction()` opens it and is the only one to commit it."""

    actor: Actor
    agency_id: UUID
    answer: Response | None = None
    """What the request will be answered with, kept for a retry with the same Idempotency-Key."""
    credentials_changed: bool = False
    """Whether what is remembered of users, tokens and keys must be forgotten after the commit."""
    once_committed: list[Callable[[], Awaitable[None]]]
    """What may only be done when there is no way back, such as removing a file. Must not raise."""

    async def hold(self, model: type[Held], row_id: UUID) -> Held:
        """The row to change, locked until the commit. Raises `NotFound`.

        `FOR NO KEY UPDATE`: who only adds a row that points here need not wait. With a plain `FOR
        UPDATE`, somebody who holds a feedback request and adds its feedback would wait for the
        interview while its cancellation waits for the request.
        """
        row = await self.get(model, (self.agency_id, row_id), with_for_update={"key_share": True})
        if row is None:
            raise NotFound
        return row

    async def fetch(self, statement: Statement, **values: Any) -> list[Record]:
        """As `Reads.fetch`, inside this transaction: what was changed here is seen."""
        await self.flush()
        arguments = statement.arguments({**given(self.agency_id), **values})
        return await self.run(statement, *arguments)

    async def run(self, statement: Statement | PlainStatement, *arguments: Any) -> list[Record]:
        """Straight to the driver, inside this transaction."""
        connection = await self.connection()
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        rows: list[Record] = await driver.fetch(statement.sql, *arguments)
        return rows


Reader = Reads | Db


class Database:
    """The engine for changes and the driver's own pool for reads, on one PostgreSQL."""

    def __init__(self, url: str, *, role: str | None = None, pool_size: int = 16) -> None:
        self.address = libpq_address(url)
        self.server_settings = {
            "application_name": "debrief",
            "lock_timeout": "5s",
            "statement_timeout": "20s",
            "idle_in_transaction_session_timeout": "60s",
            "jit": "off",
            # Our lists join seven tables: planned anew for each request, as PostgreSQL prefers,
            # the overdue queue took 18 ms instead of 0.9 (4 million events, 600,000 requests).
            "plan_cache_mode": "force_generic_plan",
            "timezone": "UTC",
        }
        if role:
            self.server_settings["role"] = role
        self.reading = PoolShares("reads", pool_size, slow_ones_narrow=True)
        self.changes = ChangePool(
            self.address,
            self.server_settings,
            PoolShares("changes", pool_size, slow_ones_narrow=False),
        )
        self.session = async_sessionmaker(self.changes.engine, class_=Db, expire_on_commit=False)
        self._reads: ReadPool | None = None

    async def open(self) -> None:
        self._reads = await ReadPool.opened(self.address, self.server_settings, self.reading)

    async def close(self, *, within: float = CLOSE_S) -> None:
        """Connections that do not end by then are cut off: PostgreSQL may be there no more."""
        closing = [self.changes.close(within)]
        if self._reads is not None:
            closing.append(self._reads.close(within))
        await asyncio.gather(*closing)

    @property
    def read_pool(self) -> ReadPool:
        assert self._reads is not None, "Database.open() comes first"
        return self._reads

    @property
    def pool(self) -> asyncpg.Pool:
        """The driver's own, without turns."""
        return self.read_pool.pool

    def reads(self, actor: Actor) -> Reads:
        return Reads(self.read_pool, actor)

    def looking_up(self) -> Lent:
        """A read-only transaction that sees credentials of every agency, before one is known."""
        return self.read_pool.lent(LOOK_UPS, BEGIN_LOOK_UP)

    @asynccontextmanager
    async def asked(self, *, within: float) -> AsyncIterator[PoolConnection]:
        """For what is the operator's and no agency's. Raises `TimeoutError`."""
        async with asyncio.timeout(within), self.read_pool.lent(LOOK_UPS) as connection:
            yield connection
