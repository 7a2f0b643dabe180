// SPDX-License-Identifier: Apache-2.0
//
// doverie.HostRule: rules of the host's own, as callables.
#ifndef DOVERIE_BINDINGS_PYTHON_HOST_RULES_H_
#define DOVERIE_BINDINGS_PYTHON_HOST_RULES_H_

#include "convert/convert.h"
#include "doverie/core/host_rules.h"

namespace doverie::python {

// Loads only: a sequence of doverie.HostRule. Raises InvalidArgument, naming the rule, for what cannot be.
template <>
struct Convert<HostRules> {
  static HostRules load(py::handle value, const Where& where);
};

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_HOST_RULES_H_
