// SPDX-License-Identifier: Apache-2.0
#include "contract/subjects.h"

namespace doverie::testing {
namespace {

using Names = std::vector<std::string>;

void put(EventStore& store, const std::string& id, Instant not_before = kStart) {
  REQUIRE_OK(store.append(BatchBuilder("put " + id).put(message(id, not_before))));
}

LeasedMessage lease_one(EventStore& store, Instant now) {
  const auto leases = store.lease_messages("", now, kMinute, 1);
  REQUIRE_OK(leases);
  REQUIRE(leases->size() == 1);
  return leases->front();
}

void settle(EventStore& store, const LeasedMessage& leased, SettleAs as, Instant retry_at = {}) {
  REQUIRE_OK(store.settle_messages({{leased.message.id, leased.lease, as, retry_at}}));
}

constexpr Instant kMuchLater = kStart + 1000 * kMinute;

CONTRACT("lease: a message is due at not_before, not earlier") {
  Subject subject;
  put(subject.store(), "m");
  CHECK(lease_ids(subject.store(), kStart - Duration(1)).empty());
  CHECK(lease_ids(subject.store(), kStart) == Names{"m"});
}

CONTRACT("lease: messages of one realm are not given to another") {
  Subject subject;
  MessageRecord theirs = message("theirs", kStart);
  theirs.realm = "their-realm";
  REQUIRE_OK(subject.store().append(BatchBuilder("put").put(theirs).put(message("ours", kStart))));
  CHECK(lease_ids(subject.store(), kStart) == Names{"ours"});
  const auto leases = subject.store().lease_messages("their-realm", kStart, kMinute, 10);
  REQUIRE_OK(leases);
  REQUIRE(leases->size() == 1);
  CHECK(leases->front().message.id == "theirs");
  CHECK(leases->front().message.realm == "their-realm");
}

CONTRACT("lease: gives the message as it was put") {
  Subject subject;
  put(subject.store(), "m");
  const LeasedMessage leased = lease_one(subject.store(), kStart);
  CHECK(leased.message.bytes == R"({"about":"m"})");
  CHECK(leased.message.not_before == kStart);
  CHECK(leased.message.useless_after == kStart + 10 * kMinute);
  CHECK(leased.attempt == 1);
}

CONTRACT("lease: oldest due first, up to `limit`") {
  Subject subject;
  put(subject.store(), "second", kStart + kMinute);
  put(subject.store(), "third", kStart + 2 * kMinute);
  put(subject.store(), "first", kStart);
  CHECK(lease_ids(subject.store(), kMuchLater, 0).empty());
  CHECK(lease_ids(subject.store(), kMuchLater, 2) == Names{"first", "second"});
  CHECK(lease_ids(subject.store(), kMuchLater, 2) == Names{"third"});
}

CONTRACT("lease: nobody else gets the message until the lease ends") {
  Subject subject;
  put(subject.store(), "m");
  const LeasedMessage first = lease_one(subject.store(), kStart);
  CHECK(lease_ids(subject.store(), kStart + kMinute - Duration(1)).empty());
  const LeasedMessage second = lease_one(subject.store(), kStart + kMinute);
  CHECK(second.attempt == 2);
  CHECK(second.lease != first.lease);
  CHECK(second.message.not_before == kStart);
}

CONTRACT("lease: messages past useless_after are leased too") {
  Subject subject;
  put(subject.store(), "m");
  CHECK(lease_ids(subject.store(), kMuchLater) == Names{"m"});
}

CONTRACT("lease: a message whose lease ran out does not stall the others") {
  Subject subject;
  put(subject.store(), "poison", kStart);
  CHECK(lease_ids(subject.store(), kStart, 1) == Names{"poison"});
  put(subject.store(), "good", kStart + Duration(1));
  CHECK(lease_ids(subject.store(), kMuchLater, 1) == Names{"good"});
}

CONTRACT("settle: what was sent or dropped goes") {
  Subject subject;
  for (const SettleAs as : {SettleAs::sent, SettleAs::dropped}) {
    put(subject.store(), "m" + std::to_string(static_cast<int>(as)));
    settle(subject.store(), lease_one(subject.store(), kStart), as);
    CHECK(lease_ids(subject.store(), kMuchLater).empty());
  }
}

CONTRACT("settle: later means at retry_at, even when the lease would last longer or shorter") {
  Subject subject;
  put(subject.store(), "m");
  settle(subject.store(), lease_one(subject.store(), kStart), SettleAs::later, kStart + Duration(5));
  CHECK(lease_ids(subject.store(), kStart + Duration(4)).empty());
  const LeasedMessage again = lease_one(subject.store(), kStart + Duration(5));
  CHECK(again.attempt == 2);
  settle(subject.store(), again, SettleAs::later, kStart + 30 * kMinute);
  CHECK(lease_ids(subject.store(), kStart + 30 * kMinute - Duration(1)).empty());
  CHECK(lease_one(subject.store(), kStart + 30 * kMinute).attempt == 3);
}

CONTRACT("settle: a lease that was taken over is left alone, and that is no error") {
  Subject subject;
  put(subject.store(), "m");
  const LeasedMessage stale = lease_one(subject.store(), kStart);
  const LeasedMessage current = lease_one(subject.store(), kStart + kMinute);
  settle(subject.store(), stale, SettleAs::sent);
  settle(subject.store(), stale, SettleAs::later, kStart);
  CHECK(lease_ids(subject.store(), kStart + kMinute).empty());
  settle(subject.store(), current, SettleAs::later, kStart);
  CHECK(lease_ids(subject.store(), kStart) == Names{"m"});
}

CONTRACT("settle: a lease that has run out still counts while nobody took it over") {
  Subject subject;
  put(subject.store(), "m");
  settle(subject.store(), lease_one(subject.store(), kStart), SettleAs::sent);
  CHECK(lease_ids(subject.store(), kMuchLater).empty());
}

CONTRACT("settle: a lease ends once") {
  Subject subject;
  put(subject.store(), "m");
  const LeasedMessage leased = lease_one(subject.store(), kStart);
  settle(subject.store(), leased, SettleAs::later, kStart + kMinute);
  settle(subject.store(), leased, SettleAs::sent);
  CHECK(lease_ids(subject.store(), kStart + kMinute) == Names{"m"});
}

CONTRACT("settle: a message that is not there, and a lease that never was, are left alone") {
  Subject subject;
  put(subject.store(), "m");
  lease_one(subject.store(), kStart);
  REQUIRE_OK(
      subject.store().settle_messages({{"other", "other/1", SettleAs::sent}, {"m", "guess", SettleAs::sent}, {"m", ""}}));
  CHECK(lease_ids(subject.store(), kStart + kMinute) == Names{"m"});
}

CONTRACT("settle: many at once") {
  Subject subject;
  std::vector<Settlement> settlements;
  for (const std::string id : {"a", "b", "c"}) put(subject.store(), id);
  const auto leases = subject.store().lease_messages("", kStart, kMinute, 10);
  REQUIRE_OK(leases);
  for (const LeasedMessage& leased : *leases) settlements.push_back({leased.message.id, leased.lease, SettleAs::sent});
  settlements.at(1).as = SettleAs::later;
  REQUIRE_OK(subject.store().settle_messages(settlements));
  CHECK(lease_ids(subject.store(), kMuchLater) == Names{"b"});
}

}  // namespace
}  // namespace doverie::testing
