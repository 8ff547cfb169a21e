-- What is done after the interviews, most of it done: the desk has to find the rest.

--- interviews to come, and some that nobody marked
INSERT INTO interviews (
    agency_id, id, application_id, round, title, mode, starts_at, ends_at, timezone,
    questions_to_ask, status, created_at, updated_at, version
)
SELECT ':agency', pg_temp.make_id('00d', n, :interviews), pg_temp.application_id(n * 4), 3,
       'Final', 'onsite', at, at + interval '1 hour', 'Europe/London',
       '[{"answer": null, "question": "What would make the first year a success?"}]',
       'scheduled', timestamptz ':finish' - interval '5 days', timestamptz ':finish', 1
FROM generate_series(1, :interviews / 200) n,
     LATERAL (SELECT timestamptz ':finish' + (n % 264 - 24) * interval '1 hour' AS at) made;

--- debriefs
INSERT INTO debriefs (
    agency_id, id, interview_id, questions, impressions, learned, improve, left_unsaid, interest,
    confidence, concerns, recorded_by, recorded_at, closes_at, created_at, updated_at, version
)
SELECT ':agency', pg_temp.make_id('00e', n, :interviews), pg_temp.interview_id(n),
       '[{"question": "What did you change at your last depot?", "answer": "The rota.",
          "went_well": true},
         {"question": "How do you plan a peak week?", "answer": "From the back.",
          "went_well": null}]',
       'Calm, well prepared, two of them.', ARRAY['nights are every third week'],
       ARRAY['bring figures'], ARRAY['the project with the trainees'], n % 5 + 1, n % 4 + 1, NULL,
       'candidate', at, at + interval '7 days', at, at, 1
FROM generate_series(3, :interviews, 3) n,
     LATERAL (SELECT pg_temp.moment(n, :interviews) + interval '3 hours' AS at) made;

--- questions that were asked
INSERT INTO asked_questions (
    agency_id, id, employer_id, vacancy_id, interview_id, key, question, asked_at,
    created_at, updated_at, version
)
SELECT ':agency', pg_temp.make_id('00f', n * 2 + nth, :interviews * 2 + 2),
       pg_temp.employer_id(pg_temp.employer_of(vacancy)), pg_temp.vacancy_id(vacancy),
       pg_temp.interview_id(n), lower(question), question || '?', at, at, at, 1
FROM generate_series(3, :interviews, 3) n, generate_series(0, 1) nth,
     LATERAL (
         SELECT pg_temp.vacancy_of(pg_temp.application_of(n)) AS vacancy,
                pg_temp.moment(n, :interviews) AS at,
                (ARRAY[
                    'What did you change at your last depot', 'How do you plan a peak week',
                    'Tell us about a conflict in your team', 'Why us', 'Why now',
                    'Which figures do you look at first', 'What would you do in the first month'
                ])[(n / 3 + nth * 3) % 7 + 1] AS question
     ) made;

--- debriefs that are missing
UPDATE interviews SET debrief_due_at = ends_at + interval '24 hours'
FROM applications
WHERE applications.agency_id = interviews.agency_id AND applications.id = application_id
  AND applications.stage = 'interviewing'
  AND interviews.id IN (
      SELECT pg_temp.interview_id(n) FROM generate_series(1, :interviews, 50) n WHERE n % 3 > 0
  );

--- decision processes
INSERT INTO decision_processes (
    agency_id, id, interview_id, decision_due_on, next_steps, interviews_outstanding, told_by,
    told_at, settled_at, settled_cause, created_at, updated_at, version
)
SELECT ':agency', pg_temp.make_id('010', n, :interviews), pg_temp.interview_id(n),
       CASE WHEN open THEN (timestamptz ':finish')::date - 15 + (n % 30)::int
            ELSE at::date + 7 END,
       'A second meeting with the director', 1, 'Their HR partner', at,
       CASE WHEN NOT open THEN at + interval '6 days' END,
       CASE WHEN NOT open THEN 'feedback_reject' END, at, at, 1
FROM generate_series(4, :interviews, 4) n,
     LATERAL (
         SELECT pg_temp.moment(n, :interviews) AS at,
                n % 100 = 0 AND pg_temp.application_of(n) % 4 = 0 AS open
     ) made;

--- follow-ups
INSERT INTO follow_ups (
    agency_id, id, interview_id, due_at, subject, body, channel, status, sent_at, sent_by_id,
    created_at, updated_at, version
)
SELECT ':agency', pg_temp.make_id('011', n, :interviews), pg_temp.interview_id(n),
       at + interval '1 day', 'Thank you', 'Thank you for taking the time to talk with me.',
       'email', CASE WHEN open THEN 'due' ELSE 'sent' END,
       CASE WHEN NOT open THEN at + interval '5 hours' END,
       CASE WHEN NOT open THEN pg_temp.user_id(n) END, at, at, 1
FROM generate_series(2, :interviews, 2) n,
     LATERAL (SELECT pg_temp.moment(n, :interviews) AS at, n % 160 = 0 AS open) made;

--- offers
INSERT INTO offers (
    agency_id, id, application_id, status, number, salary_amount, salary_currency, salary_per,
    benefits, starts_on, expires_at, made_at, settled_at, settled_reason,
    created_at, updated_at, version
)
SELECT ':agency', pg_temp.make_id('012', n, :applications), pg_temp.application_id(n),
       CASE WHEN open THEN 'made' ELSE 'declined' END, 1, 41000, 'GBP', 'year',
       ARRAY['25 days holiday', 'pension'], at::date + 60,
       CASE WHEN open THEN timestamptz ':finish' + n % 400 * interval '1 hour'
            ELSE at + interval '7 days' END,
       at, CASE WHEN NOT open THEN at + interval '3 days' END,
       CASE WHEN NOT open THEN 'salary' END, at, at, 1
FROM generate_series(8, :applications, 8) n,
     LATERAL (
         SELECT pg_temp.moment(n, :applications) + interval '20 days' AS at, n % 400 = 0 AS open
     ) made;

--- tasks
INSERT INTO tasks (
    agency_id, id, title, due_at, "for", assignee_id, candidate_id, application_id, completed_by,
    done_at, done_by_itself, created_at, updated_at, version
)
SELECT ':agency', pg_temp.make_id('013', n, :applications), 'Find out when they decide',
       CASE WHEN open THEN timestamptz ':finish' + (n % 300 - 100) * interval '1 hour'
            ELSE at + interval '1 day' END,
       'recruiter', pg_temp.user_id(n), pg_temp.candidate_id(pg_temp.candidate_of(n)),
       pg_temp.application_id(n), ARRAY['decision_process.recorded'],
       CASE WHEN NOT open THEN at + interval '1 day' END, NOT open, at, at, 1
FROM generate_series(1, :applications) n,
     LATERAL (
         SELECT pg_temp.moment(n, :applications) AS at, n % 60 = 0 AS open
     ) made;
