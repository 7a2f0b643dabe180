// SPDX-License-Identifier: Apache-2.0
//
// doverie.KeyRing: keys of the host's, one by one or from a master.
#include "convert/bind.h"
#include "convert/errors.h"
#include "doverie/adapters/memory.h"

namespace doverie::python {

namespace {

std::shared_ptr<MemoryKeyRing> made(const py::object& master) {
  if (master.is_none()) return std::make_shared<MemoryKeyRing>();
  return value_or_raise(MemoryKeyRing::from_master(argument<Secret>("master", master)));
}

void add(MemoryKeyRing& ring, const py::object& purpose, const py::object& id, const py::object& key,
         const py::object& state, const py::object& algorithm) {
  value_or_raise(ring.add(argument<KeyPurpose>("purpose", purpose), argument<std::string>("id", id),
                          argument<Secret>("key", key), argument<KeyState>("state", state),
                          argument<std::string>("algorithm", algorithm)));
}

void set_state(MemoryKeyRing& ring, const py::object& purpose, const py::object& id, const py::object& state) {
  value_or_raise(ring.set_state(argument<KeyPurpose>("purpose", purpose), argument<std::string>("id", id),
                                argument<KeyState>("state", state)));
}

}  // namespace

void bind_keys(py::module_& module) {
  py::class_<MemoryKeyRing, py::smart_holder>(module, "KeyRing", "The base of doverie.KeyRing.")
      .def(py::init(&made), py::arg("master"), "__init__(master: Secret | bytes | None)")
      .def("add", &add, py::arg("purpose"), py::kw_only(), py::arg("id"), py::arg("key"), py::arg("state"),
           py::arg("algorithm"))
      .def("set_state", &set_state, py::arg("purpose"), py::kw_only(), py::arg("id"), py::arg("state"));
}

}  // namespace doverie::python
