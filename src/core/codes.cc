// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include "doverie/core/result.h"

namespace doverie {

const std::vector<CodeInfo>& all_codes() {
  static const std::vector<CodeInfo> codes = {
#define DOVERIE_REASON(number, name, retryable, english, russian) {number, #name, retryable, false, english, russian},
#define DOVERIE_FAULT(number, name, retryable, english, russian) {number, #name, retryable, true, english, russian},
#include "doverie/core/reasons.def"
  };
  return codes;
}

namespace {

const CodeInfo* find_code(std::int32_t number) {
  for (const CodeInfo& code : all_codes()) {
    if (code.number == number) return &code;
  }
  return nullptr;
}

std::ptrdiff_t precedence(ReasonCode code) {
  return &info(code) - all_codes().data();
}

}  // namespace

// An enumerator that is not in the list can only come from a cast: the caller's bug, answered with the row for bugs.
const CodeInfo& info(ReasonCode code) {
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

}  // namespace doverie
