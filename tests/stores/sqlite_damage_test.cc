// SPDX-License-Identifier: Apache-2.0
//
// One thing in the file is not what it was: a row, an index entry, a byte, the schema, the name of the file itself. Nothing of
// it is taken for something that has never been.
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#include "doverie/audit.h"
#include "support/batches.h"
#include "support/raw_sqlite.h"
#include "support/results.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

void write_store(const std::string& path) {
  const auto store = SqliteStore::create(path);
  REQUIRE_OK(store);
  REQUIRE_OK((*store)->append(BatchBuilder("c").append("a", 0, {"one", "two"}).tag("t", "a").put(message("m"))));
  REQUIRE_OK((*store)->append(BatchBuilder("d").append("b", 0, {"other"}).append("gone", 0, {"name"})));
  REQUIRE_OK((*store)->append(BatchBuilder("e").loaded("gone", 1).erase("gone")));
}

// With the rules of the file taken off, as a disk does not keep them.
void change(const std::string& path, const std::string& sql) {
  RawSqlite(path).run("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON; " +
                      sql);
}

// --- KN4

TEST_CASE("KN4: a stream is found in two places, and is not absent when one of them has lost it") {
  for (const char* sql : {
           "DELETE FROM doverie_names WHERE name = 'a'",
           "UPDATE doverie_names SET name = 'A' WHERE name = 'a'",
           "UPDATE doverie_names SET stream = 99 WHERE name = 'a'",
           "UPDATE doverie_names SET stream = (SELECT id FROM doverie_streams WHERE name = 'gone') WHERE name = 'a'",
           "DELETE FROM doverie_streams WHERE name = 'a'",
           "UPDATE doverie_streams SET name = 'A' WHERE name = 'a'",
           "UPDATE doverie_streams SET id = 99 WHERE name = 'a'",
           "UPDATE doverie_streams SET version = 0 WHERE name = 'a'",
           "UPDATE doverie_streams SET erased = 1 WHERE name = 'a'",
           "UPDATE doverie_streams SET summary = 9 WHERE name = 'a'",
       }) {
    CAPTURE(sql);
    TempDir directory;
    write_store(directory.file("s"));
    change(directory.file("s"), sql);
    const auto store = SqliteStore::open(directory.file("s")).value();
    for (const bool whole : {false, true}) {
      if (whole && std::string_view(sql).find("summary") != std::string_view::npos) continue;  // not looked at then
      const auto read = store->read({.streams = {"b", "a"}, .whole = whole});
      CHECK_FAULT(read, store_corrupt);
      CHECK(read.fault().message.find("stream a") != std::string::npos);
    }
    const auto anew = store->append(BatchBuilder("f").append("a", 0, {"anew"}));
    CHECK((anew.faulted() || anew->outcome == AppendOutcome::conflict));
    CHECK_FALSE(store->check().value().empty());
    CHECK(stream_of(*store, "b").version == 1);
  }
}

TEST_CASE("KN4: what is not there either way is absent, and costs a stream that is there nothing") {
  TempDir directory;
  write_store(directory.file("s"));
  const auto store = SqliteStore::open(directory.file("s")).value();
  CHECK(stream_of(*store, "never").version == 0);
  CHECK(stream_of(*store, "gone").erased);
  CHECK(store->check().value().empty());
}

