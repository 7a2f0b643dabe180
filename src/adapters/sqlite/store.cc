// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <mutex>
#include <optional>
#include <tuple>

#include "adapters/sqlite/backup.h"
#include "adapters/sqlite/check.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/error.h"
#include "adapters/sqlite/events.h"
#include "adapters/sqlite/messages.h"
#include "adapters/sqlite/owner_process.h"
#include "adapters/sqlite/transaction.h"
#include "doverie/adapters/sqlite.h"

namespace doverie {
namespace {

using sqlite::Doing;
using sqlite::Transaction;

// Exclusive before the first look at the file: the WAL index then lives in memory, and nobody else gets in.
const sqlite::FileSettings kSettings{sqlite::kStoreFormat, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL;",
                                     "PRAGMA journal_mode = WAL", "wal", 250};

// The WAL is written back when it has this many pages: SQLite's own default.
constexpr int kPagesBeforeCheckpoint = 1000;

constexpr const char* kWhere = "event store";

}  // namespace

class SqliteStore::Impl {
 public:
  Impl(sqlite::Connection connection, std::shared_ptr<Clock> clock);

  // Finishes what the process before this one left behind.
  Status begin();

  template <class T, class Work>
  Result<T> snapshot(Work work);
  template <class T, class Work>
  Result<T> write(Work work);
  Result<AppendResult> append(const Batch& batch);

  // For backups: one step of reading, and, even when the store cannot be used any more, letting go of the connection.
  Result<bool> step(const std::function<Result<bool>(sqlite3*)>& work) {
    return alone<bool>([&] { return work(connection_.get()); });
  }
  void let_go(const std::function<void()>& work) {
    const std::lock_guard lock(mutex_);
    work();
  }
  Result<std::vector<std::string>> findings() {
    return snapshot<std::vector<std::string>>([this] { return sqlite::findings_in(connection_.get()); });
  }

  const sqlite::OwnerProcess& owner() const { return owner_; }
  std::optional<Instant> now() const { return clock_ ? std::optional(clock_->now()) : std::nullopt; }
  sqlite::EventTables& events() { return events_; }
  sqlite::MessageTable& messages() { return messages_; }

 private:
  // Runs `work` alone, unless the store cannot be used any more.
  template <class T, class Work>
  Result<T> alone(Work work);
  void maintain();

