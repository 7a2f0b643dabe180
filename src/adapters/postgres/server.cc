// SPDX-License-Identifier: Apache-2.0
//
// Questions to the server, and what to tell an operator when an answer will not do.
//
// All of them are asked where search_path is pg_catalog alone: what somebody has defined in another schema means nothing there.
#include "adapters/postgres/server.h"

#include <array>

#include "adapters/identity.h"
#include "adapters/postgres/objects.h"
#include "adapters/postgres/roles.h"

namespace doverie::postgres {
namespace {

constexpr std::int64_t kMinServer = 130000;  // pg_current_xact_id and indexes on xid8

constexpr const char* kNamesOfPostgres = "SET LOCAL search_path = pg_catalog, pg_temp";

constexpr const char* kServer =
    "SELECT current_setting('server_version_num'), current_setting('server_encoding'), pg_is_in_recovery(),"
    " current_setting('fsync'), current_setting('synchronous_commit'), current_setting('synchronous_standby_names') <> '',"
    " current_setting('transaction_read_only'), current_setting('server_version'), pg_backend_pid(),"
    " current_setting('zero_damaged_pages'), current_setting('ignore_checksum_failure')";

// What the tables say of themselves, and what their server says: its own number, and which transactions are to come.
constexpr const char* kState =
    "SELECT (SELECT m.value FROM {s}.meta AS m WHERE m.key = 'schema'),"
    " (SELECT m.value FROM {s}.meta AS m WHERE m.key = 'identity_high'),"
    " (SELECT m.value FROM {s}.meta AS m WHERE m.key = 'identity_low'), (SELECT m.value FROM {s}.meta AS m WHERE m.key = "
    "'epoch'),"
    " (SELECT m.value FROM {s}.meta AS m WHERE m.key = 'server'), (SELECT c.system_identifier FROM pg_control_system() AS "
    "c),"
    " pg_snapshot_xmax(pg_current_snapshot())";
constexpr const char* kHighest =
    "SELECT e.xid FROM {s}.events AS e WHERE e.epoch = (SELECT m.value FROM {s}.meta AS m WHERE m.key = 'epoch')"
    " ORDER BY e.epoch DESC, e.xid DESC, e.position DESC LIMIT 1";

// For as long as the session lasts: no backend is left behind that waits for somebody who has gone.
constexpr const char* kLimits =
    "SELECT set_config('lock_timeout', $1, false), set_config('idle_in_transaction_session_timeout', $1, false),"
    " set_config('tcp_user_timeout', $1, false), set_config('tcp_keepalives_idle', '10', false),"
    " set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '3', false),"
    " CASE WHEN current_setting('server_version_num')::int >= 140000"
    "   THEN set_config('client_connection_check_interval', '1000', false) END";

Fault unusable(FaultCode code, const std::string& message) {
  return Fault{code, "event store: " + message};
}

Status check_durability(const Rows& row, const PostgresOptions& options) {
  if (row.view(0, 3) == "off") {
    return unusable(FaultCode::store_unavailable, "the server runs with fsync = off and can lose everything; set it to on");
  }
  if (row.view(0, 4) == "off" || (row.view(0, 4) == "local" && row.flag(0, 5))) {
    return unusable(
        FaultCode::store_unavailable,
        "synchronous_commit is " + row.text(0, 4) + ", so that what was committed can be lost; set it to on for this role");
  }
  if (options.require_standby && !row.flag(0, 5)) {
    return unusable(FaultCode::store_unavailable,
                    "the server has no synchronous standbys (synchronous_standby_names), which require_standby asks for");
  }
  for (const auto& [column, name] : {std::pair(9, "zero_damaged_pages"), std::pair(10, "ignore_checksum_failure")}) {
    if (row.view(0, column) != "on") continue;
    return unusable(FaultCode::store_unavailable,
                    std::string(name) + " is on, so that damaged pages pass for empty ones; set it to off");
  }
  return Done{};
}

Status check_settings(const Rows& row, const PostgresOptions& options) {
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
  if (row.view(0, 6) == "on" && options.role == PostgresRole::application) {
    return unusable(FaultCode::store_read_only,
                    "transactions of this role are read-only; set default_transaction_read_only = off");
  }
  return check_durability(row, options);
}

Fault wrong_tables(const std::string& schema, const std::string& what) {
  return Fault{FaultCode::store_wrong_format, "event store: schema " + schema + ": " + what};
}

Status check_version(const Rows& rows, const std::string& schema, std::int64_t known) {
  const std::int64_t version = rows.integer(0, 0);
  if (version == known) return Done{};
  const std::string is =
      "the tables have version " + std::to_string(version) + ", this library uses " + std::to_string(known);
  if (version > known) return wrong_tables(schema, is + "; use a newer version of the library");
  return wrong_tables(schema, is + "; have an operator call PostgresStore::create_tables");
}

// Of a copy on another server, the transactions have other numbers: the feed would hide what comes, or nothing could be
// appended; and it may be a backup, which lacks what came after it.
Status check_origin(const Rows& state, const Rows& highest, const std::string& schema) {
  const bool same = state.view(0, 4) == state.view(0, 5);
  if (same && (highest.count() == 0 || highest.number(0, 0) < state.number(0, 6))) return Done{};
  return Fault{FaultCode::store_mismatch,
               "event store: schema " + schema +
                   (same ? ": the tables have transactions that this server has not come to yet: they are a copy"
                         : ": the tables come from another server") +
                   "; have an operator call PostgresStore::raise_epoch after a backup was restored, or"
                   " PostgresStore::accept_server when nothing was lost"};
}

Result<Found> found_in(const Rows& state, const std::string& schema) {
  if (state.is_null(0, 1) || state.is_null(0, 2) || state.is_null(0, 3)) {
    return Fault{FaultCode::store_corrupt,
                 "event store: schema " + schema + ": meta does not tell the identity or the epoch; restore a backup"};
  }
  return Found{identity_of(state.integer(0, 1), state.integer(0, 2)), state.integer(0, 3), state.integer(0, 6)};
}

Ask inside_of_own_transaction(Connection& connection, Deadline deadline) {
  return [&connection, deadline](std::span<const Query> queries) {
    std::vector<Query> all{Query{"BEGIN ISOLATION LEVEL READ COMMITTED"}, Query{kNamesOfPostgres}};
    all.insert(all.end(), queries.begin(), queries.end());
    all.push_back(Query{"COMMIT"});
    Reply reply = connection.round_trip(all, deadline);
    if (reply.good()) {
      reply.rows.erase(reply.rows.begin(), reply.rows.begin() + 2);
    } else {
      connection.roll_back(deadline);
    }
    return reply;
  };
}

// What was set is undone with the savepoint.
Ask inside_of_hosts_transaction(PGconn* connection) {
  return [connection](std::span<const Query> queries) {
    const bool inside = PQtransactionStatus(connection) == PQTRANS_INTRANS;
    std::vector<Query> all{Query{inside ? "SAVEPOINT doverie" : "BEGIN"}, Query{kNamesOfPostgres}};
    all.insert(all.end(), queries.begin(), queries.end());
    Reply reply = ask_all(connection, all);
    const Query back{inside ? "ROLLBACK TO SAVEPOINT doverie" : "ROLLBACK"};
    const Reply ended = ask(connection, back);
    if (inside && ended.good()) ask(connection, Query{"RELEASE SAVEPOINT doverie"});
    if (reply.good()) reply.rows.erase(reply.rows.begin(), reply.rows.begin() + 2);
    return reply.good() && !ended.good() ? Reply{Reply::Kind::refused, false, {}, ended.error} : std::move(reply);
  };
}

// A pooler answers with a number of its own for the process at the other end.
bool has_own_session(PGconn* connection, const Rows& server) {
  return server.integer(0, 8) == PQbackendPID(connection);
}

Status set_limits(Connection& connection, const PostgresOptions& options, Deadline deadline) {
  Params limit;
  limit.add(std::to_string(std::chrono::ceil<std::chrono::milliseconds>(options.call_timeout).count()));
  const Query query{kLimits, &limit};
  const Reply reply = inside_of_own_transaction(connection, deadline)(std::span(&query, 1));
  return reply.good() ? Status(Done{}) : Status(reply.fault("event store: open"));
}

}  // namespace

Reply ask_all(PGconn* connection, std::span<const Query> queries) {
  Reply all{Reply::Kind::good};
  for (const Query& query : queries) {
    Reply one = ask(connection, query);
    if (!one.good()) return one;
    all.rows.push_back(std::move(one.rows.front()));
  }
  return all;
}

Result<Found> find_tables(const Ask& ask, const std::string& schema, Migrations known, std::optional<Wanted> wanted,
                          bool same_server) {
  Params name;
  name.add(schema);
  const std::array looks{Query{kObjects, &name}, Query{kPrivileges, &name}};
  const Reply there = ask(looks);
  if (!there.good()) return there.fault("event store: open");
  const Rows& objects = there.rows[0];
  if (!has_tables(objects)) return wrong_tables(schema, "has no tables; have an operator call PostgresStore::create_tables");
  if (Status own = check_hands(objects, schema); !own) return own.fault();
  const Rows& privileges = there.rows[1];
  const Status enough = wanted ? check_enough(privileges, wanted->role) : Status(Done{});
  if (!enough && !may_read_meta(privileges)) return enough.fault();
  const std::string state_sql = in_schema(kState, schema);
  const std::string highest_sql = in_schema(kHighest, schema);
  // In this order: others go on meanwhile, and what is found must not be ahead of what is to come.
  const std::array questions{Query{highest_sql.c_str()}, Query{state_sql.c_str()}};
  const Reply told = ask(questions);
  if (!told.good()) return told.fault("event store: open");
  const Rows& state = told.rows[1];
  if (Status right = check_version(state, schema, std::ssize(known)); !right) return right.fault();
  if (Status whole = check_objects(objects, schema, known); !whole) return whole.fault();
  if (!enough) return enough.fault();
  if (Status here = same_server ? check_origin(state, told.rows[0], schema) : Status(Done{}); !here) return here.fault();
  if (!wanted || wanted->any) return found_in(state, schema);
  if (Status no_more = check_no_more(privileges, wanted->role); !no_more) return no_more.fault();
  return found_in(state, schema);
}

Result<Found> check_server(Connection& connection, const PostgresOptions& options, Deadline deadline) {
  const Ask ask = inside_of_own_transaction(connection, deadline);
  const Query server{kServer};
  const Reply reply = ask(std::span(&server, 1));
  if (!reply.good()) return reply.fault("event store: open");
  if (Status good = check_settings(reply.rows[0], options); !good) return good.fault();
  auto found = find_tables(ask, options.schema, migrations(), Wanted{options.role, options.any_role}, true);
  if (!found || !has_own_session(connection.get(), reply.rows[0])) return found;
  if (Status set = set_limits(connection, options, deadline); !set) return set.fault();
  return found;
}

Result<Found> check_tables(PGconn* connection, const std::string& schema, Migrations known) {
  return find_tables(inside_of_hosts_transaction(connection), schema, known, Wanted{PostgresRole::application}, true);
}

Status check_settings(PGconn* connection, const PostgresOptions& options) {
  const Query query{kServer};
  const Reply reply = inside_of_hosts_transaction(connection)(std::span(&query, 1));
  return reply.good() ? check_settings(reply.rows.front(), options) : reply.fault("event store: open");
}

}  // namespace doverie::postgres
