// SPDX-License-Identifier: Apache-2.0
//
// What the host sees of people, through the C interface.
#include <limits>

#include "world.h"

namespace capi_test {

namespace {

struct Host : World {
  Outcome call(bool begins, const char* account, const char* id) {
    const auto report = begins ? doverie_host_call_began : doverie_host_call_ended;
    return outcome_of(
        [&](auto error) { return report(service.get(), nullptr, doverie_text(account), doverie_text(id), error); });
  }
};

}  // namespace

TEST_CASE("B3: what the contact is asked, as data, and answered") {
  CHECK(doverie_attestation_latest() == 2);
  CHECK(doverie_question_count(0) == 0);
  REQUIRE(doverie_question_count(2) == 4);
  auto question = fresh<doverie_question>();
  REQUIRE(doverie_question_at(2, 2, &question, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(question.id) == "nobody_dictates");
  CHECK(question.kind == DOVERIE_QUESTION_AGREE);
  for (const doverie_string text : {question.id, question.english, question.russian}) CHECK(text.data[text.size] == '\0');
  REQUIRE(doverie_question_at(1, 2, &question, nullptr) == DOVERIE_STATUS_OK);
  CHECK(question.kind == DOVERIE_QUESTION_NUMBER);
  CHECK(outcome_of([&](auto error) {
          return doverie_question_at(1, 3, &question, error);
        }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));

  Host host;
  host.appoint();
  std::string number;
  const std::string request = host.start(&number);
  const auto cabinet = make<Answer>(
      [&](auto out, auto error) { return doverie_contact_cabinet(host.service.get(), doverie_text("ivan"), out, error); });
  auto asked = fresh<doverie_request_view>();
  REQUIRE(doverie_answer_request_at(cabinet.get(), 0, &asked, nullptr) == DOVERIE_STATUS_OK);
  CHECK(asked.attestation_version == 1);
  auto said = fresh<doverie_attestation>();
  said.spoke_with_trustor = said.nobody_misleads = 1;
  said.number = lend(number);
  const auto approve = [&] {
    doverie_answer* answer = nullptr;
    auto outcome = outcome_of([&](auto error) {
      return doverie_contact_approve(host.service.get(), nullptr, doverie_text("ivan"), lend(request), &said, &answer,
                                     error);
    });
    doverie_answer_free(answer);
    return outcome;
  };
  const doverie_string more = doverie_text("nobody_dictates");
  said.version = 2, said.agreed = &more, said.agreed_count = 1;
  CHECK(approve().rejected(DOVERIE_REASON_ATTESTATION_OUTDATED));
  for (const std::int32_t version : {-1, std::numeric_limits<std::int32_t>::min()}) {
    said.version = version;
    CHECK(approve().faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  }
  said.version = 1, said.agreed = nullptr;
  CHECK(approve().faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  said.agreed = &more, said.agreed_count = 33;
  CHECK(approve().faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  said.agreed_count = 0, said.version = 0;
  CHECK(approve().ok());
}

TEST_CASE("C6: a change of the trustor's SIM voids the request, once; what cannot be is refused") {
  Host host;
  host.appoint();
  std::string number;
  const std::string request = host.start(&number);
  REQUIRE(doverie_fake_clock_advance(host.clock.get(), kMinute, nullptr) == DOVERIE_STATUS_OK);
  const auto change = [&](const char* account, doverie_account_change what, std::int64_t since) {
    return outcome_of([&](auto error) {
      return doverie_host_account_changed(host.service.get(), nullptr, doverie_text(account), what, since, error);
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

TEST_CASE("KC9, KC8: a contact's account closes, and the owner is seen, through C") {
  Host host;
  host.appoint();
  const doverie_service* service = host.service.get();
  const auto tell = [&](auto report, const char* account) {
    return outcome_of([&](auto error) { return report(service, nullptr, doverie_text(account), error); });
  };
  CHECK(tell(doverie_host_account_closed, "ivan").ok());
  CHECK(outcome_of([&](auto error) {
          return doverie_trustor_remove_contact(service, nullptr, doverie_text("maria"), doverie_text("ivan"), 1, error);
        }).rejected(DOVERIE_REASON_NOT_A_CONTACT));
  CHECK(tell(doverie_host_owner_seen, "maria").ok());
}

}  // namespace capi_test
