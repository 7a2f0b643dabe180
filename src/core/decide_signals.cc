// SPDX-License-Identifier: Apache-2.0
//
// What the host sees of people, whether contact or trustor. docs/spec/signals.md
#include <algorithm>

#include "core/decide.h"
#include "core/standing.h"

namespace doverie {

namespace {

// What an account is: a trustor whose circle has a contact, or somebody's contact. An erased stream says no.
bool protects(const World& world, const AccountId& account) {
  const Loaded<Circle>& circle = *world.circle(account);
  return !circle.record.erased && !circle.state.contacts.empty();
}
bool serves(const World& world, const AccountId& account) {
  const Loaded<ContactRecord>& contact = *world.contact(account);
  return !contact.record.erased && !contact.state.trustors.empty();
}

const Call* call_of(const std::vector<Call>& calls, const std::string& id) {
  const auto found = std::find_if(calls.begin(), calls.end(), [&](const Call& call) { return call.id == id; });
  return found == calls.end() ? nullptr : &*found;
}

}  // namespace

Result<Wants> wants_of(const CallBegan& command, const World&) {
  return Wants{.circles = {command.account}, .contacts = {command.account}};
}

// A call that is held already is the same one, reported again: it is not held for longer.
Result<Answer> decide_one(const CallBegan& command, const World& world, Draft& draft) {
  const event::CallBegan began{command.call_id, world.now() + world.policy().call_hold};
  const auto is_new = [&](const std::vector<Call>& calls) {
    const Call* known = call_of(calls, command.call_id);
    return world.now() < began.held_until && !(known && world.now() < known->held_until);
  };
  const AccountId& account = command.account;
  if (protects(world, account) && is_new(world.circle(account)->state.calls)) draft.circle(account, began);
  if (serves(world, account) && is_new(world.contact(account)->state.calls)) draft.contact(account, began);
  return Answer(Done{});
}

Result<Wants> wants_of(const CallEnded& command, const World&) {
  return Wants{.circles = {command.account}, .contacts = {command.account}};
}

// The pump sends what has waited.
Result<Answer> decide_one(const CallEnded& command, const World& world, Draft& draft) {
  const event::CallEnded ended{command.call_id};
  const AccountId& account = command.account;
  const auto& circle = *world.circle(account);
  const auto& contact = *world.contact(account);
  if (!circle.record.erased && call_of(circle.state.calls, command.call_id)) draft.circle(account, ended);
  if (!contact.record.erased && call_of(contact.state.calls, command.call_id)) draft.contact(account, ended);
  return Answer(Done{});
}

}  // namespace doverie
