// SPDX-License-Identifier: Apache-2.0
//
// People described in words: ages, every fact by itself, and what is not understood.
#include "doverie/testing/accounts.h"

#include <doctest/doctest.h>

#include <string>

namespace doverie::testing {
namespace {

constexpr CivilDate date(int y, unsigned m, unsigned d) {
  return CivilDate{std::chrono::year{y} / std::chrono::month{m} / std::chrono::day{d}};
}
constexpr CivilDate kDay = date(2026, 3, 2);

AccountFacts facts(std::string_view words, CivilDate today = kDay) {
  const auto read = account_of(words, today);
  REQUIRE_MESSAGE(read.ok(), std::string(words));
  return read->account.value();
}

TEST_CASE("accounts: ages are counted back from today") {
  CHECK(facts("17 years 364 days").birth_date == date(2008, 3, 3));
  CHECK(facts("a citizen of 17 years and 364 days").birth_date == date(2008, 3, 3));
  CHECK(facts("18 years").birth_date == date(2008, 3, 2));
  CHECK(facts("1 year 1 day").birth_date == date(2025, 3, 1));
  CHECK(facts("0 years").birth_date == kDay);
  CHECK(facts("18 years, on 2027-01-01").birth_date == date(2009, 1, 1));
  CHECK(facts("18 years", date(2028, 2, 29)).birth_date == date(2010, 3, 1));
  CHECK(facts("born 2008-02-29").birth_date == date(2008, 2, 29));
  CHECK_FALSE(facts("birth date unknown").birth_date.ok());
}

TEST_CASE("accounts: every fact by itself") {
  CHECK_FALSE(facts("not a citizen").citizen);
  CHECK(facts("not a citizen, citizen").citizen);
  CHECK_FALSE(facts("not confirmed").confirmed);
  CHECK(facts("confirmed").confirmed);
  CHECK_FALSE(facts("passport outdated").passport_current);
  CHECK(facts("passport current").passport_current);
  CHECK(facts("phone 8 916 123-45-67").phone->e164() == "+79161234567");
  CHECK_FALSE(facts("no phone").phone.has_value());
  CHECK(facts("no phone").phone_state == PhoneState::none);
  CHECK(facts("phone being replaced").phone_state == PhoneState::replacing);
  CHECK(facts("phone not confirmed").phone_state == PhoneState::none);
  CHECK(facts("phone being replaced, phone confirmed").phone_state == PhoneState::confirmed);
  CHECK(facts("recovered just now").recovered_at == facts("eligible").as_of);
  CHECK(facts("phone changed 71 hours ago").phone_since == facts("eligible").as_of - std::chrono::hours{71});
  CHECK(facts("SIM changed 1 hour ago").sim_since == facts("eligible").as_of - std::chrono::hours{1});
  CHECK(facts("eligible").confirmed);
  CHECK_FALSE(account_of("no account", kDay)->account.has_value());
}

TEST_CASE("accounts: what is not understood is named") {
  for (const char* words : {"tall", "17", "17 days", "17 years 364", "x years", "-1 years", "1 year 400 days",
                            "born yesterday", "phone 12", "recovered", "recovered yesterday", "SIM changed -1 hours ago",
                            "phone changed 1 day ago", "18 years, on tomorrow", ""}) {
    const auto read = account_of(words, kDay);
    CHECK_MESSAGE(read.faulted(), words);
  }
  CHECK(account_of("18 years, tall", kDay).fault().message.starts_with("\"tall\" is not understood"));
}

}  // namespace
}  // namespace doverie::testing
