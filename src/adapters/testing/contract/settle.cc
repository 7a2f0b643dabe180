// SPDX-License-Identifier: Apache-2.0
//
// Clauses about how leases end.
#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

constexpr Instant kMuchLater = kStart + 1000 * kMinute;

void sent_and_dropped_go(Trial& trial) {
  Shown store = trial.store();
  for (const SettleAs as : {SettleAs::sent, SettleAs::dropped}) {
    store.put(as == SettleAs::sent ? "sent" : "dropped");
    store.settle(store.lease_one(kStart), as);
    expect_equal("the messages after they were settled", store.leased(kMuchLater), {});
  }
}

void later(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  store.settle(store.lease_one(kStart), SettleAs::later, kStart + Duration(5));
  expect_equal("the messages before retry_at", store.leased(kStart + Duration(4)), {});
  const LeasedMessage again = store.lease_one(kStart + Duration(5));
  expect_equal<std::uint64_t>("the attempt after the first one", again.attempt, 2);
  store.settle(again, SettleAs::later, kStart + 30 * kMinute);
  expect_equal("the messages before the second retry_at", store.leased(kStart + 30 * kMinute - Duration(1)), {});
  expect_equal<std::uint64_t>("the attempt after the second one", store.lease_one(kStart + 30 * kMinute).attempt, 3);
}

void into_another_queue(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  const LeasedMessage leased = store.lease_one(kStart);
  store.settle({{leased.message.id, leased.lease, SettleAs::later, kStart + Duration(5), "other"}});
  expect_equal("the messages of the queue that it was moved out of", store.leased(kMuchLater), {});
  const auto moved = store.lease(kStart + Duration(5), 10, "other");
  expect_equal<std::uint64_t>("the number of messages in the queue that it was moved to", moved.size(), 1);
  expect_equal("its queue", moved.front().message.queue, std::string("other"));
  store.settle({{moved.front().message.id, moved.front().lease, SettleAs::later, kStart, ""}});
  expect_equal<std::uint64_t>("the number of messages there, when it was put off without a queue",
                              store.lease(kStart + kMinute, 10, "other").size(), 1);
}

void taken_over(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  const LeasedMessage stale = store.lease_one(kStart);
  const LeasedMessage current = store.lease_one(kStart + kMinute);
  store.settle(stale, SettleAs::sent);
  store.settle(stale, SettleAs::later, kStart);
  expect_equal("the messages that can be leased, after a lease was settled that somebody else has taken over",
               store.leased(kStart + kMinute), {});
  store.settle(current, SettleAs::later, kStart);
  expect_equal("the messages, after the lease that counts was settled", store.leased(kStart), {"m"});
}

void run_out(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  const LeasedMessage leased = store.lease_one(kStart);
  expect_equal("other messages, long after the lease has run out", store.leased(kMuchLater, 0), {});
  store.settle(leased, SettleAs::sent);
  expect_equal("the messages, after a lease was settled that had run out", store.leased(kMuchLater), {});
}

void ends_once(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  const LeasedMessage leased = store.lease_one(kStart);
  store.settle(leased, SettleAs::later, kStart + kMinute);
  store.settle(leased, SettleAs::sent);
  expect_equal("the messages, after a lease was settled as `later`, then as `sent`", store.leased(kStart + kMinute), {"m"});
}

void sent_twice(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  store.put("other", kStart + Duration(1));
  const LeasedMessage leased = store.lease_one(kStart);
  store.settle(leased, SettleAs::sent);
  store.settle(leased, SettleAs::sent);
  expect_equal("the messages, after one was settled twice", store.leased(kMuchLater), {"other"});
}

void never_was(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  store.lease_one(kStart);
  store.settle({{"other", "other/1", SettleAs::sent}, {"m", "guess", SettleAs::sent}, {"m", "", SettleAs::sent}});
  expect_equal("the messages, after leases were settled that never were", store.leased(kStart + kMinute), {"m"});
}

void of_another_message(Trial& trial) {
  Shown store = trial.store();
  store.put("a");
  store.put("b");
  const auto leases = store.lease(kStart);
  expect_equal<std::uint64_t>("the number of messages that are due", leases.size(), 2);
  store.settle({{leases[0].message.id, leases[1].lease, SettleAs::sent}});
  const bool named_alike = leases[0].lease == leases[1].lease;  // which is allowed: the message id tells them apart
  expect_equal<std::uint64_t>("how many messages are left, after one was settled by the lease of the other",
                              store.lease(kMuchLater).size(), named_alike ? 1 : 2);
}

void never_leased(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  store.settle({{"m", "", SettleAs::sent}, {"m", "m/0", SettleAs::sent}, {"m", "m/1", SettleAs::sent}});
  expect_equal("a message that was settled though it was never leased", store.leased(kStart), {"m"});
}

void many_at_once(Trial& trial) {
  Shown store = trial.store();
  std::vector<Settlement> settlements;
  for (const std::string id : {"a", "b", "c"}) store.put(id);
  for (const LeasedMessage& leased : store.lease(kStart)) {
    const SettleAs as = leased.message.id == "b" ? SettleAs::later : SettleAs::sent;
    settlements.push_back({leased.message.id, leased.lease, as, kStart});
  }
  store.settle(settlements);
  expect_equal("the messages, after three were settled at once, b as `later`", store.leased(kMuchLater), {"b"});
  store.settle(std::vector<Settlement>{});
}

constexpr ContractClause kClauses[] = {
    {"settle_sent_and_dropped_go", "a message that was sent or dropped goes", sent_and_dropped_go},
    {"settle_later", "`later` means at retry_at, even when the lease would last longer or shorter", later},
    {"settle_into_another_queue", "`later` with a queue moves the message there", into_another_queue},
    {"settle_taken_over", "a lease that was taken over is left alone, and that is no error", taken_over},
    {"settle_run_out", "a lease that has run out still counts while nobody took it over", run_out},
    {"settle_ends_once", "a lease ends once", ends_once},
    {"settle_sent_twice", "settling twice is no error, and changes nothing more", sent_twice},
    {"settle_never_was", "a message that is not there, and a lease that never was, are left alone", never_was},
    {"settle_of_another_message", "a lease is of its own message", of_another_message},
    {"settle_never_leased", "a message that was never leased cannot be settled", never_leased},
    {"settle_many_at_once", "many leases can end at once, each in its own way", many_at_once},
};

}  // namespace

std::span<const ContractClause> settle_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
