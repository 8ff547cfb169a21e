-- Every row is known by a number from 1; these say its id, its time and what it belongs to, so that
-- no step has to look anything up. The variables (`:candidates` …) are filled in by `bench.seed`.

--- numbering
-- All are inlined into the statements that call them, because nothing in them is less than immutable.
CREATE FUNCTION pg_temp.moment_ms(number bigint, total bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE RETURN :start_ms + (:finish_ms - :start_ms) * number / total;
CREATE FUNCTION pg_temp.moment(number bigint, total bigint) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE RETURN to_timestamp(pg_temp.moment_ms(number, total) / 1000.0::float8);

-- A UUIDv7: milliseconds since 1970, the version, the table's own digits, the variant, the number.
CREATE FUNCTION pg_temp.make_id(kind text, number bigint, total bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN (
        lpad(to_hex(pg_temp.moment_ms(number, total)), 12, '0')
        || '7' || kind || '8' || lpad(to_hex(number), 15, '0')
    )::uuid;

CREATE FUNCTION pg_temp.user_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN pg_temp.make_id('001', (n - 1) % :users + 1, :users);
CREATE FUNCTION pg_temp.employer_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN pg_temp.make_id('002', n, :employers);
CREATE FUNCTION pg_temp.contact_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN pg_temp.make_id('003', n, :contacts);
CREATE FUNCTION pg_temp.vacancy_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN pg_temp.make_id('004', n, :vacancies);
CREATE FUNCTION pg_temp.candidate_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN pg_temp.make_id('005', n, :candidates);
CREATE FUNCTION pg_temp.application_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN pg_temp.make_id('006', n, :applications);
CREATE FUNCTION pg_temp.interview_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN pg_temp.make_id('007', n, :interviews);
CREATE FUNCTION pg_temp.request_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN pg_temp.make_id('008', n, :interviews);
CREATE FUNCTION pg_temp.feedback_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN pg_temp.make_id('009', n, :interviews);
CREATE FUNCTION pg_temp.note_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN pg_temp.make_id('00a', n, :notes);
CREATE FUNCTION pg_temp.chase_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN pg_temp.make_id('00b', n, :interviews);
CREATE FUNCTION pg_temp.move_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN pg_temp.make_id('00c', n, :applications);

-- A candidate has one or two applications, an application two interviews, an interview one request.
CREATE FUNCTION pg_temp.candidate_of(application bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE RETURN (application - 1) % :candidates + 1;
CREATE FUNCTION pg_temp.application_of(interview bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE RETURN (interview - 1) % :applications + 1;
CREATE FUNCTION pg_temp.vacancy_of(application bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    RETURN (application * 7919 + application / :candidates * 17) % :vacancies + 1;
CREATE FUNCTION pg_temp.employer_of(vacancy bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE RETURN (vacancy - 1) % :employers + 1;
CREATE FUNCTION pg_temp.contact_of(interview bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE RETURN
    pg_temp.employer_of(pg_temp.vacancy_of(pg_temp.application_of(interview)))
    + :employers * (interview % 3);

-- Of every hundred requests 3 are overdue, 29 not due for long, 2 declined, 2 closed, 64 received.
-- Those not due are what the bench logs feedback on, each once.
CREATE FUNCTION pg_temp.status_of(interview bigint) RETURNS text
    LANGUAGE sql IMMUTABLE RETURN
    CASE
        WHEN (interview + interview / 100 * 37 + (interview - 1) / :applications * 41) % 100 < 3
        THEN 'overdue'
        WHEN (interview + interview / 100 * 37 + (interview - 1) / :applications * 41) % 100 < 32
        THEN 'waiting'
        WHEN (interview + interview / 100 * 37 + (interview - 1) / :applications * 41) % 100 < 34
        THEN 'declined'
        WHEN (interview + interview / 100 * 37 + (interview - 1) / :applications * 41) % 100 < 36
        THEN 'closed'
        ELSE 'received'
    END;
CREATE FUNCTION pg_temp.chases_of(interview bigint) RETURNS integer
    LANGUAGE sql IMMUTABLE RETURN
    CASE WHEN pg_temp.status_of(interview) = 'overdue' THEN interview % 2 ELSE 0 END;

CREATE FUNCTION pg_temp.pick(words text[], number bigint) RETURNS text
    LANGUAGE sql IMMUTABLE RETURN words[number % cardinality(words) + 1];
