// SPDX-License-Identifier: Apache-2.0
//
// One question in SQL for each thing that has to hold; every row of an answer is a finding.
#include "adapters/sqlite/check.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "adapters/sqlite/error.h"
#include "adapters/sqlite/schema_objects.h"
#include "adapters/sqlite/statement.h"
#include "core/bytes/encoding.h"

namespace doverie::sqlite {
namespace {

using Findings = std::vector<std::string>;

constexpr const char* kChecking = "event store: check";

// Each row of an answer is a finding. First what SQLite knows of its pages and indexes, then what the store knows of its rows.
constexpr std::array kQuestions{
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
    "SELECT 'stream ' || s.name || ': is not found by its name' FROM doverie_streams AS s"
    " WHERE NOT EXISTS (SELECT 1 FROM doverie_names AS n WHERE n.name = s.name AND n.stream = s.id) LIMIT 100",
    "SELECT 'stream ' || n.name || ': is named, but not there' FROM doverie_names AS n"
    " WHERE NOT EXISTS (SELECT 1 FROM doverie_streams AS s WHERE s.id = n.stream AND s.name = n.name) LIMIT 100",
    "SELECT 'stream ' || name || ': its summary is version ' || summary || ' of ' || version FROM doverie_streams"
    " WHERE summary < 1 OR summary > max(version, 1) LIMIT 100",
    "SELECT 'stream ' || s.name || ': is erased, but has a tag' FROM doverie_streams AS s"
    " JOIN doverie_tags AS t ON t.stream = s.name WHERE s.erased <> 0 GROUP BY s.id LIMIT 100",
    "SELECT 'message ' || id || ': attempt ' || attempt || ', leased ' || leased FROM doverie_messages"
    " WHERE leased NOT IN (0, 1) OR attempt < leased LIMIT 100",
    "WITH k(key, least, most) AS (VALUES ('epoch', 0, 1000000000), ('erased_position', 0, ~(1 << 63)),"
    " ('restored_at', 0, ~(1 << 63)), ('last_at', 0, ~(1 << 63)), ('identity_high', 1 << 63, ~(1 << 63)),"
    " ('identity_low', 1 << 63, ~(1 << 63)))"
    " SELECT 'doverie_meta: does not tell ' || k.key FROM k WHERE NOT EXISTS"
    " (SELECT 1 FROM doverie_meta AS m WHERE m.key = k.key AND m.value BETWEEN k.least AND k.most)",
};

bool ask(sqlite3* connection, const char* question, Findings& findings) {
  Statement statement(connection, question);
  Query query(statement);
  while (query.next()) findings.push_back(legible(query.text(0)));
  return query.ok();
}

// Everything that is text, and what to call it.
constexpr std::array kTexts{
    "SELECT 'stream ' || name, name FROM doverie_streams",
    "SELECT 'stream ' || coalesce(s.name, '?') || ', version ' || e.version, e.bytes, e.seal FROM doverie_events AS e"
    " LEFT JOIN doverie_streams AS s ON s.id = e.stream",
    "SELECT 'tag ' || tag, tag, stream FROM doverie_tags",
    "SELECT 'command ' || id, id, fingerprint, answer FROM doverie_commands",
    "SELECT 'message ' || id, id, queue, bytes FROM doverie_messages",
};

// SQL does not ask whether text is UTF-8.
bool look_for_texts(sqlite3* connection, Findings& findings) {
  return std::ranges::all_of(kTexts, [&](const char* texts) {
    Statement statement(connection, texts);
    Query query(statement);
    for (int found = 0; found < 100 && query.next();) {
      bool good = true;
      for (int column = 1; column < query.columns(); ++column) good = good && valid_utf8(query.text(column));
      if (good) continue;
      findings.push_back(legible(query.text(0)) + ": is not UTF-8");
      ++found;
    }
    return query.ok();
  });
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
  auto differences = differences_of_schema(connection, kStoreFormat, Scope::own_file);
  if (!differences) return last_fault(connection, Doing::reading, kChecking);
  std::ranges::move(*differences, std::back_inserter(findings));
  if (!look_for_texts(connection, findings)) return last_fault(connection, Doing::reading, kChecking);
  return findings;
}

}  // namespace doverie::sqlite
