// SPDX-License-Identifier: Apache-2.0
//
// Statements are compiled when they are first used, and reset when their query ends.
#include "adapters/sqlite/statement.h"

namespace doverie::sqlite {

sqlite3_stmt* Statement::prepared() {
  if (!prepared_) sqlite3_prepare_v3(connection_, sql_, -1, SQLITE_PREPARE_PERSISTENT, &prepared_, nullptr);
  return prepared_;
}

Query::~Query() {
  // A statement left in the middle of its rows would hold the transaction open.
  sqlite3_reset(statement_);
  if (statement_) sqlite3_clear_bindings(statement_);
}

bool Query::next() {
  if (!ok_ || ended_) return false;
  const int code = sqlite3_step(statement_);
  ended_ = code != SQLITE_ROW;
  ok_ = code == SQLITE_ROW || code == SQLITE_DONE;
  return code == SQLITE_ROW;
}

std::string Query::text(int column) const {
  // The text first: asking for it is what settles the number of bytes.
  const unsigned char* text = sqlite3_column_text(statement_, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return text ? std::string(reinterpret_cast<const char*>(text), size) : std::string();
}

void Query::bind(int index, std::string_view text) {
  const char* bytes = text.data() ? text.data() : "";  // a null pointer would bind NULL
  ok_ = ok_ && sqlite3_bind_text64(statement_, index, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK;
}

void Query::bind(int index, std::int64_t number) {
  ok_ = ok_ && sqlite3_bind_int64(statement_, index, number) == SQLITE_OK;
}

std::optional<std::int64_t> integer_of(sqlite3* connection, const char* sql) {
  Statement statement(connection, sql);
  Query query(statement);
  if (!query.next()) return std::nullopt;
  return query.integer(0);
}

std::optional<std::string> text_of(sqlite3* connection, const char* sql) {
  Statement statement(connection, sql);
  Query query(statement);
  if (!query.next()) return std::nullopt;
  return query.text(0);
}

bool execute(sqlite3* connection, const char* sql) {
  return sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

}  // namespace doverie::sqlite
