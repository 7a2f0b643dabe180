// SPDX-License-Identifier: Apache-2.0
//
// What a request is for, in C: from the start to the grant, and words for it.
#include <doctest/doctest.h>

#include "world.h"

namespace capi_test {
namespace {

doverie_string change() {
  return doverie_text(DOVERIE_OPERATION_PASSWORD_CHANGE);
}

struct Started {
  Answer answer;
  doverie_recovery_started started = fresh<doverie_recovery_started>();
};

Started start(World& world, doverie_string operation) {
  Started made;
  made.answer = make<Answer>([&](auto out, auto error) {
    return doverie_recoverer_start(world.service.get(), nullptr, doverie_text("maria"), lend_bytes(kSecret), 0, operation,
                                   out, error);
  });
  CHECK(doverie_answer_recovery_started(made.answer.get(), &made.started, nullptr) == DOVERIE_STATUS_OK);
  return made;
}

Outcome approve(World& world, const Started& of, doverie_string operation) {
  auto said = fresh<doverie_attestation>();
  said.spoke_with_trustor = said.nobody_misleads = 1;
  said.number = of.started.number;
  said.operation = operation;
  doverie_answer* answer = nullptr;
  auto outcome = outcome_of([&](auto error) {
    return doverie_contact_approve(world.service.get(), nullptr, doverie_text("ivan"), of.started.request, &said, &answer,
                                   error);
  });
  doverie_answer_free(answer);
  return outcome;
}

Outcome redeem(World& world, const Started& of, doverie_string operation, std::string* granted = nullptr) {
  doverie_answer* answer = nullptr;
  auto outcome = outcome_of([&](auto error) {
    return doverie_recoverer_redeem(world.service.get(), nullptr, doverie_text("maria"), of.started.request,
                                    lend_bytes(kSecret), operation, &answer, error);
  });
  auto grant = fresh<doverie_grant>();
  if (outcome.ok()) CHECK(doverie_answer_grant(answer, &grant, nullptr) == DOVERIE_STATUS_OK);
  if (granted != nullptr) *granted = copy(grant.operation);
  doverie_answer_free(answer);
  return outcome;
}

TEST_CASE("operations: shown, attested and granted; nothing named is a recovery") {
  World world;
  world.appoint();
  const Started of = start(world, change());
  const auto cabinet = make<Answer>(
      [&](auto out, auto error) { return doverie_contact_cabinet(world.service.get(), doverie_text("ivan"), out, error); });
  auto shown = fresh<doverie_request_view>();
  REQUIRE(doverie_answer_request_at(cabinet.get(), 0, &shown, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(shown.operation) == "password_change");
  CHECK(approve(world, of, {}).rejected(DOVERIE_REASON_OPERATION_MISMATCH));
  REQUIRE(approve(world, of, change()).ok());
  world.pump();
  REQUIRE(world.confirm(copy(of.started.request), world.last_code()).ok());
  CHECK(redeem(world, of, {}).rejected(DOVERIE_REASON_OPERATION_MISMATCH));
  std::string granted;
  REQUIRE(redeem(world, of, change(), &granted).ok());
  CHECK(granted == "password_change");
}

TEST_CASE("operations: one that the policy does not name is a fault, and what is no name an argument that is wrong") {
  World world;
  world.appoint();
  const auto started = [&](const char* operation) {
    doverie_answer* answer = nullptr;
    auto outcome = outcome_of([&](auto error) {
      return doverie_recoverer_start(world.service.get(), nullptr, doverie_text("maria"), lend_bytes(kSecret), 0,
                                     doverie_text(operation), &answer, error);
    });
    doverie_answer_free(answer);
    return outcome;
  };
  CHECK(started("phone_change").faulted(DOVERIE_FAULT_OPERATION_UNKNOWN));
  CHECK(started("Phone").faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(copy(doverie_start_status_name(DOVERIE_START_NOT_NEEDED)) == "not_needed");
}

TEST_CASE("operations: words for those of the library, alone and in a notice") {
  CHECK(copy(doverie_operation_text(change(), DOVERIE_LANGUAGE_RUSSIAN)) == "смена пароля");
  CHECK(doverie_operation_text(doverie_text("phone_change"), DOVERIE_LANGUAGE_RUSSIAN).size == 0);
  CHECK(doverie_operation_text({}, DOVERIE_LANGUAGE_RUSSIAN).size == 0);
  CHECK(doverie_operation_text(change(), 3).size == 0);
  auto names = fresh<doverie_notice_names>();
  names.operation = change();
  doverie_notice_text* text = nullptr;
  REQUIRE(doverie_notice_text_new(DOVERIE_NOTICE_RECOVERY_STARTED, DOVERIE_ROLE_TRUSTOR, DOVERIE_LANGUAGE_ENGLISH,
                                  DOVERIE_CHANNEL_PUSH, &names, &text, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(doverie_notice_text_body(text)) ==
        "Somebody asks for a confirmation: change of the password. If it is not you, deny it.");
  doverie_notice_text_free(text);
}

}  // namespace
}  // namespace capi_test
