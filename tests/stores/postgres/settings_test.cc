// SPDX-License-Identifier: Apache-2.0
//
// What if the server's settings, the session's, or the server itself are others than when the store was opened?
#include <doctest/doctest.h>
#include <signal.h>

#include <fstream>
#include <thread>

#include "support/batches.h"
#include "support/postgres_server.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

using namespace std::chrono_literals;  // NOLINT: durations

bool says(const Fault& fault, const std::string& words) {
  return fault.message.find(words) != std::string::npos;
}

std::string quoted(const PostgresOptions& options) {
  return RawPostgres(options.conninfo)
      .value("SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname = '" + options.schema + "'");
}

// For all sessions, those that are there too.
void set(const RawPostgres& raw, const std::string& name, const std::string& value) {
  raw.run("ALTER SYSTEM SET " + name + " = '" + value + "'");
  raw.run("SELECT pg_reload_conf()");
  while (raw.value("SHOW " + name) != value) std::this_thread::sleep_for(5ms);
  std::this_thread::sleep_for(50ms);  // other backends look when they are asked next
}

// --- KQ4

TEST_CASE("KQ4: a borrowed connection with another client encoding is refused, whenever it was switched") {
  const PostgresOptions options = PostgresServer::shared().with_tables();
  const RawPostgres host(options.conninfo);
  PostgresBorrowedStore store(host.get(), options.schema);
  REQUIRE_OK(store.read({}));
  host.run("BEGIN");
  REQUIRE_OK(store.append(BatchBuilder("1").append("a", 0, {"Мария"})));
  host.run("COMMIT");
  for (const char* encoding : {"WIN1251", "LATIN1", "SQL_ASCII"}) {
    CAPTURE(std::string(encoding));
    host.run(std::string("SET client_encoding = ") + encoding);
    const auto refused = store.read({.streams = {"a"}});
    CHECK_FAULT(refused, invalid_argument);
    CHECK(says(refused.fault(), encoding));
    host.run("BEGIN");
    CHECK_FAULT(store.append(BatchBuilder("2").append("b", 0, {"Мария"})), invalid_argument);
    host.run("COMMIT");
    CHECK_FAULT(PostgresBorrowedStore(host.get(), options.schema).read({}), invalid_argument);
    CHECK_FAULT(store.feed({}, 1), invalid_argument);
  }
  host.run("RESET client_encoding");
  CHECK(stream_of(store, "a").events.front().bytes == event("Мария").bytes);
}

TEST_CASE("KQ4: the session's other settings change nothing of what is stored and read") {
  const PostgresOptions options = PostgresServer::shared().with_tables();
  const RawPostgres host(options.conninfo);
  host.run(
      "SET TimeZone = 'Asia/Kamchatka'; SET DateStyle = 'German'; SET IntervalStyle = 'sql_standard'; SET lc_numeric = 'C';"
      "SET extra_float_digits = -15; SET array_nulls = off; SET transform_null_equals = on; SET backslash_quote = on;"
      "SET default_transaction_isolation = 'repeatable read'; SET search_path = ''; SET standard_conforming_strings = off");
  PostgresBorrowedStore store(host.get(), options.schema);
  host.run("BEGIN ISOLATION LEVEL READ COMMITTED");
  REQUIRE_OK(store.append(BatchBuilder("1").append("a", 0, {"it's \\ \"NULL\" {x}"}).tag("NULL", "a").put(message("m"))));
  host.run("COMMIT");
  const auto own = PostgresStore::open(options).value();
  CHECK(stream_of(*own, "a").events.front().bytes == event("it's \\ \"NULL\" {x}").bytes);
  CHECK(tagged(*own, "NULL") == std::vector<std::string>{"a"});
  CHECK(lease_ids(store, kStart) == std::vector<std::string>{"m"});
  const auto here = store.read({})->store_now.value() - own->read({})->store_now.value();
  CHECK(std::chrono::abs(here) < 5s);
}

// --- KG9, KQ5

TEST_CASE("KG9: a server that turns fsync off after the store was opened has nothing acknowledged any more") {
  const PostgresServer server;
  const PostgresOptions options = server.with_tables();
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one"})));
  const RawPostgres raw(options.conninfo);
  set(raw, "fsync", "off");
  const auto refused = store->append(BatchBuilder("2").append("a", 1, {"two"}));
  CHECK_FAULT(refused, store_unavailable);
  CHECK(says(refused.fault(), "fsync"));
  CHECK(stream_of(*store, "a").version == 1);
  set(raw, "fsync", "on");
  CHECK(store->append(BatchBuilder("2").append("a", 1, {"two"}))->outcome == AppendOutcome::appended);
}

