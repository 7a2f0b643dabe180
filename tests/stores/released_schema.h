// SPDX-License-Identifier: Apache-2.0
//
// Files as earlier versions of the library wrote them.
#ifndef DOVERIE_TESTS_STORES_RELEASED_SCHEMA_H_
#define DOVERIE_TESTS_STORES_RELEASED_SCHEMA_H_

#include <fstream>
#include <iterator>
#include <string>

#include "support/batches.h"
#include "support/raw_sqlite.h"

namespace doverie::testing {

// Writes the file of that schema version to `path`; false when none is kept.
inline bool write_released_store(int schema, const std::string& path) {
  std::ifstream dump(std::string(DOVERIE_RELEASED_SCHEMAS) + "/store_" + std::to_string(schema) + ".sql");
  if (!dump) return false;
  RawSqlite(path).run({std::istreambuf_iterator<char>(dump), {}});
  return true;
}

// Every released file has the same in it.
inline void check_released_content(EventStore& store) {
  CHECK(stream_of(store, "a").events == std::vector{event("one"), event("two"), event("three")});
  CHECK(stream_of(store, "b").events == std::vector{event("other")});
  CHECK(stream_of(store, "gone").erased);
  CHECK(tagged(store, "t") == std::vector<std::string>{"a"});
  CHECK(feed_of(store) == std::vector<std::string>{"a@1", "a@2", "b@1", "a@3"});
  CHECK(command_of(store, "2").value().answer == R"({"answer":"2"})");
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_STORES_RELEASED_SCHEMA_H_
