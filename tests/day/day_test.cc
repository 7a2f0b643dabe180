// SPDX-License-Identifier: Apache-2.0
//
// A day in production, in some minutes: two application servers and four workers on PostgreSQL with a synchronous standby and on the
// real Kannel, many random people, and one thing after the other that happens to those who run such a place. At the end: was nothing
// lost that somebody was told, nothing granted twice, no code sent to a wrong phone, and did every alarm come that should, and no
// other?
//
//   DOVERIE_LONG=1 DOVERIE_SEED=… day_test
#include <doctest/doctest.h>

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>

#include "day/alarms.h"
#include "day/audit.h"
#include "day/people.h"
#include "day/setting.h"
#include "doverie/adapters/postgres.h"
#include "doverie/moving.h"
#include "senders/kannel_server.h"
#include "support/child.h"
#include "support/postgres_server.h"
#include "support/rounds.h"
#include "support/temp_dir.h"

namespace doverie::day {
namespace {

using namespace std::chrono_literals;  // NOLINT: durations
using testing::PostgresServer;

constexpr std::size_t kServers = 2;  // the other places are workers
constexpr std::size_t kPlaces = 6;
constexpr int kAtATime = 12;
constexpr int kImported = 200;
constexpr int kFirstImported = 500'000;

std::string text_of(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text.empty() ? "none" : text;
}

void check_none(const std::vector<std::string>& found) {
  std::string text;
  for (const std::string& one : found) text += "\n" + one;
  CHECK_MESSAGE(found.empty(), text);
}

// A process of the host's.
class Machine {
 public:
  Machine(const std::vector<std::string>& command)  // NOLINT(google-explicit-constructor): made in place
      : child_([&](int in, int out) {
          dup2(in, 0);
          dup2(out, 1);
          for (int other = 3; other < 256; ++other) close(other);
          std::vector<char*> words;
          for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
          words.push_back(nullptr);
          execv(words[0], words.data());
          return 127;
        }) {
    std::string told;
    for (char c = 0; read(child_.from(), &c, 1) == 1 && c != '\n';) told += c;
    port_ = std::atoi(told.c_str());
  }
  int port() const { return port_; }
  // Tells it to end, and waits: its exit code.
  int ended() { return child_.finish(); }

 private:
  testing::Child child_;
  int port_ = 0;
};

class Day {
 public:
  explicit Day(std::uint64_t seed) {
    standby_ = primary_->synchronous_standby();
    conninfo_ = "host=127.0.0.1,127.0.0.1 port=" + std::to_string(primary_->port()) + "," +
                std::to_string(standby_->port()) + " user=postgres dbname=postgres";
    REQUIRE(PostgresStore::create_tables(options()).ok());
    for (std::size_t place = 0; place < kPlaces; ++place) start(place);
    watch_ = std::make_unique<Watch>(places_);
    people_ = std::make_unique<People>(places_, kServers, phones_, seed, kAtATime);
  }

  // One part of the day: what happens, which alarms have to come of it, and which may. They have to be over before the next begins.
  void part(const std::string& name, const std::set<std::string>& must, const std::set<std::string>& may,
            const std::function<void()>& happens) {
    const auto before = people_->books().recoveries().size();
    watch_->begin(name);
    happens();
    const bool over = watch_->quiet_for(4s, 200s);
    CAPTURE(name);
    CHECK_MESSAGE(over, "an alarm goes on");
    const std::set<std::string> raised = watch_->raised(name);
    CAPTURE(text_of(raised));
    for (const std::string& alarm : must) CHECK_MESSAGE(raised.contains(alarm), "no alarm: " << alarm);
    for (const std::string& alarm : raised) {
      CHECK_MESSAGE((must.contains(alarm) || may.contains(alarm)), "an alarm for nothing: " << alarm);
    }
    MESSAGE(name << ": " << people_->books().recoveries().size() - before << " recoveries; alarms: " << text_of(raised));
  }

  void goes_on() { std::this_thread::sleep_for(5s); }
  void upgrade();
  void import();
  void gateway_is_down();
  void directory_is_down();
  void rotate_keys();
  void change_policy();
  void restore_beside() const;
  void fail_over();
  void unreadable_message() const;
  void end();

