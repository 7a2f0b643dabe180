// SPDX-License-Identifier: Apache-2.0
//
// What the contact attests: no other texts than those asked for, and no code without them.
#include <algorithm>

#include "core/bytes/json.h"
#include "core/confirmation/code.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

// A text of the last event of that type in maria's circle.
std::string text_in(Story& story, const std::string& type, const std::string& name) {
  const auto trail = story.service().operations().audit("maria");
  REQUIRE(trail.ok());
  std::string found;
  for (const AuditEntry& entry : trail->entries) {
    if (entry.type != type) continue;
    const auto json = parse_json(entry.event);
    const JsonValue* value = json->member(name);
    found = value && value->string() ? std::string(*value->string()) : "";
  }
  return found;
}

Result<Approved> approve(Story& story, const RequestId& request, std::int32_t version,
                         std::vector<std::string> agreed = {}) {
  return story.service().contact("ivan").approve(request, {true, true, story.number(request), version, std::move(agreed)});
}

PolicySchedule asking(std::int32_t version) {
  return changed([&](Policy& p) { p.attestation_version = version; });
}

TEST_CASE("B3: the statements of another version, or one more than is asked, approve nothing") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  CHECK(story.service().contact("ivan").cabinet()->requests.at(0).attestation_version == 1);
  EXPECT(approve(story, request, 2, {"nobody_dictates"}), "refused: attestation_outdated");
  EXPECT(approve(story, request, 2), "refused: attestation_outdated");
  EXPECT(approve(story, request, 1, {"nobody_dictates"}), "refused: attestation_outdated");
  EXPECT(approve(story, request, 1, {"nobody_misleads"}), "refused: attestation_outdated");
  CHECK(story.count("circle/maria", "approval_given") == 0);
  EXPECT(approve(story, request, 1), "done");
}

TEST_CASE("B3: a request asks what its own policy asked when it began; the next one asks what is asked today") {
  Policy tomorrow = Policy::gosuslugi();
  tomorrow.id = "asks-more", tomorrow.attestation_version = 2;
  tomorrow.applies_from = std::chrono::year_month_day{std::chrono::sys_days{kToday} + std::chrono::days{1}};
  Story story({.policies = PolicySchedule::of({Policy::gosuslugi(), tomorrow}).value()});
  story.appointed("maria", "ivan");
  story.wait(11h);
  const RequestId today = story.started("maria");
  story.wait(2h);  // midnight has passed
  const RequestId later = story.started("maria");
  const auto cabinet = story.service().contact("ivan").cabinet();
  CHECK(cabinet->requests.at(0).attestation_version == 1);
  CHECK(cabinet->requests.at(1).attestation_version == 2);
  EXPECT(approve(story, today, 2, {"nobody_dictates"}), "refused: attestation_outdated");
  EXPECT(approve(story, later, 1), "refused: attestation_outdated");
  EXPECT(approve(story, later, 2), "refused: attestation_incomplete");
  EXPECT(approve(story, today, 1), "done");
}

TEST_CASE("B3: the record says which texts were attested and what was answered") {
  Story story({.policies = asking(2)});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  REQUIRE(approve(story, request, 2, {"nobody_dictates"}));
  CHECK(text_in(story, "approval_given", "statements") == "2");
  CHECK(text_in(story, "approval_given", "attestation").size() == 64);
  const auto trail = story.service().operations().audit("maria");
  const std::string answers =
      R"("answers":[{"question":"spoke_with_trustor","answer":"yes"},)"
      R"({"question":"nobody_misleads","answer":"yes"},{"question":"nobody_dictates","answer":"yes"},)"
      R"({"question":"number","answer":")" +
      story.number(request) + R"("}])";
  const auto has = [&](const AuditEntry& entry) { return entry.event.find(answers) != std::string::npos; };
  CHECK(std::any_of(trail->entries.begin(), trail->entries.end(), has));
  EXPECT(story.confirm("ivan", request, story.code("ivan")), "done");
  EXPECT(story.redeem(request), "done");
}

TEST_CASE("B2: the code is bound to what was attested: it is that of the recorded attestation and of no other") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string challenge = text_in(story, "code_issued", "challenge");
  const std::string key = text_in(story, "code_issued", "key");
  const std::string attestation = text_in(story, "approval_given", "attestation");
  const auto code_for = [&](const std::string& attested) {
    const std::string purpose = purpose_of("password_recovery", attested);
    const std::string number = story.facts("ivan").phone->e164();
    const auto code = derive_code(*story.keys, key, {challenge, "", request, "ivan", purpose, number}, 6);
    REQUIRE(code.ok());
    return std::string(code->reveal());
  };
  REQUIRE(attestation.size() == 64);
  CHECK(story.code("ivan") == code_for(attestation));
  CHECK(story.code("ivan") != code_for(""));
  CHECK(story.code("ivan") != code_for(std::string(64, '0')));
  story.wait(1min);
  REQUIRE(story.resend("ivan", request));
  CHECK(story.code("ivan") == code_for(attestation));
}

}  // namespace
}  // namespace doverie::testing
