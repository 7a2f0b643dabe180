// SPDX-License-Identifier: Apache-2.0
//
// Commands per second of the PostgreSQL store, against a client that sends the same work one statement, one round trip each.
// A command here reads two streams and its command id, then appends an event to each of two streams of its own, a tag, a
// message and the record of the command. The two are measured in turns on one throw-away server, so that the disk's moods meet both.
//
// Both over TCP. Put TMPDIR on the disk that is to be measured; /dev/shm leaves the disk out.
//
// Then the store alone among others who are in each other's way: a circle or a phone that everybody wants, a circle that another
// session holds, few connections, a thousand callers. Each is held against the same without it, in the same round.
//
//   postgres_bench [SECONDS OF ONE ROUND] [ROUNDS] [CALLERS OF THE STORE OVER EIGHT CONNECTIONS]
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "support/batches.h"
#include "support/postgres_server.h"

namespace doverie::testing {
namespace {

const std::string kBytes(300, 'x');

// The numbers of commands are never used twice.
std::atomic<std::uint64_t> next_command = 0;

void check(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "failed: %s\n", what);
  std::_Exit(1);
}

// --- A plain client: one round trip for each statement.

// Nothing is prepared, as neither this nor the store may keep anything on the server behind a pooler.
class PlainClient {
 public:
  explicit PlainClient(const PostgresServer& server) : connection_(server.tcp_conninfo()) {}

  void command() {
    const std::string id = std::to_string(++next_command);
    const std::string a = "circle/" + id;
    const std::string b = "request/" + id;
    run("SELECT name, version, erased FROM plain.streams WHERE name IN ($1, $2)", {a, b});
    run("SELECT fingerprint, answer FROM plain.commands WHERE id = $1", {id});
    run("BEGIN", {});
    run("INSERT INTO plain.commands VALUES ($1, 'fingerprint', $2, 0)", {id, kBytes});
    run("SELECT version, erased FROM plain.streams WHERE name IN ($1, $2) ORDER BY name FOR UPDATE", {a, b});
    run("INSERT INTO plain.streams (name, version) VALUES ($1, 1), ($2, 1)", {a, b});
    run("INSERT INTO plain.events VALUES ($1, 1, 0, pg_current_xact_id(), 1, $3, 'seal'),"
        " ($2, 1, 0, pg_current_xact_id(), 2, $3, 'seal')",
        {a, b, kBytes});
    run("INSERT INTO plain.tags VALUES ($1, $2, 0)", {"tag " + id, a});
    run("INSERT INTO plain.messages VALUES ('', $1, $2, 0, 0, 0)", {id, kBytes});
    run("COMMIT", {});
  }

 private:
  void run(const char* sql, const std::vector<std::string>& values) {
    std::vector<const char*> pointers;
    for (const std::string& value : values) pointers.push_back(value.c_str());
    PGresult* result = PQexecParams(connection_.get(), sql, static_cast<int>(pointers.size()), nullptr, pointers.data(),
                                    nullptr, nullptr, 0);
    const auto status = PQresultStatus(result);
    check(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, PQerrorMessage(connection_.get()));
    PQclear(result);
  }

