// SPDX-License-Identifier: Apache-2.0
//
// Other sessions, other processes, a frozen network or server: whom do they slow down, and for how long?
#include <doctest/doctest.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "support/batches.h"
#include "support/postgres_proxy.h"
#include "support/postgres_server.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

using namespace std::chrono_literals;  // NOLINT: durations
using Clock = std::chrono::steady_clock;

PostgresServer& server() {
  return PostgresServer::shared();
}

std::string named(const PostgresOptions& options) {
  return RawPostgres(server().conninfo())
      .value("SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname = '" + options.schema + "'");
}

// One event more at the end of the stream, however often it takes; the last outcome. Counts the batches that were sent.
Result<AppendResult> append_to(EventStore& store, const std::string& stream, const std::string& id, std::atomic<int>& sent) {
  while (true) {
    ReadRequest request{.streams = {"realm", stream}};
    request.command_id = id;
    const auto read = store.read(request);
    if (!read) return read.fault();
    ++sent;
    auto appended = store.append(
        BatchBuilder(id).loaded("realm", read->streams.at(0).version).append(stream, read->streams.at(1).version, {id}));
    if (!appended || appended->outcome != AppendOutcome::conflict) return appended;
  }
}

// --- KQ2

TEST_CASE("KQ2: a circle that another session holds is slow alone, and its callers get `busy` in bounded time") {
  PostgresOptions options = server().with_tables();
  options.call_timeout = 2s;
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("0").append("realm", 0, {"r"}).append("held", 0, {"one"})));
  const RawPostgres other(options.conninfo);
  other.run("BEGIN");
  other.run("UPDATE " + named(options) + ".streams SET version = version WHERE name = 'held'");
  const auto begun = Clock::now();
  std::atomic<int> sent = 0;
  std::atomic<int> busy = 0;
  std::vector<std::thread> waiting;
  for (int i = 0; i < 8; ++i) {
    waiting.emplace_back([&, i] {
      const auto result = append_to(*store, "held", "h" + std::to_string(i), sent);
      busy += result.faulted() && result.fault().code == FaultCode::busy ? 1 : 0;
    });
  }
  std::this_thread::sleep_for(100ms);
  // Nobody of these is held up with them: all are done before the others have given up.
  for (int i = 0; i < 50; ++i) {
    const std::string id = "free " + std::to_string(i);
    const auto result = append_to(*store, id, id, sent);
    REQUIRE_OK(result);
    CHECK(result->outcome == AppendOutcome::appended);
  }
  CHECK(busy == 0);
  for (std::thread& one : waiting) one.join();
  CHECK(busy == 8);
  CHECK(Clock::now() - begun < 2500ms);
  other.run("COMMIT");
  CHECK(append_to(*store, "held", "h0", sent)->outcome == AppendOutcome::appended);
}

TEST_CASE("KQ2: who waits for a circle goes on when it is free; a new circle that another session makes is one as well") {
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("0").append("realm", 0, {"r"}).append("held", 0, {"one"})));
  const std::string schema = named(options);
  for (const std::string& sql : {"UPDATE " + schema + ".streams SET version = version WHERE name = 'held'",
                                 "INSERT INTO " + schema + ".streams (name, version) VALUES ('new', 0)"}) {
    CAPTURE(sql);
    const std::string stream = sql.find("new") == std::string::npos ? "held" : "new";
    const RawPostgres other(options.conninfo);
    other.run("BEGIN");
    other.run(sql);
    std::atomic<int> sent = 0;
    std::thread waiting([&] {
      const auto result = append_to(*store, stream, "w" + stream, sent);
      REQUIRE_OK(result);
      CHECK(result->outcome == AppendOutcome::appended);
    });
    std::this_thread::sleep_for(150ms);
    const auto free = append_to(*store, "free " + stream, "f" + stream, sent);
    REQUIRE_OK(free);
    CHECK(free->outcome == AppendOutcome::appended);
    other.run("COMMIT");
    waiting.join();
  }
}

