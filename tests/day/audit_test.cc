// SPDX-License-Identifier: Apache-2.0
//
// Would the day notice? Books, records, phones and metrics that do not fit together, one flaw each.
#include "day/audit.h"

#include <doctest/doctest.h>

#include "day/alarms.h"
#include "doverie/adapters/memory.h"
#include "support/batches.h"

namespace doverie::day {
namespace {

using Lines = std::vector<std::string>;
using testing::Handed;
using testing::PhoneSms;

const std::string kRequest = "req_1.trustor1";

Recovery redeemed() {
  return {.person = 1,
          .request = kRequest,
          .asked_to_approve = true,
          .confirmed = true,
          .grants = {"grant_1"},
          .end = "redeemed"};
}

Happened records() {
  Happened happened;
  happened.streams["contact_appointed"] = {"circle/trustor1"};
  for (const char* type : {"recovery_started", "code_confirmed", "recovery_redeemed"}) happened.requests[type] = {kRequest};
  return happened;
}

std::size_t flaws(const Recovery& told, const Happened& recorded) {
  Books books;
  books.appointed(1);
  books.add(told);
  return against_records(books, recorded).size();
}

TEST_CASE("the day's audit: what was told and is not recorded, or twice, is found") {
  CHECK(flaws(redeemed(), records()) == 0);
  for (const char* type : {"recovery_started", "code_confirmed"}) {
    Happened lost = records();
    lost.requests.erase(type);
    CHECK(flaws(redeemed(), lost) == 1);
  }
  Happened lost = records();
  lost.requests.erase("recovery_redeemed");
  CHECK(flaws(redeemed(), lost) == 2);  // its end, and its grant
  Happened twice = records();
  twice.requests["recovery_redeemed"].insert(kRequest);
  CHECK(flaws(redeemed(), twice) == 3);
  Happened nobody = records();
  nobody.streams.clear();
  CHECK(flaws(redeemed(), nobody) == 1);
  Recovery reported = redeemed();
  reported.end = "fraud";
  CHECK(flaws(reported, records()) == 1);
  Recovery denied = redeemed();
  denied.end = "denied";
  denied.grants.clear();
  CHECK(flaws(denied, records()) == 2);  // it is not denied, and redeemed
}

TEST_CASE("the day's audit: the feed is read as it is written") {
  MemoryStore store;
  const std::string event = R"({"type":"recovery_started","request":"req_1.trustor1","policy":{"id":"day-1","hash":"0"}})";
  Batch batch = testing::BatchBuilder("a").append("circle/trustor1", 0, {"a"});
  batch.appends.front().events.front().bytes = event;
  REQUIRE(store.append(batch).ok());
  const Happened found = happened(store);
  CHECK(found.times("recovery_started", kRequest) == 1);
  CHECK(found.times("recovery_redeemed", kRequest) == 0);
  CHECK(found.streams.at("recovery_started").count("circle/trustor1") == 1);
  CHECK(found.policies.at(kRequest) == "day-1");
}

TEST_CASE("the day's audit: a code on a phone that waits for none, or of somebody else's, is found") {
  Books books;
  books.add(redeemed());
  const std::string phone = testing::many_phone(1);
  const std::vector<Handed> handed{{.contact = 1, .code = "111111"}, {.contact = 2, .code = "222222"}};
  CHECK(against_phones(books, {{phone, "111111 opens"}}, handed).empty());
  CHECK(against_phones(books, {{phone, "222222 opens"}}, handed).size() == 1);
  CHECK(against_phones(books, {{testing::many_phone(2), "222222 opens"}}, handed).size() == 1);
}

TEST_CASE("the day's alarms: a counter that rises, from nothing too, and codes that are late") {
  const auto alarms = [](const std::string& before, const std::string& now) {
    return alarms_between(numbers_of(before), numbers_of(now));
  };
  const std::string postponed = "doverie_pump_messages_total{kind=\"codes\",outcome=\"postponed\"} ";
  const std::set<std::string> none, gateway{"gateway"}, late{"codes late"}, another{"another fault"};
  CHECK(alarms("", "# HELP doverie_pump_messages Messages\n" + postponed + "1\n# EOF\n") == gateway);
  CHECK(alarms(postponed + "1\n", postponed + "2\n") == gateway);
  CHECK(alarms(postponed + "2\n", postponed + "2\n") == none);
  CHECK(alarms("", "doverie_pump_messages_total{kind=\"codes\",outcome=\"sent\"} 7\n") == none);
  CHECK(alarms("", "doverie_pump_messages_total{kind=\"notices\",outcome=\"postponed\"} 7\n") == none);
  CHECK(alarms("", "doverie_pump_runs_total{fault=\"\"} 7\n") == none);
  CHECK(alarms("", "doverie_pump_runs_total{fault=\"store_full\"} 1\n") == another);
  CHECK(alarms("", "doverie_pump_oldest_due_seconds{kind=\"codes\"} 9.5\n") == none);
  CHECK(alarms("", "doverie_pump_oldest_due_seconds{kind=\"codes\"} 10.5\n") == late);
}

}  // namespace
}  // namespace doverie::day
