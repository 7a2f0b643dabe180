// SPDX-License-Identifier: Apache-2.0
//
// Is what a request is for the same from the start to the grant, and does a name that nobody knows open nothing?
#include "doverie/core/operations.h"

#include <doctest/doctest.h>

#include "core/confirmation/code.h"
#include "core/decisions/decide.h"
#include "doverie/core/texts.h"
#include "support/results.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

using namespace std::chrono_literals;

Policy with_operations(parameter_type::operations operations) {
  Policy policy = Policy::gosuslugi();
  policy.other_operations = std::move(operations);
  return policy;
}

struct Appointed : Story {
  explicit Appointed(const Policy& policy = Policy::gosuslugi())
      : Story({.policies = PolicySchedule::of({policy}).value()}) {
    appointed("maria", "ivan");
  }
  RequestId changing() { return started("maria", false, "password_change"); }
  std::string redeem_for(const RequestId& request, const std::string& operation) {
    return in_words(service().recoverer("maria").redeem(request, secret(request), operation));
  }
};

std::string status_of(const Result<RecoveryStarted>& answer) {
  return answer ? std::string(name_of(answer->status)) : in_words(answer);
}

TEST_CASE("operations: names are 1 to 32 of [a-z0-9_-]") {
  const std::pair<std::string, bool> rows[] = {
      {"password_change", true},
      {"a", true},
      {std::string(32, 'z'), true},
      {"phone-2", true},
      {"", false},
      {"Пароль", false},
      {std::string(33, 'z'), false},
      {"A", false},
      {"a b", false},
      {"a.b", false},
  };
  for (const auto& [name, good] : rows) {
    CAPTURE(name);
    CHECK(is_operation_name(name) == good);
    Policy policy = with_operations({{name, 1h}});
    CHECK(policy.validate().ok() == good);
    const auto status = check_arguments(Command(StartRecovery{"maria", secret_number(1), false, name}));
    CHECK(status.ok() == good);
  }
}

TEST_CASE("operations: words of the library's, and of nobody else's") {
  CHECK(operation_text("password_change", Language::russian) == "смена пароля");
  CHECK(operation_text("password_recovery", Language::english) == "password recovery");
  CHECK_FALSE(operation_text("phone_change", Language::russian));
}

TEST_CASE(
    "operations: the policy says how long a request lives, and what needs no contact; what it does not name is a fault") {
  Appointed story(with_operations({{"password_change", 2h}, {"phone_change", Duration{0}}}));
  const auto change = story.start("maria", false, "password_change");
  REQUIRE(change.ok());
  CHECK(change->until == story.now() + 2h);
  CHECK(story.start("maria")->until == story.now() + 24h);
  CHECK(status_of(story.start("maria", false, "phone_change")) == "not_needed");
  CHECK(status_of(story.start("maria", false, "factor_removal")) == "fault: operation_unknown");
  CHECK(story.count("circle/maria", "recovery_started") == 2);
}

TEST_CASE(
    "operations: a frozen account is frozen for what needs no contact, too, and a lock or a lost contact is not asked") {
  Appointed story(with_operations({{"phone_change", Duration{0}}}));
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone_state = PhoneState::none; });
  CHECK(status_of(story.start("maria")) == "contact_unavailable");
  CHECK(status_of(story.start("maria", false, "phone_change")) == "not_needed");
  REQUIRE(story.service().trustor("maria").report_fraud());
  CHECK(status_of(story.start("maria", false, "phone_change")) == "frozen");
  CHECK(status_of(story.start("maria", false, "factor_removal")) == "fault: operation_unknown");
}

TEST_CASE("operations: somebody without a contact is not protected, whatever is begun") {
  Story story;
  CHECK(status_of(story.start("olga", false, "password_change")) == "not_protected");
}

TEST_CASE("operations: the contact is shown it and attests it; a page that knows of recoveries alone gets no yes") {
  Appointed story;
  const RequestId request = story.changing();
  CHECK(story.service().contact("ivan").cabinet()->requests.front().operation == "password_change");
  CHECK(story.service().trustor("maria").cabinet()->requests.front().operation == "password_change");
  Attestation said{true, true, story.number(request)};
  EXPECT(story.service().contact("ivan").approve(request, said), "refused: operation_mismatch");
  said.operation = "phone_change";
  EXPECT(story.service().contact("ivan").approve(request, said), "refused: operation_mismatch");
  CHECK(story.count("circle/maria", "approval_given") == 0);
  said.operation = "password_change";
  EXPECT(story.service().contact("ivan").approve(request, said), "done");
}

TEST_CASE("operations: a grant is for what was confirmed; another name is refused and consumes nothing") {
  Appointed story;
  const RequestId request = story.changing();
  story.approved("ivan", request);
  CHECK(story.redeem_for(request, "password_recovery") == "refused: operation_mismatch");  // before it is approved, too
  story.confirmed("ivan", request);
  CHECK(story.redeem_for(request, "password_recovery") == "refused: operation_mismatch");
  CHECK(story.count("circle/maria", "recovery_redeemed") == 0);
  const auto grant = story.redeem(request, {"change-1", ""});
  REQUIRE(grant.ok());
  CHECK(grant->operation == "password_change");
  CHECK(story.redeem(request, {"change-1", ""})->operation == "password_change");
  EXPECT(story.service().recoverer("maria").redeem(request, story.secret(request), "password_recovery", {"change-1", ""}),
         "fault: command_id_reused");
  CHECK(story.redeem_for(request, "password_recovery") == "refused: operation_mismatch");
  CHECK(story.redeem_for(request, "password_change") == "refused: request_redeemed");
}

