// SPDX-License-Identifier: Apache-2.0
//
// A policy worked out for one role and one day, and a row for one account. The rules are those of src/core/eligibility.cc; a
// test compares the two over everything that can differ.
#include <algorithm>
#include <cstring>

#include "core/civil_age.h"
#include "core/eligibility.h"
#include "doverie/population.h"

namespace doverie {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr sys_days kFirstDay{std::chrono::year::min() / 1 / 1};
constexpr sys_days kEndOfDays = sys_days{std::chrono::year::max() / 12 / 31} + days{1};

std::int32_t number_of(sys_days day) {
  return static_cast<std::int32_t>(day.time_since_epoch().count());
}

// How many days from kFirstDay on are birth dates of people who are old enough. Nobody born later is older: anniversaries of
// one year fall in the order of the birth dates, whatever a policy does with 29 February. So the days of those who are old
// enough have no gaps, and the rule itself finds the last one by halving.
std::uint32_t birth_days_old_enough(const Policy& policy, std::int32_t min_age_years, CivilDate today) {
  const auto old_enough = [&](std::int32_t from_first) {
    const CivilDate birth_date{kFirstDay + days{from_first}};
    return age_in_years(birth_date, today, policy) >= min_age_years;
  };
  std::int32_t yes = 0;
  std::int32_t no = number_of(kEndOfDays) - number_of(kFirstDay);
  while (yes < no) {
    const std::int32_t middle = yes + (no - yes) / 2;
    if (old_enough(middle)) {
      yes = middle + 1;
    } else {
      no = middle;
    }
  }
  return static_cast<std::uint32_t>(yes);
}

unsigned flag_if(bool condition, std::uint8_t flag) {
  return condition ? flag : 0U;
}

std::uint8_t flags_looked_at(const Policy& policy, bool of_contacts) {
  const bool citizen = of_contacts ? policy.contact_citizen_required : policy.trustor_citizen_required;
  const bool confirmed = of_contacts ? policy.contact_confirmed_required : policy.trustor_confirmed_required;
  const bool passport = of_contacts && policy.contact_passport_required;
  return static_cast<std::uint8_t>(kFlagExists | kFlagPhoneConfirmed | kFlagPhoneAllowed | flag_if(citizen, kFlagCitizen) |
                                   flag_if(confirmed, kFlagConfirmed) | flag_if(passport, kFlagPassportCurrent) |
                                   flag_if(!policy.replacing_phone_counts, kFlagPhoneReplacing));
}

// The first bytes of a text as a number; zeros when there are not as many.
std::uint64_t first_bytes(std::string_view text) {
  std::uint64_t bytes = 0;
  if (text.size() >= sizeof(bytes)) {  // a copy of known size is one instruction
    std::memcpy(&bytes, text.data(), sizeof(bytes));
  } else {
    std::memcpy(&bytes, text.data(), text.size());
  }
  return bytes;
}

std::vector<EligibilityTable::PhonePrefix> prefixes_of(const Policy& policy) {
  std::vector<EligibilityTable::PhonePrefix> prefixes;
  for (const std::string& text : policy.phone_prefixes) {
    const std::string ones(std::min(text.size(), sizeof(std::uint64_t)), '\xff');
    prefixes.push_back({first_bytes(text), first_bytes(ones), text});
  }
  std::ranges::sort(prefixes, {}, &EligibilityTable::PhonePrefix::text);
  return prefixes;
}

// What phone_allowed() says.
bool begins_with_any(const Phone& phone, const std::vector<EligibilityTable::PhonePrefix>& prefixes) {
  const std::uint64_t begin = first_bytes(phone.e164());
  for (const EligibilityTable::PhonePrefix& prefix : prefixes) {
    const bool begins = (begin & prefix.mask) == prefix.bytes;
    if (begins && (prefix.text.size() <= sizeof(begin) || phone.e164().starts_with(prefix.text))) return true;
  }
  return false;
}

std::uint8_t flags_with(const AccountFacts& account, bool phone_is_allowed) {
  const bool replacing = account.phone_state == PhoneState::replacing;
  const bool confirmed = account.phone && (replacing || account.phone_state == PhoneState::confirmed);
  return static_cast<std::uint8_t>(
      kFlagExists | flag_if(account.citizen, kFlagCitizen) | flag_if(account.confirmed, kFlagConfirmed) |
      flag_if(account.passport_current, kFlagPassportCurrent) | flag_if(confirmed, kFlagPhoneConfirmed) |
      flag_if(phone_is_allowed, kFlagPhoneAllowed) | flag_if(replacing, kFlagPhoneReplacing));
}

// The number of bit 0 of a role.
constexpr std::int32_t first_rule(bool of_contacts) {
  return static_cast<std::int32_t>(of_contacts ? ReasonCode::contact_account_missing : ReasonCode::trustor_account_missing);
}

bool is_of_role(ReasonCode rule, bool of_contacts) {
  if (static_cast<std::int32_t>(rule) == first_rule(of_contacts)) return true;
  for (const EligibilityRule& row : eligibility_rules()) {
    if (row.reason == rule) return (row.role == Role::contact) == of_contacts;
  }
  return false;
}

}  // namespace

