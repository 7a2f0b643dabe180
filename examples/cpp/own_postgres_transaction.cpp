// SPDX-License-Identifier: Apache-2.0
//
// The same as own_transaction.cpp on PostgreSQL: a redemption and the host's password reset in one transaction of the host's, on
// the host's libpq connection. What differs is told where it does.
//
//   own_postgres_transaction CONNINFO      of an empty database
#include <libpq-fe.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "doverie/adapters/memory.h"
#include "doverie/adapters/postgres.h"
#include "doverie/adapters/system.h"
#include "doverie/ports/needs.h"
#include "doverie/service.h"
#include "doverie/testing/fakes.h"

namespace {

using namespace std::chrono_literals;
using std::chrono_literals::operator""y;

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << why << '\n';
  std::exit(1);
}

template <class T>
T must(doverie::Result<T> result) {
  if (result.faulted()) give_up(result.fault().message);
  if (result.rejected()) give_up(std::string(doverie::info(result.rejection().reasons.front().code).english));
  return *std::move(result);
}

// --- The host's database.

// READ COMMITTED, whatever the role's default is: who loses a race is then told so as a conflict and decides anew. At a higher
// level it would be a fault, and the whole transaction would have to be run again.
constexpr const char* kBegin = "BEGIN ISOLATION LEVEL READ COMMITTED";

constexpr const char* kSchema = "example_circles";

class Database {
 public:
  // An operator would make the tables once; here the program is all there is.
  explicit Database(const char* conninfo) : conninfo_(conninfo), connection_(PQconnectdb(conninfo)) {
    if (PQstatus(connection_) != CONNECTION_OK) give_up(PQerrorMessage(connection_));
    must(doverie::PostgresStore::create_tables(tables()));
    run("SET client_min_messages = warning");
    run("CREATE SCHEMA IF NOT EXISTS example_host");
    run("CREATE TABLE IF NOT EXISTS example_host.password_resets (grant_id text PRIMARY KEY, account text NOT NULL)");
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { PQfinish(connection_); }

  // The first column of the first row, if there is one. A statement that fails ends this program; a host would roll back.
  std::string run(const char* sql, const std::vector<std::string>& values = {}) {
    std::vector<const char*> texts;
    for (const std::string& value : values) texts.push_back(value.c_str());
    PGresult* result =
        PQexecParams(connection_, sql, static_cast<int>(texts.size()), nullptr, texts.data(), nullptr, nullptr, 0);
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) give_up(PQerrorMessage(connection_));
    std::string value = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
    PQclear(result);
    return value;
  }

  // Keyed on the grant: whatever is repeated, one grant resets one password once.
  void insert_reset(const doverie::Grant& grant) {
    run("INSERT INTO example_host.password_resets VALUES ($1, $2) ON CONFLICT DO NOTHING", {grant.id, grant.trustor});
  }

  std::string count_resets(const doverie::Grant& grant) {
    return run("SELECT count(*) FROM example_host.password_resets WHERE grant_id = $1", {grant.id});
  }

  PGconn* connection() const { return connection_; }
  // One role for everything, which a real host has several of (docs/guide/postgres.md, "Roles").
  doverie::PostgresOptions tables() const { return {.conninfo = conninfo_, .schema = kSchema, .any_role = true}; }

 private:
  std::string conninfo_;
  PGconn* connection_;
};

// --- The operation, by hand.

struct Host {
  explicit Host(Database& tables) : database(tables) {}

  Database& database;
  std::shared_ptr<doverie::EventStore> store =
      std::make_shared<doverie::PostgresBorrowedStore>(database.connection(), kSchema);
  std::shared_ptr<doverie::MemoryDirectory> accounts = std::make_shared<doverie::MemoryDirectory>();
  std::shared_ptr<doverie::testing::FakeSmsSender> phone = std::make_shared<doverie::testing::FakeSmsSender>();
  doverie::SystemClock clock;
  doverie::SystemEntropy entropy;
  // A service over the same tables, with connections of its own, for what needs no rows of the host's.
  std::shared_ptr<const doverie::Service> service = must(doverie::Service::create(
      {.store = must(doverie::PostgresStore::open(database.tables())),
       .directory = accounts,
       .keys = must(doverie::MemoryKeyRing::from_master(must(doverie::new_recovery_secret(entropy)))),
       .sms = phone}));
};

