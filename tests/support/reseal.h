// SPDX-License-Identifier: Apache-2.0
//
// What only somebody with the keys could write: changed events with seals that fit.
#ifndef DOVERIE_TESTS_SUPPORT_RESEAL_H_
#define DOVERIE_TESTS_SUPPORT_RESEAL_H_

#include <string>

#include "core/records/seals.h"

namespace doverie::testing {

// Seals the events of the record anew, from the first to the last; `previous` is the seal in front of them.
inline void reseal(StreamRecord& record, const Macs& keys, std::string previous = {}) {
  const std::uint64_t before = record.version - record.events.size();
  for (std::size_t i = 0; i < record.events.size(); ++i) {
    record.events[i].seal = *make_seal(keys, record.name, before + i + 1, previous, record.events[i].bytes);
    previous = record.events[i].seal;
  }
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_RESEAL_H_
