// SPDX-License-Identifier: Apache-2.0
//
// What does an account directory in Python say of itself?
#ifndef DOVERIE_BINDINGS_PYTHON_DIRECTORIES_H_
#define DOVERIE_BINDINGS_PYTHON_DIRECTORIES_H_

#include "convert/bind.h"

namespace doverie::python {

// Reads `tells` of a directory of the host's, which its tells() answers with from then on; others are left alone. Raises what is
// wrong with it. REQUIRES: the GIL.
void read_told_changes(const py::object& directory);

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_DIRECTORIES_H_