// Everything that an operation asks for; Moscow, the policy's time zone, has been three hours ahead of UTC since 2014.
doverie::Result<doverie::Supplies> fetch(Host& host, const doverie::Needs& needs) {
  doverie::Supplies supplies;
  auto read = host.store->read(doverie::read_request(needs));
  if (!read) return read.as<doverie::Supplies>();
  doverie::take_in(*std::move(read), supplies);
  for (const auto& account : needs.accounts) {
    auto facts = host.accounts->find(account);
    if (!facts) return facts.as<doverie::Supplies>();
    supplies.accounts.push_back({account, *std::move(facts)});
  }
  const doverie::Instant now = host.clock.now();
  if (needs.clock) supplies.clock = {now, std::chrono::floor<std::chrono::days>(now + 3h)};
  return supplies;
}

// Runs one command in the transaction that is open. What it answers holds when that is committed, and not before.
doverie::Result<doverie::Answer> run(Host& host, doverie::Command command, doverie::CommandMeta meta) {
  std::array<std::uint8_t, doverie::kRandomnessBytes> bytes{};
  if (!host.entropy.fill(bytes)) give_up("no random bytes");
  const std::string randomness(bytes.begin(), bytes.end());

  doverie::Operation operation(host.service->settings(), std::move(command), std::move(meta), randomness);
  while (!operation.done()) {
    if (operation.writes()) {
      const auto appended = host.store->append(operation.batch());
      appended ? operation.committed(*appended) : operation.fail(appended.fault());
    } else {
      auto supplies = fetch(host, operation.needs());
      supplies ? operation.supply(*std::move(supplies)) : operation.fail(supplies.fault());
    }
  }
  return operation.answer();
}

// --- The story up to an approved recovery.

void open_account(Host& host, const char* id, const char* name, const char* phone) {
  host.accounts->put(id, {.given_name = name,
                          .birth_date = 1980y / 1 / 1,
                          .citizen = true,
                          .confirmed = true,
                          .passport_current = true,
                          .phone_state = doverie::PhoneState::confirmed,
                          .phone = must(doverie::Phone::parse(phone))});
}

doverie::RequestId approve_a_recovery(Host& host, const doverie::Secret& secret) {
  const auto maria = host.service->trustor("maria");
  const auto ivan = host.service->contact("ivan");
  must(ivan.accept(must(maria.invite("Иван", "+79161234567")).invitation));
  const auto started = must(host.service->recoverer("maria").start(secret));
  must(ivan.approve(started.request, {.spoke_with_trustor = true, .nobody_misleads = true, .number = started.number}));
  if (!host.service->pump().ok()) std::exit(1);
  const std::string text = host.phone->sent().back().text;
  const std::string code = text.substr(text.size() - 6);

  // No guess is compared in a transaction of the host's (own_transaction.cpp says why): the service's own connections are for
  // that.
  host.database.run(kBegin);
  const auto undoable = run(host, doverie::ConfirmCode{"ivan", started.request, doverie::Secret{code}}, {});
  host.database.run("ROLLBACK");
  if (!undoable.faulted()) give_up("a guess was compared where it can be rolled back");
  std::cout << "The code inside of a transaction: " << doverie::info(undoable.fault().code).name << '\n';
  const auto confirmed = must(ivan.confirm_code(started.request, doverie::Secret{code}));
  std::cout << "The code outside of it: " << (confirmed.approved ? "approved" : "not approved yet") << '\n';
  return started.request;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) give_up("usage: own_postgres_transaction CONNINFO");
  Database database(argv[1]);
  Host host(database);
  open_account(host, "maria", "Мария", "+79031112233");
  open_account(host, "ivan", "Иван", "+79161234567");
  const auto secret = must(doverie::new_recovery_secret(host.entropy));
  const auto request = approve_a_recovery(host, secret);

  // Redeems and resets in one transaction, which then ends as `end` says.
  const auto redeem = [&](const char* end) {
    database.run(kBegin);
    const auto grant =
        std::get<doverie::Grant>(must(run(host, doverie::Redeem{"maria", request, secret}, {"redeem-1", ""})));
    database.insert_reset(grant);
    database.run(end);
    const auto view = must(host.service->recoverer("maria").status(request, secret));
    std::cout << end << ": the recovery is " << name_of(view.state) << ", password resets: " << database.count_resets(grant)
              << '\n';
    return grant.id;
  };

  redeem("ROLLBACK");
  const auto first = redeem("COMMIT");
  const auto again = redeem("COMMIT");
  std::cout << "The same command again: " << (first == again ? "the same grant" : "ANOTHER GRANT") << '\n';
  return 0;
}
