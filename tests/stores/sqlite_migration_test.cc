// SPDX-License-Identifier: Apache-2.0
//
// Does a file of today open in a library of later, with everything in it, and is one of later refused today?
#include "doverie/adapters/sqlite.h"
#include "stores/later_schema.h"
#include "support/results.h"
#include "support/sqlite_files.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

void write_store(const std::string& path) {
  const auto store = sqlite_store(path);
  REQUIRE_OK(store);
  fill(**store);
}

std::string schema_of(const std::string& path) {
  const RawSqlite raw(path);
  return raw.value("PRAGMA user_version") + " " + raw.value("SELECT value FROM doverie_meta WHERE key = 'schema'");
}

std::string tables_of(const std::string& path) {
  return RawSqlite(path).value("SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_schema ORDER BY name)");
}

TEST_CASE("sqlite migration: a store opens in a later library with everything in it, and ends as a new one begins") {
  TempDir directory;
  write_store(directory.file("s"));
  const std::string before = contents_of(directory.file("s"));
  CHECK(before.find("a@3 ") != std::string::npos);
  CHECK(schema_of(directory.file("s")) == "1 1");
  const LaterLibrary later;
  for (int again = 0; again < 2; ++again) {
    REQUIRE_OK(later.open(directory.file("s")));
    CHECK(contents_of(directory.file("s")) == before);
    CHECK(schema_of(directory.file("s")) == "2 2");
    CHECK(RawSqlite(directory.file("s")).value("SELECT count(*) FROM doverie_events WHERE size = length(bytes)") == "4");
  }
  REQUIRE_OK(later.create(directory.file("new")));
  CHECK(schema_of(directory.file("new")) == "2 2");
  CHECK(tables_of(directory.file("new")) == tables_of(directory.file("s")));
}

TEST_CASE("sqlite migration: what a later library has written is refused, told to use that, and left as it is") {
  TempDir directory;
  write_store(directory.file("s"));
  REQUIRE_OK(LaterLibrary().open(directory.file("s")));
  const std::string before = contents_of(directory.file("s"));
  const auto refused = sqlite_store(directory.file("s"));
  CHECK_FAULT(refused, store_wrong_format);
  CHECK(refused.fault().message.find("schema version 2; this library knows versions up to 1") != std::string::npos);
  CHECK_FAULT(SqliteStore::restore(directory.file("s"), directory.file("r")), store_wrong_format);
  const RawSqlite host(directory.file("s"));
  CHECK_FAULT(SqliteBorrowedStore(host.get()).read({}), store_wrong_format);
  CHECK_FAULT(SqliteBorrowedStore::create_tables(host.get()), store_wrong_format);
  CHECK(contents_of(host) == before);
}

TEST_CASE("sqlite migration: one that fails in its last step leaves the file as it was") {
  TempDir directory;
  write_store(directory.file("s"));
  const std::string before = contents_of(directory.file("s"));
  const std::string tables = tables_of(directory.file("s"));
  const LaterLibrary broken({kToSchema2, "UPDATE doverie_nothing SET x = 1"});
  CHECK(broken.open(directory.file("s")).faulted());
  CHECK(contents_of(directory.file("s")) == before);
  CHECK(tables_of(directory.file("s")) == tables);
  CHECK(schema_of(directory.file("s")) == "1 1");
  const auto store = sqlite_store(directory.file("s"));
  REQUIRE_OK(store);
  CHECK((*store)->check().value().empty());
  CHECK_OK((*store)->append(BatchBuilder("4").append("a", 3, {"four"})));
}

TEST_CASE("sqlite migration: tables in the host's database are migrated when the host asks for it, and not before") {
  TempDir directory;
  const RawSqlite host(directory.file("host"));
  host.run("PRAGMA application_id = 77; PRAGMA user_version = 5; CREATE TABLE orders (id)");
  REQUIRE_OK(SqliteBorrowedStore::create_tables(host.get()));
  SqliteBorrowedStore store(host.get());
  fill(store);
  const std::string before = contents_of(host);
  const LaterLibrary later;
  const Status old = sqlite::check_tables(host.get(), later.format());
  CHECK_FAULT(old, store_wrong_format);
  CHECK(old.fault().message.find("create_tables") != std::string::npos);
  CHECK(contents_of(host) == before);
  REQUIRE_OK(sqlite::migrate_tables(host.get(), later.format()));
  CHECK_OK(sqlite::check_tables(host.get(), later.format()));
  CHECK(contents_of(host) == before);
  CHECK(host.value("PRAGMA application_id") == "77");
  CHECK(host.value("PRAGMA user_version") == "5");
  CHECK(host.value("SELECT count(*) FROM orders") == "0");
}

}  // namespace
}  // namespace doverie::testing
