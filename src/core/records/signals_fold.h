// SPDX-License-Identifier: Apache-2.0
//
// What do reported calls and changes do to a state? The same in circles and in records of contacts.
#ifndef DOVERIE_SRC_CORE_RECORDS_SIGNALS_FOLD_H_
#define DOVERIE_SRC_CORE_RECORDS_SIGNALS_FOLD_H_

#include <algorithm>
#include <string>
#include <vector>

#include "core/records/events.h"
#include "core/records/state.h"

namespace doverie {

inline Fault impossible(std::string_view event, std::string_view why) {
  return Fault{FaultCode::store_corrupt, "a stored \"" + std::string(event) + "\" event is impossible: " + std::string(why)};
}

inline Status note_change(std::vector<Change>& changes, const event::AccountChanged& e) {
  for (Change& change : changes) {
    if (change.what != e.what) continue;
    if (change.since >= e.since) return impossible(e.kType, "it is known already");
    return change.since = e.since, Done{};
  }
  changes.push_back({e.what, e.since});
  return Done{};
}

inline Status begin_call(std::vector<Call>& calls, const event::CallBegan& e, Instant at) {
  std::erase_if(calls, [&](const Call& call) { return at >= call.held_until; });
  const auto same = [&](const Call& call) { return call.id == e.call; };
  if (std::any_of(calls.begin(), calls.end(), same)) return impossible(e.kType, "the call is known already");
  calls.push_back({e.call, e.held_until, at});
  return Done{};
}

inline Status end_call(std::vector<Call>& calls, const event::CallEnded& e) {
  const auto ended = std::erase_if(calls, [&](const Call& call) { return call.id == e.call; });
  return ended > 0 ? Status(Done{}) : impossible(e.kType, "there is no such call");
}

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_SIGNALS_FOLD_H_
