// SPDX-License-Identifier: Apache-2.0
//
// Looking up reasons and faults: by number or by enumerator, and which of two comes first. The list itself is
// reasons.def.
#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <unordered_map>

#include "doverie/core/result.h"

namespace doverie {

namespace {

CodeInfo reason_row(std::int32_t number, std::string_view name, Unit unit, WaitsFor waits_for, std::string_view english,
                    std::string_view russian) {
  const bool retryable = waits_for == WaitsFor::time || waits_for == WaitsFor::time_or_operator;
  return {number, name, false, unit, waits_for, Effect::none, retryable, english, russian};
}

}  // namespace

const std::vector<CodeInfo>& all_codes() {
  static const std::vector<CodeInfo> codes = {
#define DOVERIE_REASON(number, name, unit, waits_for, english, russian) \
  reason_row(number, #name, Unit::unit, WaitsFor::waits_for, english, russian),
#define DOVERIE_FAULT(number, name, effect, retryable, english, russian) \
  {number, #name, true, Unit::none, WaitsFor::nothing, Effect::effect, retryable, english, russian},
#include "doverie/core/reasons.def"
  };
  return codes;
}

namespace {

// Codes have at most four digits.
constexpr std::size_t kMostNumber = 9999;

// By number: the place in the list plus one, 0 for none.
const std::vector<std::uint8_t>& places() {
  static const std::vector<std::uint8_t> made = [] {
    std::vector<std::uint8_t> by_number(kMostNumber + 1, 0);
    std::uint8_t place = 0;
    for (const CodeInfo& code : all_codes()) by_number[static_cast<std::size_t>(code.number)] = ++place;
    return by_number;
  }();
  return made;
}

const CodeInfo* find_code(std::int32_t number) {
  if (number < 0 || number > static_cast<std::int32_t>(kMostNumber)) return nullptr;
  const std::uint8_t place = places()[static_cast<std::size_t>(number)];
  return place == 0 ? nullptr : &all_codes()[place - 1U];
}

bool is_of_host(ReasonCode code) {
  return static_cast<std::int32_t>(code) >= kFirstHostRule;
}

const CodeInfo& any_host_rule() {
  static const CodeInfo row = reason_row(0, "host_rule", Unit::none, WaitsFor::nothing, "A rule of this service is not met.",
                                         "Не выполнено правило этого сервиса.");
  return row;
}

std::ptrdiff_t precedence(ReasonCode code) {
  if (is_of_host(code)) return static_cast<std::int32_t>(code);
  return &info(code) - all_codes().data();
}

}  // namespace

// An enumerator that is not in the list can only come from a cast: the caller's bug, answered with the row for bugs.
const CodeInfo& info(ReasonCode code) {
  if (is_of_host(code)) return any_host_rule();
  const CodeInfo* found = find_code(static_cast<std::int32_t>(code));
  return found ? *found : info(FaultCode::internal);
}

const CodeInfo& info(FaultCode code) {
  const CodeInfo* found = find_code(static_cast<std::int32_t>(code));
  return found ? *found : info(FaultCode::internal);
}

std::optional<ReasonCode> reason_from_number(std::int32_t number) {
  const CodeInfo* found = find_code(number);
  if (!found || found->is_fault) return std::nullopt;
  return static_cast<ReasonCode>(number);
}

std::optional<ReasonCode> reason_named(std::string_view name) {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, ReasonCode> codes;
    for (const CodeInfo& code : all_codes()) {
      if (!code.is_fault) codes.emplace(code.name, static_cast<ReasonCode>(code.number));
    }
    return codes;
  }();
  const auto found = by_name.find(name);
  if (found == by_name.end()) return std::nullopt;
  return found->second;
}

std::string_view name_of(const Reason& reason) {
  return reason.name.empty() ? info(reason.code).name : std::string_view(reason.name);
}

bool Rejection::has(ReasonCode code) const {
  return std::any_of(reasons.begin(), reasons.end(), [&](const Reason& reason) { return reason.code == code; });
}

void sort_by_precedence(std::vector<Reason>& reasons) {
  // A total order, so that every machine tells the same.
  std::sort(reasons.begin(), reasons.end(), [](const Reason& a, const Reason& b) {
    return std::tuple(precedence(a.code), a.needs, a.has) < std::tuple(precedence(b.code), b.needs, b.has);
  });
  const auto same_code = [](const Reason& a, const Reason& b) { return a.code == b.code; };
  reasons.erase(std::unique(reasons.begin(), reasons.end(), same_code), reasons.end());
}

void throw_as_error(const Rejection& rejection) {
  std::string message = "refused";
  for (const Reason& reason : rejection.reasons) {
    message += message == "refused" ? ": " : ", ";
    message += name_of(reason);
  }
  throw std::runtime_error(message);
}

void throw_as_error(const Fault& fault) {
  throw std::runtime_error(std::string(info(fault.code).name) + ": " + fault.message);
}

}  // namespace doverie
