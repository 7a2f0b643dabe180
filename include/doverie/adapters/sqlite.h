// SPDX-License-Identifier: Apache-2.0
//
// The embedded default: one SQLite file, one process.
//
//   auto made = doverie::SqliteStore::create("circles.db");  // once, when the host is installed
//   …
//   auto store = doverie::SqliteStore::open("circles.db");
//   if (!store) return report(store.fault());
//
// Durability: WAL journal, synchronous=FULL, and one connection in exclusive locking mode. The last is what keeps the
// WAL-reset bug of SQLite 3.7.0 to 3.51.2 away (it needs two connections). A second process gets store_locked: the lock lies
// beside the database, in `<path>-lock`, as SQLite's own is gone when anything in this process closes another descriptor of
// the database. No lock keeps other programs out that write into the file: nobody but the library may. Leave `-lock` and
// `-wal` where they are while the store is open; both are gone when it is closed.
#ifndef DOVERIE_ADAPTERS_SQLITE_H_
#define DOVERIE_ADAPTERS_SQLITE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/ports/account_directory.h"
#include "doverie/ports/clock.h"
#include "doverie/ports/event_store.h"

struct sqlite3;  // SQLite's own handle; only for hosts that bring their own connection

namespace doverie {

namespace sqlite {
class FileLock;
}

class SqliteStore final : public EventStore {
 public:
  struct Options {
    // The store's own time, compared with the service's clock; nullptr: none, as the file has no clock apart from the
    // host's.
    std::shared_ptr<Clock> clock{};
    // Of the store that is meant, as identity() tells it; empty: any. Another one is not opened.
    std::string identity{};
  };

  // Makes a new store, readable by its owner alone: once, as an empty store says of everybody that nobody protects him.
  // Faults: invalid_argument (anything is at `path`, also an empty file; an identity was given), store_locked,
  // store_read_only, store_full, store_unavailable; then nothing is left at `path`.
  static Result<std::shared_ptr<SqliteStore>> create(const std::string& path, Options options);
  static Result<std::shared_ptr<SqliteStore>> create(const std::string& path) { return create(path, Options{}); }

  // Opens a store that is there, and never makes one. Faults: store_unavailable (nothing is at `path`), store_locked (another
  // process has it), store_mismatch (it has another identity), store_wrong_format (an empty file, another program's, a newer
  // schema), store_corrupt (also when the schema has anything in it that the library has not made), store_read_only, store_full,
  // invalid_argument (a path that names no file).
  static Result<std::shared_ptr<SqliteStore>> open(const std::string& path, Options options);
  static Result<std::shared_ptr<SqliteStore>> open(const std::string& path) { return open(path, Options{}); }

  // What tells this store from every other: 32 hex digits, made by create(). Its backups have it, and stores restored from
  // them. A host that keeps it in its configuration is not led to another store by a wrong path.
  const std::string& identity() const;

  // The version of the tables that this library reads and writes; files of an older one are brought to it when they are opened.
  static std::int64_t schema_version();

  // What contradicts itself in the file, in words; empty: nothing does. Looks at every page, event and tag; commands wait
  // meanwhile, so look at a restored backup rather than at a store that is busy. Faults: as of read().
  Result<std::vector<std::string>> check() override;

  // Also whether the file is still where it was opened.
  Status ping() override;

  // Writes a backup while commands go on: what was acknowledged before the call is in it, and of every batch all or
  // nothing. It is on the disk when this returns, in a file of its own that its owner alone may read and that opens only
  // through restore(). Keys are not in it. Faults: invalid_argument (`path` is there already), store_full,
  // store_read_only, store_unavailable, those of read(); then nothing is left at `path`.
  Status backup_to(const std::string& path);

