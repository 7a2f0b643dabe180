// SPDX-License-Identifier: Apache-2.0
//
// What the contract does not ask of every store.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "support/batches.h"
#include "support/child.h"
#include "support/postgres_server.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

using Names = std::vector<std::string>;

PostgresServer& server() {
  return PostgresServer::shared();
}

std::string named(const std::string& schema) {
  return RawPostgres(server().conninfo())
      .value("SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname = '" + schema + "'");
}

void wait_a_little() {
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
}

bool says(const Fault& fault, const std::string& words) {
  return fault.message.find(words) != std::string::npos;
}

// --- opening

TEST_CASE("postgres open: without tables it is refused, and none are made") {
  const auto store = PostgresStore::open(server().options("nowhere"));
  CHECK_FAULT(store, store_wrong_format);
  CHECK(says(store.fault(), "create_tables"));
  CHECK(RawPostgres(server().conninfo()).value("SELECT count(*) FROM pg_namespace WHERE nspname = 'nowhere'") == "0");
}

TEST_CASE("postgres open: tables of an older or a newer version are refused") {
  const PostgresOptions options = server().with_tables();
  const RawPostgres raw(options.conninfo);
  for (const std::string version : {"0", "1000"}) {
    raw.run("UPDATE " + named(options.schema) + ".meta SET value = " + version + " WHERE key = 'schema'");
    const auto store = PostgresStore::open(options);
    CHECK_FAULT(store, store_wrong_format);
    CHECK(says(store.fault(), version == "0" ? "create_tables" : "newer version of the library"));
  }
  CHECK_FAULT(PostgresStore::create_tables(options), store_wrong_format);
}

TEST_CASE("postgres open: making the tables twice, also at once, is no error and changes nothing") {
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("c").append("a", 0, {"one"})));
  CHECK_OK(PostgresStore::create_tables(options));
  CHECK(stream_of(*store, "a").version == 1);
  const PostgresOptions other = server().options("made at once");
  std::atomic<int> made = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { made += PostgresStore::create_tables(other).ok() ? 1 : 0; });
  for (std::thread& thread : threads) thread.join();
  CHECK(made == 4);
  CHECK_OK(PostgresStore::open(other));
}

TEST_CASE("postgres open: a server that would lose what it has committed is refused") {
  PostgresOptions options = server().with_tables();
  options.conninfo += " options='-c synchronous_commit=off'";
  const auto store = PostgresStore::open(options);
  CHECK_FAULT(store, store_unavailable);
  CHECK(says(store.fault(), "synchronous_commit"));
}

TEST_CASE("postgres open: a role whose transactions are read-only is refused") {
  PostgresOptions options = server().with_tables();
  options.conninfo += " target_session_attrs=any options='-c default_transaction_read_only=on'";
  CHECK_FAULT(PostgresStore::open(options), store_read_only);
}

TEST_CASE("postgres open: what is wrong with the options is told, the connection string is not") {
  PostgresOptions options = server().options();
  options.conninfo = "password=hush nonsense";
  const auto unreadable = PostgresStore::open(options);
  CHECK_FAULT(unreadable, invalid_argument);
  CHECK_FALSE(says(unreadable.fault(), "hush"));
  CHECK_FALSE(says(unreadable.fault(), "nonsense"));
  options.conninfo = "host=127.0.0.1 port=1 password=hush";
  const auto nobody_there = PostgresStore::open(options);
  CHECK_FAULT(nobody_there, store_unavailable);
  CHECK_FALSE(says(nobody_there.fault(), "hush"));
  options = server().options();
  options.pool_size = 0;
  CHECK_FAULT(PostgresStore::open(options), invalid_argument);
}

// --- connections

TEST_CASE("postgres pool: a connection that the server has ended is replaced unnoticed") {
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one"})));
  RawPostgres(options.conninfo)
      .run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'doverie' AND pid <> "
          "pg_backend_pid()");
  wait_a_little();
  const auto appended = store->append(BatchBuilder("2").append("a", 1, {"two"}));
  REQUIRE_OK(appended);
  CHECK(appended->outcome == AppendOutcome::appended);
}

TEST_CASE("postgres pool: one connection is enough for all, whoever else holds records meanwhile") {
  PostgresOptions options = server().with_tables();
  options.pool_size = 1;
  options.call_timeout = std::chrono::milliseconds(800);
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one"})));
  const RawPostgres other(options.conninfo);
  other.run("BEGIN");
  other.run("SELECT * FROM " + named(options.schema) + ".streams FOR UPDATE");
  std::thread blocked([&] { CHECK_FAULT(store->append(BatchBuilder("2").append("a", 1, {"two"})), busy); });
  wait_a_little();
  CHECK_OK(store->read({.streams = {"a"}}));
  CHECK(store->append(BatchBuilder("3").append("b", 0, {"one"}))->outcome == AppendOutcome::appended);
  blocked.join();
  other.run("ROLLBACK");
  CHECK(store->append(BatchBuilder("2").append("a", 1, {"two"}))->outcome == AppendOutcome::appended);
}

