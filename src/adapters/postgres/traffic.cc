// SPDX-License-Identifier: Apache-2.0
//
// A book of the streams that are named by what is under way.
#include "adapters/postgres/traffic.h"

#include <algorithm>

#include "doverie/ports/batch.h"

namespace doverie::postgres {
namespace {

// Calls `visit` with every stream that the batch changes, until that says false; whether it never did.
template <class Visit>
bool for_each_change(const Batch& batch, Visit visit) {
  return std::ranges::all_of(batch.appends, [&](const StreamAppend& one) { return visit(one.stream); }) &&
         std::ranges::all_of(batch.tags, [&](const TagChange& one) { return visit(one.stream); }) &&
         std::ranges::all_of(batch.erase, visit);
}

// Calls `visit` with every stream that the batch names, with some of them several times, but always the same.
template <class Visit>
void for_each_name(const Batch& batch, Visit visit) {
  for (const StreamVersion& one : batch.expected) visit(one.stream);
  for_each_change(batch, [&](const std::string& stream) {
    if (!expected_version(batch, stream)) visit(stream);
    return true;
  });
}

}  // namespace

bool Traffic::may_go(const Batch& batch) const {
  if (ids_.contains(batch.command_id)) return false;
  const auto changed = [this](const StreamVersion& one) {
    const auto at = streams_.find(one.stream);
    return at != streams_.end() && at->second.changes;
  };
  return std::ranges::none_of(batch.expected, changed) &&
         for_each_change(batch, [this](std::string_view stream) { return !streams_.contains(stream); });
}

void Traffic::goes(const Batch& batch) {
  versions_.clear();
  written_.clear();
  ids_.insert(batch.command_id);
  for_each_name(batch, [this](const std::string& stream) { ++streams_[stream].by; });
  for_each_change(batch, [this](std::string_view stream) { return streams_.find(stream)->second.changes = true; });
}

void Traffic::ended(const Batch& batch, const Result<AppendResult>* answer) {
  ids_.erase(batch.command_id);
  for_each_name(batch, [this](const std::string& stream) {
    const auto at = streams_.find(stream);
    if (--at->second.by == 0) streams_.erase(at);
  });
  if (!answer || !answer->ok() || (*answer)->outcome != AppendOutcome::appended) return;
  written_.insert(batch.command_id);
  for (const StreamAppend& one : batch.appends) {
    const auto before = expected_version(batch, one.stream);
    if (before) versions_[one.stream] = before->version + one.events.size();
  }
}

std::optional<AppendResult> Traffic::foreseen(const Batch& batch) const {
  if (written_.contains(batch.command_id)) return std::nullopt;  // `already`, which the tables tell
  const auto is_old = [this](const StreamVersion& one) {
    const auto at = versions_.find(one.stream);
    return at != versions_.end() && one.version < at->second;
  };
  if (std::ranges::none_of(batch.expected, is_old)) return std::nullopt;
  return AppendResult{AppendOutcome::conflict};
}

}  // namespace doverie::postgres
