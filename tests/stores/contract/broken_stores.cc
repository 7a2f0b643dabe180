// SPDX-License-Identifier: Apache-2.0
//
// Each method asks the fault first, and the good store behind it otherwise.
#include "stores/contract/broken_stores.h"

#include <charconv>

namespace doverie::testing {
namespace {

// Cursors that tell the epoch they are of: `epoch.position`.
Result<std::vector<FeedEntry>> feed_of_epoch(BrokenStore& store, std::string_view after, std::uint32_t limit) {
  const std::string epoch = std::to_string(store.flags->epoch) + ".";
  const bool is_one = after.starts_with(epoch) && after.size() > epoch.size();
  if (!after.empty() && !is_one) return Fault{FaultCode::invalid_argument, "a cursor of another epoch"};
  auto entries = store.data->feed(after.empty() ? after : after.substr(epoch.size()), limit);
  if (!entries) return entries;
  for (FeedEntry& entry : *entries) entry.cursor.insert(0, epoch);
  return entries;
}

Result<AppendResult> append_or_lose(BrokenStore& store, const Batch& batch) {
  const Lose lose = store.flags->lose.exchange(Lose::nothing);
  if (lose == Lose::before) return AppendResult{AppendOutcome::unknown};
  auto result = store.data->append(batch);
  if (lose == Lose::after && result) return AppendResult{AppendOutcome::unknown};
  return result;
}

}  // namespace

BrokenStore::BrokenStore(std::shared_ptr<MemoryStore> kept, std::shared_ptr<Flags> shared)
    : data(std::move(kept)), flags(std::move(shared)) {
  on_read = [this](const ReadRequest& request) {
    auto result = data->read(request);
    if (result) result->epoch = flags->epoch;
    return result;
  };
  on_append = [this](const Batch& batch) { return append_or_lose(*this, batch); };
  on_lease = [this](std::string_view queue, Instant now, Duration lease_for, std::uint32_t limit) {
    return data->lease_messages(queue, now, lease_for, limit);
  };
  on_settle = [this](const std::vector<Settlement>& settlements) { return data->settle_messages(settlements); };
  on_feed = [this](std::string_view after, std::uint32_t limit) { return feed_of_epoch(*this, after, limit); };
  on_let_go = [this](Instant before, std::uint32_t limit) { return data->let_go_of_commands(before, limit); };
}

void BrokenStore::change_read(std::function<void(const ReadRequest&, ReadResult&)> change) {
  on_read = [good = on_read, change = std::move(change)](const ReadRequest& request) {
    auto result = good(request);
    if (result) change(request, *result);
    return result;
  };
}

void BrokenStore::change_batch(std::function<void(Batch&)> change) {
  on_append = [good = on_append, change = std::move(change)](Batch batch) {
    change(batch);
    return good(batch);
  };
}

void BrokenStore::change_append(std::function<void(const Batch&, AppendResult&)> change) {
  on_append = [good = on_append, change = std::move(change)](const Batch& batch) {
    auto result = good(batch);
    if (result) change(batch, *result);
    return result;
  };
}

void BrokenStore::change_leases(std::function<void(std::vector<LeasedMessage>&)> change) {
  on_lease = [good = on_lease, change = std::move(change)](std::string_view queue, Instant now, Duration lease_for,
                                                           std::uint32_t limit) {
    auto leases = good(queue, now, lease_for, limit);
    if (leases) change(*leases);
    return leases;
  };
}

void BrokenStore::change_feed(std::function<void(std::vector<FeedEntry>&)> change) {
  on_feed = [good = on_feed, change = std::move(change)](std::string_view after, std::uint32_t limit) {
    auto entries = good(after, limit);
    if (entries) change(*entries);
    return entries;
  };
}

}  // namespace doverie::testing
