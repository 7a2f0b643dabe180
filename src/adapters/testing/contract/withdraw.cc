// SPDX-License-Identifier: Apache-2.0
//
// Clauses about taking messages away that have become pointless.
#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

constexpr Instant kMuchLater = kStart + 1000 * kMinute;

void takes_away(Trial& trial) {
  Shown store = trial.store();
  MessageRecord theirs = message("theirs", kStart + kMinute);
  theirs.queue = "their-queue";
  store.appended(BatchBuilder("put").put(message("a")).put(message("b")).put(message("c", kMuchLater)).put(theirs));
  store.appended(BatchBuilder("withdraw").withdraw(message("a")).withdraw(message("c", kMuchLater)).withdraw(theirs));
  expect_equal("the messages, after a and c were withdrawn", store.leased(kMuchLater), {"b"});
  expect_equal<std::uint64_t>("the number of messages of another queue whose only one was withdrawn",
                              store.lease(kMuchLater, 10, "their-queue").size(), 0);
}

void not_there(Trial& trial) {
  Shown store = trial.store();
  store.put("a");
  const MessageRecord never = message("never put");
  store.appended(BatchBuilder("1").withdraw(never).withdraw(message("a")).withdraw(message("a")).put(message("b")));
  store.appended(BatchBuilder("2").withdraw(message("a")));
  expect(store.command("2").has_value(), "the command of a batch that withdraws what is not there is not there");
  expect_equal("the messages, after what was not there was withdrawn", store.leased(kMuchLater), {"b"});
}

void leased_stays(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  const LeasedMessage leased = store.lease_one(kStart);
  store.appended(BatchBuilder("1").withdraw(message("m")));
  store.settle(leased, SettleAs::later, kStart);
  expect_equal("a message that was withdrawn while it was under lease, and then put off", store.leased(kStart), {"m"});
  store.appended(BatchBuilder("2").withdraw(message("m")));
  store.settle(store.lease_one(kStart + kMinute), SettleAs::sent);
  expect_equal("the messages, after it was sent", store.leased(kMuchLater), {});
}

void with_the_batch(Trial& trial) {
  Shown store = trial.store();
  store.put("m", kStart + kMinute);
  store.appended(BatchBuilder("1").append("a", 0, {"first"}));
  store.conflicts(BatchBuilder("2").append("a", 0, {"second"}).withdraw(message("m", kStart + kMinute)));
  expect(store.append(BatchBuilder("1").withdraw(message("m", kStart + kMinute))) == AppendOutcome::already,
         "a command that has been appended before was appended again");
  expect_equal("a message that batches withdrew which were not written", store.leased(kMuchLater), {"m"});
}

void of_its_own(Trial& trial) {
  Shown store = trial.store();
  store.is_fault(BatchBuilder("1").put(message("m")).withdraw(message("m")));
  expect_equal("the messages, after a batch that was refused", store.leased(kMuchLater), {});
}

constexpr ContractClause kClauses[] = {
    {"withdraw_takes_away", "a message that a later batch withdraws is given to nobody, and all others are", takes_away},
    {"withdraw_not_there", "a message to be withdrawn that is not there is no error", not_there},
    {"withdraw_leased_stays", "a message that has ever been leased is not withdrawn, and its lease is good", leased_stays},
    {"withdraw_with_the_batch", "a batch that is not written withdraws nothing", with_the_batch},
    {"withdraw_of_its_own", "a batch that withdraws a message of its own is a fault", of_its_own},
};

}  // namespace

std::span<const ContractClause> withdraw_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
