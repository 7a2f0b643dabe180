// SPDX-License-Identifier: Apache-2.0
//
// How the time of a command grows with the number of circles in PostgreSQL, for the library and for a client that sends the
// same work one statement, one round trip each (BarePostgres). Both over the same tables, in turn, each round on other circles
// from all over them. By the clock on the wall, and by the CPU of client and server together.
//
//   postgres_growth_bench [CIRCLES [ROUNDS]]      10 000 circles against so many (1 000 000)
//
// The server is a throw-away one under TMPDIR, with a cache of 1 GB, on TCP, fsync on, no standby. A circle takes 6 KB there,
// and making the indexes needs room to sort.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>

#include "bench/bare_postgres.h"
#include "bench/bulk_load_postgres.h"
#include "bench/growth.h"
#include "support/postgres_server.h"

namespace doverie::bench {
namespace {

using testing::PostgresServer;

constexpr std::uint64_t kFew = 10'000;
constexpr double kCommands = 4 * kBurst;  // of one side in a round; what the pump costs is counted in
// So long ago that the contacts may confirm, and not so long that records of commands go.
constexpr std::chrono::days kAgo{20};
constexpr const char* kSettings =
    "wal_level = minimal\nmax_wal_senders = 0\nshared_buffers = 1GB\nmaintenance_work_mem = 1GB\nmax_wal_size = 4GB\n";

PostgresOptions over_tcp(const PostgresServer& server, const std::string& schema) {
  PostgresOptions options = server.options(schema);
  options.conninfo = server.tcp_conninfo();
  options.pool_size = 1;
  return options;
}

// A schema with so many circles.
class Filled {
 public:
  Filled(const PostgresServer& server, std::uint64_t total)
      : options_(over_tcp(server, "circles_" + std::to_string(total))), total_(total), circles_(total) {
    load();
  }

  std::uint64_t total() const { return total_; }

  // A small one is made anew when its circles are used up.
  Circles take() {
    if (!circles_.has_more()) load();
    return circles_.take();
  }

  Measured library(const Circles& circles) const { return by_library(Portal(store()), circles); }
  RecordedFlow flow(const Circles& circles) const { return recorded(circles, total_, appointed_, nullptr); }
  Measured bare(const RecordedFlow& flow) const {
    BarePostgres client(options_.conninfo, options_.schema);
    return by_client(flow, [&](const RecordedCommand& command) { client.run(command); });
  }

  // What was loaded has to be what the library would have written: no contradictions, and seals that fit.
  void check() const {
    for (const std::string& finding : must(store()->check(), "check")) fail("the loaded tables: " + finding);
  }
  void audit() const {
    const Portal portal(store());
    must(portal.service().operations().audit(trustor_name(total_ / 2)), "audit");
  }

 private:
  std::shared_ptr<PostgresStore> store() const { return must(PostgresStore::open(options_), "open"); }
  void load() {
    testing::RawPostgres(options_.conninfo).run("DROP SCHEMA IF EXISTS " + options_.schema + " CASCADE");
    if (!PostgresStore::create_tables(options_)) fail("no tables");
    bulk_load(options_, total_, appointed_);
    circles_ = Everywhere(total_);
  }

  PostgresOptions options_;
  std::uint64_t total_;
  Everywhere circles_;
  Instant appointed_ = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now() - kAgo);
};

// Of a process and of the children that it has waited for: ticks stand in fields 14 to 17, behind the name in parentheses.
double cpu_of(const std::string& process) {
  std::ifstream file("/proc/" + process + "/stat");
  std::string line;
  std::getline(file, line);
  std::istringstream words(line.substr(line.rfind(')') + 1));
  std::string word;
  double ticks = 0;
  for (int field = 3; field <= 17 && words >> word; ++field) {
    if (field >= 14) ticks += std::stod(word);
  }
  return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

// Of this process and all of the server's.
double all_cpu(const PostgresServer& server) {
  std::string first;
  std::ifstream(server.directory() + "/data/postmaster.pid") >> first;
  std::ifstream children("/proc/" + first + "/task/" + first + "/children");
  double sum = seconds(CLOCK_PROCESS_CPUTIME_ID) + cpu_of(first);
  for (std::string child; children >> child;) sum += cpu_of(child);
  return sum;
}

template <class Burst>
Measured with_server(const PostgresServer& server, Burst burst) {
  const double before = all_cpu(server);
  Measured measured = burst();
  measured.cpu = (all_cpu(server) - before) / kCommands;
  return measured;
}

int run(std::uint64_t many, int rounds) {
  const PostgresServer server(kSettings);
  Filled sizes[] = {{server, kFew}, {server, many}};
  for (const Filled& one : sizes) one.audit();
  sizes[many < kFew ? 1 : 0].check();
  std::vector<GrowthRow> rows{{sizes[0].total()}, {sizes[1].total()}};
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Filled& size = sizes[i];
      const Measured own = with_server(server, [&, circles = size.take()] { return size.library(circles); });
      const RecordedFlow flow = size.flow(size.take());
      add_round(rows[i], own, with_server(server, [&] { return size.bare(flow); }));
    }
  }
  print_growth("microseconds a command, by the clock on the wall", rows, &GrowthRow::wall, &GrowthRow::bare_wall);
  print_growth("microseconds of CPU a command, client and server", rows, &GrowthRow::cpu, &GrowthRow::bare_cpu);
  return 0;
}

}  // namespace
}  // namespace doverie::bench

int main(int argc, char** argv) {
  const std::uint64_t many = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  if (many < 1000) {
    std::fprintf(stderr, "usage: postgres_growth_bench [CIRCLES [ROUNDS]]\n");
    return 2;
  }
  return doverie::bench::run(many, argc > 2 ? std::atoi(argv[2]) : 9);
}
