// SPDX-License-Identifier: Apache-2.0
//
// Clauses about several threads that write at once.
#include <algorithm>
#include <atomic>

#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

constexpr std::uint64_t kRaces = 10;

// Each thread appends its events to the stream that `stream_of` names.
void append_from_all(Trial& trial, const std::function<std::string(unsigned thread)>& stream_of) {
  Shown store = trial.store();
  trial.in_threads([&](unsigned thread) {
    for (unsigned round = 0; round < trial.options().rounds; ++round) {
      append_after_races(store, stream_of(thread), id_of(thread, round));
    }
  });
}

void one_stream(Trial& trial) {
  append_from_all(trial, [](unsigned) { return std::string("a"); });
  Names written;
  for (const EventRecord& one : trial.store().stream("a").events) written.push_back(one.bytes);
  std::ranges::sort(written);
  Names wanted;
  for (const std::string& id : ids_of_all(trial.options())) wanted.push_back(event(id).bytes);
  std::ranges::sort(wanted);
  expect_equal("the events that all threads wrote to one stream", written, wanted);
}

void different_streams(Trial& trial) {
  append_from_all(trial, [](unsigned thread) { return "s" + std::to_string(thread); });
  for (unsigned thread = 0; thread < trial.options().threads; ++thread) {
    std::vector<EventRecord> wanted;
    for (unsigned round = 0; round < trial.options().rounds; ++round) wanted.push_back(event(id_of(thread, round)));
    expect_equal("the events of thread " + std::to_string(thread), trial.store().stream("s" + std::to_string(thread)).events,
                 wanted);
  }
}

// How many of all threads' appends ended with each outcome.
struct Outcomes {
  std::atomic<unsigned> appended = 0;
  std::atomic<unsigned> already = 0;
  std::atomic<unsigned> conflict = 0;

  void count(AppendOutcome outcome) {
    if (outcome == AppendOutcome::appended) ++appended;
    if (outcome == AppendOutcome::already) ++already;
    if (outcome == AppendOutcome::conflict) ++conflict;
  }
};

void same_command(Trial& trial) {
  Shown store = trial.store();
  for (std::uint64_t race = 0; race < kRaces; ++race) {
    const std::string id = std::to_string(race);
    Outcomes outcomes;
    trial.in_threads([&](unsigned thread) {
      Batch batch = BatchBuilder(id).append(id, 0, {id}).put(message(id));
      batch.command.answer = "answer of thread " + std::to_string(thread);
      const auto result = good(store.raw().append(batch), "append");
      outcomes.count(result.outcome);
      if (result.outcome != AppendOutcome::already) return;
      expect_equal("the answer that comes with `already`", result.command.answer, store.command(id).value().answer);
    });
    expect_equal<std::uint64_t>("how often one command took effect", outcomes.appended, 1);
    expect_equal<std::uint64_t>("how often it was said to have taken effect already", outcomes.already,
                                trial.options().threads - 1);
    expect_equal<std::uint64_t>("the version of its stream", store.version(id), 1);
  }
}

void same_version(Trial& trial) {
  Shown store = trial.store();
  for (std::uint64_t race = 0; race < kRaces; ++race) {
    Outcomes outcomes;
    trial.in_threads([&](unsigned thread) {
      const std::string id = std::to_string(race) + "." + std::to_string(thread);
      outcomes.count(store.append(BatchBuilder(id).append("a", race, {id})));
    });
    expect_equal<std::uint64_t>("how many of all that loaded the same version won", outcomes.appended, 1);
    expect_equal<std::uint64_t>("how many of them had a conflict", outcomes.conflict, trial.options().threads - 1);
    expect_equal<std::uint64_t>("the version afterwards", store.version("a"), race + 1);
  }
}

// Each thread loads all streams and writes its own: two that win have not seen each other.
void write_skew(Trial& trial) {
  Shown store = trial.store();
  for (std::uint64_t race = 0; race < kRaces; ++race) {
    Outcomes outcomes;
    const std::string round = std::to_string(race);
    trial.in_threads([&](unsigned thread) {
      BatchBuilder batch(round + "." + std::to_string(thread));
      for (unsigned i = 0; i < trial.options().threads; ++i) {
        const std::string stream = round + "/" + std::to_string(i);
        i == thread ? batch.append(stream, 0, {"mine"}) : batch.loaded(stream, 0);
      }
      outcomes.count(store.append(batch));
    });
    expect_equal<std::uint64_t>("how many won of those that each wrote what the others had loaded", outcomes.appended, 1);
    expect_equal<std::uint64_t>("how many of them had a conflict", outcomes.conflict, trial.options().threads - 1);
  }
}

void each_message_once(Trial& trial) {
  append_from_all(trial, [](unsigned thread) { return "s" + std::to_string(thread); });
  Shown store = trial.store();
  std::mutex mutex;
  Names leased;
  trial.in_threads([&](unsigned) {
    for (Tries tries("leasing all messages");; tries.one_more()) {
      const Names mine = store.leased(kStart, 3);
      if (mine.empty()) return;
      const std::lock_guard lock(mutex);
      leased.insert(leased.end(), mine.begin(), mine.end());
    }
  });
  std::ranges::sort(leased);
  expect_equal("the messages that all threads leased together", leased, ids_of_all(trial.options()));
}

void each_message_settled_once(Trial& trial) {
  append_from_all(trial, [](unsigned thread) { return "s" + std::to_string(thread); });
  Shown store = trial.store();
  trial.in_threads([&](unsigned) {
    for (Tries tries("leasing and settling all messages");; tries.one_more()) {
      const auto leases = store.lease(kStart, 3);
      if (leases.empty()) return;
      std::vector<Settlement> settlements;
      for (const LeasedMessage& one : leases) {
        settlements.push_back({one.message.id, one.lease, SettleAs::sent, {}});
        expect_equal<std::uint64_t>("the attempt of a message that is sent at once", one.attempt, 1);
      }
      store.settle(settlements);
    }
  });
  expect_equal("the messages that are left when all were sent", store.leased(kStart + 1000 * kMinute), {});
}

constexpr ContractClause kClauses[] = {
    {"threads_one_stream", "racing appends to one stream lose nothing and write nothing twice", one_stream},
    {"threads_different_streams", "racing appends to different streams do not disturb each other", different_streams},
    {"threads_same_command", "of one command sent by all at once, one is appended and the others are told already",
     same_command},
    {"threads_same_version", "of all that loaded the same version, exactly one wins", same_version},
    {"threads_write_skew", "of all that each write what the others have loaded, exactly one wins", write_skew},
    {"threads_each_message_once", "a message is leased by one of all that ask at once", each_message_once},
    {"threads_each_message_settled_once", "racing senders send each message once, and nothing is left",
     each_message_settled_once},
};

}  // namespace

std::span<const ContractClause> thread_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
