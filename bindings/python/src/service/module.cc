// SPDX-License-Identifier: Apache-2.0
//
// The module doverie._native: private to the package, which gives it its public face.
#include "convert/bind.h"
#include "convert/convert.h"

PYBIND11_MODULE(_native, module) {
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
  bind_fakes(module);
  bind_contract(module);
  bind_kit(module);
  bind_population(module);
  bind_audit(module);
  bind_replay(module);
  bind_service(module);
}
