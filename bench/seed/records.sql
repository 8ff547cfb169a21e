-- Everything but the events, in the proportions of a large agency after three years.

--- the agency and its users
INSERT INTO agencies (id, name, slug, timezone, country, policy, created_at, updated_at, version)
VALUES (
    ':agency', 'Benchmark Talent', 'bench', 'Europe/London', 'GB', ':policy',
    ':start', ':start', 1
);

INSERT INTO users (
    agency_id, id, email, name, role, password_hash, active, created_at, updated_at, version
)
SELECT ':agency', pg_temp.user_id(n), 'recruiter-' || n || '@bench.example',
       pg_temp.pick(:given, n) || ' ' || pg_temp.pick(:family, n * 7), 'recruiter',
       ':password_hash', true, ':start', ':start', 1
FROM generate_series(1, :users) n;

--- employers, contacts and vacancies
INSERT INTO employers (
    agency_id, id, name, website, industry, priorities, created_at, updated_at, version
)
SELECT ':agency', pg_temp.employer_id(n),
       pg_temp.pick(:family, n) || ' ' || pg_temp.pick(:trades, n / 20) || ' ' || n,
       'https://employer-' || n || '.example/', pg_temp.pick(:trades, n / 20),
       ARRAY['punctual', 'calm under pressure'],
       pg_temp.moment(n, :employers), pg_temp.moment(n, :employers), 1
FROM generate_series(1, :employers) n;

INSERT INTO contacts (
    agency_id, id, employer_id, name, email, phone, job_title, do_not_email,
    created_at, updated_at, version
)
SELECT ':agency', pg_temp.contact_id(n), pg_temp.employer_id(pg_temp.employer_of(n)),
       pg_temp.pick(:given, n * 3) || ' ' || pg_temp.pick(:family, n * 11),
       'contact-' || n || '@employer-' || pg_temp.employer_of(n) || '.example',
       '+44 20 7946 ' || lpad((n % 10000)::text, 4, '0'), 'Operations Manager', n % 50 = 0,
       pg_temp.moment(n, :contacts), pg_temp.moment(n, :contacts), 1
FROM generate_series(1, :contacts) n;

INSERT INTO vacancies (
    agency_id, id, employer_id, title, description, responsibilities, location_name,
    location_country, location_latitude, location_longitude, work_mode, employment_type,
    salary_from, salary_to, salary_currency, salary_per, yearly_salary_from, yearly_salary_to,
    search_latitude, search_longitude, openings, status, published, published_at,
    created_at, updated_at, version
)
SELECT ':agency', pg_temp.vacancy_id(n), pg_temp.employer_id(pg_temp.employer_of(n)),
       pg_temp.pick(:titles, n), repeat('Runs a team of twelve across two sites. ', 6),
       ARRAY['Plans the week', 'Leads the morning briefing', 'Answers for the budget'],
       town, 'GB', latitude, longitude, 'hybrid', 'permanent', lowest, lowest + 8000, 'GBP', 'year',
       lowest, lowest + 8000, latitude, longitude, 1 + n % 3, 'open', n % 2 = 0,
       CASE WHEN n % 2 = 0 THEN pg_temp.moment(n, :vacancies) END,
       pg_temp.moment(n, :vacancies), pg_temp.moment(n, :vacancies), 1
FROM generate_series(1, :vacancies) n,
     LATERAL (SELECT string_to_array(pg_temp.pick(:towns, n / 3), '|') AS parts) of_town,
     LATERAL (
         SELECT parts[1] AS town, parts[2]::float8 AS latitude, parts[3]::float8 AS longitude,
                30000 + n % 20 * 1000 AS lowest
     ) made;

