// SPDX-License-Identifier: Apache-2.0
//
// Two generations in the place of a list in the order of use: the younger fills up, and then the older goes as a whole.
#include "app/stream_memory.h"

#include <utility>

namespace doverie {

std::vector<KnownStream> StreamMemory::recall(const std::vector<std::string>& streams) {
  if (half_ == 0) return {};
  std::vector<KnownStream> found;
  found.reserve(streams.size());
  const std::lock_guard lock(mutex_);
  for (const std::string& stream : streams) {
    const KnownStream* known = find(stream);
    found.push_back(known ? *known : nullptr);
  }
  return found;
}

void StreamMemory::remember(std::vector<KnownStream> streams) {
  if (half_ == 0) return;
  const std::lock_guard lock(mutex_);
  for (KnownStream& stream : streams) {
    const KnownStream* known = find(stream_of(*stream));
    if (!known || version_of(**known) < version_of(*stream)) put(std::move(stream));
  }
}

// What is found among the old is young again.
const KnownStream* StreamMemory::find(const std::string& stream) {
  if (const auto at = young_.find(stream); at != young_.end()) return &at->second;
  auto node = old_.extract(stream);
  if (node.empty()) return nullptr;
  return &young_.insert(std::move(node)).position->second;
}

void StreamMemory::put(KnownStream stream) {
  young_.erase(stream_of(*stream));  // its key is in the value that goes
  if (young_.size() >= half_) old_ = std::exchange(young_, {});
  const std::string_view key = stream_of(*stream);
  young_.emplace(key, std::move(stream));
}

}  // namespace doverie
