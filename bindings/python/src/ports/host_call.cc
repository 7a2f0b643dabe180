// SPDX-License-Identifier: Apache-2.0
//
// The exception that waits on the side, and the moment when it comes out.
#include "ports/host_call.h"

#include "convert/errors.h"

namespace doverie::python {

thread_local HostCall* HostCall::current_ = nullptr;

void HostCall::keep(py::error_already_set error) {
  if (!error.matches(PyExc_Exception)) interrupted_ = true;
  if (first_) {
    ++further_;
  } else {
    first_.emplace(std::move(error));
  }
}

void HostCall::keep_of_rule(py::error_already_set error, const std::string& rule) {
  if (!error.matches(PyExc_Exception)) return keep(std::move(error));
  if (of_rule_) return;  // a decision goes on looking at verdicts, and may ask again
  error.value().attr("add_note")("raised by the host rule " + rule);
  of_rule_.emplace(std::move(error));
}

void HostCall::rethrow(bool faulted, const Fault* fault) {
  if (of_rule_ && faulted && !first_) {
    first_ = std::exchange(of_rule_, std::nullopt);
  } else if (of_rule_) {
    std::exchange(of_rule_, std::nullopt)->discard_as_unraisable("a host rule of doverie, asked by a shadow policy");
  }
  if (!first_) return;
  if (further_ > 0) {
    first_->value().attr("add_note")(std::to_string(further_) + " more exceptions were raised by ports during this call");
  }
  const bool open = fault && fault->code == FaultCode::outcome_unknown && !interrupted_;
  if (open) raise_fault(*fault, first_->value());
  throw py::error_already_set(std::move(*first_));
}

py::error_already_set wrong_answer(const py::error_already_set& error) {
  if (!error.matches(PyExc_ValueError)) return error;
  PyErr_SetObject(PyExc_ValueError, py::str(error.value()).ptr());
  return {};
}

void keep_host_error(py::error_already_set error) {
  if (HostCall* call = HostCall::current()) {
    call->keep(std::move(error));
  } else {
    error.discard_as_unraisable("a port of doverie, called from outside of Python");
  }
}

void keep_rule_error(py::error_already_set error, const std::string& rule) {
  if (HostCall* call = HostCall::current()) {
    call->keep_of_rule(std::move(error), rule);
  } else {
    error.discard_as_unraisable("a host rule of doverie, called from outside of Python");
  }
}

}  // namespace doverie::python
