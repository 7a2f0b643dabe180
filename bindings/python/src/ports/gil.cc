// SPDX-License-Identifier: Apache-2.0
//
// Where a thread waits that is not to come back.
#include "ports/gil.h"

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

}  // namespace doverie::python
