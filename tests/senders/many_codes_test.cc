// SPDX-License-Identifier: Apache-2.0
//
// What becomes of thousands of codes while the real Kannel is killed every two seconds and a worker every three? Each arrives that
// Kannel has not lost, nobody gets two different ones, and none is handed over after its end. DOVERIE_ROUNDS=2000 makes ten
// thousand of them (five a round), and prints the figures.
#include <doctest/doctest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "senders/kannel_server.h"
#include "senders/many_codes.h"
#include "support/rounds.h"
#include "support/temp_dir.h"
#ifdef DOVERIE_TEST_POSTGRES
#include "support/postgres_server.h"
#endif

namespace doverie::testing {
namespace {

using std::chrono::steady_clock;

constexpr int kCodesOfARound = 5;
constexpr std::chrono::seconds kGatewayLives{2};
constexpr std::chrono::seconds kWorkerLives{3};
// Codes live for ten minutes; the last of them is not waited for.
constexpr std::chrono::minutes kLongest{8};
// A contact may ask again a minute after the last try.
constexpr std::chrono::seconds kAsksAgainAfter{61};
// Between a decision and the request there is no lock: what was decided before the end may be on its way then. Only with several
// workers; with one, none lives while anything ends.
constexpr std::int64_t kOnItsWay = 2'000'000'000;

const char* const kLostByKannel = "lost by Kannel after its 202";
const char* const kNobodyKnows = "asked, not answered, and not arrived";
const char* const kMissing = "missing";

// A process that is killed.
class Worker {
 public:
  Worker(const std::string& place, int people, const std::string& log, const std::string& url)
      : words_{DOVERIE_CODES_WORKER, place, std::to_string(people), log, url} {}
  ~Worker() { kill(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start() {
    std::vector<char*> words;
    for (std::string& word : words_) words.push_back(word.data());
    words.push_back(nullptr);
    process_ = ::fork();
    if (process_ != 0) return;
    ::execv(words[0], words.data());
    ::_exit(127);
  }
  void kill() {
    if (process_ == 0) return;
    int status = 0;
    const bool ended = ::waitpid(process_, &status, WNOHANG) != 0;
    CHECK_FALSE(ended);  // by itself
    if (!ended) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, &status, 0);
    }
    process_ = 0;
  }

 private:
  std::vector<std::string> words_;
  pid_t process_ = 0;
};

// One recovery, and what is known of its code.
struct Recovery {
  RequestId request;
  steady_clock::time_point approved;
  std::int64_t ended = 0;  // by whom the account is; 0: it is not
  std::vector<std::int64_t> handed;
  std::set<std::string> codes;  // that were handed to Kannel
  bool taken = false;           // Kannel has said so
  bool unsure = false;          // Kannel was asked, and did not answer
  bool open = false;            // handed over, and nobody knows what came of it: the worker was killed
  std::multiset<std::string> arrived;
};

class Programme {
 public:
  Programme(int codes, int workers, std::string place, std::uint64_t seed)
      : recoveries_(static_cast<std::size_t>(codes)), place_(std::move(place)), random_(seed) {
    for (int i = 0; i < workers; ++i) {
      workers_.push_back(std::make_unique<Worker>(place_, codes, log_path(), kannel_.options().url));
    }
  }

  // Everybody is appointed, starts a recovery and has it approved.
  void begin() {
    const auto service = service_now();
    constexpr std::size_t kThreads = 8;
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = t; i < recoveries_.size(); i += kThreads) begin(*service, static_cast<int>(i));
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  void run() {
    for (auto& worker : workers_) worker->start();
    const auto begun = steady_clock::now();
    auto gateway_dies = begun + kGatewayLives;
    auto worker_dies = begun + kWorkerLives;
    while (!all_handed() && steady_clock::now() - begun < kLongest) {
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
      if (steady_clock::now() >= gateway_dies) {
        kannel_.kill();
        kannel_.start();
        ++gateways_killed_;
        gateway_dies = steady_clock::now() + kGatewayLives;
      }
      if (steady_clock::now() >= worker_dies) {
        restart_a_worker();
        worker_dies = steady_clock::now() + kWorkerLives;
      }
    }
    seconds_ = std::chrono::duration<double>(steady_clock::now() - begun).count();
  }

  // What Kannel still has in hand arrives.
  void settle() {
    for (auto& worker : workers_) worker->kill();
    read_log();
    kannel_.stop();
    kannel_.start();
    std::size_t before = 0;
    for (int quiet = 0; quiet < 50; ++quiet) {
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
      const std::size_t now = phone_.received().size();
      if (now != before) quiet = 0;
      before = now;
    }
    for (const PhoneSms& sms : phone_.received()) {
      recovery(number_of_phone(sms.to)).arrived.insert(sms.text.substr(0, 6));
    }
  }