TEST_CASE("operations: with another secret it is the secret that is wrong") {
  Appointed story;
  const RequestId request = story.changing();
  EXPECT(story.service().recoverer("maria").redeem(request, secret_number(99), "password_recovery"),
         "refused: wrong_secret");
}

TEST_CASE("operations: of two requests that are open at once approving one denies the other, whatever they are for") {
  Appointed story;
  const RequestId change = story.changing();
  const RequestId recovery = story.started("maria");
  CHECK(story.number(change) != story.number(recovery));
  story.approved("ivan", recovery);
  CHECK(story.state_of(change) == "denied");
  EXPECT(story.approve("ivan", change), "refused: request_denied");
}

TEST_CASE("operations: they share the day's starts") {
  Appointed story;
  for (int i = 0; i < 2; ++i) EXPECT(story.cancel(story.changing()), "done");
  EXPECT(story.cancel(story.started("maria")), "done");
  CHECK(status_of(story.start("maria", false, "password_change")) == "refused: starts_exhausted");
}

TEST_CASE("operations: the code of one is not that of another") {
  CHECK(purpose_of("password_recovery", "abc") != purpose_of("password_change", "abc"));
  CHECK(purpose_of("password_change", "abc") == "password_change abc");
}

TEST_CASE("operations: the records say what was begun, attested and granted") {
  Appointed story;
  const RequestId request = story.changing();
  story.approved("ivan", request), story.confirmed("ivan", request), story.redeemed(request);
  const auto trail = story.service().operations().audit("maria");
  REQUIRE(trail.ok());
  int said = 0;
  for (const AuditEntry& entry : trail->entries) {
    const bool names = entry.event.find("\"operation\":\"password_change\"") != std::string::npos;
    const bool should =
        entry.type == "recovery_started" || entry.type == "approval_given" || entry.type == "recovery_redeemed";
    CAPTURE(entry.type);
    CHECK(names == should);
    said += names ? 1 : 0;
  }
  CHECK(said == 3);
}

TEST_CASE("operations: notices name it, and their texts say it in the words of whoever has them") {
  Appointed story;
  story.changing();
  REQUIRE(story.notices().size() > 0);
  const auto text = [](const std::string& operation, Language language) {
    return notice_text(Notice::recovery_started, Role::trustor, language, Channel::push, {.operation = operation})->text;
  };
  CHECK(text("password_change", Language::russian) ==
        "Кто-то просит подтвердить: смена пароля. Если не вы, отклоните запрос.");
  CHECK(text("", Language::english) == "Somebody asks for a confirmation: password recovery. If it is not you, deny it.");
  CHECK(text("смена телефона", Language::russian).find("подтвердить: смена телефона.") != std::string::npos);
}

TEST_CASE("operations: a policy says of each a whole number of seconds, within limits, or that it needs no contact") {
  const std::pair<parameter_type::operations, bool> rows[] = {
      {{}, true},
      {{{"a", Duration{0}}}, true},
      {{{"a", 1min}}, true},
      {{{"a", 59s}}, false},
      {{{"a", 8784h}}, true},
      {{{"a", 8784h + 1s}}, false},
      {{{"a", 90s + std::chrono::milliseconds{1}}}, false},
      {{{"password_recovery", 1h}}, false},
  };
  for (const auto& [operations, good] : rows) CHECK(with_operations(operations).validate().ok() == good);
}

TEST_CASE("operations: policy documents have them by name, and a wrong one is named with its place") {
  const Policy policy = with_operations({{"password_change", 24h}, {"phone_change", Duration{0}}});
  const std::string document = policy.to_json();
  CHECK(document.find(R"("other_operations":{"password_change":"24h","phone_change":"0s"})") != std::string::npos);
  CHECK(*Policy::from_json(document) == policy);
  const auto with = [&](const std::string& value) {
    std::string changed = document;
    const auto from = changed.find("{\"password_change\"");
    return Policy::from_json(changed.replace(from, changed.find('}', from) + 1 - from, value));
  };
  const std::pair<const char*, const char*> rows[] = {
      {R"([])", "/other_operations is an array"},
      {R"({"a":5})", "/other_operations/a is 5"},
      {R"({"a":"1d"})", "/other_operations/a is \"1d\""},
      {R"({"a":"30s"})", "/other_operations/a is 30s"},
      {R"({"A":"1h"})", "/other_operations/A is no name of an operation"},
      {R"({"password_recovery":"1h"})", "/other_operations/password_recovery is there"},
  };
  for (const auto& [value, why] : rows) {
    const auto refused = with(value);
    CAPTURE(value);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.fault().message.find(why) != std::string::npos);
  }
}

}  // namespace
}  // namespace doverie::testing
