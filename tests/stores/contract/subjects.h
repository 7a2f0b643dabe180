// SPDX-License-Identifier: Apache-2.0
//
// The stores that the contract is run against. A subject is default-constructible, empty, and gives its store out; clauses.h
// says what else it may have.
#ifndef DOVERIE_TESTS_STORES_CONTRACT_SUBJECTS_H_
#define DOVERIE_TESTS_STORES_CONTRACT_SUBJECTS_H_

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <memory>
#include <mutex>

#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#include "support/results.h"
#include "support/sqlite_files.h"
#include "support/temp_dir.h"

namespace doverie::testing {

class MemorySubject {
 public:
  EventStore& store() { return store_; }

 private:
  MemoryStore store_;
};

class SqliteSubject {
 public:
  SqliteSubject() { open(); }
  EventStore& store() { return *store_; }
  void open() { store_ = sqlite_store(directory_.file("store.db")).value(); }
  void close() { store_.reset(); }
  void restore() {
    const std::string backup = directory_.file("backup.db");
    open();
    REQUIRE_OK(store_->backup_to(backup));
    close();
    REQUIRE_OK(SqliteStore::restore(backup, directory_.file("store.db"), {.replace = true}));
    open();
  }

 private:
  TempDir directory_;
  std::shared_ptr<SqliteStore> store_;
};

// A host that begins and commits around every call of the store on its connection, which others may write to as well.
class CommittingHost final : public EventStore {
 public:
  explicit CommittingHost(const std::string& file) : connection_(opened(file)) {
    if (SqliteBorrowedStore::create_tables(connection_.get())) store_.emplace(connection_.get());
  }

  Result<ReadResult> read(const ReadRequest& request) override {
    return inside("BEGIN", [&] { return store_->read(request); });
  }
  Result<AppendResult> append(const Batch& batch) override {
    return inside("BEGIN IMMEDIATE", [&] { return store_->append(batch); });
  }
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                    std::uint32_t limit) override {
    return inside("BEGIN IMMEDIATE", [&] { return store_->lease_messages(queue, now, lease_for, limit); });
  }
  Status settle_messages(const std::vector<Settlement>& settlements) override {
    return inside("BEGIN IMMEDIATE", [&] { return store_->settle_messages(settlements); });
  }
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) override {
    return inside("BEGIN", [&] { return store_->feed(after, limit); });
  }

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close(connection); }
  };
  using Connection = std::unique_ptr<sqlite3, Close>;

  static Connection opened(const std::string& file) {
    sqlite3* connection = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &connection) == SQLITE_OK);
    Connection made(connection);
    sqlite3_busy_timeout(connection, 60'000);
    REQUIRE(sqlite3_exec(connection, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr) == SQLITE_OK);
    return made;
  }
  bool run(const char* sql) { return sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK; }

  template <class Work>
  auto inside(const char* begin, Work work) -> decltype(work()) {
    const std::lock_guard lock(mutex_);
    if (!store_ || !run(begin)) return Fault{FaultCode::store_unavailable, "the host's transaction could not begin"};
    auto result = work();
    if (!run("COMMIT")) return Fault{FaultCode::store_unavailable, "the host's transaction could not commit"};
    return result;
  }

  std::mutex mutex_;
  Connection connection_;
  std::optional<SqliteBorrowedStore> store_;
};

class BorrowedSubject {
 public:
  static constexpr bool kProcesses = true;

  BorrowedSubject() { open(); }
  EventStore& store() { return *host_; }
  void open() { host_ = open_again(); }
  void close() { host_.reset(); }
  std::shared_ptr<CommittingHost> open_again() { return std::make_shared<CommittingHost>(directory_.file("host.db")); }

 private:
  TempDir directory_;
  std::shared_ptr<CommittingHost> host_;
};

}  // namespace doverie::testing

TYPE_TO_STRING(doverie::testing::MemorySubject);
TYPE_TO_STRING(doverie::testing::SqliteSubject);
TYPE_TO_STRING(doverie::testing::BorrowedSubject);

// Add a store here, and the whole contract is run against it. The PostgreSQL stores are a program of their own, which starts a
// server.
#ifdef DOVERIE_POSTGRES_SUBJECTS
#include "stores/contract/postgres_subjects.h"
#else
#define DOVERIE_SUBJECTS \
  ::doverie::testing::MemorySubject, ::doverie::testing::SqliteSubject, ::doverie::testing::BorrowedSubject
#endif

#endif  // DOVERIE_TESTS_STORES_CONTRACT_SUBJECTS_H_
