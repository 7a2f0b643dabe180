// SPDX-License-Identifier: Apache-2.0
//
// Clock and Entropy, for hosts to subclass.
#include <cstring>

#include "convert/bind.h"
#include "doverie/adapters/system.h"
#include "doverie/ports/clock.h"
#include "doverie/ports/entropy.h"
#include "ports/host_call.h"

namespace doverie::python {

namespace {

class HostClock final : public Clock, public py::trampoline_self_life_support {
 public:
  // 1970 is no time that the library accepts as now: a clock that raised makes the command fault.
  Instant now() override { return ask_host<Convert<Instant>>(base(), "now").value_or(Instant{}); }
  // The machine's own unless the host has one: a clock that nobody sets agrees with it.
  Duration elapsed() override {
    if (!has_own_elapsed()) return SystemClock().elapsed();
    return ask_host<Convert<Duration>>(base(), "elapsed").value_or(Duration{});
  }

 private:
  const Clock& base() const { return *this; }
  bool has_own_elapsed() const {
    const py::gil_scoped_acquire gil;
    return static_cast<bool>(py::get_override(&base(), "elapsed"));
  }
};

class HostEntropy final : public Entropy, public py::trampoline_self_life_support {
 public:
  bool fill(std::span<std::uint8_t> bytes) override {
    const auto given = ask_host<ConvertBytes>(base(), "randbytes", bytes.size());
    if (!given || !of_size(*given, bytes.size())) return false;
    std::memcpy(bytes.data(), given->data(), bytes.size());
    return true;
  }

 private:
  const Entropy& base() const { return *this; }

  static bool of_size(const std::string& given, std::size_t wanted) {
    if (given.size() == wanted) return true;
    const GilHeld gil;
    const std::string problem = "randbytes() was asked for " + std::to_string(wanted) + " bytes and returned ";
    PyErr_SetString(PyExc_ValueError, (problem + std::to_string(given.size())).c_str());
    keep_host_error(py::error_already_set());
    return false;
  }
};

py::bytes randbytes(Entropy& entropy, const py::object& count) {
  std::string bytes(argument<std::uint16_t>("count", count), '\0');
  const bool filled =
      without_gil([&] { return entropy.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()}); });
  if (!filled) throw py::value_error("no random bytes could be had");
  return bytes;
}

}  // namespace

void bind_machine(py::module_& module) {
  py::class_<Clock, HostClock, py::smart_holder> clock(module, "Clock",
                                                       R"(Where the time comes from; subclass it and define now().

Thread-safe: now() is called from any thread.)");
  clock.def(py::init<>())
      .def(
          "now", [](Clock& self) { return to_python(without_gil([&] { return self.now(); })); },
          "now() -> datetime\n\nThe time of day, as an aware datetime.")
      .def(
          "elapsed", [](Clock& self) { return to_python(without_gil([&] { return self.elapsed(); })); },
          "elapsed() -> timedelta\n\n"
          "How much time has really gone by since some moment that stays the same while the process lives: the machine's "
          "own\n"
          "(CLOCK_BOOTTIME) unless a subclass defines another. A service compares the two and refuses to go on with a "
          "clock\n"
          "that somebody has set.");
  show_as_from(clock);

  py::class_<Entropy, HostEntropy, py::smart_holder> entropy(
      module, "Entropy", R"(Where unpredictable bytes come from; subclass it and define randbytes(count).

Thread-safe: randbytes() is called from any thread.)");
  entropy.def(py::init<>())
      .def("randbytes", &randbytes, py::arg("count"),
           "randbytes(count: int) -> bytes\n\nExactly `count` unpredictable bytes.");
  show_as_from(entropy);
}

}  // namespace doverie::python
