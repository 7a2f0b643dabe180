// SPDX-License-Identifier: Apache-2.0
//
// For each kind of rule: what its verdict, or its silence, tells of the fact that it looked at.
#include "replay/fact_bounds.h"

#include <algorithm>

#include "core/eligibility/civil_age.h"
#include "replay/phones.h"

namespace doverie::replay {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

const Verdict* find(const RecordedVerdicts& recorded, ReasonCode rule) {
  const auto found = std::ranges::find(recorded.verdicts, rule, &Verdict::rule);
  return found == recorded.verdicts.end() ? nullptr : &*found;
}

// The last day of birth on which somebody has that age today, and more at any earlier one.
CivilDate youngest_of(int age, CivilDate today, const Policy& counting) {
  sys_days birth = sys_days((today.year() - std::chrono::years{age}) / today.month() / std::chrono::day{1}) + days{35};
  while (age_in_years(birth, today, counting) < age) birth -= days{1};
  return birth;
}

constexpr CivilDate kLongAgo{std::chrono::year{1800} / 1 / 1};

void set_phone(AccountFacts& facts, PhoneState state, const std::optional<Phone>& phone) {
  facts.phone_state = phone ? state : PhoneState::none;
  facts.phone = phone;
}

// What the verdict of each kind of rule tells of the facts that it looked at, or its silence.
struct Bounding {
  const RecordedVerdicts& recorded;
  const Judges& judges;
  const When& when;
  const std::string& shown;
  AccountFacts& best;
  AccountFacts& worst;

  void operator()(const Rule&, const AccountRule&) const {}  // there is one, or there was nothing to bound
  void operator()(const Rule& rule, const AgeRule& age) const;
  void operator()(const Rule& rule, const FlagRule& flag) const;
  void operator()(const Rule& rule, const PhoneRule&) const;
  void operator()(const Rule& rule, const SinceRule& change) const;

