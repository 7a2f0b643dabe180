// SPDX-License-Identifier: Apache-2.0
//
// What is held of a person goes, when an operator says so and when its time is over: invitations become tombstones.
// docs/spec/circle.md#erasing
#include <algorithm>

#include "core/decisions/case.h"
#include "core/decisions/decide.h"
#include "core/decisions/person.h"
#include "core/records/transitions.h"
#include "core/values/ids.h"

namespace doverie {

namespace {

// Somebody is at it who is more than a stranger with the account's name: the host has verified a factor, or a contact has
// approved. Strangers hold nothing back, or they could for ever.
bool under_recovery(const Circle& circle, const World& world) {
  return std::ranges::any_of(gather_requests(world, circle), [](const RequestNow& r) {
    return is_open(r.state) && (r.request->verified_factor || !r.request->approvals.empty());
  });
}

// Nothing that decides a recovery is erased. All the same not while one is open or the account is frozen: who was invited is
// what an inquiry into it asks first. [C15d, C15i]
Objections against_erasing(const Circle& circle, const World& world) {
  Objections objections;
  objections.add(frozen(circle, world.now()), ReasonCode::frozen);
  objections.add(under_recovery(circle, world), ReasonCode::erasure_blocked);
  return objections;
}

// Invitations of other trustors that their own freezes and recoveries hold: they go later, or when their time is over. [C15l]
struct Held {
  std::int64_t count = 0;
  Rejection why{};

  bool holds(const Loaded<Circle>& circle, const World& world) {
    const Objections objections = circle.record.erased ? Objections() : against_erasing(circle.state, world);
    if (!objections.any()) return false;
    why = objections.rejection();
    return ++count, true;
  }
};

// Why this invitation of the trustor's is not to be erased, or nothing when its time is over. [C15g, C15h, C15i]
std::optional<ReasonCode> not_due(const Invitation& invitation, const AccountId& trustor, const World& world) {
  if (!invitation.exists || invitation.trustor != trustor) return ReasonCode::invitation_not_found;
  if (world.now() < invitation.keep_until) return ReasonCode::invitation_kept;
  return std::nullopt;
}

// Whose verdicts stand in the circle's facts: its owner's, and everybody's who has ever been its contact.
bool has_facts_of(const AccountId& account, const AccountId& trustor, const Loaded<Circle>& circle) {
  if (circle.state.facts_version == 0) return false;
  bool found = trustor == account;
  const auto look = [&](const auto& e) { found = found || e.contact == account; };
  each<event::ContactAppointed, CircleEvent>(circle.record, look);
  each<event::LinkImported, CircleEvent>(circle.record, look);
  return found;
}

// The circles with facts about the account that nothing holds. [C15c, C15f]
std::vector<AccountId> circles_with_facts(const AccountId& account, const World& world, Held& held) {
  std::vector<AccountId> circles;
  for (const auto& [trustor, circle] : world.circles()) {
    if (!has_facts_of(account, trustor, *circle)) continue;
    if (trustor == account || !held.holds(*circle, world)) circles.push_back(trustor);
  }
  return circles;
}

// What the rules found about the account, and with it what they found about the others in the same circles.
void erase_facts(const std::vector<AccountId>& circles, const World& world, Draft& draft) {
  for (const AccountId& trustor : circles) {
    const Circle& circle = world.circle(trustor)->state;
    draft.erase(facts_stream(world.settings().realm, numbered_key(circle.facts_erased, trustor)));
    draft.circle(trustor, event::FactsErased{});
  }
}

// The account's journal, and those of the circles whose facts go: they name it. False when there was none.
bool erase_refusals(const AccountId& account, const std::vector<AccountId>& circles, const World& world, Draft& draft) {
  bool any = false;
  for (const auto& [key, journal] : world.refusals()) {
    const std::string_view whose = std::string_view(key).substr(key.find('.') + 1);
    const bool meant = whose == account || std::ranges::find(circles, whose) != circles.end();
    if (!meant || journal->record.erased || journal->record.version == 0) continue;
    draft.erase(journal->record.name);
    any = true;
  }
  return any;
}

// Until then its trustor sees it wait, or it counts for whom may be told of invitations to that phone.
Instant seen_until(const Invitation& invitation) {
  return std::max(invitation.expires_at, invitation.sent_at + kDay);
}

// An invitation that vanished or lost its name would tell whoever sent it that the phone has an account: it waits on, as one
// that nobody answers, and goes when its time is over. The person is shown it no more. False when that was done already.
// [C15e]
bool release(const AccountId& account, const InvitationId& id, const Invitation& invitation, const World& world,
             Draft& draft) {
  const Instant until = seen_until(invitation);
  if (invitation.keep_until <= until) return false;
  if (state_now(invitation, world.now()) == InvitationState::pending)
    draft.invitation(id, event::InvitationDeclined{account});
  draft.invitation(id, event::InvitationReleased{until});
  draft.erase_later(invitation.trustor, id, until);
  return true;
}

// Nobody can accept them any more, and the trustor can invite anew. [C15e]
void withdraw_pending(const AccountId& trustor, const Circle& circle, const World& world, Draft& draft) {
  for (const SentInvitation& sent : circle.invitations) {
    if (!sent.closed && world.now() < sent.expires_at) draft.circle(trustor, event::InvitationWithdrawn{sent.id});
  }
}

}  // namespace

Result<Subjects> subjects_of(const EraseAccount& command, const World& world) {
  return everything_of(command.account, world);
}

// [C15c, C15f]
Result<Answer> decide_one(const EraseAccount& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.account);
  if (!circle) return circle.as<Answer>();
  if (const auto objections = against_erasing(**circle, world); objections.any()) return objections.rejection();
  const auto own = own_invitations(command.account, world);
  std::int64_t erased = 0;
  Held held;
  for (const auto& [id, loaded] : world.invitations()) {
    if (loaded->record.erased || !loaded->state.exists) continue;
    const bool of_others = !own.contains(id);
    if (of_others && !names(loaded->state, *world.account(command.account))) continue;
    if (held.holds(*world.circle(loaded->state.trustor), world)) continue;
    const bool seen =
        of_others && loaded->state.state != InvitationState::accepted && world.now() < seen_until(loaded->state);
    if (seen && !release(command.account, id, loaded->state, world, draft)) continue;
    if (!seen) draft.erase(loaded->record.name);
    ++erased;
  }
  const auto facts = circles_with_facts(command.account, world, held);
  const bool journal = erase_refusals(command.account, facts, world, draft);
  const bool nothing = erased == 0 && facts.empty() && !journal;
  if (nothing && held.count > 0) return held.why;
  if (nothing) return Answer(Done{});
  draft.circle(command.account, event::PersonalDataErased{command.operator_id, erased, held.count});
  withdraw_pending(command.account, **circle, world, draft);
  erase_facts(facts, world, draft);
  return Answer(Done{});
}

