// SPDX-License-Identifier: Apache-2.0
//
// What a column in Arrow is not read for, in words that say what to do. The number of bits decides nothing: a dictionary has its
// indices where a plain column has values, and an extension type may mean anything by its numbers.
#ifndef DOVERIE_BINDINGS_PYTHON_ARROW_TYPES_H_
#define DOVERIE_BINDINGS_PYTHON_ARROW_TYPES_H_

#include <string_view>

#include "columns/arrow.h"

namespace doverie::python {

// What stands between the buffers and the values, behind "not TYPE"; empty when nothing does.
std::string_view encoding_of(const ArrowSchema& schema);

// What to do about a type that does not fit; empty when nothing comes to mind.
std::string_view hint_for(std::string_view format);

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_ARROW_TYPES_H_
