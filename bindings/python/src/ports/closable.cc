// SPDX-License-Identifier: Apache-2.0
//
// Paths, as Python spells them and the system calls want them.
#include "ports/closable.h"

namespace doverie::python {

std::string file_path(const py::object& path) {
  PyObject* encoded = nullptr;
  if (PyUnicode_FSConverter(path.ptr(), static_cast<void*>(&encoded)) == 0) throw py::error_already_set();
  return ConvertBytes::load(py::reinterpret_steal<py::object>(encoded), Where("path"));
}

}  // namespace doverie::python
