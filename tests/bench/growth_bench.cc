// SPDX-License-Identifier: Apache-2.0
//
// How the time of a command grows with the number of circles, for the library and for what SQLite costs by itself (BareSqlite
// repeats the library's statements). Both on the same files, in turn, each round on other circles from all over them.
//
//   growth_bench DIRECTORY [LARGEST [ROUNDS]]      sizes: 1 000, 100 000, 1 000 000 and 10 000 000, up to LARGEST (1 000 000)
//
// Ten million circles take 40 GB, and 50 while they are loaded. Also: memory at each size, and loading a circle of 10 000
// events against one of 10.
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "bench/bulk_load.h"
#include "bench/growth.h"
#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#include "doverie/testing/fakes.h"
#include "support/sqlite_files.h"

namespace doverie::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSizes[] = {1'000, 100'000, 1'000'000, 10'000'000};

std::shared_ptr<Clock> month_later() {
  return std::make_shared<testing::FakeClock>(appointed_at() + std::chrono::days{30});
}

// A file with so many circles, and circles of it that have not been used yet.
class File {
 public:
  File(const fs::path& directory, std::uint64_t total)
      : path_(directory / ("growth-" + std::to_string(total) + ".db")), total_(total), circles_(total) {
    load();
  }
  ~File() {
    for (const char* end : {"", "-wal", "-shm"}) fs::remove(path_ + end);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  const std::string& path() const { return path_; }
  std::uint64_t total() const { return total_; }

  // From all over the file. A small file is made anew when its circles are used up.
  Circles take() {
    if (!circles_.has_more()) load();
    return circles_.take();
  }

 private:
  void load() {
    bulk_load(path_, total_);
    circles_ = Everywhere(total_);
    sync();
  }

  std::string path_;
  std::uint64_t total_;
  Everywhere circles_;
};

// What was loaded has to be what the library would have written: no contradictions, and seals that fit.
void check_loaded(const File& file) {
  const auto store = must(doverie::testing::sqlite_store(file.path()), "open");
  for (const std::string& finding : must(store->check(), "check")) fail("the loaded file: " + finding);
  const Portal portal(store, month_later());
  must(portal.service().operations().audit(trustor_name(file.total() / 2)), "audit");
}

Measured library(const File& file, const Circles& circles) {
  return by_library(Portal(must(doverie::testing::sqlite_store(file.path()), "open"), month_later()), circles);
}

Measured bare(const File& file, const Circles& circles) {
  const RecordedFlow flow = recorded(circles, file.total(), appointed_at(), month_later());
  BareSqlite client(file.path(), BareSqlite::Sharing::exclusive);
  return by_client(flow, [&](const RecordedCommand& command) { client.run(command); });
}

struct Memory {
  double before = 0;  // megabytes; nothing is open
  double after = 0;   // the store is open, and has done a round
};

// In a process of its own, so that nothing but the store adds to it.
Memory memory_of(const File& file, const Circles& circles) {
  malloc_trim(0);
  int ends[2];
  if (pipe(ends) != 0) fail("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    Memory memory{resident_megabytes()};
    const Portal portal(must(doverie::testing::sqlite_store(file.path()), "open"), month_later());
    for (const std::uint64_t circle : circles) portal.recover(circle);
    memory.after = resident_megabytes();
    const bool told = write(ends[1], &memory, sizeof memory) == sizeof memory;
    _exit(told ? 0 : 1);
  }
  Memory memory;
  close(ends[1]);
  const bool told = read(ends[0], &memory, sizeof memory) == sizeof memory;
  close(ends[0]);
  if (child < 0 || waitpid(child, nullptr, 0) != child || !told) fail("the process that measures memory did not tell");
  return memory;
}

void measure_round(File& file, GrowthRow& row) {
  const Measured own = library(file, file.take());
  add_round(row, own, bare(file, file.take()));
}

void print_memory(const std::vector<GrowthRow>& rows, const std::vector<Memory>& memory) {
  std::printf("\nresident memory, MB\n   circles | nothing open, %.0f recoveries later\n", double(kBurst));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::printf("%10.0f | %6.1f %6.1f (+ %.1f)\n", double(rows[i].total), memory[i].before, memory[i].after,
                memory[i].after - memory[i].before);
  }
}

