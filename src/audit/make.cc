// SPDX-License-Identifier: Apache-2.0
//
// How is the next checkpoint made? From the one before it and what the feed has had since.
#include <algorithm>
#include <map>

#include "audit/checkpoint.h"
#include "audit/signature.h"
#include "doverie/audit.h"

namespace doverie {
namespace {

using audit::Checkpoint;
using audit::Head;

constexpr std::uint32_t kPage = 1000;
constexpr std::uint32_t kMostEvents = 20'000;

// What the new one goes on from. The epoch of a first one is the store's.
Result<Checkpoint> begin(const CheckpointOptions& options, std::uint64_t store_epoch) {
  if (options.previous.empty()) return Checkpoint{.epoch = store_epoch};
  const auto previous = audit::read_checkpoint(options.previous);
  if (!previous) return previous.as<Checkpoint>();
  const Checkpoint& last = previous->checkpoint;
  Checkpoint next{.number = last.number + 1, .previous = audit::digest_of(options.previous), .epoch = store_epoch};
  if (store_epoch == last.epoch) {
    next.cursor = last.cursor;
  } else if (store_epoch < last.epoch || !options.accept_restore) {
    return Fault{FaultCode::audit_broken,
                 "checkpoint: the store's epoch is " + std::to_string(store_epoch) + ", the previous checkpoint's " +
                     std::to_string(last.epoch) +
                     (store_epoch < last.epoch ? ": this is an old copy of the store"
                                               : ": a backup was restored; verify, then accept the restore")};
  }
  return next;
}

struct Changes {
  std::map<std::string, Head, std::less<>> heads;
  std::uint64_t events = 0;

  void add(FeedEntry& entry) {
    Head& head = heads[entry.stream];
    if (entry.version >= head.version) head = Head{entry.stream, entry.version, std::move(entry.event.seal)};
    ++events;
  }
};

// The previous checkpoint's cursor is refused: the store does not have what was signed.
Fault old_copy(const Fault& refusal) {
  return Fault{
      FaultCode::audit_broken,
      "checkpoint: the store does not have what the previous checkpoint has seen, as an old copy of it, or another store: " +
          refusal.message};
}

// True when max_events was reached.
Result<bool> follow(EventStore& store, std::uint32_t max_events, Checkpoint& checkpoint, Changes& changes) {
  while (changes.events < max_events) {
    auto entries = store.feed(checkpoint.cursor, kPage);
    if (entries.faulted() && entries.fault().code == FaultCode::invalid_argument) return old_copy(entries.fault());
    if (!entries) return entries.as<bool>();
    if (entries->empty()) return false;
    for (FeedEntry& entry : *entries) changes.add(entry);
    checkpoint.cursor = entries->back().cursor;
  }
  return true;
}

}  // namespace

Result<MadeCheckpoint> make_checkpoint(EventStore& store, const Secret& private_key, Instant at,
                                       const CheckpointOptions& options) {
  const auto key = audit::read_private_key(private_key);
  if (!key) return key.as<MadeCheckpoint>();
  if (options.max_events == 0 || options.max_events > kMostEvents) {
    return Fault{FaultCode::invalid_argument,
                 "checkpoint: max_events is " + std::to_string(options.max_events) + ", not 1 to 20000"};
  }
  const auto state = store.read({});
  if (!state) return state.as<MadeCheckpoint>();
  auto checkpoint = begin(options, state->epoch);
  if (!checkpoint) return checkpoint.as<MadeCheckpoint>();
  checkpoint->at = at;
  Changes changes;
  const auto more = follow(store, options.max_events, *checkpoint, changes);
  if (!more) return more.as<MadeCheckpoint>();
  for (auto& [stream, head] : changes.heads) checkpoint->heads.push_back(std::move(head));
  auto signature = audit::sign(*key, audit::signed_bytes(*checkpoint));
  if (!signature) return signature.as<MadeCheckpoint>();
  const std::uint64_t number = checkpoint->number;
  return MadeCheckpoint{.text = audit::text_of({*std::move(checkpoint), *std::move(signature)}),
                        .number = number,
                        .events = changes.events,
                        .more = *more};
}

}  // namespace doverie
