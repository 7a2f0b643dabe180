// SPDX-License-Identifier: Apache-2.0
//
// What did a run of the pump do?
#ifndef DOVERIE_PORTS_PUMP_REPORT_H_
#define DOVERIE_PORTS_PUMP_REPORT_H_

#include <cstdint>
#include <optional>

#include "doverie/core/result.h"

namespace doverie {

// What became of the messages of one kind.
struct PumpCounts {
  std::uint32_t sent = 0;       // the gateway or the notifier has it, or may have; an invitation was erased
  std::uint32_t postponed = 0;  // tried again later
  std::uint32_t refused = 0;    // the gateway will never take it
  std::uint32_t expired = 0;    // it came too late
  std::uint32_t obsolete = 0;   // not wanted or not true any more
  std::uint32_t untold = 0;     // the service has no notifier
  std::uint32_t set_aside = 0;  // nobody can read it: Service::messages_set_aside

  std::uint32_t all() const { return sent + postponed + refused + expired + obsolete + untold + set_aside; }
};

// What one run of the pump did.
struct PumpReport {
  PumpCounts codes;
  PumpCounts notices;
  PumpCounts erasures;  // invitations whose time was over: EraseEndedInvitations
  // The first thing that went wrong. What could be done all the same was done; messages wait that could not be sent.
  std::optional<Fault> fault{};

  bool ok() const { return !fault; }
  // How many messages were in hand.
  std::uint32_t all() const { return codes.all() + notices.all() + erasures.all(); }
};

// Which messages a run of the pump looks at. Codes always go first.
enum class PumpWhat : std::uint8_t {
  everything = 1,
  codes = 2,
  all_but_codes = 3,
};

}  // namespace doverie

#endif  // DOVERIE_PORTS_PUMP_REPORT_H_
