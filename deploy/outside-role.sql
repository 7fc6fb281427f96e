-- What the second PostgreSQL role may do: read Published rows and plain facts, and nothing else. Run it as the owner of
-- the tables, after every migration; it can be run again at any time. The role itself is made once, with a password:
--     CREATE ROLE presessions_outside LOGIN PASSWORD '...';

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM presessions_outside;
REVOKE ALL ON SCHEMA public FROM presessions_outside;
GRANT USAGE ON SCHEMA public TO presessions_outside;
ALTER ROLE presessions_outside SET default_transaction_read_only = on;
ALTER ROLE presessions_outside SET statement_timeout = '10s';

GRANT SELECT ON
    publications_publishedname,
    publications_publishedtext,
    publications_publishedrecommendation,
    publications_publishedissue,
    publications_publishedquestion,
    publications_publishedtranslation,
    publications_publishedfile,
    series_state,
    series_issue,
    series_workinggroupsession,
    series_review,
    series_presession,
    series_seriesday,
    series_daybreak,
    series_room,
    series_pastseries,
    series_pastmeeting,
    series_nhriaccreditation,
    scheduling_sitting,
    scheduling_jointquestions,
    scheduling_jointquestions_pre_sessions,
    lifecycle_publicmark
TO presessions_outside;

-- Of these tables only the columns that are facts.
GRANT SELECT (id, state_id, in_geneva) ON series_permanentmission TO presessions_outside;
GRANT SELECT (id, series_id, status, published_at) ON scheduling_timetable TO presessions_outside;
GRANT SELECT (id, timetable_id, joint_id, starts_at, ends_at, room_id, uid, sequence)
    ON scheduling_jointsitting TO presessions_outside;
GRANT SELECT (id, session_id, status, mode, venue, languages) ON series_series TO presessions_outside;

-- Of sittings only those that are or were public. The owner of the table, who is the application, sees all as before.
ALTER TABLE scheduling_sitting ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS outside_reads_published ON scheduling_sitting;
CREATE POLICY outside_reads_published ON scheduling_sitting FOR SELECT TO presessions_outside USING (
    EXISTS (
        SELECT 1 FROM scheduling_timetable
        WHERE scheduling_timetable.id = scheduling_sitting.timetable_id
            AND scheduling_timetable.status IN ('published', 'superseded')
    )
);

ALTER TABLE scheduling_jointsitting ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS outside_reads_published ON scheduling_jointsitting;
CREATE POLICY outside_reads_published ON scheduling_jointsitting FOR SELECT TO presessions_outside USING (
    EXISTS (
        SELECT 1 FROM scheduling_timetable
        WHERE scheduling_timetable.id = scheduling_jointsitting.timetable_id
            AND scheduling_timetable.status IN ('published', 'superseded')
    )
);
