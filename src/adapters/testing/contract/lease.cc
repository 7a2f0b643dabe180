// SPDX-License-Identifier: Apache-2.0
//
// Clauses about leasing messages.
#include <set>

#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

constexpr Instant kMuchLater = kStart + 1000 * kMinute;

void due_at_not_before(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  expect_equal("the messages a microsecond before they are due", store.leased(kStart - Duration(1)), {});
  expect_equal("the messages when they are due", store.leased(kStart), {"m"});
}

void of_one_queue(Trial& trial) {
  Shown store = trial.store();
  MessageRecord theirs = message("theirs");
  theirs.queue = "their-queue";
  store.appended(BatchBuilder("put").put(theirs).put(message("ours")));
  expect_equal("the messages of the queue without a name", store.leased(kStart), {"ours"});
  expect_equal<std::uint64_t>("the number of messages of another queue", store.lease(kStart, 10, "other").size(), 0);
  const auto leases = store.lease(kStart, 10, "their-queue");
  expect_equal<std::uint64_t>("the number of messages of their queue", leases.size(), 1);
  expect_equal("the message of their queue", leases.front().message.id, std::string("theirs"));
  expect_equal("its queue", leases.front().message.queue, std::string("their-queue"));
}

void as_it_was_put(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  const LeasedMessage leased = store.lease_one(kStart);
  expect_equal("the bytes of the message", leased.message.bytes, std::string(R"({"about":"m"})"));
  expect_equal("when the message is due", leased.message.not_before, kStart);
  expect_equal("when the message is useless", leased.message.useless_after, kStart + 10 * kMinute);
  expect_equal<std::uint64_t>("the first attempt", leased.attempt, 1);
}

void oldest_first(Trial& trial) {
  Shown store = trial.store();
  store.put("second", kStart + kMinute);
  store.put("third", kStart + 2 * kMinute);
  store.put("first", kStart);
  expect_equal("the messages with a limit of 0", store.leased(kMuchLater, 0), {});
  expect_equal("the two oldest messages", store.leased(kMuchLater, 2), {"first", "second"});
  expect_equal("the rest", store.leased(kMuchLater, 2), {"third"});
}

void nobody_else(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  const LeasedMessage first = store.lease_one(kStart);
  expect_equal("the messages a microsecond before the lease ends", store.leased(kStart + kMinute - Duration(1)), {});
  const LeasedMessage second = store.lease_one(kStart + kMinute);
  expect_equal<std::uint64_t>("the attempt after a lease that has run out", second.attempt, 2);
  expect(second.lease != first.lease, "two leases of one message are both called " + words(first.lease));
  expect_equal("when the message is due, after a lease", second.message.not_before, kStart);
}

void useless_too(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  expect_equal("the messages long past useless_after", store.leased(kMuchLater), {"m"});
}

void does_not_stall(Trial& trial) {
  Shown store = trial.store();
  store.put("poison", kStart);
  expect_equal("the message that is due", store.leased(kStart, 1), {"poison"});
  store.put("good", kStart + Duration(1));
  expect_equal("the first message, when the lease of the older one has run out", store.leased(kMuchLater, 1), {"good"});
}

// Senders that take one message and crash, again and again: its leases run out, and are never settled.
void poison(Trial& trial) {
  Shown store = trial.store();
  store.put("poison 1", kStart - 2 * kMinute);
  store.put("poison 2", kStart - kMinute);
  for (int i = 0; i < 5; ++i) store.put("good " + std::to_string(i), kStart);
  std::set<std::string> sent;
  Instant now = kStart;
  for (int run = 0; run < 20; ++run, now += kMinute) {
    for (const LeasedMessage& leased : store.lease(now, 1)) {
      if (leased.message.id.starts_with("poison")) continue;
      store.settle(leased, SettleAs::sent);
      sent.insert(leased.message.id);
    }
  }
  expect_equal<std::uint64_t>("how many of 5 good messages were sent in 20 runs beside 2 whose sender crashes each time",
                              sent.size(), 5);
  expect_equal<std::uint64_t>("how many messages are left", store.lease(now + kMinute).size(), 2);
}

void attempts_are_counted(Trial& trial) {
  Shown store = trial.store();
  store.put("m");
  for (std::uint32_t attempt = 1; attempt <= 5; ++attempt) {
    const LeasedMessage leased = store.lease_one(kStart + attempt * kMinute);
    expect_equal<std::uint64_t>("how often the message has been leased", leased.attempt, attempt);
  }
}

constexpr ContractClause kClauses[] = {
    {"lease_due_at_not_before", "a message is due at not_before, not earlier", due_at_not_before},
    {"lease_of_one_queue", "messages of one queue are not given to another", of_one_queue},
    {"lease_as_it_was_put", "a message is given as it was put", as_it_was_put},
    {"lease_oldest_first", "messages are given oldest due first, up to the limit", oldest_first},
    {"lease_nobody_else", "nobody else gets a message until the lease ends, and then somebody does", nobody_else},
    {"lease_useless_too", "messages past useless_after are leased, too", useless_too},
    {"lease_does_not_stall", "a message whose lease has run out comes after those that are due earlier than that",
     does_not_stall},
    {"lease_poison", "messages whose sender crashes again and again do not keep others from being sent", poison},
    {"lease_attempts_are_counted", "a lease tells how often the message has been leased", attempts_are_counted},
};

}  // namespace

std::span<const ContractClause> lease_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
