// SPDX-License-Identifier: Apache-2.0
//
// Upgrading one server at a time: four processes of two versions of the library on one PostgreSQL, under load.
#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <sstream>
#include <thread>

#include "support/child.h"
#include "support/postgres_server.h"

namespace doverie::testing {
namespace {

enum class Version { today, next };

const char* program_of(Version version) {
  return version == Version::today ? DOVERIE_LEVEL_WORKER : DOVERIE_LEVEL_WORKER_NEXT;
}

// How often commands ended how.
using Ended = std::map<std::string, int>;

class Server {
 public:
  Server(Version version, const PostgresOptions& database, const std::string& name, bool raise = false)
      : child_([&](int in, int out) {
          dup2(in, 0);
          dup2(out, 1);
          for (int other = 3; other < 256; ++other) close(other);  // of the other servers, whose input would not end
          const char* last = raise ? "raise" : nullptr;
          execl(program_of(version), "level_worker", database.conninfo.c_str(), database.schema.c_str(), name.c_str(), last,
                nullptr);
          return 127;
        }) {}

  // Ends it, and tells.
  Ended ended() {
    exit_ = child_.finish();
    std::string text;
    std::array<char, 1000> part{};
    for (ssize_t got = 0; (got = read(child_.from(), part.data(), part.size())) > 0;) {
      text.append(part.data(), static_cast<std::size_t>(got));
    }
    Ended ended;
    std::istringstream words(text);
    for (std::string how; words >> how;) words >> ended[how];
    return ended;
  }
  int exit() const { return exit_; }

 private:
  Child child_;
  int exit_ = -1;
};

int others_than(const Ended& ended, std::initializer_list<const char*> good) {
  int count = 0;
  for (const auto& [how, times] : ended) {
    if (std::ranges::find(good, how) == good.end()) count += times;
  }
  return count;
}

void let_work() {
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
}

std::size_t events_like(const PostgresServer& server, const PostgresOptions& database, const std::string& like) {
  const RawPostgres raw(server.conninfo());
  std::string schema = "\"";
  for (const char c : database.schema) schema += c == '"' ? std::string("\"\"") : std::string(1, c);
  return std::stoull(raw.value("SELECT count(*) FROM " + schema + "\".events WHERE bytes LIKE '" + like + "'"));
}

const std::string kNewForm = "{\"type\":\"owner_seen\",\"v\":2%";

TEST_CASE("levels: four servers are upgraded one after the other under load, one goes back, and nothing is refused") {
  auto& server = PostgresServer::shared();
  const PostgresOptions database = server.with_tables();
  std::array<std::unique_ptr<Server>, 4> servers;
  const auto name = [](std::size_t i) { return "s" + std::to_string(i); };
  servers[0] = std::make_unique<Server>(Version::today, database, name(0));
  let_work();  // the first one begins the realm
  for (std::size_t i = 1; i < 4; ++i) servers[i] = std::make_unique<Server>(Version::today, database, name(i));
  let_work();
  const auto change = [&](std::size_t i, Version to) {
    const Ended ended = servers[i]->ended();
    CHECK(servers[i]->exit() == 0);
    CHECK(ended.contains("done"));
    CHECK(others_than(ended, {"done"}) == 0);
    servers[i] = std::make_unique<Server>(to, database, name(i));
    let_work();
  };
  for (std::size_t i = 0; i < 4; ++i) change(i, Version::next);
  change(3, Version::today);
  CHECK(events_like(server, database, "{\"type\":\"owner_seen\",\"v\":1%") > 0);
  CHECK(events_like(server, database, kNewForm) == 0);  // as long as one may not read it

  SUBCASE("raised when all are new, everything goes on, in the new form") {
    change(3, Version::next);
    CHECK(Server(Version::next, database, "operator", true).ended().empty());
    let_work();
    for (auto& one : servers) CHECK(others_than(one->ended(), {"done"}) == 0);
    CHECK(events_like(server, database, kNewForm) > 0);
    CHECK(events_like(server, database,
                      "%\"level\":2,\"versions\":[{\"library\":\"0.1.0\",\"level\":1,%\"0.2.0\",\"level\":2,%") > 0);
  }
  SUBCASE("raised too early, the old one is refused while it runs, cleanly, and when it begins") {
    Server raising(Version::next, database, "operator", true);
    std::ignore = raising.ended();
    CHECK(raising.exit() == 0);
    let_work();
    const Ended old = servers[3]->ended();
    CHECK(servers[3]->exit() == 0);
    CHECK(old.contains("level_unknown"));
    CHECK(others_than(old, {"done", "level_unknown"}) == 0);
    Server again(Version::today, database, "s3");
    let_work();
    CHECK(others_than(again.ended(), {"level_unknown"}) == 0);
    for (std::size_t i = 0; i < 3; ++i) CHECK(others_than(servers[i]->ended(), {"done"}) == 0);
  }
}

}  // namespace
}  // namespace doverie::testing
