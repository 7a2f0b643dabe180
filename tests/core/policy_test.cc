// SPDX-License-Identifier: Apache-2.0
//
// Policy documents: what is read, what is refused and in which words, and schedules. A change of the gosuslugi policy shows
// as a difference of tests/core/golden/gosuslugi.json.
#include "doverie/core/policy.h"

#include <limits>

#include "core/policy_parameters.h"
#include "support/golden.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

// The gosuslugi document with one piece of text replaced.
std::string document_with(const std::string& from, const std::string& to) {
  std::string document = Policy::gosuslugi().to_json();
  const auto at = document.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, from << " is not in the document");
  return document.replace(at, from.size(), to);
}

TEST_CASE("policy: the gosuslugi policy is the golden one") {
  const Policy& policy = Policy::gosuslugi();
  CHECK_GOLDEN("gosuslugi.json", policy.to_json() + "\n");
  CHECK_GOLDEN("gosuslugi.hash", policy.content_hash() + "\n");
}

TEST_CASE("policy: the strict policy is the golden one, and can follow gosuslugi") {
  const Policy& policy = Policy::strict();
  CHECK_GOLDEN("strict.json", policy.to_json() + "\n");
  CHECK_GOLDEN("strict.hash", policy.content_hash() + "\n");
  Policy later = policy;
  later.applies_from = CivilDate{std::chrono::year{2027} / 1 / 1};
  CHECK(PolicySchedule::of({Policy::gosuslugi(), later}).ok());
}

TEST_CASE("policy: a document and its policy are the same, both ways") {
  const Policy& policy = Policy::gosuslugi();
  CHECK(*Policy::from_json(policy.to_json()) == policy);
  Policy other = policy;
  other.id = "other-1.0_b";
  other.applies_from = CivilDate{std::chrono::year{2030} / 12 / 31};
  other.age_reached = AgeReached::day_after_birthday;
  other.leap_birthday = LeapBirthday::february_28;
  other.replacing_phone_counts = false;
  other.phone_prefixes = {"+7900", "+375"};
  other.activation_delay = 90min;
  other.send_pause = 90s;
  other.code_digits = 9;
  CHECK(*Policy::from_json(other.to_json()) == other);
  CHECK(other.content_hash() != policy.content_hash());
}

TEST_CASE("policy: white space and the order of keys do not matter") {
  std::string document = document_with("\"code_digits\":6,", "");
  document.insert(1, "\n \"code_digits\" : 6,\t");
  CHECK(*Policy::from_json(document) == Policy::gosuslugi());
}

TEST_CASE("policy: the words for durations") {
  const std::pair<Duration, std::string> rows[] = {{0s, "0s"}, {1s, "1s"},     {60s, "1m"}, {90s, "90s"},
                                                   {1h, "1h"}, {90min, "90m"}, {72h, "72h"}};
  for (const auto& [duration, text] : rows) {
    CHECK(duration_text(duration) == text);
    CHECK(*duration_from(text) == duration);
  }
  for (const char* text :
       {"", "s", "1", "1d", "-1s", "+1s", "1.5h", "1 h", "h1", "1hh", "-0s", "1000000001s", "99999999999999999999s"}) {
    CHECK_FALSE(duration_from(text).has_value());
  }
}

TEST_CASE("policy: a conversation code has attempts") {
  Policy policy = Policy::strict();
  policy.max_wrong_numbers = 0;
  CHECK(policy.validate().fault().message.find("max_wrong_numbers is 0; allowed: 1 to 100 with conversation_code") !=
        std::string::npos);
  policy.conversation_code = false;
  CHECK(policy.validate().ok());
}

struct Wrong {
  std::string from, to;
  std::string message;  // what the fault says: path, value, what is allowed
};

