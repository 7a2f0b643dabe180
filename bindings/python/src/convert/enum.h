// SPDX-License-Identifier: Apache-2.0
//
// How does an enumeration of C++ become one of Python?
#ifndef DOVERIE_BINDINGS_PYTHON_ENUM_H_
#define DOVERIE_BINDINGS_PYTHON_ENUM_H_

#include <pybind11/native_enum.h>

#include <initializer_list>

#include "convert/bind.h"

namespace doverie::python {

template <class E>
struct Member {
  const char* name;
  E value;
  const char* doc;
};

template <class E>
void bind_enum(py::module_& module, const char* name, const char* doc, std::initializer_list<Member<E>> members) {
  py::native_enum<E> type(module, name, "enum.IntEnum", doc);
  for (const Member<E>& member : members) type.value(member.name, member.value, member.doc);
  type.finalize();
  show_as_from(module.attr(name));
}

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_ENUM_H_
