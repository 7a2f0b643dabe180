// SPDX-License-Identifier: Apache-2.0
//
// Who may: both sides of every number and every flag, precedence, and the calendar.
#include "core/eligibility/eligibility.h"

#include "core/eligibility/civil_age.h"
#include "support/ages.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

constexpr CivilDate date(int y, unsigned m, unsigned d) {
  return CivilDate{year{y}, month{m}, day{d}};
}

std::string verdict(Role role, const std::optional<AccountFacts>& facts, const Policy& policy = with_ages(14, 18),
                    CivilDate today = kToday) {
  const auto reasons = failures(check_eligibility(role, facts, policy, today, kNoon));
  return reasons.empty() ? "may" : words_of(reasons, true);
}

TEST_CASE("eligibility: the age is reached on the birthday") {
  struct Row {
    Role role;
    CivilDate born;
    std::string verdict;
  };
  const Row rows[] = {
      // today is 2 March 2026
      {Role::trustor, date(2012, 3, 3), "trustor_too_young (needs 14, has 13)"},  // 13 years and 364 days
      {Role::trustor, date(2012, 3, 2), "may"},                                   // the birthday
      {Role::trustor, date(2012, 3, 1), "may"},
      {Role::contact, date(2008, 3, 3), "contact_too_young (needs 18, has 17)"},  // 17 years and 364 days
      {Role::contact, date(2008, 3, 2), "may"},
      {Role::contact, date(2008, 3, 1), "may"},
      {Role::contact, date(2012, 3, 2), "contact_too_young (needs 18, has 14)"},  // old enough for a trustor only
      {Role::contact, date(1900, 1, 1), "may"},
      {Role::contact, date(2026, 3, 2), "contact_too_young (needs 18, has 0)"},   // born today
      {Role::contact, date(2026, 3, 3), "contact_too_young (needs 18, has -1)"},  // born tomorrow
      {Role::contact, date(2100, 1, 1), "contact_too_young (needs 18, has -74)"},
      {Role::contact, date(2007, 2, 30), "contact_too_young (needs 18)"},  // no such date
      {Role::trustor, CivilDate{}, "trustor_too_young (needs 14)"},        // not known
  };
  for (const Row& row : rows) {
    AccountFacts facts = citizen("Иван", "+79161234567");
    facts.birth_date = row.born;
    CHECK(verdict(row.role, facts) == row.verdict);
  }
}

TEST_CASE("eligibility: whole years on every boundary of the calendar") {
  struct Row {
    CivilDate born, today;
    AgeReached reached;
    LeapBirthday leap;
    int age;
  };
  constexpr auto kOn = AgeReached::on_birthday;
  constexpr auto kAfter = AgeReached::day_after_birthday;
  constexpr auto kMarch = LeapBirthday::march_1;
  constexpr auto kFebruary = LeapBirthday::february_28;
  const Row rows[] = {
      {date(2008, 3, 2), date(2026, 3, 1), kOn, kMarch, 17},
      {date(2008, 3, 2), date(2026, 3, 2), kOn, kMarch, 18},
      {date(2008, 3, 2), date(2026, 3, 3), kOn, kMarch, 18},
      {date(2008, 3, 2), date(2026, 3, 2), kAfter, kMarch, 17},
      {date(2008, 3, 2), date(2026, 3, 3), kAfter, kMarch, 18},
      // 31 December: the day after is next year
      {date(2007, 12, 31), date(2025, 12, 31), kOn, kMarch, 18},
      {date(2007, 12, 31), date(2025, 12, 31), kAfter, kMarch, 17},
      {date(2007, 12, 31), date(2026, 1, 1), kAfter, kMarch, 18},
      // 29 February
      {date(2008, 2, 29), date(2026, 2, 27), kOn, kFebruary, 17},
      {date(2008, 2, 29), date(2026, 2, 28), kOn, kFebruary, 18},
      {date(2008, 2, 29), date(2026, 2, 28), kOn, kMarch, 17},
      {date(2008, 2, 29), date(2026, 3, 1), kOn, kMarch, 18},
      {date(2008, 2, 29), date(2026, 3, 1), kAfter, kMarch, 17},
      {date(2008, 2, 29), date(2026, 3, 2), kAfter, kMarch, 18},
      {date(2008, 2, 29), date(2026, 2, 28), kAfter, kFebruary, 17},
      {date(2008, 2, 29), date(2026, 3, 1), kAfter, kFebruary, 18},
      {date(2008, 2, 29), date(2028, 2, 28), kOn, kFebruary, 19},  // a leap year: the day itself exists
      {date(2008, 2, 29), date(2028, 2, 29), kOn, kFebruary, 20},
      {date(2008, 2, 29), date(2028, 2, 29), kOn, kMarch, 20},
      // 1900 and 2100 are common years, 2000 is not
      {date(1896, 2, 29), date(1900, 2, 28), kOn, kMarch, 3},
      {date(1896, 2, 29), date(1900, 3, 1), kOn, kMarch, 4},
      {date(2080, 2, 29), date(2100, 2, 28), kOn, kMarch, 19},
      {date(2080, 2, 29), date(2100, 2, 28), kOn, kFebruary, 20},
      {date(2080, 2, 29), date(2100, 3, 1), kOn, kMarch, 20},
      {date(1980, 2, 29), date(2000, 2, 28), kOn, kMarch, 19},
      {date(1980, 2, 29), date(2000, 2, 29), kOn, kMarch, 20},
      {date(1900, 1, 1), date(2026, 1, 1), kOn, kMarch, 126},
      {date(2026, 3, 2), date(2026, 3, 1), kOn, kMarch, -1},
  };
  for (const Row& row : rows) {
    Policy policy = Policy::gosuslugi();
    policy.age_reached = row.reached;
    policy.leap_birthday = row.leap;
    const int age = age_in_years(row.born, row.today, policy);
    const std::string birth_year = std::to_string(static_cast<int>(row.born.year()));
    CHECK_MESSAGE(age == row.age, "born in " << birth_year << ", expected " << row.age << ", got " << age);
  }
}

