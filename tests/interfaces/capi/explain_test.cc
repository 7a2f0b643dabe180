// SPDX-License-Identifier: Apache-2.0
//
// Why can this account not be recovered? Over the C interface; tests/core/desk_test.cc goes through what is found.
#include "world.h"

namespace capi_test {
namespace {

Answer explained(const World& world) {
  return make<Answer>([&](auto out, auto error) {
    return doverie_operator_explain(world.service.get(), doverie_text("maria"), 0, doverie_text(""), out, error);
  });
}

doverie_diagnosis diagnosis_in(const Answer& answer) {
  auto found = fresh<doverie_diagnosis>();
  REQUIRE(doverie_answer_diagnosis(answer.get(), &found, nullptr) == DOVERIE_STATUS_OK);
  return found;
}

doverie_finding finding_in(const Answer& answer, std::size_t index) {
  auto found = fresh<doverie_finding>();
  REQUIRE(doverie_answer_finding_at(answer.get(), index, &found, nullptr) == DOVERIE_STATUS_OK);
  return found;
}

TEST_CASE("an explanation tells what a start would answer, then what stands against it") {
  World world;
  world.appoint();
  REQUIRE(doverie_operator_freeze(world.service.get(), nullptr, doverie_text("maria"), doverie_text("anna"), nullptr) ==
          DOVERIE_STATUS_OK);
  const Answer answer = explained(world);
  const doverie_diagnosis found = diagnosis_in(answer);
  CHECK(found.start == DOVERIE_START_FROZEN);
  REQUIRE(found.finding_count > 2);
  CHECK(copy(finding_in(answer, 0).kind) == "start_frozen");
  CHECK(finding_in(answer, 0).against == 0);
  const doverie_finding cause = finding_in(answer, 1);
  CHECK(cause.against == 1);
  CHECK(copy(cause.kind) == "frozen_by_operator");
  CHECK(copy(cause.reason) == "frozen");
  CHECK(copy(cause.detail) == "anna");
  CHECK(cause.since == kMorning);
  CHECK(cause.until == 0);
  CHECK(cause.needs == DOVERIE_ABSENT);
  CHECK(copy(cause.english).starts_with("an operator, anna, froze the account"));
  CHECK_FALSE(copy(cause.russian).empty());
}

TEST_CASE("the owner is not told which operator it was") {
  World world;
  world.appoint();
  REQUIRE(doverie_operator_freeze(world.service.get(), nullptr, doverie_text("maria"), doverie_text("anna"), nullptr) ==
          DOVERIE_STATUS_OK);
  const Answer answer = make<Answer>([&](auto out, auto error) {
    return doverie_trustor_explain(world.service.get(), doverie_text("maria"), 0, doverie_text(""), out, error);
  });
  const std::size_t count = diagnosis_in(answer).finding_count;
  for (std::size_t i = 0; i < count; ++i) CHECK(copy(finding_in(answer, i).english).find("anna") == std::string::npos);
}

TEST_CASE("asked for another kind of answer, or beyond the last finding, it says so") {
  World world;
  const Answer answer = explained(world);
  auto trail = fresh<doverie_audit_trail>();
  CHECK(doverie_answer_audit_trail(answer.get(), &trail, nullptr) != DOVERIE_STATUS_OK);
  auto beyond = fresh<doverie_finding>();
  const std::size_t count = diagnosis_in(answer).finding_count;
  CHECK(doverie_answer_finding_at(answer.get(), count, &beyond, nullptr) != DOVERIE_STATUS_OK);
}

}  // namespace
}  // namespace capi_test
