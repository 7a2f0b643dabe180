// SPDX-License-Identifier: Apache-2.0
//
// The JSON Schema of policy documents, made from the one list of parameters. docs/policy.schema.json is what comes out.
#include "core/bytes/json.h"
#include "core/policy/parameters.h"
#include "core/policy/zones.h"
#include "doverie/core/policy.h"

namespace doverie {

namespace {

void pattern(JsonWriter& json, std::string_view regex) {
  json.begin_object().field("type", "string").field("pattern", regex).end_object();
}

void one_of(JsonWriter& json, std::string_view first, std::string_view second) {
  json.begin_object().key("enum").begin_array().value(first).value(second).end_array().end_object();
}

void describe(JsonWriter& json, const CountParameter& row) {
  json.begin_object().field("type", "integer").field("minimum", row.min).field("maximum", row.max).end_object();
}
void describe(JsonWriter& json, const FlagParameter&) {
  json.begin_object().field("type", "boolean").end_object();
}
// A schema cannot compare durations; the limits are told to people.
void describe(JsonWriter& json, const DurationParameter& row) {
  json.begin_object().field("type", "string").field("pattern", "^(0|[1-9][0-9]{0,9})[hms]$");
  json.field("description", duration_text(row.min) + " to " + duration_text(row.max)).end_object();
}
void describe(JsonWriter& json, const AgeReachedParameter&) {
  one_of(json, text_of(AgeReached::on_birthday), text_of(AgeReached::day_after_birthday));
}
void describe(JsonWriter& json, const LeapBirthdayParameter&) {
  one_of(json, text_of(LeapBirthday::march_1), text_of(LeapBirthday::february_28));
}
template <bool kMayBeEmpty>
void describe(JsonWriter& json, const PrefixListParameter<kMayBeEmpty>& row) {
  json.begin_object().field("type", "array").field("minItems", kMayBeEmpty ? 0 : 1).field("uniqueItems", true).key("items");
  pattern(json, "^\\+[0-9]{" + std::to_string(row.min) + "," + std::to_string(row.max) + "}$");
  json.end_object();
}

void describe(JsonWriter& json, const OperationsParameter& row) {
  json.begin_object().field("type", "object").key("propertyNames").begin_object();
  json.field("pattern", "^[a-z0-9_-]{1,32}$").end_object().key("additionalProperties").begin_object();
  json.field("type", "string").field("pattern", "^(0|[1-9][0-9]{0,9})[hms]$");
  json.field("description", "0s, or " + duration_text(row.min) + " to " + duration_text(row.max)).end_object().end_object();
}

// The days of the calendar from 0001-01-01 to 9999-12-31: months of 31 and 30 days, February, and the leap years.
constexpr std::string_view kDatePattern =
    "^(?!0000)([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|"
    "02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)$";

void describe_identity(JsonWriter& json) {
  pattern(json.key(kIdentityKeys[0]), "^[a-z0-9._-]{1,64}$");
  pattern(json.key(kIdentityKeys[1]), kDatePattern);
  pattern(json.key(kIdentityKeys[2]), zone_name_pattern());
}

void describe_applies_to(JsonWriter& json) {
  json.key(kAppliesTo).begin_object().field("type", "object").field("additionalProperties", false);
  json.key("properties").begin_object();
  for (const Parameter& parameter : kParameters) {
    if (about_people(parameter))
      one_of(json.key(name_of(parameter)), text_of(AppliesTo::existing_links), text_of(AppliesTo::new_links));
  }
  json.end_object().end_object();
}

void require_all(JsonWriter& json) {
  json.key("required").begin_array();
  for (const std::string_view key : kIdentityKeys) json.value(key);
  for (const Parameter& parameter : kParameters) json.value(name_of(parameter));
  json.end_array();
}

}  // namespace

std::string Policy::json_schema() {
  JsonWriter json;
  json.begin_object().field("$schema", "https://json-schema.org/draft/2020-12/schema").field("$id", "urn:doverie:policy");
  json.field("title", "Policy of a trusted contact").field("type", "object").field("additionalProperties", false);
  json.key("properties").begin_object();
  describe_identity(json);
  for (const Parameter& parameter : kParameters) {
    json.key(name_of(parameter));
    std::visit([&](const auto& row) { describe(json, row); }, parameter);
  }
  describe_applies_to(json);
  json.end_object();
  require_all(json);
  return json.end_object().take();
}

}  // namespace doverie
