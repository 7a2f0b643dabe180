// SPDX-License-Identifier: Apache-2.0
//
// How many links of another system come in within a minute, against two ways without an import: the same links appointed one by one
// by invitation and acceptance, from as many threads; and what SQLite alone costs, the same statements from one connection, a commit
// for each. In turn, on the same file system; ratios are medians over the rounds. With PostgreSQL where there is one.
//
//   import_bench DIRECTORY [ROUNDS [LINKS [THREADS]]]
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/bare_sqlite.h"
#include "bench/measure.h"
#include "bench/portal.h"
#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#include "doverie/moving.h"
#include "support/postgres_server.h"
#include "support/sqlite_files.h"

namespace doverie::bench {
namespace {

namespace fs = std::filesystem;

struct Wanted {
  fs::path directory;
  int rounds = 3;
  std::size_t links = 2000;
  int threads = 16;
};

const Instant kNow = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());

std::vector<ForeignLink> links_of(std::size_t count) {
  std::vector<ForeignLink> links;
  for (std::size_t c = 0; c < count; ++c)
    links.push_back({.trustor = trustor_name(c), .contact = contact_name(c), .since = kNow - std::chrono::hours(1000)});
  return links;
}

std::shared_ptr<const Service> over(std::shared_ptr<EventStore> store) {
  return must(Portal(store).service().on(store), "service");
}

double per_minute(std::size_t count, const std::function<void()>& work) {
  const double before = seconds(CLOCK_MONOTONIC);
  work();
  return 60 * static_cast<double>(count) / (seconds(CLOCK_MONOTONIC) - before);
}

double imported(const std::shared_ptr<EventStore>& store, const Wanted& wanted) {
  const auto links = links_of(wanted.links);
  const auto import = must(LinkImport::begin(over(store), {.operator_id = "anna", .threads = wanted.threads}), "begin");
  return per_minute(wanted.links, [&] {
    const auto report = import->take(links);
    if (report.in_place != wanted.links) fail("not every link came in");
  });
}

double invited(const std::shared_ptr<EventStore>& store, const Wanted& wanted) {
  const Portal portal(store);
  std::atomic<std::size_t> next = 0;
  return per_minute(wanted.links, [&] {
    std::vector<std::thread> threads;
    for (int i = 0; i < wanted.threads; ++i) {
      threads.emplace_back([&] {
        for (std::size_t c = next++; c < wanted.links; c = next++) portal.appoint(c);
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
}

std::string fresh(const Wanted& wanted) {
  const std::string file = wanted.directory / "import.db";
  for (const char* end : {"", "-wal", "-shm", ".lock"}) fs::remove(file + end);
  return file;
}

std::shared_ptr<EventStore> sqlite(const Wanted& wanted) {
  return must(doverie::testing::sqlite_store(fresh(wanted)), "open");
}

// The calls of an import, recorded, and then repeated by nothing but SQLite.
double bare(const Wanted& wanted) {
  const auto recording = std::make_shared<RecordingStore>(std::make_shared<MemoryStore>());
  imported(recording, {wanted.directory, 1, wanted.links, 1});
  const RecordedCommand all = recording->take();
  {
    const auto tables = sqlite(wanted);
  }
  BareSqlite client(wanted.directory / "import.db", BareSqlite::Sharing::exclusive);
  return per_minute(wanted.links, [&] { client.run(all); });
}

void tell(const char* what, const Wanted& wanted, const std::function<std::shared_ptr<EventStore>()>& store,
          const std::function<double()>& baseline) {
  std::vector<double> imports, invitations, ratios, of_baseline;
  for (int round = 0; round < wanted.rounds; ++round) {
    const double plain = baseline();
    invitations.push_back(invited(store(), wanted));
    imports.push_back(imported(store(), wanted));
    ratios.push_back(imports.back() / invitations.back());
    of_baseline.push_back(plain > 0 ? imports.back() / plain : 0);
  }
  std::printf("%-12s %8.0f links a minute imported, %8.0f by invitation: %.2f times", what, median(imports),
              median(invitations), median(ratios));
  if (median(of_baseline) > 0) std::printf("; %.2f times bare SQLite", median(of_baseline));
  std::printf("\n");
}

int run(const Wanted& wanted) {
  tell("sqlite", wanted, [&] { return sqlite(wanted); }, [&] { return bare(wanted); });
  auto& server = doverie::testing::PostgresServer::shared();
  const auto postgres = [&]() -> std::shared_ptr<EventStore> {
    return must(PostgresStore::open(server.with_tables()), "open");
  };
  tell("postgresql", wanted, postgres, [] { return 0.0; });
  return 0;
}

}  // namespace
}  // namespace doverie::bench

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: import_bench DIRECTORY [ROUNDS [LINKS [THREADS]]]\n"), 2;
  doverie::bench::Wanted wanted{.directory = argv[1]};
  if (argc > 2) wanted.rounds = std::atoi(argv[2]);
  if (argc > 3) wanted.links = static_cast<std::size_t>(std::atoll(argv[3]));
  if (argc > 4) wanted.threads = std::atoi(argv[4]);
  return doverie::bench::run(wanted);
}
