// SPDX-License-Identifier: Apache-2.0
//
// Streams that were appended to, over those of the store behind.
#include "app/trial_store.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "doverie/ports/batch.h"

namespace doverie {
namespace {

class TrialStore final : public EventStore {
 public:
  explicit TrialStore(std::shared_ptr<EventStore> behind) : behind_(std::move(behind)) {}

  Result<ReadResult> read(const ReadRequest& request) override {
    const std::lock_guard lock(mutex_);
    ReadRequest through = request;
    if (through.command_id && commands_.contains(*through.command_id)) through.command_id.reset();
    for (std::size_t i = 0; i < through.known.size(); ++i) {
      const std::string& stream = through.streams[i];
      if (added_.contains(stream) || erased_.contains(stream)) through.known[i].reset();
    }
    auto result = behind_->read(through);
    if (!result) return result;
    for (StreamRecord& stream : result->streams) lay_over(stream);
    if (request.command_id && !through.command_id) result->command = commands_.at(*request.command_id);
    return result;
  }

  // Nobody else appends here, and what happens in the store behind meanwhile is not looked at.
  Result<AppendResult> append(const Batch& batch) override {
    const std::lock_guard lock(mutex_);
    if (const auto flaw = flaw_of(batch)) return *flaw;
    if (const auto before = commands_.find(batch.command_id); before != commands_.end()) {
      return AppendResult{AppendOutcome::already, before->second};
    }
    for (const StreamAppend& append : batch.appends) {
      auto& events = added_[append.stream];
      events.insert(events.end(), append.events.begin(), append.events.end());
    }
    erased_.insert(batch.erase.begin(), batch.erase.end());
    commands_.emplace(batch.command_id, batch.command);
    return AppendResult{AppendOutcome::appended};
  }

  Result<std::vector<LeasedMessage>> lease_messages(std::string_view, Instant, Duration, std::uint32_t) override {
    return std::vector<LeasedMessage>();
  }
  Status settle_messages(const std::vector<Settlement>&) override { return Done{}; }
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) override {
    return behind_->feed(after, limit);
  }

 private:
  void lay_over(StreamRecord& stream) const {
    if (erased_.contains(stream.name)) {
      stream.erased = true;
      stream.events = {};
      return;
    }
    const auto added = added_.find(stream.name);
    if (added == added_.end()) return;
    stream.version += added->second.size();
    stream.events.insert(stream.events.end(), added->second.begin(), added->second.end());
  }

  const std::shared_ptr<EventStore> behind_;
  std::mutex mutex_;
  std::map<std::string, std::vector<EventRecord>> added_;
  std::set<std::string> erased_;
  std::map<std::string, CommandRecord> commands_;
};

}  // namespace

std::shared_ptr<EventStore> trial_over(std::shared_ptr<EventStore> store) {
  return std::make_shared<TrialStore>(std::move(store));
}

}  // namespace doverie
