// SPDX-License-Identifier: Apache-2.0
//
// Messages per second through the Kannel sender, against libcurl alone posting the same requests with the same parallelism: one
// easy handle for each thread, set up once, with the connection that it keeps from turn to turn as the sender does. In turns, in
// one run; once against a server that answers at once, in a process of its own, and once against the real Kannel. The processor's
// time for a message is told, too: other programs on the machine change it less than the rate.
//
//   senders_bench [SECONDS OF ONE TURN] [ROUNDS] [THREADS]
#include <curl/curl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/measure.h"
#include "senders/kannel_server.h"
#include "senders/loopback_server.h"

namespace doverie::testing {
namespace {

constexpr const char* kId = "msg_0123456789ab00ff";
constexpr const char* kPhone = "+79161234567";
constexpr const char* kText = "482913 откроет чужой аккаунт. Никому не говорите\n@gosuslugi.ru #482913";

void check(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "failed: %s\n", what);
  std::_Exit(1);
}

std::size_t ignore(const char*, std::size_t, std::size_t size, void*) {
  return size;
}

// What the sender's requests are, by hand.
class PlainCurl {
 public:
  explicit PlainCurl(const KannelOptions& options) : handle_(curl_easy_init()) {
    const std::string password(options.password.reveal());
    for (const std::string& line :
         {std::string("Content-Type: text/plain; charset=UTF-8"), "X-Kannel-Username: " + options.username,
          "X-Kannel-Password: " + password, "X-Kannel-From: " + options.from, std::string("X-Kannel-To: ") + kPhone,
          std::string("X-Kannel-Coding: 2"), std::string("X-Kannel-Account: ") + kId, std::string("Expect:")}) {
      headers_ = curl_slist_append(headers_, line.c_str());
    }
    curl_easy_setopt(handle_, CURLOPT_URL, options.url.c_str());
    curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, kText);
    curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &ignore);
    curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
  }
  ~PlainCurl() {
    curl_easy_cleanup(handle_);
    curl_slist_free_all(headers_);
  }
  PlainCurl(const PlainCurl&) = delete;
  PlainCurl& operator=(const PlainCurl&) = delete;

  void send() const {
    long status = 0;
    check(curl_easy_perform(handle_) == CURLE_OK, "libcurl");
    curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
    check(status == 202, "an answer to libcurl");
  }

 private:
  CURL* handle_;
  curl_slist* headers_ = nullptr;
};

double processor_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// Of all turns of one of the two.
struct Side {
  std::vector<double> rates;
  std::vector<double> microseconds;  // of the processor, for one message
};

// How often per second all threads together do what `make` gives each of them, which are numbered from 0.
void turn(Side& side, int threads, double seconds, const std::function<std::function<void()>(int)>& make) {
  std::atomic<bool> end = false;
  std::atomic<long> done = 0;
  std::vector<std::thread> running;
  const double used = processor_seconds();
  const auto begin = std::chrono::steady_clock::now();
  for (int t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      const auto send = make(t);
      for (; !end; ++done) send();
    });
  }
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  end = true;
  for (std::thread& thread : running) thread.join();
  const double all = static_cast<double>(done);
  side.rates.push_back(all / std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  side.microseconds.push_back(1e6 * (processor_seconds() - used) / all);
}

void compare(const char* against, const KannelOptions& options, int threads, double seconds, int rounds) {
  const auto gateway = kannel_sender(options).value();
  Side ours, theirs;
  std::vector<double> ratios;
  std::vector<std::unique_ptr<PlainCurl>> plain;
  for (int t = 0; t < threads; ++t) plain.push_back(std::make_unique<PlainCurl>(options));
  for (int round = 0; round < rounds; ++round) {
    turn(theirs, threads, seconds,
         [&](int t) -> std::function<void()> { return [&one = *plain[static_cast<std::size_t>(t)]] { one.send(); }; });
    turn(ours, threads, seconds, [&](int) -> std::function<void()> {
      return [&] { check(gateway->send(kId, kPhone, kText) == SmsOutcome::accepted, "a message"); };
    });
    ratios.push_back(ours.rates.back() / theirs.rates.back());
  }
  check(gateway->last_problem().empty(), "an answer");
  std::printf("%-22s %2d threads: sender %6.0f/s, libcurl alone %6.0f/s, ratio %.2f; processor %.1f and %.1f us\n", against,
              threads, bench::median(ours.rates), bench::median(theirs.rates), bench::median(ratios),
              bench::median(ours.microseconds), bench::median(theirs.microseconds));
}

// A server in a process of its own.
class FastGateway {
 public:
  FastGateway() {
    check(::pipe(pipe_) == 0, "a pipe");
    process_ = ::fork();
    if (process_ == 0) serve();
    char url[64] = {};
    check(::read(pipe_[0], url, sizeof url - 1) > 0, "the server");
    url_ = url;
  }
  ~FastGateway() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  FastGateway(const FastGateway&) = delete;
  FastGateway& operator=(const FastGateway&) = delete;
  const std::string& url() const { return url_; }

 private:
  [[noreturn]] void serve() const {
    const LoopbackServer server([](const SeenRequest&) { return Reply{.status = 202, .body = "0: Accepted for delivery"}; },
                                false);
    check(::write(pipe_[1], server.url().c_str(), server.url().size()) > 0, "the pipe");
    while (true) ::pause();
  }

  int pipe_[2] = {};
  pid_t process_ = 0;
  std::string url_;
};

void run(double seconds, int rounds, int threads) {
  {
    const FastGateway fast;
    KannelOptions options{.url = fast.url(), .username = "portal", .password = Secret("p4ss"), .from = "Portal"};
    for (const int each : {1, threads}) compare("server that is fast", options, each, seconds, rounds);
  }
  const KannelServer kannel;
  const Phone phone(kannel.phone_port());
  for (const int each : {1, threads}) compare("real Kannel, spool", kannel.options(), each, seconds, rounds);
}

}  // namespace
}  // namespace doverie::testing

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 2;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  const int threads = argc > 3 ? std::atoi(argv[3]) : 8;
  doverie::testing::run(seconds, rounds, threads);
}
