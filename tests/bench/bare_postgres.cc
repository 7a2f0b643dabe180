// SPDX-License-Identifier: Apache-2.0
//
// The statements that a host would write first.
#include "bench/bare_postgres.h"

#include "bench/portal.h"

namespace doverie::bench {
namespace {

std::string number(Instant instant) {
  return std::to_string(instant.time_since_epoch().count());
}

std::uint64_t expected_of(const Batch& batch, const std::string& stream) {
  for (const StreamVersion& expected : batch.expected) {
    if (expected.stream == stream) return expected.version;
  }
  fail("a batch appends to a stream that it does not expect");
}

}  // namespace

BarePostgres::BarePostgres(const std::string& conninfo, const std::string& schema)
    : connection_(conninfo), schema_(schema + ".") {}

void BarePostgres::run(const RecordedCommand& command) {
  for (const StoreCall& one : command) {
    std::visit([this](const auto& content) { call(content); }, one);
  }
}

int BarePostgres::statement(std::string sql, const std::vector<std::string>& values) {
  for (std::size_t at = sql.find('~'); at != std::string::npos; at = sql.find('~')) sql.replace(at, 1, schema_);
  std::vector<const char*> pointers;
  for (const std::string& value : values) pointers.push_back(value.c_str());
  PGresult* const result = PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(pointers.size()), nullptr,
                                        pointers.data(), nullptr, nullptr, 0);
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(sql + ": " + PQerrorMessage(connection_.get()));
  const int rows = PQntuples(result);
  PQclear(result);
  return rows;
}

void BarePostgres::call(const ReadRequest& request) {
  for (const std::string& name : request.streams) {
    statement(
        "SELECT s.version, s.erased, e.version, e.bytes, e.seal FROM ~streams AS s LEFT JOIN ~events AS e"
        " ON e.stream = s.name AND e.version >= s.summary WHERE s.name = $1 ORDER BY e.version",
        {name});
  }
  for (const std::string& tag : request.tags) {
    statement("SELECT stream, set_at FROM ~tags WHERE tag = $1 AND set_at >= $2 ORDER BY set_at, stream",
              {tag, number(request.tags_since)});
  }
  if (request.command_id) statement("SELECT fingerprint, answer FROM ~commands WHERE id = $1", {*request.command_id});
}

void BarePostgres::append(const StreamAppend& append, std::uint64_t version) {
  const std::string last = std::to_string(version + append.events.size());
  const char* const head = version == 0 ? "INSERT INTO ~streams (name, version) VALUES ($1, $2)"
                                        : "UPDATE ~streams SET version = $2 WHERE name = $1";
  statement(head, {append.stream, last});
  for (const EventRecord& event : append.events) {
    ++version;
    statement(
        "INSERT INTO ~events SELECT $1, $2::bigint, 0, pg_current_xact_id(), coalesce((SELECT max(position) FROM ~events"
        " WHERE epoch = 0 AND xid = pg_current_xact_id()), 0) + 1, $3, $4",
        {append.stream, std::to_string(version), event.bytes, event.seal});
  }
}

void BarePostgres::call(const Batch& batch) {
  statement("BEGIN");
  statement("INSERT INTO ~commands VALUES ($1, $2, $3, $4)",
            {batch.command_id, batch.command.fingerprint, batch.command.answer, number(batch.at)});
  for (const StreamVersion& expected : batch.expected) {
    const int rows = statement("SELECT version, erased FROM ~streams WHERE name = $1 AND version = $2 FOR UPDATE",
                               {expected.stream, std::to_string(expected.version)});
    if (rows == 0 && expected.version > 0) fail("the recorded commands do not fit the tables: " + expected.stream);
  }
  for (const StreamAppend& one : batch.appends) append(one, expected_of(batch, one.stream));
  for (const TagChange& change : batch.tags)
    statement("INSERT INTO ~tags VALUES ($1, $2, $3)", {change.tag, change.stream, number(batch.at)});
  for (const WithdrawnMessage& message : batch.withdrawn) statement("DELETE FROM ~messages WHERE id = $1", {message.id});
  for (const MessageRecord& message : batch.messages) {
    statement("INSERT INTO ~messages VALUES ($1, $2, $3, $4, $5, $4)",
              {message.queue, message.id, message.bytes, number(message.not_before), number(message.useless_after)});
  }
  statement("COMMIT");
}

}  // namespace doverie::bench
