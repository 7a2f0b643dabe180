// SPDX-License-Identifier: Apache-2.0
//
// Acknowledged means durable: a process that appends as fast as it can is killed at a random moment, again and again, and
// every append that it was told of has to be there, whole; and no half of any other.
//
//   DOVERIE_SEED=… DOVERIE_ROUNDS=1000 sqlite_kill_test
#include <chrono>
#include <random>
#include <thread>

#include "doverie/adapters/sqlite.h"
#include "support/batches.h"
#include "support/child.h"
#include "support/results.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// Batch `n` leaves a trace everywhere a batch can: two streams, a tag, a message, an erasure, and its command.
Batch batch_of(std::uint64_t n) {
  const std::string id = std::to_string(n);
  return BatchBuilder("c" + id)
      .append("a", n, {"a" + id})
      .append("b", n,
              {
                  "b" + id,
              })
      .append("c/" + id, 0, {std::string(300, 'x')})
      .tag("t", "b/" + id)
      .put(message("m" + id))
      .erase("c/" + id);
}

// Appends behind what is there, and tells of each append that was acknowledged.
int append_until_killed(const std::string& path, int out) {
  const auto store = SqliteStore::open(path);
  if (!store) return 1;
  const auto head = (*store)->read({.streams = {"a"}});
  if (!head) return 2;
  for (std::uint64_t n = head->streams.at(0).version;; ++n) {
    const auto result = (*store)->append(batch_of(n));
    if (!result || result->outcome != AppendOutcome::appended) return 3;
    if (!write_number(out, n)) return 4;
  }
}

// Whether every batch before `count` is there with all of its traces, and nothing of any later one.
void check_whole(EventStore& store, std::uint64_t count) {
  CHECK(stream_of(store, "b").version == count);
  CHECK(tagged(store, "t").size() == count);
  CHECK(feed_of(store).size() == 2 * count);
  CHECK_FALSE(command_of(store, "c" + std::to_string(count)));
  CHECK(stream_of(store, "c/" + std::to_string(count)).version == 0);
  if (count == 0) return;
  CHECK(command_of(store, "c" + std::to_string(count - 1)).has_value());
  CHECK(stream_of(store, "c/" + std::to_string(count - 1)).erased);
  CHECK(stream_of(store, "a").events.back() == event("a" + std::to_string(count - 1)));
}

TEST_CASE("sqlite kill -9: no acknowledged append is lost, no half of one is left") {
  const std::uint64_t seed = number_from("DOVERIE_SEED", std::random_device{}());
  const std::uint64_t rounds = number_from("DOVERIE_ROUNDS", 40);
  MESSAGE("DOVERIE_SEED=" << seed << " DOVERIE_ROUNDS=" << rounds);
  std::mt19937_64 random(seed);
  TempDir directory;
  const std::string path = directory.file("s");
  std::uint64_t acknowledged = 0;  // batches 0 to acknowledged - 1
  for (std::uint64_t round = 0; round < rounds; ++round) {
    CAPTURE(round);
    Child child([&](int, int out) { return append_until_killed(path, out); });
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 40'000));
    child.kill();
    const auto told = read_numbers(child.from());
    if (!told.empty()) acknowledged = told.back() + 1;
    const auto store = SqliteStore::open(path);
    REQUIRE_OK(store);
    const std::uint64_t count = stream_of(**store, "a").version;
    CHECK(count >= acknowledged);
    CHECK(count <= acknowledged + 1);  // at most the one that was under way
    check_whole(**store, count);
    acknowledged = count;
  }
  MESSAGE(acknowledged << " batches survived " << rounds << " kills");
  CHECK(acknowledged > 0);
}

}  // namespace
}  // namespace doverie::testing
