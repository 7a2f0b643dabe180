// SPDX-License-Identifier: Apache-2.0
//
// Both state machines, as tables. The tables are executed: evolve() goes by them when it folds, every
// new event goes through evolve() before it is written, tests walk every cell, and docs/architecture.md is drawn from them.
//
//   invitation:  (none) ──created──► pending ──accepted──► accepted
//                                       ├─────declined──► declined
//                                       └─────cancelled─► cancelled          (expired: pending, and now >= expires_at)
//
//   request:     (none) ──started──► pending ──approval_given──► awaiting_code ──approved──► approved ──redeemed──► redeemed
//                                       │                          │  ▲  │                      │
//                                       │                          └──┘  │                      │
//                                       │   approval_given, code_issued, code_resent,           │
//                                       │   code_rejected, code_confirmed                       │
//                                       │   (number_rejected: stays pending or awaiting_code)   │
//                                       └──────────────┬─────────────────┴──────────────────────┘
//                                              denied, cancelled, voided
//                                         (expired: not ended otherwise, and now >= deadline)
#ifndef DOVERIE_SRC_CORE_RECORDS_TRANSITIONS_H_
#define DOVERIE_SRC_CORE_RECORDS_TRANSITIONS_H_

#include <optional>
#include <span>

#include "doverie/core/answers.h"

namespace doverie {

enum class InvitationStep : std::uint8_t { created, accepted, declined, cancelled };

enum class RequestStep : std::uint8_t {
  started,
  number_rejected,
  approval_given,
  code_issued,
  code_resent,
  code_rejected,
  code_confirmed,
  approved,
  redeemed,
  denied,
  cancelled,
  voided,
};

// nullopt stands for "does not exist yet".
struct InvitationTransition {
  std::optional<InvitationState> from;
  InvitationStep step;
  InvitationState to;
};
struct RequestTransition {
  std::optional<RequestState> from;
  RequestStep step;
  RequestState to;
};

std::span<const InvitationTransition> invitation_transitions();
std::span<const RequestTransition> request_transitions();

// Where the step leads; nothing when it is illegal.
std::optional<InvitationState> next(std::optional<InvitationState> from, InvitationStep step);
std::optional<RequestState> next(std::optional<RequestState> from, RequestStep step);

// Neither ended nor expired by itself: pending, awaiting_code or approved.
bool is_open(RequestState state);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_TRANSITIONS_H_
