// SPDX-License-Identifier: Apache-2.0
//
// What does a policy ask of a row? Every rule of rules.def, compiled for one role and one moment; and a row for one account.
// What is decided here is what src/core/eligibility decides: a test compares the two over everything that can differ.
#include <algorithm>
#include <cstring>

#include "core/eligibility/civil_age.h"
#include "core/eligibility/eligibility.h"
#include "population/since.h"

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

struct FlagBit {
  bool AccountFacts::* fact;
  std::uint8_t flag;
};
constexpr FlagBit kFlagBits[] = {
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) {&AccountFacts::name, flag},
#include "doverie/core/facts.def"
};

constexpr std::uint8_t flag_of(bool AccountFacts::* fact) {
  return std::ranges::find(kFlagBits, fact, &FlagBit::fact)->flag;
}

// The number of bit 0 of a role.
constexpr std::int32_t first_rule(Role role) {
  return static_cast<std::int32_t>(account_missing(role));
}

// The bit of a rule that day and flags decide; above them all when its number gives it none.
constexpr unsigned bit_by_number(const Rule& rule) {
  return static_cast<unsigned>(static_cast<std::int32_t>(rule.reason) - first_rule(rule.role));
}

// The inner loops know which flag makes which bit: as in population.h, and a flag of a fact is the bit of its rules.
constexpr bool fits_loops(const Rule& rule) {
  const unsigned bit = bit_by_number(rule);
  if (std::holds_alternative<SinceRule>(rule.kind)) return true;
  if (std::holds_alternative<AccountRule>(rule.kind)) return bit == 0;
  if (std::holds_alternative<AgeRule>(rule.kind)) return bit == 1;
  if (std::holds_alternative<PhoneRule>(rule.kind)) return bit == 4;
  // The bits of citizenship, confirmation and passport: no other flag is a rule's by itself.
  constexpr unsigned kFlagRules = 0x2c;
  return bit < kRuleBits && (kFlagRules >> bit & 1U) != 0 && flag_of(std::get<FlagRule>(rule.kind).fact) == 1U << bit;
}
static_assert(
    std::ranges::all_of(kRules, fits_loops),
    "a rule of rules.def has a bit that check_day_and_flags() of population.h does not give it: number the reason by "
    "the flag of its fact, or teach the loops");

// The first bytes of a text as a number; zeros when there are not as many.
std::uint64_t first_bytes(std::string_view text) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text.data(), std::min(text.size(), sizeof(bytes)));
  return bytes;
}

std::vector<CompiledPolicy::PhonePrefix> compiled_prefixes(const std::vector<std::string>& texts) {
  std::vector<CompiledPolicy::PhonePrefix> prefixes;
  for (const std::string& text : texts) {
    const std::string ones(std::min(text.size(), sizeof(std::uint64_t)), '\xff');
    prefixes.push_back({first_bytes(text), first_bytes(ones), text});
  }
  std::ranges::sort(prefixes, {}, &CompiledPolicy::PhonePrefix::text);
  return prefixes;
}

// As CivilDate::ok(), but for the year, which order_of() tells.
bool is_day_of_month(unsigned day, unsigned month, std::chrono::year year) {
  static constexpr std::uint8_t kLastDay[] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month >= std::size(kLastDay) || day - 1 >= kLastDay[month]) return false;
  return month != 2 || day != 29 || year.is_leap();
}

bool is_old_enough(CivilDate birth_date, const CompiledPolicy& compiled) {
  const auto month = static_cast<unsigned>(birth_date.month());
  const auto day = static_cast<unsigned>(birth_date.day());
  return is_day_of_month(day, month, birth_date.year()) && CompiledPolicy::order_of(birth_date) < compiled.orders();
}

bool has_phone(const AccountFacts& account, const CompiledPolicy& compiled) {
  const bool replacing_counts = (compiled.limits().looked_at & kFlagPhoneReplacing) == 0;
  const bool state =
      account.phone_state == PhoneState::confirmed || (account.phone_state == PhoneState::replacing && replacing_counts);
  return state && account.phone.has_value();
}

// Apart, so that the usual case calls nothing and keeps all that it needs in registers.
__attribute__((noinline)) RuleMask with_any_phone(unsigned failed, const std::string& phone,
                                                  const CompiledPolicy& compiled) {
  const auto begins = [&](const auto& prefix) { return phone.starts_with(prefix.text); };
  const bool allowed =
      std::ranges::any_of(compiled.phone_prefixes(), begins) && std::ranges::none_of(compiled.phone_exclusions(), begins);
  return static_cast<RuleMask>(failed | (allowed ? 0U : 0x10U));
}