  RawPostgres connection_;
};

// --- The store.

void command(PostgresStore& store) {
  const std::string id = std::to_string(++next_command);
  const std::string a = "circle/" + id;
  const std::string b = "request/" + id;
  ReadRequest request{.streams = {a, b}};
  request.command_id = id;
  check(store.read(request).ok(), "read");
  Batch batch = BatchBuilder(id).loaded(a, 0).loaded(b, 0).tag("tag " + id, a).put(message(id));
  batch.command.answer = kBytes;
  batch.appends = {{a, {{kBytes, "seal"}}}, {b, {{kBytes, "seal"}}}};
  batch.messages.front().bytes = kBytes;
  const auto appended = store.append(batch);
  check(appended.ok() && appended->outcome == AppendOutcome::appended,
        appended.ok() ? "append" : appended.fault().message.c_str());
}

// --- Measuring.

// Until every connection is open and every statement is planned: neither side's opening is measured.
constexpr auto kWarmUp = std::chrono::milliseconds(500);

// Commands per second of so many threads, each of which makes its own worker.
double measure(int threads, double seconds, const std::function<std::function<void()>()>& make_worker) {
  std::vector<std::function<void()>> workers;
  for (int i = 0; i < threads; ++i) workers.push_back(make_worker());
  std::atomic<std::uint64_t> done = 0;
  std::atomic<bool> running = true;
  std::vector<std::thread> all;
  for (const auto& worker : workers) {
    all.emplace_back([&] {
      while (running) {
        worker();
        ++done;
      }
    });
  }
  std::this_thread::sleep_for(kWarmUp);
  const std::uint64_t before = done;
  const auto begin = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  const auto rate =
      static_cast<double>(done - before) / std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  running = false;
  for (std::thread& one : all) one.join();
  return rate;
}

struct Rates {
  double plain = 0;
  double store = 0;
};

void print(const char* what, const Rates& rates) {
  std::printf("%-44s plain client %8.0f/s   store %8.0f/s   ratio %.2f\n", what, rates.plain, rates.store,
              rates.store / rates.plain);
  std::fflush(stdout);
}

Rates compare(const PostgresServer& server, int clients, int callers, double seconds) {
  PostgresOptions options = server.options("store");
  options.conninfo = server.tcp_conninfo();
  options.pool_size = static_cast<std::uint32_t>(clients);
  const auto store = PostgresStore::open(options).value();
  Rates rates;
  rates.plain =
      measure(clients, seconds, [&] { return [client = std::make_shared<PlainClient>(server)] { client->command(); }; });
  rates.store = measure(callers, seconds, [&] { return [&] { command(*store); }; });
  return rates;
}

// --- Among others.

// One event for each of the streams, which exist or not, and one that everybody looks at; from the beginning after a lost race.
// Whether it was written.
bool change(PostgresStore& store, const std::vector<std::string>& streams) {
  const std::string id = std::to_string(++next_command);
  while (true) {
    ReadRequest request{.streams = {"realm"}};
    request.streams.insert(request.streams.end(), streams.begin(), streams.end());
    request.command_id = id;
    const auto read = store.read(request);
    if (!read) return false;
    Batch batch = BatchBuilder(id).loaded("realm", read->streams.front().version);
    for (std::size_t i = 0; i < streams.size(); ++i) {
      const std::uint64_t version = read->streams.at(i + 1).version;
      batch.expected.push_back({streams[i], version});
      // It says everything, as sums do every 64 events: else reading would take longer and longer.
      batch.appends.push_back({streams[i], {{kBytes, "seal"}}, version + 1});
    }
    std::ranges::sort(batch.expected, {}, &StreamVersion::stream);
    std::ranges::sort(batch.appends, {}, &StreamAppend::stream);
    const auto appended = store.append(batch);
    if (!appended) return false;
    if (appended->outcome == AppendOutcome::appended) return true;
  }
}

// Callers each of whom changes what `streams` names for him; commands in a second.
double changes(PostgresStore& store, int callers, double seconds,
               const std::function<std::vector<std::string>(int)>& streams) {
  std::atomic<int> number = 0;
  return measure(callers, seconds, [&] { return [&store, mine = streams(number++)] { change(store, mine); }; });
}

std::vector<std::string> own(int caller) {
  return {"own " + std::to_string(caller), "its contact " + std::to_string(caller)};
}

void print_against(const char* what, double rate, const char* other, double baseline) {
  std::printf("%-44s %8.0f/s   %s %8.0f/s   ratio %.2f\n", what, rate, other, baseline, rate / baseline);
  std::fflush(stdout);
}

std::shared_ptr<PostgresStore> open_store(const PostgresServer& server, std::uint32_t pool_size) {
  PostgresOptions options = server.options("others");
  options.conninfo = server.tcp_conninfo();
  options.pool_size = pool_size;
  return PostgresStore::open(options).value();
}

void among_others(const PostgresServer& server, double seconds) {
  const auto store = open_store(server, 8);
  const auto hot = [](int) { return std::vector<std::string>{"hot"}; };
  const auto phone = [](int caller) { return std::vector<std::string>{"own " + std::to_string(caller), "hot phone"}; };
  change(*store, {"hot", "hot phone", "held"});
  const double one_hot = changes(*store, 1, seconds, hot);
  for (const int callers : {2, 8, 64}) {
    print_against((std::to_string(callers) + " callers, one circle").c_str(), changes(*store, callers, seconds, hot),
                  "one caller", one_hot);
  }
  const double one_phone = changes(*store, 1, seconds, phone);
  print_against("64 callers, a circle each, one contact", changes(*store, 64, seconds, phone), "one caller", one_phone);
  const double free = changes(*store, 64, seconds, own);
  {
    const RawPostgres other(server.conninfo());
    other.run("BEGIN");
    other.run("UPDATE others.streams SET version = version WHERE name = 'held'");
    print_against(
        "64 callers, 4 of them want a held circle",
        changes(*store, 64, seconds, [](int caller) { return caller < 4 ? std::vector<std::string>{"held"} : own(caller); }),
        "nothing held", free);
    other.run("COMMIT");
  }
  print_against("64 callers, two connections", changes(*open_store(server, 2), 64, seconds, own), "eight", free);
  print_against("1000 callers, eight connections", changes(*store, 1000, seconds, own), "64 callers", free);
}

int run(double seconds, int rounds, int callers) {
  const PostgresServer server;
  for (const char* schema : {"plain", "store", "others"}) {
    check(PostgresStore::create_tables(server.options(schema)).ok(), "create tables");
  }
  Rates one;
  Rates eight;
  for (int round = 1; round <= rounds; ++round) {
    const Rates a = compare(server, 1, 1, seconds);
    const Rates b = compare(server, 8, callers, seconds);
    print("one connection, one caller", a);
    print(("eight connections, " + std::to_string(callers) + " callers of the store").c_str(), b);
    one = {one.plain + a.plain / rounds, one.store + a.store / rounds};
    eight = {eight.plain + b.plain / rounds, eight.store + b.store / rounds};
  }
  std::printf("\nmean of %d rounds of %.1f s\n", rounds, seconds);
  print("one connection, one caller", one);
  print(("eight connections, " + std::to_string(callers) + " callers of the store").c_str(), eight);
  std::printf("\namong others\n");
  for (int round = 1; round <= rounds; ++round) among_others(server, seconds);
  return 0;
}

}  // namespace
}  // namespace doverie::testing

int main(int argc, char** argv) {
  const auto argument = [&](int index, double otherwise) { return argc > index ? std::atof(argv[index]) : otherwise; };
  return doverie::testing::run(argument(1, 3), static_cast<int>(argument(2, 3)), static_cast<int>(argument(3, 64)));
}
