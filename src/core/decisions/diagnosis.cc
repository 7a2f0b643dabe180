// SPDX-License-Identifier: Apache-2.0
//
// Why can this account not be recovered? The answer of a start is the decision's own, made on the same world and thrown away; what
// stands behind it is told from the case that the decision has looked at. docs/spec/explaining.md
#include "core/decisions/diagnosis.h"

#include <algorithm>

#include "core/bytes/json.h"
#include "core/decisions/decide.h"
#include "core/decisions/limits.h"
#include "core/decisions/recovery.h"
#include "core/records/events.h"
#include "core/records/transitions.h"
#include "doverie/core/host_rules.h"

namespace doverie {

namespace {

using Kind = FindingKind;

// What a start would answer. Nothing of it is kept: the draft is dropped, and so is the secret that nobody holds.
Result<Answer> start_now(const StartRecovery& start, const World& world) {
  constexpr std::size_t kEnough = 64;
  const CommandMeta meta{"explain", ""};
  const std::string randomness(kEnough, '\0');
  Draft draft(world, meta, randomness);
  return decide(start, world, draft);
}

// Faults that say something of the account; with any other the question itself cannot be answered.
bool is_about_the_account(const Fault& fault) {
  return fault.code == FaultCode::account_unknown || fault.code == FaultCode::store_mismatch;
}

Kind kind_of(StartStatus status) {
  switch (status) {
    case StartStatus::pending:
      return Kind::start_pending;
    case StartStatus::frozen:
      return Kind::start_frozen;
    case StartStatus::contact_unavailable:
      return Kind::start_contact_unavailable;
    case StartStatus::not_protected:
      return Kind::start_not_protected;
    default:
      return Kind::start_not_needed;
  }
}

// --- freezes

// The last event that has frozen the account, as long as it is kept.
std::optional<CircleEvent> last_freeze(const StreamRecord& record) {
  JsonReader reader;
  for (auto event = record.events.rbegin(); event != record.events.rend(); ++event) {
    auto decoded = decode<CircleEvent>(event->bytes, reader);  // was decoded before, when the circle was loaded
    const auto* report = std::get_if<event::FraudReported>(&decoded->event);
    if (report ? report->frozen_until.has_value() : std::holds_alternative<event::AccountFrozen>(decoded->event))
      return std::move(decoded->event);
  }
  return std::nullopt;
}

void tell_freeze(const CircleCase& c, const World& world, Findings& findings) {
  if (!frozen(*c.circle, c.now)) return;
  const auto freeze = last_freeze(world.circle(c.trustor)->record);
  Finding found{.against = true, .reason = std::string(info(ReasonCode::frozen).name), .since = c.circle->frozen_at};
  if (c.circle->frozen_until == kUntilLifted) {
    const auto* by = freeze ? std::get_if<event::AccountFrozen>(&*freeze) : nullptr;
    if (by) found.detail = by->operator_id;
    return findings.add(Kind::frozen_by_operator, found);
  }
  found.until = c.circle->frozen_until;
  const auto* report = freeze ? std::get_if<event::FraudReported>(&*freeze) : nullptr;
  if (report) found.account = report->contact;
  findings.add(found.account.empty() ? Kind::frozen_by_owner : Kind::frozen_by_contact, found);
}

// --- wrong codes against the account

// When the `limit`-th youngest is out of the window, so that one more fits in; nothing as long as there is room.
std::optional<Instant> back_from(std::vector<Instant> used, std::int64_t limit, Duration window) {
  std::ranges::sort(used);
  const auto count = static_cast<std::int64_t>(used.size());
  if (used.empty() || limit < 1) return std::nullopt;
  return used[static_cast<std::size_t>(std::max<std::int64_t>(0, count - limit))] + window;
}

void tell_lock(const CircleCase& c, Findings& findings) {
  const std::int64_t limit = c.today->max_wrong_codes_per_trustor;
  Finding found{.needs = limit, .has = std::ssize(wrong_codes_against(*c.circle, c.now))};
  if (!recovery_locked(*c.circle, *c.today, c.now)) {
    if (*found.has > 0) findings.add(Kind::wrong_codes_against, found);
    return;
  }
  found.against = true;
  found.reason = info(ReasonCode::recovery_locked).name;
  std::vector<Instant> wrong;
  for (const WrongCode& code : c.circle->wrong_codes) wrong.push_back(code.at);
  if (!c.circle->recovery_locked) found.until = back_from(std::move(wrong), limit, kWrongCodeWindow);
  findings.add(Kind::recovery_locked, found);
}

// --- contacts and rules

// One row for each rule that fails, with the words of explain(); what it has found is the verdict of the decision.
Status tell_failures(Kind kind, const AccountId& account, Role role, const Facts& facts, const Verdicts& verdicts,
                     const LinkCase& link, const World& world, bool against, Findings& findings) {
  const HostRules& rules = world.settings().host_rules;
  const auto rows = explain(role, facts, *link.policy, world.today(), world.now(), rules);
  if (!rows) return rows.as<Done>();
  for (const Reason& reason : failures(verdicts)) {
    const RuleExplanation& row =
        *std::ranges::find(*rows, reason.code, &RuleExplanation::rule);  // every rule of the role has one
    findings.add(kind,
                 {.against = against,
                  .account = account,
                  .reason = std::string(name_of(reason)),
                  .needs = reason.needs,
                  .has = reason.has},
                 {row.english, row.russian});
  }
  return Done{};
}

void tell_obstacles(const LinkCase& link, Instant now, bool against, Findings& findings) {
  const AccountId& contact = link.appointment->contact;
  const auto add = [&](Kind kind, ReasonCode reason, std::optional<Instant> until = {}) {
    findings.add(kind, {.against = against, .account = contact, .reason = std::string(info(reason).name), .until = until});
  };
  if (now < link.appointment->active_from)
    add(Kind::not_active_yet, ReasonCode::not_active_yet, link.appointment->active_from);
  if (contact_locked(*link.record, now)) add(Kind::contact_locked, ReasonCode::contact_locked, link.record->locked_until);
  if (link.same_person) add(Kind::same_person, ReasonCode::same_person);
  if (link.mutual_pair) add(Kind::mutual_pair, ReasonCode::mutual_pair);
}

// A contact whom no rule stands against confirms nothing all the same as long as no code of his is accepted.
bool accepts_codes(const CircleCase& c, const LinkCase& link, const World& world) {
  const AccountId& contact = link.appointment->contact;
  return left_of(code_limits({*c.circle, contact, *link.record, *c.today, *c.today, world.restored_at(), c.now})) > 0;
}

// The trustor's own failures are the same for every link, unless rules are for new links only: told with the first.
Status tell_link(const CircleCase& c, const LinkCase& link, bool first, bool against, const World& world,
                 Findings& findings) {
  const AccountId& contact = link.appointment->contact;
  if (first) {
    auto status = tell_failures(Kind::trustor_rule_failed, c.trustor, Role::trustor, *link.trustor_facts,
                                link.verdicts->trustor, link, world, against, findings);
    if (!status) return status;
  }
  tell_obstacles(link, c.now, against, findings);
  auto status = tell_failures(Kind::contact_rule_failed, contact, Role::contact, facts_of_contact(world, contact),
                              link.verdicts->contact, link, world, against, findings);
  if (status && can_confirm(link, c.now) && accepts_codes(c, link, world))
    findings.add(Kind::contact_can, {.account = contact, .since = link.appointment->since()});
  if (link.appointment->policy.id != c.today->id)
    findings.add(Kind::link_policy, {.account = contact, .detail = link.appointment->policy.id});
  return status;
}

// When the account closed, if that is what took the last contacts away.
std::optional<Instant> closed_at(const StreamRecord& record) {
  JsonReader reader;
  for (auto event = record.events.rbegin(); event != record.events.rend(); ++event) {
    const auto decoded = decode<CircleEvent>(event->bytes, reader);
    if (std::holds_alternative<event::AccountClosed>(decoded->event)) return decoded->envelope.at;
    if (std::holds_alternative<event::ContactRemoved>(decoded->event)) return std::nullopt;
  }
  return std::nullopt;
}

void tell_nobody(const CircleCase& c, const World& world, Findings& findings) {
  if (!c.circle->lost_under_recovery) return findings.add(Kind::no_contact, {});
  const auto closed = closed_at(world.circle(c.trustor)->record);
  findings.add(closed ? Kind::account_closed : Kind::contact_lost, {.against = true, .since = closed});
}

Status tell_contacts(const CircleCase& c, const World& world, Findings& findings) {
  auto links = gather_links(world, c, *c.today);
  if (!links) return links.as<Done>();
  if (links->empty()) {
    tell_nobody(c, world, findings);
    return Done{};
  }
  for (LinkCase& link : *links) gather_verdicts(world, link);
  const auto count = static_cast<std::int64_t>(links->size());
  const std::int32_t required = c.today->required_approvals;
  if (count < required) findings.add(Kind::too_few_contacts, {.against = true, .needs = required, .has = count});
  const bool against = gather_able(world, *links) < required;
  for (const LinkCase& link : *links) {
    if (auto status = tell_link(c, link, &link == &links->front(), against, world, findings); !status) return status;
  }
  if (!is_protected(*c.circle, world.protected_share())) findings.add(Kind::observed, {});
  return Done{};
}

// --- budgets

std::vector<Instant> within_a_day(std::vector<Instant> all, Instant now) {
  std::erase_if(all, [&](Instant at) { return now - at >= kDay; });
  return all;
}

std::vector<Instant> starts_of(const Circle& circle, bool verified_factor) {
  std::vector<Instant> starts;
  for (const Request& request : circle.requests) {
    if (request.verified_factor == verified_factor) starts.push_back(request.started_at);
  }
  return starts;
}

struct Budget {
  Kind left;
  Kind used_up;
  std::vector<Instant> used;  // in the last 24 hours
  std::int64_t limit;
};

void tell_budget(const Budget& budget, bool asked_for, AccountId account, ReasonCode reason, Findings& findings) {
  const auto used = static_cast<std::int64_t>(budget.used.size());
  Finding found{.account = std::move(account),
                .needs = budget.limit,
                .has = used,
                .until = back_from(budget.used, budget.limit, kDay)};
  const bool used_up = used >= budget.limit;
  if (used_up) found.reason = info(reason).name;
  found.against = used_up && asked_for;
  findings.add(used_up ? budget.used_up : budget.left, found);
}

void tell_open(const CircleCase& c, bool verified_factor, const World& world, Findings& findings) {
  std::vector<Instant> ends;
  for (const RequestNow& r : gather_requests(world, *c.circle)) {
    if (is_open(r.state) && r.request->verified_factor == verified_factor) ends.push_back(r.request->deadline());
  }
  const auto open = static_cast<std::int64_t>(ends.size());
  if (open < c.today->max_open_requests) return;
  findings.add(Kind::too_many_open, {.against = true,
                                     .reason = std::string(info(ReasonCode::requests_open).name),
                                     .needs = c.today->max_open_requests,
                                     .has = open,
                                     .until = *std::ranges::min_element(ends)});
}

void tell_start_budgets(const CircleCase& c, bool verified_factor, const World& world, Findings& findings) {
  tell_open(c, verified_factor, world, findings);
  for (const bool verified : {verified_factor, !verified_factor}) {
    tell_budget({verified ? Kind::verified_starts_left : Kind::starts_left,
                 verified ? Kind::verified_starts_used_up : Kind::starts_used_up,
                 within_a_day(starts_of(*c.circle, verified), c.now),
                 verified ? c.today->verified_starts_per_day : c.today->starts_per_day},
                verified == verified_factor, {}, ReasonCode::starts_exhausted, findings);
  }
}

void tell_contact_budgets(const CircleCase& c, Findings& findings) {
  for (const Appointment& a : c.circle->contacts) {
    std::vector<Instant> wrong;
    for (const WrongCode& code : c.circle->wrong_codes) {
      if (code.contact == a.contact) wrong.push_back(code.at);
    }
    wrong = within_a_day(std::move(wrong), c.now);
    if (wrong.empty()) continue;
    tell_budget({Kind::wrong_codes_left, Kind::wrong_codes_used_up, std::move(wrong), c.today->max_wrong_codes}, true,
                a.contact, ReasonCode::too_many_wrong_codes, findings);
  }
}

// --- what else is known

void tell_rest(const CircleCase& c, Findings& findings) {
  const Circle& circle = *c.circle;
  findings.add(Kind::policy, {.detail = c.today->id + " (" + iso(c.today->applies_from) + ")"});
  for (const Removal& removal : circle.removals) {
    if (!standing_removal(circle, removal.contact, removal.by, c.now)) continue;
    const Kind kind = removal.suspended ? Kind::removal_suspended : Kind::removal_asked;
    const auto until = removal.suspended ? std::nullopt : std::optional(removal.possible_from);
    findings.add(kind, {.account = removal.contact, .until = until});
  }
  std::vector<Instant> sent;
  for (const SentInvitation& invitation : circle.invitations) {
    sent.push_back(invitation.sent_at);
    if (!invitation.closed && c.now < invitation.expires_at)
      findings.add(Kind::invitation_waits, {.since = invitation.sent_at, .until = invitation.expires_at});
  }
  sent = within_a_day(std::move(sent), c.now);
  const auto used = static_cast<std::int64_t>(sent.size());
  const std::int64_t limit = c.today->invitations_per_day;
  if (used > 0) findings.add(Kind::invitations_left, {.needs = limit, .has = used, .until = back_from(sent, limit, kDay)});
  if (circle.unavailable_start_at) findings.add(Kind::start_in_vain, {.since = circle.unavailable_start_at});
  if (circle.recovered_at) findings.add(Kind::recovered, {.since = circle.recovered_at});
  if (circle.owner_seen_at) findings.add(Kind::owner_seen, {.since = circle.owner_seen_at});
}

// The answer of the start, and its row. A fault that is not about the account is the answer to the question, too.
Status tell_start(const Result<Answer>& answer, const World& world, Diagnosis& diagnosis, Findings& findings) {
  if (answer.ok()) {
    diagnosis.start = std::get<RecoveryStarted>(*answer).status;
    findings.add(kind_of(*diagnosis.start), {});
    return Done{};
  }
  if (answer.faulted()) {
    if (!is_about_the_account(answer.fault())) return answer.as<Done>();
    const CodeInfo& code = info(answer.fault().code);
    findings.add(Kind::start_fault, {.reason = std::string(code.name)},
                 {std::string(code.english), std::string(code.russian)});
    return Done{};
  }
  const Reason& first = answer.rejection().reasons.front();
  findings.add(Kind::start_refused, {.reason = std::string(name_of(first)), .needs = first.needs, .has = first.has},
               words_of(first, world.settings().host_rules));
  return Done{};
}

struct Diagnosed {
  Diagnosis diagnosis;
  Findings findings;
};

// [W1, W2, W3]
Result<Diagnosed> diagnose(const StartRecovery& start, const World& world) {
  const auto c = gather_circle(world, start.trustor);
  if (!c) return c.as<Diagnosed>();
  Diagnosed found;
  Findings& findings = found.findings;
  Status status = tell_start(start_now(start, world), world, found.diagnosis, findings);
  if (!status) return status.as<Diagnosed>();
  tell_freeze(*c, world, findings);
  tell_lock(*c, findings);
  if (status = tell_contacts(*c, world, findings); !status) return status.as<Diagnosed>();
  tell_start_budgets(*c, start.verified_factor, world, findings);
  tell_contact_budgets(*c, findings);
  if (status = tell_requests(*c, world, findings); !status) return status.as<Diagnosed>();
  tell_rest(*c, findings);
  return found;
}

Subjects everything_about(const AccountId& trustor, const World& world) {
  Subjects subjects = circle_and_people(trustor, world);
  subjects.whole = true;  // who has frozen the account stands in the events alone
  return subjects;
}

constexpr std::string_view kNobodysSecret{"................................"};

template <class Asked>
StartRecovery start_asked_about(const Asked& command) {
  return {command.trustor, Secret(kNobodysSecret), command.verified_factor, command.operation};
}

}  // namespace

Result<Subjects> subjects_of(const ExplainAccount& command, const World& world) {
  return everything_about(command.trustor, world);
}
Result<Subjects> subjects_of(const ExplainToOwner& command, const World& world) {
  return everything_about(command.trustor, world);
}

Result<Answer> decide_one(const ExplainAccount& command, const World& world, Draft&) {
  auto found = diagnose(start_asked_about(command), world);
  if (!found) return found.as<Answer>();
  found->diagnosis.findings = std::move(found->findings).take();
  return Answer(std::move(found->diagnosis));
}

// [W4]
Result<Answer> decide_one(const ExplainToOwner& command, const World& world, Draft&) {
  auto found = diagnose(start_asked_about(command), world);
  if (!found) return found.as<Answer>();
  found->diagnosis.findings = std::move(found->findings).take_for_owner();
  return Answer(std::move(found->diagnosis));
}

}  // namespace doverie
