// SPDX-License-Identifier: Apache-2.0
//
// What was refused yesterday, and why? Written down beside everything else, so that nobody who is refused stands in the way of
// anybody else: in streams that no other command loads, coalesced and bounded for each kind of command. docs/spec/explaining.md
#include "core/decisions/refusals.h"

#include <algorithm>
#include <charconv>

#include "core/decisions/decide.h"
#include "core/values/ids.h"

namespace doverie {

namespace {

std::int64_t period_of(Instant at) {
  return at.time_since_epoch() / Duration(kRefusalPeriod);
}

Instant end_of(std::int64_t period) {
  return Instant((period + 1) * Duration(kRefusalPeriod));
}

Duration longest_kept(const World& world) {
  Duration longest{0};
  for (const Policy* policy : world.settings().policies.all()) longest = std::max(longest, policy->refusals_kept);
  return longest;
}

// The same a moment ago says nothing new; and whoever is refused without end, or in ever new ways, fills no store. Kinds are counted
// apart, so that nobody's refusals push out those of others. [W8, W9]
bool worth_noting(const Refused& refused, const Refusals& before, const Policy& policy, Instant now) {
  std::int64_t of_kind = 0;
  for (const Refusals::Entry& entry : before.entries) {
    if (entry.refused == refused && now - entry.at < kRefusalPause) return false;
    const bool same_kind = entry.refused.what == refused.what && entry.refused.verified_factor == refused.verified_factor;
    of_kind += same_kind ? 1 : 0;
  }
  return of_kind < policy.refusals_per_kind;
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

}  // namespace

std::vector<std::string> refusal_keys(const AccountId& account, const World& world) {
  std::vector<std::string> keys;
  const std::int64_t last = period_of(world.now());
  for (std::int64_t period = period_of(world.now() - longest_kept(world)); period <= last; ++period) {
    keys.push_back(numbered_key(period, account));
  }
  return keys;
}

Result<Subjects> subjects_of(const NoteRefusal& command, const World& world) {
  return Subjects{.refusals = {numbered_key(period_of(world.now()), command.account)}};
}

// [W7, W8, W9]
Result<Answer> decide_one(const NoteRefusal& command, const World& world, Draft& draft) {
  const auto decoded = decode<RefusalEvent>(command.refusal);
  if (!decoded) return decoded.as<Answer>();
  const auto& refused = std::get<event::CommandRefused>(decoded->event);
  const Policy& policy = world.policy();
  const std::int64_t period = period_of(world.now());
  const std::string key = numbered_key(period, command.account);
  const auto* journal = world.refused(key);
  if (!journal) return Answer(Done{});  // a period has ended while the stream was read
  const bool kept = policy.refusals_kept > Duration{0} && !journal->record.erased;
  if (!kept || !worth_noting(refused, journal->state, policy, world.now())) return Answer(Done{});
  draft.refused(key, refused);
  if (journal->state.entries.empty()) draft.forget_later(command.account, period, end_of(period) + policy.refusals_kept);
  return Answer(Done{});
}

Result<Subjects> subjects_of(const EraseRefusals& command, const World&) {
  const auto period = number_in(command.period);
  if (!period) return Fault{FaultCode::store_corrupt, "a stored message is damaged"};
  return Subjects{.refusals = {numbered_key(*period, command.account)}};
}

// A message that came early, or was forged, erases nothing: it comes again. [W10]
Result<Answer> decide_one(const EraseRefusals& command, const World& world, Draft& draft) {
  const std::int64_t period = *number_in(command.period);
  if (world.now() < end_of(period) + world.policy().refusals_kept) return Rejection::of(ReasonCode::invitation_kept);
  const StreamRecord& record = world.refused(numbered_key(period, command.account))->record;
  if (!record.erased && record.version > 0) draft.erase(record.name);
  return Answer(Done{});
}

}  // namespace doverie
