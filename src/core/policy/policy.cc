// SPDX-License-Identifier: Apache-2.0
//
// The room of policy: by which numbers? A policy is a document with an id, a first day, and a value for every parameter;
// rules ask it and never contain a number themselves. The parameters stand in one list (parameters.h), and reading,
// writing, checking, the schema and the hash all go by that list.
//
// This file: what makes a policy valid, its hash, and the two that come with the library.
#include "doverie/core/policy.h"

#include <algorithm>
#include <cstdlib>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "core/policy/builtin_policies.h"
#include "core/policy/parameters.h"
#include "core/policy/problem.h"
#include "core/policy/zones.h"
#include "doverie/core/operations.h"

namespace doverie {

namespace {

constexpr std::size_t kMaxIdBytes = 64;

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

using Problem = std::optional<PolicyProblem>;

PolicyProblem wrong(std::string_view key, std::string found, std::string allowed) {
  return {pointer_to("", key), std::move(found), std::move(allowed)};
}

Problem check_identity(const Policy& policy) {
  const bool good_id = !policy.id.empty() && policy.id.size() <= kMaxIdBytes &&
                       std::all_of(policy.id.begin(), policy.id.end(), is_id_character);
  if (!good_id) return wrong("id", in_quotes(policy.id), "1 to 64 of [a-z0-9._-]");
  // The years that documents can write and that Python's date knows.
  const int year = static_cast<int>(policy.applies_from.year());
  if (!policy.applies_from.ok() || year < 1 || year > 9999) {
    return wrong("applies_from", policy.applies_from.ok() ? "year " + std::to_string(year) : "not a date",
                 "a date such as 2026-03-01, of the years 1 to 9999");
  }
  if (!is_zone_name(policy.time_zone)) {
    const std::string found = policy.time_zone.empty() ? "empty" : in_quotes(policy.time_zone);
    return wrong("time_zone", found, "an IANA name such as Europe/Moscow");
  }
  return std::nullopt;
}

bool is_prefix(std::string_view prefix, std::size_t least, std::size_t most) {
  const std::size_t digits = prefix.size() - 1;
  return !prefix.empty() && digits >= least && digits <= most && prefix.front() == '+' &&
         std::all_of(prefix.begin() + 1, prefix.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Problem check_parameter(const Policy& policy, const CountParameter& parameter) {
  const std::int32_t value = policy.*parameter.member;
  if (value >= parameter.min && value <= parameter.max) return std::nullopt;
  return wrong(parameter.name, std::to_string(value),
               std::to_string(parameter.min) + " to " + std::to_string(parameter.max));
}

Problem check_parameter(const Policy&, const FlagParameter&) {
  return std::nullopt;
}

Problem check_parameter(const Policy& policy, const DurationParameter& parameter) {
  const Duration value = policy.*parameter.member;
  const std::string allowed = duration_text(parameter.min) + " to " + duration_text(parameter.max);
  if (value < parameter.min || value > parameter.max) return wrong(parameter.name, duration_text(value), allowed);
  if (value % std::chrono::seconds{1} != Duration{0}) {
    return wrong(parameter.name, "not a whole number of seconds", allowed);
  }
  return std::nullopt;
}

Problem check_parameter(const Policy& policy, const AgeReachedParameter& parameter) {
  if (policy.age_reached <= AgeReached::day_after_birthday) return std::nullopt;
  return wrong(parameter.name, "unknown", "on_birthday, day_after_birthday");
}

Problem check_parameter(const Policy& policy, const LeapBirthdayParameter& parameter) {
  if (policy.leap_birthday <= LeapBirthday::february_28) return std::nullopt;
  return wrong(parameter.name, "unknown", "march_1, february_28");
}

template <bool kMayBeEmpty>
Problem check_parameter(const Policy& policy, const PrefixListParameter<kMayBeEmpty>& parameter) {
  const auto& prefixes = policy.*parameter.member;
  if (prefixes.empty() && !kMayBeEmpty) return wrong(parameter.name, "empty", "at least one, such as \"+79\"");
  const std::string digits = std::to_string(parameter.min) + " to " + std::to_string(parameter.max);
  for (auto prefix = prefixes.begin(); prefix != prefixes.end(); ++prefix) {
    const auto place = pointer_to(pointer_to("", parameter.name), std::to_string(prefix - prefixes.begin()));
    if (!is_prefix(*prefix, parameter.min, parameter.max))
      return PolicyProblem{place, in_quotes(*prefix), "a plus and " + digits + " digits"};
    if (std::find(prefixes.begin(), prefix, *prefix) != prefix) {
      return PolicyProblem{place, in_quotes(*prefix) + ", which is there already", "each prefix once"};
    }
  }
  return std::nullopt;
}

// The recovery of a password always needs the contact, for as long as request_lifetime says.
Problem check_parameter(const Policy& policy, const OperationsParameter& parameter) {
  const std::string allowed = "0s, or " + duration_text(parameter.min) + " to " + duration_text(parameter.max);
  for (const auto& [name, lifetime] : policy.*parameter.member) {
    const std::string place = pointer_to(pointer_to("", parameter.name), name);
    if (!is_operation_name(name)) return PolicyProblem{place, "no name of an operation", "1 to 32 of [a-z0-9_-]"};
    if (name == kPasswordRecovery) {
      return PolicyProblem{place, "there", "other operations; request_lifetime is that of password_recovery"};
    }
    const bool whole = lifetime % std::chrono::seconds{1} == Duration{0};
    const bool within = lifetime >= parameter.min && lifetime <= parameter.max;
    if (!whole) return PolicyProblem{place, "not a whole number of seconds", allowed};
    if (lifetime != Duration{0} && !within) return PolicyProblem{place, duration_text(lifetime), allowed};
  }
  return std::nullopt;
}

Problem check_applies_to(const Policy& policy) {
  for (const auto& [name, links] : policy.applies_to) {
    const std::string place = pointer_to(pointer_to("", kAppliesTo), name);
    const bool known = std::any_of(std::begin(kParameters), std::end(kParameters),
                                   [&](const Parameter& p) { return about_people(p) && name_of(p) == name; });
    if (!known) {
      return PolicyProblem{place, "no parameter about people", "the parameters about people in docs/guide/policies.md"};
    }
    if (links > AppliesTo::new_links) return PolicyProblem{place, "unknown", "existing_links, new_links"};
  }
  return std::nullopt;
}

std::string text_of(std::int32_t number) {
  return std::to_string(number);
}
std::string text_of(Duration duration) {
  return duration_text(duration);
}

// One parameter bounded by another.
template <class T>
Problem at_most(std::string_view name, T value, std::string_view bound_name, T bound) {
  if (value <= bound) return std::nullopt;
  return wrong(name, text_of(value), "at most " + std::string(bound_name) + " (" + text_of(bound) + ")");
}

Problem has_attempts(const Policy& p) {
  if (p.conversation_code == (p.max_wrong_numbers > 0)) return std::nullopt;
  if (p.conversation_code) return wrong("max_wrong_numbers", "0", "1 to 100 with conversation_code");
  return wrong("max_wrong_numbers", std::to_string(p.max_wrong_numbers), "0 without conversation_code");
}

// What each allows alone, but not together: a number that could never be reached says something else than it seems to.
Problem check_together(const Policy& p) {
  const Problem problems[] = {
      at_most("required_approvals", p.required_approvals, "max_contacts_per_trustor", p.max_contacts_per_trustor),
      at_most("code_lifetime", p.code_lifetime, "request_lifetime", p.request_lifetime),
      at_most("redeem_within", p.redeem_within, "request_lifetime", p.request_lifetime),
      at_most("send_pause", p.send_pause, "request_lifetime", p.request_lifetime),
      has_attempts(p),
  };
  const auto* first =
      std::find_if(std::begin(problems), std::end(problems), [](const Problem& problem) { return problem.has_value(); });
  return first == std::end(problems) ? std::nullopt : *first;
}

Policy builtin(std::string_view document) {
  auto parsed = Policy::from_json(document);
  if (!parsed) std::abort();  // the document is part of the library and read by every test
  return *std::move(parsed);
}

}  // namespace

std::optional<PolicyProblem> problem_of(const Policy& policy) {
  if (auto problem = check_identity(policy)) return problem;
  for (const Parameter& parameter : kParameters) {
    auto problem = std::visit([&](const auto& row) { return check_parameter(policy, row); }, parameter);
    if (problem) return problem;
  }
  if (auto problem = check_applies_to(policy)) return problem;
  return check_together(policy);
}

Status Policy::validate() const {
  const auto problem = problem_of(*this);
  if (!problem) return Done{};
  return Fault{FaultCode::invalid_argument, "policy " + in_quotes(id) + ": " + problem->pointer.substr(1) + " is " +
                                                problem->found + "; allowed: " + problem->allowed};
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
