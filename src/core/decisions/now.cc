// SPDX-License-Identifier: Apache-2.0
#include "core/decisions/now.h"

#include <algorithm>
#include <cassert>

#include "core/records/evolve.h"
#include "core/records/transitions.h"

namespace doverie {

namespace {

bool within(Instant at, Duration window, Instant now) {
  return now - at < window;
}

bool voided(std::int64_t epoch, const PolicyPin& policy, const World& world) {
  return epoch < world.epoch() || world.revoked(policy);
}

}  // namespace

Rejection Objections::rejection() const {
  Rejection rejection{reasons_};
  sort_by_precedence(rejection.reasons);
  return rejection;
}

RequestState state_now(const Request& request, const World& world) {
  if (!is_open(request.state)) return request.state;
  if (voided(request.epoch, request.policy, world)) return RequestState::voided;
  return world.now() >= request.deadline() ? RequestState::expired : request.state;
}

bool open_now(const Request& request, const World& world) {
  return is_open(state_now(request, world));
}

Instant redeem_from(const Request& request) {
  return request.state == RequestState::approved ? request.redeem_from : Instant{};
}

ReasonCode ended_reason(RequestState state) {
  switch (state) {
    case RequestState::denied:
      return ReasonCode::request_denied;
    case RequestState::cancelled:
      return ReasonCode::request_cancelled;
    case RequestState::redeemed:
      return ReasonCode::request_redeemed;
    case RequestState::expired:
      return ReasonCode::request_expired;
    default:
      assert(state == RequestState::voided);
      return ReasonCode::request_void;
  }
}

bool is_void(const Invitation& invitation, const World& world) {
  return voided(invitation.epoch, invitation.policy, world);
}

InvitationState state_now(const Invitation& invitation, const World& world) {
  const bool pending = invitation.state == InvitationState::pending;
  return pending && world.now() >= invitation.expires_at ? InvitationState::expired : invitation.state;
}

Instant kept_until(const Invitation& invitation, const World& world) {
  if (invitation.keep_until != Instant{}) return invitation.keep_until;
  const auto policy = world.policy_of(invitation.policy);
  return invitation.expires_at + (policy ? **policy : world.policy()).invitation_retention;
}

const Removal* standing_removal(const Circle& circle, std::string_view contact, std::string_view by, Instant now) {
  const Removal* removal = circle.removal_of(contact, by);
  return removal && now - removal->possible_from < kRemovalOpen ? removal : nullptr;
}

bool frozen(const Circle& circle, Instant now) {
  return circle.frozen_until && now < *circle.frozen_until;
}

std::int64_t wrong_codes_against(const Circle& circle, Instant now) {
  return std::count_if(circle.wrong_codes.begin(), circle.wrong_codes.end(), [&](const WrongCode& wrong) {
    const bool since_owner = !circle.owner_seen_at || wrong.at > *circle.owner_seen_at;
    return since_owner && within(wrong.at, kWrongCodeWindow, now);
  });
}

bool recovery_locked(const Circle& circle, const World& world) {
  return wrong_codes_against(circle, world.now()) >= world.policy().max_wrong_codes_per_trustor;
}

bool contact_locked(const ContactRecord& contact, Instant now) {
  return contact.locked_until && now < *contact.locked_until;
}

const Change* change_of(const std::vector<Change>& changes, AccountChange what) {
  const auto found = std::find_if(changes.begin(), changes.end(), [&](const Change& c) { return c.what == name_of(what); });
  return found == changes.end() ? nullptr : &*found;
}

std::optional<Instant> phone_changed_at(const World& world, const AccountId& contact) {
  const auto& facts = *world.account(contact);
  std::optional<Instant> last;
  if (facts) last = std::max(facts->phone_since, facts->sim_since);
  for (const Change& change : world.contact(contact)->state.changes) {
    const bool of_phone = change.what == name_of(AccountChange::phone) || change.what == name_of(AccountChange::sim);
    if (of_phone) last = std::max(last, std::optional(change.since));
  }
  return last;
}

bool outdated(const Request& request, const World& world, const AccountId& trustor) {
  const auto& facts = *world.account(trustor);
  const auto later = [&](const std::optional<Instant>& since) {
    return since && *since > request.started_at && *since <= world.now();
  };
  return facts && (later(facts->phone_since) || later(facts->sim_since));
}

std::optional<Instant> held_until(const std::vector<Call>& calls, Instant now) {
  std::optional<Instant> until;
  for (const Call& call : calls) {
    if (now < call.held_until) until = std::max(until.value_or(call.held_until), call.held_until);
  }
  return until;
}

std::optional<Instant> held_until(const World& world, const AccountId& trustor, const AccountId& contact) {
  const auto trustors = held_until(world.circle(trustor)->state.calls, world.now());
  const auto contacts = held_until(world.contact(contact)->state.calls, world.now());
  return std::max(trustors, contacts);  // nothing is less than every instant
}

std::optional<Instant> full_until(const World& world) {
  const std::optional<Instant> restored = world.restored_at();
  if (!restored || !within(*restored, kDay, world.now())) return std::nullopt;
  return *restored + kDay;
}

std::int64_t wrong_codes_today(const Circle& circle, std::string_view contact, Instant now) {
  return std::count_if(circle.wrong_codes.begin(), circle.wrong_codes.end(),
                       [&](const WrongCode& wrong) { return wrong.contact == contact && within(wrong.at, kDay, now); });
}

bool any_open(const Circle& circle, const World& world) {
  return std::any_of(circle.requests.begin(), circle.requests.end(), [&](const Request& r) { return open_now(r, world); });
}

bool recently_unavailable(const Circle& circle, const World& world) {
  return circle.unavailable_start_at && within(*circle.unavailable_start_at, kDay, world.now());
}

bool recently_started(const Circle& circle, const World& world) {
  return recently_unavailable(circle, world) ||
         std::any_of(circle.requests.begin(), circle.requests.end(), [&](const Request& request) {
           return open_now(request, world) || within(request.started_at, kDay, world.now());
         });
}

std::vector<const Request*> running(const Circle& circle, Instant now) {
  std::vector<const Request*> requests;
  for (const Request& request : circle.requests) {
    if (is_open(request.state) && now < request.deadline()) requests.push_back(&request);
  }
  return requests;
}

namespace {

// The facts, with what the host has reported and the directory may not know yet.
AccountFacts with_reported(AccountFacts facts, const ContactRecord& contact) {
  const auto later = [&](std::optional<Instant>& fact, AccountChange what) {
    if (const Change* change = change_of(contact.changes, what)) fact = std::max(fact, std::optional(change->since));
  };
  later(facts.phone_since, AccountChange::phone);
  later(facts.sim_since, AccountChange::sim);
  return facts;
}

}  // namespace

Verdicts judge(Role role, const World& world, const AccountId& account, const Policy& policy) {
  const std::optional<AccountFacts>& facts = *world.account(account);
  if (!facts) return check_eligibility(role, facts, policy, world.today(), world.now());
  const Loaded<ContactRecord>* record = role == Role::contact ? world.contact(account) : nullptr;
  const bool reported = record && !record->state.changes.empty();
  const std::optional<AccountFacts> known = reported ? std::optional(with_reported(*facts, record->state)) : std::nullopt;
  Verdicts verdicts = check_eligibility(role, reported ? known : facts, policy, world.today(), world.now());
  const RuleCheck check{*facts, policy, world.today(), world.now()};
  const auto status = check_host_rules(role, check, world.settings().rules, verdicts);
  if (!status) world.give_up(status.fault());
  return verdicts;
}

Result<const Circle*> circle_of(const World& world, const AccountId& trustor) {
  const Loaded<Circle>* loaded = world.circle(trustor);
  if (loaded->record.erased) return Rejection::of(ReasonCode::account_erased);
  return &loaded->state;
}

bool same_person(const World& world, const AccountId& trustor, const AccountId& contact) {
  if (trustor == contact) return true;
  const auto& a = *world.account(trustor);
  const auto& b = *world.account(contact);
  return a && b && a->phone && b->phone && *a->phone == *b->phone;
}

void want_pairs(const World& world, const AccountId& trustor, Wants& wants) {
  const auto& shadow = world.settings().shadow;  // decides along, on what was loaded
  const bool asked = !world.policy().mutual_pairs_allowed || (shadow && !shadow->on(world.today()).mutual_pairs_allowed);
  if (asked) wants.contacts.insert(trustor);
}

bool mutual_pair(const World& world, const AccountId& trustor, const AccountId& contact) {
  if (world.policy().mutual_pairs_allowed) return false;
  return world.contact(trustor)->state.serves(contact);
}

std::int64_t wrong_numbers_today(const Circle& circle, std::string_view contact, Instant now) {
  return std::count_if(circle.wrong_numbers.begin(), circle.wrong_numbers.end(),
                       [&](const WrongCode& wrong) { return wrong.contact == contact && within(wrong.at, kDay, now); });
}

bool able(const World& world, const AccountId& trustor, const AccountId& contact, const Policy& policy) {
  const Appointment* appointment = world.circle(trustor)->state.appointment_of(contact);
  return appointment && !same_person(world, trustor, contact) && !mutual_pair(world, trustor, contact) &&
         world.now() >= appointment->active_from && !contact_locked(world.contact(contact)->state, world.now()) &&
         failures(judge_link(world, trustor, *appointment, policy)).empty();
}

Status check_links(const World& world, const Circle& circle, const Policy& policy) {
  for (const Appointment& appointment : circle.contacts) {
    if (const auto rules = world.policy_for(appointment, policy); !rules) return rules.as<Done>();
  }
  return Done{};
}

Verdicts judge_link(const World& world, const AccountId& trustor, const Appointment& link, const Policy& policy) {
  const auto rules = *world.policy_for(link, policy);
  Verdicts verdicts = judge(Role::trustor, world, trustor, *rules);
  const Verdicts more = judge(Role::contact, world, link.contact, *rules);
  verdicts.insert(verdicts.end(), more.begin(), more.end());
  return verdicts;
}

Result<const Policy*> policy_of(const World& world, const PolicyPin& pin) {
  return world.policy_of(pin);
}

}  // namespace doverie