TEST_CASE("KQ2: a host's open transaction that has used a circle holds up that circle, and not the realm") {
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("0").append("realm", 0, {"r"})));
  const RawPostgres host(options.conninfo);
  PostgresBorrowedStore borrowed(host.get(), options.schema);
  host.run("BEGIN");
  REQUIRE_OK(borrowed.append(BatchBuilder("1").loaded("realm", 1).append("hosts", 0, {"one"})));
  std::atomic<int> sent = 0;
  CHECK(append_to(*store, "free", "2", sent)->outcome == AppendOutcome::appended);
  host.run("COMMIT");
}

// --- KQ12

TEST_CASE("KQ12: a batch that withdraws messages waits for nobody who holds one of them") {
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("0").put(message("free")).put(message("held")).put(message("leased"))));
  const RawPostgres other(options.conninfo);
  other.run("BEGIN");
  other.run("SELECT FROM " + named(options) + ".messages WHERE id = 'held' FOR UPDATE");
  const auto begun = Clock::now();
  const auto withdrawn =
      store->append(BatchBuilder("1").withdraw(message("free")).withdraw(message("held")).append("a", 0, {"one"}));
  REQUIRE_OK(withdrawn);
  CHECK(withdrawn->outcome == AppendOutcome::appended);
  CHECK(Clock::now() - begun < 2s);
  other.run("COMMIT");
  const auto left = store->lease_messages("", kStart, kMinute, 10);
  REQUIRE_OK(left);
  REQUIRE(left->size() == 2);
  CHECK(left->front().message.id == "held");  // whoever leases it finds out
}

// --- KQ7

TEST_CASE("KQ7: callers who want one hot circle take turns: hardly any of their work is for nothing") {
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("0").append("realm", 0, {"r"})));
  constexpr int kCallers = 32;
  constexpr int kEach = 10;
  std::atomic<int> sent = 0;
  std::atomic<int> appended = 0;
  std::vector<std::thread> callers;
  for (int c = 0; c < kCallers; ++c) {
    callers.emplace_back([&, c] {
      for (int i = 0; i < kEach; ++i) {
        const auto result = append_to(*store, "hot", std::to_string(c) + "." + std::to_string(i), sent);
        appended += result && result->outcome == AppendOutcome::appended ? 1 : 0;
      }
    });
  }
  for (std::thread& one : callers) one.join();
  CHECK(appended == kCallers * kEach);
  CHECK(stream_of(*store, "hot").version == kCallers * kEach);
  MESSAGE(sent.load(), " batches for ", kCallers * kEach, " commands");
  CHECK(sent < 2 * kCallers * kEach);
}

TEST_CASE("KQ7: of batches that wait for one stream, the losers are told so when the winner is written") {
  constexpr int kCallers = 32;
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  const RawPostgres raw(options.conninfo);
  const RawPostgres other(options.conninfo);
  const auto transactions = [&] { return std::stol(raw.value("SELECT pg_current_xact_id()")); };
  other.run("BEGIN");
  other.run("LOCK TABLE " + named(options) + ".streams IN ACCESS EXCLUSIVE MODE");  // until all of them wait
  std::vector<std::thread> callers;
  std::atomic<int> asking = 0;
  std::atomic<int> won = 0;
  std::atomic<int> lost = 0;
  const long before = transactions();
  for (int c = 0; c < kCallers; ++c) {
    callers.emplace_back([&, c] {
      ++asking;
      const auto result = store->append(BatchBuilder(std::to_string(c)).append("hot", 0, {"mine"}));
      REQUIRE_OK(result);
      ++(result->outcome == AppendOutcome::appended ? won : lost);
    });
  }
  while (asking < kCallers) std::this_thread::yield();
  std::this_thread::sleep_for(300ms);
  other.run("COMMIT");
  for (std::thread& one : callers) one.join();
  CHECK(won == 1);
  CHECK(lost == kCallers - 1);
  CHECK(transactions() - before < kCallers - 1);  // else each of them would have had one
}

// --- KQ3

