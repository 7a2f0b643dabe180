// SPDX-License-Identifier: Apache-2.0
//
// Bursts of recoveries on random circles, once by a service and once by whoever repeats its calls.
#include "bench/growth.h"

#include <cstdio>
#include <numeric>

#include "bench/bulk_load.h"
#include "doverie/adapters/memory.h"

namespace doverie::bench {
namespace {

// Sends the codes of so many circles from the first on.
using Pump = std::function<void(std::size_t first, std::size_t count)>;

std::vector<Command> commands_of(const Portal& portal, const Circles& circles, std::vector<RecoveryStarted>& started) {
  started.resize(circles.size());
  return {[&](std::size_t c) { started[c] = portal.start(circles[c]); },
          [&](std::size_t c) { portal.approve(circles[c], started[c]); },
          [&](std::size_t c) { portal.confirm(circles[c], started[c].request); },
          [&](std::size_t c) { portal.redeem(circles[c], started[c].request); }};
}

// The first commands warm up, the rest counts.
Measured measured_warm(const std::vector<Command>& commands, const Pump& pump) {
  std::ignore = measure(kWarmUp, 1, commands, [&] { pump(0, kWarmUp); });
  std::vector<Command> rest;
  for (const Command& command : commands) {
    rest.push_back([&command](std::size_t c) { command(kWarmUp + c); });
  }
  return measure(kMeasured, 1, rest, [&] { pump(kWarmUp, kMeasured); });
}

std::vector<double> growth(const std::vector<double>& values, const std::vector<double>& smallest) {
  std::vector<double> growths;
  for (std::size_t i = 0; i < values.size(); ++i) growths.push_back(values[i] / smallest[i]);
  return growths;
}

}  // namespace

Everywhere::Everywhere(std::uint64_t total)
    : total_(total), stride_(static_cast<std::uint64_t>(static_cast<double>(total) * 0.6180339887498949)) {
  while (std::gcd(stride_, total_) != 1) ++stride_;
}

Circles Everywhere::take() {
  Circles circles;
  for (std::size_t i = 0; i < kBurst; ++i) circles.push_back(used_++ * stride_ % total_);
  return circles;
}

Measured by_library(const Portal& portal, const Circles& circles) {
  std::vector<RecoveryStarted> started;
  return measured_warm(commands_of(portal, circles, started), [&](std::size_t, std::size_t) { pump_dry(portal.service()); });
}

RecordedFlow recorded(const Circles& circles, std::uint64_t total, Instant appointed, const std::shared_ptr<Clock>& clock) {
  const auto memory = std::make_shared<MemoryStore>();
  // The realm comes with the first circle.
  for (const Batch& batch : appointments(0, 1, total, appointed)) must(memory->append(batch), "append");
  for (const std::uint64_t circle : circles) {
    if (circle == 0) continue;
    for (const Batch& batch : appointments(circle, 1, total, appointed)) must(memory->append(batch), "append");
  }
  const auto recording = std::make_shared<RecordingStore>(memory);
  const Portal portal(recording, clock);
  std::vector<RecoveryStarted> started;
  const auto commands = commands_of(portal, circles, started);
  return record_flow(*recording, portal.service(), commands, circles.size());
}

Measured by_client(const RecordedFlow& flow, const std::function<void(const RecordedCommand&)>& run) {
  std::vector<Command> commands;
  for (const auto& phase : flow.phases) {
    commands.push_back([&](std::size_t c) { run(phase[c]); });
  }
  return measured_warm(commands, [&](std::size_t first, std::size_t count) {
    for (std::size_t c = first; c < first + count; ++c) run(flow.pumped[c]);
  });
}

void add_round(GrowthRow& row, const Measured& own, const Measured& alone) {
  row.wall.push_back(own.microseconds());
  row.cpu.push_back(own.cpu * 1e6);
  row.bare_wall.push_back(alone.microseconds());
  row.bare_cpu.push_back(alone.cpu * 1e6);
  std::printf("%10.0f circles: doverie %6.1f us (%6.1f CPU), bare %6.1f us (%6.1f CPU)\n", double(row.total),
              row.wall.back(), row.cpu.back(), row.bare_wall.back(), row.bare_cpu.back());
  std::fflush(stdout);
}

void print_growth(const char* title, const std::vector<GrowthRow>& rows, std::vector<double> GrowthRow::* own,
                  std::vector<double> GrowthRow::* alone) {
  std::printf("\n%s\n   circles | doverie    bare | growth of doverie, of bare, the first by the second\n", title);
  for (const GrowthRow& row : rows) {
    const auto grown = growth(row.*own, rows.front().*own);
    const auto bare_grown = growth(row.*alone, rows.front().*alone);
    std::printf("%10.0f | %7.1f %7.1f | %6.2f %6.2f %6.2f\n", double(row.total), median(row.*own), median(row.*alone),
                median(grown), median(bare_grown), median(growth(grown, bare_grown)));
  }
}

}  // namespace doverie::bench
