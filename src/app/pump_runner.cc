// SPDX-License-Identifier: Apache-2.0
//
// Each thread pumps until nothing is left to do, then waits to be woken, for its pause at most.
#include "doverie/pump_runner.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace doverie {

namespace {

constexpr int kMostThreads = 64;
constexpr Duration kShortestIdle = std::chrono::milliseconds{1};
constexpr Duration kLongestIdle = std::chrono::hours{1};

Status check(const std::shared_ptr<const Service>& service, const PumpRunnerOptions& options) {
  const auto wrong = [](std::string what) { return Fault{FaultCode::invalid_argument, "PumpRunner: " + std::move(what)}; };
  const auto is_count = [](int threads) { return threads >= 1 && threads <= kMostThreads; };
  if (!service) return wrong("service is missing");
  if (!is_count(options.code_threads)) return wrong("code_threads has to be 1 to 64");
  if (!is_count(options.other_threads)) return wrong("other_threads has to be 1 to 64");
  if (options.idle < kShortestIdle || options.idle > kLongestIdle) return wrong("idle has to be 1 ms to 1 h");
  return Done{};
}

}  // namespace

class PumpRunner::Crew {
 public:
  Crew(std::shared_ptr<const Service> service, PumpRunnerOptions options)
      : service_(std::move(service)), options_(std::move(options)) {}
  ~Crew() {
    end();
    for (std::thread& thread : threads_) thread.join();
  }

  // Throws std::system_error when there are no more threads; those that there are end with the crew.
  void start() {
    for (int i = 0; i < options_.code_threads; ++i) add(PumpWhat::codes);
    for (int i = 0; i < options_.other_threads; ++i) add(PumpWhat::all_but_codes);
  }
  void wake() {
    const std::lock_guard lock(mutex_);
    ++wakes_;
    changed_.notify_all();
  }
  void end() {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    changed_.notify_all();
  }
  bool all_ended(Duration within) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, within, [this] { return at_work_ == 0; });
  }

 private:
  void add(PumpWhat what) {
    {
      const std::lock_guard lock(mutex_);
      ++at_work_;
    }
    try {
      threads_.emplace_back([this, what] { work(what); });
    } catch (...) {
      gone();
      throw;
    }
  }
  void work(PumpWhat what) {
    std::uint64_t seen = 0;
    while (goes_on(seen)) {
      const PumpReport report = service_->pump(64, what);
      tell(report);
      if (report.all() == 0 || report.fault) rest(seen);
    }
    gone();
  }
  // Whether another run is to begin; `seen` is how often somebody has called wake() before it.
  bool goes_on(std::uint64_t& seen) {
    const std::lock_guard lock(mutex_);
    seen = wakes_;
    return !ending_;
  }
  void rest(std::uint64_t seen) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, options_.idle, [&] { return ending_ || wakes_ != seen; });
  }
  void gone() {
    const std::lock_guard lock(mutex_);
    --at_work_;
    changed_.notify_all();
  }
  void tell(const PumpReport& report) const {
    if (!options_.on_report || (report.all() == 0 && !report.fault)) return;
    try {
      options_.on_report(report);
    } catch (const std::exception&) {  // the host's own business
    }
  }

  const std::shared_ptr<const Service> service_;
  const PumpRunnerOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t wakes_ = 0;  // guarded by mutex_, as all below
  int at_work_ = 0;
  bool ending_ = false;
  std::vector<std::thread> threads_;  // of the thread that starts and ends the crew
};

Result<std::unique_ptr<PumpRunner>> PumpRunner::start(std::shared_ptr<const Service> service, PumpRunnerOptions options) {
  if (auto status = check(service, options); !status) return status.as<std::unique_ptr<PumpRunner>>();
  auto crew = std::make_unique<Crew>(std::move(service), std::move(options));
  try {
    crew->start();
  } catch (const std::system_error& error) {
    return Fault{FaultCode::busy, std::string("PumpRunner: the system gives no more threads: ") + error.what()};
  }
  return std::unique_ptr<PumpRunner>(new PumpRunner(std::move(crew)));
}

PumpRunner::PumpRunner(std::unique_ptr<Crew> crew) : crew_(std::move(crew)) {}
PumpRunner::~PumpRunner() = default;

void PumpRunner::wake() {
  crew_->wake();
}

bool PumpRunner::stop(Duration within) {
  crew_->end();
  return crew_->all_ended(within);
}

}  // namespace doverie
