// SPDX-License-Identifier: Apache-2.0
//
// Which store is it, and is what is not there really not there?
#include <doctest/doctest.h>

#include "support/batches.h"
#include "support/postgres_server.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

PostgresServer& server() {
  return PostgresServer::shared();
}

std::string quoted(const PostgresOptions& options) {
  return RawPostgres(options.conninfo)
      .value("SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname = '" + options.schema + "'");
}

TEST_CASE("KN1: tables have an identity, which is kept when they are made again, and can be pinned") {
  PostgresOptions options = server().with_tables();
  const std::string own = PostgresStore::open(options).value()->identity();
  CHECK(own.size() == 32);
  REQUIRE_OK(PostgresStore::create_tables(options));
  options.identity = own;
  CHECK(PostgresStore::open(options).value()->identity() == own);
  const PostgresOptions other = server().with_tables();
  CHECK(PostgresStore::open(other).value()->identity() != own);
  options.schema = other.schema;
  CHECK_FAULT(PostgresStore::open(options), store_mismatch);
  options.identity = "circles";
  CHECK_FAULT(PostgresStore::open(options), invalid_argument);
}

TEST_CASE("KN1: a connection that leads to another store than the first is given up, pinned or not") {
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  const RawPostgres raw(options.conninfo);
  raw.run("UPDATE " + quoted(options) + ".meta SET value = 7 WHERE key = 'identity_low'");
  raw.run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
      "current_database()");
  CHECK(store->read({}).faulted());
  CHECK_FAULT(store->read({}), store_mismatch);
}

TEST_CASE("KN1: the store in a host's transaction has the identity of its tables, and a host can pin it") {
  const PostgresOptions options = server().with_tables();
  const RawPostgres host(options.conninfo);
  const std::string own = PostgresBorrowedStore(host.get(), options.schema).identity().value();
  CHECK(own == PostgresStore::open(options).value()->identity());
  CHECK_OK(PostgresBorrowedStore(host.get(), options.schema, own).read({}));
  CHECK_FAULT(PostgresBorrowedStore(host.get(), options.schema, std::string(32, '0')).read({}), store_mismatch);
  CHECK_FAULT(PostgresBorrowedStore(host.get(), options.schema, "x").read({}), invalid_argument);
}

TEST_CASE("KN1: tables without an identity are damaged, and not new") {
  const PostgresOptions options = server().with_tables();
  RawPostgres(options.conninfo).run("DELETE FROM " + quoted(options) + ".meta WHERE key = 'identity_high'");
  CHECK_FAULT(PostgresStore::open(options), store_corrupt);
}

TEST_CASE("KN4: a stream that has events is not absent because its row is") {
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("c").append("a", 0, {"one", "two"}).append("b", 0, {"one"})));
  const RawPostgres raw(options.conninfo);
  for (const char* sql : {"DELETE FROM %.streams WHERE name = 'a'", "UPDATE %.streams SET name = 'A' WHERE name = 'b'"}) {
    raw.run(std::string(sql).replace(std::string(sql).find('%'), 1, quoted(options)));
  }
  for (const char* name : {"a", "b"}) {
    for (const bool whole : {false, true}) {
      const auto read = store->read({.streams = {"never", name}, .whole = whole});
      CHECK_FAULT(read, store_corrupt);
      CHECK(read.fault().message.find(std::string("stream ") + name) != std::string::npos);
    }
    const auto anew = store->append(BatchBuilder(std::string("anew ") + name).append(name, 0, {"anew"}));
    CHECK((anew.faulted() || anew->outcome != AppendOutcome::appended));
  }
  CHECK(stream_of(*store, "never").version == 0);
}

TEST_CASE("KR4: KG8: a cursor of another store, or of what is not there any more, is refused") {
  const PostgresOptions options = server().with_tables();
  const auto store = PostgresStore::open(options).value();
  REQUIRE_OK(store->append(BatchBuilder("c").append("a", 0, {"one"})));
  const std::string cursor = store->feed({}, 10)->back().cursor;
  CHECK(store->feed(cursor, 10)->empty());
  const PostgresOptions other = server().with_tables();
  CHECK_FAULT(PostgresStore::open(other).value()->feed(cursor, 10), invalid_argument);
  // Another event in its place, as in a copy that has gone on by itself.
  const RawPostgres raw(options.conninfo);
  raw.run("UPDATE " + quoted(options) + ".events SET seal = '1:another'");
  CHECK_FAULT(store->feed(cursor, 10), invalid_argument);
  // The place is one that this server has not come to yet.
  raw.run("UPDATE " + quoted(options) + ".events SET xid = '9000000000'::xid8");
  raw.run("SELECT pg_current_xact_id()");
  CHECK(store->feed({}, 10)->empty());
}

TEST_CASE("KL5: the store tells that the host can roll back what is appended") {
  const PostgresOptions options = server().with_tables();
  const RawPostgres host(options.conninfo);
  PostgresBorrowedStore store(host.get(), options.schema);
  CHECK_FALSE(store.read({})->undoable);
  host.run("BEGIN");
  CHECK(store.read({})->undoable);
  host.run("ROLLBACK");
  CHECK_FALSE(store.read({})->undoable);
  CHECK_FALSE(PostgresStore::open(options).value()->read({})->undoable);
}

}  // namespace
}  // namespace doverie::testing
