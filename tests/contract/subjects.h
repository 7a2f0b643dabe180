// SPDX-License-Identifier: Apache-2.0
//
// The stores that the contract is run against. A subject is default-constructible, empty, and gives its store out.
#ifndef DOVERIE_TESTS_CONTRACT_SUBJECTS_H_
#define DOVERIE_TESTS_CONTRACT_SUBJECTS_H_

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <memory>
#include <mutex>

#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#include "support/batches.h"
#include "support/results.h"
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
  EventStore& store() { return *store_; }

 private:
  TempDir directory_;
  std::shared_ptr<SqliteStore> store_ = SqliteStore::open(directory_.file("store.db")).value();
};

// A host that begins and commits around every append to the store on its connection.
class CommittingHost final : public EventStore {
 public:
  explicit CommittingHost(sqlite3* connection) : connection_(connection), store_(connection) {}

  Result<ReadResult> read(const ReadRequest& request) override {
    const std::lock_guard lock(mutex_);
    return store_.read(request);
  }
  Result<AppendResult> append(const Batch& batch) override {
    const std::lock_guard lock(mutex_);
    run("BEGIN IMMEDIATE");
    auto result = store_.append(batch);
    run("COMMIT");
    return result;
  }
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view realm, Instant now, Duration lease_for,
                                                    std::uint32_t limit) override {
    const std::lock_guard lock(mutex_);
    return store_.lease_messages(realm, now, lease_for, limit);
  }
  Status settle_messages(const std::vector<Settlement>& settlements) override {
    const std::lock_guard lock(mutex_);
    return store_.settle_messages(settlements);
  }
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) override {
    const std::lock_guard lock(mutex_);
    return store_.feed(after, limit);
  }

 private:
  void run(const char* sql) { REQUIRE(sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) == SQLITE_OK); }

  std::mutex mutex_;
  sqlite3* connection_;
  SqliteBorrowedStore store_;
};

class BorrowedSubject {
 public:
  BorrowedSubject() {
    REQUIRE(sqlite3_open(directory_.file("host.db").c_str(), &connection_) == SQLITE_OK);
    REQUIRE(sqlite3_exec(connection_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr) == SQLITE_OK);
    const Status created = SqliteBorrowedStore::create_tables(connection_);
    REQUIRE_OK(created);
    host_ = std::make_unique<CommittingHost>(connection_);
  }
  ~BorrowedSubject() {
    host_.reset();
    sqlite3_close(connection_);
  }
  BorrowedSubject(const BorrowedSubject&) = delete;
  BorrowedSubject& operator=(const BorrowedSubject&) = delete;

  EventStore& store() { return *host_; }

 private:
  TempDir directory_;
  sqlite3* connection_ = nullptr;
  std::unique_ptr<CommittingHost> host_;
};

}  // namespace doverie::testing

TYPE_TO_STRING(doverie::testing::MemorySubject);
TYPE_TO_STRING(doverie::testing::SqliteSubject);
TYPE_TO_STRING(doverie::testing::BorrowedSubject);

// Add a store here, and the whole contract is run against it. The PostgreSQL stores are a program of their own, which starts a
// server.
#ifdef DOVERIE_POSTGRES_SUBJECTS
#include "contract/postgres_subjects.h"
#else
#define DOVERIE_SUBJECTS \
  ::doverie::testing::MemorySubject, ::doverie::testing::SqliteSubject, ::doverie::testing::BorrowedSubject
#endif

#define CONTRACT(clause) TEST_CASE_TEMPLATE(clause, Subject, DOVERIE_SUBJECTS)

#endif  // DOVERIE_TESTS_CONTRACT_SUBJECTS_H_
