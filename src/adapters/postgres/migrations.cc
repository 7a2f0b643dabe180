// SPDX-License-Identifier: Apache-2.0
//
// The tables, and the functions that read, append and resolve on the server.
#include "adapters/postgres/migrations.h"

#include <algorithm>

namespace doverie::postgres {
namespace {

// Every key is compared byte for byte (COLLATE "C") and begins with what a shard would be chosen by. Events are text, not
// jsonb: text keeps their exact bytes. An event's place in the feed is its epoch, the transaction that wrote it and its number
// within that transaction: no sequence, which transactions would pass in another order than they commit in.
constexpr const char* kTables = R"sql(
CREATE TABLE {s}.meta (key text COLLATE "C" PRIMARY KEY, value bigint NOT NULL);
INSERT INTO {s}.meta VALUES ('schema', 0), ('epoch', 0);
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
CREATE TABLE {s}.messages (
  realm text COLLATE "C" NOT NULL,
  id text COLLATE "C" PRIMARY KEY,
  bytes text NOT NULL,
  not_before bigint NOT NULL,
  useless_after bigint NOT NULL,
  available_at bigint NOT NULL,
  attempt bigint NOT NULL DEFAULT 0,
  leased boolean NOT NULL DEFAULT false
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX messages_due ON {s}.messages (realm, available_at, id);
-- Attempts to append whose outcome was unknown and that must not take effect any more.
CREATE TABLE {s}.voided (attempt text COLLATE "C" PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
)sql";

// The batches of one group, `member` by `member`, written as far as they can be. No two members share a stream that either
// of them changes. Gives a row for each member that was not written: an earlier command's record, or a conflict.
//
// Whoever is first to insert a command id holds it until the end of the transaction; everybody else waits here, and knows then
// whether it has been committed. All arrays come in ascending order of key, so that two groups lock in the same order. The
// planner is told to look up rows by key whatever it believes about the size of the tables: plans are kept, tables grow.
//
// `created` are the streams that nobody has written yet, for all that the members know: with the version that they get from
// member `created_by`, or with 0 (created_by 0) if they are to be locked only. A row of version 0 means the same as no row.
// `claim_…` are the members' claims on them: whether the version has to be 0, or does not matter.
constexpr const char* kAppend = R"sql(
CREATE FUNCTION {s}.append(
  attempt text, patience text,
  ids text[], fingerprints text[], answers text[], decided bigint[],
  created_by int[], created text[], created_versions bigint[], created_summaries bigint[],
  claim_by int[], claim_names text[], claim_musts boolean[],
  expected_by int[], expected_names text[], expected_versions bigint[],
  head_by int[], head_names text[], head_versions bigint[], head_summaries bigint[],
  event_by int[], event_streams text[], event_versions bigint[], event_bytes text[], event_seals text[],
  tag_by int[], tag_names text[], tag_streams text[], tag_sets boolean[],
  message_by int[], message_realms text[], message_ids text[], message_bytes text[], message_starts bigint[],
  message_ends bigint[],
  erased_by int[], erased_names text[])
RETURNS TABLE (member int, is_conflict boolean, fingerprint text, answer text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET plan_cache_mode = force_generic_plan
AS $function$
#variable_conflict use_column
DECLARE
  fresh text[];
  mine text[] := '{}';  -- the streams that this transaction has created
  won boolean[];
  lost int[];
  one int;
BEGIN
  IF patience <> '' THEN
    PERFORM set_config('lock_timeout', patience, true);
  END IF;
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;

  WITH put AS (
    INSERT INTO {s}.commands AS c (id, fingerprint, answer, decided_at)
    SELECT g.id, g.fingerprint, g.answer, g.at FROM unnest(ids, fingerprints, answers, decided) AS g(id, fingerprint, answer, at)
    ON CONFLICT DO NOTHING RETURNING c.id)
  SELECT coalesce(array_agg(put.id), '{}') INTO fresh FROM put;
  IF cardinality(fresh) = cardinality(ids) THEN
    won := array_fill(true, ARRAY[cardinality(ids)]);
  ELSE
    SELECT array_agg(g.id = ANY (fresh) ORDER BY g.n) INTO won FROM unnest(ids) WITH ORDINALITY AS g(id, n);
    RETURN QUERY SELECT g.n::int, false, c.fingerprint, c.answer
      FROM unnest(ids) WITH ORDINALITY AS g(id, n) JOIN {s}.commands AS c ON c.id = g.id WHERE NOT won[g.n];
  END IF;
  -- After the insertion, which may have waited for the one who voids this attempt.
  IF attempt <> '' AND EXISTS (SELECT FROM {s}.voided AS v WHERE v.attempt = append.attempt) THEN
    RAISE EXCEPTION 'this attempt to append was voided' USING ERRCODE = 'DV001';
  END IF;

  IF cardinality(created) > 0 THEN
    WITH put AS (
      INSERT INTO {s}.streams AS s (name, version, summary)
      SELECT g.name, g.version, g.summary
        FROM unnest(created_by, created, created_versions, created_summaries) AS g(member, name, version, summary)
       WHERE coalesce(won[g.member], true)
      ON CONFLICT DO NOTHING RETURNING s.name)
    SELECT coalesce(array_agg(put.name), '{}') INTO mine FROM put;
  END IF;
  IF cardinality(mine) < cardinality(created) THEN
    SELECT array_agg(DISTINCT e.member) INTO lost FROM (SELECT * FROM (
      SELECT g.member, g.name, g.version
        FROM unnest(expected_by, expected_names, expected_versions) AS g(member, name, version)
      UNION ALL
      SELECT g.member, g.name, CASE WHEN g.must THEN 0 END
        FROM unnest(claim_by, claim_names, claim_musts) AS g(member, name, must) WHERE g.name <> ALL (mine)
      ) AS u ORDER BY u.name COLLATE "C") AS e
      LEFT JOIN LATERAL (SELECT s.version, s.erased FROM {s}.streams AS s WHERE s.name = e.name FOR NO KEY UPDATE) AS h ON true
     WHERE won[e.member] AND (e.version <> coalesce(h.version, 0) OR e.version IS NOT NULL AND h.erased);
  ELSIF cardinality(expected_names) > 0 THEN
    SELECT array_agg(DISTINCT e.member) INTO lost
      FROM unnest(expected_by, expected_names, expected_versions) AS e(member, name, version)
      LEFT JOIN LATERAL (SELECT s.version, s.erased FROM {s}.streams AS s WHERE s.name = e.name FOR NO KEY UPDATE) AS h ON true
     WHERE won[e.member] AND (e.version <> coalesce(h.version, 0) OR h.erased);
  END IF;

  IF lost IS NOT NULL THEN
    FOREACH one IN ARRAY lost LOOP
      won[one] := false;
      DELETE FROM {s}.commands AS c WHERE c.id = ids[one];
    END LOOP;
    UPDATE {s}.streams AS s SET version = 0, summary = 1
      FROM unnest(created_by, created) AS g(member, name)
     WHERE s.name = g.name AND g.member = ANY (lost) AND g.name = ANY (mine);
    RETURN QUERY SELECT g.member, true, NULL::text, NULL::text FROM unnest(lost) AS g(member);
  END IF;

  IF cardinality(mine) < cardinality(created) THEN
    UPDATE {s}.streams AS s SET version = g.version, summary = g.summary
      FROM unnest(created_by, created, created_versions, created_summaries) AS g(member, name, version, summary)
     WHERE s.name = g.name AND won[g.member] AND g.name <> ALL (mine);
  END IF;
  IF cardinality(head_names) > 0 THEN
    UPDATE {s}.streams AS s SET version = g.version, summary = coalesce(g.summary, s.summary)
      FROM unnest(head_by, head_names, head_versions, head_summaries) AS g(member, name, version, summary)
     WHERE s.name = g.name AND won[g.member];
  END IF;
  IF cardinality(event_streams) > 0 THEN
    INSERT INTO {s}.events (stream, version, epoch, xid, position, bytes, seal)
    SELECT g.stream, g.version, (SELECT m.value FROM {s}.meta AS m WHERE m.key = 'epoch'), pg_current_xact_id(),
           g.n + (SELECT coalesce(max(e.position), 0) FROM {s}.events AS e
                   WHERE e.epoch = (SELECT m.value FROM {s}.meta AS m WHERE m.key = 'epoch') AND e.xid = pg_current_xact_id()),
           g.bytes, g.seal
      FROM unnest(event_by, event_streams, event_versions, event_bytes, event_seals)
           WITH ORDINALITY AS g(member, stream, version, bytes, seal, n)
     WHERE won[g.member];
  END IF;
  IF false = ANY (tag_sets) THEN
    DELETE FROM {s}.tags AS t USING unnest(tag_by, tag_names, tag_streams, tag_sets) AS g(member, tag, stream, is_set)
     WHERE NOT g.is_set AND won[g.member] AND t.tag = g.tag AND t.stream = g.stream;
  END IF;
  IF true = ANY (tag_sets) THEN
    INSERT INTO {s}.tags AS t (tag, stream, set_at)
    SELECT g.tag, g.stream, decided[g.member]
      FROM unnest(tag_by, tag_names, tag_streams, tag_sets) AS g(member, tag, stream, is_set)
     WHERE g.is_set AND won[g.member]
       AND NOT EXISTS (SELECT FROM {s}.streams AS s WHERE s.name = g.stream AND s.erased)
    ON CONFLICT (tag, stream) DO UPDATE SET set_at = excluded.set_at;
  END IF;
  IF cardinality(message_ids) > 0 THEN
    INSERT INTO {s}.messages (realm, id, bytes, not_before, useless_after, available_at)
    SELECT g.realm, g.id, g.bytes, g.starts, g.ends, g.starts
      FROM unnest(message_by, message_realms, message_ids, message_bytes, message_starts, message_ends)
           AS g(member, realm, id, bytes, starts, ends)
     WHERE won[g.member];
  END IF;
  IF cardinality(erased_names) > 0 THEN
    UPDATE {s}.streams AS s SET erased = true
      FROM unnest(erased_by, erased_names) AS g(member, name) WHERE s.name = g.name AND won[g.member];
    DELETE FROM {s}.events AS e
     USING unnest(erased_by, erased_names) AS g(member, name) WHERE e.stream = g.name AND won[g.member];
    DELETE FROM {s}.tags AS t
     USING unnest(erased_by, erased_names) AS g(member, name) WHERE t.stream = g.name AND won[g.member];
  END IF;
END
$function$;
)sql";

// Several requests at once; `place` is the place in the array. STABLE: every statement of it sees the snapshot of the query
// that calls it, hence all of them the same.
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
  RETURN QUERY SELECT 0, 0::bigint, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
    (SELECT m.value FROM {s}.meta AS m WHERE m.key = 'epoch'), 0::bigint, false, NULL::text, NULL::text;
  IF cardinality(streams) > 0 THEN
    RETURN QUERY SELECT 1, g.n, s.version, e.version, CASE WHEN g.whole THEN 1 ELSE s.summary END, s.erased, e.bytes, e.seal
      FROM unnest(streams, wholes) WITH ORDINALITY AS g(name, whole, n)
      JOIN {s}.streams AS s ON s.name = g.name
      LEFT JOIN {s}.events AS e ON e.stream = s.name AND e.version >= CASE WHEN g.whole THEN 1 ELSE s.summary END
     ORDER BY g.n, e.version;
  END IF;
  IF cardinality(tags) > 0 THEN
    RETURN QUERY SELECT 2, g.n, t.set_at, 0::bigint, 0::bigint, false, t.stream, NULL::text
      FROM unnest(tags, sinces) WITH ORDINALITY AS g(tag, since, n)
      JOIN {s}.tags AS t ON t.tag = g.tag AND t.set_at >= g.since
     ORDER BY g.n, t.set_at, t.stream;
  END IF;
  IF cardinality(commands) > 0 THEN
    RETURN QUERY SELECT 3, g.n, 0::bigint, 0::bigint, 0::bigint, false, c.fingerprint, c.answer
      FROM unnest(commands) WITH ORDINALITY AS g(id, n) JOIN {s}.commands AS c ON c.id = g.id;
  END IF;
END
$function$;
)sql";

// Makes sure that an attempt to append has either been committed or never will be. Inserting its command ids waits for the
// attempt if that has come so far as to insert them; if it has not, it will find itself voided when it does. The row in
// `voided` is written in any case: its commit is then behind the attempt's in the log, so that a synchronous standby has both.
constexpr const char* kResolve = R"sql(
CREATE FUNCTION {s}.resolve(attempt text, ids text[], patience text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
  absent text[];
BEGIN
  PERFORM set_config('lock_timeout', patience, true);
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
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

}  // namespace

std::vector<std::string> migrations() {
  return {std::string(kTables) + kAppend + kRead + kResolve, faster_functions()};
}

std::string in_schema(std::string_view sql, std::string_view schema) {
  std::string quoted = "\"";
  for (const char c : schema) quoted.append(c == '"' ? 2 : 1, c);
  quoted += '"';
  std::string named;
  for (std::size_t at = 0; at < sql.size();) {
    const std::size_t mark = std::min(sql.find("{s}", at), sql.size());
    named.append(sql.substr(at, mark - at));
    if (mark < sql.size()) named.append(quoted);
    at = mark + 3;
  }
  return named;
}

}  // namespace doverie::postgres
