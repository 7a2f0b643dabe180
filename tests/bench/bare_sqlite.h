// SPDX-License-Identifier: Apache-2.0
//
// The baseline: what SQLite itself costs. The reads and inserts of real commands, recorded beforehand, are done once more with
// nothing around them but prepared statements and two SHA-256 per event (what a keyed hash costs at least). No rules, no JSON,
// no checks; and nothing in memory: it reads the streams of every command, whatever the reader knows (ReadRequest::known).
#ifndef DOVERIE_TESTS_BENCH_BARE_SQLITE_H_
#define DOVERIE_TESTS_BENCH_BARE_SQLITE_H_

#include <sqlite3.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "bench/measure.h"
#include "doverie/ports/event_store.h"

namespace doverie::bench {

// One call to the store, as a command made it.
using StoreCall = std::variant<ReadRequest, Batch>;
using RecordedCommand = std::vector<StoreCall>;

// Records the calls that go through it; what is leased and settled is left out.
class RecordingStore final : public EventStore {
 public:
  explicit RecordingStore(std::shared_ptr<EventStore> inner) : inner_(std::move(inner)) {}

  // What was recorded since the last call.
  RecordedCommand take() { return std::exchange(calls_, {}); }

  Result<ReadResult> read(const ReadRequest& request) override {
    calls_.emplace_back(request);
    return inner_->read(request);
  }
  Result<AppendResult> append(const Batch& batch) override {
    calls_.emplace_back(batch);
    return inner_->append(batch);
  }
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                    std::uint32_t limit) override {
    return inner_->lease_messages(queue, now, lease_for, limit);
  }
  Status settle_messages(const std::vector<Settlement>& settlements) override {
    return inner_->settle_messages(settlements);
  }
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) override {
    return inner_->feed(after, limit);
  }

 private:
  std::shared_ptr<EventStore> inner_;
  RecordedCommand calls_;
};

// Four commands of many circles (measure.h), and what the pump has written for each of them before the third.
struct RecordedFlow {
  std::vector<std::vector<RecordedCommand>> phases;  // [phase][circle]
  std::vector<RecordedCommand> pumped;               // [circle]
};
RecordedFlow record_flow(RecordingStore& store, const Service& service, const std::vector<Command>& phases,
                         std::size_t circles);

class BareSqlite {
 public:
  enum class Sharing : bool {
    exclusive,   // the only connection of the only process, as SqliteStore
    one_of_many  // a connection per caller: what a host writes first
  };
  BareSqlite(const std::string& path, Sharing sharing);
  ~BareSqlite();
  BareSqlite(const BareSqlite&) = delete;
  BareSqlite& operator=(const BareSqlite&) = delete;

  void run(const RecordedCommand& command);

 private:
  class Statement;
  void call(const ReadRequest& request);
  void call(const Batch& batch);
  void hash(std::string_view bytes);
  Statement& statement(const char* sql);

  sqlite3* connection_ = nullptr;
  std::vector<std::pair<const char*, std::unique_ptr<Statement>>> statements_;
  unsigned char digest_[32] = {};
};

}  // namespace doverie::bench

#endif  // DOVERIE_TESTS_BENCH_BARE_SQLITE_H_
