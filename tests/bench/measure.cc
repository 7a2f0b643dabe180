// SPDX-License-Identifier: Apache-2.0
//
// Phases of many recoveries, each phase by all callers at once.
#include "bench/measure.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>

#include "bench/portal.h"

namespace doverie::bench {
namespace {

// Calls work(0) to work(callers - 1), each in a thread of its own when there are several.
void at_once(int callers, const std::function<void(std::size_t)>& work) {
  if (callers == 1) return work(0);
  std::vector<std::thread> threads;
  for (int caller = 0; caller < callers; ++caller) threads.emplace_back(work, static_cast<std::size_t>(caller));
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

double seconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double resident_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kilobytes = 0;
    if (word == "RssAnon:" && status >> kilobytes) return kilobytes / 1024;
  }
  fail("/proc/self/status does not tell the resident memory");
}

Measured measure(std::size_t circles, int callers, const std::vector<Command>& phases, const std::function<void()>& pump) {
  double wall = 0;
  double cpu = 0;
  std::vector<double> worst(static_cast<std::size_t>(callers), 0);
  for (std::size_t phase = 0; phase < phases.size(); ++phase) {
    if (phase == kConfirm) pump();
    const double wall_before = seconds(CLOCK_MONOTONIC);
    const double cpu_before = seconds(CLOCK_PROCESS_CPUTIME_ID);
    at_once(callers, [&](std::size_t caller) {
      for (std::size_t c = caller; c < circles; c += static_cast<std::size_t>(callers)) {
        const double before = seconds(CLOCK_MONOTONIC);
        phases[phase](c);
        worst[caller] = std::max(worst[caller], seconds(CLOCK_MONOTONIC) - before);
      }
    });
    wall += seconds(CLOCK_MONOTONIC) - wall_before;
    cpu += seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_before;
  }
  const auto commands = static_cast<double>(circles * phases.size());
  return {commands / wall, cpu / commands, *std::max_element(worst.begin(), worst.end())};
}

void pump_dry(const Service& service) {
  while (service.pump(512).all() > 0) {
  }
}

}  // namespace doverie::bench
