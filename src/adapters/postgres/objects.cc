// SPDX-License-Identifier: Apache-2.0
//
// The catalog's description of the schema, held against what the migrations make.
#include "adapters/postgres/objects.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace doverie::postgres {

// With search_path = pg_catalog, pg_temp. Kinds: `table`, `index`, `function`, `trigger`, `rule`, `policy`; `owner` of what does
// not belong to the schema's owner; `grant` of what lets others in; `schema`, when it is there at all.
const char* const kObjects = R"sql(
WITH s AS (SELECT n.oid, n.nspowner, n.nspacl FROM pg_namespace AS n WHERE n.nspname = $1),
c AS (SELECT r.* FROM pg_class AS r JOIN s ON r.relnamespace = s.oid WHERE r.relkind NOT IN ('i', 'I', 't', 'c')),
f AS (SELECT p.* FROM pg_proc AS p JOIN s ON p.pronamespace = s.oid)
SELECT 'schema', pg_get_userbyid(s.nspowner)::text, '' FROM s
UNION ALL
SELECT 'table', c.relname::text,
       CASE WHEN c.relkind = 'r' THEN '' ELSE 'no plain table: ' END || CASE c.relpersistence WHEN 'p' THEN '' ELSE 'not logged: ' END
       || CASE WHEN c.relrowsecurity OR c.relforcerowsecurity THEN 'with row security: ' ELSE '' END
       || CASE WHEN c.relhassubclass THEN 'inherited from: ' ELSE '' END
       || coalesce((SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                                      || CASE WHEN a.attnotnull THEN '' ELSE ' null' END, ', ' ORDER BY a.attnum)
                      FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '')
  FROM c
UNION ALL
SELECT 'index', x.relname::text,
       CASE WHEN i.indisunique THEN 'unique ' ELSE '' END || CASE WHEN i.indisvalid AND i.indisready THEN '' ELSE 'not valid ' END
       || CASE WHEN i.indpred IS NULL THEN '' ELSE 'partial ' END || c.relname || ': '
       || (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' ORDER BY k) FROM generate_series(1, i.indnatts) AS k)
  FROM c JOIN pg_index AS i ON i.indrelid = c.oid JOIN pg_class AS x ON x.oid = i.indexrelid
UNION ALL
SELECT 'function', f.proname::text,
       CASE WHEN f.prosecdef THEN 'as its owner: ' ELSE '' END
       || CASE WHEN 'search_path=pg_catalog, pg_temp' = ANY (f.proconfig) THEN '' ELSE 'without its search_path: ' END || f.prosrc
  FROM f
UNION ALL
SELECT 'trigger', t.tgname || ' on ' || c.relname, '' FROM c JOIN pg_trigger AS t ON t.tgrelid = c.oid WHERE NOT t.tgisinternal
UNION ALL
SELECT 'rule', r.rulename || ' on ' || c.relname, '' FROM c JOIN pg_rewrite AS r ON r.ev_class = c.oid
UNION ALL
SELECT 'policy', p.polname || ' on ' || c.relname, '' FROM c JOIN pg_policy AS p ON p.polrelid = c.oid
UNION ALL
SELECT 'owner', o.name, pg_get_userbyid(o.owner) || ', and the schema to ' || pg_get_userbyid(s.nspowner)
  FROM (SELECT 'table ' || c.relname, c.relowner FROM c UNION ALL SELECT 'function ' || f.proname, f.proowner FROM f)
    AS o(name, owner), s
 WHERE o.owner <> s.nspowner
UNION ALL
SELECT 'grant', CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(g.grantee)::text END, g.privilege_type || g.of
  FROM (SELECT a.grantee, a.privilege_type, ' on the schema' FROM s, aclexplode(s.nspacl) AS a
         WHERE a.grantee <> s.nspowner AND a.privilege_type = 'CREATE'
        UNION ALL
        SELECT a.grantee, a.privilege_type, ' on ' || c.relname FROM c, aclexplode(c.relacl) AS a
         WHERE a.grantee <> c.relowner AND (a.privilege_type = 'TRIGGER' OR a.grantee = 0)) AS g(grantee, privilege_type, of)
)sql";

