// SPDX-License-Identifier: Apache-2.0
//
// Does every store answer a ping, and is what contradicts itself found, also in a store that brings no look of its own?
#include <doctest/doctest.h>

#include <filesystem>

#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#include "support/batches.h"
#include "support/results.h"
#include "support/temp_dir.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

using Findings = std::vector<std::string>;

// Events `from` to `to` of a stream.
Batch written(const std::string& id, std::uint64_t before, int events) {
  Batch batch{.command_id = id, .expected = {{"circle/maria", before}}, .at = kEarliestNow};
  StreamAppend append{.stream = "circle/maria"};
  for (int i = 0; i < events; ++i) append.events.push_back({R"({"type":"x","n":)" + std::to_string(i) + "}", "1:" + id});
  batch.appends.push_back(append);
  return batch;
}

std::shared_ptr<MemoryStore> filled() {
  auto store = std::make_shared<MemoryStore>();
  REQUIRE(store->append(written("a", 0, 2)));
  REQUIRE(store->append(written("b", 2, 1)));
  return store;
}

// A store of the host's own, in which something is wrong.
class OwnStore final : public WrappedStore {
 public:
  using WrappedStore::WrappedStore;
  Status ping() override { return EventStore::ping(); }
  Result<Findings> check() override { return EventStore::check(); }
  Result<std::vector<FeedEntry>> raw_feed(std::string_view after, std::uint32_t limit) override {
    auto entries = WrappedStore::raw_feed(after, limit);
    if (entries && on_feed) on_feed(*entries);
    return entries;
  }
  std::function<void(std::vector<FeedEntry>&)> on_feed;
};

TEST_CASE("check: a whole store has nothing against itself, empty or not, and after erasing") {
  CHECK(MemoryStore().ping());
  CHECK(MemoryStore().check().value() == Findings{});
  const auto store = filled();
  CHECK(store->check().value() == Findings{});
  Batch erased{.command_id = "c", .expected = {{"circle/maria", 3}}, .erase = {"circle/maria"}, .at = kEarliestNow};
  REQUIRE(store->append(erased));
  CHECK(store->check().value() == Findings{});
}

TEST_CASE("check: what contradicts itself in a store of the host's own is named with its place") {
  struct Row {
    const char* what;
    std::function<void(OwnStore&)> damage;
    const char* found;
  };
  const Row rows[] = {
      {"an event lost by the feed",
       [](OwnStore& s) {
         s.on_feed = [](auto& all) {
           if (all.size() > 1) all.erase(all.begin() + 1);
         };
       },
       "stream circle/maria, version 3: stands in the feed behind version 1"},
      {"an event twice in the feed",
       [](OwnStore& s) {
         s.on_feed = [](auto& all) {
           if (!all.empty()) all.insert(all.begin(), all[0]);
         };
       },
       "stream circle/maria, version 1: stands in the feed behind version 1"},
      {"bytes that are no text",
       [](OwnStore& s) {
         s.on_feed = [](auto& all) {
           if (!all.empty()) all[0].event.bytes += '\xff';
         };
       },
       "stream circle/maria, version 1: is not UTF-8"},
      {"a version that is too high", [](OwnStore& s) { s.on_record = [](StreamRecord& r) { ++r.version; }; },
       "stream circle/maria: has version 4, but 3 events"},
      {"an event that is missing",
       [](OwnStore& s) { s.on_record = [](StreamRecord& r) { r.events.pop_back(), --r.version; }; },
       "stream circle/maria: has version 2, and the feed has version 3"},
      {"another event", [](OwnStore& s) { s.on_record = [](StreamRecord& r) { r.events[1].bytes = "{}"; }; },
       "stream circle/maria, version 2: reading gives another event than the feed"},
      {"a cursor that goes nowhere",
       [](OwnStore& s) {
         s.on_feed = [](auto& all) {
           for (auto& one : all) one.cursor = "";
         };
       },
       "the feed: does not go on behind the cursor that it gave"},
  };
  for (const Row& row : rows) {
    OwnStore store(filled());
    row.damage(store);
    const auto found = store.check();
    REQUIRE_MESSAGE(found.ok(), row.what);
    REQUIRE_MESSAGE(!found->empty(), row.what);
    CHECK_MESSAGE(found->front() == row.found, row.what);
  }
}

TEST_CASE("check: what cannot be read is a finding, and a store that does not answer is a fault") {
  OwnStore store(filled());
  store.on_read = [](const ReadRequest&) -> Result<ReadResult> { return Fault{FaultCode::store_corrupt, "page 7"}; };
  CHECK(store.check().value() == Findings{"page 7"});
  store.on_read = [](const ReadRequest&) -> Result<ReadResult> { return Fault{FaultCode::store_unavailable, "gone"}; };
  CHECK(store.check().fault().message == "gone");
  CHECK(store.ping().fault().code == FaultCode::store_unavailable);
}

TEST_CASE("ping: a SQLite store answers as long as its file is where it was") {
  const TempDir directory;
  const std::string path = directory.file("circles.db");
  const auto store = SqliteStore::create(path, SqliteStore::Options{}).value();
  CHECK(store->ping());
  CHECK(SqliteStore::schema_version() == 1);
  std::filesystem::rename(path, directory.file("elsewhere.db"));
  const auto gone = store->ping();
  REQUIRE(gone.faulted());
  CHECK(gone.fault().code == FaultCode::store_failed);
  CHECK(gone.fault().message.find("moved, deleted or replaced") != std::string::npos);
  CHECK(store->ping().faulted());
}

TEST_CASE("together: how many calls shared a commit") {
  const TempDir directory;
  const auto store = SqliteStore::create(directory.file("circles.db"), SqliteStore::Options{}).value();
  CHECK(store->append(written("a", 0, 1))->together == 1);
  CHECK(store->append(written("a", 0, 1))->together == 0);  // it was before
  CHECK(MemoryStore().append(written("a", 0, 1))->together == 1);
}

}  // namespace
}  // namespace doverie::testing
