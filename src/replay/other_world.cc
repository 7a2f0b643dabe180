// SPDX-License-Identifier: Apache-2.0
//
// Facts are supplied, keys are stand-ins, and what the other policy decides is folded like any event.
#include "replay/other_world.h"

#include <algorithm>

#include "core/bytes/digests.h"
#include "core/records/evolve.h"
#include "doverie/core/operation.h"
#include "replay/marks.h"

namespace doverie::replay {

namespace {

template <class Map>
auto state_of(const Map& map, const std::string& key) -> typename Map::mapped_type {
  const auto found = map.find(key);
  return found == map.end() ? typename Map::mapped_type{} : found->second;
}

Fault broken(const Fault& fault) {
  return Fault{FaultCode::internal, "replay: a decision contradicts the model: " + fault.message};
}

template <class Events, class Map>
Status fold(const Events& events, Map& states, const Envelope& envelope) {
  for (const auto& [key, event] : events) {
    if (auto status = evolve(states[key], envelope, event); !status) return broken(status.fault());
  }
  return Done{};
}

void end_calls(std::vector<Call>& calls, const AccountId& account, const Asked& asked) {
  std::erase_if(calls, [&](const Call& call) {
    return std::ranges::find(asked.calls_over, std::pair(account, call.id)) != asked.calls_over.end();
  });
}

// What the command says of the state, beside the records.
void adapt(Circle& circle, const AccountId& trustor, const Asked& asked, Instant at) {
  end_calls(circle.calls, trustor, asked);
  if (asked.place != 0) circle.place = asked.place;
  if (asked.in_call) circle.calls.push_back({"", at + Duration{1}});
  if (asked.owner_seen) {
    circle.owner_seen_at = at;
    circle.recovery_locked = false;
    circle.lost_under_recovery = false;
    circle.unavailable_start_at.reset();
  }
  if (asked.void_part.empty()) return;
  for (Request& request : circle.requests) {
    for (Approval& approval : request.approvals) {
      if (part_of(request.id, approval.contact) == asked.void_part) approval.phone_binding.clear();
    }
  }
}

// The facts and tags that are wanted and not there. No stream is found by a tag here.
Supplies missing_of(const Subjects& wanted, const Asked& asked, const World& world) {
  Supplies supplies;
  for (const AccountId& id : wanted.accounts) {
    if (world.account(id)) continue;
    supplies.accounts.push_back({id, state_of(asked.accounts, id)});
    if (auto& facts = supplies.accounts.back().facts) facts->id = id;
  }
  for (const std::string& tag : wanted.tags) {
    if (!world.tagged(tag)) supplies.tags.push_back({tag, {}});
  }
  return supplies;
}

// Facts of a replay are made up as far as they are not told, dates above all: what a command finds changed in them is not what
// was found. That is on record (signals.h).
void take_out_found(Trial& trial) {
  std::erase_if(trial.circle, [](const auto& entry) {
    const auto* voided = std::get_if<event::RecoveryVoided>(&entry.second);
    return (voided && voided->why == "account_changed") || std::holds_alternative<event::AccountChanged>(entry.second);
  });
  std::erase_if(trial.contacts,
                [](const auto& entry) { return std::holds_alternative<event::AccountChanged>(entry.second); });
}

}  // namespace

Result<std::string> ReplayKeys::active_key(KeyPurpose) const {
  return std::string("replay");
}

// All phones have one tag: an invitation is for whoever has answered it.
Result<Digest> ReplayKeys::mac(KeyPurpose purpose, std::string_view, std::string_view bytes) const {
  if (purpose == KeyPurpose::index) bytes = {};
  return sha256(length_prefixed({std::to_string(static_cast<int>(purpose)), bytes}));
}

OtherWorld::OtherWorld(const PolicySchedule& policies, std::string realm)
    : settings_{policies, std::make_shared<const ReplayKeys>(), std::move(realm)} {
  settings_.epoch = 0;
}

void OtherWorld::raise_epoch(std::int64_t epoch) {
  epoch_ = std::max(epoch_, static_cast<std::uint64_t>(epoch));
}

bool OtherWorld::put_states(const Subjects& wanted, const Asked& asked, Instant at, World& world) const {
  bool any = false;
  for (const AccountId& id : wanted.circles) {
    if (world.circle(id)) continue;
    Circle circle = state_of(circles_, id);
    adapt(circle, id, asked, at);
    world.put(id, std::move(circle)), any = true;
  }
  for (const AccountId& id : wanted.contacts) {
    if (world.contact(id)) continue;
    ContactRecord contact = state_of(contacts_, id);
    end_calls(contact.calls, id, asked);
    world.put(id, std::move(contact)), any = true;
  }
  for (const InvitationId& id : wanted.invitations) {
    if (!world.invitation(id)) world.put(id, state_of(invitations_, id)), any = true;
  }
  return any;
}

Trial OtherWorld::decide(const Asked& asked, const When& when) const {
  World world(settings_);
  const Subjects nothing;  // of streams: states are put in their place
  if (auto status = world.load(nothing, {.clock = ClockReading{when.at, when.today}, .epoch = epoch_}); !status) {
    return {status.as<Answer>()};
  }
  for (bool more = true; more;) {
    const auto wanted = doverie::subjects(asked.command, world);
    if (!wanted) return {wanted.as<Answer>()};
    more = put_states(*wanted, asked, when.at, world);
    Supplies supplies = missing_of(*wanted, asked, world);
    more = more || !supplies.accounts.empty() || !supplies.tags.empty();
    if (auto status = world.load(nothing, std::move(supplies)); !status) return {status.as<Answer>()};
  }
  std::string randomness = asked.randomness;
  randomness.resize(kRandomnessBytes);
  const CommandMeta meta{.command_id = "replay", .context = {}};
  Draft draft(world, meta, randomness);
  auto answer = doverie::decide(asked.command, world, draft);
  Trial trial{std::move(answer), draft.circle_events(), draft.contact_events(), draft.invitation_events()};
  if (!std::holds_alternative<AccountChanged>(asked.command)) take_out_found(trial);
  return trial;
}

Status OtherWorld::apply(const Trial& trial, const Envelope& envelope) {
  if (auto status = fold(trial.circle, circles_, envelope); !status) return status;
  if (auto status = fold(trial.contacts, contacts_, envelope); !status) return status;
  return fold(trial.invitations, invitations_, envelope);
}

Status OtherWorld::apply(const AccountId& trustor, const CircleEvent& event, const Envelope& envelope) {
  return fold(std::vector{std::pair(trustor, event)}, circles_, envelope);
}

Status OtherWorld::withdraw_pending(const AccountId& trustor, const Envelope& envelope) {
  const std::vector<SentInvitation> sent = circles_[trustor].invitations;
  for (const SentInvitation& invitation : sent) {
    if (invitation.closed || envelope.at >= invitation.expires_at) continue;
    if (auto status = apply(trustor, event::InvitationWithdrawn{invitation.id}, envelope); !status) return status;
  }
  return Done{};
}

Invitation* OtherWorld::invitation(const InvitationId& id) {
  const auto found = invitations_.find(id);
  return found == invitations_.end() ? nullptr : &found->second;
}

void OtherWorld::tidy(const AccountId& trustor, Instant at) {
  const auto found = circles_.find(trustor);
  if (found == circles_.end()) return;
  Circle kept = worth_keeping(found->second, at);
  for (const SentInvitation& sent : found->second.invitations) {
    const bool stays = std::ranges::find(kept.invitations, sent.id, &SentInvitation::id) != kept.invitations.end();
    if (sent.closed || !stays) invitations_.erase(sent.id);
  }
  found->second = std::move(kept);
}

}  // namespace doverie::replay
