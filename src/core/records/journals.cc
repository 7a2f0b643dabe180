// SPDX-License-Identifier: Apache-2.0
//
// Refused commands, and what the rules found, as states. Nothing is decided by them, so that nothing more has to hold of them than
// that the journal's time goes on; what the rules found stands beside the circle, which has a time of its own.
#include <algorithm>
#include <array>

#include "core/records/clock_reset.h"
#include "core/records/evolve.h"
#include "core/records/invariants.h"

namespace doverie {

namespace {

struct CommandSide {
  std::string_view name, side;
};
constexpr auto kCommands = std::to_array<CommandSide>({
#define DOVERIE_COMMAND(number, since, name, Type, side, method, deed, answer, text, refusals, fields) {#name, #side},
#include "doverie/core/commands.def"
});

}  // namespace

Status evolve(Refusals& refusals, const Envelope& envelope, const RefusalEvent& event) {
  if (envelope.at < refusals.last_at && !envelope.clock_reset) {
    return Fault{FaultCode::store_corrupt, "command_refused: it is older than the one before it"};
  }
  if (envelope.at < refusals.last_at) reset_clock(refusals, *envelope.clock_reset, envelope.at);
  refusals.entries.push_back({envelope.at, std::get<event::CommandRefused>(event)});
  refusals.last_at = envelope.at;
  return Done{};
}

bool contact_refused(std::string_view what, std::string_view contact) {
  const auto row = std::ranges::find(kCommands, what, &CommandSide::name);
  return !contact.empty() && row != kCommands.end() && row->side == "contact";
}

Status evolve(RulesFound& found, const Envelope& envelope, const FactsEvent& event) {
  const auto& looked = std::get<event::RulesLooked>(event);
  found.of_event.insert_or_assign(looked.version, looked.rules);
  found.last_at = envelope.at;
  return Done{};
}

std::string_view broken_invariant(const Refusals&, std::string_view) {
  return {};
}

std::string_view broken_invariant(const RulesFound&, std::string_view) {
  return {};
}

void reset_clock(Refusals& refusals, const ClockReset& reset, Instant now) {
  for (Refusals::Entry& entry : refusals.entries) entry.at = std::min(entry.at, reset.at);
  refusals.last_at = now;
}

void reset_clock(RulesFound& found, const ClockReset&, Instant now) {
  found.last_at = now;
}

}  // namespace doverie
