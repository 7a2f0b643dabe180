// SPDX-License-Identifier: Apache-2.0
//
// The GIL, for threads that may still be at work when the interpreter ends. A daemon thread that reaches for the GIL then never
// gets it: up to Python 3.13 the thread is ended on the spot, which unwinds the stack through destructors and callbacks that
// must not throw, and aborts the process. Such a thread waits here for the end of the process instead, as it does by itself from
// Python 3.14 on.
#ifndef DOVERIE_BINDINGS_PYTHON_GIL_H_
#define DOVERIE_BINDINGS_PYTHON_GIL_H_

#include <pybind11/pybind11.h>

#include <optional>
#include <utility>

namespace doverie::python {

namespace py = pybind11;

// Never returns.
[[noreturn]] void wait_for_the_end_of_the_process() noexcept;

// What `work` gives, unless the thread is ended within it. An exception of `work` that is none of its end goes on.
template <class Work>
auto unless_the_thread_ends(Work&& work) -> decltype(work()) {
  try {
    return std::forward<Work>(work)();
  } catch (const std::exception&) {
    throw;
  } catch (...) {  // the unwinding itself; this handler is never left, so nothing above is unwound
    wait_for_the_end_of_the_process();
  }
}

// Lets go of the GIL as long as it lives. REQUIRES: the GIL.
class GilReleased {
 public:
  GilReleased();
  ~GilReleased();
  GilReleased(const GilReleased&) = delete;
  GilReleased& operator=(const GilReleased&) = delete;

 private:
  PyThreadState* state_;
};

// Holds the GIL as long as it lives, from whatever thread; it may be held already.
class GilHeld {
 public:
  GilHeld() {
    unless_the_thread_ends([this] { held_.emplace(); });
  }

 private:
  std::optional<py::gil_scoped_acquire> held_;
};

// Calls what is written in Python, the host's or the package's own: its code lets go of the GIL now and then. REQUIRES: the GIL.
py::object call_python(const py::object& function, const py::tuple& arguments, const py::dict& by_name = {});

template <class... Arguments>
py::object call_host(const py::object& function, Arguments&&... arguments) {
  return call_python(function, py::make_tuple(std::forward<Arguments>(arguments)...));
}

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_GIL_H_
