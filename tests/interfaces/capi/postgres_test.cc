// SPDX-License-Identifier: Apache-2.0
//
// The PostgreSQL store over the C interface: the contract, a program in plain C, faults.
#include "doverie_postgres.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>

#include "support/postgres_server.h"
#include "world.h"

namespace capi_test {
namespace {

using doverie::testing::PostgresServer;
using Report = std::unique_ptr<doverie_contract_report, Free<doverie_contract_report_free>>;
using Command = std::unique_ptr<doverie_command, Free<doverie_command_free>>;
using Operation = std::unique_ptr<doverie_operation, Free<doverie_operation_free>>;
using Feed = std::unique_ptr<doverie_feed, Free<doverie_feed_free>>;

// Where a store is, with the strings that the options borrow.
struct Place {
  std::string conninfo;
  std::string schema;

  doverie_postgres_options options() const {
    auto options = fresh<doverie_postgres_options>();
    options.conninfo = lend(conninfo);
    options.schema = lend(schema);
    options.any_role = 1;
    return options;
  }
  // A schema that nobody else uses.
  static Place empty() {
    static int number = 0;
    return {PostgresServer::shared().conninfo(), "c " + std::to_string(++number)};
  }
  static Place with_tables() {
    Place place = empty();
    const auto options = place.options();
    const Outcome created = outcome_of([&](auto error) { return doverie_postgres_create_tables(&options, error); });
    INFO(created.message());
    REQUIRE(created.ok());
    return place;
  }
  Store open() const {
    const auto wanted = options();
    return make<Store>([&](auto out, auto error) { return doverie_postgres_store_open(&wanted, out, error); });
  }
};

Outcome open_with(const doverie_postgres_options& options) {
  doverie_store* store = nullptr;
  auto outcome = outcome_of([&](auto error) { return doverie_postgres_store_open(&options, &store, error); });
  CHECK(store == nullptr);
  return outcome;
}

// The program's output, when it ends well.
std::string output_of(const std::string& command) {
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  for (int one = std::fgetc(pipe); one != EOF; one = std::fgetc(pipe)) output += static_cast<char>(one);
  CHECK(pclose(pipe) == 0);
  return output;
}

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

struct Maker {
  Place place;