// --- one circle with many events

// Starts and cancels, three times a day, until the circle has so many events.
std::vector<Batch> long_story(std::uint64_t circle, std::uint64_t events) {
  const auto recording = std::make_shared<RecordingStore>(std::make_shared<MemoryStore>());
  const auto clock = std::make_shared<testing::FakeClock>(appointed_at());
  const Portal portal(recording, clock);
  portal.appoint(circle);
  for (std::uint64_t written = 2; written < events; written += 2) {  // an invitation, an appointment
    const RecoveryStarted started = portal.start(circle);
    must(portal.service().recoverer(trustor_name(circle)).cancel(started.request, Portal::secret_of(circle)), "cancel");
    clock->advance(std::chrono::hours{8});
  }
  std::vector<Batch> batches;
  for (StoreCall& call : recording->take()) {
    if (auto* batch = std::get_if<Batch>(&call)) batches.push_back(std::move(*batch));
  }
  return batches;
}

// Microseconds to show what the trustor sees: loads, verifies and folds the circle.
double showing(const Portal& portal, std::uint64_t circle) {
  constexpr int kTimes = 2000;
  const double before = seconds(CLOCK_MONOTONIC);
  for (int i = 0; i < kTimes; ++i) must(portal.service().trustor(trustor_name(circle)).cabinet(), "cabinet");
  return (seconds(CLOCK_MONOTONIC) - before) / kTimes * 1e6;
}

void measure_long_circle(const fs::path& directory, int rounds) {
  const std::string path = directory / "long.db";
  {
    BulkWriter writer(path);
    writer.write(long_story(0, 10));
    auto longer = long_story(1, 10'000);
    leave_the_realm_out(longer);
    writer.write(longer);
    writer.finish();
  }
  const auto years_later = std::make_shared<testing::FakeClock>(appointed_at() + std::chrono::days{3650});
  const Portal portal(must(doverie::testing::sqlite_store(path), "open"), years_later, nullptr,
                      0);  // nothing remembered: it loads
  std::vector<double> few, many, ratio;
  for (int round = 0; round < rounds; ++round) {
    few.push_back(showing(portal, 0));
    many.push_back(showing(portal, 1));
    ratio.push_back(many.back() / few.back());
  }
  std::printf("\nloading a circle of 10 events: %.1f us; of 10 000 events: %.1f us; %.2f x\n", median(few), median(many),
              median(ratio));
  for (const char* end : {"", "-wal", "-shm"}) fs::remove(path + end);
}

int run(const fs::path& directory, std::uint64_t largest, int rounds) {
  std::vector<std::unique_ptr<File>> files;
  for (const std::uint64_t total : kSizes) {
    if (total <= largest) files.push_back(std::make_unique<File>(directory, total));
  }
  check_loaded(*files.front());
  std::vector<GrowthRow> rows;
  std::vector<Memory> memory;
  for (const auto& file : files) {
    rows.push_back({file->total()});
    memory.push_back(memory_of(*file, file->take()));
  }
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < files.size(); ++i) measure_round(*files[i], rows[i]);
  }
  print_growth("microseconds a command, by the clock on the wall", rows, &GrowthRow::wall, &GrowthRow::bare_wall);
  print_growth("microseconds of CPU a command", rows, &GrowthRow::cpu, &GrowthRow::bare_cpu);
  print_memory(rows, memory);
  measure_long_circle(directory, rounds);
  return 0;
}

}  // namespace
}  // namespace doverie::bench

int main(int argc, char** argv) {
  const std::uint64_t largest = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
  if (argc < 2 || largest < 1000) {
    std::fprintf(stderr, "usage: growth_bench DIRECTORY [LARGEST [ROUNDS]]\n");
    return 2;
  }
  return doverie::bench::run(argv[1], largest, argc > 3 ? std::atoi(argv[3]) : 9);
}