std::int32_t birth_day_of(CivilDate birth_date) {
  return birth_date.ok() ? number_of(sys_days{birth_date}) : kNoBirthDay;
}

std::uint8_t flags_of(const std::optional<AccountFacts>& account, const Policy& policy) {
  if (!account) return 0;
  return flags_with(*account, account->phone && phone_allowed(*account->phone, policy));
}

EligibilityTable::EligibilityTable(const Policy& policy, CivilDate today, bool of_contacts)
    : limits_{number_of(kFirstDay),
              birth_days_old_enough(policy, of_contacts ? policy.contact_min_age_years : policy.trustor_min_age_years,
                                    today),
              flags_looked_at(policy, of_contacts)},
      of_contacts_(of_contacts),
      phone_prefixes_(prefixes_of(policy)) {
  if (limits_.birth_days > 0) latest_birth_date_ = kFirstDay + days{limits_.birth_days - 1};
}

EligibilityTable EligibilityTable::of_trustors(const Policy& policy, CivilDate today) {
  return {policy, today, false};
}

EligibilityTable EligibilityTable::of_contacts(const Policy& policy, CivilDate today) {
  return {policy, today, true};
}

std::optional<std::int32_t> EligibilityTable::latest_birth_day() const {
  return latest_birth_date_.ok() ? std::optional{number_of(sys_days{latest_birth_date_})} : std::nullopt;
}

std::optional<ReasonCode> EligibilityTable::rule_of_bit(unsigned bit) const {
  if (bit >= kRuleBits) return std::nullopt;
  const auto reason = reason_from_number(first_rule(of_contacts_) + static_cast<std::int32_t>(bit));
  return reason && is_of_role(*reason, of_contacts_) ? reason : std::nullopt;
}

std::optional<unsigned> EligibilityTable::bit_of_rule(ReasonCode rule) const {
  for (unsigned bit = 0; bit < kRuleBits; ++bit) {
    if (rule_of_bit(bit) == rule) return bit;
  }
  return std::nullopt;
}

std::vector<ReasonCode> EligibilityTable::rules_of(RuleMask failed) const {
  std::vector<ReasonCode> rules;
  for (unsigned bit = 0; bit < kRuleBits; ++bit) {
    const auto rule = (failed >> bit & 1U) != 0 ? rule_of_bit(bit) : std::nullopt;
    if (rule) rules.push_back(*rule);
  }
  return rules;
}

RuleMask check_eligibility(const EligibilityTable& table, const std::optional<AccountFacts>& account) {
  if (!account) return check_eligibility(table, kNoBirthDay, 0);
  // Dates are compared as they are: to count their days would take longer than all the rest.
  const bool old_enough = account->birth_date.ok() && account->birth_date <= table.latest_birth_date();
  const bool allowed = account->phone && begins_with_any(*account->phone, table.phone_prefixes());
  return check_eligibility(table, old_enough ? table.limits().earliest_birth_day : kNoBirthDay,
                           flags_with(*account, allowed));
}

}  // namespace doverie
