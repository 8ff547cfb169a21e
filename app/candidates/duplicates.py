"""Who may be the same person: a score and the reasons for it.

Each thing two candidates have in common makes it likelier by its weight, as independent evidence
does: `1 - (1 - w1)(1 - w2)…`. An e-mail address in common weighs 0.9, a phone number 0.8 (families
share one); a name 0.4, a name nearly the same up to 0.4 by how near it is, either a quarter less
when both have e-mail addresses and none in common; a place, a headline 0.15, two skills 0.1. So two
called John Smith and no more are at 0.4. Names are compared without accents, in either order.
"""

from uuid import UUID

from sqlalchemy import text

from app.answers import one
from app.candidates.queries import ONE_CANDIDATE
from app.database import Reader
from app.statements import Row, Statement

LEAST = 0.2
MOST = 20

DUPLICATES = Statement(
    text(
        # The first and the last word of the name, or words that nearly are those, find the names;
        # through the searchable views, because of row-level security. OFFSET 0: one by one by their
        # key, where PostgreSQL, who expects thousands of them, would read the whole table.
        """
        WITH this AS MATERIALIZED (
            SELECT *, words_of(given_name || ' ' || family_name) AS words
            FROM candidates
            WHERE agency_id = :agency_id AND id = :id AND merged_into_id IS NULL
        ), likely AS MATERIALIZED (
            SELECT string_agg(
                       '(' || concat_ws(' | ', quote_literal(word), near.words) || ')', ' & '
                   )::tsquery AS name
            FROM (
                SELECT DISTINCT unnest(ARRAY[words[1], words[cardinality(words)]]) AS word FROM this
            ) AS ends
            CROSS JOIN LATERAL (
                SELECT string_agg(quote_literal(known.word), ' | ') AS words
                FROM (
                    SELECT DISTINCT w.word, closeness_of(w.word, ends.word) AS closeness
                    FROM searchable_words w
                    WHERE w.agency_id = :agency_id AND w.word % ends.word AND w.word <> ends.word
                      AND length(ends.word) BETWEEN 3 AND 40
                      AND closeness_of(w.word, ends.word) >= 0.7
                    ORDER BY closeness DESC, w.word
                    LIMIT 5
                ) AS known
            ) AS near
            WHERE ends.word IS NOT NULL
        ), others AS (
            SELECT id FROM searchable_candidates
            WHERE agency_id = :agency_id AND emails && (SELECT emails FROM this)
            UNION
            SELECT id FROM searchable_candidates
            WHERE agency_id = :agency_id AND phone_numbers && (SELECT phone_numbers FROM this)
            UNION (
                SELECT subject_id FROM searchable_entries
                WHERE agency_id = :agency_id AND subject_type = 'candidate'
                  AND title_lexemes @@ (SELECT name FROM likely)
                LIMIT 200
            )
            UNION
            SELECT CAST(:other AS uuid)
        ), compared AS (
            SELECT c.*, this.emails && c.emails AS same_email,
                   this.phone_numbers && c.phone_numbers AS same_phone,
                   words_of(this.location_name) = words_of(c.location_name) AS same_place,
                   words_of(this.headline) = words_of(c.headline) AS same_headline,
                   cardinality(ARRAY(
                       SELECT lower(skill) FROM unnest(this.skills) AS skill
                       INTERSECT
                       SELECT lower(skill) FROM unnest(c.skills) AS skill
                   )) > 1 AS common_skills,
                   ARRAY(SELECT unnest(this.words) ORDER BY 1) = ARRAY(
                       SELECT unnest(words_of(c.given_name || ' ' || c.family_name)) ORDER BY 1
                   ) AS same_name,
                   similarity(
                       array_to_string(this.words, ' '),
                       array_to_string(words_of(c.given_name || ' ' || c.family_name), ' ')
                   ) AS likeness,
                   this.emails <> '{}' AND c.emails <> '{}' AND NOT this.emails && c.emails
                       AS other_email
            FROM this, others, LATERAL (
                SELECT * FROM candidates
                WHERE agency_id = :agency_id AND id = others.id AND merged_into_id IS NULL
                OFFSET 0
            ) AS c
            WHERE c.id <> this.id AND c.id = coalesce(CAST(:other AS uuid), c.id)
        ), scored AS (
            SELECT *, NOT same_name AND likeness >= 0.45 AS similar_name, round((1
                - (1 - CASE WHEN same_email THEN 0.9 ELSE 0 END)
                * (1 - CASE WHEN same_phone THEN 0.8 ELSE 0 END)
                * (1 - CASE WHEN same_name THEN 0.4 WHEN likeness >= 0.45 THEN 0.4 * likeness
                            ELSE 0 END * CASE WHEN other_email THEN 0.75 ELSE 1 END)
                * (1 - CASE WHEN same_place THEN 0.15 ELSE 0 END)
                * (1 - CASE WHEN same_headline THEN 0.15 ELSE 0 END)
                * (1 - CASE WHEN common_skills THEN 0.1 ELSE 0 END)
            )::numeric, 2)::float8 AS score
            FROM compared
        )
        SELECT s.id, s.given_name, s.family_name, s.emails, s.headline, s.location_name,
               users.name AS owner_name, s.created_at, s.score, array_remove(ARRAY[
                   CASE WHEN same_email THEN 'same_email' END,
                   CASE WHEN same_phone THEN 'same_phone' END,
                   CASE WHEN same_name THEN 'same_name' END,
                   CASE WHEN similar_name THEN 'similar_name' END,
                   CASE WHEN same_place THEN 'same_place' END,
                   CASE WHEN same_headline THEN 'same_headline' END,
                   CASE WHEN common_skills THEN 'common_skills' END
               ], NULL) AS reasons
        FROM scored s
        LEFT JOIN users ON users.agency_id = s.agency_id AND users.id = s.owner_id
        WHERE s.score >= :least
        ORDER BY s.score DESC, s.created_at, s.id
        LIMIT :most
        """
    )
)


async def duplicates_of(db: Reader, candidate_id: UUID) -> Row:
    """The likeliest first. Raises `NotFound`."""
    found = await db.fetch(DUPLICATES, id=candidate_id, other=None, least=LEAST, most=MOST)
    if not found:
        one(ONE_CANDIDATE.shape_all(await db.fetch(ONE_CANDIDATE, id=candidate_id)))
    return {"items": [item(dict(row)) for row in found]}


def item(row: Row) -> Row:
    score, reasons = row.pop("score"), row.pop("reasons")
    name = {"given": row.pop("given_name"), "family": row.pop("family_name")}
    return {"candidate": {**row, "name": name}, "score": score, "reasons": reasons}


async def in_common(db: Reader, candidate_id: UUID, other_id: UUID) -> list[str]:
    """The reasons to think that these two are one."""
    found = await db.fetch(DUPLICATES, id=candidate_id, other=other_id, least=0.0, most=1)
    return [reason for row in found for reason in row["reasons"]]
