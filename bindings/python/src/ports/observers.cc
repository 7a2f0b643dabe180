// SPDX-License-Identifier: Apache-2.0
//
// Observer, for hosts to subclass, and the one that counts for OpenMetrics.
#include <stdexcept>

#include "convert/answers.h"
#include "convert/bind.h"
#include "doverie/adapters/open_metrics.h"
#include "ports/host_call.h"

namespace doverie::python {

namespace {

py::str str(std::string_view text) {
  return {text.data(), text.size()};
}

py::tuple types_of(const CommandSeen& seen) {
  py::tuple types(seen.events.size());
  for (std::size_t i = 0; i < seen.events.size(); ++i) types[i] = str(seen.events[i]);
  return types;
}

py::tuple keys_of(const CommandSeen& seen) {
  const py::object made = py::module_::import("doverie._observing").attr("KeyUse");
  py::tuple keys(seen.keys.size());
  for (std::size_t i = 0; i < seen.keys.size(); ++i) {
    const KeyUse& key = seen.keys[i];
    keys[i] = call_python(
        made, py::tuple(),
        py::dict(py::arg("purpose") = to_python(key.purpose), py::arg("id") = str(key.id), py::arg("times") = key.times));
  }
  return keys;
}

py::object connections_of(const CommandSeen& seen) {
  if (!seen.connections) return py::none();
  return py::dict(py::arg("most") = seen.connections->most, py::arg("open") = seen.connections->open,
                  py::arg("in_use") = seen.connections->in_use, py::arg("opened") = seen.connections->opened,
                  py::arg("refused") = seen.connections->refused, py::arg("waited") = seen.connections->waited);
}

py::object python_of(const CommandSeen& seen) {
  const py::dict fields(
      py::arg("command") = str(seen.command), py::arg("outcome") = to_python(seen.outcome),
      py::arg("reason") = str(seen.reason), py::arg("operation") = str(seen.operation), py::arg("status") = str(seen.status),
      py::arg("took") = to_python(seen.took), py::arg("reading") = to_python(seen.reading),
      py::arg("appending") = to_python(seen.appending), py::arg("asking") = to_python(seen.asking),
      py::arg("reads") = seen.reads, py::arg("appends") = seen.appends, py::arg("asks") = seen.asks,
      py::arg("conflicts") = seen.conflicts, py::arg("committed") = seen.committed, py::arg("together") = seen.together,
      py::arg("store_level") = seen.store_level, py::arg("events") = types_of(seen), py::arg("keys") = keys_of(seen),
      py::arg("connections") = connections_of(seen));
  return call_python(py::module_::import("doverie._observing").attr("CommandSeen"), py::tuple(), fields);
}

py::object python_of(const PumpSeen& seen) {
  const py::dict fields(py::arg("what") = to_python(seen.what), py::arg("codes") = to_python(seen.codes),
                        py::arg("notices") = to_python(seen.notices), py::arg("erasures") = to_python(seen.erasures),
                        py::arg("fault") = str(seen.fault), py::arg("took") = to_python(seen.took),
                        py::arg("oldest_code") = to_python(seen.oldest_code),
                        py::arg("oldest_notice") = to_python(seen.oldest_notice),
                        py::arg("oldest_erasure") = to_python(seen.oldest_erasure));
  return call_python(py::module_::import("doverie._observing").attr("PumpSeen"), py::tuple(), fields);
}

// What one raises goes to sys.unraisablehook and is counted: the answer stands, and must not be lost.
class HostObserver final : public Observer, public py::trampoline_self_life_support {
 public:
  void command(const CommandSeen& seen) override { tell("command", seen); }
  void pump(const PumpSeen& seen) override { tell("pump", seen); }

 private:
  template <class Seen>
  void tell(const char* name, const Seen& seen) const {
    const GilHeld gil;
    try {
      const Observer* const base = this;
      if (const py::function method = py::get_override(base, name)) call_host(method, python_of(seen));
      return;
    } catch (py::error_already_set& error) {
      error.discard_as_unraisable("an observer of a doverie.Service");
    }
    throw std::runtime_error("an observer has raised");
  }
};

}  // namespace

void bind_observers(py::module_& module) {
  py::class_<Observer, HostObserver, py::smart_holder> observer(
      module, "Observer",
      R"(Is told what a service does, for metrics, traces and logs. Subclass it and define what is wanted.

    class Slow(doverie.Observer):
        def command(self, seen: doverie.CommandSeen) -> None:
            if seen.took > timedelta(seconds=1):
                log.warning("%s took %s", seen.command, seen.took)

Thread-safe: called by the threads of commands and of the pump, when an answer stands and before it is given. It can delay the
answer and never change it: what it raises goes to sys.unraisablehook, and is counted by Service.observer_failures. It must not call
the service that it observes.)");
  observer.def(py::init<>())
      .def(
          "command", [](const Observer&, const py::object&) {}, py::arg("seen"),
          "command(seen: CommandSeen) -> None\n\nOne command or question, when its answer stands.")
      .def(
          "pump", [](const Observer&, const py::object&) {}, py::arg("seen"),
          "pump(seen: PumpSeen) -> None\n\nOne run of the pump.");
  show_as_from(observer);
  py::class_<OpenMetrics, Observer, py::smart_holder>(module, "OpenMetrics", "The base of doverie.OpenMetrics.",
                                                      py::release_gil_before_calling_cpp_dtor())
      .def(py::init<>())
      .def("text", [](const OpenMetrics& metrics) { return without_gil([&] { return metrics.text(); }); });
}

}  // namespace doverie::python
