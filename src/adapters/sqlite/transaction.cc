// SPDX-License-Identifier: Apache-2.0
//
// Transactions of our own, and savepoints inside somebody else's.
#include "adapters/sqlite/transaction.h"

#include "adapters/sqlite/statement.h"

namespace doverie::sqlite {
namespace {

const char* beginning(Transaction::Kind kind) {
  if (kind == Transaction::Kind::savepoint) return "SAVEPOINT doverie";
  return kind == Transaction::Kind::writing ? "BEGIN IMMEDIATE" : "BEGIN";
}

}  // namespace

Transaction::Transaction(sqlite3* connection, Kind kind)
    : connection_(connection), kind_(kind), begun_(execute(connection, beginning(kind))), open_(begun_) {}

Transaction::~Transaction() {
  // Some errors (a full disk, for one) make SQLite roll everything back by itself: there is nothing left to undo then.
  if (!open_ || sqlite3_get_autocommit(connection_) != 0) return;
  execute(connection_, kind_ == Kind::savepoint ? "ROLLBACK TO doverie; RELEASE doverie" : "ROLLBACK");
}

bool Transaction::keep() {
  const bool kept = execute(connection_, kind_ == Kind::savepoint ? "RELEASE doverie" : "COMMIT");
  if (kept) open_ = false;
  return kept;
}

}  // namespace doverie::sqlite
