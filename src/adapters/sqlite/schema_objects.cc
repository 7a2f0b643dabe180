// SPDX-License-Identifier: Apache-2.0
//
// What is right, a new database tells, to which the same migrations were applied.
#include "adapters/sqlite/schema_objects.h"

#include <algorithm>
#include <string_view>

#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/error.h"
#include "adapters/sqlite/statement.h"
#include "core/bytes/encoding.h"

namespace doverie::sqlite {
namespace {

using Objects = std::vector<std::string>;

// `table doverie_events: CREATE TABLE…` of everything but what SQLite makes by itself: indices of keys, statistics.
constexpr const char* kObjects =
    "SELECT type || ' ' || name || coalesce(': ' || replace(sql, char(10), ''), ''), name, tbl_name FROM sqlite_schema"
    " WHERE NOT (name LIKE 'sqlite\\_%' ESCAPE '\\' AND type IN ('table', 'index')) ORDER BY 1";

bool is_ours(std::string_view name) {
  return name.starts_with("doverie_");
}

std::optional<Objects> objects_of(sqlite3* connection, Scope scope) {
  Objects objects;
  Statement statement(connection, kObjects);
  Query query(statement);
  while (query.next()) {
    if (scope == Scope::own_file || is_ours(query.text(1)) || is_ours(query.text(2))) objects.push_back(query.text(0));
  }
  if (!query.ok()) return std::nullopt;
  return objects;
}

std::optional<Objects> model_of(const FileFormat& format, Scope scope) {
  sqlite3* raw = nullptr;
  const bool opened = sqlite3_open(":memory:", &raw) == SQLITE_OK;
  const Connection model(raw);
  if (!opened || !migrate_tables(raw, format)) return std::nullopt;
  return objects_of(raw, scope);
}

// A host may make a borrowed store for each of its transactions: the model of today's is made once.
std::optional<Objects> right_objects(const FileFormat& format, Scope scope) {
  if (scope == Scope::own_file || &format != &kStoreFormat) return model_of(format, scope);
  static const std::optional<Objects> kToday = model_of(kStoreFormat, Scope::host_database);
  return kToday;
}

}  // namespace

std::optional<std::vector<std::string>> differences_of_schema(sqlite3* connection, const FileFormat& format, Scope scope) {
  const auto right = right_objects(format, scope);
  const auto there = objects_of(connection, scope);
  if (!right || !there) return std::nullopt;
  Objects differences;
  const auto report = [&](const Objects& some, const Objects& others, const char* how) {
    for (const std::string& object : some) {
      if (!std::ranges::binary_search(others, object)) differences.push_back("the schema: " + (how + legible(object)));
    }
  };
  report(*there, *right, "is not of this library: ");
  report(*right, *there, "is missing: ");
  return differences;
}

Status check_schema(sqlite3* connection, const FileFormat& format, Scope scope, const std::string& where) {
  const auto differences = differences_of_schema(connection, format, scope);
  if (!differences) return last_fault(connection, Doing::opening, where);
  if (differences->empty()) return Done{};
  return Fault{FaultCode::store_corrupt, where + ": " + differences->front() +
                                             "; nothing may be there but what the library has made: restore a backup" +
                                             (scope == Scope::host_database ? ", or drop it" : "")};
}

}  // namespace doverie::sqlite
