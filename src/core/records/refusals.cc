// SPDX-License-Identifier: Apache-2.0
//
// The journal of refused commands as a state: its entries, one behind the other. Nothing is decided by it, so that nothing more has to
// hold of it than that time goes on.
#include "core/records/clock_reset.h"
#include "core/records/evolve.h"
#include "core/records/invariants.h"

namespace doverie {

Status evolve(Refusals& refusals, const Envelope& envelope, const RefusalEvent& event) {
  if (envelope.at < refusals.last_at && !envelope.clock_reset) {
    return Fault{FaultCode::store_corrupt, "command_refused: it is older than the one before it"};
  }
  if (envelope.at < refusals.last_at) reset_clock(refusals, *envelope.clock_reset, envelope.at);
  refusals.entries.push_back({envelope.at, std::get<event::CommandRefused>(event)});
  refusals.last_at = envelope.at;
  return Done{};
}

std::string_view broken_invariant(const Refusals&, std::string_view) {
  return {};
}

void reset_clock(Refusals& refusals, const ClockReset& reset, Instant now) {
  for (Refusals::Entry& entry : refusals.entries) entry.at = std::min(entry.at, reset.at);
  refusals.last_at = now;
}

}  // namespace doverie
