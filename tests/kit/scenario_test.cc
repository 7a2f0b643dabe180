// SPDX-License-Identifier: Apache-2.0
//
// Scenarios in words: all that can be said, what is not understood, and what a failure tells.
#include "doverie/testing/scenario.h"
#include "support/ages.h"

#include <doctest/doctest.h>

namespace doverie::testing {
namespace {

TEST_CASE("scenario: a rule change in a few lines") {
  const Scenario story = Scenario(with_ages(14, 21))
                             .given("ivan is 20 years 364 days, maria invites ivan")
                             .when("ivan accepts maria")
                             .then("refused: contact_too_young (needs 21, has 20)")
                             .then_events("");
  CHECK_MESSAGE(story.ok(), story.failure());
}

TEST_CASE("scenario: an observed account is told apart from one without a contact, and its request goes on") {
  Policy policy = Policy::gosuslugi();
  policy.protected_share = 0;
  Scenario story(policy);
  story.when("maria recovers").then("not_protected");
  story.given("maria invites ivan, ivan accepts maria").when("maria recovers").then("not_protected, observed");
  story.when("ivan denies maria").then("done").then_events("recovery_denied");
  CHECK_MESSAGE(story.ok(), story.failure());
}

TEST_CASE("scenario: a failure tells the story, and in words what differs") {
  const Scenario story = Scenario(with_ages(14, 21))
                             .given("ivan is 20 years 364 days, maria invites ivan")
                             .when("ivan accepts maria")
                             .then("done");
  CHECK_FALSE(story.ok());
  CHECK(story.failure() ==
        "  given ivan is 20 years 364 days   → done\n"
        "  given maria invites ivan   → done\n"
        "  when ivan accepts maria   → refused: contact_too_young (needs 21, has 20)\n"
        "  then done\n"
        "  expected: done\n"
        "  got:      refused: contact_too_young (needs 21, has 20)\n"
        "  missing: done\n"
        "  not expected: contact_too_young (needs 21, has 20)\n"
        "    contact_too_young: The contact has not reached the required age.");
}

TEST_CASE("scenario: a given that is refused is a failure, and the rest is not told") {
  const Scenario story = Scenario(Policy::gosuslugi()).given("ivan accepts maria").when("maria invites ivan").then("done");
  CHECK(story.failure().find("this was given, so it has to succeed") != std::string::npos);
  CHECK(story.failure().find("invitation_not_found") != std::string::npos);
  CHECK(story.answer().empty());
}

TEST_CASE("scenario: all that can be said") {
  struct Row {
    const char* given;
    const char* when;
    const char* then;
  };
  const std::string appointed = "maria invites ivan, ivan accepts maria";
  const Row rows[] = {
      {"maria invites ivan", "ivan declines maria", "done"},
      {"maria invites ivan", "pyotr accepts maria", "refused: invitation_not_found"},
      {"maria invites ivan, ivan accepts maria", "maria removes ivan", "done"},
      {"maria invites ivan, ivan accepts maria", "ivan resigns from maria", "done"},
      {"maria invites ivan, ivan accepts maria, maria recovers", "maria looks", "pending"},
      {"maria invites ivan, ivan accepts maria, maria recovers", "maria denies", "done"},
      {"maria invites ivan, ivan accepts maria, maria recovers", "ivan denies maria", "done"},
      {"maria invites ivan, ivan accepts maria, maria recovers", "ivan reports fraud for maria", "done"},
      {"maria invites ivan, ivan accepts maria, maria recovers", "maria goes to mfc", "done"},
      {"maria invites ivan, ivan accepts maria, maria recovers, ivan approves maria", "ivan mistypes the code for maria",
       "refused: wrong_code (needs 5, has 1)"},
      {"maria invites ivan, ivan accepts maria, maria recovers", "ivan resends the code for maria",
       "refused: approval_missing"},
      {"maria invites ivan", "maria recovers", "not_protected"},
      {"maria invites ivan", "maria redeems", "refused: request_not_found"},
      {"maria has no account", "maria invites ivan", "refused: trustor_account_missing"},
      {"1us pass", "maria logs in", "done"},
  };
  for (const Row& row : rows) {
    const Scenario story = Scenario(Policy::gosuslugi()).given(row.given).when(row.when).then(row.then);
    CHECK_MESSAGE(story.ok(), story.failure());
  }
}

TEST_CASE("scenario: what is not understood is a failure that says what would be right") {
  for (const char* sentence : {"maria", "maria dances ivan", "maria invites", "maria invites ivan pyotr", "soon pass",
                               "maria recovers 0 times", "ivan is tall", ""}) {
    const Scenario story = Scenario(Policy::gosuslugi()).when(sentence);
    CHECK_MESSAGE(story.failure().find("is not understood") != std::string::npos, sentence);
  }
  CHECK(Scenario(Policy::gosuslugi()).then("done").failure().find("there was no `when` yet") != std::string::npos);
}

TEST_CASE("scenario: a policy that cannot be is a failure") {
  Policy policy = Policy::gosuslugi();
  policy.code_digits = 5;
  const Scenario story = Scenario(policy).given("maria invites ivan").when("ivan accepts maria").then("done");
  CHECK(story.failure().find("code_digits is 5") != std::string::npos);
}

TEST_CASE("scenario: an event that is missing is told") {
  const Scenario story =
      Scenario(Policy::gosuslugi()).when("maria invites ivan").then("done").then_events("invitation_sent");
  CHECK(story.failure().find("not expected: invitation_created") != std::string::npos);
}

TEST_CASE("scenario: on another day") {
  const Scenario story = Scenario(with_ages(14, 18), CivilDate{std::chrono::year{2030} / 1 / 1})
                             .given("ivan is born 2012-01-01, maria invites ivan")
                             .when("ivan accepts maria")
                             .then("done");
  CHECK_MESSAGE(story.ok(), story.failure());
}

TEST_CASE("scenario: a day has 24 hours, to the microsecond") {
  const Scenario in_time = Scenario(Policy::gosuslugi())
                               .given("maria invites ivan, 23h59m59s999999us pass")
                               .when("ivan accepts maria")
                               .then("done");
  CHECK_MESSAGE(in_time.ok(), in_time.failure());
  for (const char* day : {"1d", "24h", "23h60m", "1439m60s"}) {
    const Scenario late = Scenario(Policy::gosuslugi())
                              .given(std::string("maria invites ivan, ") + day + " pass")
                              .when("ivan accepts maria")
                              .then("refused: invitation_expired");
    CHECK_MESSAGE(late.ok(), late.failure());
  }
  Policy longer = Policy::gosuslugi();
  longer.invitation_lifetime = std::chrono::hours(25);
  const Scenario not_more = Scenario(longer).given("maria invites ivan, 1d pass").when("ivan accepts maria").then("done");
  CHECK_MESSAGE(not_more.ok(), not_more.failure());
}

TEST_CASE("scenario: an answer is not a refusal, nor a refusal an answer, that has the same word") {
  const Scenario story = Scenario(Policy::gosuslugi())
                             .given("maria invites ivan, ivan accepts maria, maria reports fraud")
                             .when("maria recovers");
  CHECK_MESSAGE(Scenario(story).then("frozen").ok(), story.answer());
  const Scenario other = Scenario(Policy::gosuslugi())
                             .given("maria invites ivan, ivan accepts maria, maria reports fraud")
                             .when("maria recovers")
                             .then("refused: frozen");
  CHECK_FALSE(other.ok());
  CHECK_FALSE(Scenario(Policy::gosuslugi()).when("ivan accepts maria").then("invitation_not_found").ok());
}

TEST_CASE("scenario: a given that ends in a fault has not succeeded") {
  const Scenario story =
      Scenario(Policy::gosuslugi()).given("+79160000000 invites ivan").when("maria invites ivan").then("done");
  CHECK(story.failure().find("fault: invalid_argument") != std::string::npos);
  CHECK(story.failure().find("this was given, so it has to succeed") != std::string::npos);
}

}  // namespace
}  // namespace doverie::testing
