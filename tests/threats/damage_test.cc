// SPDX-License-Identifier: Apache-2.0
//
// KN, KR: whatever is changed in the file behind the service's back, one cell, row, entry or page at a time, no door opens.
// The changes are made from the schema, so that a table or column that is new is changed as well.
//
// DOVERIE_ROUNDS=N takes every change of N times as many; DOVERIE_ROUNDS=20 all of them.
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>

#include "doverie/adapters/sqlite.h"
#include "support/past.h"
#include "support/raw_sqlite.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

namespace fs = std::filesystem;

// Their file, as it was when all that had happened.
class PastFile {
 public:
  PastFile() : past_(SqliteStore::create(path()).value()), bytes_(bytes_of(path())) {}

  std::string path() const { return directory_.file("circles.db"); }
  const std::string& bytes() const { return bytes_; }

  // Puts the file back as it was.
  void restore() const {
    for (const char* journal : {"-wal", "-journal"}) fs::remove(path() + journal);
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes_;
  }

  // What opens in the file as it is now; empty: nothing does.
  std::string opened() {
    auto store = SqliteStore::open(path());
    return store ? past_.opened(*std::move(store)) : std::string();
  }

 private:
  static std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TempDir directory_;
  Past past_;
  std::string bytes_;
};

std::vector<std::string> column(const std::string& path, const std::string& sql) {
  std::vector<std::string> values;
  const RawSqlite raw(path);
  const auto keep = [](void* to, int, char** columns, char**) {
    static_cast<std::vector<std::string>*>(to)->emplace_back(columns[0] ? columns[0] : "");
    return 0;
  };
  REQUIRE(sqlite3_exec(raw.get(), sql.c_str(), keep, &values, nullptr) == SQLITE_OK);
  return values;
}

// Every change of one cell, and of whole rows, in SQL.
std::vector<std::string> changes_of(const std::string& path) {
  std::vector<std::string> changes;
  for (const std::string& table : column(path, "SELECT name FROM sqlite_schema WHERE type = 'table'")) {
    const auto names = column(path, "SELECT name FROM pragma_table_info('" + table + "')");
    const auto keys = column(path, "SELECT name FROM pragma_table_info('" + table + "') WHERE pk > 0");
    std::string key;
    for (const std::string& one : keys) key += (key.empty() ? "quote(" : " || ' AND ' || quote(") + one + ")";
    std::string where;
    for (const std::string& one : keys) {
      where += (where.empty() ? "'" : " || ' AND ") + one + " = ' || quote(" + one + ")";
    }
    for (const std::string& row : column(path, "SELECT " + where + " FROM " + table)) {
      changes.push_back("DELETE FROM " + table + " WHERE " + row);
      for (const std::string& name : names) {
        for (const char* value : {"0", "1", "-1", "9223372036854775807", "''", "CAST(x'ff' AS TEXT)"}) {
          changes.push_back("UPDATE " + table + " SET " + name + " = " + value + " WHERE " + row);
        }
        changes.push_back("UPDATE " + table + " SET " + name + " = " + name + " + 1 WHERE " + row);
        // That of another row: two of them are one, or have changed places.
        changes.push_back("UPDATE OR IGNORE " + table + " SET " + name + " = (SELECT o." + name + " FROM " + table +
                          " AS o WHERE o." + name + " <> " + table + "." + name + " ORDER BY random() LIMIT 1) WHERE " +
                          row);
      }
    }
  }
  return changes;
}

constexpr int kAll = 20;

TEST_CASE("KN4: one cell or row of the file is another one, or gone, and no door opens") {
  PastFile past;
  const auto changes = changes_of(past.path());
  REQUIRE(changes.size() > 1000);
  const auto step = static_cast<std::size_t>(std::max(1, kAll / rounds_or(1)));
  int made = 0;
  for (std::size_t i = seed_or(0) % step; i < changes.size(); i += step) {
    past.restore();
    {
      const RawSqlite raw(past.path());
      raw.run("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF");
      if (raw.try_run(changes[i])) ++made;
    }
    const std::string opened = past.opened();
    CHECK_MESSAGE(opened.empty(), changes[i], ": ", opened);
  }
  CHECK(made > 50);
}

TEST_CASE("KN4: one bit, or a stretch of a page, is another one, and no door opens") {
  PastFile past;
  std::mt19937_64 random(seed_or(1));
  const std::size_t pages = past.bytes().size() / 4096;
  const int each = std::max(1, rounds_or(4));
  for (std::size_t page = 0; page < pages; ++page) {
    for (int round = 0; round < each; ++round) {
      past.restore();
      const std::size_t at = page * 4096 + random() % 4096;
      const std::size_t length = round % 2 == 0 ? 1 : 1 + random() % (4096 - at % 4096);
      std::string stretch = past.bytes().substr(at, length);
      if (length == 1) stretch[0] = static_cast<char>(stretch[0] ^ (1 << random() % 8));
      for (char& c : stretch) c = length == 1 ? c : static_cast<char>(round % 4 == 1 ? 0 : random());
      std::fstream file(past.path(), std::ios::binary | std::ios::in | std::ios::out);
      file.seekp(static_cast<std::streamoff>(at));
      file << stretch;
      file.close();
      const std::string opened = past.opened();
      CHECK_MESSAGE(opened.empty(), "at ", at, ", ", length, " bytes: ", opened);
    }
  }
}

}  // namespace
}  // namespace doverie::testing
