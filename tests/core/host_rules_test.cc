// SPDX-License-Identifier: Apache-2.0
//
// Rules of the host's own: beside the library's, never instead of them.
#include "doverie/core/host_rules.h"

#include "core/records/events.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

constexpr auto kClient = static_cast<ReasonCode>(10'001);

// The fact `client` has to be 1.
HostRule client_rule(std::int32_t number = 10'001, std::string name = "contact_no_client", Role role = Role::contact) {
  return {.number = number,
          .name = std::move(name),
          .role = role,
          .english = "The contact has to be a client of the bank.",
          .russian = "Контакт должен быть клиентом банка.",
          .fact = "client",
          .sentence = "B1. A contact is a client.",
          .check = [](const HostRuleInput& in) -> Result<HostFinding> {
            const auto found = in.account.host.find("client");
            const std::int64_t has = found == in.account.host.end() ? 0 : found->second;
            return HostFinding{has == 1, 1, has};
          }};
}

HostRules rules_of(std::vector<HostRule> rules) {
  auto made = HostRules::of(std::move(rules));
  REQUIRE_MESSAGE(made.ok(), made.fault().message);
  return *std::move(made);
}

void use_rules(Story& story, HostRules rules) {
  ServiceOptions options = story.options();
  options.rules = std::move(rules);
  story.restart(options);
}

TEST_CASE("host rules: what cannot be is refused, and named") {
  struct Row {
    void (*spoil)(HostRule&);
    std::string problem;
  };
  const Row rows[] = {
      {[](HostRule& r) { r.number = 9'999; }, "numbers of hosts begin at 10000"},
      {[](HostRule& r) { r.name = ""; }, "a name is 1 to 64 of [a-z0-9_]"},
      {[](HostRule& r) { r.name = "No Client"; }, "a name is 1 to 64 of [a-z0-9_]"},
      {[](HostRule& r) { r.name = std::string(65, 'a'); }, "a name is 1 to 64 of [a-z0-9_]"},
      {[](HostRule& r) { r.name = "contact_too_young"; }, "the library has a code of that name"},
      {[](HostRule& r) { r.name = "busy"; }, "the library has a code of that name"},
      {[](HostRule& r) { r.role = Role{0}; }, "the role is trustor or contact"},
      {[](HostRule& r) { r.english.clear(); }, "it has to have texts in English and Russian"},
      {[](HostRule& r) { r.check = nullptr; }, "there is no check"},
  };
  for (const Row& row : rows) {
    HostRule rule = client_rule();
    row.spoil(rule);
    const auto made = HostRules::of({rule});
    REQUIRE(made.faulted());
    CHECK(made.fault().code == FaultCode::invalid_argument);
    CHECK(made.fault().message.ends_with(row.problem));
  }
  CHECK(HostRules::of({client_rule(), client_rule(10'001, "other")}).fault().message.ends_with("the number is there twice"));
  CHECK(HostRules::of({client_rule(), client_rule(10'002)}).fault().message.ends_with("the name is there twice"));
  CHECK(HostRules::of({client_rule(10'000)}).ok());
}

TEST_CASE("host rules: they refuse, behind the library's reasons, in order of their numbers") {
  Story story;
  use_rules(story, rules_of({client_rule(10'007, "contact_no_branch"), client_rule()}));
  const InvitationId invitation = story.invited("maria", "ivan");
  story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(17), ivan.passport_current = false; });
  const auto refused = story.accept("ivan", invitation);
  REQUIRE(refused.rejected());
  std::string names;
  for (const Reason& reason : refused.rejection().reasons) names += std::string(name_of(reason)) + " ";
  CHECK(names == "contact_too_young contact_passport_outdated contact_no_client contact_no_branch ");
  CHECK(refused.rejection().has(kClient));
  CHECK(refused.rejection().reasons.back().needs == 1);
  CHECK(refused.rejection().reasons.back().has == 0);
}

TEST_CASE("host rules: both sides, and at every later step") {
  Story story;
  use_rules(story, rules_of({client_rule()}));
  story.change("ivan", [](AccountFacts& ivan) { ivan.host["client"] = 1; });
  story.appointed("maria", "ivan");
  const RequestId request = story.ready("maria", "ivan");
  story.change("ivan", [](AccountFacts& ivan) { ivan.host["client"] = 0; });
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  EXPECT(story.redeem(request), "refused: contact_unavailable");
  story.change("ivan", [](AccountFacts& ivan) { ivan.host["client"] = 1; });
  EXPECT(story.redeem(request), "done");
}

TEST_CASE("host rules: a trustor's rule is looked at when inviting") {
  Story story;
  use_rules(story, rules_of({client_rule(10'002, "trustor_no_client", Role::trustor)}));
  const auto refused = story.invite("maria", "ivan");
  REQUIRE(refused.rejected());
  CHECK(name_of(refused.rejection().reasons.front()) == "trustor_no_client");
}

TEST_CASE("host rules: a verdict is recorded with number and name, and read without the rule") {
  Story story;
  use_rules(story, rules_of({client_rule()}));
  story.change("ivan", [](AccountFacts& ivan) { ivan.host["client"] = 1; });
  story.appointed("maria", "ivan");
  const auto facts = story.store->read({.streams = {"facts/0.maria"}});
  REQUIRE(facts.ok());
  CHECK(facts->streams.front().events.back().bytes.find(
            R"({"rule":"contact_no_client","number":10001,"passed":true,"needs":1,"has":1})") != std::string::npos);

  use_rules(story, {});
  CHECK(story.service().operations().audit("maria").ok());
  const RequestId request = story.ready("maria", "ivan");
  EXPECT(story.redeem(request), "done");
}

TEST_CASE("host rules: a number that is not a host's makes an unknown rule of an event") {
  JsonReader reader;
  const auto decoded = [&](const std::string& number) {
    return decode<FactsEvent>(
        R"({"type":"rules_looked","v":1,"at":"2026-03-02T09:00:00.000000Z","today":"2026-03-02","command":"c","version":1,)"
        R"("rules":[{"rule":"contact_no_client","number":)" +
            number + R"(,"passed":true}]})",
        reader);
  };
  CHECK(decoded("10000").ok());
  for (const char* number : {"10000", "2147483647"}) EXPECT(decoded(number), "done");
  for (const char* number : {"9999", "-1", "2147483648", "\"10000\""}) {
    CHECK(in_words(decoded(number)) == "fault: event_unknown");
  }
}

TEST_CASE("host rules: one that cannot decide ends the command, and nothing is written") {
  Story story;
  story.appointed("maria", "ivan");
  const auto events = story.events("circle/maria");
  HostRule broken = client_rule();
  broken.check = [](const HostRuleInput&) -> Result<HostFinding> {
    return Fault{FaultCode::directory_unavailable, "the table of clients is not there"};
  };
  use_rules(story, rules_of({broken}));
  EXPECT(story.start("maria"), "fault: directory_unavailable");
  CHECK(story.events("circle/maria") == events);

  broken.check = [](const HostRuleInput&) -> Result<HostFinding> { return Rejection::of(ReasonCode::frozen); };
  use_rules(story, rules_of({broken}));
  EXPECT(story.start("maria"), "fault: internal");
  CHECK(story.events("circle/maria") == events);
}

TEST_CASE("host rules: they see the policy and the day of the decision") {
  Story story;
  HostRule rule = client_rule();
  rule.check = [](const HostRuleInput& in) -> Result<HostFinding> {
    return HostFinding{.passed = in.policy.id == "gosuslugi" && in.today == kToday};
  };
  use_rules(story, rules_of({rule}));
  story.appointed("maria", "ivan");
}

TEST_CASE("host rules: explanations have their rows behind the library's") {
  const HostRules rules = rules_of({client_rule()});
  const AccountFacts facts = citizen("Иван", "+79161234567");
  const auto rows = explain(Role::contact, facts, Policy::gosuslugi(), kToday, kNoon, rules);
  REQUIRE(rows.ok());
  CHECK(rows->size() == explain(Role::contact, facts, Policy::gosuslugi(), kToday, kNoon).size() + 1);
  const RuleExplanation& row = rows->back();
  CHECK(row.rule == kClient);
  CHECK(row.name == "contact_no_client");
  CHECK_FALSE(row.passed);
  CHECK(row.fact == "client");
  CHECK(row.sentence == "B1. A contact is a client.");
  CHECK(row.russian == "Контакт должен быть клиентом банка.");
  CHECK(explain(Role::trustor, facts, Policy::gosuslugi(), kToday, kNoon, rules)->size() ==
        explain(Role::trustor, facts, Policy::gosuslugi(), kToday, kNoon).size());
  CHECK(explain(Role::contact, std::nullopt, Policy::gosuslugi(), kToday, kNoon, rules)->size() == 1);
  HostRule broken = client_rule();
  broken.check = [](const HostRuleInput&) -> Result<HostFinding> { return Fault{FaultCode::internal, "no"}; };
  CHECK(explain(Role::contact, facts, Policy::gosuslugi(), kToday, kNoon, rules_of({broken})).faulted());
}

TEST_CASE("host rules: what is told of a number that only the host knows") {
  CHECK(info(kClient).name == "host_rule");
  CHECK(name_of(Reason{kClient}) == "host_rule");
  CHECK(name_of(Reason{ReasonCode::frozen}) == "frozen");
  CHECK(rules_of({client_rule()}).find(kClient)->name == "contact_no_client");
  CHECK(HostRules().find(kClient) == nullptr);
}

}  // namespace
}  // namespace doverie::testing
