// SPDX-License-Identifier: Apache-2.0
//
// Between an operation and an event store, for hosts that drive operations by hand:
//
//   if (asks_store(operation.needs())) take_in(*store.read(read_request(operation.needs())), supplies);
#ifndef DOVERIE_PORTS_NEEDS_H_
#define DOVERIE_PORTS_NEEDS_H_

#include <utility>

#include "doverie/core/operation.h"
#include "doverie/ports/event_store.h"

namespace doverie {

// Whether anything of it is in the store.
inline bool asks_store(const Needs& needs) {
  return !needs.streams.empty() || !needs.tags.empty() || needs.command_id.has_value();
}

inline ReadRequest read_request(const Needs& needs) {
  return {needs.streams, needs.tags, needs.tags_since, needs.command_id, needs.whole};
}

// The same for a host that remembers what operations have learnt. `known`, which goes into the supplies as well, has one for
// each of needs.streams: nullptr where nothing is remembered.
inline ReadRequest read_request(const Needs& needs, const std::vector<KnownStream>& known) {
  ReadRequest request = read_request(needs);
  for (const KnownStream& stream : known) {
    request.known.push_back(stream ? std::optional(version_of(*stream)) : std::nullopt);
  }
  return request;
}

inline void take_in(ReadResult read, Supplies& supplies) {
  supplies.streams = std::move(read.streams);
  for (ReadTag& tag : read.tags) supplies.tags.push_back({std::move(tag.tag), std::move(tag.entries)});
  supplies.command = std::move(read.command);
  supplies.store_now = read.store_now;
  supplies.epoch = read.epoch;
  supplies.restored_at = read.restored_at;
  supplies.last_at = read.last_at;
  supplies.undoable = read.undoable;
}

}  // namespace doverie

#endif  // DOVERIE_PORTS_NEEDS_H_
