// SPDX-License-Identifier: Apache-2.0
//
// A list of idle connections: the one that was used last goes out first.
#include "adapters/postgres/pool.h"

#include <utility>

#include "adapters/identity.h"
#include "adapters/postgres/schema.h"

namespace doverie::postgres {

bool Pool::Lease::renew() {
  connection_.reset();
  if (std::exchange(counts_, false)) pool_->give_back(nullptr);
  auto next = pool_->take();
  if (next) *this = *std::move(next);
  return next.ok();
}

Result<Pool::Lease> Pool::take() {
  std::unique_lock lock(mutex_);
  const auto free = [this] { return !idle_.empty() || open_ < options_.pool_size; };
  while (true) {
    if (!returned_.wait_until(lock, in(options_.pool_timeout), free)) {
      return Fault{FaultCode::store_unavailable, "event store: all " + std::to_string(options_.pool_size) +
                                                     " connections were in use for too long; raise pool_size, or try again"};
    }
    if (idle_.empty()) break;
    std::unique_ptr<Connection> connection = std::move(idle_.back());
    idle_.pop_back();
    if (connection->idle()) return Lease(*this, std::move(connection));
    --open_;  // the server has closed it meanwhile
  }
  ++open_;
  lock.unlock();
  auto connection = connect();
  if (connection) return Lease(*this, *std::move(connection));
  give_back(nullptr);
  return connection.fault();
}

Result<std::unique_ptr<Connection>> Pool::connect() {
  auto connection = Connection::open(options_, &keeping_);
  if (!connection) return connection.fault();
  const auto identity = check_server(**connection, options_);
  if (!identity) return identity.fault();
  if (Status same = meet(*identity); !same) return same.fault();
  return connection;
}

Status Pool::meet(const std::string& identity) {
  const std::lock_guard lock(mutex_);
  if (identity_.empty()) identity_ = identity;
  return check_identity(identity_, identity, "event store: open");
}

std::string Pool::identity() {
  const std::lock_guard lock(mutex_);
  return identity_;
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    if (connection && connection->get() && connection->idle()) {
      idle_.push_back(std::move(connection));
    } else {
      --open_;
    }
  }
  returned_.notify_one();
}

}  // namespace doverie::postgres
