// SPDX-License-Identifier: Apache-2.0
//
// Inside one transaction, one operator at a time. The lock ends with the transaction, so that it works through a pooler too.
// Nothing here is looked up but in pg_catalog: operators are often superusers, and would run what others have defined as such.
#include "adapters/postgres/schema.h"

#include <algorithm>

#include "adapters/postgres/roles.h"
#include "adapters/postgres/server.h"

namespace doverie::postgres {
namespace {

constexpr const char* kBegin =
    "BEGIN; SET LOCAL search_path = pg_catalog, pg_temp; SELECT pg_advisory_xact_lock(hashtext('doverie'), "
    "hashtext('migrate'))";
// As the service's options take them.
constexpr std::uint64_t kMaxEpoch = 1'000'000'000;

constexpr const char* kOwnsSchema = "SELECT n.nspowner = current_user::regrole FROM pg_namespace AS n WHERE n.nspname = $1";
constexpr const char* kHasMeta =
    "SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = 'meta'";
constexpr const char* kRecordServer =
    "INSERT INTO {s}.meta VALUES ('server', (SELECT c.system_identifier FROM pg_control_system() AS c))"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value";

// What an operator does, step by step: after the first one that fails, nothing is done any more.
class Operation {
 public:
  Operation(Connection& connection, const PostgresOptions& options, const char* where)
      : raw_(connection.get()), options_(options), where_(where) {
    PQsetnonblocking(raw_, 0);
  }

  void check(Status status) {
    if (status_) status_ = std::move(status);
  }
  bool good() const { return status_.ok(); }
  Fault fault() const { return status_.fault(); }

  // With the settings of the server looked at.
  void begin() {
    if (good()) check(check_settings(raw_, options_));
    run(kBegin);
  }
  // The tables have to be those of this version, and nobody else's. `origin`: and have been written by this server.
  void check_tables(bool origin) {
    const Ask ask = [this](std::span<const Query> queries) { return ask_all(raw_, queries); };
    if (!good()) return;
    const auto found = find_tables(ask, options_.schema, migrations(), std::nullopt, origin);
    if (!found) check(found.fault());
  }
  // Several statements, which give no rows of interest.
  void run(const std::string& sql) {
    if (!good()) return;
    const Rows result(PQexec(raw_, in_schema(sql, options_.schema).c_str()));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
    const bool lost = PQstatus(raw_) != CONNECTION_OK;
    check(fault_of(lost ? ServerError{"08006", "the connection was lost"} : ServerError::of(result.get()), where_));
  }
  // The rows of one statement, which may have the schema's name as its parameter.
  Rows ask(const std::string& sql, bool about_schema = false) {
    if (!good()) return {};
    Params params;
    if (about_schema) params.add(options_.schema);
    Reply reply = postgres::ask(raw_, Query{in_schema(sql, options_.schema).c_str(), &params});
    if (reply.good()) return std::move(reply.rows.front());
    check(reply.fault(where_));
    return {};
  }
  Status commit() {
    run("COMMIT");
    return status_;
  }

 private:
  PGconn* raw_;
  const PostgresOptions& options_;
  const char* where_;
  Status status_ = Done{};
};

Fault wrong_tables(const std::string& schema, const std::string& what) {
  return Fault{FaultCode::store_wrong_format, "event store: schema " + schema + ": " + what};
}

// Nobody's tables are put where somebody else may change them afterwards.
void make_schema(Operation& operation, const std::string& schema) {
  const Rows own = operation.ask(kOwnsSchema, true);
  if (!operation.good()) return;
  if (own.count() == 0) return operation.run("CREATE SCHEMA {s}");
  if (own.flag(0, 0)) return;
  operation.check(Fault{FaultCode::store_read_only, "event store: schema " + schema +
                                                        " belongs to another role than this one; connect as its owner, or"
                                                        " have it dropped"});
}

void apply_migrations(Operation& operation, const std::string& schema, Migrations steps) {
  const bool has_meta = operation.ask(kHasMeta, true).count() > 0;
  std::int64_t version = 0;
  if (operation.good() && has_meta) {
    const Rows found = operation.ask("SELECT m.value FROM {s}.meta AS m WHERE m.key = 'schema'");
    if (operation.good() && found.count() == 1) version = found.integer(0, 0);
  }
  if (version < 0 || version > std::ssize(steps)) {
    operation.check(wrong_tables(schema, "was made by a newer version of the library; use that one"));
  }
  if (!operation.good()) return;
  for (const std::string& step : steps.subspan(static_cast<std::size_t>(version))) operation.run(step);
  operation.run("UPDATE {s}.meta SET value = " + std::to_string(steps.size()) + " WHERE key = 'schema'");
}

}  // namespace

Status migrate(Connection& connection, const PostgresOptions& options, Migrations known) {
  Operation operation(connection, options, "event store: create tables");
  operation.begin();
  make_schema(operation, options.schema);
  apply_migrations(operation, options.schema, known);
  return operation.commit();
}

// ACCESS EXCLUSIVE waits for every transaction that has read the epoch, which is every append, and keeps new ones from reading
// it until this has been committed.
Result<std::uint64_t> raise_epoch(Connection& connection, const PostgresOptions& options, std::uint64_t above) {
  if (above >= kMaxEpoch)
    return Fault{FaultCode::invalid_argument, "above: no epoch is left above it; epochs go up to 1000000000"};
  Operation operation(connection, options, "event store: raise epoch");
  operation.begin();
  operation.check_tables(false);
  operation.run("LOCK TABLE {s}.meta IN ACCESS EXCLUSIVE MODE");
  const Rows epoch = operation.ask("UPDATE {s}.meta SET value = greatest(value, " + std::to_string(above) +
                                   ") + 1 WHERE key = 'epoch' RETURNING value");
  operation.run(
      "INSERT INTO {s}.meta VALUES ('restored_at', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)"
      " ON CONFLICT (key) DO UPDATE SET value = excluded.value");
  operation.run(kRecordServer);
  if (Status raised = operation.commit(); !raised) return raised.fault();
  return epoch.number(0, 0);
}

Status accept_server(Connection& connection, const PostgresOptions& options) {
  Operation operation(connection, options, "event store: accept server");
  operation.begin();
  operation.check_tables(false);
  operation.run(kRecordServer);
  operation.check_tables(true);  // the transactions have to go on where they were
  return operation.commit();
}

Status grant(Connection& connection, const PostgresOptions& options, std::string_view role, PostgresRole as) {
  Operation operation(connection, options, "event store: grant");
  if (role.empty() || role.size() > 63 || role.find('\0') != std::string_view::npos) {
    operation.check(Fault{FaultCode::invalid_argument, "role: has to be the name of a role, 1 to 63 bytes"});
  }
  operation.begin();
  operation.check_tables(false);
  operation.run(grants_for(std::string(role), as));
  return operation.commit();
}

}  // namespace doverie::postgres
