// SPDX-License-Identifier: Apache-2.0
//
// The library's "no" as Python's exceptions: a rejection raises doverie.Rejected, a fault the subclass of doverie.Fault that
// its code belongs to.
//
// Threads: the GIL is held in everything here.
#ifndef DOVERIE_BINDINGS_PYTHON_ERRORS_H_
#define DOVERIE_BINDINGS_PYTHON_ERRORS_H_

#include <string>
#include <utility>

#include "convert/convert.h"
#include "doverie/core/host_rules.h"
#include "doverie/core/result.h"

namespace doverie::python {

// What Python knows a reason by: its number, or for a rule of the host's own, a doverie.HostReason.
py::object reason_code(ReasonCode code, const std::string& name, const HostRules& rules);
// The texts of rules of the host's own are in `rules`, those of the service that refused.
[[noreturn]] void raise_rejection(const Rejection& rejection, const HostRules& rules);
[[noreturn]] void raise_fault(const Fault& fault);
// The exception, not raised.
py::object error_of(const Fault& fault);
[[noreturn]] void raise_fault(const Fault& fault, const py::object& cause);
// doverie.Closed: `what` was closed before it was used.
[[noreturn]] void raise_closed(const char* what);

template <class T>
T value_or_raise(Result<T> result, const HostRules& rules = {}) {
  if (result.rejected()) raise_rejection(result.rejection(), rules);
  if (result.faulted()) raise_fault(result.fault());
  return std::move(result).value();
}

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_ERRORS_H_
