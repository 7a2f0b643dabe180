// SPDX-License-Identifier: Apache-2.0
//
// A host that keeps its password resets in a SQLite database of its own, and wants a redemption and the reset that follows from
// it to be one: it drives the Operation by hand, inside its own transaction, on its own connection.
//
//   own_transaction DATABASE
#include <sqlite3.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
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

class Database {
 public:
  explicit Database(const char* path) {
    if (sqlite3_open(path, &connection_) != SQLITE_OK) give_up(sqlite3_errmsg(connection_));
    run("PRAGMA journal_mode = DELETE");
    run("PRAGMA synchronous = EXTRA");
    must(doverie::SqliteBorrowedStore::create_tables(connection_));
    run("CREATE TABLE IF NOT EXISTS password_resets (grant_id TEXT PRIMARY KEY, account TEXT NOT NULL) STRICT");
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { sqlite3_close_v2(connection_); }

  void run(const char* sql) {
    if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) give_up(sqlite3_errmsg(connection_));
  }

  // Keyed on the grant: whatever is repeated, one grant resets one password once.
  void insert_reset(const doverie::Grant& grant) {
    sqlite3_stmt* insert = prepare("INSERT OR IGNORE INTO password_resets (grant_id, account) VALUES (?1, ?2)");
    sqlite3_bind_text(insert, 1, grant.id.c_str(), -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(insert, 2, grant.trustor.c_str(), -1, SQLITE_TRANSIENT);
    if (sqlite3_step(insert) != SQLITE_DONE) give_up(sqlite3_errmsg(connection_));
    sqlite3_finalize(insert);
  }

  int count_resets() {
    sqlite3_stmt* count = prepare("SELECT count(*) FROM password_resets");
    sqlite3_step(count);
    const int resets = sqlite3_column_int(count, 0);
    sqlite3_finalize(count);
    return resets;
  }

  sqlite3* connection() const { return connection_; }

 private:
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(connection_, sql, -1, &statement, nullptr) != SQLITE_OK) give_up(sqlite3_errmsg(connection_));
    return statement;
  }

  sqlite3* connection_ = nullptr;
};

// --- The operation, by hand.

struct Host {
  explicit Host(Database& tables) : database(tables) {}

  Database& database;
  std::shared_ptr<doverie::EventStore> store = std::make_shared<doverie::SqliteBorrowedStore>(database.connection());
  std::shared_ptr<doverie::MemoryDirectory> accounts = std::make_shared<doverie::MemoryDirectory>();
  std::shared_ptr<doverie::testing::FakeSmsSender> phone = std::make_shared<doverie::testing::FakeSmsSender>();
  doverie::SystemClock clock;
  doverie::SystemEntropy entropy;
  // A service over the same store, for what needs no rows of the host's. Outside of the host's transactions each of its commands
  // is committed before it answers.
  std::shared_ptr<const doverie::Service> service = must(doverie::Service::create(
      {.store = store,
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

  // A code is a guess until it was compared, and a wrong one has to stay counted. A host that rolls back when a command is
  // refused would let somebody guess for ever; so in a transaction of the host's no guess is compared, not even the right one.
  host.database.run("BEGIN IMMEDIATE");
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
  if (argc != 2) give_up("usage: own_transaction DATABASE");
  Database database(argv[1]);
  Host host(database);
  open_account(host, "maria", "Мария", "+79031112233");
  open_account(host, "ivan", "Иван", "+79161234567");
  const auto secret = must(doverie::new_recovery_secret(host.entropy));
  const auto request = approve_a_recovery(host, secret);

  // Redeems and resets in one transaction, which then ends as `end` says.
  const auto redeem = [&](const char* end) {
    database.run("BEGIN IMMEDIATE");
    const auto grant =
        std::get<doverie::Grant>(must(run(host, doverie::Redeem{"maria", request, secret}, {"redeem-1", ""})));
    database.insert_reset(grant);
    database.run(end);
    const auto view = must(host.service->recoverer("maria").status(request, secret));
    std::cout << end << ": the recovery is " << name_of(view.state) << ", password resets: " << database.count_resets()
              << '\n';
    return grant.id;
  };

  redeem("ROLLBACK");
  const auto first = redeem("COMMIT");
  const auto again = redeem("COMMIT");
  std::cout << "The same command again: " << (first == again ? "the same grant" : "ANOTHER GRANT") << '\n';
  return 0;
}
