// SPDX-License-Identifier: Apache-2.0
//
// The store on a connection of the host's, inside a transaction that the host ends.
#include <array>
#include <tuple>

#include "adapters/identity.h"
#include "adapters/owner_process.h"
#include "adapters/postgres/restored.h"
#include "adapters/postgres/server.h"
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
  Impl(PGconn* connection, const std::string& schema, std::string identity)
      : connection_(connection), schema_(schema), wanted_(std::move(identity)), statements_(schema) {}

  const OwnerProcess& owner() const { return owner_; }
  const Statements& statements() const { return statements_; }
  Restored& restored() { return restored_; }
  // Whether the host has one open; what it has rolled back is gone.
  bool undoable() const { return in_transaction(connection_); }

  // One statement; its rows. Inside a transaction, an error leaves everything before it as it was.
  Result<Rows> run(const std::string& sql, const Params& params);
  Result<AppendResult> append(const Batch& batch);
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit, FeedTexts texts);
  Result<std::string> identity();

 private:
  Status check_once();
  Status check_encoding() const;
  Status command(const char* sql);

  OwnerProcess owner_;
  PGconn* connection_;
  std::string schema_;
  std::string wanted_;    // the identity that the store has to have; empty: any
  std::string identity_;  // of the store, once it was asked
  Statements statements_;
  Restored restored_;
  bool checked_ = false;
};

// The host may switch it at any time: texts would come and go in another one.
Status PostgresBorrowedStore::Impl::check_encoding() const {
  const std::string_view encoding = pg_encoding_to_char(PQclientEncoding(connection_));
  if (encoding == "UTF8") return Done{};
  return Fault{FaultCode::invalid_argument,
               std::string(kWhere) + ": the connection's client_encoding is " + std::string(encoding) + "; set it to UTF8"};
}

Status PostgresBorrowedStore::Impl::check_once() {
  if (!owner_.is_current()) return owner_.forked(kWhere);
  if (!connection_) return Fault{FaultCode::invalid_argument, std::string(kWhere) + ": there is no connection"};
  if (Status readable = check_encoding(); !readable) return readable;
  if (checked_) return Done{};
  if (Status given = check_identity_given(wanted_); !given) return given;
  auto own = check_tables(connection_, schema_, migrations());
  if (!own) return own.as<Done>();
  if (Status meant = check_identity(wanted_, own->identity, kWhere); !meant) return meant;
  identity_ = std::move(own->identity);
  checked_ = true;
  return Done{};
}

Result<std::string> PostgresBorrowedStore::Impl::identity() {
  if (Status good = check_once(); !good) return good.fault();
  return identity_;
}

Result<std::vector<FeedEntry>> PostgresBorrowedStore::Impl::feed(std::string_view after, std::uint32_t limit,
                                                                 FeedTexts texts) {
  const auto own = identity();
  if (!own) return own.fault();
  const CursorCheck cursors(*own);
  const auto cursor = FeedCursor::parse(cursors, after);
  if (!cursor) return cursor.fault();
  const auto rows = run(statements_.feed, feed_params(*cursor, limit));
  return rows ? feed_result(cursors, after, *rows, texts) : Result<std::vector<FeedEntry>>(rows.fault());
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
  const auto rows = run(statements_.append.sql, append_params(batches, Terms{}));
  if (!rows) return rows.fault();
  return *append_results(1, *rows).front();  // it has waited for what others held
}

PostgresBorrowedStore::PostgresBorrowedStore(pg_conn* connection, std::string schema, std::string identity)
    : impl_(std::make_unique<Impl>(connection, schema, std::move(identity))) {}

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

Result<std::vector<LeasedMessage>> PostgresBorrowedStore::lease_messages(std::string_view queue, Instant now,
                                                                         Duration lease_for, std::uint32_t limit) {
  const auto rows = impl_->run(impl_->statements().lease, lease_params(queue, now, lease_for, limit));
  if (!rows) return rows.fault();
  return lease_result(*rows);
}

Status PostgresBorrowedStore::settle_messages(const std::vector<Settlement>& settlements) {
  const auto rows = impl_->run(impl_->statements().settle, settle_params(settlements));
  return rows ? Status(Done{}) : Status(rows.fault());
}

Result<std::vector<FeedEntry>> PostgresBorrowedStore::feed(std::string_view after, std::uint32_t limit) {
  return impl_->feed(after, limit, FeedTexts::good);
}

Result<std::vector<FeedEntry>> PostgresBorrowedStore::raw_feed(std::string_view after, std::uint32_t limit) {
  return impl_->feed(after, limit, FeedTexts::all);
}

Result<std::string> PostgresBorrowedStore::identity() {
  return impl_->identity();
}

}  // namespace doverie