  void hand_over(doverie_store_maker_sink* sink) const {
    CHECK(doverie_store_made(sink, place.open().release(), nullptr) == DOVERIE_STATUS_OK);
  }
  static Maker& of(void* self) { return *static_cast<Maker*>(self); }
};

}  // namespace

TEST_CASE("the PostgreSQL store keeps the contract over C") {
  Maker maker;
  auto callbacks = fresh<doverie_store_maker_callbacks>();
  callbacks.make = [](void* self, auto* sink) {
    Maker::of(self).place = Place::with_tables();
    Maker::of(self).hand_over(sink);
  };
  callbacks.reopen = [](void* self, auto* sink) { Maker::of(self).hand_over(sink); };
  callbacks.open_again = callbacks.reopen;
  callbacks.restore = [](void* self, auto* sink) {
    std::uint64_t epoch = 0;
    const auto options = Maker::of(self).place.options();
    CHECK(doverie_postgres_raise_epoch(&options, 0, &epoch, nullptr) == DOVERIE_STATUS_OK);
    CHECK(epoch > 1);
    Maker::of(self).hand_over(sink);
  };
  auto options = fresh<doverie_contract_options>();
  options.rounds = 5;
  options.streams = 1000;
  const auto report = make<Report>(
      [&](auto out, auto error) { return doverie_run_event_store_contract(&callbacks, &maker, &options, out, error); });
  auto counts = fresh<doverie_contract_counts>();
  REQUIRE(doverie_contract_report_get(report.get(), &counts, nullptr) == DOVERIE_STATUS_OK);
  INFO(copy(doverie_contract_report_text(report.get())));
  CHECK(counts.failed == 0);
  CHECK(counts.passed > 80);
}

TEST_CASE("a program in C recovers an account") {
  const Place place = Place::empty();
  CHECK(output_of(std::string(DOVERIE_C_PROGRAM) + " '" + place.conninfo + "' '" + place.schema + "' " +
                  std::to_string(now())) == "granted: maria\n");
  Feed feed = make<Feed>([store = place.open()](auto out, auto error) {
    return doverie_store_feed(store.get(), doverie_text(""), 100, out, error);
  });
  CHECK(doverie_feed_entry_count(feed.get()) > 5);
}

TEST_CASE("a raised epoch voids cursors") {
  const Place place = Place::with_tables();
  const auto options = place.options();
  std::uint64_t epoch = 0;
  REQUIRE(doverie_postgres_raise_epoch(&options, 0, &epoch, nullptr) == DOVERIE_STATUS_OK);
  CHECK(epoch == 2);
  REQUIRE(doverie_postgres_raise_epoch(&options, 6, &epoch, nullptr) == DOVERIE_STATUS_OK);
  CHECK(epoch == 7);
  CHECK(doverie_postgres_raise_epoch(&options, 0, nullptr, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("KN1: the store that is meant can be pinned") {
  const Place place = Place::with_tables();
  auto options = place.options();
  char identity[33];
  REQUIRE(doverie_postgres_identity(&options, identity, sizeof identity, nullptr) == DOVERIE_STATUS_OK);
  const std::string own = identity;
  CHECK(own.size() == 32);
  CHECK(doverie_postgres_identity(&options, identity, 32, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_postgres_identity(&options, nullptr, 33, nullptr) == DOVERIE_STATUS_FAULT);
  options.identity = doverie_text(own.c_str());
  make<Store>([&](auto out, auto error) { return doverie_postgres_store_open(&options, out, error); });
  options.identity = doverie_text("00000000000000000000000000000000");
  CHECK(open_with(options).faulted(DOVERIE_FAULT_STORE_MISMATCH));
}

TEST_CASE("KQ3: a host gets numbers about the connections of a store") {
  const Place place = Place::with_tables();
  auto options = place.options();
  options.pool_size = 3;
  const auto store = make<Store>([&](auto out, auto error) { return doverie_postgres_store_open(&options, out, error); });
  auto counts = fresh<doverie_postgres_connections>();
  REQUIRE(doverie_postgres_store_connections(store.get(), &counts, nullptr) == DOVERIE_STATUS_OK);
  CHECK(counts.most == 3);
  CHECK(counts.open == 1);
  CHECK(counts.in_use == 0);
  CHECK(counts.opened == 1);
  CHECK(counts.refused == 0);
  CHECK(counts.waited == 0);
  const auto memory = make<Store>([](auto out, auto error) { return doverie_memory_store_new(out, error); });
  const Outcome other =
      outcome_of([&](auto error) { return doverie_postgres_store_connections(memory.get(), &counts, error); });
  CHECK(other.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(doverie_postgres_store_connections(nullptr, &counts, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_postgres_store_connections(store.get(), nullptr, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("KQ1: a role gets what it needs, and no more") {
  const Place place = Place::with_tables();
  const auto owner = place.options();
  const doverie::testing::RawPostgres raw(place.conninfo);
  raw.run("DROP ROLE IF EXISTS c_service");
  raw.run("CREATE ROLE c_service LOGIN");
  Place service = place;
  service.conninfo = PostgresServer::shared().conninfo("c_service");
  auto options = service.options();
  options.any_role = 0;
  CHECK(open_with(options).faulted(DOVERIE_FAULT_STORE_READ_ONLY));
  const auto grant = [&](std::int32_t as) { return doverie_postgres_grant(&owner, doverie_text("c_service"), as, nullptr); };
  REQUIRE(grant(DOVERIE_POSTGRES_APPLICATION) == DOVERIE_STATUS_OK);
  make<Store>([&](auto out, auto error) { return doverie_postgres_store_open(&options, out, error); });
  REQUIRE(grant(DOVERIE_POSTGRES_READER) == DOVERIE_STATUS_OK);  // and takes the rest away
  CHECK(open_with(options).faulted(DOVERIE_FAULT_STORE_READ_ONLY));
  options.role = DOVERIE_POSTGRES_READER;
  make<Store>([&](auto out, auto error) { return doverie_postgres_store_open(&options, out, error); });
  REQUIRE(grant(DOVERIE_POSTGRES_OPERATOR) == DOVERIE_STATUS_OK);
  std::uint64_t epoch = 0;
  CHECK(doverie_postgres_raise_epoch(&options, 0, &epoch, nullptr) == DOVERIE_STATUS_OK);
  CHECK(grant(0) == DOVERIE_STATUS_FAULT);
  CHECK(grant(4) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_postgres_grant(&owner, doverie_text("nobody"), DOVERIE_POSTGRES_READER, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("KQ6: tables that have come to another server are accepted by an operator") {
  const Place place = Place::with_tables();
  const auto options = place.options();
  const doverie::testing::RawPostgres raw(place.conninfo);
  raw.run("UPDATE \"" + place.schema + "\".meta SET value = value + 1 WHERE key = 'server'");  // as pg_upgrade leaves it
  CHECK(open_with(options).faulted(DOVERIE_FAULT_STORE_MISMATCH));
  REQUIRE(doverie_postgres_accept_server(&options, nullptr) == DOVERIE_STATUS_OK);
  place.open();
  CHECK(doverie_postgres_accept_server(nullptr, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("T4: a batch commits with the host's own transaction, or not at all") {
  const Place place = Place::with_tables();
  World world;
  REQUIRE(doverie_fake_clock_set(world.clock.get(), now(), nullptr) == DOVERIE_STATUS_OK);
  const Store pool = place.open();
  auto options = world.options();
  options.store = pool.get();
  world.service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  REQUIRE(doverie_host_owner_seen(world.service.get(), nullptr, doverie_text("maria"), nullptr) == DOVERIE_STATUS_OK);

  PGconn* const connection = PQconnectdb(place.conninfo.c_str());
  const auto run = [&](const char* sql) { PQclear(PQexec(connection, sql)); };
  const Store borrowed = make<Store>([&](auto out, auto error) {
    return doverie_postgres_borrowed_store_new(connection, lend(place.schema), {}, out, error);
  });
  const auto invite = [&](const char* end) {
    const auto command = make<Command>([](auto out, auto error) {
      return doverie_command_trustor_invite(doverie_text("maria"), doverie_text("Иван"), doverie_text("+79161234567"), out,
                                            error);
    });
    const auto operation = make<Operation>([&](auto out, auto error) {
      return doverie_operation_new(world.service.get(), nullptr, command.get(), {}, out, error);
    });
    run("BEGIN");
    for (int step = 0; doverie_operation_state_of(operation.get()) != DOVERIE_OPERATION_DONE && step < 20; ++step) {
      const bool writing = doverie_operation_state_of(operation.get()) == DOVERIE_OPERATION_WRITING;
      REQUIRE((writing ? doverie_operation_append(operation.get(), borrowed.get(), nullptr)
                       : doverie_operation_fetch(operation.get(), borrowed.get(), world.directory.get(), world.clock.get(),
                                                 nullptr)) == DOVERIE_STATUS_OK);
    }
    make<Answer>([&](auto out, auto error) { return doverie_operation_answer(operation.get(), out, error); });
    run(end);
    const auto cabinet = make<Answer>([&](auto out, auto error) {
      return doverie_trustor_cabinet(world.service.get(), doverie_text("maria"), out, error);
    });
    auto view = fresh<doverie_trustor_view>();
    REQUIRE(doverie_answer_trustor_view(cabinet.get(), &view, nullptr) == DOVERIE_STATUS_OK);
    return view.invitation_count;
  };
  CHECK(invite("ROLLBACK") == 0);
  CHECK(invite("COMMIT") == 1);
  doverie_store* none = nullptr;
  CHECK(doverie_postgres_borrowed_store_new(nullptr, {}, {}, &none, nullptr) == DOVERIE_STATUS_FAULT);
  PQfinish(connection);
}

TEST_CASE("faults have codes, and hold no passwords") {
  Place place = Place::empty();
  CHECK(open_with(place.options()).faulted(DOVERIE_FAULT_STORE_WRONG_FORMAT));
  place.conninfo += " password=hunter2 port=1";
  const Outcome unreachable = open_with(place.options());
  CHECK(unreachable.faulted(DOVERIE_FAULT_STORE_UNAVAILABLE));
  CHECK(unreachable.message().find("hunter2") == std::string::npos);
  place.conninfo = "hunter2";
  const Outcome unreadable = open_with(place.options());
  CHECK(unreadable.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(unreadable.message().find("hunter2") == std::string::npos);
}

TEST_CASE("T11: arguments that are wrong") {
  const Place place = Place::empty();
  auto options = place.options();
  std::uint64_t epoch = 0;
  CHECK(doverie_postgres_store_open(&options, nullptr, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_postgres_create_tables(nullptr, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_postgres_raise_epoch(nullptr, 0, &epoch, nullptr) == DOVERIE_STATUS_FAULT);
  options.pool_size = 1001;
  CHECK(open_with(options).message() == "options.pool_size: has to be 1 to 1000");
  options.pool_size = 0;
  options.call_timeout = -1;
  CHECK(open_with(options).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  options.call_timeout = 0;
  options.schema = {nullptr, 1};
  CHECK(open_with(options).message() == "options.schema: NULL with a length of 1");
  options.struct_size = 4;
  CHECK(open_with(options).message().starts_with("options: struct_size is smaller"));
}

TEST_CASE("an error of a library beside this one") {
  Outcome outcome = outcome_of(
      [](auto error) { return doverie_error_new(DOVERIE_FAULT_STORE_FULL, doverie_text("the disk is full"), error); });
  CHECK(outcome.faulted(DOVERIE_FAULT_STORE_FULL));
  CHECK(outcome.message() == "the disk is full");
  CHECK(doverie_error_status(outcome.error.get()) == DOVERIE_STATUS_FAULT);
  outcome = outcome_of([](auto error) { return doverie_error_new(DOVERIE_REASON_FROZEN, doverie_text("x"), error); });
  CHECK(outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(outcome.message().starts_with("fault: 101"));
  CHECK(doverie_error_new(DOVERIE_FAULT_STORE_FULL, doverie_text("x"), nullptr) == DOVERIE_STATUS_FAULT);
}

}  // namespace capi_test
