// SPDX-License-Identifier: Apache-2.0
//
// What every event store asks of a batch before it looks at its own rows.
#ifndef DOVERIE_PORTS_BATCH_H_
#define DOVERIE_PORTS_BATCH_H_

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "doverie/core/records.h"
#include "doverie/core/result.h"

namespace doverie {

// The version that `batch` expects of `stream`; nullptr when it does not name the stream.
// REQUIRES: batch.expected is in ascending order.
inline const StreamVersion* expected_version(const Batch& batch, std::string_view stream) {
  const auto at = std::lower_bound(batch.expected.begin(), batch.expected.end(), stream,
                                   [](const StreamVersion& one, std::string_view name) { return one.stream < name; });
  return at != batch.expected.end() && at->stream == stream ? &*at : nullptr;
}

// Why the batch cannot be appended to any store, if so. A caller that breaks the form of a batch has a bug; writing it all
// the same would let a stream change that nobody compared.
inline std::optional<Fault> flaw_of(const Batch& batch) {
  const auto bug = [](std::string message) { return Fault{FaultCode::internal, "batch: " + std::move(message)}; };
  if (batch.command_id.empty()) return bug("the command id is empty");
  const auto descends = [](const StreamVersion& a, const StreamVersion& b) { return a.stream >= b.stream; };
  if (std::adjacent_find(batch.expected.begin(), batch.expected.end(), descends) != batch.expected.end()) {
    return bug("expected streams have to be in ascending order, each once");
  }
  std::string_view previous;
  for (const StreamAppend& append : batch.appends) {
    if (!expected_version(batch, append.stream)) return bug("appends to " + append.stream + " without its expected version");
    if (append.stream <= previous) return bug("appends have to be in ascending order of stream, each once");
    const std::uint64_t before = expected_version(batch, append.stream)->version;
    if (append.summary != 0 && (append.summary <= before || append.summary > before + append.events.size())) {
      return bug("the summary of " + append.stream + " has to be one of the events that are appended");
    }
    previous = append.stream;
  }
  for (const WithdrawnMessage& gone : batch.withdrawn) {
    const bool own = std::ranges::find(batch.messages, gone.id, &MessageRecord::id) != batch.messages.end();
    if (own) return bug("withdraws a message of its own");
  }
  return std::nullopt;
}

}  // namespace doverie

#endif  // DOVERIE_PORTS_BATCH_H_