using Change = void (*)(AccountFacts&);

TEST_CASE("eligibility: each fact alone") {
  struct Row {
    Change change;
    std::string trustor;
    std::string contact;
  };
  const Row rows[] = {
      {[](AccountFacts&) {}, "may", "may"},
      {[](AccountFacts& f) { f.citizen = false; }, "trustor_not_citizen", "contact_not_citizen"},
      {[](AccountFacts& f) { f.confirmed = false; }, "trustor_not_confirmed", "contact_not_confirmed"},
      {[](AccountFacts& f) { f.passport_current = false; }, "may", "contact_passport_outdated"},
      {[](AccountFacts& f) { f.phone_state = PhoneState::none; }, "trustor_phone_missing", "contact_phone_missing"},
      {[](AccountFacts& f) { f.phone_state = PhoneState::replacing; }, "may", "may"},
      {[](AccountFacts& f) { f.phone.reset(); }, "trustor_phone_missing", "contact_phone_missing"},
      {[](AccountFacts& f) { f.phone = phone("+77012345678"); }, "trustor_phone_missing", "contact_phone_missing"},
      {[](AccountFacts& f) { f.phone = phone("+74951234567"); }, "trustor_phone_missing", "contact_phone_missing"},
      {[](AccountFacts& f) { f.phone_since.reset(); }, "may", "may"},
  };
  for (const Row& row : rows) {
    AccountFacts facts = citizen("Иван", "+79161234567");
    row.change(facts);
    CHECK(verdict(Role::trustor, facts) == row.trustor);
    CHECK(verdict(Role::contact, facts) == row.contact);
  }
}

TEST_CASE("eligibility: each requirement can be taken out of the policy") {
  struct Row {
    void (*relax)(Policy&);
    Change spoil;
    Role role;
    std::string under_gosuslugi;
  };
  const Row rows[] = {
      {[](Policy& p) { p.trustor_citizen_required = false; }, [](AccountFacts& f) { f.citizen = false; }, Role::trustor,
       "trustor_not_citizen"},
      {[](Policy& p) { p.contact_citizen_required = false; }, [](AccountFacts& f) { f.citizen = false; }, Role::contact,
       "contact_not_citizen"},
      {[](Policy& p) { p.trustor_confirmed_required = false; }, [](AccountFacts& f) { f.confirmed = false; }, Role::trustor,
       "trustor_not_confirmed"},
      {[](Policy& p) { p.contact_confirmed_required = false; }, [](AccountFacts& f) { f.confirmed = false; }, Role::contact,
       "contact_not_confirmed"},
      {[](Policy& p) { p.contact_passport_required = false; }, [](AccountFacts& f) { f.passport_current = false; },
       Role::contact, "contact_passport_outdated"},
      {[](Policy& p) { p.phone_prefixes = {"+79", "+77"}; }, [](AccountFacts& f) { f.phone = phone("+77012345678"); },
       Role::contact, "contact_phone_missing"},
      {[](Policy& p) { p.phone_prefixes_excluded = {}; }, [](AccountFacts& f) { f.phone = phone("+79401234567"); },
       Role::contact, "contact_phone_missing"},
      {[](Policy& p) { p.contact_min_age_years = 17; }, [](AccountFacts& f) { f.birth_date = aged(17, 364); }, Role::contact,
       "contact_too_young (needs 18, has 17)"},
      {[](Policy& p) { p.trustor_min_age_years = 13; }, [](AccountFacts& f) { f.birth_date = aged(13, 364); }, Role::trustor,
       "trustor_too_young (needs 14, has 13)"},
  };
  for (const Row& row : rows) {
    AccountFacts facts = citizen("Иван", "+79161234567");
    row.spoil(facts);
    Policy relaxed = with_ages(14, 18);
    row.relax(relaxed);
    CHECK(verdict(row.role, facts) == row.under_gosuslugi);
    CHECK(verdict(row.role, facts, relaxed) == "may");
  }
}

