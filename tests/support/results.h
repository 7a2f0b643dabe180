// SPDX-License-Identifier: Apache-2.0
//
// What a Result says, for the messages of failed checks.
#ifndef DOVERIE_TESTS_SUPPORT_RESULTS_H_
#define DOVERIE_TESTS_SUPPORT_RESULTS_H_

#include <doctest/doctest.h>

#include <string>

#include "doverie/core/result.h"

namespace doverie::testing {

template <class T>
std::string describe(const Result<T>& result) {
  if (result.ok()) return "ok";
  if (result.faulted()) return "fault " + std::string(info(result.fault().code).name) + ": " + result.fault().message;
  std::string reasons = "rejected:";
  for (const Reason& reason : result.rejection().reasons) reasons.append(" ").append(info(reason.code).name);
  return reasons;
}

template <class T>
bool is_fault(const Result<T>& result, FaultCode code) {
  return result.faulted() && result.fault().code == code;
}

}  // namespace doverie::testing

#define CHECK_OK(result) CHECK_MESSAGE((result).ok(), ::doverie::testing::describe(result))
#define REQUIRE_OK(result) REQUIRE_MESSAGE((result).ok(), ::doverie::testing::describe(result))
#define CHECK_FAULT(result, fault_code) \
  CHECK_MESSAGE(::doverie::testing::is_fault(result, ::doverie::FaultCode::fault_code), ::doverie::testing::describe(result))

#endif  // DOVERIE_TESTS_SUPPORT_RESULTS_H_
