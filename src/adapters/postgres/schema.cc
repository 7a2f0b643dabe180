// SPDX-License-Identifier: Apache-2.0
//
// Questions to the server, and what to tell an operator when an answer will not do.
#include "adapters/postgres/schema.h"

#include <array>
#include <tuple>

#include "adapters/identity.h"

namespace doverie::postgres {
namespace {

constexpr std::int64_t kMinServer = 130000;  // pg_current_xact_id and indexes on xid8

constexpr const char* kServer =
    "SELECT current_setting('server_version_num'), current_setting('server_encoding'), pg_is_in_recovery(),"
    " current_setting('fsync'), current_setting('synchronous_commit'), current_setting('synchronous_standby_names') <> '',"
    " current_setting('transaction_read_only'), current_setting('server_version')";

// One row: whether there is a table `meta`, and whether this role may use all there is. A schema that the role may not look
// into counts as there.
constexpr const char* kTables =
    "WITH s AS (SELECT oid FROM pg_namespace WHERE nspname = $1),"
    " t AS (SELECT c.oid, c.relname FROM pg_class AS c JOIN s ON c.relnamespace = s.oid WHERE c.relkind IN ('r', 'p'))"
    "SELECT EXISTS (SELECT FROM t WHERE relname = 'meta'),"
    " coalesce((SELECT has_schema_privilege(oid, 'USAGE') FROM s), false)"
    " AND NOT EXISTS (SELECT FROM t WHERE NOT has_table_privilege(oid, 'SELECT') OR relname <> 'meta'"
    "   AND NOT (has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE')"
    "   AND has_table_privilege(oid, 'DELETE')))";

// The version, and the identity of the store.
constexpr const char* kSchemaVersion =
    "SELECT v.value, h.value, l.value FROM {s}.meta AS v LEFT JOIN {s}.meta AS h ON h.key = 'identity_high'"
    " LEFT JOIN {s}.meta AS l ON l.key = 'identity_low' WHERE v.key = 'schema'";

Fault unusable(FaultCode code, const std::string& message) {
  return Fault{code, "event store: " + message};
}

Status check_settings(const Rows& row) {
  if (row.integer(0, 0) < kMinServer) {
    return unusable(FaultCode::store_unavailable, "the server is PostgreSQL " + row.text(0, 7) + "; 13 or later is needed");
  }
  if (row.view(0, 1) != "UTF8") {
    return unusable(FaultCode::store_wrong_format,
                    "the database's encoding is " + row.text(0, 1) + "; create one with ENCODING 'UTF8'");
  }
  if (row.flag(0, 2)) {
    return unusable(FaultCode::store_read_only,
                    "the server is a replica; connect to the primary, which alone knows what is true");
  }
  if (row.view(0, 6) == "on") {
    return unusable(FaultCode::store_read_only,
                    "transactions of this role are read-only; set default_transaction_read_only = off");
  }
  if (row.view(0, 3) == "off") {
    return unusable(FaultCode::store_unavailable, "the server runs with fsync = off and can lose everything; set it to on");
  }
  if (row.view(0, 4) == "off" || (row.view(0, 4) == "local" && row.flag(0, 5))) {
    return unusable(
        FaultCode::store_unavailable,
        "synchronous_commit is " + row.text(0, 4) + ", so that what was committed can be lost; set it to on for this role");
  }
  return Done{};
}

Status wrong_tables(const std::string& schema, const std::string& what) {
  return Fault{FaultCode::store_wrong_format, "event store: schema " + schema + ": " + what};
}

Status check_version(const Rows& rows, const std::string& schema, std::int64_t known) {
  const std::int64_t version = rows.count() == 1 ? rows.integer(0, 0) : 0;
  if (version == known) return Done{};
  const std::string is =
      "the tables have version " + std::to_string(version) + ", this library uses " + std::to_string(known);
  if (version > known) return wrong_tables(schema, is + "; use a newer version of the library");
  return wrong_tables(schema, is + "; have an operator call PostgresStore::create_tables");
}

Result<std::string> identity_in(const Rows& rows, const std::string& schema) {
  if (!rows.is_null(0, 1) && !rows.is_null(0, 2)) return identity_of(rows.integer(0, 1), rows.integer(0, 2));
  return Fault{FaultCode::store_corrupt,
               "event store: schema " + schema + ": meta does not tell the identity; restore a backup"};
}

// `run` sends one query and gives the reply.
template <class Run>
Result<std::string> check_tables_by(Run run, const std::string& schema, Migrations known) {
  Params name;
  name.add(schema);
  const Reply there = run(Query{kTables, &name});
  if (!there.good()) return there.fault("event store: open");
  const Rows& row = there.rows.front();
  if (!row.flag(0, 0)) {
    return wrong_tables(schema, "has no tables; have an operator call PostgresStore::create_tables").fault();
  }
  if (!row.flag(0, 1)) {
    return unusable(FaultCode::store_read_only,
                    "the role lacks privileges in schema " + schema + "; grant it what docs/guide/postgres.md lists");
  }
  const std::string version_sql = in_schema(kSchemaVersion, schema);
  const Reply version = run(Query{version_sql.c_str()});
  if (!version.good()) return version.fault("event store: open");
  if (Status right = check_version(version.rows.front(), schema, std::ssize(known)); !right) return right.fault();
  return identity_in(version.rows.front(), schema);
}

// --- What an operator does. Inside one transaction, one operator at a time.

// Runs several statements, which give no rows of interest.
Status execute(PGconn* connection, const std::string& sql, const char* where) {
  const Rows result(PQexec(connection, sql.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return Done{};
  if (PQstatus(connection) == CONNECTION_OK) return fault_of(ServerError::of(result.get()), where);
  return fault_of(ServerError{"08006", "the connection was lost"}, where);
}

Result<std::int64_t> number_of(PGconn* connection, const std::string& sql, const char* where) {
  const Reply reply = ask(connection, Query{sql.c_str()});
  if (!reply.good()) return reply.fault(where);
  if (reply.rows.front().count() != 1) return std::int64_t{0};
  return reply.rows.front().integer(0, 0);
}

Result<bool> exists(PGconn* connection, const char* sql, const std::string& name, const char* where) {
  Params params;
  params.add(name);
  const Reply reply = ask(connection, Query{sql, &params});
  if (!reply.good()) return reply.fault(where);
  return reply.rows.front().flag(0, 0);
}

constexpr const char* kCreating = "event store: create tables";
// As the service's options take them.
constexpr std::uint64_t kMaxEpoch = 1'000'000'000;
constexpr const char* kRaising = "event store: raise epoch";
constexpr const char* kHasSchema = "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)";
constexpr const char* kHasMeta =
    "SELECT EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
    " WHERE n.nspname = $1 AND c.relname = 'meta')";

Status apply_migrations(PGconn* connection, const std::string& schema, Migrations steps) {
  const auto has_schema = exists(connection, kHasSchema, schema, kCreating);
  if (!has_schema) return has_schema.fault();
  if (!*has_schema) {
    if (Status made = execute(connection, in_schema("CREATE SCHEMA {s}", schema), kCreating); !made) return made;
  }
  const auto has_meta = exists(connection, kHasMeta, schema, kCreating);
  if (!has_meta) return has_meta.fault();
  const auto version = *has_meta ? number_of(connection, in_schema(kSchemaVersion, schema), kCreating) : std::int64_t{0};
  if (!version) return version.fault();
  if (*version > std::ssize(steps)) return wrong_tables(schema, "was made by a newer version of the library; use that one");
  for (auto step = static_cast<std::size_t>(*version); step < steps.size(); ++step) {
    if (Status done = execute(connection, in_schema(steps[step], schema), kCreating); !done) return done;
  }
  const std::string set = "UPDATE {s}.meta SET value = " + std::to_string(steps.size()) + " WHERE key = 'schema'";
  return execute(connection, in_schema(set, schema), kCreating);
}

// The lock ends with the transaction, so that it works through a pooler too.
constexpr const char* kBegin = "BEGIN; SELECT pg_advisory_xact_lock(hashtext('doverie'), hashtext('migrate'))";

Status check_for_operator(PGconn* connection) {
  const Reply settings = ask(connection, Query{kServer});
  return settings.good() ? check_settings(settings.rows.front()) : settings.fault("event store: open");
}

}  // namespace

Result<std::string> check_server(Connection& connection, const PostgresOptions& options) {
  const Deadline deadline = in(options.statement_timeout);
  const Reply settings = connection.round_trip(Query{kServer}, deadline);
  if (!settings.good()) return settings.fault("event store: open");
  if (Status good = check_settings(settings.rows.front()); !good) return good.fault();
  return check_tables_by([&](const Query& query) { return connection.round_trip(query, deadline); }, options.schema,
                         migrations());
}

Result<std::string> check_tables(PGconn* connection, const std::string& schema, Migrations known) {
  return check_tables_by([&](const Query& query) { return ask(connection, query); }, schema, known);
}

Status migrate(Connection& connection, const PostgresOptions& options, Migrations known) {
  PGconn* raw = connection.get();
  PQsetnonblocking(raw, 0);
  if (Status good = check_for_operator(raw); !good) return good;
  if (Status begun = execute(raw, kBegin, kCreating); !begun) return begun;
  if (Status done = apply_migrations(raw, options.schema, known); !done) return done;  // closing rolls back
  return execute(raw, "COMMIT", kCreating);
}

// ACCESS EXCLUSIVE waits for every transaction that has read the epoch, which is every append, and keeps new ones from reading
// it until this has been committed.
Result<std::uint64_t> raise_epoch(Connection& connection, const PostgresOptions& options, std::uint64_t above) {
  if (above >= kMaxEpoch)
    return Fault{FaultCode::invalid_argument, "above: no epoch is left above it; epochs go up to 1000000000"};
  PGconn* raw = connection.get();
  PQsetnonblocking(raw, 0);
  if (Status good = check_for_operator(raw); !good) return good.fault();
  if (const auto good = check_tables(raw, options.schema, migrations()); !good) return good.fault();
  const std::string lock = in_schema("BEGIN; LOCK TABLE {s}.meta IN ACCESS EXCLUSIVE MODE", options.schema);
  if (Status locked = execute(raw, lock, kRaising); !locked) return locked.fault();
  const auto epoch = number_of(raw,
                               in_schema("UPDATE {s}.meta SET value = greatest(value, " + std::to_string(above) +
                                             ") + 1 WHERE key = 'epoch' RETURNING value",
                                         options.schema),
                               kRaising);
  if (!epoch) return epoch.fault();
  const std::string date = in_schema(
      "INSERT INTO {s}.meta VALUES ('restored_at', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)"
      " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      options.schema);
  if (Status dated = execute(raw, date, kRaising); !dated) return dated.fault();
  if (Status committed = execute(raw, "COMMIT", kRaising); !committed) return committed.fault();
  return static_cast<std::uint64_t>(*epoch);
}

}  // namespace doverie::postgres
