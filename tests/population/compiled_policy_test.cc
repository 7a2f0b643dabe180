// SPDX-License-Identifier: Apache-2.0
//
// A row of a column is decided as the account is: by the rules of rules.def, to the bit.
#include <doctest/doctest.h>

#include "core/eligibility/civil_age.h"
#include "population/compiled_for.h"
#include "support/ages.h"
#include "support/rounds.h"

namespace doverie::testing {
namespace {

constexpr Role kRoles[] = {Role::trustor, Role::contact};

CivilDate date(int year, unsigned month, unsigned day) {
  return std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day);
}

std::vector<ReasonCode> failed_rules(Role role, const std::optional<AccountFacts>& account, const Policy& policy,
                                     CivilDate today) {
  std::vector<ReasonCode> rules;
  for (const Reason& reason : failures(check_eligibility(role, account, policy, today, noon_of(today))))
    rules.push_back(reason.code);
  return rules;
}

AccountFacts good_account() {
  AccountFacts facts;
  facts.birth_date = date(1980, 1, 1);
  facts.citizen = facts.confirmed = facts.passport_current = true;
  facts.phone_state = PhoneState::confirmed;
  facts.phone = *Phone::parse("+79161234567");
  return facts;
}

TEST_CASE("populations: a row fails the rules that the account fails, whatever the policy") {
  const Rounds rounds(10'000);
  Chance chance(rounds.seed);
  for (std::uint64_t round = 0; round < rounds.count; ++round) {
    const Policy policy = chance.policy();
    const CivilDate today = chance.date();
    for (const Role role : kRoles) {
      const CompiledPolicy compiled = compiled_for(role, policy, today);
      for (int i = 0; i < 10; ++i) {
        const auto account = chance.account(policy, today);
        const auto expected = failed_rules(role, account, policy, today);
        const std::int32_t birth_day = account ? birth_day_of(account->birth_date) : chance.day();
        const std::uint8_t flags = flags_of(account, policy);
        Population row(std::span(&birth_day, 1), std::span(&flags, 1));
#define DOVERIE_SINCE_FACT(name, words, meaning)                                                               \
  const std::int64_t name = account && account->name ? account->name->time_since_epoch().count() : kNoInstant; \
  row.name = std::span(&name, 1);
#include "doverie/core/facts.def"
        RuleMask by_row = 0;
        MoreMask since_by_row = 0, since = 0;
        REQUIRE(check_population(compiled, row, std::span(&by_row, 1), std::span(&since_by_row, 1)).ok());
        REQUIRE_MESSAGE(compiled.rules_of(by_row, since_by_row) == expected,
                        "DOVERIE_SEED=" << rounds.seed << ", round " << round);
        REQUIRE_MESSAGE(check_eligibility(compiled, account, &since) == by_row,
                        "DOVERIE_SEED=" << rounds.seed << ", round " << round);
        REQUIRE_MESSAGE(since == since_by_row, "DOVERIE_SEED=" << rounds.seed << ", round " << round);
      }
    }
  }
}

TEST_CASE("populations: every birth date around the boundary, on every day of leap and common years") {
  for (const int year : {1900, 2000, 2026, 2028, 2100}) {
    for (const AgeReached reached : {AgeReached::on_birthday, AgeReached::day_after_birthday}) {
      for (const LeapBirthday leap : {LeapBirthday::march_1, LeapBirthday::february_28}) {
        Policy policy = Policy::gosuslugi();
        policy.age_reached = reached;
        policy.leap_birthday = leap;
        const std::chrono::sys_days first{date(year, 1, 1)};
        for (int day = 0; day < 366; ++day) {
          const CivilDate today{first + std::chrono::days{day}};
          const auto compiled = CompiledPolicy::of_contacts(policy, today, noon_of(today));
          const auto middle = static_cast<std::int32_t>((first - std::chrono::days{6574 - day}).time_since_epoch().count());
          for (std::int32_t birth_day = middle - 5; birth_day <= middle + 5; ++birth_day) {
            const CivilDate birth_date{std::chrono::sys_days{std::chrono::days{birth_day}}};
            const bool old_enough = age_in_years(birth_date, today, policy) >= policy.contact_min_age_years;
            REQUIRE((check_day_and_flags(compiled, birth_day, kGoodFlags) == 0) == old_enough);
            REQUIRE((birth_day <= compiled.latest_birth_day()) == old_enough);
          }
        }
      }
    }
  }
}

TEST_CASE("populations: the days on both sides of 18") {
  struct Row {
    CivilDate born, today;
    AgeReached reached;
    LeapBirthday leap;
    bool may;
  };
  constexpr auto kOn = AgeReached::on_birthday;
  constexpr auto kAfter = AgeReached::day_after_birthday;
  constexpr auto kMarch = LeapBirthday::march_1;
  constexpr auto kFebruary = LeapBirthday::february_28;
  const Row rows[] = {
      {date(2008, 3, 2), date(2026, 3, 1), kOn, kMarch, false},
      {date(2008, 3, 2), date(2026, 3, 2), kOn, kMarch, true},
      {date(2008, 3, 2), date(2026, 3, 2), kAfter, kMarch, false},
      {date(2008, 3, 2), date(2026, 3, 3), kAfter, kMarch, true},
      {date(2008, 2, 29), date(2026, 2, 28), kOn, kMarch, false},
      {date(2008, 2, 29), date(2026, 3, 1), kOn, kMarch, true},
      {date(2008, 2, 29), date(2026, 2, 27), kOn, kFebruary, false},
      {date(2008, 2, 29), date(2026, 2, 28), kOn, kFebruary, true},
      {date(2007, 12, 31), date(2025, 12, 31), kAfter, kMarch, false},
      {date(2007, 12, 31), date(2026, 1, 1), kAfter, kMarch, true},
      {date(2082, 2, 28), date(2100, 2, 28), kOn, kMarch, true},  // 2100 is a common year
      {date(2082, 3, 1), date(2100, 2, 28), kOn, kMarch, false},
      {date(1882, 2, 28), date(1900, 2, 28), kOn, kMarch, true},  // and so is 1900
      {date(1882, 3, 1), date(1900, 2, 28), kOn, kMarch, false},
      {date(1900, 1, 1), date(2026, 3, 2), kOn, kMarch, true},
      {date(2026, 3, 3), date(2026, 3, 2), kOn, kMarch, false},   // tomorrow
      {date(2100, 1, 1), date(2026, 3, 2), kOn, kMarch, false},   // far in the future
      {CivilDate{}, date(2026, 3, 2), kOn, kMarch, false},        // not known
      {date(2007, 2, 30), date(2026, 3, 2), kOn, kMarch, false},  // no such date
  };
  for (const Row& row : rows) {
    Policy policy = with_ages(14, 18);
    policy.age_reached = row.reached;
    policy.leap_birthday = row.leap;
    const auto compiled = CompiledPolicy::of_contacts(policy, row.today, noon_of(row.today));
    CHECK((check_day_and_flags(compiled, birth_day_of(row.born), kGoodFlags) == 0) == row.may);
  }
}

TEST_CASE("populations: each fact alone, and the policy that does not ask for it") {
  struct Row {
    std::uint8_t flags;
    RuleMask trustor, contact;
    void (*relax)(Policy&);
  };
  constexpr auto kNever = [](Policy&) {};
  const auto without = [](std::uint8_t flag) { return static_cast<std::uint8_t>(kGoodFlags & ~flag); };
  const Row rows[] = {
      {kGoodFlags, 0x00, 0x00, kNever},
      {without(kFlagExists), 0x01, 0x01, kNever},
      {0, 0x01, 0x01, kNever},
      {kFlagExists, 0x1c, 0x3c, kNever},
      {without(kFlagCitizen), 0x04, 0x04,
       [](Policy& p) { p.trustor_citizen_required = p.contact_citizen_required = false; }},
      {without(kFlagConfirmed), 0x08, 0x08,
       [](Policy& p) { p.trustor_confirmed_required = p.contact_confirmed_required = false; }},
      {without(kFlagPassportCurrent), 0x00, 0x20, [](Policy& p) { p.contact_passport_required = false; }},
      {without(kFlagPhoneConfirmed), 0x10, 0x10, kNever},
      {without(kFlagPhoneAllowed), 0x10, 0x10, kNever},
      {without(kFlagPhoneConfirmed | kFlagPhoneAllowed), 0x10, 0x10, kNever},
  };
  for (const Row& row : rows) {
    for (const Role role : kRoles) {
      const RuleMask expected = role == Role::trustor ? row.trustor : row.contact;
      Policy policy = Policy::gosuslugi();
      CHECK(check_day_and_flags(compiled_for(role, policy, date(2026, 3, 2)), 0, row.flags) == expected);
      row.relax(policy);
      const bool relaxed = row.relax != static_cast<void (*)(Policy&)>(kNever);
      if (relaxed) CHECK(check_day_and_flags(compiled_for(role, policy, date(2026, 3, 2)), 0, row.flags) == 0);
    }
  }
  Policy policy = Policy::gosuslugi();
  CHECK(check_day_and_flags(CompiledPolicy::of_contacts(policy, date(2026, 3, 2), noon_of(date(2026, 3, 2))), 0,
                            kGoodFlags | kFlagPhoneReplacing) == 0);
  policy.replacing_phone_counts = false;
  CHECK(check_day_and_flags(CompiledPolicy::of_contacts(policy, date(2026, 3, 2), noon_of(date(2026, 3, 2))), 0,
                            kGoodFlags | kFlagPhoneReplacing) == 0x10);
}

TEST_CASE("populations: every number is a birth day or none") {
  Policy policy = Policy::gosuslugi();
  policy.contact_min_age_years = 0;
  const auto compiled = CompiledPolicy::of_contacts(policy, date(2026, 3, 2), noon_of(date(2026, 3, 2)));
  const std::int32_t first = birth_day_of(std::chrono::year::min() / 1 / 1);
  const std::int32_t today = birth_day_of(date(2026, 3, 2));
  const std::pair<std::int32_t, bool> rows[] = {
      {kNoBirthDay, false}, {first - 1, false}, {first, true},         {-1, true}, {0, true},
      {today, true},        {today + 1, false}, {2'147'483'647, false}};
  for (const auto& [birth_day, may] : rows) CHECK((check_day_and_flags(compiled, birth_day, kGoodFlags) == 0) == may);
  policy.contact_min_age_years = 100'000;  // no policy document allows it
  const auto nobody = CompiledPolicy::of_contacts(policy, date(2026, 3, 2), noon_of(date(2026, 3, 2)));
  CHECK(!nobody.latest_birth_day());
  for (const auto& [birth_day, may] : rows) CHECK(check_day_and_flags(nobody, birth_day, kGoodFlags) == 0x02);
  CHECK(check_eligibility(nobody, good_account()) == 0x02);
}

TEST_CASE("populations: what is no date is no birth date, one by one") {
  const CivilDate today = std::chrono::year{2026} / 3 / 2;
  const Policy policy = Policy::gosuslugi();
  const CompiledPolicy compiled = CompiledPolicy::of_contacts(policy, today, noon_of(today));
  std::optional<AccountFacts> account = AccountFacts{};
  for (const int year : {-32768, -32767, 1900, 2000, 2004, 2007, 2008, 2026, 32767}) {
    for (const unsigned month : {0U, 1U, 2U, 3U, 4U, 12U, 13U, 15U, 16U, 17U, 18U, 128U, 255U}) {
      for (const unsigned day : {0U, 1U, 2U, 3U, 28U, 29U, 30U, 31U, 32U, 128U, 255U}) {
        account->birth_date = CivilDate{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
        const auto expected = failed_rules(Role::contact, account, policy, today);
        REQUIRE_MESSAGE(compiled.rules_of(check_eligibility(compiled, account)) == expected,
                        year << "-" << month << "-" << day);
      }
    }
  }
}

TEST_CASE("populations: the bits of rules are for ever") {
  struct Row {
    unsigned bit;
    std::optional<ReasonCode> trustor, contact;
  };
  const Row rows[] = {
      {0, ReasonCode::trustor_account_missing, ReasonCode::contact_account_missing},
      {1, ReasonCode::trustor_too_young, ReasonCode::contact_too_young},
      {2, ReasonCode::trustor_not_citizen, ReasonCode::contact_not_citizen},
      {3, ReasonCode::trustor_not_confirmed, ReasonCode::contact_not_confirmed},
      {4, ReasonCode::trustor_phone_missing, ReasonCode::contact_phone_missing},
      {5, std::nullopt, ReasonCode::contact_passport_outdated},
      {6, std::nullopt, std::nullopt},
      {7, std::nullopt, std::nullopt},
      {8, std::nullopt, ReasonCode::contact_recovered_lately},
      {9, std::nullopt, ReasonCode::contact_phone_changed_lately},
      {10, std::nullopt, ReasonCode::contact_sim_changed_lately},
      {16, std::nullopt, std::nullopt},
  };
  const auto trustors = CompiledPolicy::of_trustors(Policy::gosuslugi(), date(2026, 3, 2), noon_of(date(2026, 3, 2)));
  const auto contacts = CompiledPolicy::of_contacts(Policy::gosuslugi(), date(2026, 3, 2), noon_of(date(2026, 3, 2)));
  for (const Row& row : rows) {
    CHECK(trustors.rule_of_bit(row.bit) == row.trustor);
    CHECK(contacts.rule_of_bit(row.bit) == row.contact);
    if (row.contact) CHECK(contacts.bit_of_rule(*row.contact) == row.bit);
    if (row.contact) CHECK(!trustors.bit_of_rule(*row.contact));
  }
  CHECK(!contacts.bit_of_rule(ReasonCode::same_person));
  for (const Rule& rule : kRules) {  // a new rule needs a bit
    CHECK(compiled_for(rule.role, Policy::gosuslugi(), date(2026, 3, 2)).bit_of_rule(rule.reason).has_value());
  }
}

}  // namespace
}  // namespace doverie::testing
