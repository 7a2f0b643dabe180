// SPDX-License-Identifier: Apache-2.0
//
// The PostgreSQL stores, for the contract: one server, and a schema for each subject.
#ifndef DOVERIE_TESTS_STORES_CONTRACT_POSTGRES_SUBJECTS_H_
#define DOVERIE_TESTS_STORES_CONTRACT_POSTGRES_SUBJECTS_H_

#include <doctest/doctest.h>

#include <memory>
#include <mutex>

#include "doverie/adapters/postgres.h"
#include "support/batches.h"
#include "support/postgres_server.h"
#include "support/results.h"

namespace doverie::testing {

class PostgresSubject {
 public:
  static constexpr bool kProcesses = true;

  PostgresSubject() { open(); }
  EventStore& store() { return *store_; }
  void open() { store_ = open_again(); }
  void close() { store_.reset(); }
  std::shared_ptr<PostgresStore> open_again() { return PostgresStore::open(options_).value(); }
  void restore() {
    REQUIRE_OK(PostgresStore::raise_epoch(options_));
    open();
  }

 private:
  PostgresOptions options_ = PostgresServer::shared().with_tables();
  std::shared_ptr<PostgresStore> store_;
};

// A host that begins and commits around every append to the store on its connection.
class CommittingPostgresHost final : public EventStore {
 public:
  explicit CommittingPostgresHost(const PostgresOptions& options)
      : connection_(options.conninfo), store_(connection_.get(), options.schema) {}

  Result<ReadResult> read(const ReadRequest& request) override {
    const std::lock_guard lock(mutex_);
    return store_.read(request);
  }
  Result<AppendResult> append(const Batch& batch) override {
    const std::lock_guard lock(mutex_);
    connection_.run("BEGIN");
    auto result = store_.append(batch);
    connection_.run("COMMIT");
    return result;
  }
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                    std::uint32_t limit) override {
    const std::lock_guard lock(mutex_);
    return store_.lease_messages(queue, now, lease_for, limit);
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
  std::mutex mutex_;
  RawPostgres connection_;
  PostgresBorrowedStore store_;
};

class PostgresBorrowedSubject {
 public:
  EventStore& store() { return host_; }

 private:
  CommittingPostgresHost host_{PostgresServer::shared().with_tables()};
};

}  // namespace doverie::testing

TYPE_TO_STRING(doverie::testing::PostgresSubject);
TYPE_TO_STRING(doverie::testing::PostgresBorrowedSubject);

#define DOVERIE_SUBJECTS ::doverie::testing::PostgresSubject, ::doverie::testing::PostgresBorrowedSubject

#endif  // DOVERIE_TESTS_STORES_CONTRACT_POSTGRES_SUBJECTS_H_
