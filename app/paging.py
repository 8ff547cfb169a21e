"""Lists: a keyset cursor, so that page 10,000 costs what page 1 costs."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeAlias, TypeVar
from uuid import UUID

import msgspec
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute

from app.answers import Json
from app.database import Owned, Reader
from app.errors import Invalid
from app.fields import Instant, Query, SystemName
from app.statements import Row, Statement, encode

Item = TypeVar("Item")
Sortable: TypeAlias = InstrumentedAttribute[Any] | ColumnElement[Any]
CREATED_OR_UPDATED = Literal["created_at", "-created_at", "updated_at", "-updated_at"]


class ListQuery(BaseModel):
    """What every list takes; each adds its own filters, named after the fields."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=200, description="Rows on a page.")] = 50
    cursor: Annotated[str, Field(max_length=600, description="A page's `next_cursor`.")] | None = (
        None
    )
    count: Annotated[bool, Field(description="Count all rows too, as `total`.")] = False
    created_after: Instant | None = None
    updated_after: Instant | None = None
    sort: Annotated[str, Field(pattern=r"^-?(created|updated)_at$")] = "-created_at"

    def filters(self) -> dict[str, Any]:
        """What was asked for, by the names of the list's filters."""
        return self.model_dump(exclude={"limit", "cursor", "count", "sort"}, exclude_none=True)


class ExternalListQuery(ListQuery):
    """A list whose rows other systems know by their own ids."""

    external_system: SystemName | None = None
    external_id: Query | None = None


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next_cursor: Annotated[
        str | None, Field(description="Send it as `cursor` for the next page; null on the last.")
    ]
    total: Annotated[int, Field(description="Only with `count=true`.")] | None = None


NOTHING: Mapping[str, Any] = {}
SEARCHING = frozenset({"q", "email", "skill", "tag"})
"""Filters that match one row or most of them: their best plan depends on the word."""


class Listing:
    """One list: its select, its filters by parameter name and what it can be sorted by.

    Statements are compiled once for each set of filters in use; only values travel.
    """

    KEPT_STATEMENTS = 500

    def __init__(
        self,
        rows: Select[*tuple[Any, ...]],
        model: type[Owned],
        *,
        filters: Mapping[str, ColumnExpressionArgument[bool]],
        sorts: Mapping[str, Sortable] | None = None,
        made_as: type[Statement] = Statement,
    ) -> None:
        self.rows = rows.where(model.agency_id == bindparam("agency_id"))
        self.id = model.id
        self.made_as = made_as
        self.filters: dict[str, ColumnExpressionArgument[bool]] = {
            "created_after": model.created_at > bindparam("created_after"),
            "updated_after": model.updated_at > bindparam("updated_after"),
            **filters,
        }
        self.sorts: dict[str, Sortable] = {
            "created_at": model.created_at,
            "updated_at": model.updated_at,
            **(sorts or {}),
        }
        self.statements: dict[tuple[Any, ...], Statement] = {}

    async def page(
        self, db: Reader, query: ListQuery, bound: Mapping[str, Any] = NOTHING, /, **fixed: Any
    ) -> Json:
        """The page as it goes out. `fixed` adds filters the path gave, not the query; `bound` are
        values that the rows, the sorts or the filters need beside those they are named after."""
        return Json(encode(await self.rows_of_page(db, query, bound, **fixed)))

    async def rows_of_page(
        self, db: Reader, query: ListQuery, bound: Mapping[str, Any] = NOTHING, /, **fixed: Any
    ) -> Row:
        """As `page`, not yet on the wire."""
        given = query.filters() | fixed
        values = {self.filter_for(name, value): value for name, value in given.items()}
        present = frozenset(values)
        values |= bound
        after: dict[str, Any] = {}
        if query.cursor:
            after = dict(zip(("after", "after_id"), self.read_cursor(query), strict=True))
        statement = self.statement(present, query.sort, bool(after), query.limit)
        records = await db.fetch(statement, **values, **after)
        page: Row = {
            "items": statement.shape_all(records[: query.limit]),
            "next_cursor": None,
        }
        for row in page["items"]:
            sort_value = row.pop("sort_value")
        if len(records) > query.limit:
            page["next_cursor"] = write_cursor(query.sort, sort_value, page["items"][-1]["id"])
        if query.count:
            page["total"] = (await db.fetch(self.counting(present), **values))[0][0]
        return page

    def filter_for(self, name: str, value: Any) -> str:
        """`overdue=false` is a filter of its own: as a bound value it would defeat its index."""
        return f"not_{name}" if value is False and f"not_{name}" in self.filters else name

    def statement(self, present: frozenset[str], sort: str, after: bool, limit: int) -> Statement:
        key = (present, sort, after, limit)
        if key not in self.statements:
            column = self.sorts[sort.removeprefix("-")]
            descending = sort.startswith("-")
            rows = self.filtered(present).add_columns(column.label("sort_value"))
            if after:
                here = tuple_(column, self.id)
                there = tuple_(
                    bindparam("after", type_=column.type),
                    bindparam("after_id", type_=self.id.type),
                )
                rows = rows.where(here < there if descending else here > there)
            order = (column.desc(), self.id.desc()) if descending else (column, self.id)
            rows = rows.order_by(*order).limit(literal_column(str(limit + 1)))
            self.keep(key, self.made_as(rows, planned_each_time=bool(present & SEARCHING)))
        return self.statements[key]

    def counting(self, present: frozenset[str]) -> Statement:
        key = ("count", present)
        if key not in self.statements:
            rows = self.filtered(present).with_only_columns(self.id).subquery()
            total = select(func.count().label("total")).select_from(rows)
            self.keep(key, Statement(total, planned_each_time=bool(present & SEARCHING)))
        return self.statements[key]

    def filtered(self, present: frozenset[str]) -> Select[*tuple[Any, ...]]:
        return self.rows.where(*(self.filters[name] for name in sorted(present)))

    def keep(self, key: tuple[Any, ...], statement: Statement) -> None:
        if len(self.statements) >= self.KEPT_STATEMENTS:
            self.statements.pop(next(iter(self.statements)))
        self.statements[key] = statement

    def read_cursor(self, query: ListQuery) -> tuple[Any, UUID]:
        refusal = Invalid.at("/cursor", "is not a cursor of this list in this order")
        try:
            raw = base64.urlsafe_b64decode((query.cursor or "").encode() + b"==")
            sort, value, row_id = msgspec.json.decode(raw, type=tuple[str, str | int | float, UUID])
            if sort != query.sort:
                raise refusal
            wanted = self.sorts[sort.removeprefix("-")].type.python_type
            if wanted is datetime:
                return datetime.fromisoformat(str(value)), row_id
            return wanted(value), row_id
        except (ValueError, binascii.Error, msgspec.DecodeError) as error:
            raise refusal from error


def write_cursor(sort: str, value: Any, row_id: UUID) -> str:
    return base64.urlsafe_b64encode(encode([sort, value, row_id])).rstrip(b"=").decode()


def external_filters(model: Any) -> dict[str, ColumnElement[bool]]:
    return {
        "external_system": model.external_system == bindparam("external_system"),
        "external_id": model.external_id == bindparam("external_id"),
    }
