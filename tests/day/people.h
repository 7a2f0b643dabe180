// SPDX-License-Identifier: Apache-2.0
//
// What do the people of the day do, what were they told, and what came to their phones? Random stories against whatever server is
// up; a question that a server has not answered is asked again, under the same command id, of any.
#ifndef DOVERIE_TESTS_DAY_PEOPLE_H_
#define DOVERIE_TESTS_DAY_PEOPLE_H_

#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "day/alarms.h"
#include "day/wire.h"
#include "senders/kannel_server.h"

namespace doverie::day {

// Everything that has come to the phones.
class Phones {
 public:
  explicit Phones(int port) : phone_(port) {}

  // That have come to the phone of contact i.
  std::set<std::string> codes(int i) const;
  // One that is none of these; nothing within that time.
  std::optional<std::string> code(int i, const std::set<std::string>& but, std::chrono::seconds within) const;
  std::vector<testing::PhoneSms> all() const { return phone_.received(); }

 private:
  testing::Phone phone_;
};

// One recovery, as far as its people were told.
struct Recovery {
  int person = 0;
  std::string request{};
  bool asked_to_approve = false;
  bool confirmed = false;
  std::set<std::string> grants{};  // more than one is wrong
  std::string end{};               // redeemed, denied, fraud, cancelled, forbidden, no_code; empty: it broke off
};

// What the people were told, which has to stand in the records afterwards.
class Books {
 public:
  void appointed(int person);
  void add(const Recovery& recovery);
  // Something that must not be.
  void wrong(const std::string& what);
  void retried(const std::string& why);

  std::set<int> appointed() const { return copy(appointed_); }
  std::vector<Recovery> recoveries() const { return copy(recoveries_); }
  std::vector<std::string> wrong() const { return copy(wrong_); }
  std::map<std::string, int> retried() const { return copy(retried_); }

 private:
  template <class T>
  T copy(const T& what) const {
    const std::lock_guard lock(mutex_);
    return what;
  }

  mutable std::mutex mutex_;
  std::set<int> appointed_;  // guarded by mutex_, as all below
  std::vector<Recovery> recoveries_;
  std::vector<std::string> wrong_;
  std::map<std::string, int> retried_;  // by what the server had said
};

class People {
 public:
  // So many at a time, of the servers at the first `servers` places.
  People(const Places& places, std::size_t servers, const Phones& phones, std::uint64_t seed, int at_a_time);
  ~People();
  People(const People&) = delete;
  People& operator=(const People&) = delete;

  // Nobody begins anything more; waits for whoever has begun.
  void go_home();
  // These have contacts, too.
  void join(int first, int count);
  // From now on no contact under 21 serves anybody.
  void young_ones_cannot() { young_cannot_ = true; }

  const Books& books() const { return books_; }

 private:
  using Random = std::mt19937_64;
  struct Circle {
    int person = 0;
    int recoveries = 0;
  };

  void live(std::uint64_t seed);
  std::optional<Circle> some_circle(Random& random);
  void rests(const Circle& circle);
  // The final answer, of any server.
  Words ask_until_told(const Words& question, Random& random);
  bool appoint(int person, Random& random);
  std::optional<std::pair<Recovery, std::string>> start(int person, const std::string& id, Random& random);
  // Whether it can go on to be redeemed.
  bool ends_early(Recovery& recovery, const std::string& id, Random& random);
  void recover(int person, int turn, Random& random);
  // `typed`: codes that are of no use to it.
  bool confirm(Recovery& recovery, std::set<std::string> typed, const std::string& id, Random& random);
  bool type(Recovery& recovery, const std::string& code, const std::string& id, Random& random);
  void redeem(Recovery& recovery, const std::string& id, Random& random);
  void expect(const Words& answer, const char* wanted, const std::string& what);

  const Places& places_;
  const std::size_t servers_;
  const Phones& phones_;
  Books books_;
  std::atomic<bool> going_home_ = false;
  std::atomic<bool> young_cannot_ = false;
  std::mutex mutex_;
  std::deque<Circle> resting_;  // guarded by mutex_
  int next_ = 0;                // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace doverie::day

#endif  // DOVERIE_TESTS_DAY_PEOPLE_H_
