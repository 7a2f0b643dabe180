// SPDX-License-Identifier: Apache-2.0
//
// T5: the connection is lost around COMMIT. What was answered as appended is there, what was answered as absent never comes,
// nothing is there twice, and after `unknown` a read of the command id tells which.
#include <doctest/doctest.h>

#include <iostream>
#include <thread>

#include "support/batches.h"
#include "support/postgres_proxy.h"
#include "support/postgres_server.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

using namespace std::chrono_literals;  // NOLINT: durations

class Broken {
 public:
  Broken() : tables_(PostgresServer::shared().with_tables()), proxy(PostgresServer::shared().port()) {
    PostgresOptions options = tables_;
    options.conninfo = proxy.conninfo();
    options.pool_size = 2;
    store = PostgresStore::open(options).value();
    direct = PostgresStore::open(tables_).value();
    REQUIRE_OK(store->append(BatchBuilder("warm").append("warm", 0, {"up"})));
  }

  std::string messages() const {
    return RawPostgres(tables_.conninfo)
               .value("SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname = '" + tables_.schema + "'") +
           ".messages";
  }
  const PostgresOptions& tables() const { return tables_; }

 private:
  PostgresOptions tables_;

 public:
  PostgresProxy proxy;
  std::shared_ptr<PostgresStore> store;
  std::shared_ptr<PostgresStore> direct;  // to look at the truth
};

// From now on commits of this server wait for a standby of that name; empty: for none.
void wait_for_standby(const RawPostgres& server, const std::string& name) {
  server.run("ALTER SYSTEM SET synchronous_standby_names = '" + name + "'");
  server.run("SELECT pg_reload_conf()");
  while (server.value("SHOW synchronous_standby_names") != name) std::this_thread::sleep_for(5ms);
}

Batch batch_of(const std::string& id) {
  return BatchBuilder(id).append(id, 0, {"one"}).put(message(id));
}

// Asks as the library does: until there is an answer.
bool took_effect(EventStore& store, const std::string& id) {
  ReadRequest request{.streams = {id}};
  request.command_id = id;
  auto read = store.read(request);
  for (int i = 0; i < 20 && !read; ++i) read = store.read(request);
  REQUIRE_OK(read);
  CHECK(read->streams.front().version == (read->command ? 1 : 0));
  return read->command.has_value();
}

// Appends through a network that breaks there, and holds the answers against the truth after `settled`. False when the append
// was over before anything broke.
bool check_break(Broken& world, Break where, const std::string& id, std::chrono::milliseconds settled) {
  world.proxy.break_at(where);
  const auto appended = world.store->append(batch_of(id));
  const bool broke = world.proxy.broke();
  world.proxy.break_at({Towards::server, 1'000'000});
  REQUIRE_OK(appended);
  const bool said_appended = appended->outcome == AppendOutcome::appended;
  CHECK((said_appended || appended->outcome == AppendOutcome::unknown));
  const bool answer = took_effect(*world.store, id);
  if (said_appended) CHECK(answer);
  std::this_thread::sleep_for(settled);
  CHECK(command_of(*world.direct, id).has_value() == answer);
  CHECK(stream_of(*world.direct, id).version == (answer ? 1 : 0));
  const auto again = world.store->append(batch_of(id));
  REQUIRE_OK(again);
  CHECK(again->outcome == (answer ? AppendOutcome::already : AppendOutcome::appended));
  CHECK(stream_of(*world.direct, id).version == 1);
  return broke;
}

TEST_CASE("T5 connection lost during COMMIT: outcome found out by command id, never guessed") {
  Broken world;
  for (const Towards towards : {Towards::server, Towards::client}) {
    int points = 0;
    while (true) {
      const std::string id = std::to_string(static_cast<int>(towards)) + "." + std::to_string(points);
      CAPTURE(id);
      if (!check_break(world, {towards, points, std::nullopt}, id, 0ms)) break;
      ++points;
    }
    CHECK(points >= 10);  // every message of BEGIN, the append, COMMIT and Sync, or of the answers to them
  }
}

TEST_CASE("T5 connection lost during COMMIT: what the network delivers late takes effect before the answer or never") {
  Broken world;
  for (int point = 0; point < 13; ++point) {
    CAPTURE(point);
    check_break(world, {Towards::server, point, 60ms}, "late " + std::to_string(point), 150ms);
  }
}

TEST_CASE("T5 connection lost during COMMIT: a commit that lands later is waited for") {
  Broken world;
  const RawPostgres other(world.tables().conninfo);
  wait_for_standby(other, "nobody");
  std::optional<Result<AppendResult>> appended;
  std::thread appending([&] { appended = world.store->append(batch_of("c")); });
  std::this_thread::sleep_for(200ms);
  world.proxy.cut_clients();
  appending.join();
  REQUIRE_OK(*appended);
  CHECK((*appended)->outcome == AppendOutcome::unknown);
  CHECK_FALSE(command_of(*world.direct, "c"));  // as another process would see it
  std::thread releasing([&] {
    std::this_thread::sleep_for(1500ms);
    wait_for_standby(other, "");
  });
  CHECK(took_effect(*world.store, "c"));
  releasing.join();
}

TEST_CASE("T5 connection lost during COMMIT: a backend that is ended took no effect") {
  Broken world;
  const RawPostgres other(world.tables().conninfo);
  other.run("CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END'");
  other.run("CREATE TRIGGER slow AFTER INSERT ON " + world.messages() + " EXECUTE FUNCTION sleep()");
  std::optional<Result<AppendResult>> appended;
  std::thread appending([&] { appended = world.store->append(batch_of("c")); });
  std::this_thread::sleep_for(300ms);
  RawPostgres(world.tables().conninfo)
      .run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
  appending.join();
  other.run("DROP FUNCTION sleep CASCADE");
  REQUIRE_OK(*appended);
  CHECK((*appended)->outcome == AppendOutcome::unknown);
  CHECK_FALSE(took_effect(*world.store, "c"));
  CHECK(world.store->append(batch_of("c"))->outcome == AppendOutcome::appended);
}

}  // namespace
}  // namespace doverie::testing
