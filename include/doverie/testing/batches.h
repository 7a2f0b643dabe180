// SPDX-License-Identifier: Apache-2.0
//
// Batches in one line each, for tests of event stores:
//
//   store.append(BatchBuilder("command-1").append("a", 0, {"first"}).tag("red", "a").put(message("m")));
#ifndef DOVERIE_TESTING_BATCHES_H_
#define DOVERIE_TESTING_BATCHES_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "doverie/core/records.h"

namespace doverie::testing {

// 2026-01-01T00:00:00Z
inline constexpr Instant kStart{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
inline constexpr Duration kMinute = std::chrono::minutes(1);

inline EventRecord event(const std::string& what) {
  return {R"({"type":")" + what + R"("})", "1:seal of " + what};
}

inline MessageRecord message(std::string id, Instant not_before = kStart) {
  std::string bytes = R"({"about":")" + id + R"("})";
  return {"", std::move(id), std::move(bytes), not_before, not_before + 10 * kMinute};
}

class BatchBuilder {
 public:
  explicit BatchBuilder(std::string command_id, Instant at = kStart) {
    batch_.command = CommandRecord{"fingerprint of " + command_id, R"({"answer":")" + command_id + R"("})"};
    batch_.command_id = std::move(command_id);
    batch_.at = at;
  }

  // A stream that was loaded.
  BatchBuilder& loaded(std::string stream, std::uint64_t version) {
    batch_.expected.push_back({std::move(stream), version});
    std::ranges::sort(batch_.expected, {}, &StreamVersion::stream);
    return *this;
  }
  // A stream that was loaded, and events behind `version`; `summary` is the version of the one that sums up, 0: none does.
  BatchBuilder& append(const std::string& stream, std::uint64_t version, const std::vector<std::string>& events,
                       std::uint64_t summary = 0) {
    std::vector<EventRecord> records;
    for (const std::string& what : events) records.push_back(event(what));
    return append_records(stream, version, std::move(records), summary);
  }
  BatchBuilder& append_records(const std::string& stream, std::uint64_t version, std::vector<EventRecord> events,
                               std::uint64_t summary = 0) {
    batch_.appends.push_back({stream, std::move(events), summary});
    std::ranges::sort(batch_.appends, {}, &StreamAppend::stream);
    return loaded(stream, version);
  }
  BatchBuilder& tag(std::string tag, std::string stream) {
    batch_.tags.push_back({std::move(tag), std::move(stream), true});
    return *this;
  }
  BatchBuilder& untag(std::string tag, std::string stream) {
    batch_.tags.push_back({std::move(tag), std::move(stream), false});
    return *this;
  }
  BatchBuilder& put(MessageRecord message) {
    batch_.messages.push_back(std::move(message));
    return *this;
  }
  BatchBuilder& withdraw(const MessageRecord& message) {
    batch_.withdrawn.push_back({message.queue, message.id, message.not_before});
    return *this;
  }
  BatchBuilder& erase(std::string stream) {
    batch_.erase.push_back(std::move(stream));
    return *this;
  }

  operator const Batch&() const { return batch_; }

 private:
  Batch batch_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTING_BATCHES_H_
