// SPDX-License-Identifier: Apache-2.0
#include "keys.h"

#include <mutex>

#include "bind.h"
#include "errors.h"

namespace doverie::python {

Status SharedKeyRing::add(KeyPurpose purpose, std::string id, Secret key, KeyState state) {
  const std::unique_lock lock(mutex_);
  return ring_->add(purpose, std::move(id), std::move(key), state);
}

Status SharedKeyRing::set_state(KeyPurpose purpose, std::string_view id, KeyState state) {
  const std::unique_lock lock(mutex_);
  return ring_->set_state(purpose, id, state);
}

Result<std::string> SharedKeyRing::active_key(KeyPurpose purpose) const {
  const std::shared_lock lock(mutex_);
  return ring_->active_key(purpose);
}

Result<Digest> SharedKeyRing::mac(KeyPurpose purpose, std::string_view key_id, std::string_view bytes) const {
  const std::shared_lock lock(mutex_);
  return ring_->mac(purpose, key_id, bytes);
}

namespace {

std::shared_ptr<SharedKeyRing> made(const py::object& master) {
  if (master.is_none()) return std::make_shared<SharedKeyRing>();
  return std::make_shared<SharedKeyRing>(value_or_raise(MemoryKeyRing::from_master(argument<Secret>("master", master))));
}

void add(SharedKeyRing& ring, const py::object& purpose, const py::object& id, const py::object& key,
         const py::object& state) {
  value_or_raise(ring.add(argument<KeyPurpose>("purpose", purpose), argument<std::string>("id", id),
                          argument<Secret>("key", key), argument<KeyState>("state", state)));
}

void set_state(SharedKeyRing& ring, const py::object& purpose, const py::object& id, const py::object& state) {
  value_or_raise(ring.set_state(argument<KeyPurpose>("purpose", purpose), argument<std::string>("id", id),
                                argument<KeyState>("state", state)));
}

}  // namespace

void bind_keys(py::module_& module) {
  py::class_<SharedKeyRing, py::smart_holder>(module, "KeyRing", "The base of doverie.KeyRing.")
      .def(py::init(&made), py::arg("master"), "__init__(master: Secret | bytes | None)")
      .def("add", &add, py::arg("purpose"), py::kw_only(), py::arg("id"), py::arg("key"), py::arg("state"))
      .def("set_state", &set_state, py::arg("purpose"), py::kw_only(), py::arg("id"), py::arg("state"));
}

}  // namespace doverie::python