namespace {

// As kObjects describes them; a column that may be null says so.
struct Object {
  const char* kind;
  const char* name;
  const char* is;
};

constexpr Object kMade[] = {
    {"table", "meta", "key text, value bigint"},
    {"table", "streams", "name text, version bigint, summary bigint, erased boolean"},
    {"table", "events", "stream text, version bigint, epoch bigint, xid xid8, position bigint, bytes text, seal text"},
    {"table", "tags", "tag text, stream text, set_at bigint"},
    {"table", "commands", "id text, fingerprint text, answer text, decided_at bigint"},
    {"table", "messages",
     "queue text, id text, bytes text, not_before bigint, useless_after bigint, available_at bigint, attempt bigint,"
     " leased boolean"},
    {"table", "voided", "attempt text, at timestamp with time zone"},
    {"index", "meta_pkey", "unique meta: key"},
    {"index", "streams_pkey", "unique streams: name"},
    {"index", "events_pkey", "unique events: stream, version"},
    {"index", "events_feed", "unique events: epoch, xid, \"position\""},
    {"index", "tags_pkey", "unique tags: tag, stream"},
    {"index", "tags_by_stream", "tags: stream"},
    {"index", "commands_pkey", "unique commands: id"},
    {"index", "commands_by_time", "commands: decided_at"},
    {"index", "messages_pkey", "unique messages: id"},
    {"index", "messages_due", "messages: queue, available_at, id"},
    {"index", "voided_pkey", "unique voided: attempt"},
};

using Described = std::map<std::string, std::string>;  // by kind and name

// The functions that a migration makes, with their bodies.
void add_functions(Described& made, const std::string& sql, const std::string& schema) {
  constexpr std::string_view kCreate = "CREATE FUNCTION {s}.";
  constexpr std::string_view kMark = "$function$";
  for (std::size_t at = sql.find(kCreate); at != std::string::npos; at = sql.find(kCreate, at)) {
    at += kCreate.size();
    const std::string name = sql.substr(at, sql.find('(', at) - at);
    const std::size_t begin = sql.find(kMark, at) + kMark.size();
    made["function " + name] = in_schema(sql.substr(begin, sql.find(kMark, begin) - begin), schema);
    at = begin;
  }
}

Described described(const std::string& schema, Migrations known) {
  Described made;
  for (const Object& one : kMade) made[std::string(one.kind) + " " + one.name] = one.is;
  for (const std::string& sql : known) add_functions(made, sql, schema);
  return made;
}

Fault wrong(FaultCode code, const std::string& schema, const std::string& what) {
  return Fault{code, "event store: schema " + schema + ": " + what};
}

// What stands before a description that is not the library's, as `not valid `, or that it is another one.
std::string difference(const std::string& is, const std::string& made) {
  if (is.ends_with(made) && is != made) return " is " + is.substr(0, is.size() - made.size());
  return " is not as the library has made it";
}

// What there is of one thing, held against what is still missing; it is not missing then.
Status take(const Rows& rows, int row, Described& missing, const std::string& schema) {
  const std::string name = rows.text(row, 0) + " " + rows.text(row, 1);
  const auto made = missing.find(name);
  if (made == missing.end()) {
    return wrong(FaultCode::store_corrupt, schema, name + " is not the library's; take it out of the schema");
  }
  const std::string is = rows.text(row, 2);
  if (made->second != is) {
    return wrong(FaultCode::store_corrupt, schema,
                 name + difference(is, made->second) + "; put it right, or restore a backup");
  }
  missing.erase(made);
  return Done{};
}

constexpr std::array<std::string_view, 3> kAboutHands{"schema", "owner", "grant"};

}  // namespace

bool has_tables(const Rows& rows) {
  for (int row = 0; row < rows.count(); ++row) {
    if (rows.view(row, 0) == "table" && rows.view(row, 1) == "meta") return true;
  }
  return false;
}

Status check_hands(const Rows& rows, const std::string& schema) {
  for (int row = 0; row < rows.count(); ++row) {
    const std::string name = rows.text(row, 1);
    if (rows.view(row, 0) == "owner") {
      return wrong(FaultCode::store_unavailable, schema,
                   name + " belongs to " + rows.text(row, 2) + "; nobody else may own anything in it");
    }
    if (rows.view(row, 0) == "grant") {
      return wrong(FaultCode::store_unavailable, schema,
                   name + " has " + rows.text(row, 2) + ", which nobody may have but the owner; revoke it");
    }
    if (name == "meta" && rows.view(row, 2).starts_with("no plain table")) {
      return wrong(FaultCode::store_corrupt, schema, "meta is no plain table; restore a backup");
    }
  }
  return Done{};
}

// Only the newest version is described.
Status check_objects(const Rows& rows, const std::string& schema, Migrations known) {
  if (known.size() != migrations().size()) return Done{};
  Described missing = described(schema, known);
  for (int row = 0; row < rows.count(); ++row) {
    if (std::ranges::find(kAboutHands, rows.view(row, 0)) != kAboutHands.end()) continue;
    if (Status whole = take(rows, row, missing, schema); !whole) return whole;
  }
  if (missing.empty()) return Done{};
  return wrong(FaultCode::store_corrupt, schema, missing.rbegin()->first + " is missing; restore a backup");
}

}  // namespace doverie::postgres
