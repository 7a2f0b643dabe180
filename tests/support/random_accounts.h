// SPDX-License-Identifier: Apache-2.0
//
// Which policy, which day, which account? By chance, and most of them near a boundary.
#ifndef DOVERIE_TESTS_SUPPORT_RANDOM_ACCOUNTS_H_
#define DOVERIE_TESTS_SUPPORT_RANDOM_ACCOUNTS_H_

#include <random>

#include "doverie/core/facts.h"
#include "doverie/core/policy.h"

namespace doverie::testing {

// Some hour of that day, the same for everybody.
inline Instant noon_of(CivilDate day) {
  return Instant{std::chrono::sys_days{day}} + std::chrono::hours{12};
}

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}

  // In [0, below).
  int below(int limit) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(limit)); }
  bool one_in(int count) { return below(count) == 0; }
  template <class T, std::size_t N>
  T of(const T (&values)[N]) {
    return values[below(static_cast<int>(N))];
  }

  std::int32_t day() { return static_cast<std::int32_t>(engine_()); }
  std::uint8_t byte() { return static_cast<std::uint8_t>(engine_()); }

  // Any date of 1880 to 2210, with a liking for the days on which calendars go wrong.
  CivilDate date() {
    const int years[] = {1896, 1900, 1904, 1970, 1999, 2000, 2008, 2026, 2028, 2096, 2100, 2104};
    const std::chrono::year year{one_in(2) ? of(years) : 1880 + below(330)};
    const std::chrono::month_day awkward[] = {std::chrono::February / 28, std::chrono::March / 1, std::chrono::January / 1,
                                              std::chrono::December / 31, std::chrono::February / 29};
    const CivilDate chosen = one_in(2) ? CivilDate{year / of(awkward)} : year / (1 + below(12)) / (1 + below(28));
    return chosen.ok() ? chosen : year / 2 / 28;
  }

  Policy policy() {
    Policy policy = Policy::gosuslugi();
    const std::int32_t ages[] = {0, 1, 14, 18, 21, 120};
    policy.trustor_min_age_years = one_in(2) ? of(ages) : below(121);
    policy.contact_min_age_years = one_in(2) ? of(ages) : below(121);
    policy.age_reached = one_in(2) ? AgeReached::on_birthday : AgeReached::day_after_birthday;
    policy.leap_birthday = one_in(2) ? LeapBirthday::march_1 : LeapBirthday::february_28;
    for (bool* flag :
         {&policy.trustor_citizen_required, &policy.contact_citizen_required, &policy.trustor_confirmed_required,
          &policy.contact_confirmed_required, &policy.contact_passport_required, &policy.replacing_phone_counts}) {
      *flag = !one_in(3);
    }
    const std::vector<std::string> lists[] = {{"+79"}, {"+79", "+77"}, {"+"}, {"+7916123456"}, {"+77", "+79161234"}};
    policy.phone_prefixes = of(lists);
    const std::vector<std::string> exclusions[] = {{}, {"+7940", "+7954"}, {"+7916"}, {"+79161234567"}, {"+791612", "+77"}};
    policy.phone_prefixes_excluded = of(exclusions);
    for (Duration* pause :
         {&policy.pause_after_recovery, &policy.pause_after_phone_change, &policy.pause_after_sim_change}) {
      *pause = one_in(2) ? Duration{0} : this->pause();
    }
    return policy;
  }

  Duration pause() {
    const Duration pauses[] = {std::chrono::seconds{1}, std::chrono::seconds{90}, std::chrono::hours{1},
                               std::chrono::hours{72}, std::chrono::hours{24 * 31}};
    return of(pauses);
  }

  // Not known, or about a pause ago, to the microsecond; in the future, too.
  std::optional<Instant> since(Instant now) {
    if (one_in(3)) return std::nullopt;
    const Duration around[] = {Duration{-1}, Duration{0}, Duration{1}, std::chrono::hours{below(1000)}};
    return now - pause() + of(around) * (one_in(2) ? 1 : -1);
  }

  // Somebody who is about as old as the policy asks, or anybody.
  CivilDate birth_date(const Policy& policy, CivilDate today) {
    if (one_in(4)) return date();
    if (one_in(8)) return of({CivilDate{}, CivilDate{std::chrono::year{2007} / 2 / 30}, today});
    const int age = one_in(2) ? policy.trustor_min_age_years : policy.contact_min_age_years;
    const CivilDate birthday{today.year() - std::chrono::years{age}, today.month(), today.day()};
    return std::chrono::sys_days{birthday} + std::chrono::days{below(7) - 3};
  }

  std::optional<AccountFacts> account(const Policy& policy, CivilDate today) {
    if (one_in(20)) return std::nullopt;
    const char* phones[] = {"+79161234567", "+79161234999", "+77012345678", "+74951234567", "+79161230000", "+4915112345"};
    const PhoneState states[] = {PhoneState::none, PhoneState::confirmed, PhoneState::replacing, static_cast<PhoneState>(3)};
    AccountFacts facts;
    facts.birth_date = birth_date(policy, today);
    facts.citizen = !one_in(4);
    facts.confirmed = !one_in(4);
    facts.passport_current = !one_in(4);
    facts.phone_state = one_in(3) ? of(states) : PhoneState::confirmed;
    if (!one_in(5)) facts.phone = *Phone::parse(of(phones));
#define DOVERIE_SINCE_FACT(name, words, meaning) facts.name = since(noon_of(today));
#include "doverie/core/facts.def"
    return facts;
  }

 private:
  template <class T>
  T of(std::initializer_list<T> values) {
    return values.begin()[below(static_cast<int>(values.size()))];
  }

  std::mt19937_64 engine_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_RANDOM_ACCOUNTS_H_
