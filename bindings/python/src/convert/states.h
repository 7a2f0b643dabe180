// SPDX-License-Identifier: Apache-2.0
//
// The states of states.def as the package's enums, which are written from the list.
#ifndef DOVERIE_BINDINGS_PYTHON_STATES_H_
#define DOVERIE_BINDINGS_PYTHON_STATES_H_

#include "convert/convert.h"
#include "doverie/core/states.h"

namespace doverie::python {

#define DOVERIE_VOCABULARY(number, name, Type, prefix, text, states)                             \
  template <>                                                                                    \
  struct Convert<Type> {                                                                         \
    static Type load(py::handle value, const Where& where) {                                     \
      if (!py::isinstance(value, states_of())) throw_type_error(where, "doverie." #Type, value); \
      return static_cast<Type>(value.cast<std::int32_t>());                                      \
    }                                                                                            \
    static py::object cast(Type state) {                                                         \
      return states_of()(static_cast<std::int32_t>(state));                                      \
    }                                                                                            \
                                                                                                 \
   private:                                                                                      \
    static py::object states_of() {                                                              \
      return py::module_::import("doverie").attr(#Type);                                         \
    }                                                                                            \
  };
#include "doverie/core/states.def"

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_STATES_H_
