// SPDX-License-Identifier: Apache-2.0
//
// Which batches can be written together?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_COMPANY_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_COMPANY_H_

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "doverie/core/records.h"

namespace doverie::postgres {

// Which batches can be written by one statement: they do not repeat a command id, and no stream that one of them changes is
// named by another. What has to wait for the next group would most likely have lost against this one, or has to see it.
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

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_COMPANY_H_
