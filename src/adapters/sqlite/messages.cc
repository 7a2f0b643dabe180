// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/messages.h"

#include <algorithm>
#include <string>

#include "adapters/sqlite/error.h"

namespace doverie::sqlite {

bool MessageTable::put(const std::vector<MessageRecord>& messages) {
  return std::ranges::all_of(messages, [this](const MessageRecord& message) {
    return put_.run(message.realm, message.id, message.bytes, message.not_before, message.useless_after);
  });
}

Result<std::vector<LeasedMessage>> MessageTable::lease(std::string_view realm, Instant now, Duration lease_for,
                                                       std::uint32_t limit) {
  const auto failed = [this] { return last_fault(connection_, Doing::writing, "event store: lease messages"); };
  std::vector<LeasedMessage> leases;
  Query due(due_, realm, now, std::int64_t{limit});
  while (due.next()) {
    const auto attempt = static_cast<std::uint32_t>(due.integer(5)) + 1;
    MessageRecord message{due.text(0), due.text(1), due.text(2), due.instant(3), due.instant(4)};
    std::string lease = message.id + "/" + std::to_string(attempt);
    leases.push_back(LeasedMessage{std::move(message), attempt, std::move(lease)});
  }
  if (!due.ok()) return failed();
  for (const LeasedMessage& leased : leases) {
    if (!lease_.run(leased.message.id, now + lease_for)) return failed();
  }
  return leases;
}

bool MessageTable::settle(const Settlement& settlement) {
  if (settlement.as != SettleAs::later) return remove_.run(settlement.message_id, settlement.lease);
  return postpone_.run(settlement.message_id, settlement.lease, settlement.retry_at);
}

Status MessageTable::settle(const std::vector<Settlement>& settlements) {
  for (const Settlement& settlement : settlements) {
    if (!settle(settlement)) return last_fault(connection_, Doing::writing, "event store: settle messages");
  }
  return Done{};
}

}  // namespace doverie::sqlite
