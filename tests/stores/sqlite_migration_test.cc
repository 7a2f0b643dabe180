// SPDX-License-Identifier: Apache-2.0
//
// A file that any released version has written opens in every later one, with everything in it.
#include "doverie/adapters/sqlite.h"
#include "stores/released_schema.h"
#include "support/results.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

int newest_schema() {
  TempDir directory;
  REQUIRE_OK(SqliteStore::open(directory.file("s")));
  return std::stoi(RawSqlite(directory.file("s")).value("PRAGMA user_version"));
}

TEST_CASE("sqlite migration: a store of every earlier schema opens with everything in it, and goes on") {
  for (int schema = 1; schema < newest_schema(); ++schema) {
    CAPTURE(schema);
    TempDir directory;
    REQUIRE_MESSAGE(write_released_store(schema, directory.file("s")), "tests/stores/released has no such file");
    {
      const auto store = SqliteStore::open(directory.file("s"));
      REQUIRE_OK(store);
      check_released_content(**store);
      CHECK((*store)->check().value().empty());
      CHECK((*store)->read({}).value().epoch == 0);
      CHECK(lease_ids(**store, kStart).empty());
      CHECK((*store)->lease_messages("", kStart + kMinute, kMinute, 1).value().at(0).attempt == 2);
      REQUIRE_OK((*store)->append(BatchBuilder("3").append("a", 3, {"four"})));
    }
    CHECK(RawSqlite(directory.file("s")).value("PRAGMA user_version") == std::to_string(newest_schema()));
    CHECK(stream_of(*SqliteStore::open(directory.file("s")).value(), "a").version == 4);
  }
}

TEST_CASE("sqlite migration: tables of every earlier schema in the host's database are migrated by create_tables") {
  for (int schema = 1; schema < newest_schema(); ++schema) {
    TempDir directory;
    REQUIRE(write_released_store(schema, directory.file("s")));
    const RawSqlite host(directory.file("s"));
    SqliteBorrowedStore store(host.get());
    CHECK_FAULT(store.read({}), store_wrong_format);
    REQUIRE_OK(SqliteBorrowedStore::create_tables(host.get()));
    check_released_content(store);
  }
}

TEST_CASE("sqlite migration: a backup of every earlier schema is restored with everything in it") {
  for (int schema = 1; schema < newest_schema(); ++schema) {
    TempDir directory;
    REQUIRE(write_released_store(schema, directory.file("s")));
    REQUIRE(SqliteStore::restore(directory.file("s"), directory.file("r")).value() == 2);
    check_released_content(*SqliteStore::open(directory.file("r")).value());
    CHECK(RawSqlite(directory.file("s")).value("PRAGMA user_version") == std::to_string(schema));
  }
}

}  // namespace
}  // namespace doverie::testing
