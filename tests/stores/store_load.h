// SPDX-License-Identifier: Apache-2.0
//
// A store under load from several threads, what the threads were told before the machine or the process died, and whether
// what is found afterwards agrees with it: acknowledged means durable, and a batch is there whole or not at all.
#ifndef DOVERIE_TESTS_STORES_STORE_LOAD_H_
#define DOVERIE_TESTS_STORES_STORE_LOAD_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "doverie/adapters/sqlite.h"

namespace doverie::testing {

inline constexpr std::uint32_t kWriters = 4;

// One thing that a thread of the load tells: that it begins something, or that the store has acknowledged it.
struct Told {
  enum What : std::uint8_t {
    batch_begun = 1,
    batch_acknowledged,
    lease_acknowledged,
    settling_begun,
    settling_acknowledged
  };

  What what;
  std::uint32_t writer;   // whose batch it is, or whose message
  std::uint32_t batch;    // its number
  std::uint32_t attempt;  // of a lease

  std::uint64_t packed() const {
    return std::uint64_t{what} << 60 | std::uint64_t{writer} << 56 | std::uint64_t{attempt & 0xffffff} << 32 | batch;
  }
  static Told of(std::uint64_t packed) {
    return {static_cast<What>(packed >> 60), static_cast<std::uint32_t>(packed >> 56 & 0xf),
            static_cast<std::uint32_t>(packed), static_cast<std::uint32_t>(packed >> 32 & 0xffffff)};
  }
  bool is_acknowledgement() const { return what != batch_begun && what != settling_begun; }
};

// Threads that append, lease and settle until the store refuses; `tell` is called from all of them. Runs in a child process.
void put_under_load(SqliteStore& store, const std::function<void(Told)>& tell);

// What has to be found.
class Expectation {
 public:
  // REQUIRES: what one thread told is in its order.
  void add(Told told);
  // Looks at everything in the file. What is found is what later rounds go on from.
  void check(const std::string& path);
  std::uint64_t batches() const;

 private:
  struct Writer {
    std::uint32_t begun = 0;  // batches 0 to begun - 1
    std::uint32_t acknowledged = 0;
  };
  using MessageId = std::string;

  void check_events(EventStore& store);
  void check_writer(EventStore& store, std::uint32_t writer, std::uint32_t found) const;
  void check_rows(const std::string& path) const;

  std::array<Writer, kWriters> writers_;
  std::map<MessageId, std::uint32_t> attempts_;
  std::set<MessageId> settling_;
  std::set<MessageId> settled_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_STORES_STORE_LOAD_H_
