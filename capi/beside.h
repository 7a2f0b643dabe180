// SPDX-License-Identifier: Apache-2.0
//
// How do libraries beside libdoverie end their calls? They meet it in C only, so that no object of C++ passes from one library
// to the other; errors are made by it.
#ifndef DOVERIE_CAPI_BESIDE_H_
#define DOVERIE_CAPI_BESIDE_H_

#include <new>
#include <string>

#include "errors.h"
#include "text.h"

namespace doverie::capi {

inline doverie_status fail_with(doverie_error** error, FaultCode code, const std::string& message) {
  return doverie_error_new(static_cast<std::int32_t>(code), borrowed(message), error);
}

// Runs `body`, which gives a status. Like guarded() of libdoverie.
template <class Body>
doverie_status ending(doverie_error** error, Body&& body) {
  if (error != nullptr) *error = nullptr;
  try {
    return body();
  } catch (const WrongArgument& wrong) {
    return fail_with(error, FaultCode::invalid_argument, wrong.message);
  } catch (const std::bad_alloc&) {
    return doverie_error_new(DOVERIE_FAULT_OUT_OF_MEMORY, doverie_text("out of memory"), error);
  } catch (abi::__forced_unwind&) {
    throw;
  } catch (...) {
    return doverie_error_new(DOVERIE_FAULT_INTERNAL, doverie_text("an exception that nobody expected"), error);
  }
}

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_BESIDE_H_