  sqlite::OwnerProcess owner_;
  std::shared_ptr<Clock> clock_;
  std::mutex mutex_;
  sqlite::Connection connection_;  // guarded by mutex_, as is all that follows
  sqlite::EventTables events_;
  sqlite::MessageTable messages_;
  std::optional<Fault> failed_;  // after a failed write nobody knows what is on the disk: refuse until opened again
  int wal_pages_ = 0;            // as of the last commit
  bool truncate_wal_ = true;     // it may hold what was erased
};

SqliteStore::Impl::Impl(sqlite::Connection connection, std::shared_ptr<Clock> clock)
    : clock_(std::move(clock)),
      connection_(std::move(connection)),
      events_(connection_.get()),
      messages_(connection_.get()) {
  // Instead of SQLite's automatic checkpoint, which hides its errors.
  const auto count = [](void* pages, sqlite3*, const char*, int size) {
    *static_cast<int*>(pages) = size;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(connection_.get(), count, &wal_pages_);
}

Status SqliteStore::Impl::begin() {
  sqlite3_busy_timeout(connection_.get(), 0);
  maintain();
  return failed_ ? Status(*failed_) : Status(Done{});
}

template <class T, class Work>
Result<T> SqliteStore::Impl::alone(Work work) {
  if (!owner_.is_current()) return owner_.forked(kWhere);  // first: another thread may have held the mutex at fork()
  const std::lock_guard lock(mutex_);
  if (failed_) return *failed_;
  Result<T> result = work();
  if (result.faulted() && result.fault().code == FaultCode::store_failed) failed_ = result.fault();
  return result;
}

template <class T, class Work>
Result<T> SqliteStore::Impl::snapshot(Work work) {
  return alone<T>([&]() -> Result<T> {
    const Transaction transaction(connection_.get(), Transaction::Kind::reading);
    if (!transaction.begun()) return sqlite::last_fault(connection_.get(), Doing::reading, kWhere);
    return work();
  });
}

template <class T, class Work>
Result<T> SqliteStore::Impl::write(Work work) {
  return alone<T>([&]() -> Result<T> {
    Transaction transaction(connection_.get(), Transaction::Kind::writing);
    if (!transaction.begun()) return sqlite::last_fault(connection_.get(), Doing::writing, kWhere);
    Result<T> result = work();
    if (!result) return result;
    if (!transaction.keep()) return sqlite::last_fault(connection_.get(), Doing::writing, kWhere);
    maintain();
    return result;
  });
}

Result<AppendResult> SqliteStore::Impl::append(const Batch& batch) {
  return alone<AppendResult>([&]() -> Result<AppendResult> {
    Transaction transaction(connection_.get(), Transaction::Kind::writing);
    if (!transaction.begun()) return sqlite::last_fault(connection_.get(), Doing::writing, kWhere);
    Result<AppendResult> result = events_.append(batch, messages_);
    if (!result || result->outcome != AppendOutcome::appended) return result;
    if (!transaction.keep()) {
      Fault fault = sqlite::last_fault(connection_.get(), Doing::writing, "event store: commit");
      if (fault.code != FaultCode::store_failed) return fault;
      failed_ = std::move(fault);
      return AppendResult{AppendOutcome::unknown};
    }
    truncate_wal_ = truncate_wal_ || !batch.erase.empty();
    maintain();
    return result;
  });
}

// Not part of any command: when it fails, what was committed is committed.
void SqliteStore::Impl::maintain() {
  if (!truncate_wal_ && wal_pages_ < kPagesBeforeCheckpoint) return;
  const int mode = truncate_wal_ ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  if (sqlite3_wal_checkpoint_v2(connection_.get(), "main", mode, nullptr, nullptr) == SQLITE_OK) {
    truncate_wal_ = false;
    wal_pages_ = 0;
    return;
  }
  Fault fault = sqlite::last_fault(connection_.get(), Doing::writing, "event store: checkpoint");
  if (fault.code == FaultCode::store_failed) failed_ = std::move(fault);
}

Result<std::shared_ptr<SqliteStore>> SqliteStore::open(const std::string& path, Options options) {
  auto connection = sqlite::open_file(path, kSettings);
  if (!connection) return connection.fault();
  auto impl = std::make_unique<Impl>(*std::move(connection), std::move(options.clock));
  if (Status ready = impl->begin(); !ready) return ready.fault();
  return std::shared_ptr<SqliteStore>(new SqliteStore(std::move(impl)));
}

SqliteStore::SqliteStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

SqliteStore::~SqliteStore() {
  if (!impl_->owner().is_current()) std::ignore = impl_.release();  // see OwnerProcess
}

Result<ReadResult> SqliteStore::read(const ReadRequest& request) {
  auto result = impl_->snapshot<ReadResult>([&] { return impl_->events().read(request); });
  if (result) result->store_now = impl_->now();
  return result;
}

Result<AppendResult> SqliteStore::append(const Batch& batch) {
  return impl_->append(batch);
}

Result<std::vector<LeasedMessage>> SqliteStore::lease_messages(std::string_view realm, Instant now, Duration lease_for,
                                                               std::uint32_t limit) {
  return impl_->write<std::vector<LeasedMessage>>([&] { return impl_->messages().lease(realm, now, lease_for, limit); });
}

Status SqliteStore::settle_messages(const std::vector<Settlement>& settlements) {
  return impl_->write<Done>([&] { return impl_->messages().settle(settlements); });
}

Result<std::vector<FeedEntry>> SqliteStore::feed(std::string_view after, std::uint32_t limit) {
  return impl_->snapshot<std::vector<FeedEntry>>([&] { return impl_->events().feed(after, limit); });
}

Result<std::vector<std::string>> SqliteStore::check() {
  return impl_->findings();
}

Status SqliteStore::backup_to(const std::string& path) {
  return sqlite::back_up(
      {[this](const auto& work) { return impl_->step(work); }, [this](const auto& work) { impl_->let_go(work); }}, path);
}

}  // namespace doverie
