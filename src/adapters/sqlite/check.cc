// SPDX-License-Identifier: Apache-2.0
//
// One question in SQL for each thing that has to hold; every row of an answer is a finding.
#include "adapters/sqlite/check.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/error.h"
#include "adapters/sqlite/statement.h"

namespace doverie::sqlite {
namespace {

using Findings = std::vector<std::string>;

constexpr const char* kChecking = "event store: check";

// Each row of an answer is a finding. First what SQLite knows of its pages and indexes, then what the store knows of its rows.
constexpr std::array<const char*, 9> kQuestions{
    "SELECT 'the file: ' || integrity_check FROM pragma_integrity_check(100) WHERE integrity_check <> 'ok'",
    "SELECT 'an event at position ' || rowid || ' belongs to no stream' FROM pragma_foreign_key_check('doverie_events') "
    "LIMIT 100",
    "SELECT 'stream ' || s.name || ': has version ' || s.version || ', but ' || count(e.version) || ' events, from ' ||"
    " coalesce(min(e.version), 0) || ' to ' || coalesce(max(e.version), 0)"
    " FROM doverie_streams AS s LEFT JOIN doverie_events AS e ON e.stream = s.id WHERE s.erased = 0 GROUP BY s.id"
    " HAVING count(e.version) <> s.version OR s.version < 0 OR coalesce(min(e.version), 1) <> 1"
    " OR coalesce(max(e.version), 0) <> s.version LIMIT 100",
    "SELECT 'stream ' || s.name || ': is erased, but has ' || count(*) || ' events'"
    " FROM doverie_streams AS s JOIN doverie_events AS e ON e.stream = s.id WHERE s.erased <> 0 GROUP BY s.id LIMIT 100",
    "SELECT 'stream ' || name || ': its summary is version ' || summary || ' of ' || version FROM doverie_streams"
    " WHERE summary < 1 OR summary > max(version, 1) LIMIT 100",
    "SELECT 'stream ' || s.name || ': is erased, but has a tag' FROM doverie_streams AS s"
    " JOIN doverie_tags AS t ON t.stream = s.name WHERE s.erased <> 0 GROUP BY s.id LIMIT 100",
    "SELECT 'message ' || id || ': attempt ' || attempt || ', leased ' || leased FROM doverie_messages"
    " WHERE leased NOT IN (0, 1) OR attempt < leased LIMIT 100",
    "SELECT 'doverie_meta: does not tell which positions were erased' WHERE NOT EXISTS"
    " (SELECT 1 FROM doverie_meta WHERE key = 'erased_position' AND value >= 0)",
    "SELECT 'doverie_meta: has no epoch' WHERE NOT EXISTS"
    " (SELECT 1 FROM doverie_meta WHERE key = 'epoch' AND value BETWEEN 0 AND 1000000000)",
};

bool ask(sqlite3* connection, const char* question, Findings& findings) {
  Statement statement(connection, question);
  Query query(statement);
  while (query.next()) findings.push_back(query.text(0));
  return query.ok();
}

// `table doverie_events: CREATE TABLE…` of everything in the schema but SQLite's own.
constexpr const char* kSchemaObjects =
    "SELECT type || ' ' || name || coalesce(': ' || replace(sql, char(10), ''), '') FROM sqlite_schema"
    " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1";

// A trigger or a changed table would do more with a batch than was asked for. What is right, a new database tells.
bool compare_schema(sqlite3* connection, Findings& findings) {
  sqlite3* raw = nullptr;
  const bool opened = sqlite3_open(":memory:", &raw) == SQLITE_OK;
  const Connection model(raw);
  Findings right;
  Findings there;
  if (!opened || !migrate_tables(raw, kStoreFormat) || !ask(raw, kSchemaObjects, right)) return false;
  if (!ask(connection, kSchemaObjects, there)) return false;
  const auto report = [&](const Findings& some, const Findings& others, const char* how) {
    for (const std::string& object : some) {
      if (!std::ranges::binary_search(others, object)) findings.push_back("the schema: " + std::string(how) + object);
    }
  };
  report(there, right, "is not of this library: ");
  report(right, there, "is missing: ");
  return true;
}

}  // namespace

Result<Findings> findings_in(sqlite3* connection) {
  Findings findings;
  for (const char* question : kQuestions) {
    if (ask(connection, question, findings)) continue;
    Fault fault = last_fault(connection, Doing::reading, kChecking);
    if (fault.code != FaultCode::store_corrupt) return fault;
    findings.push_back(std::move(fault.message));  // a page that cannot be read is what was looked for
  }
  if (!compare_schema(connection, findings)) return last_fault(connection, Doing::reading, kChecking);
  return findings;
}

}  // namespace doverie::sqlite