TEST_CASE("postgres fork: the child's handle is refused; destroying it leaves the parent's connections alone") {
  auto store = PostgresStore::open(server().with_tables()).value();
  REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one"})));
  Child child([&](int, int) {
    const bool refused = is_fault(store->read({.streams = {"a"}}), FaultCode::forked) &&
                         is_fault(store->append(BatchBuilder("x")), FaultCode::forked) &&
                         is_fault(store->feed({}, 1), FaultCode::forked);
    store.reset();
    return refused ? 0 : 1;
  });
  CHECK(child.finish() == 0);
  CHECK(store->append(BatchBuilder("2").append("a", 1, {"two"}))->outcome == AppendOutcome::appended);
}

// --- groups

// Appends all at once, so that they wait for each other behind a locked stream and become one group.
std::vector<Result<AppendResult>> append_together(PostgresStore& store, const PostgresOptions& options,
                                                  const std::vector<Batch>& batches) {
  const RawPostgres other(options.conninfo);
  other.run("BEGIN");
  other.run("LOCK TABLE " + named(options.schema) + ".commands IN ACCESS EXCLUSIVE MODE");
  std::vector<Result<AppendResult>> results(batches.size(), Fault{FaultCode::internal, "not run"});
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < batches.size(); ++i) threads.emplace_back([&, i] { results[i] = store.append(batches[i]); });
  wait_a_little();
  other.run("COMMIT");
  for (std::thread& thread : threads) thread.join();
  return results;
}

TEST_CASE("postgres groups: each member gets its own outcome; conflict, repetition and poison harm nobody else") {
  PostgresOptions options = server().with_tables();
  options.pool_size = 1;
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("old").append("a", 0, {"one"}).put(message("taken"))));
  std::vector<Batch> batches;
  for (int i = 0; i < 6; ++i) {
    batches.push_back(BatchBuilder("good " + std::to_string(i))
                          .append("s" + std::to_string(i), 0, {"one"})
                          .tag("t", "s" + std::to_string(i)));
  }
  batches.push_back(BatchBuilder("late").append("a", 0, {"x"}).append("only with a", 0, {"x"}).put(message("never")));
  batches.push_back(BatchBuilder("old").append("b", 0, {"x"}));
  SUBCASE("without poison") {}
  SUBCASE("with a message id that is there already") {
    batches.push_back(BatchBuilder("poison").append("p", 0, {"x"}).put(message("taken")));
  }
  SUBCASE("with bytes that are not UTF-8") {
    batches.push_back(BatchBuilder("poison").append("p\xff", 0, {"x"}));
  }
  const auto results = append_together(*store, options, batches);
  for (std::size_t i = 0; i < 6; ++i) {
    REQUIRE_OK(results[i]);
    CHECK(results[i]->outcome == AppendOutcome::appended);
    CHECK(stream_of(*store, "s" + std::to_string(i)).version == 1);
  }
  REQUIRE_OK(results[6]);
  CHECK(results[6]->outcome == AppendOutcome::conflict);
  CHECK(stream_of(*store, "only with a").version == 0);
  CHECK_FALSE(command_of(*store, "late"));
  REQUIRE_OK(results[7]);
  CHECK(results[7]->outcome == AppendOutcome::already);
  CHECK(stream_of(*store, "b").version == 0);
  if (batches.size() > 8) CHECK_FAULT(results[8], internal);
  CHECK(tagged(*store, "t").size() == 6);
  CHECK(feed_of(*store).size() == 7);
}

TEST_CASE("postgres groups: a reader with a name that is no text harms nobody else") {
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  CHECK_FAULT(store->read({.streams = {"\xff"}}), internal);
  CHECK_OK(store->read({.streams = {"a"}}));
}

// A head that was locked, though nobody had written it, means the same as none.
TEST_CASE("postgres groups: a stream that was only loaded can be created later") {
  const auto store = PostgresStore::open(server().with_tables()).value();
  REQUIRE_OK(store->append(BatchBuilder("1").loaded("new", 0).append("a", 0, {"one"})));
  CHECK(store->append(BatchBuilder("2").append("new", 1, {"x"}))->outcome == AppendOutcome::conflict);
  CHECK(store->append(BatchBuilder("3").append("new", 0, {"x"}).append("a", 0, {"x"}))->outcome == AppendOutcome::conflict);
  CHECK(stream_of(*store, "new").version == 0);
  Batch batch = BatchBuilder("4").append("new", 0, {"x", "sum", "y"});
  batch.appends.front().summary = 2;
  CHECK(store->append(batch)->outcome == AppendOutcome::appended);
  CHECK(stream_of(*store, "new").version == 3);
  CHECK(stream_of(*store, "new").events.size() == 2);
  CHECK(store->read({.streams = {"new"}, .whole = true})->streams.front().events.size() == 3);
}

