// SPDX-License-Identifier: Apache-2.0
//
// Commands as values, and operations that the host drives: in its own transaction, and with its own appending.
#include "doverie_operation.h"

#include <sqlite3.h>

#include "support/temp_dir.h"
#include "world.h"

namespace capi_test {
namespace {

using Command = std::unique_ptr<doverie_command, Free<doverie_command_free>>;
using Operation = std::unique_ptr<doverie_operation, Free<doverie_operation_free>>;

Command invitation() {
  return make<Command>([](auto out, auto error) {
    return doverie_command_trustor_invite(doverie_text("maria"), doverie_text("Иван"), doverie_text("+79161234567"), out,
                                          error);
  });
}

Operation operation_of(const doverie_service* service, const Command& command, const char* command_id = nullptr) {
  const auto meta = meta_with(command_id);
  return make<Operation>(
      [&](auto out, auto error) { return doverie_operation_new(service, &meta, command.get(), {}, out, error); });
}

// Drives it to its end by a store and the world's directory.
void drive(const Operation& operation, const doverie_store* store, const World& world) {
  for (int step = 0; doverie_operation_state_of(operation.get()) != DOVERIE_OPERATION_DONE; ++step) {
    REQUIRE(step < 20);
    const bool writing = doverie_operation_state_of(operation.get()) == DOVERIE_OPERATION_WRITING;
    const Outcome outcome = outcome_of([&](auto error) {
      return writing ? doverie_operation_append(operation.get(), store, error)
                     : doverie_operation_fetch(operation.get(), store, world.directory.get(), world.clock.get(), error);
    });
    INFO(outcome.message());
    REQUIRE(outcome.ok());
  }
}

Answer answer_of(const Operation& operation) {
  return make<Answer>([&](auto out, auto error) { return doverie_operation_answer(operation.get(), out, error); });
}

// The first command that a service itself runs begins its realm.
void begin(const World& world) {
  REQUIRE(doverie_host_owner_seen(world.service.get(), nullptr, doverie_text("maria"), nullptr) == DOVERIE_STATUS_OK);
}

// A host's own database, with the library's tables in it.
struct Database {
  Database() {
    REQUIRE(sqlite3_open(path.c_str(), &connection) == SQLITE_OK);
    run("PRAGMA journal_mode = DELETE");
    run("PRAGMA synchronous = EXTRA");
    REQUIRE(doverie_sqlite_borrowed_create_tables(connection, nullptr) == DOVERIE_STATUS_OK);
    run("CREATE TABLE resets (grant_id TEXT PRIMARY KEY)");
    store = make<Store>([&](auto out, auto error) { return doverie_sqlite_borrowed_store_new(connection, {}, out, error); });
  }
  ~Database() {
    store.reset();
    sqlite3_close_v2(connection);
  }
  void run(const std::string& sql) {
    REQUIRE(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  int resets() const {
    sqlite3_stmt* count = nullptr;
    sqlite3_prepare_v2(connection, "SELECT count(*) FROM resets", -1, &count, nullptr);
    sqlite3_step(count);
    const int rows = sqlite3_column_int(count, 0);
    sqlite3_finalize(count);
    return rows;
  }

  const doverie::testing::TempDir directory;
  const std::string path = directory.file("host.db");
  sqlite3* connection = nullptr;
  Store store;
};

}  // namespace

TEST_CASE("any command runs as a value, and answers as its own function does") {
  World world;
  const auto answer = make<Answer>([&](auto out, auto error) {
    return doverie_service_run(world.service.get(), nullptr, invitation().get(), out, error);
  });
  CHECK(doverie_answer_get_kind(answer.get()) == DOVERIE_ANSWER_INVITED);
  const auto denial = make<Command>(
      [](auto out, auto error) { return doverie_command_trustor_report_fraud(doverie_text("maria"), out, error); });
  const auto done = make<Answer>(
      [&](auto out, auto error) { return doverie_service_run(world.service.get(), nullptr, denial.get(), out, error); });
  CHECK(doverie_answer_get_kind(done.get()) == 0);
  doverie_command* none = nullptr;
  CHECK(outcome_of([&](auto error) {
          return doverie_command_trustor_invite({"\xff", 1}, {}, {}, &none, error);
        }).message() == "trustor: not valid UTF-8");
}

TEST_CASE("a trial answers as the service would, and writes nothing") {
  World world;
  const auto trial =
      make<Service>([&](auto out, auto error) { return doverie_service_trial(world.service.get(), out, error); });
  const auto freeze = [](const Service& service) {
    return outcome_of([&](auto error) {
      return doverie_operator_freeze(service.get(), nullptr, doverie_text("maria"), doverie_text("anna"), error);
    });
  };
  const auto unfreeze = [](const doverie_service* service) {
    return outcome_of([&](auto error) {
      return doverie_operator_unfreeze(service, nullptr, doverie_text("maria"), doverie_text("anna"), doverie_text("boris"),
                                       error);
    });
  };
  REQUIRE(freeze(trial).ok());
  CHECK(unfreeze(trial.get()).ok());
  CHECK_FALSE(unfreeze(world.service.get()).ok());
}

TEST_CASE("an operation by hand writes what the service would have written") {
  World world;
  begin(world);
  const Operation operation = operation_of(world.service.get(), invitation());
  auto needs = fresh<doverie_needs>();
  REQUIRE(doverie_operation_get(operation.get(), &needs, nullptr) == DOVERIE_STATUS_OK);
  CHECK(needs.clock == 1);
  CHECK(copy(needs.time_zone) == "Europe/Moscow");
  doverie_answer* early = nullptr;
  CHECK(outcome_of([&](auto error) { return doverie_operation_answer(operation.get(), &early, error); }).message() ==
        "operation: not done");
  CHECK(doverie_operation_batch(operation.get()) == nullptr);
  drive(operation, world.store.get(), world);
  CHECK(doverie_operation_conflicts(operation.get()) == 0);
  auto invited = fresh<doverie_invited>();
  REQUIRE(doverie_answer_invited(answer_of(operation).get(), &invited, nullptr) == DOVERIE_STATUS_OK);
  CHECK(outcome_of([&](auto error) {
          return doverie_operation_append(operation.get(), world.store.get(), error);
        }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
}

TEST_CASE("a host appends itself: it looks into the batch and says how it has ended") {
  World world;
  begin(world);
  const Operation operation = operation_of(world.service.get(), invitation(), "invite");
  while (doverie_operation_state_of(operation.get()) == DOVERIE_OPERATION_LOADING) {
    REQUIRE(doverie_operation_fetch(operation.get(), world.store.get(), world.directory.get(), world.clock.get(), nullptr) ==
            DOVERIE_STATUS_OK);
  }
  const doverie_batch* batch = doverie_operation_batch(operation.get());
  auto seen = fresh<doverie_batch_view>();
  REQUIRE(doverie_batch_get(batch, &seen, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(seen.command_id) == "invite");
  CHECK(seen.append_count > 0);
  SUBCASE("a conflict begins again") {
    CHECK(doverie_operation_committed(operation.get(), DOVERIE_APPEND_CONFLICT, {}, {}, nullptr) == DOVERIE_STATUS_OK);
    CHECK(doverie_operation_state_of(operation.get()) == DOVERIE_OPERATION_LOADING);
    CHECK(doverie_operation_conflicts(operation.get()) == 1);
    drive(operation, world.store.get(), world);
    CHECK(doverie_answer_get_kind(answer_of(operation).get()) == DOVERIE_ANSWER_INVITED);
  }
  SUBCASE("what is written is answered") {
    CHECK(doverie_operation_committed(operation.get(), DOVERIE_APPEND_APPENDED, {}, {}, nullptr) == DOVERIE_STATUS_OK);
    CHECK(doverie_answer_get_kind(answer_of(operation).get()) == DOVERIE_ANSWER_INVITED);
  }
  SUBCASE("giving up is the answer") {
    CHECK(doverie_operation_fail(operation.get(), DOVERIE_FAULT_STORE_FULL, doverie_text("no room"), nullptr) ==
          DOVERIE_STATUS_OK);
    doverie_answer* none = nullptr;
    const Outcome outcome = outcome_of([&](auto error) { return doverie_operation_answer(operation.get(), &none, error); });
    CHECK(outcome.code() != 0);
    CHECK(!outcome.ok());
  }
}

TEST_CASE("T4: a redemption commits with the host's own row, or neither does") {
  World world;
  Database database;
  auto options = world.options();
  options.store = database.store.get();
  world.service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  world.appoint();
  std::string number;
  const std::string request = world.start(&number);
  REQUIRE(world.approve(request, number).ok());
  world.pump();
  REQUIRE(world.confirm(request, world.last_code()).ok());

  const auto redeem = [&](const char* end) {
    const auto command = make<Command>([&](auto out, auto error) {
      return doverie_command_recoverer_redeem(doverie_text("maria"), lend(request), lend_bytes(kSecret), {}, out, error);
    });
    database.run("BEGIN IMMEDIATE");
    const Operation operation = operation_of(world.service.get(), command, "redeem-1");
    drive(operation, database.store.get(), world);
    const Answer answer = answer_of(operation);
    auto grant = fresh<doverie_grant>();
    REQUIRE(doverie_answer_grant(answer.get(), &grant, nullptr) == DOVERIE_STATUS_OK);
    database.run("INSERT OR IGNORE INTO resets VALUES ('" + copy(grant.id) + "')");
    database.run(end);
    return copy(grant.id);
  };
  redeem("ROLLBACK");
  CHECK(database.resets() == 0);
  const std::string first = redeem("COMMIT");
  CHECK(database.resets() == 1);
  CHECK(redeem("COMMIT") == first);
  CHECK(database.resets() == 1);
}

TEST_CASE("T4: no guess is compared where it could be rolled back; the refusal of one goes into the journal by a command") {
  World world;
  Database database;
  auto options = world.options();
  options.store = database.store.get();
  world.service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  const auto denial = make<Command>([](auto out, auto error) {
    return doverie_command_trustor_deny(doverie_text("maria"), doverie_text("no-such-request"), out, error);
  });
  const Operation operation = operation_of(world.service.get(), denial);
  drive(operation, database.store.get(), world);
  doverie_answer* none = nullptr;
  CHECK(!outcome_of([&](auto error) { return doverie_operation_answer(operation.get(), &none, error); }).ok());
  doverie_command* noted = nullptr;
  CHECK(doverie_operation_refusal(operation.get(), &noted, nullptr) == DOVERIE_STATUS_OK);
  doverie_command_free(noted);
}

}  // namespace capi_test
