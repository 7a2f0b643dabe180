// SPDX-License-Identifier: Apache-2.0
//
// How the time of a command grows with the number of circles: what is done to a store of any size, by the library and by a
// client that repeats its statements, and how the two growths are told.
#ifndef DOVERIE_TESTS_BENCH_GROWTH_H_
#define DOVERIE_TESTS_BENCH_GROWTH_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "bench/bare_sqlite.h"
#include "bench/measure.h"
#include "bench/portal.h"

namespace doverie::bench {

inline constexpr std::size_t kWarmUp = 100;  // circles before measuring, for the caches of a connection that was just opened
inline constexpr std::size_t kMeasured = 400;  // circles of one side in a round
inline constexpr std::size_t kBurst = kWarmUp + kMeasured;

using Circles = std::vector<std::uint64_t>;

// Circles from all over a store, none twice: steps of the golden ratio never come back before all have had their turn.
class Everywhere {
 public:
  explicit Everywhere(std::uint64_t total);

  // Whether there are enough for a burst.
  bool has_more() const { return used_ + kBurst <= total_; }
  // A burst. REQUIRES: has_more().
  Circles take();

 private:
  std::uint64_t total_;
  std::uint64_t stride_;
  std::uint64_t used_ = 0;
};

// Four commands of a burst, and the codes between them, by the library.
Measured by_library(const Portal& portal, const Circles& circles);

// What the library asks of a store with so many circles, appointed then, for these. Found out in memory: the store stays as it is.
RecordedFlow recorded(const Circles& circles, std::uint64_t total, Instant appointed, const std::shared_ptr<Clock>& clock);

// The same by a client that is given each recorded command.
Measured by_client(const RecordedFlow& flow, const std::function<void(const RecordedCommand&)>& run);

// What was measured at one size, one value for each round; microseconds a command.
struct GrowthRow {
  std::uint64_t total = 0;
  std::vector<double> wall{}, bare_wall{}, cpu{}, bare_cpu{};
};

// Adds a round, and prints it.
void add_round(GrowthRow& row, const Measured& own, const Measured& alone);

// How many times more than at the smallest size, in the same round: medians.
void print_growth(const char* title, const std::vector<GrowthRow>& rows, std::vector<double> GrowthRow::* own,
                  std::vector<double> GrowthRow::* alone);

}  // namespace doverie::bench

#endif  // DOVERIE_TESTS_BENCH_GROWTH_H_
