// SPDX-License-Identifier: Apache-2.0
//
// A lease is the row as it was leased: whoever comes back late finds another one.
#include "adapters/sqlite/messages.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>

#include "adapters/sqlite/error.h"
#include "core/bytes/encoding.h"

namespace doverie::sqlite {
namespace {

// A lease names, with the message's id, the row as it has been leased.
struct Lease {
  std::string queue;
  Instant until;
  std::int64_t attempt;
};

// `queue/until/attempt`; a queue has no slash.
std::string text_of(const Lease& lease) {
  return lease.queue + '/' + std::to_string(lease.until.time_since_epoch().count()) + '/' + std::to_string(lease.attempt);
}

template <class Number>
bool take(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

std::optional<Lease> lease_of(std::string_view text) {
  const std::size_t last = text.rfind('/');
  const std::size_t first = last == 0 || last == text.npos ? text.npos : text.rfind('/', last - 1);
  if (first == text.npos) return std::nullopt;
  Instant::rep until = 0;
  std::int64_t attempt = 0;
  if (!take(text.substr(first + 1, last - first - 1), until) || !take(text.substr(last + 1), attempt)) return std::nullopt;
  return Lease{std::string(text.substr(0, first)), Instant(Duration(until)), attempt};
}

}  // namespace

bool MessageTable::put(const std::vector<MessageRecord>& messages) {
  return std::ranges::all_of(messages, [this](const MessageRecord& message) {
    return put_.run(message.queue, message.id, message.bytes, message.not_before, message.useless_after);
  });
}

bool MessageTable::withdraw(const std::vector<WithdrawnMessage>& messages) {
  return std::ranges::all_of(messages, [this](const WithdrawnMessage& message) {
    return withdraw_.run(message.queue, message.not_before, message.id);
  });
}

Result<std::vector<LeasedMessage>> MessageTable::lease(std::string_view queue, Instant now, Duration lease_for,
                                                       std::uint32_t limit) {
  const auto failed = [this] { return last_fault(connection_, Doing::writing, "event store: lease messages"); };
  std::vector<LeasedMessage> leases;
  std::vector<Instant> due_at;
  const Instant until = now + lease_for;
  Query due(due_, queue, now, std::int64_t{limit});
  while (due.next()) {
    const auto attempt = static_cast<std::uint32_t>(due.integer(5)) + 1;
    MessageRecord message{due.text(0), due.text(1), due.text(2), due.instant(3), due.instant(4)};
    std::string lease = text_of(Lease{message.queue, until, attempt});
    leases.push_back(LeasedMessage{std::move(message), attempt, std::move(lease)});
    due_at.push_back(due.instant(6));
  }
  if (!due.ok()) return failed();
  for (std::size_t i = 0; i < leases.size(); ++i) {
    const MessageRecord& message = leases[i].message;
    const bool moved = take_out_.run(queue, due_at[i], message.id) &&
                       put_back_.run(queue, until, message.id, message.bytes, message.not_before, message.useless_after,
                                     std::int64_t{leases[i].attempt});
    if (!moved) return failed();
  }
  // Nobody can be told of what is no text. It has its lease as the others, and so is in nobody's way; check() names it.
  std::erase_if(leases, [](const LeasedMessage& leased) {
    return !valid_utf8(leased.message.id) || !valid_utf8(leased.message.bytes);
  });
  return leases;
}

bool MessageTable::settle(const Settlement& settlement) {
  const auto lease = lease_of(settlement.lease);
  if (!lease) return true;  // not one of ours: somebody else's business, as one that was taken over
  if (settlement.as == SettleAs::later) {
    const std::string& queue = settlement.queue.empty() ? lease->queue : settlement.queue;
    return postpone_.run(lease->queue, lease->until, settlement.message_id, lease->attempt, settlement.retry_at, queue);
  }
  return remove_.run(lease->queue, lease->until, settlement.message_id, lease->attempt);
}

Status MessageTable::settle(const std::vector<Settlement>& settlements) {
  for (const Settlement& settlement : settlements) {
    if (!settle(settlement)) return last_fault(connection_, Doing::writing, "event store: settle messages");
  }
  return Done{};
}

}  // namespace doverie::sqlite