  struct RestoreOptions {
    // An epoch that was put into the service's options after the backup was taken; the restored one is higher. Those from
    // before are known: 1 is the default, and events tell of others.
    std::uint64_t above = 0;
    // Whether the store at `path` gives way, if it is the one that the backup is of; otherwise nothing may be there. What gives way is
    // kept beside it, as kept_beside() tells.
    bool replace = false;
    // Whether another store gives way, too, or one whose identity cannot be read.
    bool another_store = false;
    // Whether only to try: everything is done but the last step, and nothing of it stays.
    bool dry_run = false;
    // When this happens, for tests; nullopt: now, by the machine's clock. The store keeps it, as ReadResult::restored_at.
    std::optional<Instant> at{};
  };
  // Makes a store at `path` of a backup, or of a copy of a file that nobody had open (with `-wal` beside it, if there is
  // one), and gives its epoch: what was opened under a lower one is void, and no code is made or accepted for 24 h. The backup
  // is checked whole and left as it is.
  // Faults: invalid_argument (`path` is there already, or is the backup; no epoch is left), store_wrong_format (no backup, or of a
  // newer library; what is to give way is no store), store_mismatch (it is another store), store_corrupt (the backup; the message says
  // where), store_locked (either file is open), store_full, store_read_only, store_unavailable; then `path` is as before.
  static Result<std::uint64_t> restore(const std::string& backup, const std::string& path, RestoreOptions options);
  // Where a restore to that epoch has kept the store that gave way: `<path>.before-epoch-<epoch>`, with its journal, if it had one.
  static std::string kept_beside(const std::string& path, std::uint64_t epoch);
  // For the operator of a machine whose clock was ahead when something was written, and is right now: the store at `path`, which nobody
  // may have open, takes the time that it is for the last at which anything was decided. It counts as a restore: the epoch, which is
  // returned, rises, so that what was open is void; for a day no code is made or accepted; the realm's record says when. What lies
  // ahead is taken for having happened now. Faults: as open(); invalid_argument when no epoch is left.
  static Result<std::uint64_t> reset_clock(const std::string& path, std::optional<Instant> at = std::nullopt);
  static Result<std::uint64_t> restore(const std::string& backup, const std::string& path) {
    return restore(backup, path, RestoreOptions{});
  }

  ~SqliteStore() override;
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

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
  explicit SqliteStore(std::unique_ptr<Impl> impl);
  static Result<std::shared_ptr<SqliteStore>> open_locked(sqlite::FileLock lock, const std::string& path, Options options);
  std::unique_ptr<Impl> impl_;
};

// The same tables on the host's own connection and inside the host's own transaction, so that a batch commits together with
// rows of the host's. It never begins, commits or rolls back; it uses savepoints only. An append says `appended` when its
// rows are written: they are durable when the host's transaction commits, and gone when it does not.
//
// Outside of a transaction each batch commits by itself, before append() returns: that is where guesses belong
// (docs/guide/own-transaction.md).
//
// REQUIRES: the connection outlives the store; the connection's journal is durable (WAL or DELETE with synchronous FULL or
// EXTRA).
// While another connection writes, methods fault with store_unavailable (try again). Feed cursors are good once the host's
// transaction has committed: a rolled-back one gives its positions to others.
// Threads: as the connection's.
class SqliteBorrowedStore final : public EventStore {
 public:
  // Creates or migrates the library's tables (all are named doverie_…) in the host's database, in a transaction of its own:
  // call it outside of any. The host's application_id and user_version are left alone.
  static Status create_tables(sqlite3* connection);

  // `identity` is that of the store that is meant, as identity() tells it: another one is store_mismatch at the first call.
  // Empty: any.
  explicit SqliteBorrowedStore(sqlite3* connection, std::string identity = {});
  ~SqliteBorrowedStore() override;
  SqliteBorrowedStore(const SqliteBorrowedStore&) = delete;
  SqliteBorrowedStore& operator=(const SqliteBorrowedStore&) = delete;

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

// An account directory in a table of its own file: for examples and small hosts. Several processes may use it at once.
class SqliteDirectory final : public AccountDirectory {
 public:
  // Makes a new one; invalid_argument when anything is at `path`. Otherwise as open().
  static Result<std::shared_ptr<SqliteDirectory>> create(const std::string& path);
  // Opens one that is there. Faults: store_unavailable (nothing is at `path`), store_wrong_format, store_corrupt,
  // store_read_only, store_full, invalid_argument (a path that names no file).
  static Result<std::shared_ptr<SqliteDirectory>> open(const std::string& path);
  ~SqliteDirectory() override;
  SqliteDirectory(const SqliteDirectory&) = delete;
  SqliteDirectory& operator=(const SqliteDirectory&) = delete;

  Result<std::optional<AccountFacts>> find(std::string_view account) override;
  ToldChanges tells() const override { return ToldChanges::all(); }
  // Adds or replaces. `facts.as_of` is not stored: find() sets it to now. It is `account` that find() tells as the id.
  Status put(const AccountId& account, const AccountFacts& facts);
  Status remove(std::string_view account);

 private:
  class Impl;
  explicit SqliteDirectory(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace doverie

#endif  // DOVERIE_ADAPTERS_SQLITE_H_
