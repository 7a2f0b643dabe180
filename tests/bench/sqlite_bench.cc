// SPDX-License-Identifier: Apache-2.0
//
// SqliteStore against what SQLite and the disk can do. Everything that is compared is measured interleaved, in this run, on the
// same file system; ratios are medians over the rounds.
//
//   sqlite_bench DIRECTORY [ROUNDS [CIRCLES]]
//
// A command is one of the four of a recovery: start, approve, confirm_code, redeem. (The pump runs between approve and
// confirm_code, and is not counted.)
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "bench/bare_sqlite.h"
#include "bench/measure.h"
#include "bench/portal.h"
#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#include "support/sqlite_files.h"

namespace doverie::bench {
namespace {

namespace fs = std::filesystem;
constexpr int kCallers = 32;

class Bench {
 public:
  Bench(fs::path directory, std::size_t circles) : directory_(std::move(directory)), circles_(circles) {
    prepare();
    record();
  }

  Measured library(int callers) {
    const std::string file = fresh_copy();
    const auto store = must(doverie::testing::sqlite_store(file), "open");
    const Portal portal(store);
    std::vector<RecoveryStarted> started(circles_);
    const std::vector<Command> commands = commands_of(portal, started);
    return measure(circles_, callers, commands, [&] { pump_dry(portal.service()); });
  }

  // The only connection: what the library is measured against with one caller.
  Measured bare() {
    BareSqlite client(fresh_copy(), BareSqlite::Sharing::exclusive);
    const auto only = [&](std::size_t) -> BareSqlite& { return client; };
    return measure(circles_, 1, replay(only), [&] { replay_pump(only); });
  }

  // A connection for each caller: what the library is measured against with many.
  Measured bare_each(int callers) {
    const std::string file = fresh_copy();
    std::vector<std::unique_ptr<BareSqlite>> clients;
    for (int i = 0; i < callers; ++i) {
      clients.push_back(std::make_unique<BareSqlite>(file, BareSqlite::Sharing::one_of_many));
    }
    const auto client = [&](std::size_t c) -> BareSqlite& { return *clients[c % clients.size()]; };
    return measure(circles_, callers, replay(client), [&] { replay_pump(client); });
  }

  // 8 KB written behind one another, each made durable: as many as the disk can take.
  double syncs_per_second() const {
    const std::string file = directory_ / "raw";
    const int raw = open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    if (raw < 0) fail("cannot write to " + file);
    const std::vector<char> block(8192, 'x');
    constexpr int kCount = 500;
    const double before = seconds(CLOCK_MONOTONIC);
    for (int i = 0; i < kCount; ++i) {
      if (write(raw, block.data(), block.size()) < 0 || fdatasync(raw) != 0) fail("cannot write to " + file);
    }
    const double took = seconds(CLOCK_MONOTONIC) - before;
    close(raw);
    return kCount / took;
  }

 private:
  std::string base() const { return directory_ / "base.db"; }

  // A file in which every circle has its contact.
  void prepare() {
    for (const char* end : {"", "-wal", "-shm"}) fs::remove(base() + end);
    const auto store = must(doverie::testing::sqlite_store(base()), "open");
    const Portal portal(store);
    for (std::size_t c = 0; c < circles_; ++c) portal.appoint(c);
    pump_dry(portal.service());
  }

  // What the commands ask of a store, for every circle.
  void record() {
    const auto recording = std::make_shared<RecordingStore>(must(doverie::testing::sqlite_store(fresh_copy()), "open"));
    const Portal portal(recording);
    std::vector<RecoveryStarted> started(circles_);
    recorded_ = record_flow(*recording, portal.service(), commands_of(portal, started), circles_);
  }

  static std::vector<Command> commands_of(const Portal& portal, std::vector<RecoveryStarted>& started) {
    return {[&](std::size_t c) { started[c] = portal.start(c); }, [&](std::size_t c) { portal.approve(c, started[c]); },
            [&](std::size_t c) { portal.confirm(c, started[c].request); },
            [&](std::size_t c) { portal.redeem(c, started[c].request); }};
  }

  // What the pump has written, for all circles.
  template <class ClientOf>
  void replay_pump(ClientOf client) const {
    for (std::size_t c = 0; c < circles_; ++c) client(c).run(recorded_.pumped[c]);
  }

  template <class ClientOf>
  std::vector<Command> replay(ClientOf client) const {
    std::vector<Command> commands;
    for (const auto& phase : recorded_.phases) {
      commands.push_back([&phase, client](std::size_t c) { client(c).run(phase[c]); });
    }
    return commands;
  }

  std::string fresh_copy() const {
    const std::string file = directory_ / "run.db";
    for (const char* end : {"", "-wal", "-shm"}) fs::remove(file + end);
    fs::copy_file(base(), file);
    sync();
    return file;
  }

  fs::path directory_;
  std::size_t circles_;
  RecordedFlow recorded_;
};

int run(const fs::path& directory, int rounds, std::size_t circles) {
  Bench bench(directory, circles);
  std::vector<double> of_disk, bare_of_disk, cpu, throughput, latency;
  for (int round = 0; round < rounds; ++round) {
    const double syncs = bench.syncs_per_second();
    const Measured bare = bench.bare();
    const Measured one = bench.library(1);
    of_disk.push_back(one.per_second / syncs);
    bare_of_disk.push_back(bare.per_second / syncs);
    cpu.push_back(one.cpu / bare.cpu);
    std::printf(
        "1 caller:   %7.0f fdatasync/s | bare %7.0f commands/s, %5.1f us CPU | doverie %7.0f commands/s, %5.1f us CPU\n",
        syncs, bare.per_second, bare.cpu * 1e6, one.per_second, one.cpu * 1e6);
    const Measured each = bench.bare_each(kCallers);
    const Measured many = bench.library(kCallers);
    throughput.push_back(many.per_second / each.per_second);
    latency.push_back(each.worst / many.worst);
    std::printf("%d callers: connection each %7.0f commands/s, worst %6.1f ms | doverie %7.0f commands/s, worst %6.1f ms\n",
                kCallers, each.per_second, each.worst * 1e3, many.per_second, many.worst * 1e3);
  }
  std::printf("\none caller, share of the raw fdatasync rate:             %.2f (bare %.2f)\n", median(of_disk),
              median(bare_of_disk));
  std::printf("one caller, CPU per command against bare SQLite:         %.2f x\n", median(cpu));
  std::printf("%d callers, throughput against a connection per caller:  %.2f x\n", kCallers, median(throughput));
  std::printf("%d callers, worst latency against a connection per caller: 1/%.0f\n", kCallers, median(latency));
  return 0;
}

}  // namespace
}  // namespace doverie::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: sqlite_bench DIRECTORY [ROUNDS [CIRCLES]]\n");
    return 2;
  }
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  const int circles = argc > 3 ? std::atoi(argv[3]) : 2000;
  return doverie::bench::run(argv[1], rounds, static_cast<std::size_t>(circles));
}
