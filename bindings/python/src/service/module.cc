// SPDX-License-Identifier: Apache-2.0
//
// The module doverie._native: private to the package, which gives it its public face.
#include "convert/bind.h"
#include "convert/convert.h"

// The symbol of this name is not exported (module.map); PyInit__native stands before it.
PYBIND11_MODULE(_in_main_interpreter, module, pybind11::multiple_interpreters::not_supported()) {
  using namespace doverie::python;
  py::options options;
  options.disable_function_signatures();  // the docstrings carry signatures in Python's own terms
  module.attr("__version__") = DOVERIE_VERSION;
  import_datetime();
  bind_codes(module);
  bind_enums(module);
  bind_secret(module);
  bind_keys(module);
  bind_policy(module);
  bind_host_rules(module);
  bind_explain(module);
  bind_machine(module);
  bind_directories(module);
  bind_stores(module);
  bind_delivery(module);
  bind_observers(module);
  bind_texts(module);
  bind_fakes(module);
  bind_contract(module);
  bind_kit(module);
  bind_population(module);
  bind_audit(module);
  bind_replay(module);
  bind_service(module);
  bind_operation(module);
  bind_moving(module);
  refuse_unmade(module);
}

// Classes, enums and what is kept between calls are those of one interpreter. Python itself refuses others from 3.12 on; before,
// the import would wait for ever for a lock that the main interpreter's thread holds.
extern "C" PYBIND11_EXPORT PyObject* PyInit__native() {
  if (PyInterpreterState_Get() != PyInterpreterState_Main()) {
    PyErr_SetString(
        PyExc_ImportError,
        "doverie can be imported by the main interpreter alone, not by a sub-interpreter; use threads, or processes");
    return nullptr;
  }
  return PyInit__in_main_interpreter();
}
