// SPDX-License-Identifier: Apache-2.0
//
// What is there in version 1 of the schema? Its tables, and the functions that read and append.
//
// Whatever is more than a call stands in functions, each of which has its own search_path: nothing in it can be captured by what
// somebody else has defined in a schema that the caller looks into first.
#include "adapters/postgres/migrations.h"

namespace doverie::postgres {
namespace {

// Every key is compared byte for byte (COLLATE "C") and begins with what a shard would be chosen by. Events are text, not
// jsonb: text keeps their exact bytes. An event's place in the feed is its epoch, the transaction that wrote it and its number
// within that transaction: no sequence, which transactions would pass in another order than they commit in.
constexpr const char* kTables = R"sql(
CREATE TABLE {s}.meta (key text COLLATE "C" PRIMARY KEY, value bigint NOT NULL);
INSERT INTO {s}.meta VALUES ('schema', 0), ('epoch', 0), ('server', (SELECT c.system_identifier FROM pg_control_system() AS c));
INSERT INTO {s}.meta
  SELECT h.key, ('x' || substr(replace(gen_random_uuid()::text, '-', ''), h.first, 16))::bit(64)::bigint
    FROM (VALUES ('identity_high', 1), ('identity_low', 17)) AS h(key, first);
CREATE TABLE {s}.streams (
  name text COLLATE "C" PRIMARY KEY,
  version bigint NOT NULL,
  summary bigint NOT NULL DEFAULT 1,
  erased boolean NOT NULL DEFAULT false
) WITH (fillfactor = 80);
CREATE TABLE {s}.events (
  stream text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  epoch bigint NOT NULL,
  xid xid8 NOT NULL,
  position bigint NOT NULL,
  bytes text NOT NULL,
  seal text COLLATE "C" NOT NULL,
  PRIMARY KEY (stream, version)
);
CREATE UNIQUE INDEX events_feed ON {s}.events (epoch, xid, position);
CREATE TABLE {s}.tags (
  tag text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  set_at bigint NOT NULL,
  PRIMARY KEY (tag, stream)
);
CREATE INDEX tags_by_stream ON {s}.tags (stream);
CREATE TABLE {s}.commands (
  id text COLLATE "C" PRIMARY KEY,
  fingerprint text NOT NULL,
  answer text NOT NULL,
  decided_at bigint NOT NULL
);
CREATE INDEX commands_by_time ON {s}.commands (decided_at);
CREATE TABLE {s}.messages (
  queue text COLLATE "C" NOT NULL,
  id text COLLATE "C" PRIMARY KEY,
  bytes text NOT NULL,
  not_before bigint NOT NULL,
  useless_after bigint NOT NULL,
  available_at bigint NOT NULL,
  attempt bigint NOT NULL DEFAULT 0,
  leased boolean NOT NULL DEFAULT false
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX messages_due ON {s}.messages (queue, available_at, id);
-- Attempts to append whose outcome was unknown and that must not take effect any more.
CREATE TABLE {s}.voided (attempt text COLLATE "C" PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
)sql";

// What a call costs is less the rows than the statements in it, the expressions between them and the parameters: each is set up
// anew in every transaction. So appending new streams is two statements, and what belongs to one table comes in two arrays, one of
// texts and one of numbers.
//
// The batches of one group, `member` by `member`, written as far as they can be. No two members share a stream that either
// of them changes. Gives a row for each member that was not written: an earlier command's record, or a conflict.
//
// Whoever is first to insert a command id holds it until the end of the transaction; everybody else waits here, and knows then
// whether it has been committed. All arrays come in ascending order of key, so that two groups lock in the same order. The
// planner is told to look up rows by key whatever it believes about the size of the tables: plans are kept, tables grow.
//
//   commands  id, fingerprint, answer              decided          when; both by member
//   created   stream                               created_numbers  member, version, summary
//   claims    stream                               claim_numbers    member, version it has to have (-1: any), 1: it is changed
//   heads     stream                               head_numbers     member, version, summary (0: as it is)
//   events    stream, bytes, seal                  event_numbers    member, version
//   tags      tag, stream                          tag_numbers      member, 1: set it, 0: take it away
//   messages  queue, id, bytes                     message_numbers  member, not before, useless after
//   withdrawn id                                   withdrawn_by     member
//   erased    stream                               erased_by        member
//
// `created` are the streams that nobody has written yet, for all that the members know: with the version that they get from the
// member, or with 0 (member 0) if they are to be locked only. A row of version 0 means the same as no row. The member who lost
// leaves such rows behind. Every stream that is to be locked is among the claims, those in `created` too.
//
// `patience` is how long to wait for what others insert or hold; '': as long as the connection does anyway. For streams that
// others hold nobody waits unless he `waits`: the member is told that they are held, and can come again. A stream that no member
// changes is locked such that others may do the same: every command names the realm's.
//
// A borrowed transaction (attempt '') may append several times; a transaction of the store's own does so once.
constexpr const char* kAppend = R"sql(
CREATE FUNCTION {s}.append(
  attempt text, patience text, waits boolean, standby boolean,
  commands text[], decided bigint[],
  created text[], created_numbers bigint[],
  claims text[], claim_numbers bigint[],
  heads text[], head_numbers bigint[],
  events text[], event_numbers bigint[],
  tags text[], tag_numbers bigint[],
  messages text[], message_numbers bigint[],
  withdrawn text[], withdrawn_by bigint[],
  erased text[], erased_by bigint[])
RETURNS TABLE (member int, outcome int, fingerprint text, answer text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET plan_cache_mode = force_generic_plan
AS $function$
#variable_conflict use_variable
DECLARE
  fresh text[];                -- the commands that had not been there
  mine text[];                 -- the streams that this transaction has created
  lost bigint[] := '{}';       -- the members that are not written
  conflicts bigint[];
  held bigint[];
  tombstones text[] := '{}';   -- streams without a version to have that were erased
  before bigint := 0;          -- the last event of this transaction
  voided boolean;
  setting text;
BEGIN
  IF patience <> '' THEN
    setting := set_config('lock_timeout', patience, true);
  END IF;
  IF current_setting('synchronous_commit') <> 'on' OR current_setting('client_min_messages') = 'error'
     OR current_setting('statement_timeout') <> '0' OR current_setting('fsync') <> 'on'
     OR (standby AND current_setting('synchronous_standby_names') = '') THEN
    PERFORM {s}.make_durable(standby);
  END IF;

  WITH put AS (
    INSERT INTO {s}.commands AS c (id, fingerprint, answer, decided_at)
    SELECT commands[n][1], commands[n][2], commands[n][3], decided[n] FROM generate_subscripts(commands, 1) AS n
    ON CONFLICT DO NOTHING RETURNING c.id),
  made AS (
    INSERT INTO {s}.streams AS s (name, version, summary)
    SELECT created[n], created_numbers[n][2], created_numbers[n][3] FROM generate_subscripts(created, 1) AS n
    ON CONFLICT DO NOTHING RETURNING s.name)
  SELECT ARRAY(SELECT put.id FROM put), ARRAY(SELECT made.name FROM made) INTO fresh, mine;

  -- Unless everything was there to be made: who lost, and what of his has to go.
  IF cardinality(fresh) < cardinality(decided) OR cardinality(mine) < cardinality(claims) THEN
    lost := ARRAY(SELECT n::bigint FROM generate_subscripts(commands, 1) AS n WHERE commands[n][1] <> ALL (fresh));
    RETURN QUERY SELECT n::int, 2, c.fingerprint, c.answer
      FROM unnest(lost) AS n JOIN {s}.commands AS c ON c.id = commands[n][1];
    LOOP
      SELECT array_agg(DISTINCT g.member) FILTER (WHERE g.version >= 0 AND (g.version <> coalesce(h.version, 0) OR h.erased)),
             array_agg(DISTINCT g.member) FILTER (WHERE h.version IS NULL
               AND EXISTS (SELECT FROM {s}.streams AS s WHERE s.name = g.name)),
             coalesce(array_agg(g.name) FILTER (WHERE h.erased), '{}')
        INTO conflicts, held, tombstones
        FROM (SELECT claims[n] AS name, claim_numbers[n][1] AS member, claim_numbers[n][2] AS version,
                     claim_numbers[n][3] = 1 AS changed
                FROM generate_subscripts(claims, 1) AS n
               WHERE claims[n] <> ALL (mine) AND claim_numbers[n][1] <> ALL (lost)) AS g
        LEFT JOIN LATERAL (SELECT s.version, s.erased FROM {s}.streams AS s WHERE g.changed AND s.name = g.name
          FOR NO KEY UPDATE SKIP LOCKED) AS w ON true
        LEFT JOIN LATERAL (SELECT s.version, s.erased FROM {s}.streams AS s WHERE NOT g.changed AND s.name = g.name
          FOR SHARE SKIP LOCKED) AS r ON true
        CROSS JOIN LATERAL (SELECT coalesce(w.version, r.version) AS version, coalesce(w.erased, r.erased) AS erased) AS h;
      EXIT WHEN held IS NULL OR NOT waits;
      PERFORM FROM {s}.streams AS s
        WHERE s.name = ANY (ARRAY(SELECT claims[n] FROM generate_subscripts(claims, 1) AS n WHERE claim_numbers[n][3] = 1))
        ORDER BY s.name FOR NO KEY UPDATE;
      PERFORM FROM {s}.streams AS s
        WHERE s.name = ANY (ARRAY(SELECT claims[n] FROM generate_subscripts(claims, 1) AS n WHERE claim_numbers[n][3] = 0))
        ORDER BY s.name FOR SHARE;
    END LOOP;
    IF held IS NOT NULL THEN
      RETURN QUERY SELECT n::int, 4, NULL::text, NULL::text FROM unnest(held) AS n;
    END IF;
    conflicts := ARRAY(SELECT n FROM unnest(conflicts) AS n WHERE n <> ALL (coalesce(held, '{}')));
    RETURN QUERY SELECT n::int, 3, NULL::text, NULL::text FROM unnest(conflicts) AS n;
    IF held IS NOT NULL OR cardinality(conflicts) > 0 THEN
      lost := lost || conflicts || held;
      DELETE FROM {s}.commands AS c USING unnest(conflicts || held) AS n WHERE c.id = commands[n][1];
    END IF;
    IF cardinality(created) > 0 THEN
      UPDATE {s}.streams AS s SET version = 0, summary = 1
        FROM generate_subscripts(created, 1) AS n
       WHERE s.name = created[n] AND created_numbers[n][1] = ANY (lost) AND created[n] = ANY (mine);
      UPDATE {s}.streams AS s SET version = created_numbers[n][2], summary = created_numbers[n][3]
        FROM generate_subscripts(created, 1) AS n
       WHERE s.name = created[n] AND created_numbers[n][1] > 0 AND created_numbers[n][1] <> ALL (lost)
         AND created[n] <> ALL (mine);
    END IF;
  END IF;

  IF cardinality(heads) > 0 THEN
    UPDATE {s}.streams AS s
       SET version = head_numbers[n][2], summary = coalesce(nullif(head_numbers[n][3], 0), s.summary)
      FROM generate_subscripts(heads, 1) AS n
     WHERE s.name = heads[n] AND head_numbers[n][1] <> ALL (lost);
  END IF;
  IF 0 = ANY (tag_numbers) THEN
    DELETE FROM {s}.tags AS t USING generate_subscripts(tags, 1) AS n
     WHERE t.tag = tags[n][1] AND t.stream = tags[n][2] AND tag_numbers[n][2] = 0 AND tag_numbers[n][1] <> ALL (lost);
  END IF;
  -- One that somebody holds is about to be leased: whoever does so finds out.
  IF cardinality(withdrawn) > 0 THEN
    DELETE FROM {s}.messages AS m WHERE m.id = ANY (ARRAY(
      SELECT w.id FROM {s}.messages AS w
       WHERE w.id = ANY (ARRAY(SELECT g.id FROM unnest(withdrawn, withdrawn_by) AS g(id, member) WHERE g.member <> ALL (lost)))
         AND w.attempt = 0
         FOR UPDATE SKIP LOCKED));
  END IF;
  IF attempt = '' THEN
    SELECT coalesce(max(e.position), 0) INTO before FROM {s}.events AS e
     WHERE e.epoch = (SELECT m.value FROM {s}.meta AS m WHERE m.key = 'epoch') AND e.xid = pg_current_xact_id();
  END IF;
  -- `voided` is looked at after the insertion of the commands, which may have waited for the one who voids this attempt.
  WITH written AS (
    INSERT INTO {s}.events (stream, version, epoch, xid, position, bytes, seal)
    SELECT events[n][1], event_numbers[n][2], (SELECT m.value FROM {s}.meta AS m WHERE m.key = 'epoch'), pg_current_xact_id(),
           before + n, events[n][2], events[n][3]
      FROM generate_subscripts(events, 1) AS n WHERE event_numbers[n][1] <> ALL (lost)),
  tagged AS (
    INSERT INTO {s}.tags (tag, stream, set_at)
    SELECT tags[n][1], tags[n][2], decided[tag_numbers[n][1]] FROM generate_subscripts(tags, 1) AS n
     WHERE tag_numbers[n][2] = 1 AND tag_numbers[n][1] <> ALL (lost) AND tags[n][2] <> ALL (tombstones)
    ON CONFLICT (tag, stream) DO UPDATE SET set_at = excluded.set_at),
  posted AS (
    INSERT INTO {s}.messages (queue, id, bytes, not_before, useless_after, available_at)
    SELECT messages[n][1], messages[n][2], messages[n][3], message_numbers[n][2], message_numbers[n][3], message_numbers[n][2]
      FROM generate_subscripts(messages, 1) AS n WHERE message_numbers[n][1] <> ALL (lost))
  SELECT EXISTS (SELECT FROM {s}.voided AS v WHERE v.attempt = append.attempt) INTO voided;
  IF voided THEN
    RAISE EXCEPTION 'this attempt to append was voided' USING ERRCODE = 'DV001';
  END IF;

  IF cardinality(erased) > 0 THEN
    UPDATE {s}.streams AS s SET erased = true
      FROM unnest(erased, erased_by) AS g(name, member) WHERE s.name = g.name AND g.member <> ALL (lost);
    DELETE FROM {s}.events AS e
     USING unnest(erased, erased_by) AS g(name, member) WHERE e.stream = g.name AND g.member <> ALL (lost);
    DELETE FROM {s}.tags AS t
     USING unnest(erased, erased_by) AS g(name, member) WHERE t.stream = g.name AND g.member <> ALL (lost);
  END IF;
END
$function$;
)sql";

// Several requests at once; `place` is the place in the array. A stream that is not in `streams` has to have no events either:
// what is there one way only, the reader takes for damage and never for a stream that was never written. STABLE: every
// statement of it sees the snapshot of the query that calls it, hence all of them the same.
constexpr const char* kRead = R"sql(
CREATE FUNCTION {s}.read(streams text[], wholes boolean[], tags text[], sinces bigint[], commands text[])
RETURNS TABLE (kind int, place bigint, version bigint, number bigint, first bigint, erased boolean, one text, other text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET plan_cache_mode = force_generic_plan
AS $function$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT 0, 0::bigint, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, m.value, 0::bigint, false, NULL::text, NULL::text
    FROM {s}.meta AS m WHERE m.key = 'epoch'
  UNION ALL
  (SELECT 1, g.n, s.version, e.version, CASE WHEN g.whole THEN 1 ELSE coalesce(s.summary, 1) END, s.erased, e.bytes, e.seal
     FROM unnest(streams, wholes) WITH ORDINALITY AS g(name, whole, n)
     LEFT JOIN {s}.streams AS s ON s.name = g.name
     LEFT JOIN {s}.events AS e
       ON e.stream = g.name AND e.version >= CASE WHEN g.whole THEN 1 ELSE coalesce(s.summary, 1) END
    WHERE s.name IS NOT NULL OR e.version IS NOT NULL
    ORDER BY g.n, e.version)
  UNION ALL
  SELECT 3, g.n, 0::bigint, 0::bigint, 0::bigint, false, c.fingerprint, c.answer
    FROM unnest(commands) WITH ORDINALITY AS g(id, n) JOIN {s}.commands AS c ON c.id = g.id;
  IF cardinality(tags) > 0 THEN
    RETURN QUERY SELECT 2, g.n, t.set_at, 0::bigint, 0::bigint, false, t.stream, NULL::text
      FROM unnest(tags, sinces) WITH ORDINALITY AS g(tag, since, n)
      JOIN {s}.tags AS t ON t.tag = g.tag AND t.set_at >= g.since
     ORDER BY g.n, t.set_at, t.stream;
  END IF;
END
$function$;
)sql";

// Makes sure that an attempt to append has either been committed or never will be. Inserting its command ids waits for the
// attempt if that has come so far as to insert them; if it has not, it will find itself voided when it does. The row in
// `voided` is written in any case: its commit is then behind the attempt's in the log, so that a synchronous standby has both.
constexpr const char* kResolve = R"sql(
CREATE FUNCTION {s}.resolve(attempt text, ids text[], patience text, standby boolean) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
  absent text[];
BEGIN
  PERFORM set_config('lock_timeout', patience, true);
  PERFORM {s}.make_durable(standby);
  WITH put AS (
    INSERT INTO {s}.commands AS c (id, fingerprint, answer, decided_at) SELECT g.id, '', '', 0 FROM unnest(ids) AS g(id)
    ON CONFLICT DO NOTHING RETURNING c.id)
  SELECT array_agg(put.id) INTO absent FROM put;
  INSERT INTO {s}.voided (attempt) VALUES (resolve.attempt) ON CONFLICT DO NOTHING;
  DELETE FROM {s}.commands AS c WHERE c.id = ANY (absent);
  DELETE FROM {s}.voided AS v WHERE v.at < now() - interval '30 days';
END
$function$;
)sql";

// What is acknowledged lasts as it would have when the store was opened, whatever the server's settings have become since.
// A commit that somebody has kept from waiting for the standby says so in a warning, which has to be let through.
constexpr const char* kMakeDurable = R"sql(
CREATE FUNCTION {s}.make_durable(standby boolean) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  IF current_setting('fsync') <> 'on' THEN
    RAISE EXCEPTION 'fsync was turned off: what is committed can be lost' USING ERRCODE = 'DV002';
  END IF;
  IF standby AND current_setting('synchronous_standby_names') = '' THEN
    RAISE EXCEPTION 'synchronous_standby_names was emptied after the store was opened' USING ERRCODE = 'DV002';
  END IF;
  IF current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  IF current_setting('client_min_messages') = 'error' THEN
    PERFORM set_config('client_min_messages', 'warning', true);
  END IF;
  PERFORM set_config('statement_timeout', '0', true);  -- or it would end the wait for the standby
END
$function$;
)sql";

}  // namespace

std::string schema_1() {
  return std::string(kTables) + kMakeDurable + kAppend + kRead + kResolve + leaving_1() +
         "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {s} FROM PUBLIC; REVOKE ALL ON ALL TABLES IN SCHEMA {s} FROM PUBLIC";
}

}  // namespace doverie::postgres