--- candidates
INSERT INTO candidates (
    agency_id, id, given_name, family_name, emails, phones, phone_numbers, location_name,
    location_country, location_latitude, location_longitude, headline, skills, tags,
    feedback_channel, owner_id, consent_basis, consent_given_at, consent_expires_at,
    notice_period, source, search_text, created_at, updated_at, version
)
SELECT ':agency', pg_temp.candidate_id(n), given, family, ARRAY[email], ARRAY[phone],
       ARRAY[replace(phone, ' ', '')], 'Reading', 'GB', 51.45, -0.97, headline, skills,
       CASE WHEN n % 5 = 0 THEN ARRAY[':busy', 'driver'] ELSE ARRAY['driver'] END,
       (ARRAY['email', 'phone', 'text'])[n % 3 + 1], pg_temp.user_id(n), 'consent',
       pg_temp.moment(n, :candidates), pg_temp.moment(n, :candidates) + interval '2 years',
       '1 month', 'referral',
       lower(concat_ws(' ', given, family, email, array_to_string(skills, ' '), headline)),
       pg_temp.moment(n, :candidates), pg_temp.moment(n, :candidates), 1
FROM generate_series(1, :candidates) n,
     LATERAL (
         SELECT pg_temp.pick(:given, n) AS given,
                pg_temp.pick(:family, n / 30) || '-' || pg_temp.pick(:family, n * 13) AS family,
                'candidate-' || n || '@mail.example' AS email,
                '+44 7700 ' || lpad((n % 1000000)::text, 6, '0') AS phone,
                pg_temp.pick(:titles, n * 5) || ', ten years in '
                    || pg_temp.pick(:trades, n * 3) AS headline,
                ARRAY[
                    pg_temp.pick(:skills, n), pg_temp.pick(:skills, n * 3 + 1),
                    pg_temp.pick(:skills, n * 7 + 2)
                ] AS skills
     ) made;

--- applications
INSERT INTO applications (
    agency_id, id, candidate_id, vacancy_id, stage, permission_given_at, source, submitted_at,
    ended_at, ended_by, end_reason, stage_before_end, created_at, updated_at, version
)
SELECT ':agency', pg_temp.application_id(n), pg_temp.candidate_id(pg_temp.candidate_of(n)),
       pg_temp.vacancy_id(pg_temp.vacancy_of(n)),
       CASE WHEN ended THEN 'rejected' ELSE 'interviewing' END, at, 'referral', at,
       CASE WHEN ended THEN at + interval '30 days' END, CASE WHEN ended THEN 'employer' END,
       CASE WHEN ended THEN 'another_candidate' END, CASE WHEN ended THEN 'interviewing' END,
       at, at, 1
FROM generate_series(1, :applications) n,
     LATERAL (
         SELECT pg_temp.moment(n, :applications) AS at,
                n % 4 > 0
                AND pg_temp.status_of(n) NOT IN ('overdue', 'waiting')
                AND pg_temp.status_of(n + :applications) NOT IN ('overdue', 'waiting') AS ended
     ) made;

INSERT INTO application_moves (
    agency_id, id, application_id, from_stage, to_stage, moved_at, moved_by_id,
    created_at, updated_at, version
)
SELECT ':agency', pg_temp.move_id(n), pg_temp.application_id(n), 'submitted', 'interviewing',
       pg_temp.moment(n, :applications) + interval '2 days', pg_temp.user_id(n),
       pg_temp.moment(n, :applications), pg_temp.moment(n, :applications), 1
FROM generate_series(1, :applications) n;

--- interviews
INSERT INTO interviews (
    agency_id, id, application_id, round, title, mode, starts_at, ends_at, timezone,
    questions_to_ask, status, completed_at, created_at, updated_at, version
)
SELECT ':agency', pg_temp.interview_id(n), pg_temp.application_id(pg_temp.application_of(n)),
       (n - 1) / :applications + 1, 'With the team', (ARRAY['phone', 'video', 'onsite'])[n % 3 + 1],
       at, at + interval '45 minutes', 'Europe/London',
       '[{"answer": null, "question": "What would make the first year a success?"}]',
       'completed', at + interval '1 hour', at - interval '5 days', at + interval '1 hour', 2
FROM generate_series(1, :interviews) n,
     LATERAL (SELECT pg_temp.moment(n, :interviews) AS at) made;

--- interviewers
INSERT INTO interviewers (agency_id, interview_id, contact_id, position)
SELECT ':agency', pg_temp.interview_id(n), pg_temp.contact_id(pg_temp.contact_of(n)), 1
FROM generate_series(1, :interviews) n;

