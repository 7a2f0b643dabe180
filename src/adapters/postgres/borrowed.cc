// SPDX-License-Identifier: Apache-2.0
//
// The store on a connection of the host's, inside a transaction that the host ends.
#include <array>
#include <tuple>

#include "adapters/owner_process.h"
#include "adapters/postgres/restored.h"
#include "adapters/postgres/schema.h"
#include "adapters/postgres/tables.h"
#include "doverie/adapters/postgres.h"
#include "doverie/ports/batch.h"

namespace doverie {
namespace {

using namespace postgres;  // NOLINT: this file is the front of that namespace

constexpr const char* kWhere = "event store in the host's transaction";

bool in_transaction(PGconn* connection) {
  return PQtransactionStatus(connection) == PQTRANS_INTRANS;
}

}  // namespace

class PostgresBorrowedStore::Impl {
 public:
  Impl(PGconn* connection, const std::string& schema) : connection_(connection), schema_(schema), statements_(schema) {}

  const OwnerProcess& owner() const { return owner_; }
  const Statements& statements() const { return statements_; }
  Restored& restored() { return restored_; }
  // Whether the host has one open; what it has rolled back is gone.
  bool undoable() const { return in_transaction(connection_); }

  // One statement; its rows. Inside a transaction, an error leaves everything before it as it was.
  Result<Rows> run(const std::string& sql, const Params& params);
  Result<AppendResult> append(const Batch& batch);

 private:
  Status check_once();
  Status command(const char* sql);

  OwnerProcess owner_;
  PGconn* connection_;
  std::string schema_;
  Statements statements_;
  Restored restored_;
  bool checked_ = false;
};

Status PostgresBorrowedStore::Impl::check_once() {
  if (!owner_.is_current()) return owner_.forked(kWhere);
  if (checked_) return Done{};
  if (!connection_) return Fault{FaultCode::invalid_argument, std::string(kWhere) + ": there is no connection"};
  Status good = check_tables(connection_, schema_, migrations());
  checked_ = good.ok();
  return good;
}

Status PostgresBorrowedStore::Impl::command(const char* sql) {
  const Reply reply = ask(connection_, Query{sql});
  return reply.good() ? Status(Done{}) : Status(reply.fault(kWhere));
}

Result<Rows> PostgresBorrowedStore::Impl::run(const std::string& sql, const Params& params) {
  if (Status good = check_once(); !good) return good.fault();
  const bool inside = in_transaction(connection_);
  if (inside) {
    if (Status begun = command("SAVEPOINT doverie"); !begun) return begun.fault();
  }
  Reply reply = ask(connection_, Query{sql.c_str(), &params});
  if (inside) {
    Status ended = command(reply.good() ? "RELEASE SAVEPOINT doverie" : "ROLLBACK TO SAVEPOINT doverie");
    if (reply.good() && !ended) return ended.fault();
  }
  if (!reply.good()) return reply.fault(kWhere);
  return std::move(reply.rows.front());
}

Result<AppendResult> PostgresBorrowedStore::Impl::append(const Batch& batch) {
  if (auto flaw = flaw_of(batch)) return *std::move(flaw);
  if (Status good = check_once(); !good) return good.fault();
  if (!in_transaction(connection_)) {
    return Fault{FaultCode::invalid_argument, std::string(kWhere) + ": no transaction is open; begin one first"};
  }
  const std::array batches{&batch};
  const auto rows = run(statements_.append.sql, append_params(batches, "", std::nullopt));
  if (!rows) return rows.fault();
  return append_results(1, *rows).front();
}

PostgresBorrowedStore::PostgresBorrowedStore(pg_conn* connection, std::string schema)
    : impl_(std::make_unique<Impl>(connection, schema)) {}

PostgresBorrowedStore::~PostgresBorrowedStore() = default;

Result<ReadResult> PostgresBorrowedStore::read(const ReadRequest& request) {
  const std::array requests{&request};
  const auto rows = impl_->run(impl_->statements().read.sql, read_params(requests));
  if (!rows) return rows.as<ReadResult>();
  Result<ReadResult> read = read_results(requests, *rows).front();
  if (!read) return read;
  read->undoable = impl_->undoable();
  return impl_->restored().told_by(*std::move(read),
                                   [this] { return impl_->run(impl_->statements().restored_at, Params()); });
}

Result<AppendResult> PostgresBorrowedStore::append(const Batch& batch) {
  return impl_->append(batch);
}

Result<std::vector<LeasedMessage>> PostgresBorrowedStore::lease_messages(std::string_view realm, Instant now,
                                                                         Duration lease_for, std::uint32_t limit) {
  const auto rows = impl_->run(impl_->statements().lease, lease_params(realm, now, lease_for, limit));
  if (!rows) return rows.fault();
  return lease_result(*rows);
}

Status PostgresBorrowedStore::settle_messages(const std::vector<Settlement>& settlements) {
  const auto rows = impl_->run(impl_->statements().settle, settle_params(settlements));
  return rows ? Status(Done{}) : Status(rows.fault());
}

Result<std::vector<FeedEntry>> PostgresBorrowedStore::feed(std::string_view after, std::uint32_t limit) {
  const auto cursor = FeedCursor::parse(after);
  if (!cursor) return cursor.fault();
  const auto rows = impl_->run(impl_->statements().feed, feed_params(*cursor, limit));
  return rows ? feed_result(*cursor, *rows) : Result<std::vector<FeedEntry>>(rows.fault());
}

}  // namespace doverie
