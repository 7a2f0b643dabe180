// SPDX-License-Identifier: Apache-2.0
//
// What the host sees of people, through the C interface.
#include "world.h"

namespace capi_test {

namespace {

struct Host : World {
  Outcome call(bool begins, const char* account, const char* id) {
    const auto report = begins ? doverie_operator_call_began : doverie_operator_call_ended;
    return outcome_of(
        [&](auto error) { return report(service.get(), nullptr, doverie_text(account), doverie_text(id), error); });
  }
};

}  // namespace

TEST_CASE("C6: a change of the trustor's SIM voids the request, once; what cannot be is refused") {
  Host host;
  host.appoint();
  std::string number;
  const std::string request = host.start(&number);
  REQUIRE(doverie_fake_clock_advance(host.clock.get(), kMinute, nullptr) == DOVERIE_STATUS_OK);
  const auto change = [&](const char* account, doverie_account_change what, std::int64_t since) {
    return outcome_of([&](auto error) {
      return doverie_operator_account_changed(host.service.get(), nullptr, doverie_text(account), what, since, error);
    });
  };
  CHECK(change("ivan", DOVERIE_ACCOUNT_CHANGE_LEVEL, kMorning).ok());
  CHECK(change("ivan", DOVERIE_ACCOUNT_CHANGE_CITIZENSHIP, kMorning).ok());
  CHECK(change("ivan", DOVERIE_ACCOUNT_CHANGE_PHONE, kMorning).ok());
  CHECK(change("maria", DOVERIE_ACCOUNT_CHANGE_SIM, kMorning + kMinute).ok());
  CHECK(change("maria", DOVERIE_ACCOUNT_CHANGE_SIM, kMorning + kMinute).ok());
  CHECK(host.approve(request, number).rejected(DOVERIE_REASON_REQUEST_VOID));
  for (const std::int64_t never : {kMorning + 2 * kMinute, std::int64_t{-1}, INT64_MAX}) {
    CHECK(change("maria", DOVERIE_ACCOUNT_CHANGE_SIM, never).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  }
  for (const doverie_account_change what : {0, 5, -1}) {
    CHECK(change("maria", what, kMorning).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  }
}

TEST_CASE("B10: a code is held back while contact or trustor is in a call") {
  Host host;
  host.appoint();
  std::string number;
  const std::string request = host.start(&number);
  REQUIRE(host.call(true, "ivan", "1").ok());
  REQUIRE(host.call(true, "maria", "1").ok());
  REQUIRE(host.approve(request, number).ok());
  host.pump();
  CHECK(host.sms.empty());
  doverie_answer* answer = nullptr;
  CHECK(outcome_of([&](auto error) {
          return doverie_contact_resend_code(host.service.get(), nullptr, doverie_text("ivan"), lend(request), &answer,
                                             error);
        }).rejected(DOVERIE_REASON_CALL_IN_PROGRESS));
  for (const char* account : {"ivan", "maria"}) {
    host.pump();
    CHECK(host.sms.empty());
    REQUIRE(host.call(false, account, "1").ok());
    REQUIRE(doverie_fake_clock_advance(host.clock.get(), kMinute / 12, nullptr) == DOVERIE_STATUS_OK);
  }
  host.pump();
  REQUIRE(host.sms.size() == 1);
  CHECK(host.confirm(request, host.last_code()).ok());
  CHECK(host.call(true, "ivan", "").faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(host.call(false, "", "1").faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
}

}  // namespace capi_test