// Adds what phone_allowed() says. Numbers are longer than what is compared here as one number, and prefixes shorter, but for
// what is very unusual.
RuleMask with_phone(unsigned failed, const std::string& phone, const CompiledPolicy& compiled) {
  std::uint64_t begin = 0;
  if (!compiled.prefixes_are_short() || phone.size() < sizeof(begin)) return with_any_phone(failed, phone, compiled);
  std::memcpy(&begin, phone.data(), sizeof(begin));
  const auto begins = [begin](const auto& prefix) { return (begin & prefix.mask) == prefix.bytes; };
  const bool allowed =
      std::ranges::any_of(compiled.phone_prefixes(), begins) && std::ranges::none_of(compiled.phone_exclusions(), begins);
  return static_cast<RuleMask>(failed | (allowed ? 0U : 0x10U));
}

std::uint8_t flags_with(const AccountFacts& account, bool phone_is_allowed) {
  const bool replacing = account.phone_state == PhoneState::replacing;
  const bool confirmed = account.phone && (replacing || account.phone_state == PhoneState::confirmed);
  unsigned flags = kFlagExists | flag_if(confirmed, kFlagPhoneConfirmed) | flag_if(phone_is_allowed, kFlagPhoneAllowed) |
                   flag_if(replacing, kFlagPhoneReplacing);
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) flags |= flag_if(account.name, flag);
#include "doverie/core/facts.def"
  return static_cast<std::uint8_t>(flags);
}

// The rules about what has changed since, which have the bits from kRuleBits on.
std::vector<ReasonCode> since_rules(Role role) {
  std::vector<ReasonCode> rules;
  for (const Rule& rule : kRules) {
    if (rule.role == role && std::holds_alternative<SinceRule>(rule.kind)) rules.push_back(rule.reason);
  }
  return rules;
}

constexpr bool fits_word(Role role) {
  return std::ranges::count_if(kRules, [role](const Rule& rule) {
           return rule.role == role && std::holds_alternative<SinceRule>(rule.kind);
         }) <= std::ptrdiff_t{kMoreBits};
}
static_assert(fits_word(Role::trustor) && fits_word(Role::contact),
              "a role has more rules about what has changed since than MoreMask has bits");

}  // namespace

std::int32_t birth_day_of(CivilDate birth_date) {
  return birth_date.ok() ? number_of(sys_days{birth_date}) : kNoBirthDay;
}

std::uint8_t flags_of(const std::optional<AccountFacts>& account, const Policy& policy) {
  if (!account) return 0;
  return flags_with(*account, account->phone && phone_allowed(*account->phone, policy));
}

// What each kind of rule is in a row.
struct CompiledPolicy::Compiling {
  CompiledPolicy& compiled;
  const Policy& policy;
  CivilDate today;
  Instant now;
  unsigned since_bit = 0;

  void look_at(unsigned flags) { compiled.limits_.looked_at |= static_cast<std::uint8_t>(flags); }

  void operator()(const Rule&, const AccountRule&) { look_at(kFlagExists); }
  void operator()(const Rule&, const AgeRule& age) {
    compiled.limits_.birth_days = birth_days_old_enough(policy, policy.*age.min_years, today);
  }
  void operator()(const Rule&, const FlagRule& rule) {
    if (policy.*rule.required) look_at(flag_of(rule.fact));
  }
  void operator()(const Rule&, const PhoneRule&) {
    look_at(kFlagPhoneConfirmed | kFlagPhoneAllowed | flag_if(!policy.replacing_phone_counts, kFlagPhoneReplacing));
  }
  void operator()(const Rule& rule, const SinceRule& change) {
    const MoreMask bit = MoreMask{1} << since_bit++;
    const Duration pause = policy.*change.pause;
    if (pause <= Duration{0}) return;
    compiled.since_limits_.push_back({rule.reason, std::string(rule.fact), std::string(rule.parameter), change.since,
                                      population::since_column(change.since), now - pause, bit});
  }
};

