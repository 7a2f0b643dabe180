// SPDX-License-Identifier: Apache-2.0
//
// Decides accounts through C++: by the rule itself, by a compiled policy, by a row, and in columns. Reads groups of
//
//   <the policy's document, one line>
//   <the day>  <how many accounts>
//   <exists> <birth date> <citizen> <confirmed> <passport> <phone state> <phone or -> <birth day> <flags>     one for each
//
// and answers for each account and role one line: `rules account row columns`, the masks.
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>

#include "core/eligibility/eligibility.h"
#include "doverie/population.h"

namespace {

using namespace doverie;

constexpr Instant kNow{};  // these rules look at days alone

CivilDate date_of(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0;
  if (std::sscanf(text.c_str(), "%d-%u-%u", &year, &month, &day) != 3) std::abort();
  return std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day);
}

std::optional<AccountFacts> account_of(std::istringstream& words) {
  bool exists = false;
  int state = 0;
  std::string birth_date, phone;
  AccountFacts facts;
  words >> exists >> birth_date >> facts.citizen >> facts.confirmed >> facts.passport_current >> state >> phone;
  facts.birth_date = date_of(birth_date);
  facts.phone_state = static_cast<PhoneState>(state);
  if (phone != "-") facts.phone = *Phone::parse(phone);
  return exists ? std::optional(facts) : std::nullopt;
}

RuleMask mask_of(const Verdicts& verdicts, const CompiledPolicy& compiled) {
  unsigned mask = 0;
  for (const Verdict& verdict : verdicts) {
    if (!verdict.passed) mask |= 1U << compiled.bit_of_rule(verdict.rule).value();
  }
  return static_cast<RuleMask>(mask);
}

struct Group {
  Policy policy;
  CivilDate today;
  std::vector<std::optional<AccountFacts>> accounts;
  std::vector<std::int32_t> birth_days;
  std::vector<std::uint8_t> flags;

  // As the test has worked them out; the library's own have to be the same.
  void add(const std::string& line) {
    std::istringstream words(line);
    accounts.push_back(account_of(words));
    int day = 0;
    int flag = 0;
    words >> day >> flag;
    birth_days.push_back(day);
    flags.push_back(static_cast<std::uint8_t>(flag));
    const bool same =
        flags_of(accounts.back(), policy) == flag && (!accounts.back() || birth_day_of(accounts.back()->birth_date) == day);
    if (!same) std::printf("another row: %s\n", line.c_str());
  }

  void decide(Role role) const {
    const CompiledPolicy compiled = role == Role::contact ? CompiledPolicy::of_contacts(policy, today, kNow)
                                                          : CompiledPolicy::of_trustors(policy, today, kNow);
    std::vector<RuleMask> columns(accounts.size());
    if (!check_population(compiled, {birth_days, flags}, columns)) std::abort();
    for (std::size_t i = 0; i < accounts.size(); ++i) {
      std::printf("%d %d %d %d\n", mask_of(check_eligibility(role, accounts[i], policy, today, kNow), compiled),
                  check_eligibility(compiled, accounts[i]), check_day_and_flags(compiled, birth_days[i], flags[i]),
                  columns[i]);
    }
  }
};

}  // namespace

int main() {
  for (std::string document, line; std::getline(std::cin, document);) {
    const auto policy = Policy::from_json(document);
    if (!policy || !std::getline(std::cin, line)) return 1;
    std::istringstream head(line);
    std::string today;
    std::size_t count = 0;
    head >> today >> count;
    Group group{*policy, date_of(today), {}, {}, {}};
    while (count-- > 0 && std::getline(std::cin, line)) group.add(line);
    group.decide(Role::trustor);
    group.decide(Role::contact);
  }
  return 0;
}
