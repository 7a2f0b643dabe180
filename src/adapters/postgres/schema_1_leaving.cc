// SPDX-License-Identifier: Apache-2.0
//
// What leaves the tables in version 1 of the schema, and how: messages that are leased and settled, and the feed.
#include "adapters/postgres/migrations.h"

namespace doverie::postgres {
namespace {

// By available_at, which moves on with every lease: messages whose sender crashes again and again get behind all others. The
// attempt only ever grows while the row lives, so a lease named by it is never given twice. A row whose numbers cannot be is
// given to nobody: it gets behind all others for good.
constexpr const char* kLease = R"sql(
CREATE FUNCTION {s}.lease(wanted text, due_at bigint, until bigint, most bigint)
RETURNS TABLE (queue text, id text, bytes text, not_before bigint, useless_after bigint, attempt bigint)
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
  WITH due AS MATERIALIZED (
    SELECT m.id, m.available_at, m.attempt BETWEEN 0 AND 1000000000 AS is_sound FROM {s}.messages AS m
     WHERE m.queue = lease.wanted AND m.available_at <= lease.due_at
     ORDER BY m.available_at, m.id LIMIT lease.most FOR UPDATE SKIP LOCKED),
  taken AS (
    UPDATE {s}.messages AS m
       SET attempt = CASE WHEN due.is_sound THEN m.attempt + 1 ELSE m.attempt END, leased = due.is_sound,
           available_at = CASE WHEN due.is_sound THEN lease.until ELSE 9223372036854775807 END
      FROM due WHERE m.id = due.id
    RETURNING m.queue, m.id, m.bytes, m.not_before, m.useless_after, m.attempt, due.available_at AS was_due, due.is_sound)
  SELECT t.queue, t.id, t.bytes, t.not_before, t.useless_after, t.attempt FROM taken AS t
   WHERE t.is_sound ORDER BY t.was_due, t.id
$function$;
)sql";

constexpr const char* kSettle = R"sql(
CREATE FUNCTION {s}.settle(ids text[], leases text[], laters boolean[], retries bigint[], queues text[]) RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
  WITH given AS (SELECT * FROM unnest(ids, leases, laters, retries, queues) AS g(id, lease, later, retry_at, queue)),
  gone AS (
    DELETE FROM {s}.messages AS m USING given AS g
     WHERE m.id = g.id AND NOT g.later AND m.leased AND m.id || '/' || m.attempt::text = g.lease)
  UPDATE {s}.messages AS m SET leased = false, available_at = g.retry_at,
         queue = CASE WHEN g.queue = '' THEN m.queue ELSE g.queue END
    FROM given AS g
   WHERE m.id = g.id AND g.later AND m.leased AND m.id || '/' || m.attempt::text = g.lease
$function$;
)sql";

// Of the running epoch only what no open transaction can get in front of: all transactions before the snapshot's xmin have
// ended. Events of earlier epochs are of another life of the server, whose transaction numbers say nothing in this one.
// With it comes what tells whether the cursor is of this history: whether its place is one that the feed has not come to yet,
// and the seal of the event there. STABLE, as is reading: one snapshot.
constexpr const char* kFeed = R"sql(
CREATE FUNCTION {s}.feed(after_epoch bigint, after_xid text, after_position bigint, most bigint)
RETURNS TABLE (store_epoch bigint, epoch bigint, xid xid8, place bigint, stream text, version bigint, bytes text, seal text,
  is_ahead boolean, seal_there text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT n.epoch, e.epoch, e.xid, e.position, e.stream, e.version, e.bytes, e.seal,
         (feed.after_epoch, feed.after_xid::xid8) >= (n.epoch, pg_snapshot_xmin(pg_current_snapshot())),
         (SELECT c.seal FROM {s}.events AS c
           WHERE (c.epoch, c.xid, c.position) = (feed.after_epoch, feed.after_xid::xid8, feed.after_position))
    FROM (SELECT m.value AS epoch FROM {s}.meta AS m WHERE m.key = 'epoch') AS n LEFT JOIN LATERAL (
      SELECT v.epoch, v.xid, v.position, v.stream, v.version, v.bytes, v.seal FROM {s}.events AS v
       WHERE (v.epoch, v.xid, v.position) > (feed.after_epoch, feed.after_xid::xid8, feed.after_position)
         AND (v.epoch, v.xid) < (n.epoch, pg_snapshot_xmin(pg_current_snapshot()))
       ORDER BY v.epoch, v.xid, v.position LIMIT feed.most) AS e ON true
   ORDER BY e.epoch, e.xid, e.position
$function$;
)sql";

constexpr const char* kLetGo = R"sql(
CREATE FUNCTION {s}.let_go(before bigint, most bigint) RETURNS bigint
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $function$
  WITH gone AS (
    DELETE FROM {s}.commands AS c WHERE c.id = ANY (ARRAY(
      SELECT o.id FROM {s}.commands AS o WHERE o.decided_at < let_go.before
       ORDER BY o.decided_at LIMIT let_go.most))
    RETURNING c.id)
  SELECT count(*) FROM gone
$function$;
)sql";

}  // namespace

std::string leaving_1() {
  return std::string(kLease) + kSettle + kFeed + kLetGo;
}

}  // namespace doverie::postgres
