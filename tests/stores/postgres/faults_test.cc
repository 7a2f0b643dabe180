// SPDX-License-Identifier: Apache-2.0
//
// Servers that cannot be used, and errors of the server in the middle of an append: what is answered, and what is left.
#include <doctest/doctest.h>

#include <thread>

#include "support/batches.h"
#include "support/postgres_server.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

PostgresServer& server() {
  return PostgresServer::shared();
}

bool says(const Fault& fault, const std::string& words) {
  return fault.message.find(words) != std::string::npos;
}

std::string quoted(const PostgresOptions& options) {
  return RawPostgres(options.conninfo)
      .value("SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname = '" + options.schema + "'");
}

// --- servers that are refused

TEST_CASE("postgres faults: a server with fsync = off is refused, by operators too") {
  const PostgresServer careless("fsync = off");
  const Status created = PostgresStore::create_tables(careless.options());
  CHECK_FAULT(created, store_unavailable);
  CHECK(says(created.fault(), "fsync = off"));
  const auto store = PostgresStore::open(careless.options());
  CHECK_FAULT(store, store_unavailable);
  CHECK(says(store.fault(), "set it to on"));
}

TEST_CASE("postgres faults: a database of another encoding than UTF8 is refused") {
  const RawPostgres raw(server().conninfo());
  for (const std::string encoding : {"SQL_ASCII", "LATIN1", "KOI8R"}) {
    CAPTURE(encoding);
    const std::string name = "of_" + encoding;
    const std::string provider = PostgresServer::version() >= 15 ? " LOCALE_PROVIDER libc" : "";
    raw.run("CREATE DATABASE \"" + name + "\" ENCODING '" + encoding + "' LOCALE 'C'" + provider + " TEMPLATE template0");
    PostgresOptions options = server().options();
    options.conninfo += " dbname=" + name;
    const Status created = PostgresStore::create_tables(options);
    CHECK_FAULT(created, store_wrong_format);
    CHECK(says(created.fault(), encoding));
    const auto store = PostgresStore::open(options);
    CHECK_FAULT(store, store_wrong_format);
    CHECK(says(store.fault(), "create one with ENCODING 'UTF8'"));
  }
}

TEST_CASE("postgres faults: too many connections is told, and over when there is one again") {
  const PostgresOptions tables = server().with_tables();
  RawPostgres(tables.conninfo).run("CREATE ROLE fewer LOGIN CONNECTION LIMIT 1");
  REQUIRE_OK(PostgresStore::grant(tables, "fewer", PostgresRole::application));
  PostgresOptions options = tables;
  options.conninfo = server().conninfo("fewer");
  {
    const RawPostgres holder(options.conninfo);
    const auto store = PostgresStore::open(options);
    CHECK_FAULT(store, store_unavailable);
    CHECK(says(store.fault(), "too many connections"));
    CHECK(says(store.fault(), "max_connections"));
  }
  auto store = PostgresStore::open(options);
  for (int i = 0; i < 100 && !store; ++i) {  // the server takes a moment to see that the holder has gone
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    store = PostgresStore::open(options);
  }
  REQUIRE_OK(store);
  CHECK_OK((*store)->append(BatchBuilder("1").append("a", 0, {"one"})));
}

// --- errors in the middle of an append

// Tables whose server answers so many inserts into `table` with an error, made up by a trigger. The count is a sequence, which
// no rollback takes back.
class Failing {
 public:
  Failing(const std::string& state, int times, const std::string& table, const std::string& when)
      : options(server().with_tables()), raw_(options.conninfo), schema_(quoted(options)) {
    store = PostgresStore::open(options).value();  // before: it refuses tables with something foreign
    raw_.run("CREATE SEQUENCE " + schema_ + ".tries");
    raw_.run("CREATE FUNCTION " + schema_ + ".fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('" + schema_ +
             ".tries') <= " + std::to_string(times) + " THEN RAISE EXCEPTION 'made up' USING ERRCODE = '" + state +
             "'; END IF; RETURN NULL; END $$");
    raw_.run("CREATE CONSTRAINT TRIGGER failing AFTER INSERT ON " + schema_ + "." + table + " " + when +
             " FOR EACH ROW EXECUTE FUNCTION " + schema_ + ".fail()");
  }

  int tries() const { return std::stoi(raw_.value("SELECT last_value FROM " + schema_ + ".tries")); }
  int rows(const std::string& table) const { return std::stoi(raw_.value("SELECT count(*) FROM " + schema_ + "." + table)); }
  void heal() const { raw_.run("DROP FUNCTION " + schema_ + ".fail CASCADE"); }
  bool is_empty() const {
    return rows("commands") + rows("streams") + rows("events") + rows("tags") + rows("messages") == 0;
  }

  PostgresOptions options;
  std::shared_ptr<PostgresStore> store;

 private:
  RawPostgres raw_;
  std::string schema_;
};

Batch whole_batch(const std::string& id) {
  return BatchBuilder(id).append("a" + id, 0, {"one", "two"}).loaded("b" + id, 0).tag("t", "a" + id).put(message(id));
}

constexpr const char* kAtOnce = "NOT DEFERRABLE";
constexpr const char* kAtCommit = "DEFERRABLE INITIALLY DEFERRED";

TEST_CASE("postgres faults: what loses a serialization race is run again as a whole") {
  struct Row {
    const char* state;
    const char* table;
    const char* when;
  };
  for (const Row& row : {Row{"40001", "commands", kAtOnce}, Row{"40001", "messages", kAtOnce},
                         Row{"40001", "events", kAtCommit}, Row{"40P01", "streams", kAtOnce}}) {
    CAPTURE(row.state);
    CAPTURE(row.table);
    Failing world(row.state, 3, row.table, row.when);
    const auto appended = world.store->append(whole_batch("1"));
    REQUIRE_OK(appended);
    CHECK(appended->outcome == AppendOutcome::appended);
    CHECK(world.tries() >= 4);
    CHECK(world.rows("commands") == 1);
    CHECK(world.rows("events") == 2);
    CHECK(world.rows("tags") == 1);
    CHECK(world.rows("messages") == 1);
    CHECK(feed_of(*world.store) == std::vector<std::string>{"a1@1", "a1@2"});
  }
}

TEST_CASE("postgres faults: who loses every race is told so, and nothing is left of it") {
  Failing world("40001", 1'000'000, "messages", kAtOnce);
  const auto appended = world.store->append(whole_batch("1"));
  CHECK_FAULT(appended, store_unavailable);
  CHECK(says(appended.fault(), "40001"));
  CHECK(says(appended.fault(), "try again"));
  CHECK(world.tries() == 8);
  CHECK(world.is_empty());
  world.heal();
  CHECK(world.store->append(whole_batch("1"))->outcome == AppendOutcome::appended);
}

TEST_CASE("postgres faults: a full disk is told as such, nothing is left of the append, and room heals it") {
  for (const char* when : {kAtOnce, kAtCommit}) {
    CAPTURE(when);
    Failing world("53100", 1'000'000, "events", when);
    const auto appended = world.store->append(whole_batch("1"));
    CHECK_FAULT(appended, store_full);
    CHECK(says(appended.fault(), "make room"));
    CHECK(world.is_empty());
    CHECK(stream_of(*world.store, "a1").version == 0);
    world.heal();
    CHECK(world.store->append(whole_batch("1"))->outcome == AppendOutcome::appended);
  }
}

}  // namespace
}  // namespace doverie::testing
