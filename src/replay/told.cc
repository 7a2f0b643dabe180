// SPDX-License-Identifier: Apache-2.0
//
// What each verdict allows to conclude of the fact behind it.
#include "replay/told.h"

#include <algorithm>

#include "core/eligibility/civil_age.h"
#include "replay/phones.h"

namespace doverie::replay {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

const Verdict* find(const Heard& heard, ReasonCode rule) {
  const auto found = std::ranges::find(heard.verdicts, rule, &Verdict::rule);
  return found == heard.verdicts.end() ? nullptr : &*found;
}

bool passed(const Heard& heard, const Verdict* verdict) {
  return verdict ? verdict->passed : heard.passed;
}

// --- yes and no

struct FlagFact {
  ReasonCode trustor, contact;
  bool Policy::* trustor_asks;
  bool Policy::* contact_asks;
  bool AccountFacts::* member;
};

constexpr FlagFact kFlags[] = {
    {ReasonCode::trustor_not_citizen, ReasonCode::contact_not_citizen, &Policy::trustor_citizen_required,
     &Policy::contact_citizen_required, &AccountFacts::citizen},
    {ReasonCode::trustor_not_confirmed, ReasonCode::contact_not_confirmed, &Policy::trustor_confirmed_required,
     &Policy::contact_confirmed_required, &AccountFacts::confirmed},
    {ReasonCode::contact_passport_outdated, ReasonCode::contact_passport_outdated, &Policy::contact_passport_required,
     &Policy::contact_passport_required, &AccountFacts::passport_current},
};

void tell_flag(const FlagFact& fact, Role role, const Heard& heard, const Policy& then, Person& person) {
  const Verdict* verdict = find(heard, role == Role::trustor ? fact.trustor : fact.contact);
  const bool asked = then.*(role == Role::trustor ? fact.trustor_asks : fact.contact_asks);
  std::optional<bool> has;
  if (verdict && verdict->has) {
    has = *verdict->has == 1;
  } else if (verdict && !verdict->passed) {
    has = false;
  } else if (asked && passed(heard, verdict)) {
    has = true;
  }
  (*person.best).*fact.member = has.value_or(true);
  (*person.worst).*fact.member = has.value_or(false);
}

// --- age

// The last day of birth on which somebody has that age today, and more at any earlier one.
CivilDate youngest_of(int age, CivilDate today, const Policy& counting) {
  sys_days birth = sys_days((today.year() - std::chrono::years{age}) / today.month() / std::chrono::day{1}) + days{35};
  while (age_in_years(birth, today, counting) < age) birth -= days{1};
  return birth;
}

constexpr CivilDate kLongAgo{std::chrono::year{1800} / 1 / 1};

void tell_age(Role role, const Heard& heard, const Policy& then, const When& when, Person& person) {
  const Verdict* verdict =
      find(heard, role == Role::trustor ? ReasonCode::trustor_too_young : ReasonCode::contact_too_young);
  const std::int32_t minimum = role == Role::trustor ? then.trustor_min_age_years : then.contact_min_age_years;
  if (verdict && !verdict->has && verdict->needs) {  // the birth date could not be read
    person.best->birth_date = person.worst->birth_date = CivilDate{};
  } else if (verdict && verdict->has) {
    const int age = static_cast<int>(*verdict->has);
    person.worst->birth_date = youngest_of(age, when.today, then);
    person.best->birth_date = sys_days(youngest_of(age + 1, when.today, then)) + days{1};
  } else {
    person.best->birth_date = kLongAgo;
    person.worst->birth_date = passed(heard, verdict) ? youngest_of(minimum, when.today, then) : when.today;
  }
}

// --- phone

void set_phone(AccountFacts& facts, PhoneState state, const std::optional<Phone>& phone) {
  facts.phone_state = phone ? state : PhoneState::none;
  facts.phone = phone;
}

void tell_phone(Role role, const Heard& heard, const Judges& judges, const std::string& shown, Person& person) {
  const Policy& then = *judges.then;
  const auto rule = role == Role::trustor ? ReasonCode::trustor_phone_missing : ReasonCode::contact_phone_missing;
  const Verdict* verdict = find(heard, rule);
  if (verdict && !verdict->passed) {  // why is not said: another policy may not mind
    const bool as_then = then.replacing_phone_counts == judges.now->replacing_phone_counts &&
                         then.phone_prefixes == judges.now->phone_prefixes;
    if (!as_then) set_phone(*person.best, PhoneState::confirmed, stand_ins(role, {"+"}, *judges.now).allowed);
    return;
  }
  const bool known = passed(heard, verdict);
  const auto beginnings = !shown.empty() ? std::vector{shown} : known ? then.phone_prefixes : std::vector<std::string>{"+"};
  const StandIns numbers = stand_ins(role, beginnings, *judges.now);
  const bool replacing = verdict && verdict->has == static_cast<std::int64_t>(PhoneState::replacing);
  const bool may_replace = replacing || !known || (then.replacing_phone_counts && heard.verdicts.empty());
  set_phone(*person.best, replacing ? PhoneState::replacing : PhoneState::confirmed,
            numbers.allowed ? numbers.allowed : numbers.refused);
  set_phone(*person.worst, may_replace ? PhoneState::replacing : PhoneState::confirmed,
            numbers.refused ? numbers.refused : numbers.allowed);
}

// --- what has changed of late

struct ChangeFact {
  ReasonCode rule;
  Duration Policy::* pause;
  std::optional<Instant> AccountFacts::* since;
};

constexpr ChangeFact kChanges[] = {
    {ReasonCode::contact_recovered_lately, &Policy::pause_after_recovery, &AccountFacts::recovered_at},
    {ReasonCode::contact_phone_changed_lately, &Policy::pause_after_phone_change, &AccountFacts::phone_since},
    {ReasonCode::contact_sim_changed_lately, &Policy::pause_after_sim_change, &AccountFacts::sim_since},
};

// The latest instant at which it may have changed, and one long enough ago, if it may be so.
void tell_change(const ChangeFact& fact, const Heard& heard, const Policy& then, Instant at, Person& person) {
  const Verdict* verdict = find(heard, fact.rule);
  const Duration pause = then.*fact.pause;
  if (verdict && verdict->has) {  // whole hours, counted down
    (*person.best).*fact.since = at - std::chrono::hours{*verdict->has + 1} + Duration{1};
    (*person.worst).*fact.since = at - std::chrono::hours{*verdict->has};
  } else if (verdict) {
    return;  // asked for, and the host knows of none
  } else if (!heard.verdicts.empty()) {
    (*person.worst).*fact.since = at - std::max<Duration>(kLately, pause);
  } else {
    (*person.worst).*fact.since = heard.passed ? at - pause : at;
  }
}

bool refuses(const Verdicts& verdicts, ReasonCode rule) {
  return std::ranges::any_of(verdicts, [&](const Verdict& v) { return v.rule == rule && !v.passed; });
}

Verdicts judged(Role role, const std::optional<AccountFacts>& facts, const Policy& now, const When& when) {
  Verdicts verdicts = check_eligibility(role, facts, now, when.today);
  if (!facts || role == Role::trustor) return verdicts;
  const Verdicts pauses = check_pauses(*facts, now, when.at);
  verdicts.insert(verdicts.end(), pauses.begin(), pauses.end());
  return verdicts;
}

bool of_host(const Verdict& verdict) {
  return !verdict.name.empty();
}

// Somebody who did not meet a rule of the host's own does not meet it in the replay, either.
bool host_refuses(const Heard& heard) {
  return std::ranges::any_of(heard.verdicts, [](const Verdict& v) { return of_host(v) && !v.passed; });
}

AccountFacts plain(Instant at) {
  AccountFacts facts;
  facts.given_name = "Иван";
  facts.as_of = at;
  return facts;
}

}  // namespace