TEST_CASE("KQ3: a store that gets fewer connections than it may have lives with those, says so, and tries for more") {
  const PostgresOptions tables = server().with_tables();
  const RawPostgres raw(tables.conninfo);
  raw.run("CREATE ROLE few LOGIN CONNECTION LIMIT 2");
  REQUIRE_OK(PostgresStore::grant(tables, "few", PostgresRole::application));
  PostgresOptions options = tables;
  options.conninfo = server().conninfo("few");
  const auto one = PostgresStore::open(options).value();
  const auto two = PostgresStore::open(options).value();
  std::atomic<int> done = 0;
  const auto run = [&](int each) {
    std::vector<std::thread> callers;
    for (int c = 0; c < 16; ++c) {
      callers.emplace_back([&, c] {
        PostgresStore& store = c % 2 == 0 ? *one : *two;
        for (int i = 0; i < each; ++i) {
          const std::string id = std::to_string(each) + "." + std::to_string(c) + "." + std::to_string(i);
          if (!store.read({.streams = {id}})) return;
          const auto appended = store.append(BatchBuilder(id).append(id, 0, {"x"}));
          done += appended && appended->outcome == AppendOutcome::appended ? 1 : 0;
        }
      });
    }
    for (std::thread& caller : callers) caller.join();
  };
  run(20);
  CHECK(done == 320);
  const StoreConnections now = one->connections().value();
  CHECK(now.most == 8);
  CHECK(now.open == 1);
  CHECK(now.in_use == 0);
  CHECK(now.refused > 0);
  CHECK(now.waited > 0);
  raw.run("ALTER ROLE few CONNECTION LIMIT 20");
  std::this_thread::sleep_for(150ms);
  run(21);
  CHECK(done == 320 + 336);
  CHECK(one->connections()->open > 1);
}

// --- KQ9, KG10

// Whether the call ends in its time, with some to spare for a busy machine.
template <class Call>
auto within(Duration bound, Call call) {
  const auto begun = Clock::now();
  auto result = call();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  INFO(took.count(), " ms");
  CHECK(took < bound + 500ms);
  return result;
}

TEST_CASE("KG10: a call ends in its time when the network is frozen, and an append that was sent is unknown") {
  PostgresProxy proxy(server().port());
  PostgresOptions options = server().with_tables();
  options.conninfo = proxy.conninfo();
  options.call_timeout = 1s;
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("warm").append("warm", 0, {"up"})));
  proxy.freeze(true);
  const auto appended = within(1s, [&] { return store->append(BatchBuilder("1").append("a", 0, {"one"})); });
  REQUIRE_OK(appended);
  CHECK(appended->outcome == AppendOutcome::unknown);
  for (int i = 0; i < 3; ++i) {
    CHECK_FAULT(within(1s, [&] { return store->read({.streams = {"a"}}); }), store_unavailable);
    CHECK(within(1s, [&] { return store->append(BatchBuilder("2").append("b", 0, {"one"})); }).faulted());
    CHECK_FAULT(within(1s, [&] { return store->lease_messages("", kStart, kMinute, 1); }), store_unavailable);
    CHECK_FAULT(within(1s, [&] { return store->feed({}, 1); }), store_unavailable);
    CHECK_FAULT(within(1s, [&] { return store->read({.command_id = "1"}); }), store_unavailable);
  }
  proxy.freeze(false);
  const auto answered = store->read({.streams = {"a"}, .command_id = "1"});
  REQUIRE_OK(answered);
  CHECK(answered->streams.at(0).version == (answered->command ? 1 : 0));
}

TEST_CASE("KQ9: all of many callers get their answers in time, and go on when the network does") {
  PostgresProxy proxy(server().port());
  PostgresOptions options = server().with_tables();
  options.conninfo = proxy.conninfo();
  options.call_timeout = 1s;
  const auto store = PostgresStore::open(options).value();
  std::vector<std::thread> callers;
  std::atomic<int> faulted = 0;
  proxy.freeze(true);
  for (int c = 0; c < 200; ++c) {
    callers.emplace_back([&] { faulted += within(1s, [&] { return store->read({.streams = {"a"}}); }).faulted() ? 1 : 0; });
  }
  for (std::thread& one : callers) one.join();
  CHECK(faulted == 200);
  proxy.freeze(false);
  bool goes_on = false;
  for (int tries = 0; tries < 5 && !goes_on; ++tries) goes_on = store->read({.streams = {"a"}}).ok();
  CHECK(goes_on);
}

