// SPDX-License-Identifier: Apache-2.0
//
// Where a thread waits that is not to come back.
#include "convert/gil.h"

#include <chrono>
#include <thread>

namespace doverie::python {

void wait_for_the_end_of_the_process() noexcept {
  for (;;) std::this_thread::sleep_for(std::chrono::hours{1});
}

GilReleased::GilReleased() : state_((py::detail::get_internals(), PyEval_SaveThread())) {}

GilReleased::~GilReleased() {
  unless_the_thread_ends([this] { PyEval_RestoreThread(state_); });
}

py::object call_python(const py::object& function, const py::tuple& arguments, const py::dict& by_name) {
  PyObject* result = unless_the_thread_ends([&] { return PyObject_Call(function.ptr(), arguments.ptr(), by_name.ptr()); });
  if (!result) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(result);
}

}  // namespace doverie::python