TEST_CASE("KG9: no message has anything of the connection string, wherever a password was put") {
  for (const char* conninfo :
       {"host=127.0.0.1 port=1 user=someone password=hush dbname=hidden", "postgresql://someone:hu@sh@127.0.0.1:1/hidden",
        "postgresql://someone:hush@no-such-host.invalid/hidden", "postgresql://someone:pass/word@127.0.0.1/hidden",
        "host=hush,word port=1", "host=127.0.0.1 port=hush", "host=127.0.0.1 sslmode=hush", "hush", "password='hush",
        "host=/nowhere/hush dbname=hidden", "postgresql://someone:pa:ss@127.0.0.1:1/hidden",
        "host=127.0.0.1 port=1 options='-c hush=hidden'"}) {
    CAPTURE(std::string(conninfo));
    PostgresOptions options{.conninfo = conninfo};
    options.connect_timeout = 2s;
    for (const Fault& fault : {PostgresStore::open(options).fault(), PostgresStore::create_tables(options).fault()}) {
      for (const char* word : {"hush", "hidden", "someone", "sh@", "word@", "hu@", "pa:", "ss@"}) {
        CHECK_MESSAGE(!says(fault, word), fault.message);
      }
    }
  }
  PostgresOptions options = PostgresServer::shared().options();
  options.conninfo = PostgresServer::shared().conninfo("hush-hush");
  const auto refused = PostgresStore::open(options);
  CHECK_FAULT(refused, store_unavailable);
  CHECK_MESSAGE(!says(refused.fault(), "hush"), refused.fault().message);
}

// A standby that was stopped takes a moment to come back.
Result<ReadResult> read_in_the_end(EventStore& store, const std::string& id) {
  auto read = store.read({.streams = {id}, .command_id = id});
  for (int i = 0; i < 20 && !read; ++i) read = store.read({.streams = {id}, .command_id = id});
  return read;
}

TEST_CASE("KQ5: what is acknowledged waits for the standby, whatever synchronous_commit has become since") {
  PostgresServer server;
  const auto standby = server.synchronous_standby();
  PostgresOptions options = server.with_tables();
  options.call_timeout = 1500ms;
  options.require_standby = true;
  const auto store = PostgresStore::open(options).value();
  const RawPostgres raw(options.conninfo);
  int number = 0;
  for (const char* setting : {"off", "local", "remote_write"}) {
    CAPTURE(std::string(setting));
    set(raw, "synchronous_commit", setting);
    const std::string id = std::to_string(++number);
    standby->stop_process(true);
    const auto waiting = store->append(BatchBuilder(id).append(id, 0, {"one"}));
    standby->stop_process(false);
    REQUIRE_OK(waiting);
    CHECK(waiting->outcome == AppendOutcome::unknown);
    set(raw, "synchronous_commit", "on");
    const auto read = read_in_the_end(*store, id);
    REQUIRE_OK(read);
    CHECK(read->command.has_value() == (read->streams.at(0).version == 1));
  }

  // Somebody ends the wait for the standby: the server commits with a warning, and the library does not take it for a promise.
  for (const char* level : {"warning", "error"}) {
    CAPTURE(std::string(level));
    set(raw, "client_min_messages", level);
    const std::string id = std::string("cancelled ") + level;
    standby->stop_process(true);
    std::optional<Result<AppendResult>> cancelled;
    std::thread appending([&] { cancelled = store->append(BatchBuilder(id).append(id, 0, {"one"})); });
    std::string pid;
    while (pid.empty()) pid = raw.value("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query <> ''");
    raw.run("SELECT pg_cancel_backend(" + pid + ")");
    appending.join();
    standby->stop_process(false);
    REQUIRE_OK(*cancelled);
    CHECK((*cancelled)->outcome == AppendOutcome::unknown);
    CHECK(read_in_the_end(*store, id)->command.has_value());
  }
  set(raw, "client_min_messages", "notice");

  set(raw, "synchronous_standby_names", "");
  CHECK_FAULT(store->append(BatchBuilder("alone").append("alone", 0, {"one"})), store_unavailable);
  CHECK_FAULT(PostgresStore::open(options), store_unavailable);
  options.require_standby = false;
  CHECK(PostgresStore::open(options).value()->append(BatchBuilder("x").append("x", 0, {"y"}))->outcome ==
        AppendOutcome::appended);
}

