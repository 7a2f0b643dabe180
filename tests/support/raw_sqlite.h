// SPDX-License-Identifier: Apache-2.0
//
// A plain connection, to look at files and to spoil them.
#ifndef DOVERIE_TESTS_SUPPORT_RAW_SQLITE_H_
#define DOVERIE_TESTS_SUPPORT_RAW_SQLITE_H_

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <string>

namespace doverie::testing {

class RawSqlite {
 public:
  explicit RawSqlite(const std::string& path) { REQUIRE(sqlite3_open(path.c_str(), &connection_) == SQLITE_OK); }
  ~RawSqlite() { sqlite3_close(connection_); }
  RawSqlite(const RawSqlite&) = delete;
  RawSqlite& operator=(const RawSqlite&) = delete;

  sqlite3* get() const { return connection_; }
  bool try_run(const std::string& sql) const {
    return sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  void run(const std::string& sql) const {
    const bool good = try_run(sql);
    const std::string error = sqlite3_errmsg(connection_);
    REQUIRE_MESSAGE(good, error);
  }
  // The first column of the first row as text; empty when there is none.
  std::string value(const std::string& sql) const {
    std::string value;
    const auto keep = [](void* to, int, char** columns, char**) {
      if (columns[0]) *static_cast<std::string*>(to) = columns[0];
      return 0;
    };
    REQUIRE(sqlite3_exec(connection_, sql.c_str(), keep, &value, nullptr) == SQLITE_OK);
    return value;
  }

 private:
  sqlite3* connection_ = nullptr;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_RAW_SQLITE_H_
