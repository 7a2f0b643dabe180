// SPDX-License-Identifier: Apache-2.0
//
// Event streams in a PostgreSQL database (13 or later), for hosts with several processes or machines. A library of its own
// (libdoverie_postgres, CMake target doverie::postgres), so that only hosts that use it load libpq.
//
//   doverie::PostgresOptions options{.conninfo = "host=db1,db2 dbname=circles user=circles"};
//   auto store = doverie::PostgresStore::open(options);   // the tables are there: PostgresStore::create_tables made them once
//   if (!store) return report(store.fault());
//
// Durability: an append is answered when the server has committed it with synchronous_commit on, and on a server with
// synchronous_standby_names when the standby has it too. Reading is one round trip, appending one; appends of several threads
// share one transaction. Works through PgBouncer in transaction mode. docs/guide/postgres.md tells the rest.
#ifndef DOVERIE_ADAPTERS_POSTGRES_H_
#define DOVERIE_ADAPTERS_POSTGRES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/ports/event_store.h"

#if defined(__GNUC__)
#define DOVERIE_POSTGRES_API __attribute__((visibility("default")))
#else
#define DOVERIE_POSTGRES_API
#endif

struct pg_conn;  // libpq's own handle (PGconn); only for hosts that bring their own connection

namespace doverie {

// For whom the privileges of a database role are.
enum class PostgresRole : std::uint8_t {
  application = 1,  // services
  reader = 2,       // whoever looks at the records only: audits, the feed
  operator_ = 3,    // whoever restores backups: reads, and raises the epoch
};

struct PostgresOptions {
  // As libpq takes it: "host=… dbname=… user=…" or postgresql://…, several hosts included. Unless it says otherwise, of
  // several hosts the one that takes writes is chosen (target_session_attrs=read-write). Never appears in a message.
  std::string conninfo{};
  // The schema that the tables are in.
  std::string schema = "doverie";
  // Connections at most, opened when they are needed.
  std::uint32_t pool_size = 8;
  // How long to try one of several hosts.
  Duration connect_timeout = std::chrono::seconds(5);
  // How long a call may take, with everything in it. Half of it may go by before anything is sent: in waiting for a connection,
  // and for records that others hold. What was sent and is not answered then is given up with its connection; an append is
  // `unknown`.
  Duration call_timeout = std::chrono::seconds(10);
  // Of the store that is meant, as PostgresStore::identity() tells it; empty: that of the first connection. A connection that
  // leads to another store is given up.
  std::string identity{};
  // What the store is opened for: application, or reader, for which appending, leasing and settling are store_read_only.
  PostgresRole role = PostgresRole::application;
  // Else a role that may do more with the tables than it needs, as their owner or a superuser may, is refused.
  bool any_role = false;
  // Nothing is acknowledged by a server without synchronous standbys (synchronous_standby_names): store_unavailable instead.
  bool require_standby = false;
};

// Thread-safe. After fork() the child gets the fault `forked`.
class DOVERIE_POSTGRES_API PostgresStore final : public EventStore {
 public:
  // Makes the schema with its tables, or migrates it to what this version of the library reads and writes; nothing else ever
  // does. For an operator: no process may use the tables meanwhile, and the role becomes their owner.
  static Status create_tables(const PostgresOptions& options);

  // Gives a role what it needs with the tables, and takes away what it had beside. For the owner of the tables; the role has to
  // be there. An owner needs no grant.
  static Status grant(const PostgresOptions& options, std::string_view role, PostgresRole as);

  // To be called once after a backup was restored, before any process opens the store again: makes every cursor of the feed
  // that was handed out before invalid, and voids what was open. Gives the new epoch, which is larger than the store's and than
  // `above`: the highest epoch that the options of a service ever had (1, when none was set).
  static Result<std::uint64_t> raise_epoch(const PostgresOptions& options, std::uint64_t above = 1);

  // To be called once after the tables have come to another server and nothing was lost: an upgrade (pg_upgrade), or a copy of a
  // server that was stopped. Until then they are store_mismatch there, as after a backup was restored, for which this is not.
  static Status accept_server(const PostgresOptions& options);

  // Connects once, to find out whether the server will do. Faults: invalid_argument (options), store_unavailable (no
  // connection; a server that is too old, or that would lose what it has committed; a schema that others may put something
  // into), store_read_only (a replica, or a role that lacks something), store_mismatch (it has another identity, or the tables
  // come from another server), store_wrong_format (no tables, or those of another version), store_corrupt (something in the
  // schema is missing, or is not the library's).
  static Result<std::shared_ptr<PostgresStore>> open(PostgresOptions options);
  ~PostgresStore() override;
  PostgresStore(const PostgresStore&) = delete;
  PostgresStore& operator=(const PostgresStore&) = delete;

  // What tells this store from every other: 32 hex digits, made by create_tables(). A dump and a copy have it, too.
  std::string identity() const;

  std::optional<StoreConnections> connections() const override;

  // Besides what every store looks at: server, role, schema and the objects in it, as at opening. Reads the events one stream after
  // the other; amcheck is for pages and indexes.
  Result<std::vector<std::string>> check() override;

  Result<ReadResult> read(const ReadRequest& request) override;
  Result<AppendResult> append(const Batch& batch) override;
  Result<std::uint32_t> let_go_of_commands(Instant before, std::uint32_t limit) override;
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                    std::uint32_t limit) override;
  Status settle_messages(const std::vector<Settlement>& settlements) override;
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) override;
  Result<std::vector<FeedEntry>> raw_feed(std::string_view after, std::uint32_t limit) override;

 private:
  class Impl;
  explicit PostgresStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The same tables on the host's own connection and inside the host's own transaction, so that a batch commits together with
// rows of the host's. It never begins, commits or rolls back; inside a transaction it uses savepoints. An append says
// `appended` when its rows are written: they are durable when the host's transaction commits, and gone when it does not.
//
// REQUIRES: the connection outlives the store, is not in pipeline mode, has no command under way and the client encoding UTF8;
// append() is called inside a transaction of the host's, best READ COMMITTED: at a higher level a race is the fault
// store_unavailable, and the host's transaction has to be run again.
// Events of the open transaction appear in feed() after it has committed. No code is compared in there: commands that compare
// one belong on a PostgresStore over the same tables (docs/guide/own-transaction.md).
// Threads: as the connection's.
class DOVERIE_POSTGRES_API PostgresBorrowedStore final : public EventStore {
 public:
  // `identity` is that of the store that is meant; another one is store_mismatch at the first call. Empty: any.
  explicit PostgresBorrowedStore(pg_conn* connection, std::string schema = "doverie", std::string identity = {});
  ~PostgresBorrowedStore() override;
  PostgresBorrowedStore(const PostgresBorrowedStore&) = delete;
  PostgresBorrowedStore& operator=(const PostgresBorrowedStore&) = delete;

  // 32 hex digits, made by create_tables(). Faults: as of read().
  Result<std::string> identity();

  Result<ReadResult> read(const ReadRequest& request) override;
  Result<AppendResult> append(const Batch& batch) override;
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                    std::uint32_t limit) override;
  Status settle_messages(const std::vector<Settlement>& settlements) override;
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) override;
  Result<std::vector<FeedEntry>> raw_feed(std::string_view after, std::uint32_t limit) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace doverie

#endif  // DOVERIE_ADAPTERS_POSTGRES_H_