// --- against others

TEST_CASE("postgres retry: a transaction that was chosen to die in a deadlock is run again") {
  const PostgresOptions options = server().with_tables();
  const std::string schema = named(options.schema);
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one"}).append("b", 0, {"one"})));
  const RawPostgres other(options.conninfo);
  other.run("SET deadlock_timeout = '30s'");  // so that the store's side finds the deadlock
  other.run("BEGIN");
  other.run("SELECT * FROM " + schema + ".streams WHERE name = 'b' FOR UPDATE");
  std::optional<Result<AppendResult>> result;
  std::thread appending([&] { result = store->append(BatchBuilder("2").append("a", 1, {"two"}).append("b", 1, {"two"})); });
  wait_a_little();
  other.run("SELECT * FROM " + schema + ".streams WHERE name = 'a' FOR UPDATE");
  other.run("COMMIT");
  appending.join();
  REQUIRE_OK(*result);
  CHECK((*result)->outcome == AppendOutcome::appended);
}

TEST_CASE("postgres feed: a commit that comes late is never skipped") {
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  const RawPostgres host(options.conninfo);
  PostgresBorrowedStore slow(host.get(), options.schema);
  REQUIRE_OK(store->append(BatchBuilder("1").append("before", 0, {"x"})));
  host.run("BEGIN");
  REQUIRE_OK(slow.append(BatchBuilder("2").append("slow", 0, {"x"})));
  REQUIRE_OK(store->append(BatchBuilder("3").append("fast", 0, {"x"})));
  CHECK(feed_of(*store) == Names{"before@1"});
  const std::string cursor = store->feed({}, 100)->back().cursor;
  host.run("COMMIT");
  CHECK(feed_of(*store, cursor) == Names{"slow@1", "fast@1"});
}

TEST_CASE("postgres feed: raising the epoch voids cursors, tells readers and keeps all events, in order") {
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one", "two"})));
  const std::string cursor = store->feed({}, 1)->front().cursor;
  CHECK(store->read({})->epoch == 0);
  CHECK(store->read({})->restored_at == std::nullopt);
  // As after a restore into a new server, whose transaction numbers begin anew.
  RawPostgres(options.conninfo).run("UPDATE " + named(options.schema) + ".events SET xid = '9000000000'");
  const auto epoch = PostgresStore::raise_epoch(options);
  REQUIRE_OK(epoch);
  CHECK(*epoch == 2);
  const auto raised = store->read({}).value();  // by a store that was open meanwhile
  CHECK(raised.epoch == 2);
  REQUIRE(raised.restored_at);
  CHECK(std::chrono::abs(*raised.restored_at - *raised.store_now) < std::chrono::seconds(30));
  const RawPostgres host(options.conninfo);
  CHECK(PostgresBorrowedStore(host.get(), options.schema).read({})->restored_at == raised.restored_at);
  CHECK_FAULT(PostgresStore::raise_epoch(options, 1'000'000'000), invalid_argument);
  CHECK_FAULT(store->feed(cursor, 1), invalid_argument);
  REQUIRE_OK(store->append(BatchBuilder("2").append("a", 2, {"three"})));
  CHECK(feed_of(*store) == Names{"a@1", "a@2", "a@3"});
  CHECK(feed_of(*store, store->feed({}, 2)->back().cursor) == Names{"a@3"});
}

TEST_CASE("postgres read: tells the server's time") {
  const auto store = PostgresStore::open(server().with_tables()).value();
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  const auto told = store->read({})->store_now;
  REQUIRE(told);
  CHECK(std::chrono::abs(*told - now) < std::chrono::seconds(5));
}

TEST_CASE("postgres processes: two with several threads each lose nothing and write nothing twice") {
  const PostgresOptions options = server().with_tables();
  const auto work = [&options](int process) {
    const auto store = PostgresStore::open(options);
    if (!store) return 1;
    std::atomic<bool> good = true;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 15; ++i) {
          const std::string id = std::to_string(process) + "." + std::to_string(t) + "." + std::to_string(i);
          while (true) {
            const auto heads = (*store)->read({.streams = {"a", "b"}});
            if (!heads) return good.store(false);
            const auto result = (*store)->append(
                BatchBuilder(id).append("a", heads->streams[0].version, {id}).append("b", heads->streams[1].version, {id}));
            if (!result) return good.store(false);
            if (result->outcome == AppendOutcome::appended) break;
          }
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    return good ? 0 : 1;
  };
  Child first([&](int, int) { return work(1); });
  Child second([&](int, int) { return work(2); });
  CHECK(first.finish() == 0);
  CHECK(second.finish() == 0);
  const auto store = PostgresStore::open(options).value();
  CHECK(stream_of(*store, "a").version == 120);
  CHECK(stream_of(*store, "a").events == stream_of(*store, "b").events);
}

}  // namespace
}  // namespace doverie::testing
