// SPDX-License-Identifier: Apache-2.0
//
// Opening a file: ours, another program's, a newer one, a damaged one, one that cannot be written to.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#include "support/batches.h"
#include "support/child.h"
#include "support/raw_sqlite.h"
#include "support/results.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

struct StandingClock final : Clock {
  Instant now() override { return kStart; }
  Duration elapsed() override { return Duration{}; }
};

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

void write_store(const std::string& path) {
  const auto store = SqliteStore::create(path);
  REQUIRE_OK(store);
  REQUIRE_OK((*store)->append(BatchBuilder("c").append("a", 0, {"one", "two"}).tag("t", "a").put(message("m"))));
}

TEST_CASE("sqlite open: what was appended is there when the file is opened again") {
  TempDir directory;
  write_store(directory.file("s"));
  const auto store = SqliteStore::open(directory.file("s"));
  REQUIRE_OK(store);
  CHECK(stream_of(**store, "a").events == std::vector{event("one"), event("two")});
  CHECK(tagged(**store, "t") == std::vector<std::string>{"a"});
  CHECK(command_of(**store, "c").has_value());
  CHECK(lease_ids(**store, kStart) == std::vector<std::string>{"m"});
}

TEST_CASE("sqlite open: a lease is remembered too") {
  TempDir directory;
  write_store(directory.file("s"));
  CHECK(lease_ids(*SqliteStore::open(directory.file("s")).value(), kStart).size() == 1);
  const auto store = SqliteStore::open(directory.file("s")).value();
  CHECK(lease_ids(*store, kStart).empty());
  CHECK(store->lease_messages("", kStart + kMinute, kMinute, 1).value().at(0).attempt == 2);
}