TEST_CASE("KQ9: a backend that is stopped costs one call its time, and no more") {
  PostgresOptions options = server().with_tables();
  options.call_timeout = 3s;  // a new connection takes its time on a machine that has other work
  const auto store = PostgresStore::open(options).value();
  const RawPostgres raw(options.conninfo);
  const int backend = std::stoi(
      raw.value("SELECT pid FROM pg_stat_activity WHERE application_name = 'doverie' ORDER BY backend_start DESC LIMIT 1"));
  REQUIRE(kill(backend, SIGSTOP) == 0);
  const auto appended = within(3s, [&] { return store->append(BatchBuilder("1").append("a", 0, {"one"})); });
  REQUIRE_OK(appended);
  CHECK(appended->outcome == AppendOutcome::unknown);
  CHECK_OK(within(3s, [&] { return store->read({.streams = {"a"}}); }));
  kill(backend, SIGCONT);
}

TEST_CASE("KQ9: a backend whose client has gone without a word does not stay") {
  const PostgresOptions options = server().with_tables();
  const RawPostgres raw(options.conninfo);
  PostgresOptions hasty = options;
  hasty.call_timeout = 500ms;
  const auto count = [&] {
    return std::stoi(RawPostgres(options.conninfo)
                         .value("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'doverie'"
                                " AND wait_event_type = 'Lock'"));
  };
  {
    const auto store = PostgresStore::open(hasty).value();
    raw.run("BEGIN");
    raw.run("LOCK TABLE " + named(options) + ".streams IN ACCESS EXCLUSIVE MODE");
    CHECK(store->read({.streams = {"a"}}).faulted());
  }
  for (int i = 0; i < 300 && count() > 0; ++i) std::this_thread::sleep_for(20ms);
  CHECK(count() == 0);
  raw.run("ROLLBACK");
}

TEST_CASE("KQ9: of several hosts, one that does not answer takes its share of the time only") {
  PostgresProxy proxy(server().port());
  proxy.freeze(true);
  PostgresOptions options = server().with_tables();
  options.conninfo = "host=127.0.0.1,127.0.0.1 port=" + std::to_string(proxy.port()) + "," +
                     std::to_string(server().port()) + " user=postgres dbname=postgres sslmode=disable gssencmode=disable";
  options.call_timeout = 2s;
  CHECK_OK(within(2s, [&] { return PostgresStore::open(options); }));
}

// --- KQ10

TEST_CASE("KQ10: a message whose row cannot be is set aside, and the others go") {
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  const RawPostgres raw(options.conninfo);
  int number = 0;
  for (const char* change : {"attempt = 9223372036854775807", "attempt = -1", "attempt = 4294967296",
                             "not_before = 9223372036854775807", "useless_after = -9223372036854775808"}) {
    CAPTURE(std::string(change));
    const std::string odd = "odd " + std::to_string(++number);
    const std::string good = "good " + std::to_string(number);
    REQUIRE_OK(store->append(BatchBuilder(odd).put(message(odd)).put(message(good))));
    raw.run("UPDATE " + named(options) + ".messages SET " + change + " WHERE id = '" + odd + "'");
    const auto leased = store->lease_messages("", kStart, kMinute, 10);
    REQUIRE_OK(leased);
    REQUIRE(leased->size() >= 1);
    CHECK(leased->back().message.id.starts_with("good") == (leased->size() == 1));
    std::vector<Settlement> settled;
    for (const LeasedMessage& one : *leased) settled.push_back({one.message.id, one.lease, SettleAs::sent, {}});
    REQUIRE_OK(store->settle_messages(settled));
    CHECK(store->lease_messages("", kStart, kMinute, 10).value().empty());
  }
}

}  // namespace
}  // namespace doverie::testing
