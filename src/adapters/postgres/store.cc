// SPDX-License-Identifier: Apache-2.0
//
// The store on connections of its own: callers are gathered into groups, and each group takes one connection and one
// round trip.
#include <algorithm>
#include <array>
#include <chrono>
#include <tuple>

#include "adapters/identity.h"
#include "adapters/owner_process.h"
#include "adapters/postgres/restored.h"
#include "adapters/postgres/schema.h"
#include "adapters/postgres/server.h"
#include "adapters/postgres/writer.h"
#include "doverie/adapters/postgres.h"
#include "doverie/ports/batch.h"

namespace doverie {
namespace {

using namespace postgres;  // NOLINT: this file is the front of that namespace

constexpr const char* kWhere = "event store";

// How often something that lost a race, or whose connection was lost, is tried. Neither reading, leasing nor settling does harm
// when it is done twice.
constexpr int kMostTries = 4;

// Groups under way at once. More would be smaller and fight for the same locks and disk.
constexpr std::uint32_t kMostGroups = 4;

const ServerError kNotSafe{"01000", "the server has warned that what it committed may not be safe"};

Status check_options(const PostgresOptions& options) {
  const auto wrong = [](const char* message) { return Fault{FaultCode::invalid_argument, message}; };
  if (options.schema.empty() || options.schema.size() > 63) return wrong("schema: has to have 1 to 63 bytes");
  if (options.schema.find('\0') != std::string::npos) return wrong("schema: has a NUL character");
  if (options.conninfo.find('\0') != std::string::npos) return wrong("conninfo: has a NUL character");
  if (options.pool_size == 0 || options.pool_size > 1000) return wrong("pool_size: has to be 1 to 1000");
  for (const Duration one : {options.connect_timeout, options.call_timeout}) {
    if (one <= Duration::zero() || one > std::chrono::hours(1))
      return wrong("timeouts: have to be positive, one hour at most");
  }
  if (options.role != PostgresRole::application && options.role != PostgresRole::reader)
    return wrong("role: has to be application or reader");
  return check_identity_given(options.identity);
}

Result<std::unique_ptr<Connection>> connect_as_operator(const PostgresOptions& options) {
  if (Status good = check_options(options); !good) return good.fault();
  return Connection::open(options, in(options.connect_timeout));
}

// Whether the store was opened for more than reading.
Status check_writes(const PostgresOptions& options) {
  if (options.role == PostgresRole::application) return Done{};
  return Fault{FaultCode::store_read_only, "event store: was opened in the role of a reader, which writes nothing"};
}

}  // namespace

class PostgresStore::Impl {
 public:
  explicit Impl(PostgresOptions options);

  const OwnerProcess& owner() const { return owner_; }
  const Statements& statements() const { return parts_.statements; }

  // Connects, and keeps the connection.
  Status begin();
  // One statement that may be repeated; its rows.
  Result<Rows> run(const std::string& sql, const Params& params, const char* where);
  // The same for one that writes.
  Result<Rows> write(const std::string& sql, const Params& params, const char* where);
  Result<ReadResult> read(const ReadRequest& request);
  Result<AppendResult> append(const Batch& batch);
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit, FeedTexts texts);
  std::string identity() { return parts_.pool.identity(); }
  StoreConnections connections() { return parts_.pool.state(); }
  Status look_at_server();
  // Afterwards the tables tell what became of the command.
  Status resolve_doubts(const std::string& command_id);

 private:
  Status resolve(const Attempt& attempt);

  OwnerProcess owner_;
  Parts parts_;
  Restored restored_;
  Reads reads_;
  Appends appends_;
};

template <class Gathering, class Worker>
static auto preparing(Parts& parts) {
  return [&parts](Deadline deadline) -> Result<std::unique_ptr<typename Gathering::Worker>> {
    auto lease = parts.pool.take(deadline);
    if (!lease) return lease.fault();
    return std::unique_ptr<typename Gathering::Worker>(std::make_unique<Worker>(parts, *std::move(lease)));
  };
}

