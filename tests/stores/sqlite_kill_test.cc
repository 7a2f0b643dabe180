// SPDX-License-Identifier: Apache-2.0
//
// Acknowledged means durable: a process whose threads append as fast as they can is killed at a random moment, again and
// again, and everything that it was told of has to be there, whole; and no half of anything else.
//
//   DOVERIE_SEED=… DOVERIE_ROUNDS=2000 sqlite_kill_test
#include <poll.h>

#include <chrono>
#include <random>
#include <thread>

#include "stores/store_load.h"
#include "support/child.h"
#include "support/rounds.h"
#include "support/sqlite_files.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

constexpr std::uint64_t kRoundsPerFile = 25;  // so that looking at all of it takes no longer and longer

int work_until_killed(const std::string& path, int out) {
  const auto store = sqlite_store(path);
  if (!store) return 1;
  put_under_load(**store, [&](Told told) { write_number(out, told.packed()); });
  return 2;  // the store has refused
}

// Until the child has been told of something, however slow the machine is.
void wait_for_work(const Child& child) {
  pollfd told{child.from(), POLLIN, 0};
  constexpr int kMilliseconds = 30'000;
  REQUIRE(poll(&told, 1, kMilliseconds) == 1);
}

TEST_CASE("T4: kill -9: no acknowledged append, lease or settlement is lost, no half of one is left") {
  const Rounds rounds(400);
  std::mt19937_64 random(rounds.seed);
  std::uint64_t batches = 0;
  for (std::uint64_t round = 0; round < rounds.count;) {
    TempDir directory;
    const std::string path = directory.file("s");
    Expectation expected;
    for (std::uint64_t i = 0; i < kRoundsPerFile && round < rounds.count; ++i, ++round) {
      CAPTURE(round);
      Child child([&](int, int out) { return work_until_killed(path, out); });
      if (random() % 2 == 0) wait_for_work(child);  // the others may be killed while they open the file
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 40'000));
      CHECK(child.kill() == -1);  // and not because the store had refused
      for (const std::uint64_t number : read_numbers(child.from())) expected.add(Told::of(number));
      expected.check(path);
    }
    batches += expected.batches();
  }
  MESSAGE(batches << " batches survived " << rounds.count << " kills");
  CHECK(batches > rounds.count / 4);  // or the test has tested nothing
}

}  // namespace
}  // namespace doverie::testing
