// SPDX-License-Identifier: Apache-2.0
//
// The primary dies under load, and its synchronous standby takes over. DOVERIE_ROUNDS says how often, up to 20 times: each time
// two servers are made.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>

#include "support/batches.h"
#include "support/postgres_server.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

using namespace std::chrono_literals;  // NOLINT: durations

constexpr int kThreads = 6;

int rounds() {
  const char* text = std::getenv("DOVERIE_ROUNDS");
  return text && *text ? std::clamp(std::atoi(text), 1, 20) : 3;
}

// Callers that append one event after the other, each until it is known to be there, as Service does.
class Load {
 public:
  explicit Load(EventStore& store) : store_(store) {
    for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this, i] { run(i); });
  }
  void finish() {
    running_ = false;
    for (std::thread& thread : threads_) thread.join();
  }
  int done() const { return done_; }
  std::set<std::string> acknowledged() const { return acknowledged_; }

 private:
  void run(int thread) {
    for (int i = 0; running_; ++i) {
      const std::string id = std::to_string(thread) + "." + std::to_string(i);
      if (!append(id, "shared")) return;
      const std::lock_guard lock(mutex_);
      acknowledged_.insert(id);
      ++done_;
    }
  }

  // False when it was told to stop before there was an answer.
  bool append(const std::string& id, const std::string& stream) {
    const std::string own = "own " + id;
    while (true) {
      ReadRequest request{.streams = {stream}};
      request.command_id = id;
      const auto read = store_.read(request);
      if (read && read->command) return true;
      if (read) {
        const auto result =
            store_.append(BatchBuilder(id).append(stream, read->streams.front().version, {id}).append(own, 0, {id}));
        if (result && (result->outcome == AppendOutcome::appended || result->outcome == AppendOutcome::already)) return true;
        if (result) continue;
      }
      if (!running_) return false;
      std::this_thread::sleep_for(20ms);
    }
  }

  EventStore& store_;
  std::atomic<bool> running_ = true;
  std::atomic<int> done_ = 0;
  std::mutex mutex_;
  std::set<std::string> acknowledged_;
  std::vector<std::thread> threads_;
};

bool wait_for(const Load& load, int more) {
  const int wanted = load.done() + more;
  for (int i = 0; i < 2000 && load.done() < wanted; ++i) std::this_thread::sleep_for(10ms);
  return load.done() >= wanted;
}

void check_nothing_lost_or_twice(EventStore& store, const std::set<std::string>& acknowledged) {
  const auto read = store.read({.streams = {"shared"}, .whole = true});
  REQUIRE_OK(read);
  std::multiset<std::string> there;
  for (const EventRecord& one : read->streams.front().events) there.insert(one.bytes);
  for (const std::string& id : acknowledged) {
    CAPTURE(id);
    CHECK(there.count(event(id).bytes) == 1);
  }
  CHECK(std::set<std::string>(there.begin(), there.end()).size() == there.size());
}

void run_round() {
  PostgresServer primary;
  const auto standby = primary.synchronous_standby();
  PostgresOptions options = primary.options();
  REQUIRE_OK(PostgresStore::create_tables(options));
  const std::string ports = std::to_string(primary.port()) + "," + std::to_string(standby->port());
  options.conninfo = "host=127.0.0.1,127.0.0.1 port=" + ports + " user=postgres dbname=postgres";
  options.statement_timeout = 3s;
  const auto store = PostgresStore::open(options).value();
  Load load(*store);
  const bool began = wait_for(load, 100);
  primary.kill();
  standby->promote();
  const bool went_on = wait_for(load, 100);
  load.finish();
  REQUIRE(began);
  REQUIRE(went_on);
  check_nothing_lost_or_twice(*store, load.acknowledged());
}

TEST_CASE("postgres failover: nothing acknowledged is lost, nothing is done twice") {
  for (int round = 0; round < rounds(); ++round) run_round();
}

TEST_CASE("postgres failover: a replica is refused") {
  PostgresServer primary;
  const auto standby = primary.synchronous_standby();
  REQUIRE_OK(PostgresStore::create_tables(primary.options()));
  PostgresOptions options = standby->options();
  CHECK_FAULT(PostgresStore::open(options), store_unavailable);
  options.conninfo += " target_session_attrs=any";
  CHECK_FAULT(PostgresStore::open(options), store_read_only);
}

}  // namespace
}  // namespace doverie::testing
