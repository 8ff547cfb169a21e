"""The agency: the tenant everything else belongs to, and the policy it works by."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from app import clock
from app.database import Base
from app.errors import Conflict


class Agency(Base):
    """A recruitment agency. `country` is ISO 3166, with a subdivision where holidays differ."""

    __tablename__ = "agencies"
    recorded = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]
    slug: Mapped[str]
    timezone: Mapped[str]
    country: Mapped[str]
    policy: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (Index("uq_agencies_slug", "slug", unique=True),)
    __mapper_args__ = {"version_id_col": version}


class SlugTaken(Conflict):
    """Another agency uses this slug in its public addresses."""

    code, title = "agency-slug-taken", "That slug is taken"
    constraint = "uq_agencies_slug"
