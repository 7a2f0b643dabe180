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

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <numeric>

#include "bench/bare_sqlite.h"
#include "bench/bulk_load.h"
#include "bench/measure.h"
#include "bench/portal.h"
#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#include "doverie/testing/fakes.h"
#include "support/sqlite_files.h"

namespace doverie::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSizes[] = {1'000, 100'000, 1'000'000, 10'000'000};
constexpr std::size_t kWarmUp = 100;    // circles before measuring, for the page cache of a connection that was just opened
constexpr std::size_t kMeasured = 400;  // circles of one side in a round
constexpr std::size_t kBurst = kWarmUp + kMeasured;

using Circles = std::vector<std::uint64_t>;

std::shared_ptr<Clock> month_later() {
  return std::make_shared<testing::FakeClock>(appointed_at() + std::chrono::days{30});
}

std::vector<Command> commands_of(const Portal& portal, const Circles& circles, std::vector<RecoveryStarted>& started) {
  started.resize(circles.size());
  return {[&](std::size_t c) { started[c] = portal.start(circles[c]); },
          [&](std::size_t c) { portal.approve(circles[c], started[c]); },
          [&](std::size_t c) { portal.confirm(circles[c], started[c].request); },
          [&](std::size_t c) { portal.redeem(circles[c], started[c].request); }};
}

// What the library asks of a store for these circles. Found out in memory: the file stays as it is.
RecordedFlow recorded(const Circles& circles, std::uint64_t total) {
  const auto memory = std::make_shared<MemoryStore>();
  // The realm comes with the first circle.
  for (const Batch& batch : appointments(0, 1, total)) must(memory->append(batch), "append");
  for (const std::uint64_t circle : circles) {
    if (circle == 0) continue;
    for (const Batch& batch : appointments(circle, 1, total)) must(memory->append(batch), "append");
  }
  const auto recording = std::make_shared<RecordingStore>(memory);
  const Portal portal(recording, month_later());
  std::vector<RecoveryStarted> started;
  const auto commands = commands_of(portal, circles, started);
  return record_flow(*recording, portal.service(), commands, circles.size());
}

// Sends the codes of so many circles from the first on.
using Pump = std::function<void(std::size_t first, std::size_t count)>;

// The first commands warm up, the rest counts.
Measured measured_warm(const std::vector<Command>& commands, const Pump& pump) {
  std::ignore = measure(kWarmUp, 1, commands, [&] { pump(0, kWarmUp); });
  std::vector<Command> rest;
  for (const Command& command : commands) {
    rest.push_back([&command](std::size_t c) { command(kWarmUp + c); });
  }
  return measure(kMeasured, 1, rest, [&] { pump(kWarmUp, kMeasured); });
}

