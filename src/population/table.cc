// SPDX-License-Identifier: Apache-2.0
//
// A policy worked out for one role and one day, and a row for one account. The rules are those of src/core/eligibility/eligibility.cc; a
// test compares the two over everything that can differ.
#include <algorithm>
#include <cstring>

#include "core/eligibility/civil_age.h"
#include "core/eligibility/eligibility.h"
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
  std::memcpy(&bytes, text.data(), std::min(text.size(), sizeof(bytes)));
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

// As CivilDate::ok(), but for the year, which order_of() tells.
bool is_day_of_month(unsigned day, unsigned month, std::chrono::year year) {
  static constexpr std::uint8_t kLastDay[] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month >= std::size(kLastDay) || day - 1 >= kLastDay[month]) return false;
  return month != 2 || day != 29 || year.is_leap();
}

bool is_old_enough(CivilDate birth_date, const EligibilityTable& table) {
  const auto month = static_cast<unsigned>(birth_date.month());
  const auto day = static_cast<unsigned>(birth_date.day());
  return is_day_of_month(day, month, birth_date.year()) && EligibilityTable::order_of(birth_date) < table.orders();
}

bool has_phone(const AccountFacts& account, const EligibilityTable& table) {
  const bool replacing_counts = (table.limits().looked_at & kFlagPhoneReplacing) == 0;
  const bool state =
      account.phone_state == PhoneState::confirmed || (account.phone_state == PhoneState::replacing && replacing_counts);
  return state && account.phone.has_value();
}

// Apart, so that the usual case calls nothing and keeps all that it needs in registers.
__attribute__((noinline)) RuleMask with_any_phone(unsigned failed, const std::string& phone, const EligibilityTable& table) {
  const bool begins = std::ranges::any_of(table.phone_prefixes(), [&](const auto& p) { return phone.starts_with(p.text); });
  return static_cast<RuleMask>(failed | (begins ? 0U : 0x10U));
}

// Adds what phone_allowed() says. Numbers are longer than what is compared here as one number, and prefixes shorter, but for
// what is very unusual.
RuleMask with_phone(unsigned failed, const std::string& phone, const EligibilityTable& table) {
  std::uint64_t begin = 0;
  if (!table.prefixes_are_short() || phone.size() < sizeof(begin)) return with_any_phone(failed, phone, table);
  std::memcpy(&begin, phone.data(), sizeof(begin));
  for (const EligibilityTable::PhonePrefix& prefix : table.phone_prefixes()) {
    if ((begin & prefix.mask) == prefix.bytes) return static_cast<RuleMask>(failed);
  }
  return static_cast<RuleMask>(failed | 0x10U);
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
  prefixes_are_short_ = std::ranges::all_of(
      phone_prefixes_, [](const PhonePrefix& prefix) { return prefix.text.size() <= sizeof(prefix.bytes); });
  if (limits_.birth_days == 0) return;
  latest_birth_date_ = kFirstDay + days{limits_.birth_days - 1};
  orders_ = order_of(latest_birth_date_) + 1;
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
  if (!account) return 0x01;
  unsigned failed = 0;
  if (!account->citizen) failed |= kFlagCitizen;
  if (!account->confirmed) failed |= kFlagConfirmed;
  if (!account->passport_current) failed |= kFlagPassportCurrent;
  failed &= table.limits().looked_at;
  // Dates are compared as they are: to count their days would take longer than all the rest.
  if (!is_old_enough(account->birth_date, table)) failed |= 0x02;
  if (!has_phone(*account, table)) return static_cast<RuleMask>(failed | 0x10U);
  return with_phone(failed, account->phone->e164(), table);
}

}  // namespace doverie
