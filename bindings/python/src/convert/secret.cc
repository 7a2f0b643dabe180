// SPDX-License-Identifier: Apache-2.0
//
// doverie.Secret: bytes that no repr, message or pickle shows.
#include "doverie/core/secret.h"

#include "convert/bind.h"
#include "convert/errors.h"
#include "doverie/adapters/system.h"
#include "ports/host_call.h"

namespace doverie::python {

namespace {

py::bytes revealed(const Secret& secret) {
  return py::bytes(secret.reveal());
}

std::string redacted(const Secret& secret) {
  return "Secret(<" + std::to_string(secret.size()) + " bytes>)";
}

py::object equal(const Secret& secret, const py::object& other) {
  if (!py::isinstance<Secret>(other)) return py::reinterpret_borrow<py::object>(Py_NotImplemented);
  return py::bool_(secret == other.cast<const Secret&>());
}

[[noreturn]] void refuse_pickling(const Secret&) {
  throw py::type_error("a Secret is not pickled; store what reveal() returns, where secrets are kept");
}

// pybind11 prints the arguments when their number is wrong; a secret must not be printed, so the number is checked here.
Secret made_secret(const py::args& arguments, const py::kwargs& named) {
  if (arguments.size() != 1 || !named.empty()) throw py::type_error("Secret() takes one positional argument, the bytes");
  std::string bytes = ConvertBytes::load(arguments[0], Where("the argument of Secret()"));
  return Secret::taken_from(bytes);
}

// With no entropy given, the machine's.
Secret new_secret(const std::shared_ptr<Entropy>& entropy) {
  return value_or_raise(without_gil([&] {
    SystemEntropy of_the_machine;
    return new_recovery_secret(entropy ? *entropy : of_the_machine);
  }));
}

}  // namespace

void bind_secret(py::module_& module) {
  py::class_<Secret, py::smart_holder> secret(module, "Secret", py::is_final(), R"(Secret(data: bytes, /)

Bytes that must not be printed: the repr shows the length only, equality takes constant time, and the memory is wiped when
the object goes. Secrets are neither hashed nor pickled.)");
  secret.def(py::init(&made_secret))
      .def("reveal", &revealed, "reveal() -> bytes\n\nThe bytes themselves. Do not log them.")
      .def("__len__", &Secret::size)
      .def("__repr__", &redacted)
      .def("__eq__", &equal, py::arg("other"))
      .def("__reduce__", &refuse_pickling);
  secret.attr("__hash__") = py::none();
  show_as_from(secret);
  module.def("new_secret", &new_secret, py::arg("entropy") = py::none(),
             "new_secret(entropy: Entropy | None) -> Secret\n\nA secret for starting a recovery.");
}

}  // namespace doverie::python
