// SPDX-License-Identifier: Apache-2.0
//
// How does a test replay a history under another policy, and compare what comes out in lines?
#ifndef DOVERIE_TESTS_REPLAY_HISTORIES_H_
#define DOVERIE_TESTS_REPLAY_HISTORIES_H_

#include <string>
#include <vector>

#include "doverie/replay.h"
#include "support/story.h"

namespace doverie::testing {

struct Replayed {
  ReplayReport report;
  std::vector<ReplayedDecision> decisions;
};

inline std::vector<FeedEntry> history_of(EventStore& store) {
  auto entries = store.feed("", 1'000'000);
  REQUIRE_MESSAGE(entries.ok(), in_words(entries));
  return *std::move(entries);
}

inline Replayed replayed(const std::vector<FeedEntry>& history, const PolicySchedule& then, const PolicySchedule& other) {
  auto replay = Replay::create(then, other);
  REQUIRE_MESSAGE(replay.ok(), in_words(replay));
  Replayed result;
  const auto take = [&] {
    for (ReplayedDecision& decision : replay->take()) result.decisions.push_back(std::move(decision));
  };
  for (const FeedEntry& entry : history) {
    const auto status = replay->event(entry);
    REQUIRE_MESSAGE(status.ok(), status.fault().message);
    take();
  }
  auto report = replay->finish();
  REQUIRE_MESSAGE(report.ok(), report.fault().message);
  take();
  result.report = *std::move(report);
  return result;
}

// "recovery_started refused contact_too_young 2", one a line.
inline std::string in_lines(const ReplayReport& report) {
  std::string lines;
  for (const ReplayCount& count : report.counts) {
    lines += count.decision + " " + std::string(name_of(count.outcome)) + (count.why.empty() ? "" : " ") + count.why + " " +
             std::to_string(count.count) + "\n";
  }
  return lines;
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_REPLAY_HISTORIES_H_
