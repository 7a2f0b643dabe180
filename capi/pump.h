// SPDX-License-Identifier: Apache-2.0
//
// What a run of the pump did, as C sees it.
#ifndef DOVERIE_CAPI_PUMP_H_
#define DOVERIE_CAPI_PUMP_H_

#include "doverie.h"
#include "doverie/service.h"

namespace doverie::capi {

inline doverie_pump_counts counts_of(const PumpCounts& counts) {
  return {.sent = counts.sent,
          .postponed = counts.postponed,
          .refused = counts.refused,
          .expired = counts.expired,
          .obsolete = counts.obsolete,
          .untold = counts.untold,
          .set_aside = counts.set_aside,
          .reserved = 0};
}

inline doverie_pump_report report_of(const PumpReport& report) {
  return {.struct_size = sizeof(doverie_pump_report),
          .codes = counts_of(report.codes),
          .notices = counts_of(report.notices),
          .erasures = counts_of(report.erasures)};
}

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_PUMP_H_
