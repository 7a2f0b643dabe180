// SPDX-License-Identifier: Apache-2.0
//
// What is asked of the tables, and what they answer: the same on connections of our own and on a host's.
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_TABLES_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_TABLES_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cursor.h"
#include "adapters/postgres/params.h"
#include "adapters/postgres/rows.h"
#include "doverie/ports/event_store.h"

namespace doverie::postgres {

// A statement that every command runs, and the name that the server may keep it under: made of the text, so that whoever
// shares a server's connection means the same by it.
struct NamedStatement {
  explicit NamedStatement(std::string text);

  std::string sql;
  std::string name;
};

// The statements, with the schema's name in them. Immutable.
struct Statements {
  explicit Statements(const std::string& schema);

  NamedStatement read;
  NamedStatement append;
  std::string resolve;
  std::string lease;
  std::string settle;
  std::string let_go;
  std::string feed;
  std::string restored_at;
};

// Several requests in one statement, hence from one snapshot.
Params read_params(std::span<const ReadRequest* const> requests);
std::vector<Result<ReadResult>> read_results(std::span<const ReadRequest* const> requests, const Rows& rows);

struct Terms {
  std::string_view attempt{};          // names it, so that it can be voided; empty: it cannot
  std::optional<Duration> patience{};  // with what others hold; nullopt: as long as the connection has, see schema_1.cc
  bool waits = true;                   // for streams that others hold
  bool require_standby = false;
};

// Several batches in one statement. REQUIRES: in ascending order of command id, each with an id of its own and without a flaw;
// none changes a stream that another one names.
Params append_params(std::span<const Batch* const> batches, const Terms& terms);
// nullopt: others hold a stream of it; nothing of it was written.
std::vector<std::optional<Result<AppendResult>>> append_results(std::size_t batches, const Rows& rows);
// The number of the transaction that has written them.
std::int64_t transaction_of(const Rows& rows);

Params lease_params(std::string_view queue, Instant now, Duration lease_for, std::uint32_t limit);
std::vector<LeasedMessage> lease_result(const Rows& rows);

Params settle_params(const std::vector<Settlement>& settlements);

// A feed cursor: the store's epoch when it was handed out, then the place of the event.
struct FeedCursor {
  std::int64_t store_epoch = -1;  // -1: the beginning
  std::int64_t epoch = 0;
  std::uint64_t xid = 0;
  std::int64_t position = 0;

  // invalid_argument unless this store has handed it out.
  static Result<FeedCursor> parse(const CursorCheck& cursors, std::string_view text);
  std::string place() const;  // as the cursor tells it
};
// Whether what is no text any more ends the feed, or is there as it is.
enum class FeedTexts : bool { good, all };

Params feed_params(const FeedCursor& after, std::uint32_t limit);
Result<std::vector<FeedEntry>> feed_result(const CursorCheck& cursors, std::string_view cursor, const Rows& rows,
                                           FeedTexts texts);

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_TABLES_H_