  bool passed(const Verdict* verdict) const { return verdict ? verdict->passed : recorded.passed; }
};

void Bounding::operator()(const Rule& rule, const FlagRule& flag) const {
  const Verdict* verdict = find(recorded, rule.reason);
  const bool asked = judges.then->*flag.required;
  std::optional<bool> has;
  if (verdict && verdict->has) {
    has = *verdict->has == 1;
  } else if (verdict && !verdict->passed) {
    has = false;
  } else if (asked && passed(verdict)) {
    has = true;
  }
  best.*flag.fact = has.value_or(true);
  worst.*flag.fact = has.value_or(false);
}

void Bounding::operator()(const Rule& rule, const AgeRule& age) const {
  const Verdict* verdict = find(recorded, rule.reason);
  const Policy& then = *judges.then;
  if (verdict && !verdict->has && verdict->needs) {  // the birth date could not be read
    best.birth_date = worst.birth_date = CivilDate{};
  } else if (verdict && verdict->has) {
    const int years = static_cast<int>(*verdict->has);
    worst.birth_date = youngest_of(years, when.today, then);
    best.birth_date = sys_days(youngest_of(years + 1, when.today, then)) + days{1};
  } else {
    best.birth_date = kLongAgo;
    worst.birth_date = passed(verdict) ? youngest_of(then.*age.min_years, when.today, then) : when.today;
  }
}

void Bounding::operator()(const Rule& rule, const PhoneRule&) const {
  const Policy& then = *judges.then;
  const Verdict* verdict = find(recorded, rule.reason);
  if (verdict && !verdict->passed) {  // why is not said: another policy may not mind
    const bool as_then = then.replacing_phone_counts == judges.now->replacing_phone_counts &&
                         then.phone_prefixes == judges.now->phone_prefixes &&
                         then.phone_prefixes_excluded == judges.now->phone_prefixes_excluded;
    if (!as_then) set_phone(best, PhoneState::confirmed, stand_ins(rule.role, {"+"}, *judges.now).allowed);
    return;
  }
  const bool known = passed(verdict);
  const auto beginnings = !shown.empty() ? std::vector{shown} : known ? then.phone_prefixes : std::vector<std::string>{"+"};
  const StandIns numbers = stand_ins(rule.role, beginnings, *judges.now, known ? &then : nullptr);
  const bool replacing = verdict && verdict->has == static_cast<std::int64_t>(PhoneState::replacing);
  const bool may_replace = replacing || !known || (then.replacing_phone_counts && recorded.verdicts.empty());
  set_phone(best, replacing ? PhoneState::replacing : PhoneState::confirmed,
            numbers.allowed ? numbers.allowed : numbers.refused);
  set_phone(worst, may_replace ? PhoneState::replacing : PhoneState::confirmed,
            numbers.refused ? numbers.refused : numbers.allowed);
}

// The latest instant at which it may have changed, and one long enough ago, if it may be so.
void Bounding::operator()(const Rule& rule, const SinceRule& change) const {
  const Verdict* verdict = find(recorded, rule.reason);
  const Duration pause = judges.then->*change.pause;
  const Instant at = when.at;
  if (verdict && verdict->has) {  // whole hours, counted down
    best.*change.since = at - std::chrono::hours{*verdict->has + 1} + Duration{1};
    worst.*change.since = at - std::chrono::hours{*verdict->has};
  } else if (verdict) {
    return;  // asked for, and the host knows of none
  } else if (!recorded.verdicts.empty()) {
    worst.*change.since = at - std::max<Duration>(kLately, pause);
  } else {
    worst.*change.since = recorded.passed ? at - pause : at;
  }
}

bool refuses(const Verdicts& verdicts, ReasonCode rule) {
  return std::ranges::any_of(verdicts, [&](const Verdict& v) { return v.rule == rule && !v.passed; });
}

// There was no account, or a rule of the host's own was not met: then it is not met in the replay, either.
bool refused_for_good(Role role, const RecordedVerdicts& recorded) {
  return find(recorded, account_missing(role)) ||
         std::ranges::any_of(recorded.verdicts, [](const Verdict& v) { return !v.name.empty() && !v.passed; });
}

AccountFacts plain(Instant at) {
  AccountFacts facts;
  facts.given_name = "Иван";
  facts.as_of = at;
  return facts;
}

bool is_about_age(ReasonCode reason) {
  const Rule* rule = rule_of(reason);
  return rule && std::holds_alternative<AgeRule>(rule->kind);
}

}  // namespace

FactBounds fact_bounds(Role role, const RecordedVerdicts& recorded, const Judges& judges, const When& when,
                       const std::string& shown) {
  if (refused_for_good(role, recorded)) return {};
  FactBounds bounds{plain(when.at), plain(when.at)};
  for_each_rule(role, Bounding{recorded, judges, when, shown, *bounds.best, *bounds.worst});
  return bounds;
}

FactBounds unknown_facts(Role role, const Policy& now, const When& when) {
  FactBounds bounds = fact_bounds(role, {}, {&now, &now}, when);
  bounds.worst.reset();
  return bounds;
}

std::vector<ReplayMissing> undecided_rules(Role role, const FactBounds& bounds, const RecordedVerdicts& recorded,
                                           const Policy& now, const When& when) {
  const Verdicts best = check_eligibility(role, bounds.best, now, when.today, when.at);
  std::vector<ReplayMissing> missing;
  for (const Verdict& verdict : check_eligibility(role, bounds.worst, now, when.today, when.at)) {
    if (verdict.passed || refuses(best, verdict.rule)) continue;
    const bool age = find(recorded, verdict.rule) && is_about_age(verdict.rule);
    missing.push_back({age ? ReplayGap::age : ReplayGap::fact, verdict.rule});
  }
  return missing;
}

std::vector<std::span<const Verdict>> by_person(std::span<const Verdict> verdicts) {
  std::vector<std::span<const Verdict>> people;
  std::optional<Role> side;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const Rule* rule = rule_of(verdicts[i].rule);  // none for a rule of the host's own
    if (rule && side && rule->role != *side) people.push_back(verdicts.subspan(begin, i - begin)), begin = i;
    if (rule) side = rule->role;
  }
  if (begin < verdicts.size()) people.push_back(verdicts.subspan(begin));
  return people;
}

}  // namespace doverie::replay
