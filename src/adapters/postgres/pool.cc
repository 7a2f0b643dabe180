// SPDX-License-Identifier: Apache-2.0
//
// A list of idle connections: the one that was used last goes out first.
#include "adapters/postgres/pool.h"

#include <algorithm>

#include "adapters/identity.h"

namespace doverie::postgres {
namespace {

// After one to connect that did not succeed.
constexpr Duration kBeforeNextTry = std::chrono::milliseconds(100);
// How old what is known of a server may become.
constexpr Duration kLookAgain = std::chrono::seconds(20);
// What was not used for so long goes: somebody else may need the server's room.
constexpr Duration kIdle = std::chrono::seconds(60);

// Whether another try may succeed by itself.
bool may_pass(const Fault& fault) {
  return fault.code == FaultCode::store_unavailable;
}

}  // namespace

bool Pool::Lease::renew(Deadline deadline) {
  connection_.reset();
  if (std::exchange(counts_, false)) pool_->give_back(nullptr);
  auto next = pool_->take(deadline);
  if (next) *this = *std::move(next);
  return next.ok();
}

Result<Pool::Lease> Pool::take(Deadline deadline) {
  Lock lock(mutex_);
  bool has_waited = false;
  while (true) {
    if (auto connection = idle_one()) return look_again(std::move(connection), deadline, lock);
    const bool has_room = counts_.open < options_.pool_size;
    const auto now = std::chrono::steady_clock::now();
    if (has_room && now >= next_try_) {
      if (auto opened = open_one(deadline, lock)) return *std::move(opened);
      continue;
    }
    if (now >= deadline) {
      return Fault{FaultCode::store_unavailable, "event store: there was no free connection in time, of " +
                                                     std::to_string(counts_.open) +
                                                     " that are open; raise pool_size, or try again"};
    }
    if (!std::exchange(has_waited, true)) ++counts_.waited;
    returned_.wait_until(lock, has_room ? std::min(next_try_, deadline) : deadline);
  }
}

std::unique_ptr<Connection> Pool::idle_one() {
  while (!idle_.empty()) {
    std::unique_ptr<Connection> connection = std::move(idle_.back().connection);
    idle_.pop_back();
    if (connection->idle()) return connection;
    --counts_.open;  // the server has closed it meanwhile
  }
  return nullptr;
}

Result<Pool::Lease> Pool::look_again(std::unique_ptr<Connection> connection, Deadline deadline, Lock& lock) {
  lock.unlock();
  Lease lease(*this, std::move(connection));
  if (lease.checked_at() + kLookAgain > std::chrono::steady_clock::now()) return lease;
  const Status good = lease.check([&](Connection& one) { return check(one, deadline); });
  if (good) return lease;
  if (lease.is_usable()) return lease.give_up(), good.fault();
  return lease.renew(deadline) ? Result<Lease>(std::move(lease)) : Result<Lease>(good.fault());
}

std::optional<Result<Pool::Lease>> Pool::open_one(Deadline deadline, Lock& lock) {
  ++counts_.open;
  lock.unlock();
  auto connection = connect(deadline);
  lock.lock();
  if (connection) {
    ++counts_.opened;
    is_down_ = false;
    return Lease(*this, *std::move(connection));
  }
  --counts_.open;
  ++counts_.refused;
  const auto now = std::chrono::steady_clock::now();
  next_try_ = now + kBeforeNextTry;
  const bool goes_on = may_pass(connection.fault()) && now < deadline && (counts_.open > 0 || !is_down_);
  if (goes_on) return std::nullopt;
  if (counts_.open == 0 && may_pass(connection.fault())) is_down_ = true;
  if (is_down_) next_try_ = {};
  returned_.notify_one();
  return connection.fault();
}

Result<std::unique_ptr<Connection>> Pool::connect(Deadline deadline) {
  auto connection = Connection::open(options_, deadline, &keeping_);
  if (!connection) return connection;
  if (Status good = check(**connection, deadline); !good) return good.fault();
  return connection;
}

Status Pool::check(Connection& connection, Deadline deadline) {
  const std::int64_t written = last_written();  // before: others go on meanwhile
  const auto found = check_server(connection, options_, deadline);
  if (!found) return found.fault();
  connection.checked();
  return meet(*found, written);
}

std::int64_t Pool::last_written() {
  const std::lock_guard lock(mutex_);
  return written_;
}

Status Pool::meet(const Found& found, std::int64_t written) {
  const std::lock_guard lock(mutex_);
  if (identity_.empty()) identity_ = found.identity;
  if (Status same = check_identity(identity_, found.identity, "event store: open"); !same) return same;
  if (found.epoch == epoch_ && found.next_xid <= written) {
    return Fault{FaultCode::store_mismatch,
                 "event store: open: this server lacks transactions that were acknowledged: it is an old copy, or a backup"
                 " that was restored; have an operator call PostgresStore::raise_epoch, or connect to the right one"};
  }
  if (std::exchange(epoch_, found.epoch) != found.epoch) written_ = 0;
  return Done{};
}

void Pool::wrote(std::int64_t xid) {
  const std::lock_guard lock(mutex_);
  written_ = std::max(written_, xid);
}

std::string Pool::identity() {
  const std::lock_guard lock(mutex_);
  return identity_;
}

StoreConnections Pool::state() {
  const std::lock_guard lock(mutex_);
  StoreConnections state = counts_;
  state.most = options_.pool_size;
  state.in_use = state.open - static_cast<std::uint32_t>(idle_.size());
  return state;
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  const bool good = connection && connection->get() && connection->idle();
  std::unique_ptr<Connection> unneeded;  // closed when the mutex is free again
  {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (good) {
      idle_.push_back({std::move(connection), now});
    } else {
      --counts_.open;
    }
    if (!idle_.empty() && idle_.front().since + kIdle < now) {
      unneeded = std::move(idle_.front().connection);
      idle_.pop_front();
      --counts_.open;
    }
  }
  returned_.notify_one();
}

}  // namespace doverie::postgres
