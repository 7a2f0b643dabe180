// SPDX-License-Identifier: Apache-2.0
//
// A COPY for each table, all open until the end, in the transactions that have emptied the tables: so nothing of it has to go
// into the log of a server with wal_level = minimal.
#include "bench/bulk_load_postgres.h"

#include <cstdio>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/bulk_load.h"
#include "bench/measure.h"
#include "bench/portal.h"
#include "support/postgres_server.h"

namespace doverie::bench {
namespace {

using testing::RawPostgres;

constexpr std::size_t kPiece = 1 << 20;

// PostgreSQL's binary format.
class Copy {
 public:
  // `table` with its schema, and the columns.
  Copy(const std::string& conninfo, const std::string& table, const std::string& columns) : connection_(conninfo) {
    connection_.run("BEGIN");
    connection_.run("TRUNCATE " + table);
    const std::string sql = "COPY " + table + " (" + columns + ") FROM STDIN (FORMAT binary, FREEZE)";
    PGresult* const result = PQexec(connection_.get(), sql.c_str());
    if (PQresultStatus(result) != PGRES_COPY_IN) failed();
    PQclear(result);
    piece_ = std::string("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
  }

  template <class... Values>
  void row(const Values&... values) {
    put(sizeof...(Values), 2);
    (field(values), ...);
    if (piece_.size() >= kPiece) send();
  }

  void finish() {
    put(0xffff, 2);
    send();
    if (PQputCopyEnd(connection_.get(), nullptr) != 1) failed();
    PGresult* const result = PQgetResult(connection_.get());
    if (PQresultStatus(result) != PGRES_COMMAND_OK) failed();
    PQclear(result);
    while (PGresult* const more = PQgetResult(connection_.get())) PQclear(more);
    connection_.run("COMMIT");
  }

 private:
  [[noreturn]] void failed() { fail(std::string("bulk load: ") + PQerrorMessage(connection_.get())); }
  void put(std::uint64_t number, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) piece_.push_back(static_cast<char>(number >> (8 * i)));
  }
  void field(std::string_view text) {
    put(text.size(), 4);
    piece_ += text;
  }
  void field(std::uint64_t number) {
    put(8, 4);
    put(number, 8);
  }
  void send() {
    if (PQputCopyData(connection_.get(), piece_.data(), static_cast<int>(piece_.size())) != 1) failed();
    piece_.clear();
  }

  RawPostgres connection_;
  std::string piece_;
};

std::uint64_t number(Instant instant) {
  return static_cast<std::uint64_t>(instant.time_since_epoch().count());
}

class Tables {
 public:
  Tables(const std::string& conninfo, const std::string& schema)
      : streams_(conninfo, schema + ".streams", "name, version, summary"),
        events_(conninfo, schema + ".events", "stream, version, epoch, xid, position, bytes, seal"),
        tags_(conninfo, schema + ".tags", "tag, stream, set_at"),
        commands_(conninfo, schema + ".commands", "id, fingerprint, answer, decided_at"),
        xid_(std::stoull(RawPostgres(conninfo).value("SELECT pg_current_xact_id()"))) {}

  // REQUIRES: all batches of a stream are in one call, in order.
  void write(const std::vector<Batch>& batches) {
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> heads;  // version, summary
    for (const Batch& batch : batches) {
      commands_.row(batch.command_id, batch.command.fingerprint, batch.command.answer, number(batch.at));
      for (const StreamAppend& append : batch.appends) {
        auto& [version, summary] = heads.try_emplace(append.stream, 0, 1).first->second;
        if (append.summary != 0) summary = append.summary;
        for (const EventRecord& event : append.events)
          events_.row(append.stream, ++version, std::uint64_t{0}, xid_, ++position_, event.bytes, event.seal);
      }
      for (const TagChange& change : batch.tags) tags_.row(change.tag, change.stream, number(batch.at));
    }
    for (const auto& [name, head] : heads) streams_.row(name, head.first, head.second);
  }

  void finish() {
    for (Copy* const copy : {&streams_, &events_, &tags_, &commands_}) copy->finish();
  }

 private:
  Copy streams_, events_, tags_, commands_;
  std::uint64_t xid_;
  std::uint64_t position_ = 0;
};

// The indexes of the four tables, as statements that make them and, before that, statements that drop them.
std::vector<std::string> statements(const RawPostgres& connection, const std::string& sql) {
  PGresult* const result = PQexec(connection.get(), sql.c_str());
  if (PQresultStatus(result) != PGRES_TUPLES_OK) fail(std::string("bulk load: ") + PQerrorMessage(connection.get()));
  std::vector<std::string> found;
  for (int row = 0; row < PQntuples(result); ++row) found.emplace_back(PQgetvalue(result, row, 0));
  PQclear(result);
  return found;
}

struct Indexes {
  std::vector<std::string> drop, make;
};

Indexes indexes_of(const RawPostgres& connection, const std::string& schema) {
  const std::string keys =
      " FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid WHERE c.contype = 'p' AND t.relnamespace = '" +
      schema + "'::regnamespace AND t.relname IN ('streams', 'events', 'tags', 'commands') ORDER BY 1";
  const std::string others =
      " FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid WHERE NOT i.indisprimary AND t.relnamespace = '" +
      schema + "'::regnamespace AND t.relname IN ('streams', 'events', 'tags', 'commands') ORDER BY 1";
  Indexes indexes;
  const auto add = [&](std::vector<std::string>& to, const std::string& sql) {
    const auto more = statements(connection, sql);
    to.insert(to.end(), more.begin(), more.end());
  };
  add(indexes.drop, "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', t.oid::regclass, c.conname)" + keys);
  add(indexes.drop, "SELECT format('DROP INDEX %s', i.indexrelid::regclass)" + others);
  add(indexes.make,
      "SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', t.oid::regclass, c.conname, pg_get_constraintdef(c.oid))" +
          keys);
  add(indexes.make, "SELECT pg_get_indexdef(i.indexrelid)" + others);
  return indexes;
}

}  // namespace

void bulk_load(const PostgresOptions& options, std::uint64_t total, Instant then) {
  const RawPostgres connection(options.conninfo);
  const Indexes indexes = indexes_of(connection, options.schema);
  for (const std::string& sql : indexes.drop) connection.run(sql);
  {
    Tables tables(options.conninfo, options.schema);
    const double took = each_chunk(total, then, [&](const std::vector<Batch>& batches) { tables.write(batches); });
    std::printf("copied %.0f circles in %.0f s (%.0f a second)\n", double(total), took, double(total) / took);
    std::fflush(stdout);
    tables.finish();
  }
  const double begun = seconds(CLOCK_MONOTONIC);
  for (const std::string& sql : indexes.make) connection.run(sql);
  for (const char* table : {"streams", "events", "tags", "commands"})
    connection.run("VACUUM (ANALYZE) " + options.schema + "." + table);
  connection.run("CHECKPOINT");
  const std::string bytes =
      connection.value("SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = '" +
                       options.schema + "'::regnamespace");
  std::printf("indexes in %.0f s; %.1f GB, %.0f bytes a circle\n", seconds(CLOCK_MONOTONIC) - begun, std::stod(bytes) / 1e9,
              std::stod(bytes) / double(total));
  std::fflush(stdout);
}

}  // namespace doverie::bench
