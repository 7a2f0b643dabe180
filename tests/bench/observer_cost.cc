// SPDX-License-Identifier: Apache-2.0
//
// What does it cost to be observed? Whole recoveries in one thread, with or without OpenMetrics: observer_cost.py counts their
// instructions.
//
//   observer_cost memory|DIRECTORY RECOVERIES off|on
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/portal.h"
#include "doverie/adapters/memory.h"
#include "doverie/adapters/open_metrics.h"
#include "doverie/adapters/sqlite.h"
#include "doverie/adapters/system.h"

namespace doverie::bench {
namespace {

std::shared_ptr<EventStore> store_in(const std::string& place) {
  if (place == "memory") return std::make_shared<MemoryStore>();
  return must(SqliteStore::create(place + "/circles.db", SqliteStore::Options{}), "create");
}

int run(const std::string& place, std::uint64_t recoveries, bool observed) {
  std::vector<std::shared_ptr<Observer>> observers;
  const auto metrics = std::make_shared<OpenMetrics>();
  if (observed) observers.push_back(metrics);
  const Portal portal(store_in(place), nullptr, nullptr, ServiceOptions{}.remembered_streams, observers);
  for (std::uint64_t circle = 0; circle < recoveries; ++circle) {
    portal.appoint(circle);
    portal.recover(circle);
  }
  std::uint64_t commands = 0;  // so that nobody takes a run for observed that was not
  const std::string page = metrics->text();
  for (std::size_t at = page.find("outcome=\"done\""); at != std::string::npos; at = page.find("outcome=\"done\"", at + 1)) {
    commands += std::strtoull(page.c_str() + page.find("} ", at) + 2, nullptr, 10);
  }
  std::printf("%llu\n", static_cast<unsigned long long>(commands));
  return 0;
}

}  // namespace
}  // namespace doverie::bench

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: observer_cost memory|DIRECTORY RECOVERIES off|on\n");
    return 2;
  }
  return doverie::bench::run(argv[1], std::strtoull(argv[2], nullptr, 10), std::string(argv[3]) == "on");
}
