// SPDX-License-Identifier: Apache-2.0
//
// Threads that pump: do they send what is due, wake, leave nobody waiting, and end when they are told?
#include "doverie/pump_runner.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "support/story.h"

namespace doverie::testing {
namespace {

// A gateway that holds whoever sends until it is let go, and can be waited for.
class Gate final : public SmsSender {
 public:
  SmsOutcome send(std::string_view, std::string_view, std::string_view) override {
    std::unique_lock lock(mutex_);
    ++sent_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    return SmsOutcome::accepted;
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void wait_for(int sent) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return sent_ >= sent; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int sent_ = 0;
};

// Notices that somebody can wait for.
class Told final : public Notifier {
 public:
  bool notify(std::string_view, const SendNotice&) override {
    const std::lock_guard lock(mutex_);
    ++told_;
    changed_.notify_all();
    return true;
  }
  void wait_for(int told) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return told_ >= told; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int told_ = 0;
};

struct Running : Story {
  Running() {
    ServiceOptions with = options();
    with.sms = gate;
    with.notifier = told;
    restart(with);
    service_ptr = *Service::create(with);
    appointed("maria", "ivan");
  }
  std::unique_ptr<PumpRunner> run(PumpRunnerOptions options = {}) {
    auto runner = PumpRunner::start(service_ptr, std::move(options));
    REQUIRE_MESSAGE(runner.ok(), in_words(runner));
    return *std::move(runner);
  }
  std::shared_ptr<Gate> gate = std::make_shared<Gate>();
  std::shared_ptr<Told> told = std::make_shared<Told>();
  std::shared_ptr<const Service> service_ptr;
};

TEST_CASE("KD6: a gateway that does not come back stalls no notice, and no runner's end") {
  Running story;
  const auto runner = story.run({.idle = 1h});
  story.told->wait_for(1);
  story.approved("ivan", story.started("maria"));
  runner->wake();
  story.gate->wait_for(1);
  story.told->wait_for(3);
  CHECK_FALSE(runner->stop(1ms));
  story.gate->open();
  CHECK(runner->stop(1min));
  CHECK(runner->stop(Duration{0}));
}

TEST_CASE("runner: it wakes by itself, and tells what it did") {
  Running story;
  story.gate->open();
  std::mutex mutex;
  PumpCounts notices;
  const auto count = [&](const PumpReport& report) {
    const std::lock_guard lock(mutex);
    notices.sent += report.notices.sent;
    throw std::runtime_error("a host's own");
  };
  const auto runner = story.run({.idle = 1ms, .on_report = count});
  story.approved("ivan", story.started("maria"));
  story.told->wait_for(3);
  story.gate->wait_for(1);
  CHECK(runner->stop(1min));
  CHECK(notices.sent == 3);
}

TEST_CASE("runner: after a fault it waits and goes on") {
  Running story;
  story.gate->open();
  EXPECT(story.service_ptr->trustor("maria").cabinet(), "done");  // it has seen the time
  story.clock->jump(1h);
  std::atomic<int> faults = 0;
  const auto runner =
      story.run({.idle = 1ms, .on_report = [&](const PumpReport& report) { faults += report.fault ? 1 : 0; }});
  while (faults < 5) std::this_thread::yield();
  story.clock->jump(-1h);
  story.told->wait_for(1);
}

TEST_CASE("runner: options out of their bounds are refused") {
  Running story;
  for (const auto& [options, what] :
       std::vector<std::pair<PumpRunnerOptions, std::string>>{{{.code_threads = 0}, "code_threads has to be 1 to 64"},
                                                              {{.code_threads = 65}, "code_threads has to be 1 to 64"},
                                                              {{.other_threads = 0}, "other_threads has to be 1 to 64"},
                                                              {{.idle = Duration{0}}, "idle has to be 1 ms to 1 h"},
                                                              {{.idle = 61min}, "idle has to be 1 ms to 1 h"}}) {
    const auto runner = PumpRunner::start(story.service_ptr, options);
    REQUIRE(runner.faulted());
    CHECK(runner.fault().message == "PumpRunner: " + what);
  }
  EXPECT(PumpRunner::start(nullptr), "fault: invalid_argument");
}

}  // namespace
}  // namespace doverie::testing
