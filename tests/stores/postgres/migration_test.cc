// SPDX-License-Identifier: Apache-2.0
//
// Tables that an earlier version has made, with what it has written, become those of this one.
#include "adapters/postgres/migrations.h"

#include <doctest/doctest.h>

#include "support/batches.h"
#include "support/postgres_server.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

// As of version 1, with one command, which has written one event, one tag and one message.
PostgresOptions tables_of_version_1(const RawPostgres& raw) {
  PostgresOptions options = PostgresServer::shared().options("Version 1");
  const auto run = [&](const std::string& sql) { raw.run(postgres::in_schema(sql, options.schema)); };
  run("CREATE SCHEMA {s}");
  run(postgres::migrations().front());
  run("UPDATE {s}.meta SET value = 1 WHERE key = 'schema'");
  run("INSERT INTO {s}.commands VALUES ('old', 'f', 'answer', 0)");
  run("INSERT INTO {s}.streams (name, version) VALUES ('a', 1)");
  run("INSERT INTO {s}.events VALUES ('a', 1, 0, pg_current_xact_id(), 1, 'one', 'seal')");
  run("INSERT INTO {s}.tags VALUES ('t', 'a', 0)");
  run("INSERT INTO {s}.messages VALUES ('', 'm', 'bytes', 0, 0, 0)");
  return options;
}

TEST_CASE("postgres migrations: tables of version 1 keep what is in them and take appends") {
  const RawPostgres raw(PostgresServer::shared().conninfo());
  const PostgresOptions options = tables_of_version_1(raw);
  CHECK_FAULT(PostgresStore::open(options), store_wrong_format);
  REQUIRE_OK(PostgresStore::create_tables(options));
  const auto store = PostgresStore::open(options);
  REQUIRE_OK(store);
  CHECK(stream_of(**store, "a").version == 1);
  CHECK(command_of(**store, "old")->answer == "answer");
  CHECK((*store)->append(BatchBuilder("old").append("b", 0, {"x"}))->outcome == AppendOutcome::already);
  CHECK((*store)->append(BatchBuilder("new").append("a", 1, {"two"}).tag("t", "a"))->outcome == AppendOutcome::appended);
  CHECK(feed_of(**store) == std::vector<std::string>{"a@1", "a@2"});
  CHECK(raw.value("SELECT count(*) FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
                  " WHERE n.nspname = 'Version 1' AND p.proname = 'append'") == "1");
}

}  // namespace
}  // namespace doverie::testing
