// SPDX-License-Identifier: Apache-2.0
//
// Which of the alarms of docs/guide/operations.md does whoever watches the metrics see, and when?
#ifndef DOVERIE_TESTS_DAY_ALARMS_H_
#define DOVERIE_TESTS_DAY_ALARMS_H_

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace doverie::day {

// The words of a page's line: its name with the labels, and the number.
std::map<std::string, double> numbers_of(const std::string& page);

// The alarms that stand between two looks at one process; `before` is empty when it has just started.
std::set<std::string> alarms_between(const std::map<std::string, double>& before, const std::map<std::string, double>& now);

// The processes that run now: each has a place, and another port whenever it was started anew.
class Places {
 public:
  explicit Places(std::size_t count) : ports_(count) {}
  void put(std::size_t place, int port) {
    const std::lock_guard lock(mutex_);
    ports_[place] = port;
  }
  std::vector<int> all() const {
    const std::lock_guard lock(mutex_);
    return ports_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<int> ports_;  // guarded by mutex_
};

// Looks twice a second.
class Watch {
 public:
  explicit Watch(const Places& places);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // What is raised from now on is of this part of the day.
  void begin(const std::string& part);
  std::set<std::string> raised(const std::string& part) const;
  // Whether nothing was raised for so long, within that time.
  bool quiet_for(std::chrono::seconds so_long, std::chrono::seconds within) const;
  // Whether that alarm was raised in this part, within that time.
  bool comes(const std::string& alarm, std::chrono::seconds within) const;
  // The last number of that name in every process that runs.
  std::vector<double> numbers(const std::string& name) const;

 private:
  using Clock = std::chrono::steady_clock;
  void watch();
  void look();

  const Places& places_;
  std::atomic<bool> ending_ = false;
  mutable std::mutex mutex_;
  std::string part_;                                           // guarded by mutex_, as all below
  std::map<std::string, std::set<std::string>> raised_;        // by part
  Clock::time_point last_ = Clock::now();                      // when something was raised
  std::map<int, std::map<std::string, double>> last_numbers_;  // by port
  std::thread watching_;
};

}  // namespace doverie::day

#endif  // DOVERIE_TESTS_DAY_ALARMS_H_
