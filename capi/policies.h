// SPDX-License-Identifier: Apache-2.0
//
// Lists of policies from the caller.
#ifndef DOVERIE_CAPI_POLICIES_H_
#define DOVERIE_CAPI_POLICIES_H_

#include <memory>
#include <span>
#include <string>

#include "doverie.h"
#include "doverie/core/policy.h"
#include "errors.h"
#include "text.h"

namespace doverie::capi {

inline constexpr std::size_t kMostPolicies = 1024;  // more is a count that was not set

template <class T>
std::span<const T> list(const T* elements, std::size_t count, const char* name) {
  if (elements == nullptr && count > 0) wrong(name, "NULL with a count");
  if (count > kMostPolicies) wrong(name, std::to_string(count) + " are too many");
  return {elements, count};
}

// The policy in a handle.
Result<std::unique_ptr<doverie_policy>> copy_of(const Policy& policy);

// WrongArgument, naming the argument, when it is no schedule.
PolicySchedule schedule_of(const doverie_policy* const* policies, std::size_t count, const char* name);

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_POLICIES_H_