const std::vector<Wrong>& wrong_documents() {
  static const std::vector<Wrong> rows = {
      {"\"id\":\"gosuslugi\"", "\"id\":\"\"", "id is \"\"; allowed: 1 to 64 of [a-z0-9._-]"},
      {"\"id\":\"gosuslugi\"", "\"id\":\"Gos\"", "id is \"Gos\"; allowed: 1 to 64 of [a-z0-9._-]"},
      {"\"id\":\"gosuslugi\"", "\"id\":\"a b\"", "id is \"a b\"; allowed: 1 to 64 of [a-z0-9._-]"},
      {"\"id\":\"gosuslugi\"", "\"id\":\"" + std::string(65, 'a') + "\"", "allowed: 1 to 64 of [a-z0-9._-]"},
      {"\"id\":\"gosuslugi\"", "\"id\":7", "id is 7; allowed: 1 to 64 of [a-z0-9._-]"},
      {"\"id\":\"gosuslugi\",", "", "id is missing; allowed: 1 to 64 of [a-z0-9._-]"},
      {"\"2025-11-27\"", "\"2025-02-29\"", "applies_from is \"2025-02-29\"; allowed: a date such as \"2026-03-01\""},
      {"\"2025-11-27\"", "\"27.11.2025\"", "applies_from is \"27.11.2025\"; allowed: a date such as"},
      {"\"2025-11-27\"", "20251127", "applies_from is 20251127; allowed: a date such as"},
      {"\"applies_from\":\"2025-11-27\",", "", "applies_from is missing; allowed: a date such as"},
      {"\"Europe/Moscow\"", "\"\"", "time_zone is empty; allowed: an IANA name such as Europe/Moscow"},
      {"\"Europe/Moscow\"", "3", "time_zone is 3; allowed: an IANA name such as \"Europe/Moscow\""},
      {"\"time_zone\":\"Europe/Moscow\",", "", "time_zone is missing; allowed: an IANA name"},
      {"\"trustor_min_age_years\":14", "\"trustor_min_age_years\":-1", "trustor_min_age_years is -1; allowed: 0 to 120"},
      {"\"trustor_min_age_years\":14", "\"trustor_min_age_years\":121", "trustor_min_age_years is 121; allowed: 0 to 120"},
      {"\"trustor_min_age_years\":14", "\"trustor_min_age_years\":\"14\"",
       "trustor_min_age_years is \"14\"; allowed: 0 to 120"},
      {"\"contact_min_age_years\":18", "\"contact_min_age_years\":18.0", "contact_min_age_years is a fraction"},
      {"\"contact_min_age_years\":18", "\"contact_min_age_years\":1e400", "not JSON"},
      {"\"contact_min_age_years\":18", "\"contact_min_age_years\":9223372036854775808",
       "is a fraction or a number beyond 64 bits"},
      {"\"contact_min_age_years\":18", "\"contact_min_age_years\":4294967314",
       "contact_min_age_years is 4294967314; allowed: 0 to 120"},
      {"\"contact_min_age_years\":18", "\"contact_min_age_years\":null", "contact_min_age_years is null; allowed: 0 to 120"},
      {"\"contact_min_age_years\":18", "\"contact_min_age_years\":[18]",
       "contact_min_age_years is an array; allowed: 0 to 120"},
      {"\"contact_min_age_years\":18", "\"contact_min_age_years\":{}",
       "contact_min_age_years is an object; allowed: 0 to 120"},
      {"\"contact_min_age_years\":18,", "", "contact_min_age_years is missing; allowed: every parameter has to be there"},
      {"\"on_birthday\"", "\"never\"", "age_reached is \"never\"; allowed: \"on_birthday\", \"day_after_birthday\""},
      {"\"on_birthday\"", "0", "age_reached is 0; allowed: \"on_birthday\", \"day_after_birthday\""},
      {"\"march_1\"", "\"march_2\"", "leap_birthday is \"march_2\"; allowed: \"march_1\", \"february_28\""},
      {"\"trustor_citizen_required\":true", "\"trustor_citizen_required\":1",
       "trustor_citizen_required is 1; allowed: true, false"},
      {"\"contact_passport_required\":true", "\"contact_passport_required\":\"yes\"",
       "contact_passport_required is \"yes\"; allowed: true, false"},
      {"\"trustor_citizen_required\":true", "\"trustor_citizen_required\":false,\"trustor_citizen_required\":true",
       "stands twice"},
      {"\"max_contacts_per_trustor\":1", "\"max_contacts_per_trustor\":0",
       "max_contacts_per_trustor is 0; allowed: 1 to 10"},
      {"\"max_contacts_per_trustor\":1", "\"max_contacts_per_trustor\":11",
       "max_contacts_per_trustor is 11; allowed: 1 to 10"},
      {"\"max_trustors_per_contact\":5", "\"max_trustors_per_contact\":true",
       "max_trustors_per_contact is true; allowed: 1 to 1000"},
      {"[\"+79\"]", "[]", "phone_prefixes is empty; allowed: at least one, such as \"+79\""},
      {"[\"+79\"]", "\"+79\"", "phone_prefixes is \"+79\"; allowed: an array of strings"},
      {"[\"+79\"]", "[79]", "phone_prefixes is an array with 79; allowed: strings such as \"+79\""},
      {"[\"+79\"]", "[\"79\"]", "phone_prefixes is \"79\"; allowed: a plus and 1 to 15 digits"},
      {"[\"+79\"]", "[\"+\"]", "phone_prefixes is \"+\"; allowed: a plus and 1 to 15 digits"},
      {"[\"+79\"]", "[\"+7a\"]", "phone_prefixes is \"+7a\"; allowed: a plus and 1 to 15 digits"},
      {"[\"+79\"]", "[\"+1234567890123456\"]", "allowed: a plus and 1 to 15 digits"},
      {"\"invitation_lifetime\":\"24h\"", "\"invitation_lifetime\":\"59s\"",
       "invitation_lifetime is \"59s\"; allowed: a string from \"1m\" to \"8784h\""},
      {"\"invitation_lifetime\":\"24h\"", "\"invitation_lifetime\":24",
       "invitation_lifetime is 24; allowed: a string from \"1m\""},
      {"\"invitation_lifetime\":\"24h\"", "\"invitation_lifetime\":\"-1h\"", "invitation_lifetime is \"-1h\""},
      {"\"activation_delay\":\"0s\"", "\"activation_delay\":\"8785h\"",
       "activation_delay is \"8785h\"; allowed: a string from \"0s\""},
      {"\"required_approvals\":1", "\"required_approvals\":0", "required_approvals is 0; allowed: 1 to 10"},
      {"\"required_approvals\":1", "\"required_approvals\":2",
       "required_approvals is 2; allowed: at most max_contacts_per_trustor (1)"},
      {"\"code_digits\":6", "\"code_digits\":5", "code_digits is 5; allowed: 6 to 9"},
      {"\"code_digits\":6", "\"code_digits\":10", "code_digits is 10; allowed: 6 to 9"},
      {"\"code_lifetime\":\"10m\"", "\"code_lifetime\":\"11m\"",
       "code_lifetime is \"11m\"; allowed: a string from \"1s\" to \"10m\""},
      {"\"max_wrong_codes\":5", "\"max_wrong_codes\":0", "max_wrong_codes is 0; allowed: 1 to 100"},
      {"\"max_consecutive_wrong_codes\":10", "\"max_consecutive_wrong_codes\":101",
       "max_consecutive_wrong_codes is 101; allowed: 1 to 100"},
      {"\"fraud_freeze\":\"72h\"", "\"fraud_freeze\":\"0s\"", "fraud_freeze is \"0s\"; allowed: a string from \"1m\""},
      {"{", "{\"max_wrong_code\":5,",
       "key \"max_wrong_code\" is unknown; allowed: the parameters of docs/guide/policies.md"},
      {"}", "", "not JSON"},
      {"}", "}}", "not JSON"},
  };
  return rows;
}