PostgresStore::Impl::Impl(PostgresOptions options)
    : parts_(std::move(options)),
      reads_(std::min(parts_.options.pool_size, kMostGroups), parts_.options.call_timeout, preparing<Reads, Reader>(parts_)),
      appends_(std::min(parts_.options.pool_size, kMostGroups), parts_.options.call_timeout,
               preparing<Appends, Writer>(parts_), std::make_unique<Traffic>()) {}

Status PostgresStore::Impl::begin() {
  const auto lease = parts_.pool.take(parts_.deadline());
  return lease ? Status(Done{}) : Status(lease.fault());
}

Result<Rows> PostgresStore::Impl::run(const std::string& sql, const Params& params, const char* where) {
  if (!owner_.is_current()) return owner_.forked(kWhere);
  const Deadline deadline = parts_.deadline();
  for (int tries = 1;; ++tries) {
    auto lease = parts_.pool.take(deadline);
    if (!lease) return lease.fault();
    Reply reply = lease->round_trip(Query{sql.c_str(), &params}, deadline);
    if (reply.good() && !reply.warned) return std::move(reply.rows.front());
    if (reply.good()) reply.error = kNotSafe;
    const bool again =
        reply.warned || reply.kind == Reply::Kind::lost || reply.error.lost_a_race() || reply.error.read_only();
    const bool has_time = std::chrono::steady_clock::now() < deadline;
    if (reply.error.read_only() && has_time) lease->renew(deadline);
    if (!again || !has_time || tries == kMostTries) return reply.fault(where);
  }
}

Result<Rows> PostgresStore::Impl::write(const std::string& sql, const Params& params, const char* where) {
  const Status allowed = check_writes(parts_.options);
  return allowed ? run(sql, params, where) : Result<Rows>(allowed.fault());
}

Result<ReadResult> PostgresStore::Impl::read(const ReadRequest& request) {
  parts_.turns.before(request, in(parts_.options.call_timeout / 4));
  Result<ReadResult> read = reads_.ask(request);
  if (!read) return read;
  return restored_.told_by(*std::move(read),
                           [this] { return run(statements().restored_at, Params(), "event store: read"); });
}

Result<AppendResult> PostgresStore::Impl::append(const Batch& batch) {
  if (Status allowed = check_writes(parts_.options); !allowed) return allowed.fault();
  Result<AppendResult> appended = appends_.ask(batch);
  parts_.turns.after(batch, appended && appended->outcome == AppendOutcome::conflict);
  return appended;
}

Result<std::vector<FeedEntry>> PostgresStore::Impl::feed(std::string_view after, std::uint32_t limit, FeedTexts texts) {
  if (!owner_.is_current()) return owner_.forked(kWhere);
  const CursorCheck cursors(identity());
  const auto cursor = FeedCursor::parse(cursors, after);
  if (!cursor) return cursor.fault();
  const auto rows = run(statements().feed, feed_params(*cursor, limit), "event store: feed");
  return rows ? feed_result(cursors, after, *rows, texts) : Result<std::vector<FeedEntry>>(rows.fault());
}

Status PostgresStore::Impl::look_at_server() {
  auto connection = connect_as_operator(parts_.options);
  if (!connection) return connection.as<Done>();
  const auto found = check_server(**connection, parts_.options, parts_.deadline());
  return found ? Status(Done{}) : found.as<Done>();
}

Status PostgresStore::Impl::resolve_doubts(const std::string& command_id) {
  for (const Attempt& attempt : parts_.doubts.about(command_id)) {
    if (Status resolved = resolve(attempt); !resolved) return resolved;
  }
  return Done{};
}

Status PostgresStore::Impl::resolve(const Attempt& attempt) {
  auto ids = Array{kTexts};
  for (const std::string& id : attempt.command_ids) ids.add(id);
  Params params;
  params.add(attempt.name);
  params.add(ids);
  params.add(std::to_string(std::chrono::ceil<std::chrono::milliseconds>(parts_.options.call_timeout / 2).count()));
  params.add(parts_.options.require_standby);
  const auto resolved = write(statements().resolve, params, "event store: find out about a command");
  if (!resolved) return resolved.fault();
  parts_.doubts.remove(attempt);
  return Done{};
}

