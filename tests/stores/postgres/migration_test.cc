// SPDX-License-Identifier: Apache-2.0
//
// What if a later library has a schema version 2? It is invented here: the tables of today become its, when an operator asks for
// it, with what is in them, and the library of today refuses them then.
#include "adapters/postgres/migrations.h"

#include <doctest/doctest.h>

#include "adapters/postgres/connection.h"
#include "adapters/postgres/schema.h"
#include "adapters/postgres/server.h"
#include "support/batches.h"
#include "support/postgres_server.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

using Steps = std::vector<std::string>;

Steps with(const Steps& more) {
  const postgres::Migrations today = postgres::migrations();
  Steps all(today.begin(), today.end());
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

// Events get a column, and every one of them is written anew.
const Steps& later() {
  static const Steps steps =
      with({"ALTER TABLE {s}.events ADD COLUMN size bigint; UPDATE {s}.events SET size = length(bytes)"});
  return steps;
}

Status migrate(const PostgresOptions& options, const Steps& steps) {
  const auto connection = postgres::Connection::open(options, postgres::in(options.call_timeout));
  REQUIRE_OK(connection);
  return postgres::migrate(**connection, options, steps);
}

// A schema with something in every table, as the library of today writes it.
struct Tables {
  PostgresOptions options = PostgresServer::shared().with_tables();
  RawPostgres raw{options.conninfo};

  Tables() {
    const auto store = PostgresStore::open(options);
    REQUIRE_OK(store);
    REQUIRE_OK((*store)->append(BatchBuilder("1").append("a", 0, {"one", "two"}).tag("t", "a").put(message("m"))));
    REQUIRE_OK((*store)->append(BatchBuilder("2").append("gone", 0, {"name"})));
    REQUIRE_OK((*store)->append(BatchBuilder("3").append("a", 2, {"three"}).loaded("gone", 1).erase("gone")));
  }
  std::string value(const std::string& sql) const { return raw.value(postgres::in_schema(sql, options.schema)); }
  std::string version() const { return value("SELECT value FROM {s}.meta WHERE key = 'schema'"); }
  // All rows, whatever the schema.
  std::string contents() const {
    const auto rows = [&](const std::string& columns, const std::string& table) {
      return value("SELECT string_agg(r::text, ' ' ORDER BY r::text) FROM (SELECT " + columns + " FROM {s}." + table +
                   ") AS r") +
             "\n";
    };
    return rows("name, version, summary, erased", "streams") +
           rows("stream, version, epoch, xid, position, bytes, seal", "events") + rows("*", "tags") + rows("*", "commands") +
           rows("*", "messages");
  }
};

TEST_CASE("postgres migrations: tables of today become those of a later library, with everything in them") {
  const Tables tables;
  const std::string before = tables.contents();
  CHECK(before.find("three") != std::string::npos);
  CHECK(tables.version() == "1");
  const auto old = postgres::check_tables(tables.raw.get(), tables.options.schema, later());
  CHECK_FAULT(old, store_wrong_format);
  CHECK(old.fault().message.find("the tables have version 1, this library uses 2; have an operator call") !=
        std::string::npos);
  for (int again = 0; again < 2; ++again) {
    REQUIRE_OK(migrate(tables.options, later()));
    CHECK(tables.contents() == before);
    CHECK(tables.version() == "2");
    CHECK(tables.value("SELECT count(*) FROM {s}.events WHERE size = length(bytes)") == "3");
  }
  CHECK_OK(postgres::check_tables(tables.raw.get(), tables.options.schema, later()));
}

TEST_CASE(
    "postgres migrations: tables of a later library are refused, by its operator's command too, and left as they are") {
  const Tables tables;
  REQUIRE_OK(migrate(tables.options, later()));
  const std::string before = tables.contents();
  const auto refused = PostgresStore::open(tables.options);
  CHECK_FAULT(refused, store_wrong_format);
  CHECK(refused.fault().message.find("use a newer version of the library") != std::string::npos);
  CHECK_FAULT(PostgresStore::create_tables(tables.options), store_wrong_format);
  CHECK(tables.contents() == before);
  CHECK(tables.version() == "2");
}

TEST_CASE("postgres migrations: one that fails in its last step leaves the tables as they were") {
  const Tables tables;
  const std::string before = tables.contents();
  const Steps broken = with({later().back(), "UPDATE {s}.nothing SET x = 1"});
  CHECK(migrate(tables.options, broken).faulted());
  CHECK(tables.contents() == before);
  CHECK(tables.version() == "1");
  const auto store = PostgresStore::open(tables.options);
  REQUIRE_OK(store);
  CHECK((*store)->append(BatchBuilder("4").append("a", 3, {"four"}))->outcome == AppendOutcome::appended);
}

TEST_CASE("postgres migrations: a new schema goes all the way at once") {
  PostgresOptions options = PostgresServer::shared().options("Later");
  REQUIRE_OK(migrate(options, later()));
  const RawPostgres raw(options.conninfo);
  CHECK(raw.value(postgres::in_schema("SELECT value FROM {s}.meta WHERE key = 'schema'", options.schema)) == "2");
  CHECK_OK(postgres::check_tables(raw.get(), options.schema, later()));
}

}  // namespace
}  // namespace doverie::testing