TEST_CASE("policy: a wrong document is refused, naming path, value and what is allowed") {
  CHECK(wrong_documents().size() >= 40);
  for (const Wrong& wrong : wrong_documents()) {
    const auto policy = Policy::from_json(document_with(wrong.from, wrong.to));
    REQUIRE_MESSAGE(policy.faulted(), "accepted: " << wrong.to);
    CHECK(policy.fault().code == FaultCode::invalid_argument);
    const std::string message = policy.fault().message;
    CHECK_MESSAGE(message.find(wrong.message) != std::string::npos, message << "\n  should say: " << wrong.message);
  }
}

TEST_CASE("policy: what is no document at all") {
  for (const char* text : {"", " ", "null", "[]", "7", "\"policy\"", "\xFF", "{\"id\":\"\xFF\"}", "{} {}"}) {
    EXPECT(Policy::from_json(text), "fault: invalid_argument");
  }
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  CHECK(Policy::from_json(deep).fault().message == "not JSON: nested deeper than 32");
  CHECK(Policy::from_json("[]").fault().message == "policy document: the whole is an array; allowed: an object");
}

TEST_CASE("policy: both limits of every number, for policies changed in code") {
  for (const Parameter& parameter : kParameters) {
    Policy policy = Policy::gosuslugi();
    policy.max_contacts_per_trustor = 10;  // so that required_approvals may be anything
    const auto valid = [&](auto member, auto value) {
      policy.*member = value;
      return policy.validate().ok();
    };
    std::visit(Overloaded{
                   [&](const CountParameter& row) {
                     const std::string name(row.name);
                     if (row.member == &Policy::max_contacts_per_trustor) policy.required_approvals = 1;
                     CHECK_MESSAGE(valid(row.member, row.min), name);
                     CHECK_MESSAGE(valid(row.member, row.max), name);
                     CHECK_MESSAGE(!valid(row.member, row.min - 1), name);
                     CHECK_MESSAGE(!valid(row.member, row.max + 1), name);
                     CHECK_MESSAGE(!valid(row.member, std::numeric_limits<std::int32_t>::min()), name);
                     CHECK_MESSAGE(!valid(row.member, std::numeric_limits<std::int32_t>::max()), name);
                   },
                   [&](const DurationParameter& row) {
                     const std::string name(row.name);
                     CHECK_MESSAGE(valid(row.member, row.min), name);
                     CHECK_MESSAGE(valid(row.member, row.max), name);
                     CHECK_MESSAGE(!valid(row.member, row.min - 1s), name);
                     CHECK_MESSAGE(!valid(row.member, row.max + 1s), name);
                     CHECK_MESSAGE(!valid(row.member, row.min + kTick), name);
                     CHECK_MESSAGE(!valid(row.member, Duration::min()), name);
                     CHECK_MESSAGE(!valid(row.member, Duration::max()), name);
                   },
                   [](const auto&) {},
               },
               parameter);
  }
  Policy policy = Policy::gosuslugi();
  policy.age_reached = static_cast<AgeReached>(2);
  CHECK(policy.validate().fault().message.find("age_reached is unknown") != std::string::npos);
  policy = Policy::gosuslugi();
  policy.leap_birthday = static_cast<LeapBirthday>(2);
  CHECK(policy.validate().fault().message.find("leap_birthday is unknown") != std::string::npos);
  policy = Policy::gosuslugi();
  policy.applies_from = CivilDate{std::chrono::year{2026} / 2 / 30};
  CHECK(policy.validate().fault().message.find("applies_from is not a date") != std::string::npos);
}

