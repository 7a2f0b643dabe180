// SPDX-License-Identifier: Apache-2.0
//
// The one way out of the library into C: every function runs its body under guarded(), which turns whatever happens into a
// status and, if asked for, an error object.
#ifndef DOVERIE_CAPI_ERRORS_H_
#define DOVERIE_CAPI_ERRORS_H_

#include <cxxabi.h>

#include <exception>
#include <new>
#include <string>
#include <utility>

#include "doverie.h"
#include "doverie/core/result.h"

namespace doverie::capi {

// Thrown inside this folder only, and caught by guarded(): what the caller passed is wrong.
struct WrongArgument {
  std::string message;
};

// Store the error object, if `error` is not NULL, and give the status that goes with it. Out of memory while doing so gives
// a ready-made error object.
doverie_status report(doverie_error** error, const Rejection& rejection) noexcept;
doverie_status report(doverie_error** error, FaultCode code, const char* message) noexcept;
doverie_status report_out_of_memory(doverie_error** error) noexcept;

doverie_reason reason_of(const Reason& reason) noexcept;

template <class T>
doverie_status report(doverie_error** error, const Result<T>& result) noexcept {
  if (result.ok()) return DOVERIE_STATUS_OK;
  if (result.rejected()) return report(error, result.rejection());
  return report(error, result.fault().code, result.fault().message.c_str());
}

// Runs `body`, which gives a Result. Nothing but the unwinding of a cancelled thread gets past it.
template <class Body>
doverie_status guarded(doverie_error** error, Body&& body) {
  if (error != nullptr) *error = nullptr;
  try {
    return report(error, body());
  } catch (const WrongArgument& wrong) {
    return report(error, FaultCode::invalid_argument, wrong.message.c_str());
  } catch (const std::bad_alloc&) {
    return report_out_of_memory(error);
  } catch (const std::exception& bug) {
    return report(error, FaultCode::internal, bug.what());
  } catch (abi::__forced_unwind&) {
    throw;
  } catch (...) {
    return report(error, FaultCode::internal, "an exception of an unknown type");
  }
}

// Runs a callback of the host's; an exception that it lets out ends here, and the sink remains unanswered.
template <class Call>
void call_host(Call&& call) {
  try {
    call();
  } catch (abi::__forced_unwind&) {
    throw;
  } catch (...) {  // NOLINT(bugprone-empty-catch): see above
  }
}

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_ERRORS_H_