// A file with so many circles, and circles of it that have not been used yet.
class File {
 public:
  File(const fs::path& directory, std::uint64_t total)
      : path_(directory / ("growth-" + std::to_string(total) + ".db")), total_(total) {
    load();
  }
  ~File() {
    for (const char* end : {"", "-wal", "-shm"}) fs::remove(path_ + end);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  const std::string& path() const { return path_; }
  std::uint64_t total() const { return total_; }

  // From all over the file: steps of the golden ratio never come back before all have had their turn. A small file is made
  // anew when its circles are used up.
  Circles take() {
    if (used_ + kBurst > total_) load();
    Circles circles;
    for (std::size_t i = 0; i < kBurst; ++i) circles.push_back(used_++ * stride_ % total_);
    return circles;
  }

 private:
  void load() {
    bulk_load(path_, total_);
    stride_ = static_cast<std::uint64_t>(static_cast<double>(total_) * 0.6180339887498949);
    while (std::gcd(stride_, total_) != 1) ++stride_;
    used_ = 0;
    sync();
  }

  std::string path_;
  std::uint64_t total_;
  std::uint64_t stride_ = 1;
  std::uint64_t used_ = 0;
};

// What was loaded has to be what the library would have written: no contradictions, and seals that fit.
void check_loaded(const File& file) {
  const auto store = must(doverie::testing::sqlite_store(file.path()), "open");
  for (const std::string& finding : must(store->check(), "check")) fail("the loaded file: " + finding);
  const Portal portal(store, month_later());
  must(portal.service().operations().audit(trustor_name(file.total() / 2)), "audit");
}

Measured library(const File& file, const Circles& circles) {
  const Portal portal(must(doverie::testing::sqlite_store(file.path()), "open"), month_later());
  std::vector<RecoveryStarted> started;
  return measured_warm(commands_of(portal, circles, started), [&](std::size_t, std::size_t) { pump_dry(portal.service()); });
}

Measured bare(const File& file, const Circles& circles) {
  const RecordedFlow flow = recorded(circles, file.total());
  BareSqlite client(file.path(), BareSqlite::Sharing::exclusive);
  std::vector<Command> commands;
  for (const auto& phase : flow.phases) {
    commands.push_back([&](std::size_t c) { client.run(phase[c]); });
  }
  return measured_warm(commands, [&](std::size_t first, std::size_t count) {
    for (std::size_t c = first; c < first + count; ++c) client.run(flow.pumped[c]);
  });
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

// What was measured at one size, one value for each round; microseconds a command.
struct Row {
  std::uint64_t total = 0;
  Memory memory;
  std::vector<double> wall{}, bare_wall{}, cpu{}, bare_cpu{};
};

void measure_round(File& file, Row& row) {
  const Measured own = library(file, file.take());
  const Measured alone = bare(file, file.take());
  row.wall.push_back(own.microseconds());
  row.cpu.push_back(own.cpu * 1e6);
  row.bare_wall.push_back(alone.microseconds());
  row.bare_cpu.push_back(alone.cpu * 1e6);
  std::printf("%10.0f circles: doverie %6.1f us (%6.1f CPU), bare %6.1f us (%6.1f CPU)\n", double(row.total),
              row.wall.back(), row.cpu.back(), row.bare_wall.back(), row.bare_cpu.back());
  std::fflush(stdout);
}

// How many times more than at the smallest size, in the same round.
std::vector<double> growth(const std::vector<double>& values, const std::vector<double>& smallest) {
  std::vector<double> growths;
  for (std::size_t i = 0; i < values.size(); ++i) growths.push_back(values[i] / smallest[i]);
  return growths;
}

void print_growth(const char* title, const std::vector<Row>& rows, std::vector<double> Row::* own,
                  std::vector<double> Row::* alone) {
  std::printf("\n%s\n   circles | doverie    bare | growth of doverie, of bare, the first by the second\n", title);
  for (const Row& row : rows) {
    const auto grown = growth(row.*own, rows.front().*own);
    const auto bare_grown = growth(row.*alone, rows.front().*alone);
    std::printf("%10.0f | %7.1f %7.1f | %6.2f %6.2f %6.2f\n", double(row.total), median(row.*own), median(row.*alone),
                median(grown), median(bare_grown), median(growth(grown, bare_grown)));
  }
}

void print_memory(const std::vector<Row>& rows) {
  std::printf("\nresident memory, MB\n   circles | nothing open, %.0f recoveries later\n", double(kBurst));
  for (const Row& row : rows) {
    std::printf("%10.0f | %6.1f %6.1f (+ %.1f)\n", double(row.total), row.memory.before, row.memory.after,
                row.memory.after - row.memory.before);
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
  std::vector<Row> rows;
  for (const auto& file : files) rows.push_back({file->total(), memory_of(*file, file->take())});
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < files.size(); ++i) measure_round(*files[i], rows[i]);
  }
  print_growth("microseconds a command, by the clock on the wall", rows, &Row::wall, &Row::bare_wall);
  print_growth("microseconds of CPU a command", rows, &Row::cpu, &Row::bare_cpu);
  print_memory(rows);
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
