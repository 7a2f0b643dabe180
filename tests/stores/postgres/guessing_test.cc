// SPDX-License-Identifier: Apache-2.0
//
// G1 with real processes: four of them, sixteen threads each, guess at one request, each with a connection pool of its own.
#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "support/child.h"
#include "support/postgres_server.h"
#include "support/rounds.h"
#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

constexpr int kProcesses = 4;
constexpr int kThreads = 16;
constexpr std::uint64_t kMostRounds = 100;

// The story has a clock of its own, so the server's time is hidden.
std::shared_ptr<EventStore> open_store(const PostgresOptions& options) {
  auto opened = PostgresStore::open(options);
  if (!opened) return nullptr;
  auto store = std::make_shared<WrappedStore>(*opened);
  store->on_read = [inner = *opened](const ReadRequest& request) {
    auto result = inner->read(request);
    if (result) result->store_now.reset();
    return result;
  };
  return store;
}

// How many wrong codes were evaluated before this one was refused for having tried too often; a large number when something
// else was said.
std::uint64_t guess_until_refused(const Service& service, const RequestId& request, const std::string& wrong) {
  constexpr std::uint64_t kOtherwise = 1'000'000;
  for (std::uint64_t evaluated = 0;;) {
    const std::string said = in_words(service.contact("ivan").confirm_code(request, Secret(wrong)));
    if (said == "refused: too_many_wrong_codes") return evaluated;
    if (said == "refused: wrong_code") {
      ++evaluated;
    } else if (said != "fault: busy") {
      return kOtherwise;
    }
  }
}

// One process: waits for the start, guesses, tells how many were evaluated.
int guess(ServiceOptions options, const PostgresOptions& database, const RequestId& request, const std::string& wrong,
          int in, int out) {
  options.store = open_store(database);
  options.entropy = nullptr;  // the machine's: with the story's, all processes would make the same command ids
  const auto service = options.store ? Service::create(std::move(options)) : Fault{FaultCode::store_unavailable, ""};
  std::uint64_t start = 0;
  if (!service || !write_number(out, 0) || !read_number(in, start)) return 1;
  std::atomic<std::uint64_t> evaluated = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] { evaluated += guess_until_refused(**service, request, wrong); });
  }
  for (std::thread& thread : threads) thread.join();
  return write_number(out, evaluated) ? 0 : 1;
}

TEST_CASE("G1: four processes of sixteen threads guess at one request: exactly the limit is evaluated") {
  const Rounds rounds(3);
  for (std::uint64_t round = 0; round < std::min(rounds.count, kMostRounds); ++round) {
    const PostgresOptions database = PostgresServer::shared().with_tables();
    Story story({.store = open_store(database)});
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    story.approved("ivan", request);
    const std::string wrong = story.wrong_code("ivan");
    std::vector<std::unique_ptr<Child>> processes;
    for (int i = 0; i < kProcesses; ++i) {
      processes.push_back(std::make_unique<Child>(
          [&](int in, int out) { return guess(story.options(), database, request, wrong, in, out); }));
    }
    std::uint64_t number = 0;
    for (const auto& process : processes) REQUIRE(read_number(process->from(), number));  // all are connected
    for (const auto& process : processes) REQUIRE(write_number(process->to(), 0));
    std::uint64_t evaluated = 0;
    for (const auto& process : processes) {
      REQUIRE(read_number(process->from(), number));
      evaluated += number;
      CHECK(process->finish() == 0);
    }
    CHECK(evaluated == 5);
    CHECK(story.count("circle/maria", "code_rejected") == 5);
  }
}

}  // namespace
}  // namespace doverie::testing
