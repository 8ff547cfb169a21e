"""Finding anybody and anything, best first, in one statement.

What is sought passes through ever wider tiers until one has filled the answer; what a narrower tier
finds always comes before what only a wider one does.
"""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Float,
    Numeric,
    Select,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.orm import aliased

from app.database import Reads
from app.search.models import SearchEntry, SubjectType
from app.statements import Row, Statement

Entry = aliased(
    SearchEntry,
    table("searchable_entries", *(column(c.name, c.type) for c in SearchEntry.__table__.columns)),
    adapt_on_names=True,
)
"""The agency's entries through a view that lets @@ use an index, as `searchable_candidates`."""

WHOLE_TITLE = "quote_literal('^' || nullif(array_to_string(words_of(:q), ' '), ''))"
TIERS: dict[str, tuple[float, str]] = {
    # It is called what was typed; its name begins so.
    "called": (0.9, f"title_lexemes @@ {WHOLE_TITLE}::tsquery"),
    "beginning": (0.8, f"title_lexemes @@ ({WHOLE_TITLE} || ':*')::tsquery"),
    # Its name has every word; has words that begin so, or other forms of them.
    "named": (0.7, "title_lexemes @@ query_for(asked_words(:q), true)"),
    "like_named": (0.6, "title_lexemes @@ query_for(asked_words(:q), false)"),
    # So does the rest of it: a headline, a skill, an e-mail address, an employer's name.
    "mentioned": (0.4, "lexemes @@ query_for(asked_words(:q), false)"),
    # The same two, once every word is what it may have been meant to be.
    "named_as_meant": (0.2, "title_lexemes @@ (SELECT query FROM mended)"),
    "mentioned_as_meant": (0.1, "lexemes @@ (SELECT query FROM mended)"),
}
"""The least score of each, which the likeness of the title adds to, and its condition."""

MENDED = text(
    # The words in use that a typed one is nearest to: by trigrams, or with the same first letter
    # and up to two letters amiss.
    """
    SELECT string_agg(
               '(' || concat_ws(' | ', query_for(ARRAY[typed], false)::text, near.words) || ')',
               ' & '
           )::tsquery AS query
    FROM unnest(asked_words(:q)) AS typed
    CROSS JOIN LATERAL (
        SELECT string_agg(quote_literal(word), ' | ') AS words
        FROM (
            SELECT word, closeness, max(closeness) OVER () AS best
            FROM (
                SELECT DISTINCT word, closeness_of(word, typed) AS closeness
                FROM searchable_words
                WHERE agency_id = :agency_id AND length(typed) BETWEEN 3 AND 40
                  AND word <> typed AND (
                    word % typed
                    OR word LIKE left(typed, 1) || '%'
                       AND length(word) BETWEEN length(typed) - 1 AND length(typed) + 1
                       AND levenshtein_less_equal(word, typed, 2) <= 2
                )
            ) AS known
            WHERE closeness >= 0.5
            ORDER BY closeness DESC, word
            LIMIT 5
        ) AS nearest
        WHERE closeness >= best - 0.15
    ) AS near
    """
).columns(column("query"))
CONSIDERED: ColumnElement[int] = literal_column("200")
"""Of a tier's hits; a common name has ten thousand, and they are all alike."""


@cache
def search_statement(of_types: bool) -> Statement:
    limit: BindParameter[int] = bindparam("limit")
    tiers: list[CTE] = []
    for name, (least, condition) in TIERS.items():
        hits: Select[*tuple[Any, ...]] = select(
            Entry.subject_type,
            Entry.subject_id,
            Entry.title,
            Entry.subtitle,
            literal_column(str(least)).label("least"),
        ).where(Entry.agency_id == bindparam("agency_id"), text(condition))
        if of_types:
            hits = hits.where(Entry.subject_type == any_(bindparam("types")))
        for narrower in tiers:
            found = select(func.count()).select_from(narrower).scalar_subquery()
            hits = hits.where(found < limit)
        tiers.append(hits.limit(CONSIDERED).cte(name))
    hit = union_all(*(select(tier) for tier in tiers)).subquery("hit").c
    likeness = func.similarity(hit.title, bindparam("q"))
    score = cast(func.max(hit.least) + literal_column("0.1") * likeness, Numeric)
    return Statement(
        select(
            hit.subject_type.label("type"),
            hit.subject_id.label("id"),
            hit.title,
            hit.subtitle,
            cast(func.round(score, 3), Float).label("score"),
        )
        .add_cte(MENDED.cte("mended"))
        .group_by(hit.subject_type, hit.subject_id, hit.title, hit.subtitle)
        .order_by(text("score DESC"), hit.title, hit.subject_id)
        .limit(limit),
        planned_each_time=True,
    )


async def search(db: Reads, q: str, types: Collection[SubjectType], limit: int) -> Row:
    values = {"types": sorted(types)} if types else {}
    statement = search_statement(bool(types))
    return {
        "items": statement.shape_all(await db.fetch(statement, q=q, limit=limit, **values)),
    }
