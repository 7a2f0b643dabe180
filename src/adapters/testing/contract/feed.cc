// SPDX-License-Identifier: Apache-2.0
//
// Clauses about the feed while nobody else writes.
#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

const Names& all_events() {
  static const Names kAll{"b@1", "b@2", "a@1", "b@3", "c@1"};
  return kAll;
}

Shown written(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("1").append("b", 0, {"b1", "b2"}));
  store.appended(BatchBuilder("2").append("a", 0, {"a1"}).append("b", 2, {"b3"}));
  store.appended(BatchBuilder("3").append("c", 0, {"c1"}));
  return store;
}

std::vector<FeedEntry> entries_of(Shown store) {
  auto entries = store.entries_behind({}, 100);
  expect_equal<std::uint64_t>("the number of events in the feed", entries.size(), all_events().size());
  return entries;
}

void in_commit_order(Trial& trial) {
  expect_equal("the feed of an empty store", trial.store().feed(), {});
  expect_equal("the feed from the beginning", written(trial).feed(), all_events());
}

void carries_the_event(Trial& trial) {
  const auto entries = entries_of(written(trial));
  expect_equal("the second event of the feed", entries[1].event, event("b2"));
  expect_equal("the third event of the feed", entries[2].event, event("a1"));
}

void goes_on_behind_every_cursor(Trial& trial) {
  Shown store = written(trial);
  const auto entries = entries_of(store);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Names rest(all_events().begin() + static_cast<std::ptrdiff_t>(i) + 1, all_events().end());
    expect_equal("the feed behind " + all_events()[i], store.feed(entries[i].cursor), rest);
  }
}

void page_by_page(Trial& trial) {
  Shown store = written(trial);
  for (const std::uint32_t page : {1U, 2U, 3U}) {
    Names seen;
    std::string cursor;
    while (true) {
      const auto entries = store.entries_behind(cursor, page);
      if (entries.empty()) break;
      for (const FeedEntry& entry : entries) seen.push_back(entry.stream + "@" + std::to_string(entry.version));
      cursor = entries.back().cursor;
      expect(seen.size() <= all_events().size(), "the feed, read by pages, gives more events than there are");
    }
    expect_equal("the feed by pages of " + std::to_string(page), seen, all_events());
  }
}

void up_to_limit(Trial& trial) {
  Shown store = written(trial);
  expect_equal<std::uint64_t>("the number of entries with a limit of 0", store.entries_behind({}, 0).size(), 0);
  expect_equal<std::uint64_t>("the number of entries with a limit of 3", store.entries_behind({}, 3).size(), 3);
}

void shows_what_comes_later(Trial& trial) {
  Shown store = written(trial);
  const std::string last = last_cursor(entries_of(store));
  expect_equal("the feed behind its last cursor", store.feed(last), {});
  store.appended(BatchBuilder("4").append("a", 1, {"a2"}));
  expect_equal("the feed behind what was its last cursor", store.feed(last), {"a@2"});
}

void lacks_erased(Trial& trial) {
  Shown store = written(trial);
  const auto before = entries_of(store);
  store.appended(BatchBuilder("e").loaded("b", 3).erase("b"));
  expect_equal("the feed after b was erased", store.feed(), {"a@1", "c@1"});
  expect_equal("the feed behind a cursor of an erased event", store.feed(before[1].cursor), {"a@1", "c@1"});
  expect_equal<std::uint64_t>("the number of entries with a limit of 2, after the first events were erased",
                              store.entries_behind({}, 2).size(), 2);
}

void cursors_are_not_reused(Trial& trial) {
  Shown store = written(trial);
  const std::string last = last_cursor(entries_of(store));
  store.appended(BatchBuilder("e").loaded("c", 1).erase("c"));
  store.appended(BatchBuilder("4").append("a", 1, {"a2"}));
  expect_equal("the feed behind a cursor whose event was erased", store.feed(last), {"a@2"});
}

void without_conflicts(Trial& trial) {
  Shown store = written(trial);
  store.conflicts(BatchBuilder("4").append("a", 0, {"lost"}));
  expect_equal("the outcome of a repeated command", store.append(BatchBuilder("3").append("c", 1, {"again"})),
               AppendOutcome::already);
  store.appended(BatchBuilder("5").append("a", 1, {"won"}));
  Names wanted = all_events();
  wanted.emplace_back("a@2");
  expect_equal("the feed after a conflict and a repetition", store.feed(), wanted);
}

void expect_refused(Shown store, const std::string& cursor) {
  const auto result = store.raw().feed(cursor, 1);
  const std::string what = "feed behind " + words(cursor) + ", which was never handed out";
  if (result) broken(what + ": expected the fault invalid_argument, but saw events");
  if (!result.faulted() || result.fault().code != FaultCode::invalid_argument) {
    broken(what + ": expected the fault invalid_argument, but saw " + words(result.fault()));
  }
}

void unknown_cursor(Trial& trial) {
  Shown store = written(trial);
  for (const std::string cursor : {"x", "-1", "1x", " 1", "99999999999999999999", "0", "1", "01", "5", "999", ".", "1."}) {
    expect_refused(store, cursor);
  }
}

// One character is another one, gone, or there twice: a misprint, or somebody who tries.
void altered_cursor(Trial& trial) {
  Shown store = written(trial);
  for (const FeedEntry& entry : entries_of(store)) {
    for (std::size_t at = 0; at < entry.cursor.size(); ++at) {
      std::string other = entry.cursor;
      other[at] = static_cast<char>(other[at] ^ 1);
      expect_refused(store, other);
      other.erase(at, 1);
      if (!other.empty()) expect_refused(store, other);
      expect_refused(store, std::string(entry.cursor).insert(at, 1, entry.cursor[at]));
    }
    expect_refused(store, entry.cursor + " ");
  }
}

constexpr ContractClause kClauses[] = {
    {"feed_in_commit_order", "the feed has all events in commit order, those of a batch in its order", in_commit_order},
    {"feed_carries_the_event", "entries of the feed carry the event as it was appended", carries_the_event},
    {"feed_goes_on_behind_every_cursor", "the feed goes on behind every cursor handed out", goes_on_behind_every_cursor},
    {"feed_page_by_page", "read page by page, the feed gives every event once", page_by_page},
    {"feed_up_to_limit", "the feed gives up to the limit of entries", up_to_limit},
    {"feed_shows_what_comes_later", "the last cursor shows what is committed later", shows_what_comes_later},
    {"feed_lacks_erased", "erased events are absent from the feed, and cursors of them still work", lacks_erased},
    {"feed_cursors_are_not_reused", "a cursor is never used again, even when the last event was erased",
     cursors_are_not_reused},
    {"feed_without_conflicts", "what was not appended is not in the feed, and leaves no gap", without_conflicts},
    {"feed_unknown_cursor", "a cursor that was never handed out is an invalid argument", unknown_cursor},
    {"feed_altered_cursor", "a cursor that was changed is an invalid argument", altered_cursor},
};

}  // namespace

std::span<const ContractClause> feed_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
