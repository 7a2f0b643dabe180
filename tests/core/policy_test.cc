// SPDX-License-Identifier: Apache-2.0
//
// Policy documents: what is read, what is refused and in which words, and schedules. A change of the gosuslugi policy shows
// as a difference of tests/core/golden/gosuslugi.json.
#include "doverie/core/policy.h"

#include <limits>

#include "core/policy/document_error.h"
#include "core/policy/parameters.h"
#include "core/policy/zones.h"
#include "support/ages.h"
#include "support/golden.h"
#include "support/story.h"
#include "support/wrong_policies.h"

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

TEST_CASE("policy: one that is made in code begins as gosuslugi") {
  Policy policy;
  policy.id = Policy::gosuslugi().id;
  policy.applies_from = Policy::gosuslugi().applies_from;
  CHECK(policy == Policy::gosuslugi());
}

// JSON with a line for each member down to that depth, so that a change shows as a line.
std::string spread(const std::string& json, int most) {
  std::string lines;
  int depth = 0;
  bool in_text = false;
  const auto new_line = [&] { lines += "\n" + std::string(static_cast<std::size_t>(2 * depth), ' '); };
  for (const char c : json) {
    if (c == '"') in_text = !in_text;  // no text of a schema has one inside
    if (!in_text && c == '}' && --depth < most) new_line();
    lines += c;
    if (!in_text && c == '{' && ++depth <= most) new_line();
    if (!in_text && c == ',' && depth <= most) new_line();
  }
  return lines + "\n";
}

TEST_CASE("policy: the published schema is made from the list of parameters") {
  CHECK_GOLDEN("../../../docs/policy.schema.json", spread(Policy::json_schema(), 2));
}

TEST_CASE("policy: the strict policy is the golden one, and can follow gosuslugi") {
  const Policy& policy = Policy::strict();
  CHECK_GOLDEN("strict.json", policy.to_json() + "\n");
  CHECK_GOLDEN("strict.hash", policy.content_hash() + "\n");
  Policy later = policy;
  later.applies_from = CivilDate{std::chrono::year{2027} / 1 / 1};
  CHECK(PolicySchedule::of({Policy::gosuslugi(), later}).ok());
}

TEST_CASE("policy: a conversation code has attempts") {
  Policy policy = Policy::strict();
  policy.max_wrong_numbers = 0;
  CHECK(policy.validate().fault().message.find("max_wrong_numbers is 0; allowed: 1 to 100 with conversation_code") !=
        std::string::npos);
  policy.conversation_code = false;
  CHECK(policy.validate().ok());
  policy.max_wrong_numbers = 3;
  CHECK(policy.validate().fault().message.find("max_wrong_numbers is 3; allowed: 0 without conversation_code") !=
        std::string::npos);
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
  other.applies_to = {{"contact_min_age_years", AppliesTo::new_links}, {"age_reached", AppliesTo::existing_links}};
  CHECK(*Policy::from_json(other.to_json()) == other);
  CHECK(other.content_hash() != policy.content_hash());
}

