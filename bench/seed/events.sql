-- The log, in the order of time: `:step` of 80. At every step each busy candidate (one in five) has
-- an event, at every sixteenth each of the others too. So one candidate's events lie all over the
-- table, as they do in life.

--- events
WITH step (type, subject) AS (
    SELECT CASE WHEN :step <= 20 THEN first_time ELSE again END, subject
    FROM (VALUES
        (1, 'candidate.created', 'candidate.updated', 'candidate'),
        (2, 'application.submitted', 'application.updated', 'application'),
        (3, 'note.added', 'note.added', 'note'),
        (4, 'application.stage_changed', 'application.stage_changed', 'application'),
        (5, 'interview.scheduled', 'interview.scheduled', 'interview'),
        (6, 'interview.rescheduled', 'interview.rescheduled', 'interview'),
        (7, 'interview.updated', 'interview.updated', 'interview'),
        (8, 'note.added', 'note.added', 'note'),
        (9, 'interview.completed', 'interview.completed', 'interview'),
        (10, 'feedback.requested', 'feedback.requested', 'feedback_request'),
        (11, 'feedback.chased', 'feedback.chased', 'feedback_request'),
        (12, 'feedback.chased', 'feedback.chased', 'feedback_request'),
        (13, 'feedback.chased', 'feedback.chased', 'feedback_request'),
        (14, 'feedback.due_moved', 'feedback.due_moved', 'feedback_request'),
        (15, 'feedback.received', 'feedback.received', 'feedback'),
        (16, 'feedback.amended', 'feedback.amended', 'feedback'),
        (17, 'feedback.released', 'feedback.released', 'feedback'),
        (18, 'feedback.acknowledged', 'feedback.acknowledged', 'feedback'),
        (19, 'candidate.updated', 'candidate.updated', 'candidate'),
        (20, 'application.updated', 'application.updated', 'application')
    ) AS steps (number, first_time, again, subject)
    WHERE number = (:step - 1) % 20 + 1
),
quiet_step (type, subject) AS (
    SELECT (ARRAY[
               'candidate.created', 'application.submitted', 'interview.scheduled',
               'feedback.requested', 'feedback.received'
           ])[:step / 16],
           (ARRAY['candidate', 'application', 'interview', 'feedback_request', 'feedback'])[:step / 16]
),
happened AS (
    SELECT candidate, coalesce(busy.type, quiet.type) AS type,
           coalesce(busy.subject, quiet.subject) AS subject,
           -- Every twenty steps the candidate's next interview, of the second application last.
           application, application + :applications * ((:step - 1) / 20 % 2) AS interview,
           candidate / 5 * 8 - 8 + (:step - 1) / 20 * 2 + CASE WHEN :step % 20 = 3 THEN 1 ELSE 2 END
               AS note,
           timestamptz ':finish' - interval '13 days' * (81 - :step)
               + interval '13 days' * (candidate * 7919 % :candidates) / :candidates AS at
    FROM generate_series(1, :candidates) candidate
    LEFT JOIN step busy ON candidate % 5 = 0
    LEFT JOIN quiet_step quiet ON candidate % 5 > 0 AND :step % 16 = 0
    CROSS JOIN LATERAL (
        SELECT CASE WHEN :step > 40 AND candidate <= :applications - :candidates
                    THEN candidate + :candidates ELSE candidate END AS application
    ) chosen
    WHERE candidate % 5 = 0 OR :step % 16 = 0
)
INSERT INTO events (
    agency_id, type, occurred_at, recorded_at, actor_type, actor_id, subject_type, subject_id,
    candidate_id, application_id, contact_id, data
)
SELECT ':agency', type, at, at, 'user', pg_temp.user_id(candidate), subject,
       CASE subject
           WHEN 'candidate' THEN pg_temp.candidate_id(candidate)
           WHEN 'application' THEN pg_temp.application_id(application)
           WHEN 'interview' THEN pg_temp.interview_id(interview)
           WHEN 'feedback_request' THEN pg_temp.request_id(interview)
           WHEN 'feedback' THEN pg_temp.feedback_id(interview)
           WHEN 'note' THEN pg_temp.note_id(note)
       END,
       pg_temp.candidate_id(candidate),
       CASE WHEN subject NOT IN ('candidate', 'note') THEN pg_temp.application_id(application) END,
       CASE WHEN subject LIKE 'feedback%' THEN pg_temp.contact_id(pg_temp.contact_of(interview)) END,
       CASE type
           WHEN 'candidate.created' THEN '{}'
           WHEN 'candidate.updated' THEN '{"fields": ["headline", "skills"]}'
           WHEN 'application.submitted' THEN jsonb_build_object(
               'vacancy_id', pg_temp.vacancy_id(pg_temp.vacancy_of(application)),
               'stage', 'submitted'
           )
           WHEN 'application.updated' THEN '{"fields": ["source"]}'
           WHEN 'application.stage_changed'
               THEN '{"from_stage": "submitted", "to_stage": "interviewing"}'
           WHEN 'note.added'
               THEN '{"kind": "call", "visibility": "internal", "employer_id": null}'
           WHEN 'interview.scheduled' THEN jsonb_build_object(
               'round', 1, 'mode', 'video', 'starts_at', wire.starts, 'ends_at', wire.ends,
               'timezone', 'Europe/London'
           )
           WHEN 'interview.rescheduled' THEN jsonb_build_object(
               'round', 1, 'old_starts_at', wire.starts, 'old_ends_at', wire.ends,
               'starts_at', wire.starts, 'ends_at', wire.ends, 'timezone', 'Europe/London'
           )
           WHEN 'interview.updated' THEN '{"fields": ["questions_to_ask"]}'
           WHEN 'interview.completed' THEN '{"round": 1}'
           WHEN 'feedback.requested' THEN jsonb_build_object(
               'interview_id', pg_temp.interview_id(interview), 'channel', 'email',
               'due_at', wire.ends
           )
           WHEN 'feedback.chased' THEN jsonb_build_object(
               'chase_id', pg_temp.chase_id(interview), 'channel', 'phone',
               'outcome', 'left_message', 'nth', :step % 20 - 10, 'promised_by', null
           )
           WHEN 'feedback.due_moved' THEN jsonb_build_object(
               'interview_id', pg_temp.interview_id(interview), 'old_due_at', wire.starts,
               'due_at', wire.ends
           )
           WHEN 'feedback.received' THEN jsonb_build_object(
               'interview_id', pg_temp.interview_id(interview),
               'feedback_request_id', pg_temp.request_id(interview), 'channel', 'phone'
           )
           WHEN 'feedback.amended' THEN jsonb_build_object(
               'interview_id', pg_temp.interview_id(interview),
               'fields', jsonb_build_array('improvements')
           )
           WHEN 'feedback.released' THEN jsonb_build_object(
               'interview_id', pg_temp.interview_id(interview), 'channel', 'email'
           )
           WHEN 'feedback.acknowledged' THEN jsonb_build_object(
               'interview_id', pg_temp.interview_id(interview)
           )
       END
FROM happened,
     LATERAL (
         SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS starts,
                to_char(at AT TIME ZONE 'UTC' + interval '45 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                    AS ends
     ) wire
ORDER BY happened.at, candidate;