Status PostgresStore::create_tables(const PostgresOptions& options) {
  auto connection = connect_as_operator(options);
  return connection ? migrate(**connection, options, postgres::migrations()) : connection.as<Done>();
}

Result<std::uint64_t> PostgresStore::raise_epoch(const PostgresOptions& options, std::uint64_t above) {
  auto connection = connect_as_operator(options);
  return connection ? postgres::raise_epoch(**connection, options, above) : connection.as<std::uint64_t>();
}

Status PostgresStore::accept_server(const PostgresOptions& options) {
  auto connection = connect_as_operator(options);
  return connection ? postgres::accept_server(**connection, options) : connection.as<Done>();
}

Status PostgresStore::grant(const PostgresOptions& options, std::string_view role, PostgresRole as) {
  auto connection = connect_as_operator(options);
  return connection ? postgres::grant(**connection, options, role, as) : connection.as<Done>();
}

Result<std::shared_ptr<PostgresStore>> PostgresStore::open(PostgresOptions options) {
  if (Status good = check_options(options); !good) return good.fault();
  auto impl = std::make_unique<Impl>(std::move(options));
  if (Status ready = impl->begin(); !ready) return ready.fault();
  return std::shared_ptr<PostgresStore>(new PostgresStore(std::move(impl)));
}

PostgresStore::PostgresStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

PostgresStore::~PostgresStore() {
  if (!impl_->owner().is_current()) std::ignore = impl_.release();  // see OwnerProcess
}

Result<ReadResult> PostgresStore::read(const ReadRequest& request) {
  if (!impl_->owner().is_current()) return impl_->owner().forked(kWhere);  // first: another thread may have held a mutex
  if (request.command_id) {
    if (Status resolved = impl_->resolve_doubts(*request.command_id); !resolved) return resolved.fault();
  }
  return impl_->read(request);
}

Result<AppendResult> PostgresStore::append(const Batch& batch) {
  if (!impl_->owner().is_current()) return impl_->owner().forked(kWhere);
  if (auto flaw = flaw_of(batch)) return *std::move(flaw);
  return impl_->append(batch);
}

Result<std::vector<LeasedMessage>> PostgresStore::lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                                 std::uint32_t limit) {
  const auto rows =
      impl_->write(impl_->statements().lease, lease_params(queue, now, lease_for, limit), "event store: lease messages");
  if (!rows) return rows.fault();
  return lease_result(*rows);
}

Status PostgresStore::settle_messages(const std::vector<Settlement>& settlements) {
  const auto rows = impl_->write(impl_->statements().settle, settle_params(settlements), "event store: settle messages");
  return rows ? Status(Done{}) : Status(rows.fault());
}

Result<std::uint32_t> PostgresStore::let_go_of_commands(Instant before, std::uint32_t limit) {
  Params params;
  params.add(before);
  params.add(std::int64_t{limit});
  const auto rows = impl_->write(impl_->statements().let_go, params, "event store: let go of commands");
  return rows ? Result<std::uint32_t>(static_cast<std::uint32_t>(rows->integer(0, 0))) : rows.as<std::uint32_t>();
}

Result<std::vector<FeedEntry>> PostgresStore::feed(std::string_view after, std::uint32_t limit) {
  return impl_->feed(after, limit, FeedTexts::good);
}

Result<std::vector<FeedEntry>> PostgresStore::raw_feed(std::string_view after, std::uint32_t limit) {
  return impl_->feed(after, limit, FeedTexts::all);
}

// A connection of its own is looked at as if it were the first: server, role, schema and every object in there.
Result<std::vector<std::string>> PostgresStore::check() {
  if (!impl_->owner().is_current()) return impl_->owner().forked(kWhere);
  if (Status good = impl_->look_at_server(); !good) {
    if (good.fault().code != FaultCode::store_corrupt) return good.fault();
    return std::vector<std::string>{good.fault().message};  // without its objects nothing else can be asked
  }
  return EventStore::check();
}

std::string PostgresStore::identity() const {
  return impl_->identity();
}

std::optional<StoreConnections> PostgresStore::connections() const {
  return impl_->connections();
}

}  // namespace doverie