Person person_of(Role role, const Heard& heard, const Judges& judges, const When& when, const std::string& shown) {
  const bool missing = find(heard, ReasonCode::trustor_account_missing) || find(heard, ReasonCode::contact_account_missing);
  if (missing || host_refuses(heard)) return {};
  Person person{plain(when.at), plain(when.at)};
  for (const FlagFact& fact : kFlags) tell_flag(fact, role, heard, *judges.then, person);
  tell_age(role, heard, *judges.then, when, person);
  tell_phone(role, heard, judges, shown, person);
  if (role == Role::trustor) return person;
  for (const ChangeFact& fact : kChanges) tell_change(fact, heard, *judges.then, when.at, person);
  return person;
}

Person nobody_knows(Role role, const Policy& now, const When& when) {
  Person person = person_of(role, {}, {&now, &now}, when);
  person.worst.reset();
  return person;
}

std::vector<ReplayMissing> apart(Role role, const Person& person, const Heard& heard, const Policy& now, const When& when) {
  const Verdicts best = judged(role, person.best, now, when);
  std::vector<ReplayMissing> missing;
  for (const Verdict& verdict : judged(role, person.worst, now, when)) {
    if (verdict.passed || refuses(best, verdict.rule)) continue;
    const Verdict* told = find(heard, verdict.rule);
    const bool age =
        told && (verdict.rule == ReasonCode::trustor_too_young || verdict.rule == ReasonCode::contact_too_young);
    missing.push_back({age ? ReplayGap::age : ReplayGap::fact, verdict.rule});
  }
  return missing;
}

std::optional<Role> side_of(ReasonCode rule) {
  switch (rule) {
    case ReasonCode::trustor_account_missing:
      return Role::trustor;
    case ReasonCode::contact_account_missing:
    case ReasonCode::contact_recovered_lately:
    case ReasonCode::contact_phone_changed_lately:
    case ReasonCode::contact_sim_changed_lately:
      return Role::contact;
    default:
      break;
  }
  const auto rules = eligibility_rules();
  const auto found = std::ranges::find(rules, rule, &EligibilityRule::reason);
  return found == rules.end() ? std::nullopt : std::optional(found->role);
}

std::vector<std::span<const Verdict>> by_person(std::span<const Verdict> verdicts) {
  std::vector<std::span<const Verdict>> people;
  std::optional<Role> side;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const auto of = side_of(verdicts[i].rule);
    if (of && side && *of != *side) people.push_back(verdicts.subspan(begin, i - begin)), begin = i;
    if (of) side = of;
  }
  if (begin < verdicts.size()) people.push_back(verdicts.subspan(begin));
  return people;
}

}  // namespace doverie::replay
