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

TEST_CASE("a timeline tells what has happened in words, and what was refused") {
  World world;
  world.appoint();
  doverie_answer* refused = nullptr;
  CHECK(doverie_trustor_invite(world.service.get(), nullptr, doverie_text("maria"), doverie_text("Иван"),
                               doverie_text("+79161234567"), &refused, nullptr) == DOVERIE_STATUS_REJECTED);
  const Answer answer = make<Answer>([&](auto out, auto error) {
    return doverie_operator_timeline(world.service.get(), doverie_text("maria"), out, error);
  });
  auto timeline = fresh<doverie_timeline>();
  REQUIRE(doverie_answer_timeline(answer.get(), &timeline, nullptr) == DOVERIE_STATUS_OK);
  REQUIRE(timeline.entry_count >= 3);
  auto first = fresh<doverie_timeline_entry>();
  REQUIRE(doverie_answer_timeline_entry_at(answer.get(), 0, &first, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(first.type) == "invitation_sent");
  CHECK(copy(first.trustor) == "maria");
  CHECK(first.at == kMorning);
  auto last = fresh<doverie_timeline_entry>();
  REQUIRE(doverie_answer_timeline_entry_at(answer.get(), timeline.entry_count - 1, &last, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(last.type) == "command_refused");
  CHECK(copy(last.english).starts_with("refused: an invitation: "));
  CHECK(copy(last.russian).starts_with("отказ: приглашение: "));
}

TEST_CASE("what is held of a person is told row by row") {
  World world;
  world.appoint();
  const Answer answer = make<Answer>(
      [&](auto out, auto error) { return doverie_operator_held(world.service.get(), doverie_text("ivan"), out, error); });
  auto held = fresh<doverie_holdings>();
  REQUIRE(doverie_answer_holdings(answer.get(), &held, nullptr) == DOVERIE_STATUS_OK);
  REQUIRE(held.item_count > 1);
  CHECK(copy(finding_in(answer, 0).kind) == "holds_nothing_more");
  CHECK(copy(finding_in(answer, 1).kind) == "holds_trustor");
  CHECK(copy(finding_in(answer, 1).account) == "maria");
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