TEST_CASE("sqlite open: the file says what it is, has a WAL journal and belongs to its owner alone") {
  TempDir directory;
  write_store(directory.file("s"));
  struct stat status{};
  REQUIRE(stat(directory.file("s").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  const RawSqlite raw(directory.file("s"));
  CHECK(raw.value("PRAGMA journal_mode") == "wal");
  CHECK(raw.value("PRAGMA application_id") == std::to_string(0x64767374));
  CHECK(raw.value("PRAGMA user_version") == "1");
  CHECK(raw.value("SELECT value FROM doverie_meta WHERE key = 'schema'") == "1");
  CHECK(raw.value("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'doverie_%' AND name NOT LIKE 'sqlite_%'") == "0");
  CHECK(raw.value("SELECT count(*) FROM pragma_table_list WHERE name LIKE 'doverie_%' AND strict = 0") == "0");
  CHECK(raw.value("PRAGMA integrity_check") == "ok");
  CHECK(raw.value("SELECT json_extract(bytes, '$.type') FROM doverie_events WHERE version = 1") == "one");
}

TEST_CASE("sqlite open: while it is open there is a WAL, but no index file that others could map") {
  TempDir directory;
  const auto store = SqliteStore::create(directory.file("s")).value();
  REQUIRE_OK(store->append(BatchBuilder("c").append("a", 0, {"one"})));
  CHECK(std::filesystem::exists(directory.file("s-wal")));
  CHECK_FALSE(std::filesystem::exists(directory.file("s-shm")));
}

TEST_CASE("KN1: a path that is not there opens nothing, and nothing is left there") {
  TempDir directory;
  for (const char* name : {"s", "missing/s"}) {
    const auto refused = SqliteStore::open(directory.file(name));
    CHECK_FAULT(refused, store_unavailable);
    CHECK(refused.fault().message.find("create()") != std::string::npos);
    CHECK_FAULT(SqliteDirectory::open(directory.file(name)), store_unavailable);
  }
  CHECK(std::filesystem::is_empty(directory.path()));
}

TEST_CASE("KN1: neither does an empty file, a file with nothing in it, or one whose tables are gone") {
  TempDir directory;
  write_file(directory.file("empty"), "");
  CHECK_FAULT(SqliteStore::open(directory.file("empty")), store_wrong_format);
  CHECK_FAULT(SqliteDirectory::open(directory.file("empty")), store_wrong_format);
  CHECK(read_file(directory.file("empty")).empty());
  RawSqlite(directory.file("bare")).run("PRAGMA journal_mode = WAL; VACUUM");
  CHECK_FAULT(SqliteStore::open(directory.file("bare")), store_wrong_format);
  RawSqlite(directory.file("marked")).run("PRAGMA application_id = 1685484404");
  const auto refused = SqliteStore::open(directory.file("marked"));
  CHECK_FAULT(refused, store_wrong_format);
  CHECK(refused.fault().message.find("without its tables") != std::string::npos);
}

TEST_CASE("KN1: a store is made where nothing is, and nowhere else") {
  TempDir directory;
  write_store(directory.file("s"));
  write_file(directory.file("empty"), "");
  std::filesystem::create_symlink(directory.file("nowhere"), directory.file("link"));
  write_file(directory.file("t-wal"), "of another file");
  for (const char* name : {"s", "empty", "link", "", "t"}) {
    CHECK_FAULT(SqliteStore::create(directory.file(name)), invalid_argument);
    CHECK_FAULT(SqliteDirectory::create(directory.file(name)), invalid_argument);
  }
  CHECK(stream_of(*SqliteStore::open(directory.file("s")).value(), "a").version == 2);
  CHECK(read_file(directory.file("empty")).empty());
  CHECK_FAULT(SqliteStore::create(directory.file("missing/s")), store_unavailable);
}

TEST_CASE("KN1: what a process that was killed has left of a new store is in nobody's way") {
  TempDir directory;
  write_file(directory.file("s.partial"), "half a file");
  write_file(directory.file("s.partial-journal"), "half a journal");
  CHECK_OK(SqliteStore::create(directory.file("s")));
  CHECK_FALSE(std::filesystem::exists(directory.file("s.partial")));
  CHECK_FALSE(std::filesystem::exists(directory.file("s.partial-journal")));
}

TEST_CASE("KN1: a store has an identity, which its backups keep and a host can pin") {
  TempDir directory;
  const auto identity_of = [&](const char* name, const std::string& pinned = "") {
    const auto store = SqliteStore::open(directory.file(name), {.identity = pinned});
    return store ? (*store)->identity() : std::string();
  };
  write_store(directory.file("s"));
  const std::string own = identity_of("s");
  CHECK(own.size() == 32);
  CHECK(identity_of("s", own) == own);
  REQUIRE_OK(SqliteStore::open(directory.file("s")).value()->backup_to(directory.file("b")));
  REQUIRE_OK(SqliteStore::restore(directory.file("b"), directory.file("r")));
  CHECK(identity_of("r", own) == own);

  write_store(directory.file("other"));
  CHECK(identity_of("other") != own);
  const auto refused = SqliteStore::open(directory.file("other"), {.identity = own});
  CHECK_FAULT(refused, store_mismatch);
  CHECK(refused.fault().message.find(own) != std::string::npos);
  CHECK_OK(SqliteStore::open(directory.file("other")));  // nothing holds it after it was refused
  for (const std::string& wrong : {own.substr(1), own + "0", std::string(32, 'G'), std::string("circles.db")}) {
    CHECK_FAULT(SqliteStore::open(directory.file("s"), {.identity = wrong}), invalid_argument);
  }
  CHECK_FAULT(SqliteStore::create(directory.file("new"), {.identity = own}), invalid_argument);
}

TEST_CASE("KN1: the identity is all of the number that the tables keep") {
  TempDir directory;
  write_store(directory.file("s"));
  const auto identity = [&] { return SqliteStore::open(directory.file("s")).value()->identity(); };
  const std::string own = identity();
  for (const char* half : {"identity_high", "identity_low"}) {
    const auto change = [&](const char* by) {
      RawSqlite(directory.file("s"))
          .run(std::string("UPDATE doverie_meta SET value = ") + by + " WHERE key = '" + half + "'");
    };
    change("~value");
    CHECK(identity() != own);
    change("~value");
    CHECK(identity() == own);
  }
}

TEST_CASE("KN1: what every store has to say of itself is not taken for never having been said") {
  for (const std::string key : {"epoch", "restored_at", "last_at", "erased_position", "identity_high", "identity_low"}) {
    TempDir directory;
    write_store(directory.file("s"));
    RawSqlite(directory.file("s")).run("DELETE FROM doverie_meta WHERE key = '" + key + "'");
    const auto store = SqliteStore::open(directory.file("s"));
    const auto result = store ? (*store)->read({}) : store.as<ReadResult>();
    CHECK_FAULT(result, store_corrupt);
    CHECK(result.fault().message.find(key) != std::string::npos);
  }
}

TEST_CASE("sqlite open: a file that is no database is refused and left as it is") {
  TempDir directory;
  for (const std::string& bytes : {std::string("hello"), std::string(5000, 'x')}) {
    write_file(directory.file("s"), bytes);
    CHECK_FAULT(SqliteStore::open(directory.file("s")), store_wrong_format);
    CHECK(read_file(directory.file("s")) == bytes);
  }
}

TEST_CASE("sqlite open: what is refused leaves nothing open in this process") {
  TempDir directory;
  write_file(directory.file("text"), std::string(5000, 'x'));
  RawSqlite(directory.file("other")).run("CREATE TABLE t (x)");
  const auto descriptors = [] { return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}); };
  const auto before = descriptors();
  for (const char* name : {"text", "other", "absent"}) CHECK_FALSE(SqliteStore::open(directory.file(name)).ok());
  for (const char* name : {"text", "other"}) CHECK_FALSE(SqliteStore::create(directory.file(name)).ok());
  CHECK(descriptors() == before);
}

