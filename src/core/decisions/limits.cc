// SPDX-License-Identifier: Apache-2.0
//
// Each limit: what is counted, and when it has become so old that it counts no more.
#include "core/decisions/limits.h"

#include <algorithm>
#include <cassert>
#include <set>

namespace doverie {

// [A20, R8]
std::int32_t stricter(const Guesser& g, std::int32_t Policy::* limit) {
  return std::min(g.of_request.*limit, g.today.*limit);
}

namespace {

std::int64_t in_seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

// So many of one kind within a window.
Limit within_window(ReasonCode reason, std::int64_t allowed, Times counted, Duration window) {
  const auto used = std::ssize(counted);
  Limit limit{reason, std::max<std::int64_t>(0, allowed - used), {}, allowed, used};
  if (limit.left > 0 || allowed < 1) return limit;
  std::ranges::sort(counted);
  limit.until =
      counted[static_cast<std::size_t>(used - allowed)] + window;  // when all before it have gone, one has become free
  return limit;
}

// One too many closes recovery until the owner is seen, which is no matter of time. [A19, A20]
Limit against_trustor(const Guesser& g) {
  if (g.circle.recovery_locked) return {ReasonCode::recovery_locked, 0};
  const std::int32_t most = stricter(g, &Policy::max_wrong_codes_per_trustor);
  Limit limit = within_window(ReasonCode::recovery_locked, most, wrong_codes_against(g.circle, g.now), kWrongCodeWindow);
  limit.needs.reset(), limit.has.reset();  // how many others have typed is not the contact's business
  return limit;
}

// [A18]
Limit in_a_row(const Guesser& g) {
  if (contact_locked(g.record, g.now)) return {ReasonCode::contact_locked, 0, g.record.locked_until};
  const std::int32_t most = stricter(g, &Policy::max_consecutive_wrong_codes);
  return {ReasonCode::contact_locked, std::max<std::int64_t>(1, most - g.record.wrong_codes_in_a_row)};
}

// One dishonest contact of several is out before recovery is closed for all of them. [A17a]
Limit of_contact(const Guesser& g) {
  const std::int32_t share = stricter(g, &Policy::max_wrong_codes_per_contact);
  return within_window(ReasonCode::too_many_wrong_codes, share, wrong_codes_of(g.circle, g.contact, g.now),
                       kWrongCodeWindow);
}

// Wrong codes that a restored backup does not know of are taken to be as many as are allowed. [A21a]
std::optional<Limit> after_restore(const Guesser& g) {
  const auto until = codes_blocked_until(g.restored_at, g.now);
  if (!until) return std::nullopt;
  const Duration passed = kDay - std::min<Duration>(kDay, *until - g.now);
  return Limit{ReasonCode::restored_recently, 0, until, in_seconds(kDay), in_seconds(passed)};
}

std::int64_t waiting_invitations(const Circle& circle, Instant now) {
  return std::ranges::count_if(circle.invitations, [&](const SentInvitation& i) { return !i.closed && now < i.expires_at; });
}

}  // namespace

void object_to(const Limits& limits, Objections& objections) {
  std::set<ReasonCode> told;
  for (const Limit& limit : limits) {
    if (limit.left == 0 && told.insert(limit.reason).second) objections.add(limit.reason, limit.needs, limit.has);
  }
}

std::int32_t left_of(const Limits& limits) {
  assert(!limits.empty());
  return static_cast<std::int32_t>(std::ranges::min(limits, {}, &Limit::left).left);
}

std::optional<Instant> left_from(const Limits& limits) {
  std::optional<Instant> from;
  for (const Limit& limit : limits) {
    if (limit.left > 0) continue;
    if (!limit.until) return std::nullopt;
    from = std::max(from, limit.until);
  }
  return from;
}

Limits code_limits(const Guesser& g) {
  const std::int32_t a_day = stricter(g, &Policy::max_wrong_codes);
  Limits limits{against_trustor(g), in_a_row(g),
                within_window(ReasonCode::too_many_wrong_codes, a_day, wrong_codes_today(g.circle, g.contact, g.now), kDay)};
  if (g.circle.contacts.size() > 1) limits.push_back(of_contact(g));
  if (const auto restored = after_restore(g)) limits.push_back(*restored);
  return limits;
}

// [A3a]
Limits number_limits(const Guesser& g) {
  return {within_window(ReasonCode::too_many_wrong_numbers, g.of_request.max_wrong_numbers,
                        wrong_numbers_today(g.circle, g.contact, g.now), kDay)};
}

// [A13]
Limits send_limits(const Approval& approval, const Policy& policy, Instant now) {
  const Duration waited = now - approval.last_asked_at;
  return {{ReasonCode::sends_exhausted,
           std::max<std::int64_t>(0, policy.max_sends - approval.taken),
           {},
           policy.max_sends,
           approval.taken},
          {ReasonCode::send_too_soon, waited < policy.send_pause ? 0 : 1, approval.last_asked_at + policy.send_pause,
           in_seconds(policy.send_pause), in_seconds(waited)}};
}

// Each free place is kept for one invitation that waits. [I8, I9]
Limits place_limits(const Circle& circle, const Policy& policy, Instant now) {
  const auto contacts = std::ssize(circle.contacts);
  const std::int64_t places = std::max<std::int64_t>(0, policy.max_contacts_per_trustor - contacts);
  Limits limits{{ReasonCode::contact_limit_reached, places, {}, policy.max_contacts_per_trustor, contacts}};
  const std::int64_t waiting = waiting_invitations(circle, now);
  if (places > 0)
    limits.push_back({ReasonCode::invitation_pending, std::max<std::int64_t>(0, places - waiting), {}, places, waiting});
  return limits;
}

// [I10]
Limits invitation_limits(const Circle& circle, const Policy& policy, Instant now) {
  Times sent;
  for (const SentInvitation& invitation : circle.invitations) {
    if (now - invitation.sent_at < kDay) sent.push_back(invitation.sent_at);
  }
  return {within_window(ReasonCode::invitations_exhausted, policy.invitations_per_day, std::move(sent), kDay)};
}

}  // namespace doverie
