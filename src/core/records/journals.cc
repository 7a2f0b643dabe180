// SPDX-License-Identifier: Apache-2.0
//
// Refused commands, and what the rules found, as states: their entries, one behind the other. Nothing is decided by them, so that
// nothing more has to hold of them than that time goes on.
#include "core/records/clock_reset.h"
#include "core/records/evolve.h"
#include "core/records/invariants.h"

namespace doverie {

namespace {

template <class State>
Status note(State& state, const Envelope& envelope, std::string_view type, typename State::Entry entry) {
  if (envelope.at < state.last_at && !envelope.clock_reset) {
    return Fault{FaultCode::store_corrupt, std::string(type) + ": it is older than the one before it"};
  }
  if (envelope.at < state.last_at) reset_clock(state, *envelope.clock_reset, envelope.at);
  state.entries.push_back(std::move(entry));
  state.last_at = envelope.at;
  return Done{};
}

template <class State>
void reset_clock_of(State& state, const ClockReset& reset, Instant now) {
  for (auto& entry : state.entries) entry.at = std::min(entry.at, reset.at);
  state.last_at = now;
}

}  // namespace

Status evolve(Refusals& refusals, const Envelope& envelope, const RefusalEvent& event) {
  const auto& refused = std::get<event::CommandRefused>(event);
  return note(refusals, envelope, event::CommandRefused::kType, {envelope.at, refused});
}

Status evolve(RulesFound& found, const Envelope& envelope, const FactsEvent& event) {
  const auto& looked = std::get<event::RulesLooked>(event);
  return note(found, envelope, event::RulesLooked::kType, {envelope.at, looked.rules});
}

std::string_view broken_invariant(const Refusals&, std::string_view) {
  return {};
}

std::string_view broken_invariant(const RulesFound&, std::string_view) {
  return {};
}

void reset_clock(Refusals& refusals, const ClockReset& reset, Instant now) {
  reset_clock_of(refusals, reset, now);
}

void reset_clock(RulesFound& found, const ClockReset& reset, Instant now) {
  reset_clock_of(found, reset, now);
}

}  // namespace doverie
