// SPDX-License-Identifier: Apache-2.0
//
// Populations through C: the boundaries of every rule, layouts, and what is refused.
#include <cstddef>

#include "world.h"

namespace capi_test {
namespace {

using Eligibility = std::unique_ptr<doverie_eligibility, Free<doverie_eligibility_free>>;

constexpr doverie_date kToday = {2026, 3, 2};
constexpr std::int64_t kNow = 1'772'442'000'000'000;  // noon of that day in Moscow
constexpr std::int32_t kEighteenToday = 13'940;       // 2008-03-02
constexpr std::uint8_t kGood = 0x7d;

Eligibility eligibility(doverie_role role = DOVERIE_ROLE_CONTACT, const Replacements& changes = {}) {
  doverie_eligibility* made = nullptr;
  REQUIRE(doverie_eligibility_new(policy_with(changes).get(), role, kToday, kNow, &made, nullptr) == DOVERIE_STATUS_OK);
  return Eligibility(made);
}

Eligibility of_21() {
  return eligibility(DOVERIE_ROLE_CONTACT, {{kContactsFrom18, kContactsFrom21}});
}

struct Row {
  std::int32_t birth_day;
  std::uint8_t flags;
  std::uint8_t trustor, contact;
};
const Row kRows[] = {
    {kEighteenToday, kGood, 0, 0},
    {kEighteenToday + 1, kGood, 0, DOVERIE_FAILED_TOO_YOUNG},
    {kEighteenToday + 5'000, kGood, DOVERIE_FAILED_TOO_YOUNG, DOVERIE_FAILED_TOO_YOUNG},
    {DOVERIE_NO_BIRTH_DAY, kGood, DOVERIE_FAILED_TOO_YOUNG, DOVERIE_FAILED_TOO_YOUNG},
    {0, kGood & ~DOVERIE_ACCOUNT_CITIZEN, DOVERIE_FAILED_NOT_CITIZEN, DOVERIE_FAILED_NOT_CITIZEN},
    {0, kGood & ~DOVERIE_ACCOUNT_CONFIRMED, DOVERIE_FAILED_NOT_CONFIRMED, DOVERIE_FAILED_NOT_CONFIRMED},
    {0, kGood & ~DOVERIE_ACCOUNT_PHONE_CONFIRMED, DOVERIE_FAILED_PHONE_MISSING, DOVERIE_FAILED_PHONE_MISSING},
    {0, kGood & ~DOVERIE_ACCOUNT_PHONE_ALLOWED, DOVERIE_FAILED_PHONE_MISSING, DOVERIE_FAILED_PHONE_MISSING},
    {0, kGood | DOVERIE_ACCOUNT_PHONE_REPLACING, 0, 0},
    {0, kGood & ~DOVERIE_ACCOUNT_PASSPORT_CURRENT, 0, DOVERIE_FAILED_PASSPORT_OUTDATED},
    {DOVERIE_NO_BIRTH_DAY, 0, DOVERIE_FAILED_ACCOUNT_MISSING, DOVERIE_FAILED_ACCOUNT_MISSING},
    {DOVERIE_NO_BIRTH_DAY, DOVERIE_ACCOUNT_EXISTS, 0x1e, 0x3e},
};
constexpr std::size_t kCount = sizeof(kRows) / sizeof(kRows[0]);

// The rows where they lie.
doverie_population strided() {
  auto population = fresh<doverie_population>();
  population.count = kCount;
  population.birth_days = {&kRows[0].birth_day, sizeof(Row)};
  population.flags = {&kRows[0].flags, sizeof(Row)};
  return population;
}

}  // namespace

TEST_CASE("populations: both sides of every rule") {
  const doverie_population population = strided();
  for (const doverie_role role : {DOVERIE_ROLE_TRUSTOR, DOVERIE_ROLE_CONTACT}) {
    std::array<std::uint8_t, kCount> failed{};
    CHECK(doverie_population_check(eligibility(role).get(), &population, failed.data(), nullptr, nullptr) ==
          DOVERIE_STATUS_OK);
    for (std::size_t row = 0; row < kCount; ++row) {
      CHECK(failed[row] == (role == DOVERIE_ROLE_TRUSTOR ? kRows[row].trustor : kRows[row].contact));
    }
  }
}

TEST_CASE("populations: dense columns, facts in columns of their own, counts") {
  std::vector<std::int32_t> days;
  std::vector<std::uint8_t> flags, citizen;
  for (const Row& row : kRows) {
    days.push_back(row.birth_day);
    flags.push_back(static_cast<std::uint8_t>(row.flags & ~DOVERIE_ACCOUNT_CITIZEN));
    citizen.push_back((row.flags & DOVERIE_ACCOUNT_CITIZEN) != 0 ? 7 : 0);
  }
  auto population = fresh<doverie_population>();
  population.count = kCount;
  population.birth_days = {days.data(), 0};
  population.flags = {flags.data(), 0};
  population.citizen = {citizen.data(), 0};
  const Eligibility contacts = eligibility();
  std::array<std::uint8_t, kCount> failed{};
  auto counts = fresh<doverie_rule_counts>();
  CHECK(doverie_population_count(contacts.get(), &population, failed.data(), &counts, nullptr) == DOVERIE_STATUS_OK);
  for (std::size_t row = 0; row < kCount; ++row) CHECK(failed[row] == kRows[row].contact);
  CHECK(counts.rows == kCount);
  CHECK(counts.eligible == 2);
  const std::array<std::uint64_t, 8> expected = {1, 4, 2, 2, 3, 2, 0, 0};
  CHECK(std::equal(expected.begin(), expected.end(), counts.failed));
  CHECK(doverie_population_count(contacts.get(), &population, nullptr, &counts, nullptr) == DOVERIE_STATUS_OK);
  CHECK(counts.eligible == 2);
}

TEST_CASE("populations: bits are reasons") {
  const std::int32_t rows[][2] = {
      {DOVERIE_REASON_TRUSTOR_ACCOUNT_MISSING, DOVERIE_REASON_CONTACT_ACCOUNT_MISSING},
      {DOVERIE_REASON_TRUSTOR_TOO_YOUNG, DOVERIE_REASON_CONTACT_TOO_YOUNG},
      {DOVERIE_REASON_TRUSTOR_NOT_CITIZEN, DOVERIE_REASON_CONTACT_NOT_CITIZEN},
      {DOVERIE_REASON_TRUSTOR_NOT_CONFIRMED, DOVERIE_REASON_CONTACT_NOT_CONFIRMED},
      {DOVERIE_REASON_TRUSTOR_PHONE_MISSING, DOVERIE_REASON_CONTACT_PHONE_MISSING},
      {0, DOVERIE_REASON_CONTACT_PASSPORT_OUTDATED},
      {0, 0},
      {0, 0},
      {0, DOVERIE_REASON_CONTACT_RECOVERED_LATELY},
      {0, DOVERIE_REASON_CONTACT_PHONE_CHANGED_LATELY},
      {0, DOVERIE_REASON_CONTACT_SIM_CHANGED_LATELY},
  };
  const Eligibility trustors = eligibility(DOVERIE_ROLE_TRUSTOR);
  const Eligibility contacts = eligibility();
  for (std::uint32_t bit = 0; bit < std::size(rows); ++bit) {
    std::int32_t of_trustor = -1, of_contact = -1;
    CHECK(doverie_eligibility_reason(trustors.get(), bit, &of_trustor, nullptr) == DOVERIE_STATUS_OK);
    CHECK(doverie_eligibility_reason(contacts.get(), bit, &of_contact, nullptr) == DOVERIE_STATUS_OK);
    CHECK(of_trustor == rows[bit][0]);
    CHECK(of_contact == rows[bit][1]);
  }
}

TEST_CASE("populations: one account") {
  auto facts = fresh<doverie_account_facts>();
  facts.birth_date = {2008, 3, 2};
  facts.citizen = facts.confirmed = facts.passport_current = 1;
  facts.phone_state = DOVERIE_PHONE_CONFIRMED;
  facts.phone = doverie_text("+79161234567");
  const Eligibility contacts = eligibility();
  const auto failed = [&](const doverie_account_facts* account) {
    std::uint64_t mask = 0xee;
    CHECK(doverie_eligibility_check(contacts.get(), account, &mask, nullptr) == DOVERIE_STATUS_OK);
    return mask;
  };
  CHECK(failed(&facts) == 0);
  facts.birth_date = {2008, 3, 3};
  facts.phone = doverie_text("+77012345678");
  CHECK(failed(&facts) == (DOVERIE_FAILED_TOO_YOUNG | DOVERIE_FAILED_PHONE_MISSING));
  CHECK(failed(nullptr) == DOVERIE_FAILED_ACCOUNT_MISSING);
}

TEST_CASE("populations: what has changed since, in a word behind the byte") {
  const Eligibility strict =
      eligibility(DOVERIE_ROLE_CONTACT, {{"\"pause_after_sim_change\":\"0s\"", "\"pause_after_sim_change\":\"72h\""}});
  constexpr std::int64_t kHour = 3'600'000'000;
  const std::int64_t sim_since[] = {0, kNow - 72 * kHour, kNow - 72 * kHour + 1};
  const std::int32_t days[] = {0, 0, 0};
  const std::uint8_t flags[] = {kGood, kGood, kGood};
  auto population = fresh<doverie_population>();
  population.count = 3;
  population.birth_days = {days, 0};
  population.flags = {flags, 0};
  std::uint8_t failed[3];
  std::uint32_t more[3];
  CHECK(outcome_of([&](auto error) { return doverie_population_check(strict.get(), &population, failed, more, error); })
            .message()
            .starts_with("population: there is no column sim_since, and the policy has pause_after_sim_change"));
  population.sim_since = {sim_since, 0};
  CHECK(doverie_population_check(strict.get(), &population, failed, more, nullptr) == DOVERIE_STATUS_OK);
  for (int row = 0; row < 3; ++row) CHECK(failed[row] == (row == 2 ? DOVERIE_FAILED_MORE : 0));
  for (int row = 0; row < 3; ++row) CHECK(more[row] == (row == 2 ? DOVERIE_MORE_CONTACT_SIM_CHANGED_LATELY : 0));
  auto counts = fresh<doverie_rule_counts>();
  CHECK(doverie_population_count(strict.get(), &population, nullptr, &counts, nullptr) == DOVERIE_STATUS_OK);
  CHECK(counts.eligible == 2);
  CHECK(counts.failed_more[2] == 1);

  auto facts = fresh<doverie_account_facts>();
  facts.birth_date = {1980, 1, 1};
  facts.sim_since = kNow - kHour;
  std::uint64_t all = 0;
  CHECK(doverie_eligibility_check(strict.get(), &facts, &all, nullptr) == DOVERIE_STATUS_OK);
  CHECK((all & DOVERIE_FAILED_MORE) != 0);
  CHECK((all >> 8) == DOVERIE_MORE_CONTACT_SIM_CHANGED_LATELY);
  std::int32_t reason = 0;
  CHECK(doverie_eligibility_reason(strict.get(), 10, &reason, nullptr) == DOVERIE_STATUS_OK);
  CHECK(reason == DOVERIE_REASON_CONTACT_SIM_CHANGED_LATELY);
  CHECK(doverie_eligibility_reason(strict.get(), 39, &reason, nullptr) == DOVERIE_STATUS_OK);
  CHECK(reason == 0);
}

TEST_CASE("populations: what a change would do") {
  const std::int32_t days[] = {0, kEighteenToday, kEighteenToday};
  const std::uint8_t flags[] = {kGood, kGood, DOVERIE_ACCOUNT_EXISTS};
  auto population = fresh<doverie_population>();
  population.count = 3;
  population.birth_days = {days, 0};
  population.flags = {flags, 0};
  const Eligibility before = eligibility();
  const Eligibility after = of_21();
  auto change = fresh<doverie_comparison>();
  std::uint8_t lost[3];
  CHECK(doverie_population_compare(before.get(), &population, after.get(), nullptr, nullptr, lost, &change, nullptr) ==
        DOVERIE_STATUS_OK);
  CHECK(change.rows == 3);
  CHECK(change.eligible_before == 2);
  CHECK(change.eligible_after == 1);
  CHECK(change.gained == 0);
  CHECK(change.lost == 1);
  CHECK(change.lost_by[1] == 1);
  CHECK(lost[0] == 0);
  CHECK(lost[1] == DOVERIE_FAILED_TOO_YOUNG);

  const std::uint32_t trustors[] = {0, 2, 0};
  const std::uint32_t contacts[] = {1, 1, 0};
  std::uint32_t rows[3] = {9, 9, 9};
  auto circles = fresh<doverie_stranded_circles>();
  CHECK(doverie_population_stranded(before.get(), after.get(), &population, trustors, contacts, 3, rows, 3, &circles,
                                    nullptr) == DOVERIE_STATUS_OK);
  CHECK(circles.circles == 2);
  CHECK(circles.served_before == 2);
  CHECK(circles.served_after == 1);
  CHECK(circles.stranded == 1);
  CHECK(rows[0] == 2);
  CHECK(rows[1] == 9);
}

TEST_CASE("populations: what is refused, by name") {
  const Eligibility contacts = eligibility();
  const Eligibility trustors = eligibility(DOVERIE_ROLE_TRUSTOR);
  const Eligibility other_phones = eligibility(DOVERIE_ROLE_CONTACT, {{"[\"+79\"]", "[\"+77\"]"}});
  doverie_population population = strided();
  auto change = fresh<doverie_comparison>();
  const auto compare = [&](const Eligibility& after, const doverie_population* later) {
    return outcome_of([&](auto error) {
             return doverie_population_compare(contacts.get(), &population, after.get(), later, nullptr, nullptr, &change,
                                               error);
           })
        .message();
  };
  CHECK(compare(trustors, nullptr).starts_with("before, after: one is for trustors"));
  CHECK(compare(other_phones, nullptr).starts_with("before, after: they allow different phone prefixes"));
  CHECK(compare(other_phones, &population) == "");
  doverie_population shorter = population;
  shorter.count = 1;
  CHECK(compare(contacts, &shorter).starts_with("population_after has 1 rows"));

  std::uint8_t failed[kCount];
  const auto check = [&](std::uint8_t* out) {
    return outcome_of([&](auto error) { return doverie_population_check(contacts.get(), &population, out, nullptr, error); })
        .message();
  };
  CHECK(check(nullptr) == "failed: NULL");
  population.birth_days.data = nullptr;
  CHECK(check(failed) == "population.birth_days: NULL");
  population.count = 0;
  CHECK(check(nullptr) == "");

  doverie_eligibility* made = nullptr;
  const Policy policy = policy_with();
  const auto make = [&](doverie_role role, doverie_date today) {
    return outcome_of([&](auto error) { return doverie_eligibility_new(policy.get(), role, today, kNow, &made, error); })
        .message();
  };
  CHECK(make(3, kToday) == "role: 3 is not one of its values");
  CHECK(make(DOVERIE_ROLE_CONTACT, {2026, 2, 29}) == "today: there is no such day in that month");
}

TEST_CASE("what a comparison passes over is told first") {
  const Policy before = policy_with();
  const Policy after = policy_with({{"\"max_contacts_per_trustor\":1", "\"max_contacts_per_trustor\":2"}});
  size_t count = 9;
  const auto ask = [&](const Policy& other, doverie_string* names, size_t room, doverie_role role = DOVERIE_ROLE_CONTACT) {
    return outcome_of([&](auto error) {
      return doverie_population_not_looked_at(before.get(), other.get(), role, names, room, &count, error);
    });
  };
  CHECK(ask(before, nullptr, 0).ok());
  CHECK(count == 0);
  doverie_string names[2]{};
  CHECK(ask(after, names, 0).ok());
  CHECK(count == 1);
  CHECK(names[0].data == nullptr);
  CHECK(ask(after, names, 2).ok());
  CHECK(copy(names[0]) == "max_contacts_per_trustor");
  CHECK(names[1].data == nullptr);
  CHECK(ask(after, names, 2, 7).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
}

}  // namespace capi_test
