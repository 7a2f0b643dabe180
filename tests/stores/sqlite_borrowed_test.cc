// SPDX-License-Identifier: Apache-2.0
//
// The store on the host's own connection: it commits and rolls back with the host's rows, and leaves the host's database
// alone otherwise.
#include "doverie/adapters/sqlite.h"
#include "support/batches.h"
#include "support/child.h"
#include "support/raw_sqlite.h"
#include "support/results.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

// A host with a table of its own beside the library's.
struct Host {
  Host() {
    connection.run(
        "PRAGMA journal_mode = WAL; PRAGMA application_id = 77; PRAGMA user_version = 5; CREATE TABLE orders (id)");
    REQUIRE_OK(SqliteBorrowedStore::create_tables(connection.get()));
    REQUIRE_OK(store.append(BatchBuilder("first").append("a", 0, {"one"}).put(message("m", kStart + 60 * kMinute))));
  }
  std::string orders() const { return connection.value("SELECT count(*) FROM orders"); }

  TempDir directory;
  RawSqlite connection{directory.file("host.db")};
  SqliteBorrowedStore store{connection.get()};
};

TEST_CASE("sqlite borrowed: a batch commits together with the host's rows") {
  Host host;
  host.connection.run("BEGIN; INSERT INTO orders VALUES (1)");
  const auto result = host.store.append(BatchBuilder("c").append("a", 1, {"two"}));
  REQUIRE_OK(result);
  CHECK(result->outcome == AppendOutcome::appended);
  CHECK(stream_of(host.store, "a").version == 2);  // the transaction sees itself
  CHECK(RawSqlite(host.directory.file("host.db")).value("SELECT version FROM doverie_streams") == "1");
  host.connection.run("COMMIT");
  const RawSqlite other(host.directory.file("host.db"));
  CHECK(other.value("SELECT version FROM doverie_streams") == "2");
  CHECK(other.value("SELECT count(*) FROM orders") == "1");
}

TEST_CASE("sqlite borrowed: a batch is gone when the host rolls back") {
  Host host;
  host.connection.run("BEGIN; INSERT INTO orders VALUES (1)");
  REQUIRE_OK(host.store.append(BatchBuilder("c").append("a", 1, {"two"}).put(message("n")).tag("t", "a")));
  host.connection.run("ROLLBACK");
  CHECK(host.orders() == "0");
  CHECK(stream_of(host.store, "a").version == 1);
  CHECK_FALSE(command_of(host.store, "c"));
  CHECK(lease_ids(host.store, kStart).empty());
  CHECK(tagged(host.store, "t").empty());
}

TEST_CASE("KL5: the store tells that the host can roll back what is appended") {
  Host host;
  CHECK_FALSE(host.store.read({})->undoable);  // outside of a transaction each batch commits by itself
  host.connection.run("BEGIN");
  CHECK(host.store.read({})->undoable);
  host.connection.run("ROLLBACK; SAVEPOINT host");
  CHECK(host.store.read({})->undoable);
  host.connection.run("RELEASE host");
  CHECK_FALSE(host.store.read({})->undoable);
}

TEST_CASE("KL3: the mark of the last time goes with the batch that the host rolls back") {
  Host host;
  host.connection.run("BEGIN");
  REQUIRE_OK(host.store.append(BatchBuilder("c", kStart + 60 * kMinute).append("a", 1, {"two"})));
  CHECK(host.store.read({})->last_at == kStart + 60 * kMinute);
  host.connection.run("ROLLBACK");
  CHECK(host.store.read({})->last_at == kStart);
}

TEST_CASE("sqlite borrowed: a conflict leaves nothing of the batch, and the host's transaction usable") {
  Host host;
  host.connection.run("BEGIN; INSERT INTO orders VALUES (1)");
  const auto result = host.store.append(BatchBuilder("c").append("a", 0, {"two"}).append("b", 0, {"one"}));
  REQUIRE_OK(result);
  CHECK(result->outcome == AppendOutcome::conflict);
  host.connection.run("INSERT INTO orders VALUES (2); COMMIT");
  CHECK(host.orders() == "2");
  CHECK_FALSE(command_of(host.store, "c"));
}

TEST_CASE("sqlite borrowed: nothing is taken for known, since the host may roll it back and write it anew") {
  Host host;
  host.connection.run("BEGIN");
  CHECK_OK(host.store.append(BatchBuilder("c").append("b", 0, {"one"})));
  host.connection.run("ROLLBACK");
  CHECK_OK(host.store.append(BatchBuilder("d").append("b", 0, {"another"})));
  const auto read = host.store.read({.streams = {"b"}, .known = {1}});
  REQUIRE_OK(read);
  CHECK_FALSE(read->streams.front().unchanged);
  CHECK(read->streams.front().events == std::vector<EventRecord>{event("another")});
}

TEST_CASE("sqlite borrowed: a fault in the middle leaves nothing of the batch, and the host's transaction usable") {
  Host host;
  host.connection.run("BEGIN; INSERT INTO orders VALUES (1)");
  CHECK_FAULT(host.store.append(BatchBuilder("c").append("a", 1, {"two"}).tag("t", "a").put(message("n")).put(message("n"))),
              internal);
  CHECK_OK(host.store.append(BatchBuilder("d").append("b", 0, {"one"})));
  host.connection.run("INSERT INTO orders VALUES (2); COMMIT");
  CHECK(host.orders() == "2");
  CHECK(stream_of(host.store, "a").version == 1);
  CHECK(stream_of(host.store, "b").version == 1);
  CHECK(tagged(host.store, "t").empty());
  CHECK_FALSE(command_of(host.store, "c"));
}

