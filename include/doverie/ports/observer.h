// SPDX-License-Identifier: Apache-2.0
//
// What is the service doing? For metrics, traces and logs: every command and every run of the pump is told when it is over,
// and nobody is named.
//
//   class Slow final : public doverie::Observer {
//     void command(const doverie::CommandSeen& seen) override {
//       if (seen.took > std::chrono::seconds{1}) log(seen.command, seen.reason);
//     }
//   };
//
// doverie/adapters/open_metrics.h counts for Prometheus and its like.
#ifndef DOVERIE_PORTS_OBSERVER_H_
#define DOVERIE_PORTS_OBSERVER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "doverie/core/digest.h"
#include "doverie/core/time.h"
#include "doverie/ports/event_store.h"
#include "doverie/ports/pump_report.h"

namespace doverie {

enum class CommandOutcome : std::uint8_t {
  done = 1,     // answered; a repetition that was answered again, too
  refused = 2,  // a rule said no
  faulted = 3,  // something broke, and nothing was done
  unknown = 4,  // something broke, and nobody knows whether it was done
};

constexpr std::string_view name_of(CommandOutcome outcome) {
  constexpr std::array<std::string_view, 5> kNames{"", "done", "refused", "faulted", "unknown"};
  return kNames.at(static_cast<std::size_t>(outcome));
}
constexpr std::string_view name_of(KeyPurpose purpose) {
  constexpr std::array<std::string_view, 4> kNames{"", "code", "index", "audit"};
  return kNames.at(static_cast<std::size_t>(purpose));
}

// A key that was computed with.
struct KeyUse {
  KeyPurpose purpose;
  std::string_view id;
  std::uint32_t times = 0;
};

// One command or question, of a side or of the pump's own, when its answer stands. No account, id, number, name, phone, address
// or text of anybody is in it: every word is of the library's lists, or one that the host's settings have (an operation of a
// policy, a rule, a key). What it points to is good until the observer returns.
struct CommandSeen {
  std::string_view command;  // as commands.def calls it: "start_recovery"
  CommandOutcome outcome = CommandOutcome::done;
  std::string_view reason{};  // the first reason of a refusal, or the fault: "wrong_code", "store_unavailable"; else empty
  std::string_view
      operation{};            // what it is about, of a start, an approval and a redemption, if a policy has it; else empty
  std::string_view status{};  // what a start was answered: "pending", "not_protected"; else empty
  Duration took{};            // by Clock::elapsed(), from the call to the answer; everything below is a part of it
  Duration reading{};         // in reading calls of the store
  Duration appending{};       // in appending calls of the store
  Duration asking{};          // in the account directory
  std::uint32_t reads = 0;    // calls of the store
  std::uint32_t appends = 0;
  std::uint32_t asks = 0;         // of the directory
  std::uint32_t conflicts = 0;    // how often it was decided anew, since it lost a race
  bool committed = false;         // whether it has written something
  std::uint32_t together = 0;     // committed: how many commands shared the commit (AppendResult::together)
  std::uint32_t store_level = 0;  // the format level that the store was found to have; 0: it was not looked at
  // The types of the events that were committed, one for each: "account_frozen", "code_rejected" …
  std::span<const std::string_view> events{};
  std::span<const KeyUse> keys{};                 // each key once
  std::optional<StoreConnections> connections{};  // of a store that has several, after a commit
};

// One run of the pump. Its commands were told before, each by itself.
struct PumpSeen {
  PumpWhat what = PumpWhat::everything;
  PumpCounts codes{};
  PumpCounts notices{};
  PumpCounts erasures{};
  std::string_view fault{};  // the first thing that went wrong, by its name; empty: nothing did
  Duration took{};
  // How long the oldest message of the kind that was in hand has been due; zero when none was, nullopt when this run did not look.
  // One that was postponed is in hand again at its next try.
  std::optional<Duration> oldest_code{};
  std::optional<Duration> oldest_notice{};
  std::optional<Duration> oldest_erasure{};
};

// Thread-safe: called by the threads of commands and of the pump, several at once, without any lock of the library held, when the
// answer stands and before it is given. So it can delay an answer and never change it: its std::exceptions are dropped, and counted
// by Service::observer_failures(). Do not call the service that is observed.
class Observer {
 public:
  virtual ~Observer() = default;

  virtual void command(const CommandSeen& /*seen*/) {}
  virtual void pump(const PumpSeen& /*seen*/) {}
};

}  // namespace doverie

#endif  // DOVERIE_PORTS_OBSERVER_H_
