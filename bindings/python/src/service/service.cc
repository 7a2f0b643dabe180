// SPDX-License-Identifier: Apache-2.0
//
// How a service is made of Python's ports, and what its shadow reports.
#include "service/service.h"

#include "convert/answers.h"
#include "convert/bind.h"
#include "convert/policy.h"
#include "doverie/adapters/memory.h"
#include "ports/directories.h"
#include "ports/host_rules.h"
#include "ports/ports.h"
#include "service/commands.h"
#include "service/shadow.h"

namespace doverie::python {

namespace {

// Calls the host's function with what a shadow differed in. What it raises goes to sys.unraisablehook: the command has taken
// effect, and its answer must not be lost.
class PythonListener {
 public:
  explicit PythonListener(py::object function) : function_(new py::object(std::move(function)), &let_go) {}

  void operator()(const ShadowDifference& difference) const {
    const GilHeld gil;
    try {
      call_host(*function_, to_python(difference));
    } catch (py::error_already_set& error) {
      error.discard_as_unraisable("on_shadow_difference of a doverie.Service");
    }
  }

 private:
  static void let_go(const py::object* function) {
    const GilHeld gil;  // the last one who holds it may be any thread
    delete function;
  }
  std::shared_ptr<const py::object> function_;
};

std::function<void(const ShadowDifference&)> listener(const py::object& function) {
  if (function.is_none()) return nullptr;
  if (!PyCallable_Check(function.ptr())) throw_type_error(Where("on_shadow_difference"), "callable", function);
  return PythonListener(function);
}

std::vector<std::shared_ptr<Observer>> observers_of(const py::object& given) {
  std::vector<std::shared_ptr<Observer>> observers;
  const Where where("observers");
  for (const py::handle one : load_sequence(given, where)) {
    observers.push_back(needed_port<Observer>(Where(where, observers.size()), one));
  }
  return observers;
}

std::shared_ptr<ServiceHandle> made(const py::object& store, const py::object& directory, const py::object& keys,
                                    const py::object& policies, const py::object& sms, const py::object& notifier,
                                    const py::object& clock, const py::object& entropy, const py::object& realm,
                                    const py::object& epoch, const py::object& sms_origin, const py::object& sms_text,
                                    const py::object& shadow, const py::object& on_shadow_difference,
                                    const py::object& rules, const py::object& restored_at, const py::object& nobody_is_told,
                                    const py::object& observers, const py::object& commands_kept) {
  read_told_changes(directory);
  ServiceOptions options{.store = port<EventStore>("store", store),
                         .directory = port<AccountDirectory>("directory", directory),
                         .keys = port<Macs>("keys", keys),
                         .policies = argument<PolicySchedule>("policies", policies),
                         .sms = port<SmsSender>("sms", sms),
                         .notifier = port<Notifier>("notifier", notifier),
                         .clock = port<Clock>("clock", clock),
                         .entropy = port<Entropy>("entropy", entropy),
                         .realm = argument<std::string>("realm", realm),
                         .epoch = argument<std::uint64_t>("epoch", epoch),
                         .sms_origin = argument<std::string>("sms_origin", sms_origin),
                         .sms_text = argument<std::string>("sms_text", sms_text),
                         .shadow = argument<std::optional<PolicySchedule>>("shadow", shadow),
                         .on_shadow_difference = listener(on_shadow_difference),
                         .rules = argument<HostRules>("rules", rules),
                         .restored_at = argument<std::optional<Instant>>("restored_at", restored_at),
                         .nobody_is_told = argument<bool>("nobody_is_told", nobody_is_told),
                         .commands_kept = argument<Duration>("commands_kept", commands_kept),
                         .observers = observers_of(observers)};
  return std::make_shared<ServiceHandle>(value_or_raise(without_gil([&] { return Service::create(std::move(options)); })));
}

py::object run(const ServiceHandle& handle, const py::object& given, const py::object& command_id,
               const py::object& context) {
  Command command = command_of(given);
  CommandMeta meta = meta_of(command_id, context);
  return answer_to_python(
      with_open(handle, [&](const Service& service) { return service.run(std::move(command), std::move(meta)); }));
}

std::shared_ptr<ServiceHandle> trial(const ServiceHandle& handle) {
  return std::make_shared<ServiceHandle>(with_open(handle, [](const Service& service) { return service.trial(); }));
}

// What went wrong in a run of the pump; what a port has raised goes before what the library made of it. None when nothing did.
py::object fault_of(HostCall& call, const PumpReport& report) {
  try {
    call.rethrow(report.fault.has_value(), report.fault ? &*report.fault : nullptr);
  } catch (py::error_already_set& error) {
    if (!error.matches(PyExc_Exception)) throw;
    return error.value();
  }
  return report.fault ? error_of(*report.fault) : py::none();
}

py::object pump(const ServiceHandle& handle, const py::object& limit, const py::object& what) {
  const auto most = argument<std::uint32_t>("limit", limit);
  const auto which = argument<PumpWhat>("what", what);
  auto service = handle.get();
  if (!service) raise_closed("Service");
  HostCall call;
  const PumpReport report = [&] {
    const GilReleased released;
    const auto held = std::move(service);
    return held->pump(most, which);
  }();
  const py::object fault = fault_of(call, report);
  return call_python(py::module_::import("doverie").attr("PumpReport"), py::tuple(),
                     py::dict(py::arg("codes") = to_python(report.codes), py::arg("notices") = to_python(report.notices),
                              py::arg("erasures") = to_python(report.erasures), py::arg("fault") = fault));
}

py::object messages_set_aside(const ServiceHandle& handle, const py::object& limit) {
  const auto most = argument<std::uint32_t>("limit", limit);
  return to_python(with_open(handle, [&](const Service& service) { return service.messages_set_aside(most); }));
}

std::uint32_t release_set_aside(const ServiceHandle& handle, const py::object& limit) {
  const auto most = argument<std::uint32_t>("limit", limit);
  return with_open(handle, [&](const Service& service) { return service.release_set_aside(most); });
}

}  // namespace

void bind_service(py::module_& module) {
  py::class_<ServiceHandle, py::smart_holder> service(module, "Service", "What doverie.Service works with.",
                                                      py::release_gil_before_calling_cpp_dtor());
  service
      .def(py::init(&made), py::kw_only(), py::arg("store"), py::arg("directory"), py::arg("keys"), py::arg("policies"),
           py::arg("sms"), py::arg("notifier"), py::arg("clock"), py::arg("entropy"), py::arg("realm"), py::arg("epoch"),
           py::arg("sms_origin"), py::arg("sms_text"), py::arg("shadow"), py::arg("on_shadow_difference"), py::arg("rules"),
           py::arg("restored_at"), py::arg("nobody_is_told"), py::arg("observers"), py::arg("commands_kept"))
      .def("run", &run, py::arg("command"), py::arg("command_id") = py::none(), py::arg("context") = py::bytes())
      .def("trial", &trial)
      .def("pump", &pump, py::arg("limit"), py::arg("what"))
      .def("messages_set_aside", &messages_set_aside, py::arg("limit"))
      .def("release_set_aside", &release_set_aside, py::arg("limit"))
      .def_property_readonly("sms_segments",
                             [](const ServiceHandle& handle) {
                               return with_open(
                                   handle, [](const Service& open) { return Result<int>(sms_segments(open.settings())); });
                             })
      .def_property_readonly(
          "observer_failures",
          [](const ServiceHandle& handle) {
            return with_open(handle, [](const Service& open) { return Result<std::uint64_t>(open.observer_failures()); });
          })
      .def("close", &close<ServiceHandle>)
      .def_property_readonly("closed", &closed<ServiceHandle>);
}

}  // namespace doverie::python
