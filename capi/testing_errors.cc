// SPDX-License-Identifier: Apache-2.0
//
// How do the functions for tests end? Their library is one build with libdoverie and knows its handles, but the error objects
// are made there: it alone knows which of them is never freed.
#include "beside.h"

// In libdoverie alone, under a version of its symbol that has the version of the library in it: the loader refuses another one.
extern "C" void doverie_private_same_build(void);

namespace doverie::capi {
namespace {

const bool kSameBuild = (doverie_private_same_build(), true);

}  // namespace

doverie_status report(doverie_error** error, const Rejection&) noexcept {
  return fail_with(error, FaultCode::internal, kSameBuild ? "a rejection" : "");
}

doverie_status report(doverie_error** error, FaultCode code, const char* message) noexcept {
  return doverie_error_new(static_cast<std::int32_t>(code), doverie_text(message), error);
}

doverie_status report_out_of_memory(doverie_error** error) noexcept {
  return report(error, FaultCode::out_of_memory, "out of memory");
}

}  // namespace doverie::capi
