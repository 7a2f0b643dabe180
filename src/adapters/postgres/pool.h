// SPDX-License-Identifier: Apache-2.0
//
// Which connection does a call get?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_POOL_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_POOL_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "adapters/postgres/connection.h"

namespace doverie::postgres {

// Connections that are opened when needed, checked (check_server), and used again. Thread-safe.
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
    // Gives this connection up, and gets another one, which may lead to another server; false when there is none.
    bool renew();

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
    bool counts_ = true;  // as one of the pool's open ones
  };

  explicit Pool(const PostgresOptions& options) : options_(options), identity_(options.identity) {}

  // Waits for a free connection, but not longer than the pool's timeout.
  Result<Lease> take();

  // Of the store that the connections lead to; empty before the first one, if the host has pinned none.
  std::string identity();

 private:
  void give_back(std::unique_ptr<Connection> connection);
  // Every connection has to lead to the same store: the one that the host has pinned, or the first.
  Status meet(const std::string& identity);
  Result<std::unique_ptr<Connection>> connect();

  const PostgresOptions& options_;
  Keeping keeping_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;  // guarded by mutex_; the last one was used last
  std::string identity_;                           // guarded by mutex_
  std::uint32_t open_ = 0;                         // guarded by mutex_; the idle ones and those that are out
};

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_POOL_H_
