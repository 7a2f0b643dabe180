// SPDX-License-Identifier: Apache-2.0
//
// How is a port taken that somebody gives?
#ifndef DOVERIE_BINDINGS_PYTHON_PORTS_H_
#define DOVERIE_BINDINGS_PYTHON_PORTS_H_

#include <memory>

#include "convert/convert.h"

namespace doverie::python {

template <class Port>
std::shared_ptr<Port> needed_port(const Where& where, py::handle value) {
  // One whose __init__ was not called is an instance, and there is nothing in it.
  if (py::isinstance<Port>(value)) {
    if (auto found = value.cast<std::shared_ptr<Port>>()) return found;
  }
  throw_type_error(where, "a doverie." + py::type::of<Port>().attr("__qualname__").template cast<std::string>(), value);
}

// None is nullptr.
template <class Port>
std::shared_ptr<Port> port(std::string_view name, py::handle value) {
  return value.is_none() ? nullptr : needed_port<Port>(Where(name), value);
}

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_PORTS_H_
