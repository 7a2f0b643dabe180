// SPDX-License-Identifier: Apache-2.0
//
// What would a library of later make of the stores of today? It has a schema version 2, which is invented here and lives in no
// other place.
#ifndef DOVERIE_TESTS_STORES_LATER_SCHEMA_H_
#define DOVERIE_TESTS_STORES_LATER_SCHEMA_H_

#include <string>
#include <vector>

#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/schema.h"
#include "doverie/adapters/sqlite.h"
#include "support/batches.h"
#include "support/raw_sqlite.h"
#include "support/results.h"

namespace doverie::testing {

// Events get a column, and every one of them is written anew.
inline constexpr const char* kToSchema2 = R"sql(
CREATE TABLE doverie_events_2 (
  position INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL REFERENCES doverie_streams (id),
  version INTEGER NOT NULL,
  bytes TEXT NOT NULL,
  seal TEXT NOT NULL,
  size INTEGER NOT NULL,
  UNIQUE (stream, version)
) STRICT;
INSERT INTO doverie_events_2
  SELECT position, stream, version, bytes, seal, length(bytes) FROM doverie_events ORDER BY position;
DROP TABLE doverie_events;
ALTER TABLE doverie_events_2 RENAME TO doverie_events;
)sql";

class LaterLibrary {
 public:
  explicit LaterLibrary(const std::vector<const char*>& more = {kToSchema2}) {
    migrations_.insert(migrations_.end(), more.begin(), more.end());
    format_.migrations = migrations_;
  }
  LaterLibrary(const LaterLibrary&) = delete;
  LaterLibrary& operator=(const LaterLibrary&) = delete;

  const sqlite::FileFormat& format() const { return format_; }
  // Opens and closes the file as a store does.
  Status open(const std::string& path) const {
    const auto file = sqlite::open_file(path, settings());
    return file ? Status(Done{}) : file.as<Done>();
  }
  Status create(const std::string& path) const {
    const auto file = sqlite::create_file(path, settings());
    return file ? Status(Done{}) : file.as<Done>();
  }

 private:
  sqlite::FileSettings settings() const {
    return {format_, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL;", "PRAGMA journal_mode = WAL", "wal", 250};
  }

  std::vector<const char*> migrations_{sqlite::kStoreFormat.migrations.begin(), sqlite::kStoreFormat.migrations.end()};
  sqlite::FileFormat format_ = sqlite::kStoreFormat;
};

// Something in every table, as the library of today writes it.
inline void fill(EventStore& store) {
  REQUIRE_OK(store.append(BatchBuilder("1").append("a", 0, {"one", "two"}).tag("t", "a").put(message("m"))));
  REQUIRE_OK(store.append(BatchBuilder("2").append("b", 0, {"other"}).append("gone", 0, {"name"})));
  REQUIRE_OK(store.append(BatchBuilder("3").append("a", 2, {"three"}).loaded("gone", 1).erase("gone")));
  REQUIRE(lease_ids(store, kStart).size() == 1);
}

// All rows, whatever the schema.
inline std::string contents_of(const RawSqlite& raw) {
  const auto rows = [&](const std::string& columns, const std::string& from) {
    return raw.value("SELECT group_concat(row, char(10)) FROM (SELECT " + columns + " AS row FROM " + from + ")") + "\n";
  };
  return rows("name || ' ' || version || ' ' || erased || ' ' || summary", "doverie_streams ORDER BY name") +
         rows("e.position || ' ' || s.name || '@' || e.version || ' ' || e.bytes || ' ' || e.seal",
              "doverie_events AS e JOIN doverie_streams AS s ON s.id = e.stream ORDER BY e.position") +
         rows("tag || ' ' || stream || ' ' || set_at", "doverie_tags ORDER BY tag, stream") +
         rows("id || ' ' || fingerprint || ' ' || answer || ' ' || decided_at", "doverie_commands ORDER BY id") +
         rows(
             "id || ' ' || bytes || ' ' || available_at || ' ' || not_before || ' ' || useless_after || ' ' || attempt"
             " || ' ' || leased",
             "doverie_messages ORDER BY id") +
         rows("key || ' ' || value", "doverie_meta WHERE key <> 'schema' ORDER BY key");
}
inline std::string contents_of(const std::string& path) {
  return contents_of(RawSqlite(path));
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_STORES_LATER_SCHEMA_H_
