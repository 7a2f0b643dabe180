// SPDX-License-Identifier: Apache-2.0
#include "doverie/core/policy.h"

#include <algorithm>
#include <cstdlib>

#include "core/builtin_policies.h"
#include "core/digests.h"
#include "core/names.h"
#include "core/policy_parameters.h"

namespace doverie {

namespace {

constexpr std::size_t kMaxIdBytes = 64;

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

Fault wrong(std::string_view policy, std::string_view path, std::string_view value, std::string_view allowed) {
  std::string message = "policy \"" + std::string(policy) + "\": " + std::string(path) + " is " + std::string(value);
  return Fault{FaultCode::invalid_argument, message + "; allowed: " + std::string(allowed)};
}

Status check_identity(const Policy& policy) {
  const bool good_id = !policy.id.empty() && policy.id.size() <= kMaxIdBytes &&
                       std::all_of(policy.id.begin(), policy.id.end(), is_id_character);
  if (!good_id) return wrong(policy.id, "id", "\"" + policy.id + "\"", "1 to 64 of [a-z0-9._-]");
  if (!policy.applies_from.ok()) return wrong(policy.id, "applies_from", "not a date", "a date such as 2026-03-01");
  if (policy.time_zone.empty()) return wrong(policy.id, "time_zone", "empty", "an IANA name such as Europe/Moscow");
  return Done{};
}

bool is_prefix(std::string_view prefix) {
  return prefix.size() >= 2 && prefix.size() <= 16 && prefix.front() == '+' &&
         std::all_of(prefix.begin() + 1, prefix.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Status check_parameter(const Policy& policy, const CountParameter& parameter) {
  const std::int32_t value = policy.*parameter.member;
  if (value >= parameter.min && value <= parameter.max) return Done{};
  return wrong(policy.id, parameter.name, std::to_string(value),
               std::to_string(parameter.min) + " to " + std::to_string(parameter.max));
}

Status check_parameter(const Policy&, const FlagParameter&) {
  return Done{};
}

Status check_parameter(const Policy& policy, const DurationParameter& parameter) {
  const Duration value = policy.*parameter.member;
  const std::string allowed = duration_text(parameter.min) + " to " + duration_text(parameter.max);
  if (value < parameter.min || value > parameter.max) return wrong(policy.id, parameter.name, duration_text(value), allowed);
  if (value % std::chrono::seconds{1} != Duration{0}) {
    return wrong(policy.id, parameter.name, "not a whole number of seconds", allowed);
  }
  return Done{};
}

Status check_parameter(const Policy& policy, const AgeReachedParameter& parameter) {
  if (policy.age_reached <= AgeReached::day_after_birthday) return Done{};
  return wrong(policy.id, parameter.name, "unknown", "on_birthday, day_after_birthday");
}

Status check_parameter(const Policy& policy, const LeapBirthdayParameter& parameter) {
  if (policy.leap_birthday <= LeapBirthday::february_28) return Done{};
  return wrong(policy.id, parameter.name, "unknown", "march_1, february_28");
}

Status check_parameter(const Policy& policy, const PhonePrefixesParameter& parameter) {
  const auto& prefixes = policy.phone_prefixes;
  if (prefixes.empty()) return wrong(policy.id, parameter.name, "empty", "at least one, such as \"+79\"");
  for (const std::string& prefix : prefixes) {
    if (!is_prefix(prefix)) return wrong(policy.id, parameter.name, "\"" + prefix + "\"", "a plus and 1 to 15 digits");
  }
  return Done{};
}

Status check_together(const Policy& policy) {
  if (policy.required_approvals > policy.max_contacts_per_trustor) {
    return wrong(policy.id, "required_approvals", std::to_string(policy.required_approvals),
                 "at most max_contacts_per_trustor (" + std::to_string(policy.max_contacts_per_trustor) + ")");
  }
  if (policy.conversation_code && policy.max_wrong_numbers == 0) {
    return wrong(policy.id, "max_wrong_numbers", "0", "1 to 100 with conversation_code");
  }
  return Done{};
}

Policy builtin(std::string_view document) {
  auto parsed = Policy::from_json(document);
  if (!parsed) std::abort();  // the document is part of the library and read by every test
  return *std::move(parsed);
}

}  // namespace

Status Policy::validate() const {
  if (auto status = check_identity(*this); !status) return status;
  for (const Parameter& parameter : kParameters) {
    auto status = std::visit([&](const auto& row) { return check_parameter(*this, row); }, parameter);
    if (!status) return status;
  }
  return check_together(*this);
}

std::string Policy::content_hash() const {
  return hex(view(sha256(to_json())).substr(0, 16));
}

const Policy& Policy::gosuslugi() {
  static const Policy policy = builtin(kGosuslugiDocument);
  return policy;
}

const Policy& Policy::strict() {
  static const Policy policy = builtin(kStrictDocument);
  return policy;
}

}  // namespace doverie