TEST_CASE("policy: a document without applies_to means what it meant before there was one") {
  CHECK(Policy::gosuslugi().to_json().find("applies_to") == std::string::npos);
  CHECK(*Policy::from_json(document_with("\"fraud_freeze\":\"72h\"", "\"fraud_freeze\":\"72h\",\"applies_to\":{}")) ==
        Policy::gosuslugi());
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

Status refusal(const WrongPolicy& wrong) {
  if (wrong.how == WrongPolicy::Refused::as_document) {
    const auto policy = Policy::from_json(wrong.documents.front());
    return policy ? Status(Done{}) : policy.as<Done>();
  }
  std::vector<Policy> policies;
  for (const std::string& document : wrong.documents) policies.push_back(*Policy::from_json(document));
  const auto schedule = PolicySchedule::of(policies);
  if (!schedule) return schedule.as<Done>();
  Story story;
  ServiceOptions options = story.options();
  options.policies = *schedule;
  const auto service = Service::create(options);
  return service ? Status(Done{}) : service.as<Done>();
}

TEST_CASE("policy: a wrong one is refused, naming path, value and what is allowed") {
  const auto rows = wrong_policies(with_ages(14, 18).to_json());
  CHECK(rows.size() >= 100);
  for (const WrongPolicy& wrong : rows) {
    CAPTURE(wrong.name);
    const Status status = refusal(wrong);
    REQUIRE_MESSAGE(status.faulted(), "accepted");
    CHECK(status.fault().code == FaultCode::invalid_argument);
    const std::string& message = status.fault().message;
    for (const std::string& part : {wrong.path, wrong.value, wrong.allowed}) {
      CHECK_MESSAGE(message.find(part) != std::string::npos, message << "\n  should say: " << part);
    }
  }
}

TEST_CASE("policy: what is no document at all") {
  for (const char* text : {"", " ", "null", "[]", "7", "\"policy\"", "\xFF", "{\"id\":\"\xFF\"}", "{} {}"}) {
    EXPECT(Policy::from_json(text), "fault: invalid_argument");
  }
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  CHECK(Policy::from_json(deep).fault().message ==
        "policy document: not JSON: nested deeper than 32; allowed: one JSON object (RFC 8259, UTF-8), every key once");
  CHECK(Policy::from_json("[]").fault().message == "policy document: the whole is an array; allowed: an object");
}

TEST_CASE("policy: both limits of every number, for policies changed in code") {
  for (const Parameter& parameter : kParameters) {
    Policy policy = Policy::gosuslugi();
    // So that no parameter is bounded by another.
    policy.max_contacts_per_trustor = 10;
    policy.request_lifetime = std::chrono::hours{24 * 366};
    if (name_of(parameter) == "request_lifetime") policy.code_lifetime = policy.redeem_within = policy.send_pause = 1s;
    const auto valid = [&](auto member, auto value) {
      policy.*member = value;
      policy.conversation_code = policy.max_wrong_numbers > 0;
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
  policy.request_lifetime = 30min, policy.redeem_within = 10min, policy.send_pause = 31min;
  CHECK(policy.validate().fault().message.find("send_pause is 31m; allowed: at most request_lifetime (30m)") !=
        std::string::npos);
  policy = Policy::gosuslugi();
  policy.applies_to = {{"max_sends", AppliesTo::new_links}};
  CHECK(policy.validate().fault().message.find("applies_to/max_sends is no parameter about people") != std::string::npos);
  policy.applies_to = {{"age_reached", static_cast<AppliesTo>(2)}};
  CHECK(policy.validate().fault().message.find("applies_to/age_reached is unknown") != std::string::npos);
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

TEST_CASE("zones: names as the database of time zones has them") {
  const std::string longest = "Europe/" + std::string(57, 'a');
  const std::string too_long = longest + "a";
  for (const char* zone : {"Europe/Moscow", "UTC", "Etc/GMT+3", "America/Port-au-Prince", "America/Argentina/Buenos_Aires",
                           "Etc/UTC", longest.c_str()}) {
    CHECK_MESSAGE(is_zone_name(zone), zone);
  }
  for (const char* zone : {"", "Moscow", "Europe", "Europe/", "/Moscow", "Atlantis/Moscow", "Europe//Moscow",
                           "Europe/Moscow/", "Europe/../Moscow", "Europe/Mos cow", "Европа/Москва", too_long.c_str()}) {
    CHECK_MESSAGE(!is_zone_name(zone), zone);
  }
}

TEST_CASE("documents: the place at which a text stops being JSON, however deep") {
  const std::string deep = std::string(70, '[') + std::string(70, ']');
  const std::pair<std::string, std::string> rows[] = {
      {R"({"a": null, "b": nul})", "line 1, column 18, at \"nul}\""},
      {R"({"a": [1, tru]})", "line 1, column 11, at \"tru]}\""},
      {R"({"a": [1 2]})", "line 1, column 10, at \"2]}\""},
      {R"({"a" 1})", "line 1, column 6, at \"1}\""},
      {R"({"a": {"b": [true, "\x"]}})", "line 1, column 24, at \"]}}\""},
      {"[\n1,\n]", "line 3, column 1, at \"]\""},
      {R"({"a": "b)", "line 1, column 9, at the end of the text"},
      {"[\"\xff\"]", "line 1, column 3, at a byte that is not UTF-8"},
      {"", "line 1, column 1, at the end of the text"},
      {deep, "line 1, column 66, at \"[[[[[]]]]]]]]]]]]]]]\""},
  };
  for (const auto& [text, place] : rows) {
    const auto found = place_of_json_error(text);
    REQUIRE_MESSAGE(found.has_value(), text);
    CHECK(*found == place);
  }
  for (const char* text : {"null", "[null, true, 1.5, \"a\"]", R"({"a": {"b": []}})"})
    CHECK_FALSE(place_of_json_error(text));
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
      {{from_day("a", 5), from_day("b", 5)},
       "policy schedule: \"a\" and \"b\" both have applies_from \"2026-03-05\"; give each a day of its own"},
      {{from_day("a", 5), elsewhere},
       "policy schedule: \"a\" and \"elsewhere\" have time_zone \"Europe/Moscow\" and \"Asia/Omsk\"; use one"},
      {{from_day("a", 5), invalid}, "policy \"invalid\": code_digits is 3; allowed: 6 to 9"},
      {{invalid}, "policy \"invalid\": code_digits is 3; allowed: 6 to 9"},
  };
  for (const auto& [policies, message] : rows) {
    const auto schedule = PolicySchedule::of(policies);
    EXPECT(schedule, "fault: invalid_argument");
    if (schedule.faulted()) CHECK(schedule.fault().message == message);
  }
}

TEST_CASE("schedule: a revoked policy is not in force, and the one before it is, on the same day") {
  const auto schedule = PolicySchedule::of({from_day("first", 2), from_day("mistake", 5), from_day("later", 10)});
  const auto on = [](const PolicySchedule& policies, unsigned day) {
    return policies.on(std::chrono::year{2026} / 3 / std::chrono::day{day}).id;
  };
  const PolicySchedule mended = schedule->with_revoked("mistake").value();
  for (const unsigned day : {1U, 2U, 5U, 9U}) CHECK(on(mended, day) == "first");
  CHECK(on(mended, 10) == "later");
  CHECK(on(schedule->with_revoked("first").value(), 2) == "mistake");  // as before the first one's date
  CHECK(on(mended.with_revoked("first").value().with_revoked("later").value(), 20) == "first");
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
  CHECK(schedule->with_revoked("first").value().revoked(pin));
  CHECK_FALSE(schedule->with_revoked("second").value().revoked(pin));
}

TEST_CASE("schedule: only what it has can be revoked, and it says what that is") {
  const auto schedule = PolicySchedule::of({from_day("first", 5), from_day("second", 10)});
  for (const char* id : {"frist", "", "FIRST"}) {
    const auto revoked = schedule->with_revoked(id);
    EXPECT(revoked, "fault: invalid_argument");
    CHECK(revoked.fault().message ==
          "policy schedule: there is no policy \"" + std::string(id) + "\" to revoke; it has \"first\", \"second\"");
  }
}

}  // namespace
}  // namespace doverie::testing
