// SPDX-License-Identifier: Apache-2.0
//
// What the benchmarks measure with: clocks, medians, memory, and the four commands of many recoveries.
#ifndef DOVERIE_TESTS_BENCH_MEASURE_H_
#define DOVERIE_TESTS_BENCH_MEASURE_H_

#include <time.h>

#include <cstddef>
#include <functional>
#include <vector>

#include "doverie/service.h"

namespace doverie::bench {

double seconds(clockid_t clock);

// The middle one. REQUIRES: there are values.
double median(std::vector<double> values);

// Of this process, without pages of files.
double resident_megabytes();

struct Measured {
  double per_second = 0;  // commands, by the clock on the wall
  double cpu = 0;         // seconds of CPU per command
  double worst = 0;       // seconds, the slowest command

  double microseconds() const { return 1e6 / per_second; }
};

// Four commands of many circles, phase by phase: phases[p][c] does command p of circle c. Between approve and confirm_code,
// `pump` sends the codes; it is not measured.
using Command = std::function<void(std::size_t circle)>;
inline constexpr std::size_t kConfirm = 2;
Measured measure(std::size_t circles, int callers, const std::vector<Command>& phases, const std::function<void()>& pump);

// Until nothing is due.
void pump_dry(const Service& service);

}  // namespace doverie::bench

#endif  // DOVERIE_TESTS_BENCH_MEASURE_H_