TEST_CASE("KN4: a tombstone stays one when its name is found one way only") {
  for (const char* sql :
       {"DELETE FROM doverie_names WHERE name = 'gone'", "DELETE FROM doverie_streams WHERE name = 'gone'"}) {
    TempDir directory;
    write_store(directory.file("s"));
    change(directory.file("s"), sql);
    const auto store = SqliteStore::open(directory.file("s")).value();
    CHECK_FAULT(store->read({.streams = {"gone"}}), store_corrupt);
    CHECK_FAULT(store->append(BatchBuilder("f").append("gone", 0, {"anew"})), store_corrupt);
  }
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("KN4: no bit of the file, flipped, makes a stream that is there absent, or another one") {
  TempDir directory;
  write_store(directory.file("s"));
  const std::string good = bytes_of(directory.file("s"));
  const auto whole = SqliteStore::open(directory.file("s")).value()->read({.streams = {"a"}, .whole = true})->streams[0];
  int opened = 0;
  int refused = 0;
  // A prime step: every place within a page has its turn in one of them.
  for (std::size_t at = 0; at < good.size(); at += 31) {
    std::string bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
    const std::string path = directory.file("f");
    std::ofstream(path, std::ios::binary) << bytes;
    const auto store = SqliteStore::open(path);
    if (!store) {
      ++refused;
    } else {
      ++opened;
      CAPTURE(at);
      const auto read = (*store)->read({.streams = {"a"}, .whole = true});
      // Bytes of an event may be others: the seal, which a store does not know, tells that.
      if (read) CHECK(read->streams[0].version == whole.version);
      if (read) CHECK(read->streams[0].events.size() == 2);
    }
    std::filesystem::remove(path);
    std::filesystem::remove(path + "-wal");
  }
  MESSAGE(opened, " opened, ", refused, " refused");
  CHECK(opened > 1000);
}

// --- KR3

TEST_CASE("KR3: a byte that is no UTF-8 is told with its place, wherever the text is") {
  struct Row {
    const char* sql;
    const char* place;
    ReadRequest asked;
    bool in_feed;
  };
  const std::vector<Row> rows{
      {"UPDATE doverie_events SET bytes = CAST(x'7bff7d' AS TEXT) WHERE version = 2",
       "stream a, version 2",
       {.streams = {"a"}},
       true},
      {"UPDATE doverie_events SET seal = CAST(x'313aff' AS TEXT) WHERE version = 2",
       "stream a, version 2",
       {.streams = {"a"}},
       true},
      {"UPDATE doverie_tags SET stream = CAST(x'61ff' AS TEXT)", "tag t, stream a\\xff", {.tags = {"t"}}, false},
      {"UPDATE doverie_commands SET answer = CAST(x'ff' AS TEXT) WHERE id = 'c'", "command c", {.command_id = "c"}, false},
      {"UPDATE doverie_commands SET fingerprint = CAST(x'ff' AS TEXT) WHERE id = 'c'",
       "command c",
       {.command_id = "c"},
       false},
      {"UPDATE doverie_streams SET name = CAST(x'61ff' AS TEXT) WHERE name = 'a'", "stream a", {.streams = {"a"}}, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.sql);
    TempDir directory;
    write_store(directory.file("s"));
    change(directory.file("s"), row.sql);
    const auto store = SqliteStore::open(directory.file("s")).value();
    const auto read = store->read(row.asked);
    CHECK_FAULT(read, store_corrupt);
    CHECK(read.fault().message.find(row.place) != std::string::npos);
    const auto feed = store->feed({}, 100);
    CHECK(feed.ok() != row.in_feed);
    if (row.in_feed) CHECK(feed.fault().code == FaultCode::store_corrupt);
    CHECK(store->raw_feed({}, 100).ok());
    const auto findings = store->check().value();
    CHECK(std::ranges::any_of(findings, [](const std::string& one) { return one.find("UTF-8") != std::string::npos; }));
  }
}

TEST_CASE("KR3: a position that no store reaches is told, and nothing is written behind it") {
  TempDir directory;
  write_store(directory.file("s"));
  change(directory.file("s"), "UPDATE doverie_events SET position = 9223372036854775807 WHERE position = 1");
  const auto store = SqliteStore::open(directory.file("s")).value();
  CHECK_FAULT(store->append(BatchBuilder("f").append("new", 0, {"one"})), store_corrupt);
  CHECK(stream_of(*store, "new").version == 0);
}

TEST_CASE("KR3: a message that is no text is in nobody's way") {
  for (const char* column : {"id", "bytes"}) {
    TempDir directory;
    write_store(directory.file("s"));
    change(directory.file("s"), "UPDATE doverie_messages SET " + std::string(column) + " = CAST(x'ff' AS TEXT)");
    const auto store = SqliteStore::open(directory.file("s")).value();
    REQUIRE_OK(store->append(BatchBuilder("f").put(message("next", kStart + Duration(1)))));
    CHECK(lease_ids(*store, kStart).empty());
    CHECK(store->lease_messages("", kStart + Duration(1), kMinute, 1).value().at(0).message.id == "next");
    CHECK_FALSE(store->check().value().empty());
  }
}

TEST_CASE("KR3: a verification goes on behind what is no text, and names it; an export tells the place") {
  TempDir directory;
  write_store(directory.file("s"));
  change(directory.file("s"), "UPDATE doverie_events SET seal = CAST(x'313aff' AS TEXT) WHERE version = 2");
  const auto store = SqliteStore::open(directory.file("s")).value();
  AuditVerifier verifier(std::make_shared<MemoryKeyRing>());
  REQUIRE_OK(verifier.store(*store));
  const AuditReport report = verifier.finish();
  CHECK(report.events == 3);
  CHECK(std::ranges::any_of(report.findings, [](const AuditFinding& one) { return one.stream == "a" && one.version == 2; }));
  const auto exported = export_page(*store, {}, 100);
  CHECK_FAULT(exported, store_corrupt);
  CHECK(exported.fault().message.find("stream a, version 2") != std::string::npos);
}

// --- KR5

TEST_CASE("KR5: nothing is opened that has anything in its schema which the library has not made") {
  for (const char* sql : {
           "CREATE TRIGGER foreign_one AFTER INSERT ON doverie_events BEGIN DELETE FROM doverie_tags; END",
           "CREATE TRIGGER doverie_looks_right AFTER UPDATE ON doverie_meta BEGIN DELETE FROM doverie_tags; END",
           "CREATE VIEW v AS SELECT * FROM doverie_events",
           "CREATE INDEX i ON doverie_events (bytes)",
           "CREATE TABLE t (x)",
           "ALTER TABLE doverie_events ADD COLUMN more TEXT",
           "DROP INDEX doverie_tags_by_stream",
           "INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_t', 'doverie_meta', 0,"
           " 'CREATE TRIGGER sqlite_t AFTER UPDATE ON doverie_meta BEGIN DELETE FROM doverie_tags; END')",
       }) {
    CAPTURE(sql);
    TempDir directory;
    write_store(directory.file("s"));
    change(directory.file("s"), sql);
    const auto refused = SqliteStore::open(directory.file("s"));
    CHECK_FAULT(refused, store_corrupt);
    CHECK(refused.fault().message.find("the schema: ") != std::string::npos);
    CHECK(RawSqlite(directory.file("s")).value("SELECT count(*) FROM doverie_tags") == "1");
  }
}

TEST_CASE("KR5: statistics that ANALYZE leaves are SQLite's own") {
  TempDir directory;
  write_store(directory.file("s"));
  RawSqlite(directory.file("s")).run("ANALYZE");
  CHECK_OK(SqliteStore::open(directory.file("s")));
}

TEST_CASE("KR5: in a host's database the host's own things are its business, and the library's tables are not") {
  TempDir directory;
  const RawSqlite host(directory.file("host"));
  REQUIRE_OK(SqliteBorrowedStore::create_tables(host.get()));
  host.run(
      "CREATE TABLE orders (x); CREATE TRIGGER t AFTER INSERT ON orders BEGIN DELETE FROM orders; END;"
      "CREATE VIEW v AS SELECT * FROM doverie_events");
  CHECK_OK(SqliteBorrowedStore(host.get()).read({}));
  host.run("CREATE TRIGGER u AFTER INSERT ON doverie_events BEGIN DELETE FROM orders; END");
  CHECK_FAULT(SqliteBorrowedStore(host.get()).read({}), store_corrupt);
}

TEST_CASE("KR5: an account directory is looked at the same way") {
  TempDir directory;
  REQUIRE_OK(SqliteDirectory::create(directory.file("d")));
  RawSqlite(directory.file("d")).run("CREATE TRIGGER t AFTER INSERT ON accounts BEGIN DELETE FROM accounts; END");
  CHECK_FAULT(SqliteDirectory::open(directory.file("d")), store_corrupt);
}

TEST_CASE("KN1: a borrowed store has the identity of its tables, and a host can pin it") {
  TempDir directory;
  const RawSqlite host(directory.file("host"));
  REQUIRE_OK(SqliteBorrowedStore::create_tables(host.get()));
  const std::string own = SqliteBorrowedStore(host.get()).identity().value();
  CHECK(own.size() == 32);
  CHECK_OK(SqliteBorrowedStore(host.get(), own).read({}));
  CHECK_FAULT(SqliteBorrowedStore(host.get(), std::string(32, '0')).read({}), store_mismatch);
  CHECK_FAULT(SqliteBorrowedStore(host.get(), "x").read({}), invalid_argument);
}

// --- KR4

void write_more(EventStore& store, const std::string& what) {
  REQUIRE_OK(store.append(BatchBuilder(what).append(what, 0, {what})));
}

TEST_CASE("KR4: KG8: a cursor of what an old copy does not have is refused, also when other events have come in its place") {
  TempDir directory;
  write_store(directory.file("s"));
  std::filesystem::copy_file(directory.file("s"), directory.file("old"));
  std::string cursor;
  {
    const auto store = SqliteStore::open(directory.file("s")).value();
    write_more(*store, "x");
    cursor = store->feed({}, 100)->back().cursor;
    CHECK(store->feed(cursor, 1)->empty());
  }
  std::filesystem::rename(directory.file("old"), directory.file("s"));
  const auto store = SqliteStore::open(directory.file("s")).value();
  CHECK_FAULT(store->feed(cursor, 1), invalid_argument);
  write_more(*store, "y");
  const auto refused = store->feed(cursor, 1);
  CHECK_FAULT(refused, invalid_argument);
  CHECK(refused.fault().message.find("not of this history") != std::string::npos);
  const std::string good = store->feed({}, 100)->back().cursor;
  CHECK_FAULT(SqliteStore::create(directory.file("other")).value()->feed(good, 1), invalid_argument);
  CHECK_FAULT(MemoryStore().feed(good, 1), invalid_argument);
}

// --- KR6

TEST_CASE("KR6: a bit of a WAL that was left behind takes the tail away, and the last checkpoint tells it") {
  TempDir directory;
  std::string last;
  const Secret key(std::string(32, 'k'));
  {
    const auto store = SqliteStore::create(directory.file("s")).value();
    write_more(*store, "x");
    write_more(*store, "y");
    last = make_checkpoint(*store, key, kStart).value().text;
    for (const char* part : {"", "-wal"}) {  // as a crash leaves them
      std::ofstream(directory.file("left") + part, std::ios::binary) << bytes_of(directory.file("s") + part);
    }
  }
  std::string wal = bytes_of(directory.file("left-wal"));
  wal[wal.size() - 100] ^= 1;
  std::ofstream(directory.file("left-wal"), std::ios::binary) << wal;
  const auto store = SqliteStore::open(directory.file("left")).value();
  CHECK(stream_of(*store, "y").version == 0);
  CHECK(store->check().value().empty());
  CHECK_FAULT(make_checkpoint(*store, key, kStart, {.previous = last}), audit_broken);
}

// --- KL3

TEST_CASE("KL3: the mark of the last time is a second behind at most, and a restore sets it to its own time") {
  TempDir directory;
  auto store = SqliteStore::create(directory.file("s")).value();
  const auto append = [&](const char* id, Instant at) {
    REQUIRE_OK(store->append(BatchBuilder(id, at).append(id, 0, {"x"})));
  };
  const auto kept = [&] { return store->read({})->last_at; };
  CHECK_FALSE(kept());
  append("1", kStart);
  CHECK(kept() == kStart);
  append("2", kStart + std::chrono::milliseconds(999));  // one page less to write
  CHECK(kept() == kStart);
  append("2b", kStart + std::chrono::milliseconds(1001));
  CHECK(kept() == kStart + std::chrono::milliseconds(1001));
  append("3", kStart + std::chrono::hours(24 * 30));  // a clock that is far ahead
  append("4", kStart + kMinute);
  CHECK(kept() == kStart + std::chrono::hours(24 * 30));
  REQUIRE_OK(store->backup_to(directory.file("b")));
  REQUIRE_OK(SqliteStore::restore(directory.file("b"), directory.file("r"), {.at = kStart + 2 * kMinute}));
  store = SqliteStore::open(directory.file("r")).value();
  CHECK(kept() == kStart + 2 * kMinute);
}

// --- KL2

// What somebody does to the files while the store is open.
void move_away(const std::string& path) {
  std::filesystem::rename(path, path + ".moved");
}
void delete_it(const std::string& path) {
  std::filesystem::remove(path);
}
void replace_it(const std::string& path) {
  std::filesystem::copy_file(path, path + ".copy");
  std::filesystem::rename(path + ".copy", path);
}

TEST_CASE("KL2: nothing is acknowledged once the name does not lead to the file any more") {
  for (const auto happens : {move_away, delete_it, replace_it}) {
    for (const char* part : {"", "-wal"}) {
      CAPTURE(part);
      TempDir directory;
      const auto store = SqliteStore::create(directory.file("s")).value();
      REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one"})));
      happens(directory.file("s") + part);
      const auto lost = store->append(BatchBuilder("2").append("a", 1, {"two"}));
      REQUIRE_OK(lost);
      CHECK(lost->outcome == AppendOutcome::unknown);
      const auto failed = store->append(BatchBuilder("3").append("a", 2, {"three"}));
      CHECK_FAULT(failed, store_failed);
      CHECK(failed.fault().message.find("moved, deleted or replaced") != std::string::npos);
      CHECK_FAULT(store->read({.command_id = "2"}), store_failed);
    }
  }
}

TEST_CASE("KL2: leases are not given either") {
  TempDir directory;
  const auto store = SqliteStore::create(directory.file("s")).value();
  REQUIRE_OK(store->append(BatchBuilder("1").put(message("m"))));
  move_away(directory.file("s"));
  CHECK_FAULT(store->lease_messages("", kStart, kMinute, 1), store_failed);
}

TEST_CASE("KL2: what was acknowledged before is in the file, wherever it is now; another's WAL is left alone") {
  TempDir directory;
  auto store = SqliteStore::create(directory.file("s")).value();
  REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one"})));
  move_away(directory.file("s"));
  std::filesystem::remove(directory.file("s-wal"));
  std::ofstream(directory.file("s-wal")) << "another's";
  REQUIRE_OK(store->append(BatchBuilder("2").append("a", 1, {"two"})));
  store.reset();
  CHECK(bytes_of(directory.file("s-wal")) == "another's");
  CHECK(stream_of(*SqliteStore::open(directory.file("s.moved")).value(), "a").version >= 1);
}

TEST_CASE("KL2: a process that goes to another directory has moved nothing") {
  TempDir directory;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  const auto store = SqliteStore::create("s").value();
  std::filesystem::current_path(before);
  CHECK(store->append(BatchBuilder("1").append("a", 0, {"one"}))->outcome == AppendOutcome::appended);
}

}  // namespace
}  // namespace doverie::testing
