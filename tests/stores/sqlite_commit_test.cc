// SPDX-License-Identifier: Apache-2.0
//
// One commit for many callers, and the WAL behind it: is what was acknowledged in the file, and is the WAL left to grow?
#include <atomic>
#include <filesystem>
#include <thread>

#include "doverie/adapters/sqlite.h"
#include "support/batches.h"
#include "support/results.h"
#include "support/sqlite_files.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

// Wrong in itself: it erases a stream that it does not expect.
Batch wrong_batch(const std::string& id) {
  return BatchBuilder(id).append("wrong/" + id, 1, {"one"}).append("wrong/" + id, 1, {"two"});
}

TEST_CASE("T4: when one batch of a shared commit fails, whoever is told that his is kept finds it in the file") {
  constexpr int kCallers = 12;
  constexpr int kBatches = 40;
  TempDir directory;
  auto store = sqlite_store(directory.file("s")).value();
  std::atomic<int> acknowledged = 0;
  std::atomic<int> failed = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      for (int n = 0; n < kBatches; ++n) {
        const std::string id = std::to_string(caller) + "/" + std::to_string(n);
        const bool good = caller % 4 != 0;
        const auto result = store->append(good ? Batch(BatchBuilder(id).append(id, 0, {"one"})) : wrong_batch(id));
        if (!result) ++failed;
        if (result && result->outcome == AppendOutcome::appended) ++acknowledged;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(failed == kCallers / 4 * kBatches);
  CHECK(acknowledged == kCallers / 4 * 3 * kBatches);
  store.reset();
  const auto reopened = sqlite_store(directory.file("s")).value();
  CHECK(feed_of(*reopened).size() == static_cast<std::size_t>(acknowledged));
}

TEST_CASE("sqlite commits: the WAL grows from commit to commit, and is not written back after each") {
  TempDir directory;
  const auto store = sqlite_store(directory.file("s")).value();
  const auto size = [&] { return std::filesystem::file_size(directory.file("s-wal")); };
  std::uintmax_t before = 0;
  for (std::uint64_t i = 0; i < 20; ++i) {
    REQUIRE_OK(store->append(BatchBuilder(std::to_string(i)).append("a", i, {"one"})));
    CHECK(size() > before);
    before = size();
  }
}

}  // namespace
}  // namespace doverie::testing
