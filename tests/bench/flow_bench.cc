// SPDX-License-Identifier: Apache-2.0
//
// Whole recoveries through the library, from several callers at once: start, approve, send the code, confirm, redeem. One of
// the programs that flow_bench.py compares; prints recoveries per second.
//
//   flow_bench DIRECTORY CALLERS RECOVERIES
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "bench/bulk_load.h"
#include "bench/measure.h"
#include "bench/portal.h"
#include "doverie/adapters/sqlite.h"
#include "doverie/testing/fakes.h"
#include "support/sqlite_files.h"

namespace doverie::bench {
namespace {

namespace fs = std::filesystem;

void appoint_all(const std::string& path, std::uint64_t circles) {
  BulkWriter writer(path);
  writer.write(appointments(0, circles, circles));
  writer.finish();
}

double recoveries_per_second(const Portal& portal, int callers, std::uint64_t recoveries) {
  std::atomic<std::uint64_t> next = 0;
  std::vector<std::thread> threads;
  const double before = seconds(CLOCK_MONOTONIC);
  for (int caller = 0; caller < callers; ++caller) {
    threads.emplace_back([&] {
      for (std::uint64_t circle = next++; circle < recoveries; circle = next++) portal.recover(circle);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return static_cast<double>(recoveries) / (seconds(CLOCK_MONOTONIC) - before);
}

int run(const fs::path& directory, int callers, std::uint64_t recoveries) {
  const std::string path = directory / "flow.db";
  appoint_all(path, recoveries);
  sync();
  {
    const auto clock = std::make_shared<testing::FakeClock>(appointed_at() + std::chrono::days{30});
    const Portal portal(must(doverie::testing::sqlite_store(path), "open"), clock);
    std::printf("%.1f\n", recoveries_per_second(portal, callers, recoveries));
  }
  for (const char* end : {"", "-wal", "-shm"}) fs::remove(path + end);
  return 0;
}

}  // namespace
}  // namespace doverie::bench

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: flow_bench DIRECTORY CALLERS RECOVERIES\n");
    return 2;
  }
  return doverie::bench::run(argv[1], std::atoi(argv[2]), std::strtoull(argv[3], nullptr, 10));
}
