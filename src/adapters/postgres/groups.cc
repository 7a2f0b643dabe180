// SPDX-License-Identifier: Apache-2.0
#include "adapters/postgres/groups.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace doverie::postgres {
namespace {

constexpr std::size_t kMostMembers = 64;

// Which batches can be written by one statement: they do not repeat a command id, and no stream that one of them changes is
// named by another. What has to wait for the next group would have lost against this one, most likely, or has to see it.
class Company {
 public:
  bool admit(const Batch& batch) {
    if (ids_.contains(batch.command_id) || !fits(batch)) return false;
    ids_.insert(batch.command_id);
    for (const StreamVersion& one : batch.expected) streams_.try_emplace(one.stream, false);
    for_each_change(batch, [this](std::string_view stream) {
      streams_[stream] = true;
      return true;
    });
    return true;
  }

 private:
  // Calls `visit` with every stream that the batch changes, until that says false; whether it never did.
  template <class Visit>
  static bool for_each_change(const Batch& batch, Visit visit) {
    return std::ranges::all_of(batch.appends, [&](const StreamAppend& one) { return visit(one.stream); }) &&
           std::ranges::all_of(batch.tags, [&](const TagChange& one) { return visit(one.stream); }) &&
           std::ranges::all_of(batch.erase, visit);
  }

  bool fits(const Batch& batch) const {
    const auto changed = [this](const StreamVersion& one) {
      const auto at = streams_.find(one.stream);
      return at != streams_.end() && at->second;
    };
    return std::ranges::none_of(batch.expected, changed) &&
           for_each_change(batch, [this](std::string_view stream) { return !streams_.contains(stream); });
  }

  std::unordered_set<std::string_view> ids_;
  std::unordered_map<std::string_view, bool> streams_;  // named by a member; true: changed by it
};

}  // namespace

Result<AppendResult> Groups::append(const Batch& batch) {
  Appending mine(batch);
  Lock lock(mutex_);
  waiting_.push_back(&mine);
  if (leaders_ < most_leaders_) {
    ++leaders_;
    mine.leads = true;
  }
  while (!mine.result) {
    if (std::exchange(mine.leads, false)) {
      lead(lock);
    } else {
      mine.turn.wait(lock, [&mine] { return mine.result || mine.leads; });
    }
  }
  // Called to lead, and then served by another leader: somebody else has to.
  if (mine.leads) {
    --leaders_;
    call_next();
  }
  return *std::move(mine.result);
}

void Groups::lead(Lock& lock) {
  lock.unlock();
  auto writer = prepare_();
  lock.lock();
  // Without a connection nobody gets any further: all who wait have waited for this one.
  const Group group = writer ? choose() : Group(waiting_.begin(), waiting_.end());
  if (!writer) waiting_.clear();
  lock.unlock();
  const auto results = writer ? write(**writer, group) : std::vector(group.size(), writer.as<AppendResult>());
  writer = std::unique_ptr<Writer>();  // what it needed is free for the next one
  lock.lock();
  for (std::size_t i = 0; i < group.size(); ++i) {
    group[i]->result = results[i];
    group[i]->turn.notify_one();
  }
  --leaders_;
  call_next();
}

std::vector<Result<AppendResult>> Groups::write(Writer& writer, const Group& group) {
  Batches batches;
  for (const Appending* one : group) batches.push_back(&one->batch);
  return batches.empty() ? std::vector<Result<AppendResult>>() : writer.write(batches);
}

// In the order they came; the first one always.
Group Groups::choose() {
  Company company;
  Group group;
  std::erase_if(waiting_, [&](Appending* one) {
    if (group.size() == kMostMembers || !company.admit(one->batch)) return false;
    group.push_back(one);
    return true;
  });
  std::ranges::sort(group, {}, [](const Appending* one) { return std::string_view(one->batch.command_id); });
  return group;
}

void Groups::call_next() {
  for (Appending* one : waiting_) {
    if (leaders_ >= most_leaders_) return;
    if (one->leads) continue;
    ++leaders_;
    one->leads = true;
    one->turn.notify_one();
    return;
  }
}

}  // namespace doverie::postgres