TEST_CASE("sqlite borrowed: several batches in one transaction of the host's") {
  Host host;
  host.connection.run("BEGIN");
  REQUIRE_OK(host.store.append(BatchBuilder("c").append("a", 1, {"two"})));
  CHECK(host.store.append(BatchBuilder("d").append("a", 1, {"lost"}))->outcome == AppendOutcome::conflict);
  CHECK(host.store.append(BatchBuilder("c").append("a", 1, {"two"}))->outcome == AppendOutcome::already);
  REQUIRE_OK(host.store.append(BatchBuilder("e").append("a", 2, {"three"})));
  host.connection.run("COMMIT");
  CHECK(stream_of(host.store, "a").version == 3);
}

TEST_CASE("sqlite borrowed: reading inside the host's transaction leaves it open") {
  Host host;
  host.connection.run("BEGIN; INSERT INTO orders VALUES (1)");
  CHECK(stream_of(host.store, "a").version == 1);
  CHECK(feed_of(host.store).size() == 1);
  host.connection.run("ROLLBACK");
  CHECK(host.orders() == "0");
}

TEST_CASE("sqlite borrowed: the host's own marks are left alone, and creating twice is once") {
  Host host;
  REQUIRE_OK(SqliteBorrowedStore::create_tables(host.connection.get()));
  CHECK(host.connection.value("PRAGMA application_id") == "77");
  CHECK(host.connection.value("PRAGMA user_version") == "5");
  CHECK(stream_of(host.store, "a").version == 1);
}

TEST_CASE("sqlite borrowed: create_tables inside a transaction is an invalid argument") {
  Host host;
  host.connection.run("BEGIN");
  CHECK_FAULT(SqliteBorrowedStore::create_tables(host.connection.get()), invalid_argument);
  host.connection.run("ROLLBACK");
}

TEST_CASE("sqlite borrowed: tables that are missing, newer or not ours are the wrong format") {
  TempDir directory;
  const RawSqlite empty(directory.file("empty"));
  SqliteBorrowedStore store(empty.get());
  const auto missing = store.read({});
  CHECK_FAULT(missing, store_wrong_format);
  CHECK(missing.fault().message.find("create_tables") != std::string::npos);
  REQUIRE_OK(SqliteBorrowedStore::create_tables(empty.get()));
  CHECK_OK(store.read({}));

  const RawSqlite newer(directory.file("newer"));
  REQUIRE_OK(SqliteBorrowedStore::create_tables(newer.get()));
  newer.run("UPDATE doverie_meta SET value = 9");
  CHECK_FAULT(SqliteBorrowedStore(newer.get()).read({}), store_wrong_format);
  CHECK_FAULT(SqliteBorrowedStore::create_tables(newer.get()), store_wrong_format);

  const RawSqlite foreign(directory.file("foreign"));
  foreign.run("CREATE TABLE doverie_events (x)");
  CHECK_FAULT(SqliteBorrowedStore::create_tables(foreign.get()), store_wrong_format);
  CHECK(foreign.value("SELECT count(*) FROM sqlite_schema") == "1");
}

TEST_CASE("sqlite borrowed: a host whose texts are UTF-16 is refused") {
  TempDir directory;
  const RawSqlite host(directory.file("host"));
  host.run("PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (x)");
  CHECK_FAULT(SqliteBorrowedStore::create_tables(host.get()), store_wrong_format);
}

TEST_CASE("sqlite borrowed: while another connection writes, the store is unavailable, and works again afterwards") {
  Host host;
  const RawSqlite other(host.directory.file("host.db"));
  other.run("BEGIN IMMEDIATE; INSERT INTO orders VALUES (1)");
  const auto result = host.store.append(BatchBuilder("c").append("a", 1, {"two"}));
  CHECK_FAULT(result, store_unavailable);
  CHECK(result.fault().retryable());
  other.run("COMMIT");
  CHECK_OK(host.store.append(BatchBuilder("c").append("a", 1, {"two"})));
}

TEST_CASE("sqlite borrowed: a child of fork() is refused") {
  Host host;
  Child child([&](int, int) {
    const bool forked = is_fault(host.store.read({}), FaultCode::forked) &&
                        is_fault(host.store.append(BatchBuilder("c")), FaultCode::forked) &&
                        is_fault(host.store.lease_messages("", kStart, kMinute, 1), FaultCode::forked) &&
                        is_fault(host.store.settle_messages({}), FaultCode::forked) &&
                        is_fault(host.store.feed({}, 1), FaultCode::forked);
    return forked ? 0 : 1;
  });
  CHECK(child.finish() == 0);
}

TEST_CASE("sqlite borrowed: what another connection has written since is read, the epoch of a restore too") {
  Host host;
  const auto before = host.store.read({});
  const RawSqlite other(host.directory.file("host.db"));
  other.run("UPDATE doverie_meta SET value = value + 7 WHERE key = 'epoch'");
  CHECK(host.store.read({})->epoch == before->epoch + 7);
  SqliteBorrowedStore elsewhere(other.get());
  REQUIRE_OK(elsewhere.append(BatchBuilder("c").append("a", 1, {"two"})));
  CHECK(stream_of(host.store, "a").version == 2);
  CHECK(host.store.append(BatchBuilder("d").append("a", 1, {"two"}))->outcome == AppendOutcome::conflict);
}

}  // namespace
}  // namespace doverie::testing
