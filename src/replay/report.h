// SPDX-License-Identifier: Apache-2.0
//
// What a replay has to say, in numbers and in words.
#ifndef DOVERIE_SRC_REPLAY_REPORT_H_
#define DOVERIE_SRC_REPLAY_REPORT_H_

#include <map>
#include <tuple>

#include "doverie/replay.h"

namespace doverie::replay {

// Counts decisions; keeps none.
class Tally {
 public:
  void event() { ++report_.events; }
  void vain_start() { ++report_.vain_starts; }
  void add(const ReplayedDecision& decision);
  ReplayReport report(const PolicySchedule& history, const PolicySchedule& other) const;

 private:
  ReplayReport report_;
  std::map<std::tuple<std::string, ReplayOutcome, std::string>, std::uint64_t> counts_;
};

std::string in_words(const ReplayedDecision& decision);

}  // namespace doverie::replay

#endif  // DOVERIE_SRC_REPLAY_REPORT_H_
