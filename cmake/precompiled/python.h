// SPDX-License-Identifier: Apache-2.0
//
// Which headers are parsed once for the Python module? pybind11, and those of the standard library that the library has.
#include <pybind11/pybind11.h>

#include "library.h"