// --- KQ6

std::string output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe);
  std::string output;
  char buffer[4096];
  for (std::size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) output.append(buffer, got);
  REQUIRE(pclose(pipe) == 0);
  return output;
}

TEST_CASE("KQ6: tables that were dumped and restored elsewhere are noticed at opening, and what to do is said") {
  const PostgresServer first;
  const PostgresServer second;
  const PostgresOptions options = first.options();
  REQUIRE_OK(PostgresStore::create_tables(options));
  {
    const auto store = PostgresStore::open(options).value();
    for (int i = 0; i < 300; ++i) {
      const std::string id = std::to_string(i);
      REQUIRE_OK(store->append(BatchBuilder(id).append("circle/" + id, 0, {id})));
    }
  }
  const std::string said = output_of("(" + PostgresServer::program("pg_dump") + " -d '" + first.conninfo() + "' | " +
                                     PostgresServer::program("psql") + " -q -d '" + second.conninfo() + "') 2>&1");
  if (said.find("server version mismatch") != std::string::npos) {
    MESSAGE("not run: this pg_dump is older than the server");
    return;
  }
  const PostgresOptions copy = second.options();
  const RawPostgres host(copy.conninfo);
  for (const Fault& fault :
       {PostgresStore::open(copy).fault(), PostgresBorrowedStore(host.get(), copy.schema).read({}).fault()}) {
    CHECK(fault.code == FaultCode::store_mismatch);
    CHECK(says(fault, "come from another server"));
    CHECK(says(fault, "raise_epoch"));
    CHECK(says(fault, "accept_server"));
  }
  const Status behind = PostgresStore::accept_server(copy);  // its transactions are behind the tables'
  CHECK_FAULT(behind, store_mismatch);
  REQUIRE_OK(PostgresStore::raise_epoch(copy));
  const auto store = PostgresStore::open(copy).value();
  for (int i = 0; i < 300; ++i) {
    const std::string id = std::to_string(i);
    CHECK(store->append(BatchBuilder("after " + id).append("circle/" + id, 1, {id}))->outcome == AppendOutcome::appended);
  }
  CHECK(feed_of(*store).size() == 600);
}

TEST_CASE("KQ6: a server that was upgraded with nothing lost is accepted by an operator") {
  const PostgresOptions options = PostgresServer::shared().with_tables();
  REQUIRE_OK(PostgresStore::open(options).value()->append(BatchBuilder("1").append("a", 0, {"one"})));
  const RawPostgres raw(options.conninfo);
  raw.run("UPDATE " + quoted(options) + ".meta SET value = value + 1 WHERE key = 'server'");  // as pg_upgrade leaves it
  CHECK_FAULT(PostgresStore::open(options), store_mismatch);
  REQUIRE_OK(PostgresStore::accept_server(options));
  const auto store = PostgresStore::open(options).value();
  CHECK(store->read({})->epoch == 0);
  CHECK(feed_of(*store).size() == 1);
}

TEST_CASE("KQ6: a server whose transactions are behind those of the tables is noticed, on the same machine too") {
  const PostgresOptions options = PostgresServer::shared().with_tables();
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one"})));
  RawPostgres(options.conninfo).run("UPDATE " + quoted(options) + ".events SET xid = '9000000000'::xid8");
  const auto refused = PostgresStore::open(options);
  CHECK_FAULT(refused, store_mismatch);
  CHECK(says(refused.fault(), "they are a copy"));
}

TEST_CASE("KQ6: a store that is open goes on to no server that lacks what it has seen") {
  PostgresServer server;
  const PostgresOptions options = server.with_tables();
  const auto store = PostgresStore::open(options).value();
  const auto copy = server.copy();  // as it is now
  for (const char* id : {"1", "2", "3"}) {
    REQUIRE_OK(store->append(BatchBuilder(id).append(id, 0, {id})));
    REQUIRE_OK(store->read({.streams = {id}}));
  }
  server.kill();
  copy->take_port_of(server);
  CHECK(store->read({.streams = {"1"}}).faulted());
  const auto refused = store->read({.streams = {"1"}});
  CHECK_FAULT(refused, store_mismatch);
  CHECK(says(refused.fault(), "lacks transactions"));
}

}  // namespace
}  // namespace doverie::testing
