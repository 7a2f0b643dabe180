// SPDX-License-Identifier: Apache-2.0
//
// What do observers get to see of a command? It is gathered on the way, and told when the answer stands. Without observers
// there is no watch, and nothing of this is done.
#ifndef DOVERIE_SRC_APP_WATCH_H_
#define DOVERIE_SRC_APP_WATCH_H_

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "doverie/core/answers.h"
#include "doverie/core/commands.h"
#include "doverie/core/policy.h"
#include "doverie/ports/clock.h"
#include "doverie/ports/observer.h"

namespace doverie {

using Observers = std::vector<std::shared_ptr<Observer>>;

// Who is told, and how often that failed. Thread-safe.
class Audience {
 public:
  explicit Audience(Observers observers) : observers_(std::move(observers)) {}

  bool empty() const { return observers_.empty(); }
  std::uint64_t failures() const { return failures_.load(std::memory_order_relaxed); }
  void tell(const CommandSeen& seen) const;
  void tell(const PumpSeen& seen) const;

 private:
  template <class Seen>
  void tell_all(void (Observer::*method)(const Seen&), const Seen& seen) const;

  const Observers observers_;
  mutable std::atomic<std::uint64_t> failures_ = 0;
};

// What is gathered of one command. A thread keeps its memory from one command to the next.
struct Gathered {
  struct Use {
    KeyPurpose purpose;
    std::string id;
    std::uint32_t times;
  };
  std::vector<Use> uses;                 // of keys, also of those that only earlier commands have used
  std::vector<KeyUse> keys;              // the same, as it is told
  using Type = std::array<char, 32>;     // longer than those of events, whichever come to be
  std::vector<Type> types;               // of the events that were committed
  std::vector<std::string_view> events;  // each of them, and no more
};

// The same keys, and every use noted.
std::shared_ptr<const Macs> watched(std::shared_ptr<const Macs> keys);

// One command. Counts the keys that its thread computes with, until it ends; an outer one's goes on then. Not thread-safe.
class CommandWatch {
 public:
  // REQUIRES: all outlive it.
  CommandWatch(const Audience& audience, Clock& clock, const PolicySchedule& policies, const Command& command);
  ~CommandWatch();
  CommandWatch(const CommandWatch&) = delete;
  CommandWatch& operator=(const CommandWatch&) = delete;

  // For the command that is under way on this thread, if one is watched.
  static void note(KeyPurpose purpose, std::string_view id);

  Clock& clock() const { return clock_; }
  CommandSeen& seen() { return seen_; }
  // The command has written this batch.
  void committed(const Batch& batch, const AppendResult& result, const EventStore& store);
  // The answer stands.
  void tell(const Result<Answer>& answer);

 private:
  const Audience& audience_;
  Clock& clock_;
  const Duration begun_;
  CommandSeen seen_;
  CommandWatch* const outer_;
  Gathered own_;  // of one inside of another's
  Gathered& gathered_;
};

// Adds the time until its end to a part of what is seen. Without a watch it does nothing.
class PartTime {
 public:
  PartTime(CommandWatch* watch, Duration CommandSeen::* part)
      : watch_(watch), part_(part), begun_(watch ? watch->clock().elapsed() : Duration{}) {}
  ~PartTime() {
    if (watch_) watch_->seen().*part_ += watch_->clock().elapsed() - begun_;
  }
  PartTime(const PartTime&) = delete;
  PartTime& operator=(const PartTime&) = delete;

 private:
  CommandWatch* const watch_;
  Duration CommandSeen::* const part_;
  const Duration begun_;
};

}  // namespace doverie

#endif  // DOVERIE_SRC_APP_WATCH_H_
