// SPDX-License-Identifier: Apache-2.0
//
// How does a change happen as a whole or not at all?
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_TRANSACTION_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_TRANSACTION_H_

#include <sqlite3.h>

#include <cstdint>

namespace doverie::sqlite {

// All or nothing: begins when it is made, is undone when it goes away unless it was kept.
class Transaction {
 public:
  enum class Kind : std::uint8_t {
    reading,    // BEGIN: one snapshot
    writing,    // BEGIN IMMEDIATE: takes the write lock at once
    savepoint,  // inside somebody else's transaction, or one of its own when there is none
  };

  Transaction(sqlite3* connection, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Whether it has begun; the connection remembers why not.
  bool begun() const { return begun_; }
  // Commits or releases; false when that failed, and then it is undone when this goes away.
  bool keep();

 private:
  sqlite3* connection_;
  Kind kind_;
  bool begun_;
  bool open_;
};

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_TRANSACTION_H_
