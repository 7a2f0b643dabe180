// SPDX-License-Identifier: Apache-2.0
//
// Which connection does a call get?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_POOL_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_POOL_H_

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "adapters/postgres/connection.h"
#include "adapters/postgres/server.h"

namespace doverie::postgres {

// Connections that are opened when needed, checked (check_server), checked again at intervals, and used again. A pool that gets
// fewer than it may have lives with those, and tries for more from time to time; what it has not needed for a while, it closes.
// Thread-safe.
class Pool {
 public:
  // Takes a connection out of the pool and brings it back, unless it broke meanwhile. REQUIRES: the pool outlives it.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection) : pool_(&pool), connection_(std::move(connection)) {}
    ~Lease() {
      if (counts_) pool_->give_back(std::move(connection_));
    }
    Lease(Lease&& other) noexcept
        : pool_(other.pool_), connection_(std::move(other.connection_)), counts_(std::exchange(other.counts_, false)) {}
    Lease& operator=(Lease&& other) noexcept {
      std::swap(pool_, other.pool_);
      std::swap(connection_, other.connection_);
      std::swap(counts_, other.counts_);
      return *this;
    }

    Reply round_trip(std::span<const Query> queries, Deadline deadline) {
      return connection_ ? connection_->round_trip(queries, deadline) : Reply{};
    }
    Reply round_trip(const Query& query, Deadline deadline) { return round_trip(std::span(&query, 1), deadline); }
    // Ends the transaction that an error has left open. False when the connection is of no more use.
    bool roll_back(Deadline deadline) { return connection_ && connection_->roll_back(deadline); }
    bool is_usable() const { return connection_ && connection_->get(); }
    Deadline checked_at() const { return connection_->checked_at(); }
    template <class Check>
    Status check(Check check) {
      return check(*connection_);
    }
    // The connection is not used any more.
    void give_up() { connection_.reset(); }
    // Gives this connection up, and gets another one, which may lead to another server; false when there is none.
    bool renew(Deadline deadline);

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
    bool counts_ = true;  // as one of the pool's open ones
  };

  explicit Pool(const PostgresOptions& options) : options_(options), identity_(options.identity) {}

  // Waits for a free connection, or for a server that lets one in, but not longer than until `deadline`. Does not wait for a
  // server that has let nobody in since an earlier call has.
  Result<Lease> take(Deadline deadline);

  // Of the store that the connections lead to; empty before the first one, if the host has pinned none.
  std::string identity();
  StoreConnections state();
  // A transaction of this number was acknowledged.
  void wrote(std::int64_t xid);

 private:
  using Lock = std::unique_lock<std::mutex>;

  // The next idle connection that still lives, if there is one.
  std::unique_ptr<Connection> idle_one();
  Result<Lease> look_again(std::unique_ptr<Connection> connection, Deadline deadline, Lock& lock);
  // nullopt: not yet.
  std::optional<Result<Lease>> open_one(Deadline deadline, Lock& lock);
  Result<std::unique_ptr<Connection>> connect(Deadline deadline);
  Status check(Connection& connection, Deadline deadline);
  void give_back(std::unique_ptr<Connection> connection);
  // Every connection has to lead to the same store, the one that the host has pinned, or the first; and to one that has all
  // that was acknowledged.
  Status meet(const Found& found, std::int64_t written);
  std::int64_t last_written();

  const PostgresOptions& options_;
  Keeping keeping_;
  std::mutex mutex_;
  std::condition_variable returned_;
  struct Idle {
    std::unique_ptr<Connection> connection;
    Deadline since;
  };
  std::deque<Idle> idle_;  // guarded by mutex_, as all that follows; the last one was used last
  std::string identity_;
  std::int64_t epoch_ = -1;
  std::int64_t written_ = 0;  // the highest transaction that was acknowledged in this epoch
  StoreConnections counts_;   // open: the idle ones and those that are out
  Deadline next_try_{};       // after one to connect that did not succeed
  bool is_down_ = true;       // the last call that tried long enough has got no connection
};

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_POOL_H_