TEST_CASE("eligibility: a policy may refuse a phone that is being replaced") {
  AccountFacts facts = citizen("Иван", "+79161234567");
  facts.phone_state = PhoneState::replacing;
  Policy policy = Policy::gosuslugi();
  policy.replacing_phone_counts = false;
  CHECK(verdict(Role::contact, facts, policy) == "contact_phone_missing");
  CHECK(verdict(Role::trustor, facts, policy) == "trustor_phone_missing");
}

TEST_CASE("eligibility: all failed rules are told, in the order of precedence") {
  AccountFacts nobody;
  CHECK(verdict(Role::trustor, nobody) ==
        "trustor_too_young (needs 14), trustor_not_citizen, trustor_not_confirmed, trustor_phone_missing");
  CHECK(verdict(Role::contact, nobody) ==
        "contact_too_young (needs 18), contact_not_citizen, contact_not_confirmed, contact_phone_missing, "
        "contact_passport_outdated");
  CHECK(verdict(Role::trustor, std::nullopt) == "trustor_account_missing");
  CHECK(verdict(Role::contact, std::nullopt) == "contact_account_missing");
}

TEST_CASE("eligibility: the table of rules stands in the order of precedence") {
  std::vector<Reason> reasons;
  for (const Rule& rule : kRules) reasons.push_back({rule.reason});
  auto sorted = reasons;
  sort_by_precedence(sorted);
  CHECK(sorted == reasons);
}

TEST_CASE("eligibility: an invitation names every rule that fails on the trustor's side") {
  Story story;
  story.change("maria", [](AccountFacts& maria) {
    maria.birth_date = aged(13, 364);
    maria.citizen = maria.confirmed = false;
    maria.phone_state = PhoneState::none;
  });
  EXPECT(story.invite("maria", "ivan"),
         "refused: trustor_too_young, trustor_not_citizen, trustor_not_confirmed, trustor_phone_missing");
  EXPECT(story.service().trustor("nobody").invite("Иван", "+79161234567"), "refused: trustor_account_missing");
}

TEST_CASE("eligibility: the contact's rules are first checked at acceptance") {
  Story story;
  story.change("ivan", [](AccountFacts& ivan) {
    ivan.birth_date = aged(17, 364);
    ivan.citizen = ivan.confirmed = ivan.passport_current = false;
  });
  const InvitationId invitation = story.invited("maria", "ivan");
  EXPECT(story.accept("ivan", invitation),
         "refused: contact_too_young, contact_not_citizen, contact_not_confirmed, contact_passport_outdated");
}

TEST_CASE("eligibility: a day begins at midnight in Moscow") {
  // 2 March 2026 begins in Moscow on 1 March at 21:00 UTC.
  const Instant midnight{std::chrono::sys_days{year{2026} / 3 / 1} + 21h};
  for (const bool after : {false, true}) {
    Story story({.policies = alone(with_ages(14, 18)), .begins = after ? midnight : midnight - kTick});
    story.change("pyotr", [](AccountFacts& pyotr) { pyotr.birth_date = aged(18); });
    const InvitationId invitation = story.invited("maria", "pyotr");
    EXPECT(story.accept("pyotr", invitation), after ? "done" : "refused: contact_too_young");
  }
}

}  // namespace
}  // namespace doverie::testing
