// SPDX-License-Identifier: Apache-2.0
//
// The whole library on PostgreSQL: the examples, a service through PgBouncer, and an operation inside a host's own
// transaction.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "support/batches.h"
#include "support/hand.h"
#include "support/postgres_server.h"
#include "support/results.h"
#include "support/story.h"
#include "support/temp_dir.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

std::string output_of(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe);
  char buffer[4096];
  for (std::size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) output.append(buffer, got);
  CHECK(pclose(pipe) == 0);
  return output;
}

std::string content(const char* path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The server's time hidden: these stories have a clock of their own.
std::shared_ptr<EventStore> timeless(std::shared_ptr<EventStore> inner) {
  auto store = std::make_shared<WrappedStore>(inner);
  store->on_read = [inner](const ReadRequest& request) {
    auto result = inner->read(request);
    if (result) result->store_now.reset();
    return result;
  };
  return store;
}

TEST_CASE("postgres: the whole story of the examples is the same, told again too") {
  const TempDir state;
  const PostgresOptions options = PostgresServer::shared().with_tables();
  setenv("STORY_CONNINFO", options.conninfo.c_str(), 1);
  setenv("STORY_SCHEMA", options.schema.c_str(), 1);
  const std::string expected = content(DOVERIE_STORY_EXPECTED);
  for (int i = 0; i < 2; ++i) CHECK(output_of(DOVERIE_STORY_PROGRAM " " + state.path()) == expected);
}

#ifdef DOVERIE_OWN_TRANSACTION
TEST_CASE("postgres: the example of a host's own transaction tells what it should") {
  RawPostgres(PostgresServer::shared().conninfo()).run("CREATE DATABASE example TEMPLATE template0");
  const std::string conninfo = PostgresServer::shared().conninfo() + " dbname=example";
  CHECK(output_of(DOVERIE_OWN_TRANSACTION " '" + conninfo + "'") ==
        "The code inside of a transaction: guess_undoable\n"
        "The code outside of it: approved\n"
        "ROLLBACK: the recovery is approved, password resets: 0\n"
        "COMMIT: the recovery is redeemed, password resets: 1\n"
        "COMMIT: the recovery is redeemed, password resets: 1\n"
        "The same command again: the same grant\n");
}
#endif

TEST_CASE("postgres: through PgBouncer in transaction mode, with fewer server connections than callers") {
  const PostgresOptions tables = PostgresServer::shared().with_tables();
  const PgBouncer bouncer(PostgresServer::shared());
  PostgresOptions options = tables;
  options.conninfo = bouncer.conninfo();
  const auto one = PostgresStore::open(options);
  REQUIRE_OK(one);
  const auto two = PostgresStore::open(options);
  REQUIRE_OK(two);
  std::vector<std::thread> threads;
  std::atomic<int> appended = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      EventStore& store = t % 2 == 0 ? **one : **two;
      for (int i = 0; i < 20; ++i) {
        const std::string id = std::to_string(t) + "." + std::to_string(i);
        const auto read = store.read({.streams = {"s" + std::to_string(t)}});
        if (!read) return;
        const auto result = store.append(
            BatchBuilder(id).append("s" + std::to_string(t), read->streams.front().version, {id}).put(message(id)));
        if (result && result->outcome == AppendOutcome::appended) ++appended;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(appended == 160);
  CHECK(feed_of(**one).size() == 160);
  CHECK(lease_ids(**two, kStart, 1000).size() == 160);

  PostgresOptions fresh = PostgresServer::shared().with_tables();
  fresh.conninfo = bouncer.conninfo();
  Story story({.store = timeless(PostgresStore::open(fresh).value())});
  story.appointed("maria", "ivan");
  story.redeemed(story.ready("maria", "ivan"));
}

TEST_CASE("postgres: a statement that the server has forgotten, or has from another client already, is sent in full") {
  const PostgresOptions tables = PostgresServer::shared().with_tables();
  const PgBouncer bouncer(PostgresServer::shared());
  PostgresOptions options = tables;
  options.conninfo = bouncer.conninfo();
  const RawPostgres other(options.conninfo);
  const auto kept = [&other] {
    return other.value("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'doverie%'");
  };
  const auto append = [](PostgresStore& store, const std::string& id) {
    REQUIRE_OK(store.read({.streams = {id}}));
    CHECK(store.append(BatchBuilder(id).append(id, 0, {"once"}))->outcome == AppendOutcome::appended);
  };
  const auto one = PostgresStore::open(options).value();
  append(*one, "a");
  REQUIRE(kept() == "2");  // reading and appending, on the server connection that both share
  append(*one, "b");
  other.run("DEALLOCATE ALL");
  append(*one, "c");
  append(*one, "d");
  CHECK(kept() == "0");  // and not tried again

  const auto two = PostgresStore::open(options).value();
  append(*two, "e");
  REQUIRE(kept() == "2");
  const auto three = PostgresStore::open(options).value();
  append(*three, "f");
  append(*three, "g");
  CHECK(feed_of(*three).size() == 7);
}

TEST_CASE("postgres: an operation inside the host's transaction is kept or gone with the host's rows") {
  const PostgresOptions options = PostgresServer::shared().with_tables();
  const RawPostgres host(options.conninfo);
  host.run("CREATE TEMP TABLE resets (id text PRIMARY KEY)");
  const auto own = PostgresStore::open(options);
  REQUIRE_OK(own);
  Story story({.store = timeless(*own)});
  story.appointed("maria", "ivan");
  const RequestId request = story.ready("maria", "ivan");
  auto borrowed = story.options();
  borrowed.store = story.store = timeless(std::make_shared<PostgresBorrowedStore>(host.get(), options.schema));
  story.restart(borrowed);
  for (const std::string end : {"ROLLBACK", "COMMIT"}) {
    host.run("BEGIN");
    Operation operation(story.service().settings(), Redeem{"maria", request, story.secret(request)}, {"redeem", ""},
                        randomness_number(1));
    const auto answer = finished(story, operation);
    REQUIRE_OK(answer);
    const std::string grant = std::get<Grant>(*answer).id;
    host.run("INSERT INTO resets VALUES ('" + grant + "')");
    host.run(end);
    CHECK(story.state_of(request) == (end == "COMMIT" ? "redeemed" : "approved"));
    CHECK(host.value("SELECT count(*) FROM resets") == (end == "COMMIT" ? "1" : "0"));
  }
}

TEST_CASE("KL5: no guess is compared in a transaction of the host's, and none is lost in the store's own") {
  const PostgresOptions options = PostgresServer::shared().with_tables();
  const RawPostgres host(options.conninfo);
  const auto own = PostgresStore::open(options);
  REQUIRE_OK(own);
  Story story({.store = timeless(*own)});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string right = story.code("ivan");
  const std::string wrong = story.wrong_code("ivan");
  auto borrowed = story.options();
  borrowed.store = timeless(std::make_shared<PostgresBorrowedStore>(host.get(), options.schema));
  story.restart(borrowed);
  for (const std::string& guess : {wrong, right}) {
    host.run("BEGIN");
    CHECK_FAULT(story.confirm("ivan", request, guess), guess_undoable);
    host.run("ROLLBACK");
  }
  borrowed.store = timeless(*own);
  story.restart(borrowed);
  CHECK(story.count("circle/maria", "code_rejected") == 0);
  CHECK(story.confirm("ivan", request, wrong).rejected());
  CHECK(story.count("circle/maria", "code_rejected") == 1);
}

TEST_CASE("postgres borrowed: outside of a transaction nothing is appended; an error leaves the host's rows alone") {
  const PostgresOptions options = PostgresServer::shared().with_tables();
  const RawPostgres host(options.conninfo);
  PostgresBorrowedStore store(host.get(), options.schema);
  CHECK_FAULT(store.append(BatchBuilder("1").append("a", 0, {"x"})), invalid_argument);
  host.run("CREATE TEMP TABLE mine (id int)");
  host.run("BEGIN");
  host.run("INSERT INTO mine VALUES (1)");
  REQUIRE_OK(store.append(BatchBuilder("1").append("a", 0, {"x"}).put(message("m"))));
  CHECK_FAULT(store.append(BatchBuilder("2").append("b", 0, {"x"}).put(message("m"))), internal);
  CHECK(store.append(BatchBuilder("3").append("a", 0, {"x"}))->outcome == AppendOutcome::conflict);
  host.run("COMMIT");
  CHECK(host.value("SELECT count(*) FROM mine") == "1");
  CHECK(feed_of(store) == std::vector<std::string>{"a@1"});
}

}  // namespace
}  // namespace doverie::testing
