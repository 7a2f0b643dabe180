// SPDX-License-Identifier: Apache-2.0
//
// What was read is copied into a store in memory, whole, and goes on there: others who write behind change nothing of it.
#include "app/trial_store.h"

#include <algorithm>
#include <mutex>
#include <set>
#include <tuple>

#include "doverie/adapters/memory.h"

namespace doverie {
namespace {

// Under these ids copies stand in the memory; no command has one that begins so.
constexpr std::string_view kCopy = "\ncopy of ";

class TrialStore final : public EventStore {
 public:
  explicit TrialStore(std::shared_ptr<EventStore> behind) : behind_(std::move(behind)) {}

  Result<ReadResult> read(const ReadRequest& request) override {
    const std::lock_guard lock(mutex_);
    if (auto status = copy(request.streams); !status) return status.as<ReadResult>();
    auto here = memory_.read(request);
    if (!here) return here;
    auto there = behind_->read({.tags = request.tags, .tags_since = request.tags_since, .command_id = request.command_id});
    if (!there) return there;
    there->streams = std::move(here->streams);
    for (std::size_t i = 0; i < there->tags.size(); ++i) add(here->tags[i], there->tags[i]);
    if (here->command) there->command = std::move(here->command);
    return there;
  }

  Result<AppendResult> append(const Batch& batch) override {
    const std::lock_guard lock(mutex_);
    if (auto status = copy_unread(batch.expected); !status) return status.as<AppendResult>();
    auto result = memory_.append(batch);
    if (!result || result->outcome != AppendOutcome::appended) return result;
    erased_.insert(batch.erase.begin(), batch.erase.end());
    for (const TagChange& change : batch.tags) {
      if (!change.set) dropped_.emplace(change.tag, change.stream);
    }
    return result;
  }

  Result<std::vector<LeasedMessage>> lease_messages(std::string_view, Instant, Duration, std::uint32_t) override {
    return std::vector<LeasedMessage>();
  }
  Status settle_messages(const std::vector<Settlement>&) override { return Done{}; }
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) override {
    return behind_->feed(after, limit);
  }

 private:
  // Those of the streams that are not in the memory already.
  Status copy(const std::vector<std::string>& streams) {
    ReadRequest missing{.whole = true};
    std::ranges::copy_if(streams, std::back_inserter(missing.streams),
                         [&](const std::string& name) { return !copied_.contains(name); });
    if (missing.streams.empty()) return Done{};
    auto read = behind_->read(missing);
    if (!read) return read.as<Done>();
    for (StreamRecord& stream : read->streams) {
      if (auto status = copy(stream); !status) return status;
      copied_.insert(stream.name);
    }
    return Done{};
  }

  // What is written behind others without having been read, as those tell of it.
  Status copy_unread(const std::vector<StreamVersion>& expected) {
    for (const StreamVersion& told : expected) {
      if (copied_.contains(told.stream)) continue;
      auto read = behind_->read({.streams = {told.stream}, .whole = true});
      if (!read) return read.as<Done>();
      StreamRecord& stream = read->streams.front();
      if (!stream.erased && stream.version > told.version) {
        stream.version = told.version;
        stream.events.resize(static_cast<std::size_t>(told.version));
      }
      if (auto status = copy(stream); !status) return status;
      copied_.insert(told.stream);
    }
    return Done{};
  }

  Status copy(StreamRecord& stream) {
    if (stream.version == 0) return Done{};
    Batch batch{.command_id = std::string(kCopy) + stream.name, .expected = {{stream.name, 0}}};
    if (stream.erased) batch.erase.push_back(stream.name);
    if (!stream.erased) batch.appends.push_back({stream.name, std::move(stream.events), 0});
    const auto copied = memory_.append(batch);
    return copied ? Status(Done{}) : copied.as<Done>();
  }

  void add(const ReadTag& here, ReadTag& there) const {
    std::erase_if(there.entries, [&](const TagEntry& entry) {
      return erased_.contains(entry.stream) || dropped_.contains({there.tag, entry.stream});
    });
    for (const TagEntry& entry : here.entries) {
      std::erase_if(there.entries, [&](const TagEntry& other) { return other.stream == entry.stream; });
      there.entries.push_back(entry);
    }
    std::ranges::sort(there.entries, {}, [](const TagEntry& entry) { return std::tie(entry.set_at, entry.stream); });
  }

  const std::shared_ptr<EventStore> behind_;
  std::mutex mutex_;
  MemoryStore memory_;
  std::set<std::string> copied_;
  std::set<std::string> erased_;                           // by the trial, with their tags
  std::set<std::pair<std::string, std::string>> dropped_;  // tags and their streams
};

}  // namespace

std::shared_ptr<EventStore> trial_over(std::shared_ptr<EventStore> store) {
  return std::make_shared<TrialStore>(std::move(store));
}

}  // namespace doverie
