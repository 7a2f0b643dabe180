// SPDX-License-Identifier: Apache-2.0
//
// What can be wrong with a store. Each fault is small, and most are mistakes that somebody makes.
#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "doverie/testing/batches.h"
#include "stores/contract/broken_stores.h"

namespace doverie::testing {
namespace {

// The batch as the good store takes it after the versions were made to fit: a store that does not compare them.
void expect_what_is_there(BrokenStore& store, Batch& batch, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < std::min(to, batch.expected.size()); ++i) {
    const auto there = store.data->read({.streams = {batch.expected[i].stream}});
    batch.expected[i].version = there->streams[0].version;
  }
}

void drop_loaded_only(Batch& batch) {
  std::erase_if(batch.expected, [&](const StreamVersion& expected) {
    return std::ranges::find(batch.appends, expected.stream, &StreamAppend::stream) == batch.appends.end();
  });
}

// Applies the parts of a batch that are not events one by one: they are there even when the rest is not.
void leave_behind(BrokenStore& store, const Batch& batch, const AppendResult& result, bool tags) {
  if (result.outcome != AppendOutcome::conflict) return;
  BatchBuilder left("left behind by " + batch.command_id);
  Batch part = left;
  if (tags) part.tags = batch.tags;
  if (!tags) part.messages = batch.messages;
  (void)store.data->append(part);
}

// Gives way to others between looking and writing, so that races happen.
void wait_a_moment() {
  std::this_thread::sleep_for(std::chrono::microseconds(300));
}

constexpr StoreFault kFaults[] = {
    // --- Reading.
    {"read answers streams in their own order", "read_streams_in_order",
     [](BrokenStore& store) {
       store.change_read([](auto&, ReadResult& result) { std::ranges::sort(result.streams, {}, &StreamRecord::name); });
     }},
    {"read leaves out streams that were never written", "read_never_written",
     [](BrokenStore& store) {
       store.change_read([](auto&, ReadResult& result) {
         std::erase_if(result.streams, [](const StreamRecord& stream) { return stream.version == 0; });
       });
     }},
    {"read forgets commands", "read_command_kept",
     [](BrokenStore& store) { store.change_read([](auto&, ReadResult& result) { result.command.reset(); }); }},
    {"the epoch grows by itself", "read_epoch_stays",
     [](BrokenStore& store) {
       store.change_read([shared = store.flags](auto&, ReadResult& result) { result.epoch = ++shared->epoch; });
     }},
    {"the time of the last batch is taken for the latest", "read_last_at",
     [](BrokenStore& store) {
       store.on_append = [&store](const Batch& batch) {
         auto result = store.data->append(batch);
         if (result->outcome == AppendOutcome::appended) store.flags->last_at = batch.at.time_since_epoch().count();
         return result;
       };
       store.change_read([shared = store.flags](auto&, ReadResult& result) {
         if (result.last_at) result.last_at = Instant(Duration(shared->last_at));
       });
     }},
    {"read asks for stream by stream", "snapshot_one_for_all",
     [](BrokenStore& store) {
       store.on_read = [&store](const ReadRequest& request) -> Result<ReadResult> {
         ReadRequest rest = request;
         rest.streams.clear();
         ReadResult all;
         for (const std::string& name : request.streams) {
           all.streams.push_back(store.data->read({.streams = {name}, .whole = request.whole})->streams.front());
           wait_a_moment();
         }
         ReadResult others = *store.data->read(rest);
         others.streams = std::move(all.streams);
         return others;
       };
     }},
    // --- Payloads.
    {"events are cut at 64 KiB", "payload_big_events",
     [](BrokenStore& store) {
       store.change_batch([](Batch& batch) {
         for (auto& append : batch.appends) {
           for (auto& one : append.events) one.bytes.resize(std::min<std::size_t>(one.bytes.size(), 65536));
         }
       });
     }},
    {"events are reformatted, as by a JSON column", "payload_exact_bytes",
     [](BrokenStore& store) {
       store.change_batch([](Batch& batch) {
         for (auto& append : batch.appends) {
           for (auto& one : append.events) std::erase(one.bytes, ' ');
         }
       });
     }},
    {"names are cut at 255 bytes", "payload_long_names",
     [](BrokenStore& store) {
       store.change_batch([](Batch& batch) {
         for (auto& change : batch.tags) change.tag.resize(std::min<std::size_t>(change.tag.size(), 255));
       });
     }},
    {"a listing has at most 500 rows", "payload_many_streams",
     [](BrokenStore& store) {
       store.change_read([](auto&, ReadResult& result) {
         for (auto& tag : result.tags) tag.entries.resize(std::min<std::size_t>(tag.entries.size(), 500));
       });
     }},
    // --- Appending.
    {"append compares the first stream of `expected` only", "append_conflict_of_last",
     [](BrokenStore& store) {
       store.change_batch([&store](Batch& batch) { expect_what_is_there(store, batch, 1, batch.expected.size()); });
     }},
    {"append does not compare streams that it does not write", "append_conflict_of_loaded",
     [](BrokenStore& store) { store.change_batch(drop_loaded_only); }},
    {"append compares no versions", "append_conflict_of_written",
     [](BrokenStore& store) {
       store.change_batch([&store](Batch& batch) { expect_what_is_there(store, batch, 0, batch.expected.size()); });
     }},
    {"a conflict leaves tags behind", "append_conflict_of_written",
     [](BrokenStore& store) {
       store.change_append([&store](const Batch& batch, AppendResult& result) { leave_behind(store, batch, result, true); });
     }},
    {"a conflict leaves messages behind", "append_conflict_of_loaded",
     [](BrokenStore& store) {
       store.change_append(
           [&store](const Batch& batch, AppendResult& result) { leave_behind(store, batch, result, false); });
     }},
    {"a command id is used up by a conflict", "append_lost_can_win",
     [](BrokenStore& store) {
       store.change_append([&store](const Batch& batch, AppendResult& result) {
         if (result.outcome != AppendOutcome::conflict) return;
         Batch used = BatchBuilder(batch.command_id);
         (void)store.data->append(used);
       });
     }},
    {"`already` comes with the record of the repetition", "append_already_before_conflict",
     [](BrokenStore& store) {
       store.change_append([](const Batch& batch, AppendResult& result) {
         if (result.outcome == AppendOutcome::already) result.command = batch.command;
       });
     }},
    {"`already` comes without a record", "append_already_with_record",
     [](BrokenStore& store) { store.change_append([](auto&, AppendResult& result) { result.command = {}; }); }},
    {"conflict comes before already", "append_already_before_conflict",
     [](BrokenStore& store) {
       store.on_append = [&store](const Batch& batch) -> Result<AppendResult> {
         for (const auto& [stream, version] : batch.expected) {
           const auto there = store.data->read({.streams = {stream}});
           if (there->streams[0].version != version) return AppendResult{AppendOutcome::conflict};
         }
         return store.data->append(batch);
       };
     }},
    {"command ids are not remembered", "append_already_at_good_versions",
     [](BrokenStore& store) {
       store.change_batch(
           [shared = store.flags](Batch& batch) { batch.command_id += "/" + std::to_string(++shared->openings); });
     }},
    {"messages with an id that is there are dropped in silence", "append_message_id_twice",
     [](BrokenStore& store) {
       store.on_append = [good = store.on_append](const Batch& batch) {
         auto result = good(batch);
         if (!result.faulted() || batch.messages.empty()) return result;
         Batch without = batch;
         without.messages.clear();
         return good(without);
       };
     }},
    // --- Summaries.
    {"summaries are ignored", "summary_reads_begin_there",
     [](BrokenStore& store) {
       store.on_read = [good = store.on_read](ReadRequest request) {
         request.whole = true;
         return good(request);
       };
     }},
    {"`whole` is ignored", "summary_whole_gives_everything",
     [](BrokenStore& store) {
       store.on_read = [good = store.on_read](ReadRequest request) {
         request.whole = false;
         return good(request);
       };
     }},
    {"an append without a summary moves the beginning", "summary_left_alone",
     [](BrokenStore& store) {
       store.change_batch([](Batch& batch) {
         for (std::size_t i = 0; i < batch.appends.size(); ++i) {
           auto& append = batch.appends[i];
           if (append.summary != 0 || append.events.empty()) continue;
           const auto at = std::ranges::find(batch.expected, append.stream, &StreamVersion::stream);
           if (at != batch.expected.end() && at->version > 0) append.summary = at->version + 1;
         }
       });
     }},
    {"a summary that is not one of the events is taken for none", "summary_has_to_be_appended",
     [](BrokenStore& store) {
       store.on_append = [good = store.on_append](const Batch& batch) {
         auto result = good(batch);
         if (!result.faulted()) return result;
         Batch without = batch;
         for (auto& append : without.appends) append.summary = 0;
         return good(without);
       };
     }},
    // --- Tags.
    {"tags are listed by name", "tags_in_order",
     [](BrokenStore& store) {
       store.change_read([](auto&, ReadResult& result) {
         for (auto& tag : result.tags) std::ranges::sort(tag.entries, {}, &TagEntry::stream);
       });
     }},
    {"tags_since is ignored", "tags_since",
     [](BrokenStore& store) {
       store.on_read = [good = store.on_read](ReadRequest request) {
         request.tags_since = {};
         return good(request);
       };
     }},
    {"tags_since excludes the instant itself", "tags_since",
     [](BrokenStore& store) {
       store.on_read = [good = store.on_read](ReadRequest request) {
         if (request.tags_since != Instant{}) request.tags_since += Duration(1);
         return good(request);
       };
     }},
    // --- Erasing.
    {"an append after an erasure creates the stream anew", "erase_nothing_appended",
     [](BrokenStore& store) {
       store.change_append([](auto&, AppendResult& result) {
         if (result.outcome == AppendOutcome::conflict) result.outcome = AppendOutcome::appended;
       });
     }},
    {"an erased stream is as if it never was", "erase_leaves_tombstone",
     [](BrokenStore& store) {
       store.change_read([](auto&, ReadResult& result) {
         for (auto& stream : result.streams) stream.erased = false;
       });
     }},
    {"tags outlive their stream", "erase_takes_tags_along",
     [](BrokenStore& store) {
       store.change_read([](auto&, ReadResult& result) {
         for (auto& tag : result.tags) tag.entries.push_back({"invitation/1", kStart});
       });
     }},
    {"a stream that was never written is not erased", "erase_never_written",
     [](BrokenStore& store) {
       store.change_batch([&store](Batch& batch) {
         std::erase_if(batch.erase, [&](const std::string& name) {
           const bool appended = std::ranges::find(batch.appends, name, &StreamAppend::stream) != batch.appends.end();
           return !appended && store.data->read({.streams = {name}})->streams[0].version == 0;
         });
       });
     }},
    // --- Leasing and settling.
    {"a lease never ends", "lease_nobody_else",
     [](BrokenStore& store) {
       store.on_lease = [&store](std::string_view queue, Instant now, Duration, std::uint32_t limit) {
         return store.data->lease_messages(queue, now, std::chrono::hours(24 * 365), limit);
       };
     }},
    {"a lease lasts no time", "lease_nobody_else",
     [](BrokenStore& store) {
       store.on_lease = [&store](std::string_view queue, Instant now, Duration, std::uint32_t limit) {
         return store.data->lease_messages(queue, now, Duration(0), limit);
       };
     }},
    {"messages of every queue are leased", "lease_of_one_queue",
     [](BrokenStore& store) {
       store.change_batch([](Batch& batch) {
         for (auto& one : batch.messages) one.queue.clear();
       });
     }},
    {"useless messages are not leased", "lease_useless_too",
     [](BrokenStore& store) {
       store.on_lease = [good = store.on_lease](std::string_view queue, Instant now, Duration lease_for,
                                                std::uint32_t limit) {
         auto leases = good(queue, now, lease_for, limit);
         std::erase_if(*leases, [now](const LeasedMessage& leased) { return leased.message.useless_after < now; });
         return leases;
       };
     }},
    {"what is due first, is first, however often it was leased", "lease_poison",
     [](BrokenStore& store) {
       store.on_lease = [&store](std::string_view queue, Instant now, Duration lease_for,
                                 std::uint32_t limit) -> Result<std::vector<LeasedMessage>> {
         auto leases = store.data->lease_messages(queue, now, lease_for, 1000);
         std::ranges::sort(*leases, {}, [](const LeasedMessage& leased) { return leased.message.not_before; });
         std::vector<Settlement> back;
         for (std::size_t i = limit; i < leases->size(); ++i) {
           back.push_back({leases->at(i).message.id, leases->at(i).lease, SettleAs::later, now});
         }
         if (leases->size() > limit) leases->resize(limit);
         (void)store.data->settle_messages(back);
         return leases;
       };
     }},
    {"attempts are not counted", "lease_attempts_are_counted",
     [](BrokenStore& store) {
       store.change_leases([](auto& leases) {
         for (auto& leased : leases) leased.attempt = 1;
       });
     }},
    {"the limit of leases is one more", "lease_oldest_first",
     [](BrokenStore& store) {
       store.on_lease = [&store](std::string_view queue, Instant now, Duration lease_for, std::uint32_t limit) {
         return store.data->lease_messages(queue, now, lease_for, limit + 1);
       };
     }},
    {"a stale lease can be settled", "settle_taken_over",
     [](BrokenStore& store) {
       store.on_settle = [&store](std::vector<Settlement> settlements) {
         for (auto& settled : settlements) settled.lease = settled.message_id + "/2";
         return store.data->settle_messages(settlements);
       };
     }},
    {"a lease that has run out cannot be settled", "settle_run_out",
     [](BrokenStore& store) {
       const auto moment = std::make_shared<Instant>();
       store.on_lease = [&store, moment](std::string_view queue, Instant now, Duration lease_for, std::uint32_t limit) {
         *moment = now;
         return store.data->lease_messages(queue, now, lease_for, limit);
       };
       store.on_settle = [&store, moment](const std::vector<Settlement>& settlements) -> Status {
         if (*moment > kStart + kMinute) return Done{};
         return store.data->settle_messages(settlements);
       };
     }},
    {"`later` means at the end of the lease", "settle_later",
     [](BrokenStore& store) {
       store.on_settle = [&store](std::vector<Settlement> settlements) {
         for (auto& settled : settlements) settled.retry_at = kStart + kMinute;
         return store.data->settle_messages(settlements);
       };
     }},
    {"settling what is not there is a fault", "settle_sent_twice",
     [](BrokenStore& store) {
       const auto settled_before = std::make_shared<std::map<std::string, int>>();
       store.on_settle = [&store, settled_before](const std::vector<Settlement>& settlements) -> Status {
         for (const auto& settled : settlements) {
           if (++(*settled_before)[settled.message_id] > 1) return Fault{FaultCode::store_failed, "no such message"};
         }
         return store.data->settle_messages(settlements);
       };
     }},
    // --- Withdrawing.
    {"pointless messages stay", "withdraw_takes_away",
     [](BrokenStore& store) { store.change_batch([](Batch& batch) { batch.withdrawn.clear(); }); }},
    {"what is withdrawn goes even under lease", "withdraw_leased_stays",
     [](BrokenStore& store) {
       const auto gone = std::make_shared<std::set<std::string>>();
       store.change_batch([gone](Batch& batch) {
         for (const WithdrawnMessage& message : batch.withdrawn) gone->insert(message.id);
       });
       store.change_leases([gone](auto& leases) {
         std::erase_if(leases, [&](const LeasedMessage& leased) { return gone->contains(leased.message.id); });
       });
     }},
    {"what is withdrawn goes with a batch that is not written, too", "withdraw_with_the_batch",
     [](BrokenStore& store) {
       store.on_append = [good = store.on_append, &store](const Batch& batch) {
         BatchBuilder before("withdraw before " + batch.command_id);
         for (const WithdrawnMessage& one : batch.withdrawn) before.withdraw({one.queue, one.id, "", one.not_before, {}});
         (void)store.data->append(before);
         return good(batch);
       };
     }},
    // --- Letting go.
    {"records of commands go a minute too early", "let_go_oldest_first",
     [](BrokenStore& store) {
       store.on_let_go = [&store](Instant before, std::uint32_t limit) {
         return store.data->let_go_of_commands(before + kMinute, limit);
       };
     }},
    {"more records of commands go than were asked for", "let_go_oldest_first",
     [](BrokenStore& store) {
       store.on_let_go = [&store](Instant before, std::uint32_t) { return store.data->let_go_of_commands(before, 1000); };
     }},
    {"records of commands are said to go, and stay", "let_go_oldest_first",
     [](BrokenStore& store) { store.on_let_go = [](Instant, std::uint32_t) -> Result<std::uint32_t> { return 1U; }; }},
    {"a command whose record was let go cannot come again", "let_go_comes_again",
     [](BrokenStore& store) {
       const auto seen = std::make_shared<std::set<std::string>>();
       store.change_append([seen](const Batch& batch, AppendResult& result) {
         if (!seen->insert(batch.command_id).second) result = AppendResult{AppendOutcome::already, batch.command};
       });
     }},
    // --- The feed.
    {"the feed is ordered by stream", "feed_in_commit_order",
     [](BrokenStore& store) {
       store.change_feed([](auto& entries) { std::ranges::stable_sort(entries, {}, &FeedEntry::stream); });
     }},
    {"a cursor gives its own event again", "feed_goes_on_behind_every_cursor",
     [](BrokenStore& store) {
       store.on_feed = [&store](std::string_view after, std::uint32_t limit) -> Result<std::vector<FeedEntry>> {
         std::string before;
         for (const FeedEntry& entry : store.data->feed({}, 1'000'000).value()) {
           if (entry.cursor == after) return store.data->feed(before, limit);
           before = entry.cursor;
         }
         return store.data->feed(after, limit);
       };
     }},
    {"the feed has erased events", "feed_lacks_erased",
     [](BrokenStore& store) { store.change_batch([](Batch& batch) { batch.erase.clear(); }); }},
    {"an unknown cursor is the beginning", "feed_unknown_cursor",
     [](BrokenStore& store) {
       store.on_feed = [&store](std::string_view after, std::uint32_t limit) {
         auto entries = store.data->feed(after, limit);
         return entries ? entries : store.data->feed({}, limit);
       };
     }},
    // holds KG8
    {"a cursor is the number of the event", "feed_altered_cursor",
     [](BrokenStore& store) {
       store.on_feed = [&store](std::string_view after, std::uint32_t limit) -> Result<std::vector<FeedEntry>> {
         auto all = store.data->feed({}, 1'000'000).value();
         std::size_t behind = 0;
         const auto [end, error] = std::from_chars(after.data(), after.data() + after.size(), behind);
         const bool is_number = error == std::errc{} && end == after.data() + after.size();
         if (!after.empty() && (!is_number || behind > all.size()))
           return Fault{FaultCode::invalid_argument, "feed: not a cursor"};
         for (std::size_t i = 0; i < all.size(); ++i) all[i].cursor = std::to_string(i + 1);
         all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(behind));
         if (all.size() > limit) all.resize(limit);
         return all;
       };
     }},
    {"the limit of the feed is ignored", "feed_up_to_limit",
     [](BrokenStore& store) {
       store.on_feed = [&store](std::string_view after, std::uint32_t) { return store.data->feed(after, 1'000'000); };
     }},
    {"events get into the feed behind its end at times", "snapshot_feed_followed",
     [](BrokenStore& store) {
       const auto hidden = std::make_shared<std::atomic<int>>(0);
       store.change_feed([hidden](auto& entries) {
         if (entries.size() > 1 && ++*hidden % 3 == 0) entries.erase(entries.begin());
       });
     }},
    // --- Races.
    {"two threads may look before either writes", "threads_same_version",
     [](BrokenStore& store) {
       store.change_batch([&store](Batch& batch) {
         bool good = true;
         for (const auto& [stream, version] : batch.expected) {
           good = good && store.data->read({.streams = {stream}})->streams[0].version == version;
         }
         wait_a_moment();
         if (good) expect_what_is_there(store, batch, 0, batch.expected.size());
       });
     }},
    {"loaded streams are compared before the transaction", "threads_write_skew",
     [](BrokenStore& store) {
       store.on_append = [good = store.on_append, &store](Batch batch) -> Result<AppendResult> {
         for (const auto& [stream, version] : batch.expected) {
           if (store.data->read({.streams = {stream}})->streams[0].version != version) {
             return AppendResult{AppendOutcome::conflict};
           }
         }
         wait_a_moment();
         drop_loaded_only(batch);
         return good(batch);
       };
     }},
    {"of one command sent twice, the second is told of a conflict", "threads_same_command",
     [](BrokenStore& store) {
       store.change_append([](auto&, AppendResult& result) {
         if (result.outcome == AppendOutcome::already) result.outcome = AppendOutcome::conflict;
       });
     }},
    // --- What is claimed.
    {"opened again, the data are empty", "reopen_keeps_all",
     [](BrokenStore& store) {
       if (store.flags->openings > 0) store.data = std::make_shared<MemoryStore>();
     }},
    {"each opening has leases of its own", "open_again_shares_leases",
     [](BrokenStore& store) {
       if (store.flags->openings == 0) return;
       store.on_lease = [&store](std::string_view queue, Instant now, Duration lease_for, std::uint32_t limit) {
         return store.data->lease_messages(queue, now + lease_for, lease_for, limit);
       };
     }},
    {"an unknown outcome is guessed to be a success", "unknown_outcome",
     [](BrokenStore& store) {
       store.change_append([](auto&, AppendResult& result) {
         if (result.outcome == AppendOutcome::unknown) result.outcome = AppendOutcome::appended;
       });
     }},
    {"after an unknown outcome the command is there, but not its events", "unknown_outcome",
     [](BrokenStore& store) {
       store.change_append([&store](const Batch& batch, AppendResult& result) {
         if (result.outcome != AppendOutcome::unknown) return;
         (void)store.data->append(BatchBuilder(batch.command_id));
       });
     }},
    {"restoring a backup leaves the epoch as it was", "restore_raises_epoch",
     [](BrokenStore& store) { store.change_read([](auto&, ReadResult& result) { result.epoch = 1; }); }},
    {"cursors outlive a restored backup", "restore_voids_cursors",
     [](BrokenStore& store) {
       store.on_feed = [&store](std::string_view after, std::uint32_t limit) { return store.data->feed(after, limit); };
     }},
};

}  // namespace

std::span<const StoreFault> faults() {
  return kFaults;
}

}  // namespace doverie::testing
