// SPDX-License-Identifier: Apache-2.0
//
// The failure programme: callers append under load while servers, poolers, networks and clients fail. Whatever was acknowledged is
// there afterwards, once. DOVERIE_ROUNDS says how often each failure happens, up to 20; docs/scale.md has dated totals.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>

#include "support/batches.h"
#include "support/child.h"
#include "support/postgres_proxy.h"
#include "support/postgres_server.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

using namespace std::chrono_literals;  // NOLINT: durations

constexpr int kThreads = 6;

int rounds() {
  const char* text = std::getenv("DOVERIE_ROUNDS");
  return text && *text ? std::clamp(std::atoi(text), 1, 20) : 1;
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
  // Waits for so many commands more; whether they came in that time.
  bool goes_on(int more, Duration within) const {
    const int wanted = done_ + more;
    const auto until = std::chrono::steady_clock::now() + within;
    while (done_ < wanted && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(10ms);
    return done_ >= wanted;
  }
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

// Of the whole programme.
struct Totals {
  long acknowledged = 0;
  long failures = 0;
};
Totals totals;

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
  totals.acknowledged += static_cast<long>(acknowledged.size());
}

// Callers on a store, and failures among them: after each of them they have to go on, `within` that time.
template <class Failure>
void fail_under_load(const PostgresOptions& options, int times, Failure failure, Duration within = 20s) {
  const auto store = PostgresStore::open(options).value();
  Load load(*store);
  bool good = load.goes_on(30, 20s);
  for (int i = 0; i < times && good; ++i) {
    failure(i);
    ++totals.failures;
    good = load.goes_on(10, within);
  }
  load.finish();
  CHECK(good);
  check_nothing_lost_or_twice(*store, load.acknowledged());
}

void fail_over() {
  PostgresServer primary;
  const auto standby = primary.synchronous_standby();
  PostgresOptions options = primary.options();
  REQUIRE_OK(PostgresStore::create_tables(options));
  const std::string ports = std::to_string(primary.port()) + "," + std::to_string(standby->port());
  options.conninfo = "host=127.0.0.1,127.0.0.1 port=" + ports + " user=postgres dbname=postgres";
  options.call_timeout = 3s;
  fail_under_load(options, 1, [&](int) {
    primary.kill();
    standby->promote();
  });
}

TEST_CASE("postgres failures: the primary dies, and its standby takes over") {
  for (int round = 0; round < rounds(); ++round) fail_over();
}

TEST_CASE("postgres failures: PgBouncer is killed and comes back, and so is the server behind it; within 5 s all goes on") {
  PostgresServer server;
  PostgresOptions options = server.with_tables();
  PgBouncer bouncer(server);
  options.conninfo = bouncer.conninfo();
  options.call_timeout = 3s;
  const auto restart = [&](int i) {
    if (i % 2 == 0) return bouncer.restart();
    server.kill();
    server.start();
  };
  fail_under_load(options, 2 * rounds(), restart, 5s);
}

TEST_CASE("postgres failures: connections are cut at chosen bytes, either way") {
  PostgresServer server;
  PostgresOptions options = server.with_tables();
  PostgresProxy proxy(server.port());
  options.conninfo = proxy.conninfo();
  options.call_timeout = 3s;
  fail_under_load(options, 20 * rounds(), [&](int i) {
    proxy.cut_after(i % 2 == 0 ? Towards::server : Towards::client, i * 37 % 2500);
    for (int wait = 0; wait < 1000 && !proxy.broke(); ++wait) std::this_thread::sleep_for(2ms);
  });
}

TEST_CASE("postgres failures: the standby is frozen, and the primary is") {
  PostgresServer primary;
  const auto standby = primary.synchronous_standby();
  PostgresOptions options = primary.with_tables();
  options.call_timeout = 2s;
  fail_under_load(options, 2 * rounds(), [&](int i) {
    const PostgresServer& frozen = i % 2 == 0 ? *standby : primary;
    frozen.stop_process(true);
    std::this_thread::sleep_for(i % 4 < 2 ? 500ms : 3000ms);
    frozen.stop_process(false);
  });
}

// Callers in a process of their own; it tells of each command that was acknowledged.
int run_as_client(const PostgresOptions& options, int number, int out) {
  const auto store = PostgresStore::open(options);
  if (!store) return 1;
  for (std::uint64_t i = 0;; ++i) {
    const std::string id = std::to_string(number) + "." + std::to_string(i);
    while (true) {
      const auto read = (*store)->read({.streams = {"shared"}, .command_id = id});
      if (read && read->command) break;
      if (!read) continue;
      const auto appended = (*store)->append(BatchBuilder(id).append("shared", read->streams.front().version, {id}));
      if (appended && appended->outcome == AppendOutcome::appended) break;
    }
    if (!write_number(out, i)) return 0;
  }
}

TEST_CASE("postgres failures: clients are killed in the middle of everything") {
  const PostgresServer server;
  const PostgresOptions options = server.with_tables();
  std::set<std::string> acknowledged;
  for (int number = 0; number < 10 * rounds(); ++number) {
    Child client([&](int, int out) { return run_as_client(options, number, out); });
    std::uint64_t first = 0;  // it is at work
    REQUIRE(read(client.from(), &first, sizeof first) == sizeof first);
    acknowledged.insert(std::to_string(number) + ".0");
    std::this_thread::sleep_for(std::chrono::milliseconds(number * 17 % 100));
    client.kill();
    ++totals.failures;
    for (const std::uint64_t i : read_numbers(client.from()))
      acknowledged.insert(std::to_string(number) + "." + std::to_string(i));
  }
  const auto store = PostgresStore::open(options).value();
  check_nothing_lost_or_twice(*store, acknowledged);
  CHECK(acknowledged.size() >= 10);
}

TEST_CASE("postgres failures: totals") {
  MESSAGE(totals.failures, " failures, ", totals.acknowledged, " acknowledged commands, each of them there once");
  CHECK(totals.failures > 0);
}

TEST_CASE("postgres failures: a replica is refused") {
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
