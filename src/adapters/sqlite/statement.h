// SPDX-License-Identifier: Apache-2.0
//
// Prepared statements. Nothing here throws; what fails shows in Query::ok(), and the connection remembers why (last_fault).
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_STATEMENT_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_STATEMENT_H_

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "doverie/core/time.h"

namespace doverie::sqlite {

// One statement, prepared at its first use and kept. REQUIRES: the connection and `sql` outlive it.
class Statement {
 public:
  Statement(sqlite3* connection, const char* sql) : connection_(connection), sql_(sql) {}
  ~Statement() { sqlite3_finalize(prepared_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // nullptr when it cannot be prepared.
  sqlite3_stmt* prepared();

  // Runs it to its end with these values as ?1, ?2, …; true when that went well.
  template <class... Values>
  bool run(const Values&... values);

 private:
  sqlite3* connection_;
  const char* sql_;
  sqlite3_stmt* prepared_ = nullptr;
};

// One execution of a statement, which is free for the next one when this goes away. REQUIRES: one at a time per statement; the
// values outlive it (texts are not copied).
class Query {
 public:
  template <class... Values>
  explicit Query(Statement& statement, const Values&... values)
      : statement_(statement.prepared()), ok_(statement_ != nullptr) {
    int index = 0;
    (bind(++index, values), ...);
  }
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  // Steps to the next row; false when there is none, or on failure.
  bool next();
  bool ok() const { return ok_; }

  // Columns of the row. REQUIRES: next() was true.
  std::string text(int column) const;
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::uint64_t count(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  int columns() const { return sqlite3_column_count(statement_); }
  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  Instant instant(int column) const { return Instant(Duration(integer(column))); }

 private:
  void bind(int index, std::string_view text);
  void bind(int index, std::int64_t number);
  void bind(int index, std::uint64_t number) { bind(index, static_cast<std::int64_t>(number)); }
  void bind(int index, Instant instant) { bind(index, std::int64_t{instant.time_since_epoch().count()}); }
  template <class Value>
  void bind(int index, const std::optional<Value>& value) {
    if (value) bind(index, *value);  // unbound is NULL
  }

  sqlite3_stmt* statement_;
  bool ok_;
  bool ended_ = false;
};

template <class... Values>
bool Statement::run(const Values&... values) {
  Query query(*this, values...);
  while (query.next()) {
  }
  return query.ok();
}

// The first column of the first row of a statement that is used once; nullopt when that fails.
std::optional<std::int64_t> integer_of(sqlite3* connection, const char* sql);
std::optional<std::string> text_of(sqlite3* connection, const char* sql);

// Runs statements that give no rows of interest.
bool execute(sqlite3* connection, const char* sql);

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_STATEMENT_H_
