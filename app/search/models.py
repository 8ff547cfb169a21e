"""What the search looks in. Triggers keep it, whoever writes the tables it is made from."""

from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base

SORTED_SOON = {"gin_pending_list_limit": "512"}
"""Kilobytes that wait to be sorted in. None, and 50,000 rows take 45 s instead of 3; the 4 MB that
PostgreSQL allows, and every search reads them."""


class SubjectType(StrEnum):
    candidate = "candidate"
    employer = "employer"
    contact = "contact"
    vacancy = "vacancy"


class SearchEntry(Base):
    """One thing that can be found: by the words of its title, and by all its words.

    Both hold each word, without accents, and its stem; the title's also the title as a whole.
    """

    __tablename__ = "search_entries"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), primary_key=True)
    subject_type: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str]
    subtitle: Mapped[str | None]
    title_lexemes: Mapped[str] = mapped_column(TSVECTOR)
    lexemes: Mapped[str] = mapped_column(TSVECTOR)

    __table_args__ = (
        Index(
            "ix_search_entries_lexemes",
            "agency_id",
            "subject_type",
            "title_lexemes",
            "lexemes",
            postgresql_using="gin",
            postgresql_with=SORTED_SOON,
        ),
    )


class SearchWord(Base):
    """A word of the titles and subtitles, to look a mistyped one up in. It may be there twice."""

    __tablename__ = "search_words"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    word: Mapped[str]

    __table_args__ = (
        Index(
            "ix_search_words_word",
            "agency_id",
            "word",
            postgresql_ops={"word": "text_pattern_ops"},
        ),
        Index(
            "ix_search_words_trigrams",
            "agency_id",
            "word",
            postgresql_using="gin",
            postgresql_ops={"word": "gin_trgm_ops"},
            postgresql_with=SORTED_SOON,
        ),
    )
