// SPDX-License-Identifier: Apache-2.0
#include "service.h"

#include "answers.h"
#include "bind.h"
#include "keys.h"
#include "policy.h"

namespace doverie::python {

namespace {

// A port by the name of its argument; None is nullptr.
template <class Port>
std::shared_ptr<Port> port(std::string_view name, const py::object& value) {
  if (value.is_none()) return nullptr;
  if (!py::isinstance<Port>(value)) {
    const auto expected = py::type::of<Port>().attr("__qualname__").template cast<std::string>();
    throw_type_error(Where(name), "a doverie." + expected, value);
  }
  return value.cast<std::shared_ptr<Port>>();
}

std::shared_ptr<ServiceHandle> made(const py::object& store, const py::object& directory, const py::object& keys,
                                    const py::object& policies, const py::object& sms, const py::object& notifier,
                                    const py::object& clock, const py::object& entropy, const py::object& realm,
                                    const py::object& epoch, const py::object& sms_origin) {
  ServiceOptions options{.store = port<EventStore>("store", store),
                         .directory = port<AccountDirectory>("directory", directory),
                         .keys = port<SharedKeyRing>("keys", keys),
                         .policies = argument<PolicySchedule>("policies", policies),
                         .sms = port<SmsSender>("sms", sms),
                         .notifier = port<Notifier>("notifier", notifier),
                         .clock = port<Clock>("clock", clock),
                         .entropy = port<Entropy>("entropy", entropy),
                         .realm = argument<std::string>("realm", realm),
                         .epoch = argument<std::uint64_t>("epoch", epoch),
                         .sms_origin = argument<std::string>("sms_origin", sms_origin)};
  return std::make_shared<ServiceHandle>(value_or_raise(without_gil([&] { return Service::create(std::move(options)); })));
}

py::object pump(const ServiceHandle& handle, const py::object& limit) {
  const auto most = argument<std::uint32_t>("limit", limit);
  return to_python(with_open(handle, [&](const Service& service) { return service.pump(most); }));
}

}  // namespace

void bind_service(py::module_& module) {
  ServiceClass service(module, "Service", "What doverie.Service works with.", py::release_gil_before_calling_cpp_dtor());
  service
      .def(py::init(&made), py::kw_only(), py::arg("store"), py::arg("directory"), py::arg("keys"), py::arg("policies"),
           py::arg("sms"), py::arg("notifier"), py::arg("clock"), py::arg("entropy"), py::arg("realm"), py::arg("epoch"),
           py::arg("sms_origin"))
      .def("pump", &pump, py::arg("limit"))
      .def("close", &close<ServiceHandle>)
      .def_property_readonly("closed", &closed<ServiceHandle>);
  bind_commands(service);
}

}  // namespace doverie::python
