// SPDX-License-Identifier: Apache-2.0
//
// Policy documents. Every parameter has to be there: a document says all that it means, so that a default that changes with
// the library never changes a policy.
#include <algorithm>
#include <charconv>

#include "core/bytes/json.h"
#include "core/policy/document_error.h"
#include "core/policy/parameters.h"
#include "core/policy/problem.h"
#include "doverie/core/policy.h"

namespace doverie {

namespace {

Fault wrong(std::string_view key, const JsonValue& value, std::string_view allowed) {
  return document_problem(pointer_to("", key), shown(value), allowed);
}

Fault missing(std::string_view key, std::string_view allowed) {
  return document_problem(pointer_to("", key), "missing", allowed);
}

template <class Row>
std::string range(const Row& row) {
  return "a string from \"" + duration_text(row.min) + "\" to \"" + duration_text(row.max) +
         "\", a whole number and h, m or s";
}

Status read(Policy& policy, const CountParameter& parameter, const JsonValue& value) {
  const std::int64_t* number = value.integer();
  if (!number || *number < parameter.min || *number > parameter.max) {
    return wrong(parameter.name, value, std::to_string(parameter.min) + " to " + std::to_string(parameter.max));
  }
  policy.*parameter.member = static_cast<std::int32_t>(*number);
  return Done{};
}

Status read(Policy& policy, const FlagParameter& parameter, const JsonValue& value) {
  const bool* flag = value.boolean();
  if (!flag) return wrong(parameter.name, value, "true, false");
  policy.*parameter.member = *flag;
  return Done{};
}

Status read(Policy& policy, const DurationParameter& parameter, const JsonValue& value) {
  const std::string_view* text = value.string();
  const auto duration = text ? duration_from(*text) : std::nullopt;
  if (!duration || *duration < parameter.min || *duration > parameter.max) {
    return wrong(parameter.name, value, range(parameter));
  }
  policy.*parameter.member = *duration;
  return Done{};
}

template <class Enum>
Status read_enum(Enum& target, std::string_view name, const JsonValue& value, Enum first, Enum second) {
  const std::string_view* text = value.string();
  if (text && *text == text_of(first)) return target = first, Done{};
  if (text && *text == text_of(second)) return target = second, Done{};
  std::string allowed("\"");
  allowed.append(text_of(first)).append("\", \"").append(text_of(second)).append("\"");
  return wrong(name, value, allowed);
}

Status read(Policy& policy, const AgeReachedParameter& parameter, const JsonValue& value) {
  return read_enum(policy.age_reached, parameter.name, value, AgeReached::on_birthday, AgeReached::day_after_birthday);
}

Status read(Policy& policy, const LeapBirthdayParameter& parameter, const JsonValue& value) {
  return read_enum(policy.leap_birthday, parameter.name, value, LeapBirthday::march_1, LeapBirthday::february_28);
}

template <bool kMayBeEmpty>
Status read(Policy& policy, const PrefixListParameter<kMayBeEmpty>& parameter, const JsonValue& value) {
  auto& prefixes = policy.*parameter.member;
  const auto* items = value.array();
  if (!items) return wrong(parameter.name, value, "an array of strings such as [\"+79\"]");
  prefixes.clear();
  for (const JsonValue& item : *items) {
    const std::string place = pointer_to(pointer_to("", parameter.name), std::to_string(prefixes.size()));
    if (!item.string()) return document_problem(place, shown(item), "a string such as \"+79\"");
    prefixes.emplace_back(*item.string());
  }
  return Done{};
}

Status read(Policy& policy, const OperationsParameter& parameter, const JsonValue& value) {
  auto& operations = policy.*parameter.member;
  if (!value.object()) return wrong(parameter.name, value, "an object such as {\"password_change\": \"24h\"}");
  operations.clear();
  for (const JsonValue& item : value) {
    const std::string_view* text = item.string();
    const auto duration = text ? duration_from(*text) : std::nullopt;
    if (!duration) {
      const std::string place = pointer_to(pointer_to("", parameter.name), item.name());
      return document_problem(place, shown(item), range(parameter));
    }
    operations.emplace(item.name(), *duration);
  }
  return Done{};
}

Status read_identity(Policy& policy, const JsonValue& document) {
  constexpr std::string_view kAllowed[] = {"1 to 64 of [a-z0-9._-]", "a date such as \"2026-03-01\"",
                                           "an IANA name such as \"Europe/Moscow\""};
  std::string_view texts[std::size(kIdentityKeys)];
  for (std::size_t i = 0; i < std::size(kIdentityKeys); ++i) {
    const JsonValue* value = document.member(kIdentityKeys[i]);
    if (!value) return missing(kIdentityKeys[i], kAllowed[i]);
    if (!value->string()) return wrong(kIdentityKeys[i], *value, kAllowed[i]);
    texts[i] = *value->string();
  }
  const auto date = date_from_iso(texts[1]);
  if (!date) return wrong(kIdentityKeys[1], *document.member(kIdentityKeys[1]), kAllowed[1]);
  policy.id = texts[0];
  policy.applies_from = *date;
  policy.time_zone = texts[2];
  return Done{};
}

Status read_parameters(Policy& policy, const JsonValue& document) {
  for (const Parameter& parameter : kParameters) {
    const JsonValue* value = document.member(name_of(parameter));
    if (!value)
      return missing(name_of(parameter),
                     "every parameter has to be there; take src/core/policy/policies/gosuslugi.json to start from");
    auto status = std::visit([&](const auto& row) { return read(policy, row, *value); }, parameter);
    if (!status) return status;
  }
  return Done{};
}

std::vector<std::string_view> names_about_people() {
  std::vector<std::string_view> names;
  for (const Parameter& parameter : kParameters) {
    if (about_people(parameter)) names.push_back(name_of(parameter));
  }
  return names;
}

Status read_applies_to(Policy& policy, const JsonValue& document) {
  const JsonValue* rules = document.member(kAppliesTo);
  if (!rules) return Done{};
  if (!rules->object()) return wrong(kAppliesTo, *rules, "an object such as {\"contact_min_age_years\": \"new_links\"}");
  const auto known = names_about_people();
  for (const JsonValue& rule : *rules) {
    const std::string place = pointer_to(pointer_to("", kAppliesTo), rule.name());
    if (std::find(known.begin(), known.end(), rule.name()) == known.end()) {
      return document_problem(place, "no parameter about people",
                              "the parameters about people in docs/guide/policies.md" + did_you_mean(rule.name(), known));
    }
    const std::string_view* text = rule.string();
    const bool for_new = text && *text == text_of(AppliesTo::new_links);
    if (!for_new && !(text && *text == text_of(AppliesTo::existing_links))) {
      return document_problem(place, shown(rule), "\"existing_links\", \"new_links\"");
    }
    policy.applies_to.emplace(rule.name(), for_new ? AppliesTo::new_links : AppliesTo::existing_links);
  }
  return Done{};
}

std::vector<std::string_view> known_keys() {
  std::vector<std::string_view> keys(std::begin(kIdentityKeys), std::end(kIdentityKeys));
  for (const Parameter& parameter : kParameters) keys.push_back(name_of(parameter));
  keys.push_back(kAppliesTo);
  return keys;
}

// Before what is missing: a misspelt key is both, and its own place is the better hint.
Status refuse_unknown(const JsonValue& document) {
  const auto known = known_keys();
  for (const JsonValue& member : document) {
    if (std::find(known.begin(), known.end(), member.name()) != known.end()) continue;
    return document_problem(pointer_to("", member.name()), "an unknown key with " + shown(member),
                            "the keys of docs/guide/policies.md" + did_you_mean(member.name(), known));
  }
  return Done{};
}

void write(JsonWriter& json, const Policy& p, const CountParameter& row) {
  json.field(row.name, p.*row.member);
}
void write(JsonWriter& json, const Policy& p, const FlagParameter& row) {
  json.field(row.name, p.*row.member);
}
void write(JsonWriter& json, const Policy& p, const DurationParameter& row) {
  json.field(row.name, duration_text(p.*row.member));
}
void write(JsonWriter& json, const Policy& p, const AgeReachedParameter& row) {
  json.field(row.name, text_of(p.age_reached));
}
void write(JsonWriter& json, const Policy& p, const LeapBirthdayParameter& row) {
  json.field(row.name, text_of(p.leap_birthday));
}
template <bool kMayBeEmpty>
void write(JsonWriter& json, const Policy& p, const PrefixListParameter<kMayBeEmpty>& row) {
  json.key(row.name).begin_array();
  for (const std::string& prefix : p.*row.member) json.value(prefix);
  json.end_array();
}
void write(JsonWriter& json, const Policy& p, const OperationsParameter& row) {
  json.key(row.name).begin_object();
  for (const auto& [name, lifetime] : p.*row.member) json.field(name, duration_text(lifetime));
  json.end_object();
}
void write_applies_to(JsonWriter& json, const Policy& p) {
  if (p.applies_to.empty()) return;
  json.key(kAppliesTo).begin_object();
  for (const auto& [name, links] : p.applies_to) json.field(name, text_of(links));
  json.end_object();
}

// What parse_json said, with the place where a text stops being JSON.
Fault no_json(const Fault& fault, std::string_view text) {
  const auto place = place_of_json_error(text);
  return Fault{fault.code, "policy document: " + fault.message + (place ? "; it breaks at " + *place : "") +
                               "; allowed: one JSON object (RFC 8259, UTF-8), every key once"};
}

}  // namespace

std::string_view text_of(AgeReached value) {
  return value == AgeReached::on_birthday ? "on_birthday" : "day_after_birthday";
}

std::string_view text_of(LeapBirthday value) {
  return value == LeapBirthday::march_1 ? "march_1" : "february_28";
}

std::string_view text_of(AppliesTo value) {
  return value == AppliesTo::existing_links ? "existing_links" : "new_links";
}

std::string duration_text(Duration duration) {
  if (duration != Duration{0} && duration % kHour == Duration{0}) return std::to_string(duration / kHour) + "h";
  if (duration != Duration{0} && duration % kMinute == Duration{0}) return std::to_string(duration / kMinute) + "m";
  return std::to_string(duration / kSecond) + "s";
}

std::optional<Duration> duration_from(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr std::int64_t kMost = 1'000'000'000;
  if (error != std::errc{} || end + 1 != text.data() + text.size() || number < 0 || number > kMost) return std::nullopt;
  const bool leading_zero = text.front() == '0' && text.size() > 2;
  if (text.front() == '-' || leading_zero) return std::nullopt;
  switch (*end) {
    case 'h':
      return number * kHour;
    case 'm':
      return number * kMinute;
    case 's':
      return number * kSecond;
    default:
      return std::nullopt;
  }
}

Result<Policy> Policy::from_json(std::string_view text) {
  constexpr std::string_view kMark =
      "\xEF\xBB\xBF";  // editors of Windows put it in front (BOM); RFC 8259 §8.1 lets it be ignored
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  const auto parsed = parse_json(text);
  if (!parsed) return no_json(parsed.fault(), text);
  const JsonValue& document = parsed->root();
  if (!document.object()) return document_problem("the whole", shown(document), "an object");
  Policy policy;
  if (auto status = refuse_unknown(document); !status) return status.as<Policy>();
  if (auto status = read_identity(policy, document); !status) return status.as<Policy>();
  if (auto status = read_parameters(policy, document); !status) return status.as<Policy>();
  if (auto status = read_applies_to(policy, document); !status) return status.as<Policy>();
  if (const auto wrong = problem_of(policy)) return document_problem(wrong->pointer, wrong->found, wrong->allowed);
  return policy;
}

std::string Policy::to_json() const {
  JsonWriter json;
  json.begin_object().field("id", id).field("applies_from", applies_from).field("time_zone", time_zone);
  for (const Parameter& parameter : kParameters) {
    std::visit([&](const auto& row) { write(json, *this, row); }, parameter);
  }
  write_applies_to(json, *this);
  return json.end_object().take();
}

}  // namespace doverie
