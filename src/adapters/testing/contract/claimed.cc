// SPDX-License-Identifier: Apache-2.0
//
// Clauses about what makers may claim: data that are opened again, several times, in several processes; answers that get
// lost; backups.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

Shown filled(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("1").append("a", 0, {"a1", "a2", "a3"}, 2).append("b", 0, {"b1"}).tag("red", "a"));
  store.appended(BatchBuilder("2").append("gone", 0, {"x"}).put(message("m")).put(message("n", kStart + 5 * kMinute)));
  store.appended(BatchBuilder("3").loaded("gone", 1).erase("gone"));
  return store;
}

void expect_filled(Shown store) {
  expect_equal("the events from the summary of a on", store.stream("a").events, {event("a2"), event("a3")});
  expect_equal<std::uint64_t>("the number of all events of a", store.stream("a", true).events.size(), 3);
  expect_equal("the events of b", store.stream("b").events, {event("b1")});
  expect(store.stream("gone").erased, "an erased stream is not erased any more");
  expect_equal("the streams tagged red", store.tagged("red"), {"a"});
  expect_equal("the feed", store.feed(), {"a@1", "a@2", "a@3", "b@1"});
  for (const std::string id : {"1", "2", "3"}) expect(store.command(id).has_value(), "command " + id + " is not there");
}

void reopened_all(Trial& trial) {
  filled(trial);
  Shown store = trial.reopen();
  expect_filled(store);
  expect_equal("the outcome of a repeated command", store.append(BatchBuilder("1")), AppendOutcome::already);
  store.conflicts(BatchBuilder("4").append("gone", 1, {"x"}));
  store.appended(BatchBuilder("4").append("a", 3, {"a4"}));
}

void reopened_messages(Trial& trial) {
  const LeasedMessage leased = filled(trial).lease_one(kStart);
  Shown store = trial.reopen();
  expect_equal("the messages while the lease from before still lasts", store.leased(kStart + kMinute - Duration(1)), {});
  store.settle(leased, SettleAs::sent);
  expect_equal("the messages after the lease from before was settled", store.leased(kStart + 60 * kMinute), {"n"});
}

void reopened_feed(Trial& trial) {
  const std::uint64_t epoch = filled(trial).read({}).epoch;
  const std::string cursor = last_cursor(trial.store().entries_behind({}, 2));
  Shown store = trial.reopen();
  expect_equal("the feed behind a cursor from before", store.feed(cursor), {"a@3", "b@1"});
  expect_equal("the epoch", store.read({}).epoch, epoch);
}

void sees_what_others_wrote(Trial& trial) {
  Shown first = filled(trial);
  Shown second = trial.open_again();
  expect_filled(second);
  second.appended(BatchBuilder("4").append("b", 1, {"b2"}));
  first.conflicts(BatchBuilder("5").append("b", 1, {"lost"}));
  first.appended(BatchBuilder("5").append("b", 2, {"b3"}));
  expect_equal("the outcome of a command that the other has appended", second.append(BatchBuilder("5")),
               AppendOutcome::already);
  expect_equal("the events, through the other", second.stream("b").events, {event("b1"), event("b2"), event("b3")});
}

void leases_are_shared(Trial& trial) {
  Shown first = filled(trial);
  Shown second = trial.open_again();
  const LeasedMessage leased = first.lease_one(kStart);
  expect_equal("the messages that the other can lease meanwhile", second.leased(kStart), {});
  second.settle(leased, SettleAs::sent);
  expect_equal("the messages, after the other settled", first.leased(kStart + kMinute), {});
}

void racing_openings(Trial& trial) {
  std::vector<Shown> stores{trial.store(), trial.open_again()};
  trial.in_threads([&](unsigned thread) {
    for (unsigned round = 0; round < trial.options().rounds; ++round) {
      append_after_races(stores[thread % 2], "a", id_of(thread, round));
    }
  });
  const std::uint64_t wanted = std::uint64_t{trial.options().threads} * trial.options().rounds;
  for (Shown& store : stores) expect_equal("the version of the stream that all wrote to", store.version("a"), wanted);
}

constexpr unsigned kProcesses = 3;

// Runs in a forked child, which must not run anything of its parent's afterwards.
int append_in_child(Trial& trial, unsigned process) {
  const auto breach = breach_of([&] {
    const auto store = trial.maker().open_again();
    expect(store != nullptr, "no store");
    for (unsigned round = 0; round < trial.options().rounds; ++round) {
      append_after_races(Shown(*store), "a", id_of(process, round));
    }
  });
  if (!breach) return 0;
  const std::string line = *breach + "\n";
  return write(STDERR_FILENO, line.data(), line.size()) >= 0 ? 1 : 2;
}