TEST_CASE("sqlite open: another program's database is refused, told what it is, and left as it is") {
  TempDir directory;
  for (const char* sql : {"CREATE TABLE t (x)", "PRAGMA application_id = 252006674", "PRAGMA user_version = 3",
                          "PRAGMA journal_mode = WAL; CREATE TABLE t (x); PRAGMA application_id = 5"}) {
    const std::string path = directory.file("s" + std::to_string(std::char_traits<char>::length(sql)));
    RawSqlite(path).run(sql);
    const std::string before = read_file(path);
    CHECK_FAULT(SqliteStore::open(path), store_wrong_format);
    CHECK(read_file(path) == before);
  }
  const auto refused =
      SqliteStore::open(directory.file("s" + std::to_string(sizeof "PRAGMA application_id = 252006674" - 1)));
  CHECK(refused.fault().message.find("0x0f055112") != std::string::npos);
  CHECK(refused.fault().message.find("0x64767374") != std::string::npos);
}

TEST_CASE("sqlite open: another program's WAL is not written back") {
  TempDir directory;
  const RawSqlite host(directory.file("host"));
  host.run("PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
  // As after a crash of that program: its file and its WAL.
  std::filesystem::copy_file(directory.file("host"), directory.file("s"));
  std::filesystem::copy_file(directory.file("host-wal"), directory.file("s-wal"));
  const std::string before = read_file(directory.file("s-wal"));
  CHECK_FAULT(SqliteStore::open(directory.file("s")), store_wrong_format);
  REQUIRE(std::filesystem::exists(directory.file("s-wal")));
  CHECK(read_file(directory.file("s-wal")) == before);
}

TEST_CASE("sqlite open: store and directory do not open each other's files") {
  TempDir directory;
  write_store(directory.file("s"));
  REQUIRE_OK(SqliteDirectory::create(directory.file("d")));
  CHECK_FAULT(SqliteDirectory::open(directory.file("s")), store_wrong_format);
  CHECK_FAULT(SqliteStore::open(directory.file("d")), store_wrong_format);
}

TEST_CASE("sqlite open: a newer schema is refused, told what would be right") {
  TempDir directory;
  write_store(directory.file("s"));
  RawSqlite(directory.file("s")).run("UPDATE doverie_meta SET value = 7 WHERE key = 'schema'");
  const auto refused = SqliteStore::open(directory.file("s"));
  CHECK_FAULT(refused, store_wrong_format);
  CHECK(refused.fault().message.find("schema version 7") != std::string::npos);
  CHECK(refused.fault().message.find("up to 1") != std::string::npos);
}

TEST_CASE("sqlite open: a store without its schema version is refused") {
  TempDir directory;
  write_store(directory.file("s"));
  RawSqlite(directory.file("s")).run("DELETE FROM doverie_meta");
  CHECK_FAULT(SqliteStore::open(directory.file("s")), store_wrong_format);
}

TEST_CASE("sqlite open: paths that name no file are invalid arguments or unavailable") {
  TempDir directory;
  CHECK_FAULT(SqliteStore::open(""), invalid_argument);
  CHECK_FAULT(SqliteStore::open(":memory:"), invalid_argument);
  CHECK_FAULT(SqliteStore::open(std::string("a\0b", 3)), invalid_argument);
  CHECK_FAULT(SqliteStore::open(directory.file("missing/s")), store_unavailable);
  CHECK_FAULT(SqliteStore::open(directory.path()), store_unavailable);
}

TEST_CASE("sqlite open: a name that looks like a URI is a name") {
  TempDir directory;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  CHECK_OK(SqliteStore::create("file:s?mode=memory"));
  CHECK_OK(SqliteStore::open("file:s?mode=memory"));
  CHECK(std::filesystem::exists(directory.file("file:s?mode=memory")));
  std::filesystem::current_path(before);
}

// Root may write everywhere, so somebody else has to try.
void become_nobody() {
  if (geteuid() != 0) return;
  if (setgid(65534) != 0 || setuid(65534) != 0) _exit(99);
}

FaultCode fault_for_nobody(const std::string& path) {
  Child child([&](int, int out) {
    become_nobody();
    const auto store = std::filesystem::exists(path) ? SqliteStore::open(path) : SqliteStore::create(path);
    write_number(out, store.faulted() ? static_cast<std::uint64_t>(store.fault().code) : 0);
    return 0;
  });
  std::uint64_t code = 0;
  read_number(child.from(), code);
  CHECK(child.finish() == 0);
  return static_cast<FaultCode>(code);
}

TEST_CASE("sqlite open: a file or directory that cannot be written to is read-only") {
  TempDir directory;
  write_store(directory.file("s"));
  namespace fs = std::filesystem;
  fs::permissions(directory.path(), fs::perms(0555));
  CHECK(fault_for_nobody(directory.file("new")) == FaultCode::store_read_only);
  fs::permissions(directory.file("s"), fs::perms(0444));
  CHECK(fault_for_nobody(directory.file("s")) == FaultCode::store_read_only);
  fs::permissions(directory.file("s"), fs::perms(0666));
  CHECK(fault_for_nobody(directory.file("s")) == FaultCode::store_read_only);
  fs::permissions(directory.path(), fs::perms(0700));
}

TEST_CASE("sqlite read: records that contradict each other are corrupt, told which stream") {
  for (const char* sql :
       {"DELETE FROM doverie_events WHERE version = 1", "DELETE FROM doverie_events WHERE version = 2",
        "UPDATE doverie_streams SET version = 3", "UPDATE doverie_events SET version = version + 1 WHERE version = 2",
        "UPDATE doverie_streams SET erased = 1"}) {
    TempDir directory;
    write_store(directory.file("s"));
    RawSqlite(directory.file("s")).run(sql);
    const auto store = SqliteStore::open(directory.file("s")).value();
    const auto result = store->read({.streams = {"a"}});
    CHECK_FAULT(result, store_corrupt);
    CHECK(result.fault().message.find("stream a") != std::string::npos);
  }
}

TEST_CASE("sqlite read: a damaged page is corrupt") {
  TempDir directory;
  write_store(directory.file("s"));
  std::string bytes = read_file(directory.file("s"));
  for (std::size_t i = 4096; i < bytes.size(); ++i) bytes[i] = '\xff';
  write_file(directory.file("s"), bytes);
  const auto store = SqliteStore::open(directory.file("s"));
  if (!store) {
    CHECK_FAULT(store, store_corrupt);
  } else {
    CHECK_FAULT((*store)->read({.streams = {"a"}}), store_corrupt);
  }
}

TEST_CASE("sqlite read: tells the time of the store's own clock, if it has one") {
  TempDir directory;
  CHECK_FALSE(SqliteStore::create(directory.file("s")).value()->read({})->store_now);
  const auto store = SqliteStore::open(directory.file("s"), {.clock = std::make_shared<StandingClock>()});
  REQUIRE_OK(store);
  CHECK((*store)->read({})->store_now == kStart);
}

// Looks into the files from another process: closing a descriptor of them here would drop this process's locks.
bool found_in_files(const TempDir& directory, const std::string& bytes) {
  Child child([&](int, int) {
    for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
      if (read_file(entry.path().string()).find(bytes) != std::string::npos) return 1;
    }
    return 0;
  });
  return child.finish() != 0;
}

