// SPDX-License-Identifier: Apache-2.0
//
// The one place that knows what waits for a request, beside the decisions that schedule it.
#include "core/world/scheduled.h"

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "core/records/transitions.h"
#include "core/world/draft.h"

namespace doverie {

namespace {

constexpr std::size_t kDigestBytes = 10;

bool has_to_wait(const Request& request) {
  return request.redeem_from != Instant{};
}

}  // namespace

std::string id_of(std::string_view realm, const Scheduled& scheduled) {
  const auto digest = sha256(length_prefixed(
      {"doverie scheduled notice 1", realm, scheduled.request, name_of(scheduled.notice), scheduled.account}));
  return "msg_" + hex_time(scheduled.due) + hex(view(digest).substr(0, kDigestBytes));
}

std::vector<WithdrawnMessage> pointless(std::string_view realm, const AccountId& trustor, const Circle& before,
                                        const Circle& after) {
  std::vector<WithdrawnMessage> messages;
  const auto withdraw = [&](const AccountId& account, Notice notice, const Request& request, Instant due) {
    messages.push_back({queue_name(realm, MessageQueue::notices), id_of(realm, {account, notice, request.id, due}), due});
  };
  for (const Request& request : before.requests) {
    const Request* now = after.request(request.id);
    if (!is_open(request.state) || !now) continue;
    const bool waited = has_to_wait(request);
    if (is_open(now->state) && has_to_wait(*now) == waited) continue;
    const Notice last = waited ? Notice::recovery_unused : Notice::recovery_expired;
    const Instant due = waited ? request.redeem_before : request.expires_at;
    if (waited) withdraw(trustor, Notice::recovery_approved, request, request.redeem_from);
    withdraw(trustor, last, request, due);
    for (const Appointment& link : before.contacts) withdraw(link.contact, last, request, due);
  }
  return messages;
}

}  // namespace doverie