  void check() const {
    std::map<std::string, int> counted{{kLostByKannel, 0}, {kNobodyKnows, 0}, {kMissing, 0}};
    for (const Recovery& one : recoveries_) {
      CHECK(std::set(one.arrived.begin(), one.arrived.end()).size() <= 1);
      CHECK(std::ranges::all_of(one.arrived, [&](const std::string& code) { return one.codes.contains(code); }));
      const std::int64_t late = one.ended + (workers_.size() > 1 ? kOnItsWay : 0);
      CHECK((one.ended == 0 || std::ranges::none_of(one.handed, [&](std::int64_t at) { return at > late; })));
      ++counted[what_of(one)];
      counted["more than once"] += one.arrived.size() > 1;
    }
    CHECK(counted[kMissing] == 0);
    MESSAGE(recoveries_.size() << " codes, " << workers_.size() << " workers, " << seconds_ << " s; Kannel killed "
                               << gateways_killed_ << " times, a worker " << workers_killed_ << " times");
    for (const auto& [what, count] : counted) MESSAGE(what << ": " << count);
  }

 private:
  static std::string what_of(const Recovery& one) {
    if (!one.arrived.empty()) return "arrived";
    if (one.taken) return kLostByKannel;
    if (one.unsure || one.open) return kNobodyKnows;
    return one.ended != 0 ? "ended before it was sent" : kMissing;
  }

  std::string log_path() const { return directory_.file("log"); }
  std::shared_ptr<const Service> service_now() const {
    return many_service(place_, static_cast<int>(recoveries_.size()), nullptr);
  }
  Recovery& recovery(int i) { return recoveries_.at(static_cast<std::size_t>(i)); }

  void begin(const Service& service, int i) {
    const auto invited = service.trustor(many_trustor(i)).invite("Иван", many_phone(i)).value_or_throw();
    std::ignore = service.contact(many_contact(i)).accept(invited.invitation).value_or_throw();
    const auto started = service.recoverer(many_trustor(i)).start(Secret(std::string(32, 's'))).value_or_throw();
    const Attestation said{.spoke_with_trustor = true, .nobody_misleads = true, .number = started.number};
    std::ignore = service.contact(many_contact(i)).approve(started.request, said).value_or_throw();
    recovery(i).request = started.request;
    recovery(i).approved = steady_clock::now();
  }

  // While it is dead, some requests end and some contacts ask again.
  void restart_a_worker() {
    Worker& worker = *workers_[static_cast<std::size_t>(workers_killed_++) % workers_.size()];
    worker.kill();
    {
      const auto service = service_now();
      for (std::size_t i = 0; i < recoveries_.size() / 200 + 1; ++i) {
        end(*service, any());
        ask_again(*service, any());
      }
    }
    worker.start();
  }

  int any() { return std::uniform_int_distribution(0, static_cast<int>(recoveries_.size()) - 1)(random_); }

  void end(const Service& service, int i) {
    if (recovery(i).ended != 0) return;
    CHECK(service.trustor(many_trustor(i)).deny(recovery(i).request).ok());
    recovery(i).ended = machine_now();
  }

  void ask_again(const Service& service, int i) const {
    const Recovery& one = recoveries_.at(static_cast<std::size_t>(i));
    if (one.ended != 0 || steady_clock::now() - one.approved < kAsksAgainAfter) return;
    CHECK_FALSE(service.contact(many_contact(i)).resend_code(one.request).faulted());  // too soon, or once too often
  }

  void read_log() {
    for (const Handed& line : log_.more()) {
      Recovery& one = recovery(line.contact);
      one.open = !line.code.empty();
      if (one.open) {
        one.codes.insert(line.code);
        one.handed.push_back(line.at);
      }
      one.taken = one.taken || line.outcome == SmsOutcome::accepted;
      one.unsure = one.unsure || line.outcome == SmsOutcome::unsure;
    }
  }

  bool all_handed() {
    read_log();
    const auto done = [](const Recovery& one) { return one.ended != 0 || one.taken || one.unsure; };
    return std::ranges::all_of(recoveries_, done);
  }

  std::vector<Recovery> recoveries_;
  const std::string place_;
  std::mt19937_64 random_;
  TempDir directory_;
  SendLog log_{log_path()};
  KannelServer kannel_;
  Phone phone_{kannel_.phone_port()};
  std::vector<std::unique_ptr<Worker>> workers_;
  int gateways_killed_ = 0;
  int workers_killed_ = 0;
  double seconds_ = 0;
};

void play(int workers, const std::string& place, const Rounds& rounds) {
  Programme programme(static_cast<int>(rounds.count) * kCodesOfARound, workers, place, rounds.seed);
  programme.begin();
  programme.run();
  programme.settle();
  programme.check();
}

TEST_CASE("many codes: one worker on SQLite, Kannel and the worker killed again and again") {
  const Rounds rounds(20);
  const TempDir directory;
  play(1, directory.file("circles.db"), rounds);
}

#ifdef DOVERIE_TEST_POSTGRES
TEST_CASE("many codes: four workers on PostgreSQL, Kannel and one after the other killed again and again") {
  const Rounds rounds(20);
  const PostgresServer server;
  REQUIRE(PostgresStore::create_tables(server.options()).ok());
  play(4, server.options().conninfo, rounds);
}
#endif

}  // namespace
}  // namespace doverie::testing
