"""One search over candidates, employers, contacts and vacancies, kept by triggers.

Safe while the code before it still runs: whatever writes those tables keeps the search too.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EXTENSIONS = ("unaccent", "btree_gin", "fuzzystrmatch")
THIS_AGENCY = "nullif(current_setting('app.agency_id', true), '')::uuid"

# What people type and what is stored are taken apart alike: lower case, no accents, no apostrophes,
# letters and digits only; what nobody would type in full is cut. Said to be immutable, as long as
# the dictionaries are: then a query's words are known when it is planned.
FUNCTIONS = {
    "words_of(said text) RETURNS text[]": """
    DECLARE
        words text[] := string_to_array(btrim(regexp_replace(
            translate(lower(public.unaccent(left(said, 20000))), '''’ʼ`', ''),
            '[^[:alnum:]]+', ' ', 'g'
        )), ' ');
    BEGIN
        IF length(said) > 200 THEN
            words := public.shortened(words);
        END IF;
        RETURN words;
    END
    """,
    # Each word, and what its forms have in common: `managing` and `manager` are both `manag`.
    "lexemes_of(words text[]) RETURNS tsvector": """
    BEGIN
        RETURN array_to_tsvector(words)
            || strip(to_tsvector('pg_catalog.english', array_to_string(words, ' ')));
    END
    """,
    "shortened(words text[]) RETURNS text[]": """
    BEGIN
        RETURN ARRAY(SELECT left(word, 200) FROM unnest(words) AS word WHERE word <> '');
    END
    """,
    # A number's digits, and the same from the end: however it is dialled, it ends alike.
    "digits_of(phones text[]) RETURNS text[]": """
    DECLARE
        digits text;
        found text[] := '{}';
    BEGIN
        FOREACH digits IN ARRAY phones LOOP
            digits := left(regexp_replace(digits, '[^0-9]+', '', 'g'), 40);
            IF digits <> '' THEN
                found := found || digits || reverse(digits);
            END IF;
        END LOOP;
        RETURN found;
    END
    """,
    # An e-mail address and a number are each one word, however they are punctuated.
    "asked_words(said text) RETURNS text[]": """
    BEGIN
        RETURN CASE
            WHEN btrim(said) ~ '^[^[:space:]]+@[^[:space:]]*$'
                THEN ARRAY[left(lower(replace(btrim(said), '\\', '')), 200)]
            WHEN said ~ '^[-+()./ 0-9]+$' AND length(regexp_replace(said, '[^0-9]+', '', 'g')) > 4
                THEN ARRAY[regexp_replace(said, '[^0-9]+', '', 'g')]
            ELSE (public.words_of(said))[1:10]
        END;
    END
    """,
    # Every word, as it is (`whole`) or as another begins, ends (a number) or is inflected.
    "query_for(words text[], whole boolean) RETURNS tsquery": """
    BEGIN
        RETURN (
            SELECT string_agg(
                CASE
                    WHEN whole THEN quote_literal(word)
                    ELSE concat(
                        '(', quote_literal(word), ':*', ' | ' || quote_literal(CASE
                            WHEN word ~ '^[0-9]{5,}$' THEN reverse(right(word, 9))
                            ELSE (ts_lexize('pg_catalog.english_stem', word))[1]
                        END), CASE WHEN word ~ '^[0-9]{5,}$' THEN ':*' END, ')'
                    )
                END,
                ' & '
            )
            FROM (SELECT DISTINCT unnest(words)) AS asked (word)
        )::tsquery;
    END
    """,
    # From 0 to 1, the same word: by their trigrams, or by the letters to add, drop, change or swap.
    "closeness_of(known text, typed text) RETURNS double precision": """
    DECLARE
        letters integer := greatest(length(known), length(typed));
        mistakes integer := public.levenshtein(known, typed);
    BEGIN
        IF mistakes = 2 AND length(known) = length(typed) AND (
            SELECT array_agg(letter ORDER BY letter) FROM string_to_table(known, NULL) AS letter
        ) = (
            SELECT array_agg(letter ORDER BY letter) FROM string_to_table(typed, NULL) AS letter
        ) THEN
            mistakes := 1;
        END IF;
        RETURN greatest(public.similarity(known, typed), 1 - mistakes::float8 / letters);
    END
    """,
}

# `^` before the whole title, to find it by how it begins.
ENTRIES = """
INSERT INTO search_entries (
    agency_id, subject_type, subject_id, title, subtitle, title_lexemes, lexemes
)
SELECT agency_id, '{subject}', id, title, subtitle,
       lexemes_of(title_words)
       || array_to_tsvector(ARRAY['^' || left(array_to_string(title_words, ' '), 400)]),
       lexemes_of(title_words || words_of(rest)) || array_to_tsvector(verbatim)
FROM (
    SELECT {columns}
    FROM {rows}
) AS made (agency_id, id, title, subtitle, rest, verbatim), words_of(title) AS title_words
ON CONFLICT (agency_id, subject_type, subject_id) DO UPDATE SET
    title = excluded.title, subtitle = excluded.subtitle,
    title_lexemes = excluded.title_lexemes, lexemes = excluded.lexemes
WHERE (search_entries.title, search_entries.subtitle, search_entries.lexemes)
      IS DISTINCT FROM (excluded.title, excluded.subtitle, excluded.lexemes);
"""
COLUMNS = {
    "candidate": """
        c.agency_id, c.id, btrim(c.given_name || ' ' || c.family_name), c.headline,
        concat_ws(
            ' ', c.headline, array_to_string(c.emails, ' '), array_to_string(c.skills, ' '),
            c.location_name
        ),
        digits_of(c.phones || c.phone_numbers) || shortened(c.emails)""",
    "employer": """
        e.agency_id, e.id, e.name, e.industry, concat_ws(' ', e.industry, e.website),
        '{}'::text[]""",
    "contact": """
        c.agency_id, c.id, c.name, concat_ws(' at ', c.job_title, e.name),
        concat_ws(' ', c.job_title, e.name, c.email),
        digits_of(array_remove(ARRAY[c.phone], NULL))
        || shortened(array_remove(ARRAY[lower(c.email)], NULL))""",
    "vacancy": """
        v.agency_id, v.id, v.title, e.name, concat_ws(' ', e.name, v.location_name),
        '{}'::text[]""",
}
SUBJECTS = {
    "candidates": "candidate",
    "employers": "employer",
    "contacts": "contact",
    "vacancies": "vacancy",
}
# OFFSET 0, here and below: row by row through the index. A plan is kept for the connection, and one
# made while the tables were small or unknown would compare everything with everything.
EMPLOYER = """, LATERAL (
    SELECT name FROM employers WHERE agency_id = {0}.agency_id AND id = {0}.employer_id OFFSET 0
) AS e"""


def entries(subject: str, rows: str) -> str:
    return ENTRIES.format(subject=subject, columns=COLUMNS[subject], rows=rows)


def forgetting(subject: str, rows: str) -> str:
    return f"""
    FOR gone IN SELECT agency_id, id FROM {rows} LOOP
        DELETE FROM search_entries
        WHERE agency_id = gone.agency_id AND subject_type = '{subject}' AND subject_id = gone.id;
    END LOOP;
    """


OF_THE_RENAMED = "WHERE {0}.agency_id = NEW.agency_id AND {0}.employer_id = NEW.id"
CONTACTS = f"contacts c {EMPLOYER.format('c')}"
VACANCIES = f"vacancies v {EMPLOYER.format('v')}"
# No unique key and no conflict: of two who add a word at once neither waits for the other, and a
# word that is there twice does no harm.
ADD_WORDS = """
    INSERT INTO search_words (agency_id, id, word)
    SELECT agency_id, gen_random_uuid(), word
    FROM (
        SELECT DISTINCT w.agency_id, word
        FROM written w, unnest(tsvector_to_array(w.lexemes)) AS word
        WHERE word ~ '^[[:alpha:]]{3,40}$'
    ) AS said
    WHERE NOT EXISTS (
        SELECT FROM search_words known
        WHERE known.agency_id = said.agency_id AND known.word = said.word
        OFFSET 0
    );
"""
WRITTEN, REMOVED = "REFERENCING NEW TABLE AS written", "REFERENCING OLD TABLE AS removed"
FUNCTIONS_OF_TRIGGERS = {
    "keep_candidates_searchable": forgetting(
        "candidate", "written WHERE merged_into_id IS NOT NULL"
    )
    + entries("candidate", "written c WHERE c.merged_into_id IS NULL"),
    "keep_employers_searchable": entries("employer", "written e"),
    "keep_contacts_searchable": entries("contact", f"written c {EMPLOYER.format('c')}"),
    "keep_vacancies_searchable": entries("vacancy", f"written v {EMPLOYER.format('v')}"),
    "keep_employer_name_searchable": entries("contact", f"{CONTACTS} {OF_THE_RENAMED.format('c')}")
    + entries("vacancy", f"{VACANCIES} {OF_THE_RENAMED.format('v')}"),
    "keep_search_words": ADD_WORDS,
    **{
        f"forget_{table}_searched": forgetting(subject, "removed")
        for table, subject in SUBJECTS.items()
    },
}
TRIGGERS = (
    *(
        trigger
        for table in SUBJECTS
        for trigger in (
            (table, "INSERT", WRITTEN, f"keep_{table}_searchable"),
            (table, "UPDATE", WRITTEN, f"keep_{table}_searchable"),
            (table, "DELETE", REMOVED, f"forget_{table}_searched"),
        )
    ),
    ("search_entries", "INSERT", WRITTEN, "keep_search_words"),
    ("search_entries", "UPDATE", WRITTEN, "keep_search_words"),
)
"""Each once a statement, so that an import of thousands pays once."""
RENAMED = """
CREATE TRIGGER search_after_rename AFTER UPDATE OF name ON employers
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION keep_employer_name_searchable()
"""

# Row-level security binds the owner too: agency by agency, as each.
FOR_EVERY_AGENCY = """
DO $$ DECLARE agency uuid; BEGIN
    PERFORM set_config('app.lookup', 'credentials', true);
    FOR agency IN SELECT id FROM agencies LOOP
        PERFORM set_config('app.agency_id', agency::text, true);
        {statements}
    END LOOP;
    PERFORM set_config('app.agency_id', '', true);
    PERFORM set_config('app.lookup', '', true);
END $$
"""
FILL = "".join(
    entries(subject, rows)
    for subject, rows in {
        "candidate": "candidates c WHERE c.agency_id = agency AND c.merged_into_id IS NULL",
        "employer": "employers e WHERE e.agency_id = agency",
        "contact": f"{CONTACTS} WHERE c.agency_id = agency",
        "vacancy": f"{VACANCIES} WHERE v.agency_id = agency",
    }.items()
)


def trigger_name(event: str, function: str) -> str:
    return f"{function}_on_{event.lower()}"


def protect(table: str, view: str) -> None:
    """Row-level security, and a view through which operators that are not leakproof use indexes."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY one_agency ON {table}"
        f" USING (agency_id = {THIS_AGENCY}) WITH CHECK (agency_id = {THIS_AGENCY})"
    )
    op.execute(f"CREATE POLICY owner_reads ON {table} FOR SELECT TO CURRENT_USER USING (true)")
    op.execute(f"CREATE VIEW {view} AS SELECT * FROM {table} WHERE agency_id = {THIS_AGENCY}")


def upgrade() -> None:
    for extension in EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public")
    op.create_table(
        "search_entries",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subtitle", sa.Text(), nullable=True),
        sa.Column("title_lexemes", postgresql.TSVECTOR(), nullable=False),
        sa.Column("lexemes", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_search_entries_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "subject_type", "subject_id", name=op.f("pk_search_entries")
        ),
    )
    op.create_table(
        "search_words",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_search_words_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_search_words")),
    )
    op.create_index(
        "ix_search_words_word",
        "search_words",
        ["agency_id", "word"],
        unique=False,
        postgresql_ops={"word": "text_pattern_ops"},
    )
    protect("search_entries", "searchable_entries")
    protect("search_words", "searchable_words")
    for function, body in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {function} LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE"
            f" AS $$ {body} $$"
        )
    for name, body in FUNCTIONS_OF_TRIGGERS.items():
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ DECLARE gone record; BEGIN {body} RETURN NULL; END $$"
        )
    for table, event, rows, function in TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {trigger_name(event, function)} AFTER {event} ON {table} {rows}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
    op.execute(RENAMED)
    op.execute(FOR_EVERY_AGENCY.format(statements=FILL))
    op.create_index(
        "ix_search_entries_lexemes",
        "search_entries",
        ["agency_id", "subject_type", "title_lexemes", "lexemes"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": "512"},
    )
    op.create_index(
        "ix_search_words_trigrams",
        "search_words",
        ["agency_id", "word"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
        postgresql_with={"gin_pending_list_limit": "512"},
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER search_after_rename ON employers")
    for table, event, _, function in TRIGGERS:
        op.execute(f"DROP TRIGGER {trigger_name(event, function)} ON {table}")
    for name in FUNCTIONS_OF_TRIGGERS:
        op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP VIEW searchable_words")
    op.execute("DROP VIEW searchable_entries")
    op.drop_table("search_words")
    op.drop_table("search_entries")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function.partition('(')[0]}")
    for extension in EXTENSIONS:
        op.execute(f"DROP EXTENSION {extension}")
