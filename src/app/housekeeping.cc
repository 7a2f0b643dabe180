// SPDX-License-Identifier: Apache-2.0
//
// Small steps, so that nobody waits for them: a few hundred records a minute, or one step behind the other while there are more.
#include "app/housekeeping.h"

#include "core/world/draft.h"

namespace doverie {

namespace {

// So many records go at once, and so often it is looked for more. Our choice.
constexpr std::uint32_t kCommandsAtOnce = 200;
constexpr std::chrono::minutes kCommandsPause{1};
// The same of messages that were put aside. They go so long after they were due: long enough for somebody to have looked. Our choice.
constexpr std::uint32_t kMessagesAtOnce = 64;
constexpr std::chrono::hours kMessagesPause{24};
constexpr std::chrono::hours kSetAsideKept{24 * 90};
constexpr std::chrono::minutes kLookLease{1};

// Personal data hangs on it: it is tried again instead.
bool is_erasure(const Message& message) {
  return queue_of(message) == MessageQueue::erasures;
}

}  // namespace

bool Housekeeping::due(std::optional<Duration>& next, Duration elapsed, Duration pause) {
  const std::lock_guard lock(mutex_);
  if (next && elapsed < *next) return false;
  next = elapsed + pause;
  return true;
}

Status Housekeeping::step(Instant now, Duration elapsed) {
  if (due(next_commands_, elapsed, kCommandsPause)) {
    if (auto status = let_go_of_commands(now, elapsed); !status) return status;
  }
  return due(next_messages_, elapsed, kMessagesPause) ? let_go_of_messages(now) : Status(Done{});
}

Status Housekeeping::let_go_of_commands(Instant now, Duration elapsed) {
  const auto gone = store_.let_go_of_commands(now - commands_kept_, kCommandsAtOnce);
  if (!gone) return gone.as<Done>();
  if (*gone < kCommandsAtOnce) return Done{};
  const std::lock_guard lock(mutex_);
  next_commands_ = elapsed;  // there are more: with the next run of the pump
  return Done{};
}

Status Housekeeping::let_go_of_messages(Instant now) {
  const auto leased = store_.lease_messages(queue_name(realm_, MessageQueue::aside), now, kLookLease, kMessagesAtOnce);
  if (!leased) return leased.as<Done>();
  std::vector<Settlement> settlements;
  for (const LeasedMessage& one : *leased) {
    const bool old = now - one.message.not_before > kSetAsideKept;
    const auto message = decode_message(one.message.bytes);
    const bool again = old && message && is_erasure(*message);
    settlements.push_back({.message_id = one.message.id,
                           .lease = one.lease,
                           .as = old && !again ? SettleAs::dropped : SettleAs::later,
                           .retry_at = again ? now : kEarliestNow,
                           .queue = again ? queue_name(realm_, MessageQueue::erasures) : ""});
  }
  return store_.settle_messages(settlements);
}

}  // namespace doverie
