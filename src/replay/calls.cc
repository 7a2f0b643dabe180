// SPDX-License-Identifier: Apache-2.0
//
// Calls followed event by event, kept for as long as either policy could hold a code back for them.
#include "replay/calls.h"

#include <algorithm>

namespace doverie::replay {

namespace {

// No call is held for longer than a day (parameters.h), under either policy: one that was held to its end, and may have
// been reported again just before, matters for two.
constexpr std::chrono::days kMatters{2};

bool is_sum(const CircleEvent& event) {
  return std::holds_alternative<event::CircleSummed>(event);
}
bool is_sum(const ContactEvent& event) {
  return std::holds_alternative<event::ContactSummed>(event);
}

}  // namespace

Holds holds_around(CivilDate today, const PolicySchedule& history, const PolicySchedule& other) {
  Holds holds{.shortest = Duration::max()};
  for (auto day = std::chrono::sys_days(today) - kMatters; day <= std::chrono::sys_days(today);
       day += std::chrono::days{1}) {
    const Duration then = history.on(day).call_hold;
    const Duration now = other.on(day).call_hold;
    holds.differ = holds.differ || then != now;
    holds.unrecorded = holds.unrecorded || (then == Duration{0} && now > Duration{0});
    holds.shortest = std::min(holds.shortest, now);
    holds.longest = std::max(holds.longest, now);
  }
  return holds;
}

void RecordedCalls::begin(Calls& calls, const event::CallBegan& e, Instant at) {
  const auto before = std::ranges::find(calls, e.call, &RecordedCall::id);
  const bool twice = before != calls.end() && before->forgotten;
  std::erase_if(calls, [&](const RecordedCall& call) { return call.id == e.call || at - call.held_until > kMatters; });
  for (RecordedCall& call : calls) call.forgotten = call.forgotten || at >= call.held_until;
  calls.push_back({e.call, at, e.held_until, false, twice});
}

template <class Event>
void RecordedCalls::take(const Placed<Event>& placed, Instant at, ByAccount& into) {
  if (const auto* began = std::get_if<event::CallBegan>(&placed.event)) return begin(into[placed.key], *began, at);
  const auto known = into.find(placed.key);
  if (known == into.end()) return;
  Calls& calls = known->second;
  if (const auto* ended = std::get_if<event::CallEnded>(&placed.event)) {
    std::erase_if(calls, [&](const RecordedCall& call) { return call.id == ended->call; });
  } else if (is_sum(placed.event)) {
    for (RecordedCall& call : calls) call.forgotten = call.forgotten || at >= call.held_until;
  }
  std::erase_if(calls, [&](const RecordedCall& call) { return at - call.held_until > kMatters; });
  if (calls.empty()) into.erase(known);
}

void RecordedCalls::take(const Recorded& recorded) {
  for (const auto& placed : recorded.circle) take(placed, recorded.envelope.at, trustors_);
  for (const auto& placed : recorded.contacts) take(placed, recorded.envelope.at, contacts_);
}

CallDoubt RecordedCalls::doubt(const ByAccount& by_account, const AccountId& account, Instant at, const Holds& holds) {
  CallDoubt doubt;
  if (!holds.differ) return doubt;
  doubt.maybe_on = holds.unrecorded;
  const auto known = by_account.find(account);
  if (known == by_account.end()) return doubt;
  for (const RecordedCall& call : known->second) {
    const bool again = holds.shortest < call.held_until - call.began && at < call.held_until + holds.longest;
    const bool anew = call.twice && at < call.began + holds.longest;
    doubt.maybe_on = doubt.maybe_on || again || anew;
    if (call.forgotten) doubt.maybe_over.push_back(call.id);
  }
  return doubt;
}

CallDoubt RecordedCalls::of_trustor(const AccountId& trustor, Instant at, const Holds& holds) const {
  return doubt(trustors_, trustor, at, holds);
}
CallDoubt RecordedCalls::of_contact(const AccountId& contact, Instant at, const Holds& holds) const {
  return doubt(contacts_, contact, at, holds);
}

}  // namespace doverie::replay