void racing_processes(Trial& trial) {
  trial.store().appended(BatchBuilder("before").append("b", 0, {"b"}));
  trial.let_go();  // what was opened before a fork is of no use in a child, nor are its locks
  std::vector<pid_t> children;
  for (unsigned process = 0; process < kProcesses; ++process) {
    const pid_t child = fork();
    if (child == 0) _exit(append_in_child(trial, process));
    if (child > 0) children.push_back(child);
  }
  unsigned good_ones = 0;
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) ++good_ones;
  }
  expect_equal<std::uint64_t>("how many processes could append all their events", good_ones, kProcesses);
  expect_equal<std::uint64_t>("the version of the stream that all wrote to", trial.open_again().version("a"),
                              std::uint64_t{kProcesses} * trial.options().rounds);
}

// Appends with an unknown outcome, finds it out, and repeats the command.
void expect_truth(Trial& trial, const std::string& id, std::uint64_t version) {
  Shown store = trial.store();
  const Batch batch = BatchBuilder(id).append("a", version, {id}).tag("tag " + id, "a").put(message(id));
  trial.maker().lose_answer();
  expect_equal("the outcome of an append whose answer got lost", store.append(batch), AppendOutcome::unknown);
  const bool there = store.command(id).has_value();
  const std::uint64_t after = version + (there ? 1 : 0);
  const std::string said = there ? ", though the command is there" : ", though the command is not there";
  expect_equal("the version of the stream after an append with an unknown outcome" + said, store.version("a"), after);
  expect_equal<std::uint64_t>("the number of streams with its tag" + said, store.tagged("tag " + id).size(), there ? 1 : 0);
  expect_equal("the outcome of repeating it" + said, store.append(batch),
               there ? AppendOutcome::already : AppendOutcome::appended);
  expect_equal<std::uint64_t>("the version of the stream after the repetition", store.version("a"), version + 1);
}

void unknown_outcome(Trial& trial) {
  constexpr std::uint64_t kTimes = 4;  // so that both ways of losing an answer come up
  for (std::uint64_t i = 0; i < kTimes; ++i) expect_truth(trial, "lost " + std::to_string(i), i);
  expect_equal<std::uint64_t>("the number of events in the feed", trial.store().feed().size(), kTimes);
  expect_equal<std::uint64_t>("the number of messages", trial.store().leased(kStart).size(), kTimes);
}

void restored_all(Trial& trial) {
  const std::uint64_t epoch = filled(trial).read({}).epoch;
  Shown store = trial.restore();
  expect_filled(store);
  const std::uint64_t raised = store.read({}).epoch;
  expect(raised > epoch,
         "the epoch after a backup was restored: expected more than " + words(epoch) + ", but saw " + words(raised));
  store.appended(BatchBuilder("4").append("a", 3, {"a4"}));
}

void restored_cursors(Trial& trial) {
  const std::string cursor = last_cursor(filled(trial).entries_behind({}, 2));
  Shown store = trial.restore();
  const auto result = store.raw().feed(cursor, 10);
  if (result || !result.faulted() || result.fault().code != FaultCode::invalid_argument) {
    broken("feed behind a cursor from before a backup was restored: expected the fault invalid_argument, but saw " +
           (result ? std::string("events") : words(result.fault())));
  }
  const std::string again = last_cursor(store.entries_behind({}, 2));
  expect_equal("the feed behind a new cursor", store.feed(again), {"a@3", "b@1"});
}

constexpr ContractClause kClauses[] = {
    {"reopen_keeps_all", "what was appended is there when the data are opened again", reopened_all, StoreClaim::reopen},
    {"reopen_keeps_messages", "messages and their leases are there when the data are opened again", reopened_messages,
     StoreClaim::reopen},
    {"reopen_keeps_cursors", "cursors are good, and the epoch is the same, when the data are opened again", reopened_feed,
     StoreClaim::reopen},
    {"open_again_sees_the_same", "what is appended through one opening is seen and compared through the other",
     sees_what_others_wrote, StoreClaim::open_again},
    {"open_again_shares_leases", "a message that is leased through one opening is not given through the other",
     leases_are_shared, StoreClaim::open_again},
    {"open_again_races", "racing appends through several openings lose nothing and write nothing twice", racing_openings,
     StoreClaim::open_again},
    {"processes_race", "racing appends of several processes lose nothing and write nothing twice", racing_processes,
     StoreClaim::processes},
    {"unknown_outcome", "after an unknown outcome the command id tells the truth, and a repetition has one effect",
     unknown_outcome, StoreClaim::lose_answer},
    {"restore_raises_epoch", "restoring a backup brings all of it back, and raises the epoch", restored_all,
     StoreClaim::restore},
    {"restore_voids_cursors", "a cursor from before a backup was restored is an invalid argument", restored_cursors,
     StoreClaim::restore},
};

}  // namespace

std::span<const ContractClause> claimed_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
