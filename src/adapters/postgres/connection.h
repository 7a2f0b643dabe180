// SPDX-License-Identifier: Apache-2.0
//
// Connections of our own, and round trips on them.
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_CONNECTION_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_CONNECTION_H_

#include <libpq-fe.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adapters/postgres/error.h"
#include "adapters/postgres/params.h"
#include "adapters/postgres/rows.h"
#include "doverie/adapters/postgres.h"
#include "doverie/core/result.h"

namespace doverie::postgres {

using Deadline = std::chrono::steady_clock::time_point;

inline Deadline in(Duration time) {
  return std::chrono::steady_clock::now() + time;
}

struct Query {
  const char* sql;
  const Params* params = nullptr;
  // Under which the server may keep the statement, parsed; nullptr: it is parsed every time. One name, one text.
  const char* name = nullptr;
};

// Whether the server keeps statements from one transaction to the next. Behind a pooler that gives every transaction another
// server connection it does not, and that shows when one is gone, or there already: then nothing is kept any more.
class Keeping {
 public:
  bool on() const { return on_.load(std::memory_order_relaxed); }
  void stop() { on_.store(false, std::memory_order_relaxed); }

 private:
  std::atomic<bool> on_ = true;
};

// What came of a round trip.
struct Reply {
  enum class Kind : std::uint8_t {
    good,     // every statement has run
    refused,  // the server answered one with an error, and ran none of those behind it
    lost,     // no answer: what was sent may or may not have happened, or may yet happen
  };

  Kind kind = Kind::lost;
  bool warned = false;       // the server has sent a warning with it
  std::vector<Rows> rows{};  // good: one for each query
  ServerError error{};       // refused: the server's; lost: what is known

  bool good() const { return kind == Kind::good; }
  Fault fault(std::string_view where) const { return fault_of(error, where); }
};

struct CloseConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};

// REQUIRES: one thread at a time.
class Connection {
 public:
  // Connects to the first host that takes writes, until `deadline` at the latest. `keeping` outlives the connection; nullptr: no
  // statement is kept.
  static Result<std::unique_ptr<Connection>> open(const PostgresOptions& options, Deadline deadline,
                                                  Keeping* keeping = nullptr);

  // Sends all statements at once and waits for all answers, until `deadline`. After `lost` the connection is of no more use.
  Reply round_trip(std::span<const Query> queries, Deadline deadline);
  Reply round_trip(const Query& query, Deadline deadline) { return round_trip(std::span(&query, 1), deadline); }

  // Ends the transaction that an error has left open. False when the connection is of no more use.
  bool roll_back(Deadline deadline);

  // Whether the server is there and knows of no transaction, as far as that shows without asking it.
  bool idle();

  PGconn* get() const { return connection_.get(); }

  // When everything about the server was looked at last.
  Deadline checked_at() const { return checked_at_; }
  void checked() { checked_at_ = std::chrono::steady_clock::now(); }

 private:
  Connection(std::unique_ptr<PGconn, CloseConnection> connection, Keeping* keeping)
      : connection_(std::move(connection)), keeping_(keeping) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  static void notice(void* self, const PGresult* result);

  bool send(std::span<const Query> queries);
  bool send(const Query& query);
  // Has the server parse the statement and keep it, if it may and has not yet. False: nothing could be sent.
  bool prepare(const Query& query, const Params& params);
  bool keeps(const Query& query) const;
  bool flush_and_wait(Deadline deadline);
  // The next result; nullptr between the results of two statements. nullopt: lost.
  std::optional<Rows> next(Deadline deadline);
  void collect(Deadline deadline, Reply& reply);
  void take_in(Rows rows, const char* prepared, Reply& reply);
  Reply lost();

  std::unique_ptr<PGconn, CloseConnection> connection_;
  Keeping* keeping_;
  std::vector<std::string> kept_;  // names of statements that the server has
  // What was sent and is not answered yet: the name of a statement that is prepared, nullptr for one that runs.
  std::vector<const char*> sent_;
  bool warned_ = false;
  Deadline checked_at_{};
};

// Connects, host by host: of several, each gets its share of the time.
Result<std::unique_ptr<PGconn, CloseConnection>> connect(const PostgresOptions& options, Deadline deadline);

// False when time is up.
bool wait_for(PGconn* connection, short events, Deadline deadline);

// The same on a host's connection, which may wait as long as it likes.
Reply ask(PGconn* connection, const Query& query);

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_CONNECTION_H_