 private:
  PostgresOptions options() const { return {.conninfo = conninfo_, .any_role = true}; }
  std::shared_ptr<PostgresStore> store() const { return PostgresStore::open(options()).value_or_throw(); }
  // As whoever runs the place has it.
  std::shared_ptr<const Service> service(const std::shared_ptr<EventStore>& on) const {
    return Service::create({.store = on,
                            .directory = std::make_shared<Everybody>(),
                            .keys = ring(keys_),
                            .policies = policies(changed_)})
        .value_or_throw();
  }

  void start(std::size_t place) {
    machines_[place] = std::make_unique<Machine>(std::vector<std::string>{
        next_ ? DOVERIE_DAY_HOST_NEXT : DOVERIE_DAY_HOST, place < kServers ? "server" : "worker", conninfo_,
        kannel_.options().url, directory_.file("codes"), changed_ ? "1" : "0", std::to_string(static_cast<int>(keys_))});
    REQUIRE(machines_[place]->port() != 0);
    places_.put(place, machines_[place]->port());
  }
  // One after the other, under load, and nobody is told before.
  void restart_all() {
    for (std::size_t place = 0; place < kPlaces; ++place) {
      CHECK(machines_[place]->ended() == 0);
      start(place);
      std::this_thread::sleep_for(1s);
    }
  }
  void tell_all(const Words& words) const {
    for (const int port : places_.all()) CHECK(ask(port, words) == "done");
  }