--- feedback requests
INSERT INTO feedback_requests (
    agency_id, id, interview_id, contact_id, channel, due_at, due_by_policy, status, chase_count,
    last_chased_at, next_chase_at, questions, settled_at, settled_reason,
    created_at, updated_at, version
)
SELECT ':agency', pg_temp.request_id(n), pg_temp.interview_id(n),
       pg_temp.contact_id(pg_temp.contact_of(n)), (ARRAY['email', 'phone'])[n % 2 + 1],
       CASE status
           WHEN 'overdue' THEN timestamptz ':finish' - n % 12960 * interval '10 minutes'
           -- So far ahead that it stays true of a seed that was kept for months.
           WHEN 'waiting' THEN timestamptz ':finish' + interval '3 years' + n * interval '1 minute'
           ELSE at + interval '2 days'
       END,
       status <> 'waiting', CASE WHEN open THEN 'awaiting' ELSE status END, chases,
       CASE WHEN chases > 0 THEN timestamptz ':finish' - interval '1 day' END,
       CASE WHEN open THEN timestamptz ':finish' END,
       ARRAY['How did they compare with the others?', 'What should they work on?'],
       CASE WHEN NOT open THEN at + interval '1 day' END,
       CASE WHEN status IN ('declined', 'closed') THEN 'Company policy' END,
       at, at, 1
FROM generate_series(1, :interviews) n,
     LATERAL (
         SELECT pg_temp.moment(n, :interviews) + interval '1 hour' AS at,
                pg_temp.status_of(n) AS status, pg_temp.chases_of(n) AS chases,
                pg_temp.status_of(n) IN ('overdue', 'waiting') AS open
     ) made;

--- chases
INSERT INTO chases (
    agency_id, id, feedback_request_id, channel, outcome, chased_at, chased_by_id,
    created_at, updated_at, version
)
SELECT ':agency', pg_temp.chase_id(n), pg_temp.request_id(n), 'phone', 'left_message', at,
       pg_temp.user_id(n), at, at, 1
FROM generate_series(1, :interviews) n,
     LATERAL (SELECT timestamptz ':finish' - interval '1 day' AS at) made
WHERE pg_temp.chases_of(n) = 1;

--- feedback
INSERT INTO feedback (
    agency_id, id, interview_id, feedback_request_id, contact_id, channel, received_at, outcome,
    reason, strengths, improvements, ratings, private_notes, summary_for_candidate, released_at,
    released_by_id, release_channel, release_message, created_at, updated_at, version
)
SELECT ':agency', pg_temp.feedback_id(n), pg_temp.interview_id(n), pg_temp.request_id(n),
       pg_temp.contact_id(pg_temp.contact_of(n)), 'phone', at, 'reject', 'Another had run a depot.',
       ARRAY['warm', 'clear'], ARRAY['more figures'], '{"communication": 4}',
       'Liked them, and would see them again for a smaller site next year.', words,
       CASE WHEN n % 2 = 0 THEN at END, CASE WHEN n % 2 = 0 THEN pg_temp.user_id(n) END,
       CASE WHEN n % 2 = 0 THEN 'email' END, CASE WHEN n % 2 = 0 THEN words END, at, at, 1
FROM generate_series(1, :interviews) n,
     LATERAL (
         SELECT pg_temp.moment(n, :interviews) + interval '1 day' AS at,
                'They enjoyed your answers and missed figures: bring the size of the team, the '
                'budget and what changed after you came.' AS words
     ) made
WHERE pg_temp.status_of(n) = 'received';

--- notes
INSERT INTO notes (
    agency_id, id, body, kind, visibility, noted_at, author_id, candidate_id,
    created_at, updated_at, version
)
SELECT ':agency', pg_temp.note_id(n),
       'Called about the week after next; would rather start in the morning, and asked about parking.',
       (ARRAY['note', 'call'])[n % 2 + 1], 'internal', at, pg_temp.user_id(n),
       pg_temp.candidate_id((n - 1) / 8 * 5 + 5), at, at, 1
FROM generate_series(1, :notes) n,
     LATERAL (SELECT pg_temp.moment(n, :notes) AS at) made;
