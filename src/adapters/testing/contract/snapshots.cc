// SPDX-License-Identifier: Apache-2.0
//
// Clauses about what a reader sees while others write.
#include <atomic>
#include <map>

#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

using Stop = std::function<bool()>;

// Batch number n: one event more in a and in b, the tag moved to the stream n, and a command.
Batch in_step(std::uint64_t number) {
  const auto name = [](std::uint64_t of) { return "n" + std::to_string(of); };
  BatchBuilder batch("command " + std::to_string(number));
  batch.append("a", number - 1, {"a"}).append("b", number - 1, {"b"}).tag("current", name(number));
  if (number > 1) batch.untag("current", name(number - 1));
  return batch;
}

void expect_in_step(Shown store, std::uint64_t seen) {
  ReadRequest request{.streams = {"b", "a"}, .tags = {"current"}};
  request.command_id = "command " + std::to_string(seen + 1);
  const ReadResult result = store.read(request);
  const std::uint64_t version = result.streams[0].version;
  const std::string what = ", read together while both are written together";
  expect_equal("the version of a against that of b" + what, result.streams[1].version, version);
  expect_equal<std::uint64_t>("the number of events of a" + what, result.streams[1].events.size(), version);
  const auto& entries = result.tags[0].entries;
  expect_equal<std::uint64_t>("the number of streams that carry the tag that moves" + what, entries.size(),
                              version == 0 ? 0 : 1);
  if (version > 0) expect_equal("the stream that carries it" + what, entries[0].stream, "n" + std::to_string(version));
  expect_equal("whether the next command is there" + what, result.command.has_value(), version > seen);
}

void one_snapshot(Trial& trial) {
  Shown store = trial.store();
  const std::uint64_t wanted = trial.options().rounds;
  std::atomic<std::uint64_t> reads = 0;
  std::uint64_t written = 0;
  trial.beside(
      [&](const Stop& stop) {
        for (; !stop(); ++reads) expect_in_step(store, store.version("a"));
      },
      [&] {
        // A fast writer would be done before the reader has begun; a slow reader must not keep it for ever.
        while (written < 4 * wanted || (reads < wanted && written < 100 * wanted)) store.appended(in_step(++written));
      });
  expect_in_step(store, written - 1);
}

// Follows the feed until `stop`, and then to its end.
std::vector<FeedEntry> followed(Shown store, const Stop& stop, std::uint64_t most) {
  std::vector<FeedEntry> seen;
  std::string cursor;
  while (true) {
    const bool last = stop();  // asked before the feed: what was written until then is in it
    const auto entries = store.entries_behind(cursor, 7);
    seen.insert(seen.end(), entries.begin(), entries.end());
    expect(seen.size() <= most, "the feed, followed while others append, gives more events than there are");
    if (!entries.empty()) cursor = entries.back().cursor;
    if (last && entries.empty()) return seen;
  }
}

// Each thread writes to its own stream and to the one that all share, in one batch.
void write_two_streams(Trial& trial, Shown store, unsigned thread) {
  for (unsigned round = 0; round < trial.options().rounds; ++round) {
    const std::string id = id_of(thread, round);
    for (Tries tries("appending at the versions that were read a moment ago");; tries.one_more()) {
      BatchBuilder batch(id);
      batch.append("own/" + std::to_string(thread), round, {id}).append("shared", store.version("shared"), {id});
      const AppendOutcome outcome = store.append(batch);
      if (outcome == AppendOutcome::appended) break;
      expect_equal("the outcome of a racing append", outcome, AppendOutcome::conflict);
    }
  }
}

void expect_versions_in_order(const std::vector<FeedEntry>& entries) {
  std::map<std::string, std::uint64_t> last;
  for (const FeedEntry& entry : entries) {
    expect_equal(
        "the version that comes after " + std::to_string(last[entry.stream]) + " of stream " + entry.stream + " in the feed",
        entry.version, last[entry.stream] + 1);
    ++last[entry.stream];
  }
}

// Which events were committed together shows in their ids: their order has to be the same in both streams.
void expect_batches_in_order(const std::vector<FeedEntry>& entries) {
  Names own;
  Names shared;
  for (const FeedEntry& entry : entries) (entry.stream == "shared" ? shared : own).push_back(entry.event.bytes);
  expect_equal("the order of batches in the feed, by their events in streams of their own", own, shared);
}

void follow(Trial& trial, Shown reader, Shown writer) {
  const std::uint64_t wanted = std::uint64_t{2} * trial.options().threads * trial.options().rounds;
  std::vector<FeedEntry> seen;
  trial.beside([&](const Stop& stop) { seen = followed(reader, stop, wanted); },
               [&] { trial.in_threads([&](unsigned thread) { write_two_streams(trial, writer, thread); }); });
  expect_equal<std::uint64_t>("the number of events that a follower of the feed saw", seen.size(), wanted);
  expect_versions_in_order(seen);
  expect_batches_in_order(seen);
  Names names;
  for (const FeedEntry& entry : seen) names.push_back(entry.stream + "@" + std::to_string(entry.version));
  expect_equal("what a follower saw, against the feed afterwards", names, reader.feed());
}

void feed_followed(Trial& trial) {
  Shown store = trial.store();
  follow(trial, store, store);
}

void feed_followed_again(Trial& trial) {
  Shown writer = trial.store();
  follow(trial, trial.open_again(), writer);
}

constexpr ContractClause kClauses[] = {
    {"snapshot_one_for_all", "everything that one read answers is of one consistent snapshot", one_snapshot},
    {"snapshot_feed_followed",
     "who follows the feed while others append sees every event exactly once, in an order that fits the versions",
     feed_followed},
    {"snapshot_feed_followed_elsewhere",
     "who follows the feed through another opening of the data sees every event exactly once, too", feed_followed_again,
     StoreClaim::open_again},
};

}  // namespace

std::span<const ContractClause> snapshot_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
