// SPDX-License-Identifier: Apache-2.0
//
// Whose turn is it to change a stream that many want to change?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_TURNS_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_TURNS_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "adapters/postgres/connection.h"
#include "doverie/core/records.h"
#include "doverie/ports/event_store.h"

namespace doverie::postgres {

// Commands that change one stream all read it and decide, and then only one of them can be written: the others have worked for
// nothing, and the more there are the less is done. So for a stream that a command has lost a race for, commands take turns from
// then on, until there was no race for a second: the next one reads when the one before has written.
//
// A turn is a courtesy, not a lock: nothing goes wrong without it. It ends when its command has been appended or its thread asks
// about another one, and after a moment in any case. A command has one turn at a time, and waits for none while it has one, so
// that nobody can wait in a circle. Thread-safe.
class Turns {
 public:
  // Before a command reads: waits for its turn, but not longer than until `patience`.
  void before(const ReadRequest& request, Deadline patience);
  // After its batch was answered.
  void after(const Batch& batch, bool lost_a_race);

 private:
  struct Waiting {
    std::condition_variable called{};
    bool is_called = false;
  };
  struct Contested {
    Deadline until{};         // it is, at least
    std::uint64_t races = 0;  // so many were lost
    std::string command{};    // whose turn it is; empty: nobody's
    std::thread::id thread{};
    Deadline turn_ends{};
    std::deque<std::shared_ptr<Waiting>> queue{};
  };
  using Lock = std::unique_lock<std::mutex>;

  void contest(const Batch& batch);
  void give_up_those_of(std::thread::id thread, const std::string& command);
  bool has_turn(const std::string& command) const;
  Contested* most_contested(const ReadRequest& request);
  void pass_on(Contested& stream);
  void let_all_go(Contested& stream);
  void wait_for_turn(Contested& stream, Deadline patience, Lock& lock);

  std::mutex mutex_;
  std::map<std::string, Contested, std::less<>> streams_;  // guarded by mutex_
};

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_TURNS_H_
