// SPDX-License-Identifier: Apache-2.0
//
// Policy documents. Every key has to be there: a document says all that it means, so that a default that changes with the
// library never changes a policy.
#include <charconv>
#include <set>

#include "core/json.h"
#include "core/policy_parameters.h"
#include "doverie/core/policy.h"

namespace doverie {

namespace {

using Set = std::set<std::string, std::less<>>;

Fault wrong(std::string_view path, std::string_view found, std::string_view allowed) {
  std::string message = "policy document: " + std::string(path) + " is " + std::string(found);
  return Fault{FaultCode::invalid_argument, message + "; allowed: " + std::string(allowed)};
}

std::string shown(const JsonValue& value) {
  if (const auto* text = value.string()) return "\"" + std::string(*text) + "\"";
  if (const auto* number = value.integer()) return std::to_string(*number);
  if (const auto* flag = value.boolean()) return *flag ? "true" : "false";
  if (value.array()) return "an array";
  if (value.object()) return "an object";
  if (value.is_real()) return "a fraction or a number beyond 64 bits";
  return "null";
}

Status read(Policy& policy, const CountParameter& parameter, const JsonValue& value) {
  const std::int64_t* number = value.integer();
  if (!number || *number < parameter.min || *number > parameter.max) {
    return wrong(parameter.name, shown(value), std::to_string(parameter.min) + " to " + std::to_string(parameter.max));
  }
  policy.*parameter.member = static_cast<std::int32_t>(*number);
  return Done{};
}

Status read(Policy& policy, const FlagParameter& parameter, const JsonValue& value) {
  const bool* flag = value.boolean();
  if (!flag) return wrong(parameter.name, shown(value), "true, false");
  policy.*parameter.member = *flag;
  return Done{};
}

Status read(Policy& policy, const DurationParameter& parameter, const JsonValue& value) {
  const std::string_view* text = value.string();
  const auto duration = text ? duration_from(*text) : std::nullopt;
  if (!duration || *duration < parameter.min || *duration > parameter.max) {
    return wrong(parameter.name, shown(value),
                 "a string from \"" + duration_text(parameter.min) + "\" to \"" + duration_text(parameter.max) + "\"");
  }
  policy.*parameter.member = *duration;
  return Done{};
}

template <class Enum>
Status read_enum(Enum& target, std::string_view name, const JsonValue& value, Enum first, Enum second) {
  const std::string_view* text = value.string();
  if (text && *text == text_of(first)) return target = first, Done{};
  if (text && *text == text_of(second)) return target = second, Done{};
  return wrong(name, shown(value), "\"" + std::string(text_of(first)) + "\", \"" + std::string(text_of(second)) + "\"");
}

Status read(Policy& policy, const AgeReachedParameter& parameter, const JsonValue& value) {
  return read_enum(policy.age_reached, parameter.name, value, AgeReached::on_birthday, AgeReached::day_after_birthday);
}

Status read(Policy& policy, const LeapBirthdayParameter& parameter, const JsonValue& value) {
  return read_enum(policy.leap_birthday, parameter.name, value, LeapBirthday::march_1, LeapBirthday::february_28);
}

Status read(Policy& policy, const PhonePrefixesParameter& parameter, const JsonValue& value) {
  const auto* items = value.array();
  if (!items) return wrong(parameter.name, shown(value), "an array of strings such as [\"+79\"]");
  policy.phone_prefixes.clear();
  for (const JsonValue& item : *items) {
    if (!item.string()) return wrong(parameter.name, "an array with " + shown(item), "strings such as \"+79\"");
    policy.phone_prefixes.emplace_back(*item.string());
  }
  return Done{};
}

Status read_identity(Policy& policy, const JsonValue& document) {
  const JsonValue* id = document.member("id");
  const JsonValue* from = document.member("applies_from");
  const JsonValue* zone = document.member("time_zone");
  if (!id || !id->string()) return wrong("id", id ? shown(*id) : "missing", "1 to 64 of [a-z0-9._-]");
  const auto date = from && from->string() ? date_from_iso(*from->string()) : std::nullopt;
  if (!date) return wrong("applies_from", from ? shown(*from) : "missing", "a date such as \"2026-03-01\"");
  if (!zone || !zone->string())
    return wrong("time_zone", zone ? shown(*zone) : "missing", "an IANA name such as \"Europe/Moscow\"");
  policy.id = *id->string();
  policy.applies_from = *date;
  policy.time_zone = *zone->string();
  return Done{};
}

Status read_parameters(Policy& policy, const JsonValue& document, Set& known) {
  for (const Parameter& parameter : kParameters) {
    const std::string_view name = std::visit([](const auto& row) { return row.name; }, parameter);
    known.emplace(name);
    const JsonValue* value = document.member(name);
    if (!value)
      return wrong(name, "missing", "every parameter has to be there; take src/core/policies/gosuslugi.json to start from");
    auto status = std::visit([&](const auto& row) { return read(policy, row, *value); }, parameter);
    if (!status) return status;
  }
  return Done{};
}

Status refuse_unknown(const JsonValue& document, const Set& known) {
  for (const JsonValue& member : document) {
    if (known.contains(member.name())) continue;
    return wrong("key \"" + std::string(member.name()) + "\"", "unknown", "the parameters of docs/guide/policies.md");
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
void write(JsonWriter& json, const Policy& p, const PhonePrefixesParameter& row) {
  json.key(row.name).begin_array();
  for (const std::string& prefix : p.phone_prefixes) json.value(prefix);
  json.end_array();
}

}  // namespace

std::string_view text_of(AgeReached value) {
  return value == AgeReached::on_birthday ? "on_birthday" : "day_after_birthday";
}

std::string_view text_of(LeapBirthday value) {
  return value == LeapBirthday::march_1 ? "march_1" : "february_28";
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
  if (text.front() == '-') return std::nullopt;
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
  const auto parsed = parse_json(text);
  if (!parsed) return parsed.as<Policy>();
  const JsonValue& document = parsed->root();
  if (!document.object()) return wrong("the whole", shown(document), "an object");
  Policy policy;
  Set known{"id", "applies_from", "time_zone"};
  if (auto status = read_identity(policy, document); !status) return status.as<Policy>();
  if (auto status = read_parameters(policy, document, known); !status) return status.as<Policy>();
  if (auto status = refuse_unknown(document, known); !status) return status.as<Policy>();
  if (auto status = policy.validate(); !status) return status.as<Policy>();
  return policy;
}

std::string Policy::to_json() const {
  JsonWriter json;
  json.begin_object().field("id", id).field("applies_from", applies_from).field("time_zone", time_zone);
  for (const Parameter& parameter : kParameters) {
    std::visit([&](const auto& row) { write(json, *this, row); }, parameter);
  }
  return json.end_object().take();
}

}  // namespace doverie
