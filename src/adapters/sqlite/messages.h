// SPDX-License-Identifier: Apache-2.0
//
// Which messages are due, and who has them in hand?
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_MESSAGES_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_MESSAGES_H_

#include <vector>

#include "adapters/sqlite/statement.h"
#include "doverie/ports/event_store.h"

namespace doverie::sqlite {

// The rows of doverie_messages. REQUIRES of every method: called inside a transaction, which the caller keeps or undoes.
class MessageTable {
 public:
  explicit MessageTable(sqlite3* connection) : connection_(connection) {}

  // False when a row could not be written, an id that is there already included.
  bool put(const std::vector<MessageRecord>& messages);
  // False when that could not be written; what is not there is none.
  bool withdraw(const std::vector<WithdrawnMessage>& messages);
  Result<std::vector<LeasedMessage>> lease(std::string_view queue, Instant now, Duration lease_for, std::uint32_t limit);
  Status settle(const std::vector<Settlement>& settlements);

 private:
  bool settle(const Settlement& settlement);

  sqlite3* connection_;
  Statement put_{connection_,
                 "INSERT INTO doverie_messages (queue, available_at, id, bytes, not_before, useless_after)"
                 " VALUES (?1, ?4, ?2, ?3, ?4, ?5)"};
  Statement withdraw_{connection_,
                      "DELETE FROM doverie_messages WHERE queue = ?1 AND available_at = ?2 AND id = ?3 AND attempt = 0"};
  // By available_at, which moves on with every lease: messages whose sender crashes again and again get behind all others.
  Statement due_{connection_,
                 "SELECT queue, id, bytes, not_before, useless_after, attempt, available_at FROM doverie_messages"
                 " WHERE queue = ?1 AND available_at <= ?2 ORDER BY available_at, id LIMIT ?3"};
  // A row has its place by available_at. Moving it by hand costs a tenth of what an UPDATE of the key does (measured).
  Statement take_out_{connection_, "DELETE FROM doverie_messages WHERE queue = ?1 AND available_at = ?2 AND id = ?3"};
  Statement put_back_{
      connection_,
      "INSERT INTO doverie_messages (queue, available_at, id, bytes, not_before, useless_after, attempt, leased)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)"};
  // The attempt only ever grows while the row lives, so a lease is never given twice.
  Statement remove_{connection_,
                    "DELETE FROM doverie_messages"
                    " WHERE queue = ?1 AND available_at = ?2 AND id = ?3 AND leased = 1 AND attempt = ?4"};
  Statement postpone_{connection_,
                      "UPDATE doverie_messages SET leased = 0, available_at = ?5, queue = ?6"
                      " WHERE queue = ?1 AND available_at = ?2 AND id = ?3 AND leased = 1 AND attempt = ?4"};
};

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_MESSAGES_H_