TEST_CASE("sqlite erase: nothing of what was erased is left in the file or its WAL") {
  TempDir directory;
  const auto store = SqliteStore::create(directory.file("s")).value();
  for (std::uint64_t i = 0; i < 50; ++i) {
    const std::string id = std::to_string(i);
    REQUIRE_OK(store->append(BatchBuilder("w" + id)
                                 .append("invitation/" + id, 0, {"Иван-" + id + std::string(500, 'x')})
                                 .tag("phone-Иван-" + id, "invitation/" + id)));
  }
  CHECK(found_in_files(directory, "Иван-7x"));
  CHECK(found_in_files(directory, "phone-Иван-7"));
  BatchBuilder erasure("e");
  for (int i = 0; i < 50; ++i) erasure.erase("invitation/" + std::to_string(i));
  REQUIRE_OK(store->append(erasure));
  CHECK_FALSE(found_in_files(directory, "Иван"));
}

TEST_CASE("sqlite: a WAL that has grown is written back") {
  TempDir directory;
  const auto store = SqliteStore::create(directory.file("s")).value();
  for (std::uint64_t i = 0; i < 60; ++i) {
    REQUIRE_OK(store->append(BatchBuilder(std::to_string(i)).append("a", i, {std::string(200'000, 'x')})));
  }
  CHECK(std::filesystem::file_size(directory.file("s-wal")) < 8'000'000);
  CHECK(stream_of(*store, "a").version == 60);
}

}  // namespace
}  // namespace doverie::testing
