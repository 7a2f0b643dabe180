// SPDX-License-Identifier: Apache-2.0
//
// Taking the contact away: at once, or asked for, waited for and done. docs/spec/circle.md#losing-the-contact
#include <algorithm>

#include "core/decisions/case.h"
#include "core/decisions/decide.h"
#include "core/records/evolve.h"

namespace doverie {

namespace {

constexpr std::string_view kTrustor = "trustor";
constexpr std::string_view kContact = "contact";

// Who goes, and who of the two wants it.
struct Leaving {
  const AccountId& trustor;
  const AccountId& contact;
  std::string_view by;
  bool verified = false;  // by a factor of whoever wants it

  bool owner_seen() const { return verified && by == kTrustor; }
};

// [C5]
void tell_both(const Leaving& leaving, Notice notice, Draft& draft) {
  draft.notify(leaving.trustor, leaving.trustor, notice);
  draft.notify(leaving.contact, leaving.trustor, notice);
}

// [C3a]
Answer ask(const Leaving& leaving, const World& world, Draft& draft) {
  const Instant possible_from = world.now() + world.policy().removal_delay;
  draft.circle(leaving.trustor, event::RemovalAsked{leaving.contact, std::string(leaving.by), possible_from});
  tell_both(leaving, Notice::removal_asked, draft);
  return Done{};
}

// After a report of fraud: a thief of the session cannot. It can be done when a freeze that has an end is over. [C1, C2, C3b]
Answer resume(const Leaving& leaving, const Removal& asked, const Circle& circle, const World& world, Draft& draft) {
  Instant possible_from = std::max(asked.possible_from, world.now());
  if (circle.frozen_until && circle.frozen_until != kUntilLifted)
    possible_from = std::max(possible_from, *circle.frozen_until);
  if (leaving.owner_seen()) see_owner(leaving.trustor, circle, world, draft);
  draft.circle(leaving.trustor, event::RemovalResumed{leaving.contact, std::string(leaving.by), possible_from});
  tell_both(leaving, Notice::removal_resumed, draft);
  return Done{};
}

Answer carry_out(const Leaving& leaving, bool under_recovery, const World& world, Draft& draft) {
  draft.circle(leaving.trustor, event::ContactRemoved{leaving.contact, std::string(leaving.by), under_recovery});
  if (!world.contact(leaving.contact)->record.erased) {
    draft.contact(leaving.contact, event::ServiceEnded{leaving.trustor});
  }
  tell_both(leaving, Notice::contact_removed, draft);
  return Done{};
}

// Losing the contact makes the account weaker: not while it is frozen or somebody is trying to recover it, and not before it
// was told for as long as the policy wants. [C3, C3a, C4]
Result<Answer> take_away(const Leaving& leaving, const World& world, Draft& draft) {
  const auto loaded = circle_of(world, leaving.trustor);
  if (!loaded) return loaded.as<Answer>();
  const Circle& circle = **loaded;
  if (!circle.appointment_of(leaving.contact)) return Rejection::of(ReasonCode::not_a_contact);
  const bool has_to_wait = world.policy().removal_delay > Duration{0};
  const Removal* asked = has_to_wait ? standing_removal(circle, leaving.contact, leaving.by, world.now()) : nullptr;
  if (asked && asked->suspended && leaving.verified) return resume(leaving, *asked, circle, world, draft);
  const auto requests = gather_requests(world, circle);
  const bool missed = recently_unavailable(circle, world.now()) && !leaving.owner_seen();
  Objections objections;
  objections.add(frozen(circle, world.now()), ReasonCode::frozen);
  objections.add(any_open(requests) || missed, ReasonCode::removal_blocked);
  objections.add(asked && asked->suspended, ReasonCode::removal_suspended);
  objections.add(asked && !asked->suspended && world.now() < asked->possible_from, ReasonCode::removal_pending);
  if (objections.any()) return objections.rejection();
  const auto started = [&](const Request& r) { return started_unseen(circle, r, world.now()); };
  const bool under_recovery = !leaving.owner_seen() && std::ranges::any_of(circle.requests, started);
  if (leaving.owner_seen()) see_owner(leaving.trustor, circle, world, draft);
  if (has_to_wait && !asked) return ask(leaving, world, draft);
  return carry_out(leaving, under_recovery, world, draft);
}

// Staying makes the account safer: at once, frozen or not. [C3a]
Result<Answer> stay(const Leaving& leaving, const World& world, Draft& draft) {
  const auto circle = circle_of(world, leaving.trustor);
  if (!circle) return circle.as<Answer>();
  if (!(*circle)->appointment_of(leaving.contact)) return Rejection::of(ReasonCode::not_a_contact);
  if (!standing_removal(**circle, leaving.contact, leaving.by, world.now())) {
    return Rejection::of(ReasonCode::removal_not_asked);
  }
  draft.circle(leaving.trustor, event::RemovalWithdrawn{leaving.contact, std::string(leaving.by)});
  tell_both(leaving, Notice::removal_withdrawn, draft);
  return Answer(Done{});
}

}  // namespace

Result<Subjects> subjects_of(const RemoveContact& command, const World&) {
  return Subjects{.circles = {command.trustor}, .contacts = {command.contact}};
}
Result<Answer> decide_one(const RemoveContact& command, const World& world, Draft& draft) {
  return take_away({command.trustor, command.contact, kTrustor, command.verified_factor}, world, draft);
}

Result<Subjects> subjects_of(const Resign& command, const World&) {
  return Subjects{.circles = {command.trustor}, .contacts = {command.contact}};
}
Result<Answer> decide_one(const Resign& command, const World& world, Draft& draft) {
  return take_away({command.trustor, command.contact, kContact, command.verified_factor}, world, draft);
}

Result<Subjects> subjects_of(const KeepContact& command, const World&) {
  return Subjects{.circles = {command.trustor}};
}
Result<Answer> decide_one(const KeepContact& command, const World& world, Draft& draft) {
  return stay({command.trustor, command.contact, kTrustor}, world, draft);
}

Result<Subjects> subjects_of(const StayContact& command, const World&) {
  return Subjects{.circles = {command.trustor}};
}
Result<Answer> decide_one(const StayContact& command, const World& world, Draft& draft) {
  return stay({command.trustor, command.contact, kContact}, world, draft);
}

}  // namespace doverie
