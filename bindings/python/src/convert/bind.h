// SPDX-License-Identifier: Apache-2.0
//
// What makes up the module doverie._native, one function for each concept.
#ifndef DOVERIE_BINDINGS_PYTHON_BIND_H_
#define DOVERIE_BINDINGS_PYTHON_BIND_H_

#include <pybind11/pybind11.h>

namespace doverie::python {

namespace py = pybind11;

void bind_codes(py::module_& module);
void bind_enums(py::module_& module);
void bind_secret(py::module_& module);
void bind_host_rules(py::module_& module);
void bind_keys(py::module_& module);
void bind_policy(py::module_& module);
void bind_machine(py::module_& module);
void bind_directories(py::module_& module);
void bind_stores(py::module_& module);
void bind_delivery(py::module_& module);
void bind_observers(py::module_& module);
void bind_texts(py::module_& module);
void bind_explain(py::module_& module);
void bind_kit(py::module_& module);
void bind_fakes(py::module_& module);
void bind_contract(py::module_& module);
void bind_population(py::module_& module);
void bind_audit(py::module_& module);
void bind_replay(py::module_& module);
void bind_moving(py::module_& module);
void bind_service(py::module_& module);
void bind_operation(py::module_& module);

// Makes a class or enum say that it lives in `home`, where hosts import it from, not in doverie._native: for reprs, pickles
// and help().
inline void show_as_from(const py::handle& type, const char* home = "doverie") {
  type.attr("__module__") = home;
}

// Makes the classes of a module refuse objects whose __init__ was not called (`Class.__new__(Class)`): pybind11 would use memory in
// which nothing was made. It asks this function for memory in no other case.
inline void refuse_unmade(const py::module_& module) {
  for (const auto& [name, thing] : py::dict(module.attr("__dict__"))) {
    if (!PyType_Check(thing.ptr())) continue;
    auto* known = py::detail::get_type_info(reinterpret_cast<PyTypeObject*>(thing.ptr()));
    if (known) known->operator_new = [](std::size_t) -> void* { throw py::type_error("its __init__ was not called"); };
  }
}

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_BIND_H_
