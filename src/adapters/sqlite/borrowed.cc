// SPDX-License-Identifier: Apache-2.0
//
// The store on a connection of the host's: every call is a savepoint there, and the host decides whether it stays.
#include <tuple>

#include "adapters/identity.h"
#include "adapters/sqlite/error.h"
#include "adapters/sqlite/events.h"
#include "adapters/sqlite/messages.h"
#include "adapters/sqlite/owner_process.h"
#include "adapters/sqlite/schema.h"
#include "adapters/sqlite/schema_objects.h"
#include "adapters/sqlite/transaction.h"
#include "doverie/adapters/sqlite.h"

namespace doverie {
namespace {

using sqlite::Doing;
using sqlite::Transaction;

constexpr const char* kBorrowedName = "event store in the host's database";

}  // namespace

class SqliteBorrowedStore::Impl {
 public:
  Impl(sqlite3* connection, std::string identity)
      : connection_(connection),
        identity_(std::move(identity)),
        events_(connection, sqlite::EventTables::Others::may_write),
        messages_(connection) {}

  // Runs `work` inside a savepoint, which is kept when `is_kept` says so of its result.
  template <class T, class Work, class IsKept>
  Result<T> within(Doing doing, Work work, IsKept is_kept);
  template <class T, class Work>
  Result<T> within(Doing doing, Work work) {
    return within<T>(doing, work, [](const T&) { return true; });
  }

  const sqlite::OwnerProcess& owner() const { return owner_; }
  // Whether the host has one open.
  bool in_transaction() const { return owner_.is_current() && sqlite3_get_autocommit(connection_) == 0; }
  sqlite::EventTables& events() { return events_; }
  sqlite::MessageTable& messages() { return messages_; }

 private:
  Status check_tables_once();
  Status check_tables();

  sqlite::OwnerProcess owner_;
  sqlite3* connection_;
  std::string identity_;  // that the store has to have; empty: any
  sqlite::EventTables events_;
  sqlite::MessageTable messages_;
  bool checked_ = false;
};

template <class T, class Work, class IsKept>
Result<T> SqliteBorrowedStore::Impl::within(Doing doing, Work work, IsKept is_kept) {
  if (!owner_.is_current()) return owner_.forked(kBorrowedName);
  if (Status checked = check_tables_once(); !checked) return checked.fault();
  Transaction savepoint(connection_, Transaction::Kind::savepoint);
  if (!savepoint.begun()) return sqlite::last_fault(connection_, doing, kBorrowedName);
  Result<T> result = work();
  if (!result || !is_kept(*result)) return result;
  if (!savepoint.keep()) return sqlite::last_fault(connection_, doing, kBorrowedName);
  return result;
}

Status SqliteBorrowedStore::Impl::check_tables_once() {
  if (checked_) return Done{};
  Status right = check_tables();
  checked_ = right.ok();
  return right;
}

Status SqliteBorrowedStore::Impl::check_tables() {
  if (Status given = check_identity_given(identity_); !given) return given;
  if (Status right = sqlite::check_tables(connection_, sqlite::kStoreFormat); !right) return right;
  const auto own = events_.identity();
  if (!own) return own.as<Done>();
  if (Status meant = check_identity(identity_, *own, kBorrowedName); !meant) return meant;
  return sqlite::check_schema(connection_, sqlite::kStoreFormat, sqlite::Scope::host_database, kBorrowedName);
}

Status SqliteBorrowedStore::create_tables(sqlite3* connection) {
  if (sqlite3_get_autocommit(connection) == 0) {
    return Fault{FaultCode::invalid_argument, "create_tables: a transaction is open; call it outside of one"};
  }
  return sqlite::migrate_tables(connection, sqlite::kStoreFormat);
}

SqliteBorrowedStore::SqliteBorrowedStore(sqlite3* connection, std::string identity)
    : impl_(std::make_unique<Impl>(connection, std::move(identity))) {}

SqliteBorrowedStore::~SqliteBorrowedStore() {
  if (!impl_->owner().is_current()) std::ignore = impl_.release();  // see OwnerProcess
}

Result<ReadResult> SqliteBorrowedStore::read(const ReadRequest& request) {
  const bool undoable = impl_->in_transaction();  // asked before the savepoint, which is one itself
  auto result = impl_->within<ReadResult>(Doing::reading, [&] { return impl_->events().read(request); });
  if (result) result->undoable = undoable;
  return result;
}

Result<AppendResult> SqliteBorrowedStore::append(const Batch& batch) {
  return impl_->within<AppendResult>(
      Doing::writing, [&] { return impl_->events().append(batch, impl_->messages()); },
      [](const AppendResult& result) { return result.outcome == AppendOutcome::appended; });
}

Result<std::vector<LeasedMessage>> SqliteBorrowedStore::lease_messages(std::string_view queue, Instant now,
                                                                       Duration lease_for, std::uint32_t limit) {
  return impl_->within<std::vector<LeasedMessage>>(Doing::writing,
                                                   [&] { return impl_->messages().lease(queue, now, lease_for, limit); });
}

Status SqliteBorrowedStore::settle_messages(const std::vector<Settlement>& settlements) {
  return impl_->within<Done>(Doing::writing, [&] { return impl_->messages().settle(settlements); });
}

Result<std::vector<FeedEntry>> SqliteBorrowedStore::feed(std::string_view after, std::uint32_t limit) {
  return impl_->within<std::vector<FeedEntry>>(Doing::reading, [&] { return impl_->events().feed(after, limit); });
}

Result<std::vector<FeedEntry>> SqliteBorrowedStore::raw_feed(std::string_view after, std::uint32_t limit) {
  return impl_->within<std::vector<FeedEntry>>(
      Doing::reading, [&] { return impl_->events().feed(after, limit, sqlite::EventTables::Texts::all); });
}

Result<std::string> SqliteBorrowedStore::identity() {
  return impl_->within<std::string>(Doing::reading, [&] { return impl_->events().identity(); });
}

}  // namespace doverie