  testing::TempDir directory_;
  std::unique_ptr<PostgresServer> primary_ = std::make_unique<PostgresServer>();
  std::unique_ptr<PostgresServer> standby_;
  std::unique_ptr<PostgresServer> next_standby_;
  testing::KannelServer kannel_;
  Phones phones_{kannel_.phone_port()};
  std::string conninfo_;
  bool next_ = false;
  bool changed_ = false;
  Keys keys_ = Keys::one;
  std::array<std::unique_ptr<Machine>, kPlaces> machines_;
  Places places_{kPlaces};
  std::unique_ptr<Watch> watch_;
  std::unique_ptr<People> people_;
};

void Day::upgrade() {
  next_ = true;
  restart_all();
  CHECK(service(store())->operations().raise_level("anna").ok());
  goes_on();
  const std::vector<double> levels = watch_->numbers("doverie_format_level");
  CHECK(std::ranges::count(levels, 2) >= static_cast<std::ptrdiff_t>(kServers));
  CHECK(std::ranges::count(levels, 1) == 0);
}

void Day::import() {
  std::vector<ForeignLink> links;
  const auto since = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()) - std::chrono::hours(1000);
  for (int i = kFirstImported; i < kFirstImported + kImported; ++i)
    links.push_back({.trustor = testing::many_trustor(i), .contact = testing::many_contact(i), .since = since});
  const auto import = LinkImport::begin(service(store()), {.operator_id = "anna", .threads = 4}).value_or_throw();
  const ImportReport report = import->take(links);
  CHECK(report.in_place == kImported);
  CHECK(report.refused.empty());
  people_->join(kFirstImported, kImported);
  goes_on();
}

void Day::gateway_is_down() {
  kannel_.stop();
  CHECK(watch_->comes("gateway", 30s));
  std::this_thread::sleep_for(10s);
  kannel_.start();
  goes_on();
}

void Day::directory_is_down() {
  tell_all({"directory", "down"});
  CHECK(watch_->comes("directory", 30s));
  tell_all({"directory", "up"});
}

void Day::rotate_keys() {
  for (const Keys step : {Keys::both_known, Keys::second, Keys::first_gone}) {
    tell_all({"keys", std::to_string(static_cast<int>(step))});
    keys_ = step;  // and so it stands in the configuration
    goes_on();
  }
  const auto used = [&] { return watch_->numbers("doverie_key_uses_total{purpose=\"code\",key=\"1\"}"); };
  const std::vector<double> before = used();
  goes_on();
  CHECK(used() == before);
}

void Day::change_policy() {
  changed_ = true;
  restart_all();
  people_->young_ones_cannot();
  goes_on();
}

// What was told before the copy was begun is in it.
void Day::restore_beside() const {
  const std::vector<Recovery> told = people_->books().recoveries();
  const auto copy = primary_->copy();
  copy->start();
  const testing::RawPostgres raw(copy->conninfo());
  raw.run("ALTER SYSTEM RESET synchronous_standby_names");
  raw.run("SELECT pg_reload_conf()");
  CHECK(PostgresStore::raise_epoch(copy->options()).ok());
  const auto restored = std::shared_ptr<PostgresStore>(PostgresStore::open(copy->options()).value_or_throw());
  check_none(restored->check().value_or_throw());
  const Happened in_it = happened(*restored);
  for (const Recovery& one : told) CHECK(in_it.times("recovery_redeemed", one.request) == one.grants.size());
  const auto beside = service(restored);
  for (std::size_t i = 0; i < told.size(); i += 10)
    CHECK(beside->operations().audit(testing::many_trustor(told[i].person)).ok());
}

void Day::fail_over() {
  primary_->kill();
  CHECK(ask(places_.all().at(0), {"ping"}).value_or("").starts_with("fault"));
  standby_->promote();
  next_standby_ = standby_->synchronous_standby();
  std::swap(primary_, standby_);
  // What a worker had in hand when its server went comes back when the lease has run out.
  const testing::RawPostgres raw(primary_->conninfo());
  for (int i = 0; i < 200; ++i) {
    std::this_thread::sleep_for(1s);
    if (raw.value("SELECT count(*) FROM doverie.messages WHERE queue = 'codes'"
                  " AND not_before < (extract(epoch FROM now()) - 15) * 1000000") == "0")
      break;
  }
  CHECK(ask(places_.all().at(0), {"ping"}) == "done ");
}

void Day::unreadable_message() const {
  testing::RawPostgres(primary_->conninfo())
      .run(
          "INSERT INTO doverie.messages (queue, id, bytes, not_before, useless_after, available_at)"
          " SELECT 'codes', 'msg_nobody', 'no message', t, t + 3600000000, t"
          " FROM (SELECT (extract(epoch FROM now()) * 1000000)::bigint) AS n(t)");
  CHECK(watch_->comes("set aside", 30s));
}

void Day::end() {
  people_->go_home();
  watch_.reset();
  for (auto& machine : machines_) CHECK(machine->ended() == 0);
  const Books& books = people_->books();
  const auto last = store();
  const auto own = service(last);
  const Happened records = happened(*last);
  check_none(books.wrong());
  check_none(against_records(books, records));
  check_none(against_seals(books, *own));
  testing::SendLog log(directory_.file("codes"));
  check_none(against_phones(books, phones_.all(), log.more()));
  check_none(last->check().value_or_throw());
  CHECK(own->messages_set_aside(10).value_or_throw().size() == 1);
  std::map<std::string, int> ends, under;
  for (const Recovery& one : books.recoveries()) ++ends[one.end.empty() ? "broken off" : one.end];
  for (const auto& [request, policy] : records.policies) ++under[policy];
  CHECK(ends["no_code"] + ends["broken off"] == 0);
  CHECK(under[kFirstPolicy] > 0);
  CHECK(under[kSecondPolicy] > 0);
  MESSAGE(books.appointed().size() << " circles, " << books.recoveries().size() << " recoveries, " << phones_.all().size()
                                   << " SMS");
  for (const auto& [how, count] : ends) MESSAGE(how << ": " << count);
  for (const auto& [why, count] : books.retried()) MESSAGE("asked again, " << why << ": " << count);
}

TEST_CASE("a day in production") {
  const testing::Rounds rounds(1);
  Day day(rounds.seed);
  day.part("morning", {}, {}, [&] { day.goes_on(); });
  day.part("rolling upgrade", {}, {}, [&] { day.upgrade(); });
  day.part("import of links", {}, {}, [&] { day.import(); });
  // How late a code is shows only as long as a run has it in hand: whoever looks twice a second may miss it.
  day.part("gateway down", {"gateway"}, {"codes late"}, [&] { day.gateway_is_down(); });
  day.part("directory down", {"directory"}, {"gateway"}, [&] { day.directory_is_down(); });
  day.part("keys rotated", {}, {}, [&] { day.rotate_keys(); });
  day.part("policy changed", {}, {}, [&] { day.change_policy(); });
  day.part("restored beside", {}, {}, [&] { day.restore_beside(); });
  day.part("unreadable message", {"set aside", "damage"}, {}, [&] { day.unreadable_message(); });
  day.part("failover", {"store"}, {"outcome unknown", "codes late", "gateway"}, [&] { day.fail_over(); });
  day.part("evening", {}, {}, [&] { day.goes_on(); });
  day.end();
}

}  // namespace
}  // namespace doverie::day
