// SPDX-License-Identifier: Apache-2.0
//
// doverie.Keys, for hosts to subclass, and doverie.KeyRing: keys of the host's, one by one or from a master.
#include "convert/bind.h"
#include "convert/errors.h"
#include "doverie/adapters/memory.h"
#include "ports/host_call.h"

namespace doverie::python {

namespace {

// Bytes on their way to the host.
struct HostBytes {
  std::string bytes;
};

}  // namespace

template <>
struct Convert<HostBytes> {
  static py::object cast(const HostBytes& value) { return py::bytes(value.bytes); }
};

namespace {

// Keys that the host keeps elsewhere. What it raises makes the command fault.
class HostKeys final : public Macs, public py::trampoline_self_life_support {
 public:
  Result<std::string> active_key(KeyPurpose purpose) const override {
    auto keys = usable_keys(purpose);
    if (!keys) return keys.as<std::string>();
    if (keys->empty()) return unavailable("has no active key");
    return std::move(keys->front());
  }
  Result<std::vector<std::string>> usable_keys(KeyPurpose purpose) const override {
    auto keys = ask_host<Convert<std::vector<std::string>>>(base(), "usable_keys", purpose);
    if (!keys) return unavailable("usable_keys() failed");
    return *std::move(keys);
  }
  Result<Digest> mac(KeyPurpose purpose, std::string_view key_id, std::string_view bytes) const override {
    return digest(ask_host<ConvertBytes>(base(), "mac", purpose, std::string(key_id), HostBytes{std::string(bytes)}), "mac");
  }
  Result<Digest> derived_mac(KeyPurpose purpose, std::string_view key_id, std::string_view info,
                             std::string_view bytes) const override {
    if (!has_own("derived_mac")) return Macs::derived_mac(purpose, key_id, info, bytes);
    return digest(ask_host<ConvertBytes>(base(), "derived_mac", purpose, std::string(key_id), HostBytes{std::string(info)},
                                         HostBytes{std::string(bytes)}),
                  "derived_mac");
  }

 private:
  const Macs& base() const { return *this; }
  bool has_own(const char* method) const {
    const py::gil_scoped_acquire gil;
    return static_cast<bool>(py::get_override(&base(), method));
  }
  static Fault unavailable(const std::string& why) { return {FaultCode::key_unavailable, "the host's keys: " + why}; }
  static Result<Digest> digest(const std::optional<std::string>& given, const std::string& method) {
    if (!given) return unavailable(method + "() failed");
    Digest digest;
    if (given->size() != digest.size()) {
      const GilHeld gil;
      const std::string problem = method + "() has to return 32 bytes, and returned " + std::to_string(given->size());
      PyErr_SetString(PyExc_ValueError, problem.c_str());
      keep_host_error(py::error_already_set());
      return unavailable(problem);
    }
    std::copy(given->begin(), given->end(), digest.begin());
    return digest;
  }
};

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
  py::class_<Macs, HostKeys, py::smart_holder> keys(module, "Keys",
                                                    R"(Keys that are named, not seen; subclass it for those that an HSM has.

A subclass defines usable_keys(purpose), the ids under which records may still be found, the active one first, and
mac(purpose, key_id, data), the HMAC of 32 bytes; and derived_mac(purpose, key_id, info, data), the HMAC under a key
that is the HMAC of `info`, unless both are HMAC-SHA-256. Ids are 1 to 32 of [a-z0-9._-], and records keep them. For a
key that is unknown or revoked raise KeyUnavailable. Thread-safe: methods are called from any thread.)");
  keys.def(py::init<>());
  show_as_from(keys);
  py::class_<MemoryKeyRing, Macs, py::smart_holder>(module, "KeyRing", "The base of doverie.KeyRing.")
      .def(py::init(&made), py::arg("master"), "__init__(master: Secret | bytes | None)")
      .def("add", &add, py::arg("purpose"), py::kw_only(), py::arg("id"), py::arg("key"), py::arg("state"),
           py::arg("algorithm"))
      .def("set_state", &set_state, py::arg("purpose"), py::kw_only(), py::arg("id"), py::arg("state"));
}

}  // namespace doverie::python