CompiledPolicy::CompiledPolicy(const Policy& policy, CivilDate today, Instant now, bool of_contacts)
    : of_contacts_(of_contacts),
      phone_prefixes_(compiled_prefixes(policy.phone_prefixes)),
      phone_exclusions_(compiled_prefixes(policy.phone_prefixes_excluded)) {
  limits_.earliest_birth_day = number_of(kFirstDay);
  for_each_rule(of_contacts ? Role::contact : Role::trustor, Compiling{*this, policy, today, now});
  const auto is_short = [](const PhonePrefix& prefix) { return prefix.text.size() <= sizeof(prefix.bytes); };
  prefixes_are_short_ = std::ranges::all_of(phone_prefixes_, is_short) && std::ranges::all_of(phone_exclusions_, is_short);
  if (limits_.birth_days == 0) return;
  latest_birth_date_ = kFirstDay + days{limits_.birth_days - 1};
  orders_ = order_of(latest_birth_date_) + 1;
}

CompiledPolicy CompiledPolicy::of_trustors(const Policy& policy, CivilDate today, Instant now) {
  return {policy, today, now, false};
}

CompiledPolicy CompiledPolicy::of_contacts(const Policy& policy, CivilDate today, Instant now) {
  return {policy, today, now, true};
}

std::optional<std::int32_t> CompiledPolicy::latest_birth_day() const {
  return latest_birth_date_.ok() ? std::optional{number_of(sys_days{latest_birth_date_})} : std::nullopt;
}

std::optional<ReasonCode> CompiledPolicy::rule_of_bit(unsigned bit) const {
  const Role role = of_contacts_ ? Role::contact : Role::trustor;
  if (bit >= kRuleBits) {
    const auto rules = since_rules(role);
    return bit - kRuleBits < rules.size() ? std::optional(rules[bit - kRuleBits]) : std::nullopt;
  }
  for (const Rule& rule : kRules) {
    const bool here = rule.role == role && !std::holds_alternative<SinceRule>(rule.kind);
    if (here && bit_by_number(rule) == bit) return rule.reason;
  }
  return std::nullopt;
}

std::optional<unsigned> CompiledPolicy::bit_of_rule(ReasonCode rule) const {
  for (unsigned bit = 0; bit < kRuleBits + kMoreBits; ++bit) {
    if (rule_of_bit(bit) == rule) return bit;
  }
  return std::nullopt;
}

std::vector<ReasonCode> CompiledPolicy::rules_of(RuleMask failed, MoreMask since) const {
  std::vector<ReasonCode> rules;
  if (since == 0) {
    for (const SinceLimit& limit : since_limits_) since |= limit.bit;
  }
  const std::uint64_t all = failed | ((failed & kFailedMore) != 0 ? std::uint64_t{since} << kRuleBits : 0U);
  for (unsigned bit = 0; bit < kRuleBits + kMoreBits; ++bit) {
    const auto rule = (all >> bit & 1U) != 0 ? rule_of_bit(bit) : std::nullopt;
    if (rule) rules.push_back(*rule);
  }
  return rules;
}

namespace {

// Apart, as it is seldom asked for.
__attribute__((noinline)) MoreMask changed_since(const CompiledPolicy& compiled, const AccountFacts& account) {
  unsigned late = 0;
  for (const CompiledPolicy::SinceLimit& limit : compiled.since_limits()) {
    const std::optional<Instant>& since = account.*limit.member;
    if (since && *since > limit.latest) late |= limit.bit;
  }
  return late;
}

// What day, flags and phone say.
RuleMask check_today(const CompiledPolicy& compiled, const AccountFacts& account) {
  unsigned failed = 0;
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) \
  if (!account.name) failed |= flag;
#include "doverie/core/facts.def"
  failed &= compiled.limits().looked_at;
  // Dates are compared as they are: to count their days would take longer than all the rest.
  if (!is_old_enough(account.birth_date, compiled)) failed |= 0x02;
  if (!has_phone(account, compiled)) return static_cast<RuleMask>(failed | 0x10U);
  return with_phone(failed, account.phone->e164(), compiled);
}

}  // namespace

RuleMask check_eligibility(const CompiledPolicy& compiled, const std::optional<AccountFacts>& account, MoreMask* since) {
  if (since) *since = 0;
  if (!account) return 0x01;
  const RuleMask failed = check_today(compiled, *account);
  if (compiled.since_limits().empty()) return failed;
  const MoreMask late = changed_since(compiled, *account);
  if (since) *since = late;
  return static_cast<RuleMask>(failed | (late != 0 ? kFailedMore : 0U));
}

}  // namespace doverie
