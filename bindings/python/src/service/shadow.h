// SPDX-License-Identifier: Apache-2.0
//
// doverie.ShadowDifference: where the shadow would have answered otherwise.
#ifndef DOVERIE_BINDINGS_PYTHON_SHADOW_H_
#define DOVERIE_BINDINGS_PYTHON_SHADOW_H_

#include "convert/errors.h"
#include "convert/record.h"
#include "convert/states.h"
#include "doverie/core/shadow.h"

namespace doverie::python {

// Goes out only: a number for the code, which the package turns into its own enum.
template <>
struct Convert<Reason> {
  static py::object cast(const Reason& reason) {
    return call_host(py::module_::import("doverie._errors").attr("reason_detail"), reason_code(reason.code, reason.name, {}),
                     Convert<std::optional<std::int64_t>>::cast(reason.needs),
                     Convert<std::optional<std::int64_t>>::cast(reason.has));
  }
};

template <>
struct Record<ShadowDifference> {
  static constexpr const char* kClass = "ShadowDifference";
  static constexpr auto kFields = std::tuple{
      field("kind", &ShadowDifference::kind),
      field("command", &ShadowDifference::command),
      field("command_id", &ShadowDifference::command_id),
      field("policy", &ShadowDifference::policy),
      field("shadow_policy", &ShadowDifference::shadow_policy),
      field("reasons", &ShadowDifference::reasons),
      field("shadow_reasons", &ShadowDifference::shadow_reasons),
      field("status", &ShadowDifference::status),
      field("shadow_status", &ShadowDifference::shadow_status),
      field("fault", &ShadowDifference::fault),
  };
};

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_SHADOW_H_
