// SPDX-License-Identifier: Apache-2.0
//
// The account directory in a file: facts come back as they were put, and rows that cannot be read are told.
#include "doverie/adapters/sqlite.h"
#include "support/raw_sqlite.h"
#include "support/results.h"
#include "support/sqlite_files.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

constexpr Instant kThen{std::chrono::sys_days{std::chrono::year{2025} / 3 / 1} + std::chrono::microseconds(123456)};

AccountFacts ivan() {
  AccountFacts facts;
  facts.given_name = "Иван";
  facts.birth_date = std::chrono::year{1956} / 2 / 29;
  facts.citizen = true;
  facts.confirmed = true;
  facts.passport_current = true;
  facts.phone_state = PhoneState::replacing;
  facts.phone = Phone::parse("8 (916) 123-45-67").value();
  facts.phone_since = kThen;
  facts.sim_since = kThen + Duration(1);
  facts.recovered_at = kThen - Duration(1);
  return facts;
}

TEST_CASE("sqlite directory: facts come back as they were put") {
  TempDir directory;
  REQUIRE_OK(sqlite_directory(directory.file("d")).value()->put("ivan", ivan()));
  const auto accounts = sqlite_directory(directory.file("d")).value();
  const auto found = accounts->find("ivan");
  REQUIRE_OK(found);
  REQUIRE(found->has_value());
  const AccountFacts& facts = **found;
  CHECK(facts.given_name == "Иван");
  CHECK(facts.birth_date == ivan().birth_date);
  CHECK(facts.citizen);
  CHECK(facts.confirmed);
  CHECK(facts.passport_current);
  CHECK(facts.phone_state == PhoneState::replacing);
  CHECK(facts.phone->e164() == "+79161234567");
  CHECK(facts.phone_since == kThen);
  CHECK(facts.sim_since == kThen + Duration(1));
  CHECK(facts.recovered_at == kThen - Duration(1));
  CHECK(facts.as_of >= kEarliestNow);
}

TEST_CASE("sqlite directory: facts that are not known stay so") {
  TempDir directory;
  const auto accounts = sqlite_directory(directory.file("d")).value();
  AccountFacts facts;
  facts.birth_date = std::chrono::year{2000} / 1 / 1;
  REQUIRE_OK(accounts->put("maria", facts));
  const auto found = accounts->find("maria");
  REQUIRE_OK(found);
  CHECK((*found)->phone_state == PhoneState::none);
  CHECK_FALSE((*found)->phone);
  CHECK_FALSE((*found)->phone_since);
  CHECK_FALSE((*found)->sim_since);
  CHECK_FALSE((*found)->recovered_at);
  CHECK_FALSE((*found)->citizen);
}

TEST_CASE("sqlite directory: absent, replaced, removed") {
  TempDir directory;
  const auto accounts = sqlite_directory(directory.file("d")).value();
  CHECK_FALSE(accounts->find("ivan").value().has_value());
  REQUIRE_OK(accounts->put("ivan", ivan()));
  AccountFacts renamed = ivan();
  renamed.given_name = "Пётр";
  REQUIRE_OK(accounts->put("ivan", renamed));
  CHECK(accounts->find("ivan").value()->given_name == "Пётр");
  REQUIRE_OK(accounts->remove("ivan"));
  REQUIRE_OK(accounts->remove("ivan"));
  CHECK_FALSE(accounts->find("ivan").value().has_value());
}

TEST_CASE("sqlite directory: several handles see each other's changes") {
  TempDir directory;
  const auto one = sqlite_directory(directory.file("d")).value();
  const auto other = sqlite_directory(directory.file("d")).value();
  REQUIRE_OK(one->put("ivan", ivan()));
  CHECK(other->find("ivan").value().has_value());
  REQUIRE_OK(other->remove("ivan"));
  CHECK_FALSE(one->find("ivan").value().has_value());
}

TEST_CASE("sqlite directory: wrong arguments are refused") {
  TempDir directory;
  const auto accounts = sqlite_directory(directory.file("d")).value();
  CHECK_FAULT(accounts->put("", ivan()), invalid_argument);
  CHECK_FAULT(accounts->put("+79161234567", ivan()), invalid_argument);
  AccountFacts facts = ivan();
  facts.birth_date = std::chrono::year{2025} / 2 / 29;
  CHECK_FAULT(accounts->put("ivan", facts), invalid_argument);
  facts = ivan();
  facts.phone_state = static_cast<PhoneState>(9);
  CHECK_FAULT(accounts->put("ivan", facts), invalid_argument);
  facts = ivan();
  facts.host["client"] = 1;
  CHECK_FAULT(accounts->put("ivan", facts), invalid_argument);
}

TEST_CASE("sqlite directory: a row that cannot be read makes the directory unavailable, told which column") {
  struct Row {
    const char* sql;
    const char* column;
  };
  for (const Row& row : {Row{"birth_date = '29.02.1956'", "birth_date"}, Row{"birth_date = '1957-02-29'", "birth_date"},
                         Row{"birth_date = '1957-+2-19'", "birth_date"}, Row{"phone = 'none'", "phone"}}) {
    TempDir directory;
    const auto accounts = sqlite_directory(directory.file("d")).value();
    REQUIRE_OK(accounts->put("ivan", ivan()));
    RawSqlite(directory.file("d")).run(std::string("UPDATE accounts SET ") + row.sql);
    const auto found = accounts->find("ivan");
    CHECK_FAULT(found, directory_unavailable);
    CHECK(found.fault().message.find(row.column) != std::string::npos);
  }
}

TEST_CASE("sqlite directory: a table that is gone makes it unavailable") {
  TempDir directory;
  const auto accounts = sqlite_directory(directory.file("d")).value();
  RawSqlite(directory.file("d")).run("DROP TABLE accounts");
  CHECK_FAULT(accounts->find("ivan"), directory_unavailable);
}

}  // namespace
}  // namespace doverie::testing