Result<Subjects> subjects_of(const EraseEndedInvitations& command, const World& world) {
  if (command.invitation) return Subjects{.circles = {command.trustor}, .invitations = {*command.invitation}};
  Subjects subjects{.circles = {command.trustor}, .whole = true};  // sums forget what ended long ago
  const Loaded<Circle>* circle = world.circle(command.trustor);
  if (!circle) return subjects;
  each<event::InvitationSent, CircleEvent>(
      circle->record, [&](const event::InvitationSent& e) { subjects.invitations.insert(e.invitation); });
  return subjects;
}

// [C15g, C15j, I31]
Result<Answer> decide_one(const EraseEndedInvitations& command, const World& world, Draft& draft) {
  std::vector<InvitationId> due;
  for (const auto& [id, loaded] : world.invitations()) {
    if (loaded->record.erased) continue;
    const auto reason = not_due(loaded->state, command.trustor, world);
    if (reason && command.invitation) return Rejection::of(*reason);
    if (!reason) due.push_back(id);
  }
  if (due.empty()) return Answer(Done{});
  const Loaded<Circle>& circle = *world.circle(command.trustor);
  if (const auto objections = against_erasing(circle.state, world); objections.any()) return objections.rejection();
  for (const InvitationId& id : due) {
    draft.erase(world.invitation(id)->record.name);
    if (!circle.record.erased) draft.circle(command.trustor, event::InvitationErased{id});
  }
  return Answer(Done{});
}

}  // namespace doverie