Policy from_day(const std::string& id, int day) {
  Policy policy = Policy::gosuslugi();
  policy.id = id;
  policy.applies_from = CivilDate{std::chrono::year{2026} / 3 / day};
  return policy;
}

TEST_CASE("schedule: the policy in force on a day") {
  const auto schedule = PolicySchedule::of({from_day("second", 10), from_day("first", 5)});
  REQUIRE(schedule.ok());
  const std::pair<int, std::string> rows[] = {{1, "first"}, {4, "first"},   {5, "first"},
                                              {9, "first"}, {10, "second"}, {11, "second"}};
  for (const auto& [day, id] : rows) CHECK(schedule->on(CivilDate{std::chrono::year{2026} / 3 / day}).id == id);
  CHECK(PolicySchedule().on(kToday) == Policy::gosuslugi());
  CHECK(schedule->time_zone() == "Europe/Moscow");
}

TEST_CASE("schedule: what is refused") {
  Policy elsewhere = from_day("elsewhere", 6);
  elsewhere.time_zone = "Asia/Omsk";
  Policy invalid = from_day("invalid", 6);
  invalid.code_digits = 3;
  const std::pair<std::vector<Policy>, std::string> rows[] = {
      {{}, "policy schedule: empty; give at least one policy"},
      {{from_day("a", 5), from_day("b", 5)}, "policy schedule: \"a\" and \"b\" apply from the same day; only one can"},
      {{from_day("a", 5), elsewhere}, "policy schedule: \"a\" and \"elsewhere\" have different time zones; use one"},
      {{from_day("a", 5), invalid}, "policy \"invalid\": code_digits is 3; allowed: 6 to 9"},
      {{invalid}, "policy \"invalid\": code_digits is 3; allowed: 6 to 9"},
  };
  for (const auto& [policies, message] : rows) {
    const auto schedule = PolicySchedule::of(policies);
    EXPECT(schedule, "fault: invalid_argument");
    if (schedule.faulted()) CHECK(schedule.fault().message == message);
  }
}

TEST_CASE("schedule: a pin is found by id and content") {
  const auto schedule = PolicySchedule::of({from_day("first", 5), from_day("second", 10)});
  const PolicyPin pin = schedule->pin_of(schedule->on(kToday));
  CHECK(pin == PolicyPin{"first", from_day("first", 5).content_hash()});
  CHECK((*schedule->pinned(pin))->id == "first");
  EXPECT(schedule->pinned({"first", "0"}), "fault: policy_unknown");
  EXPECT(schedule->pinned({"third", pin.content_hash}), "fault: policy_unknown");
  CHECK(schedule->pin_of(from_day("first", 5)) == pin);
  CHECK_FALSE(schedule->revoked(pin));
  CHECK(schedule->with_revoked("first").revoked(pin));
  CHECK_FALSE(schedule->with_revoked("second").revoked(pin));
}

}  // namespace
}  // namespace doverie::testing
