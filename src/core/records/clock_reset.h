// SPDX-License-Identifier: Apache-2.0
//
// What becomes of a state that was written to by a clock that was ahead, once an operator has reset the mark of time?
//
// Whatever has happened, has happened by the time of the reset. Whatever lasts goes on for as long as anything that protects somebody
// lasts, counted from then: so a lock or a freeze of before the wrong time is never shortened. What could be redeemed or typed is void,
// since a reset raises the epoch.
#ifndef DOVERIE_SRC_CORE_RECORDS_CLOCK_RESET_H_
#define DOVERIE_SRC_CORE_RECORDS_CLOCK_RESET_H_

#include "core/records/state.h"

namespace doverie {

struct ClockReset {
  Instant at;        // when an operator has reset the mark
  Duration longest;  // of all pauses, locks and freezes
};

// Takes the state, whose last event lies ahead of `now`, back.
void reset_clock(Circle& circle, const ClockReset& reset, Instant now);
void reset_clock(ContactRecord& contact, const ClockReset& reset, Instant now);
void reset_clock(Invitation& invitation, const ClockReset& reset, Instant now);
void reset_clock(RealmRecord& realm, const ClockReset& reset, Instant now);
void reset_clock(Refusals& refusals, const ClockReset& reset, Instant now);
void reset_clock(RulesFound& found, const ClockReset& reset, Instant now);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_CLOCK_RESET_H_
