// SPDX-License-Identifier: Apache-2.0
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
      if (pool_) pool_->give_back(std::move(connection_));
    }
    Lease(Lease&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)), connection_(std::move(other.connection_)) {}
    Lease& operator=(Lease&& other) noexcept {
      std::swap(pool_, other.pool_);
      std::swap(connection_, other.connection_);
      return *this;
    }

    Connection* operator->() const { return connection_.get(); }
    // The connection led to the wrong server: the next one may lead to another.
    void drop() { connection_.reset(); }
    bool is_usable() const { return connection_ && connection_->get(); }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  explicit Pool(const PostgresOptions& options) : options_(options) {}

  // Waits for a free connection, but not longer than the pool's timeout.
  Result<Lease> take();

 private:
  void give_back(std::unique_ptr<Connection> connection);
  Result<std::unique_ptr<Connection>> connect();

  const PostgresOptions& options_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;  // guarded by mutex_; the last one was used last
  std::uint32_t open_ = 0;                         // guarded by mutex_; the idle ones and those that are out
};

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_POOL_H_
