// SPDX-License-Identifier: Apache-2.0
//
// Calls across the border. A call from Python into the library runs without the GIL; a call from the library back into a
// port that the host wrote in Python takes it again. What such a port raises is kept on the side, since no exception may
// pass through the library: the library sees a fault, and the host's own exception comes out at the end of the call.
#ifndef DOVERIE_BINDINGS_PYTHON_HOST_CALL_H_
#define DOVERIE_BINDINGS_PYTHON_HOST_CALL_H_

#include <optional>
#include <string>
#include <utility>

#include "convert/convert.h"
#include "convert/gil.h"
#include "doverie/core/result.h"

namespace doverie::python {

// One call from Python into the library, on the stack of the thread that makes it. Calls nest when a port calls the library.
class HostCall {
 public:
  HostCall() : outer_(current_) { current_ = this; }
  ~HostCall() { current_ = outer_; }
  HostCall(const HostCall&) = delete;
  HostCall& operator=(const HostCall&) = delete;

  // The innermost call of this thread; nullptr when the library was not entered from Python.
  static HostCall* current() { return current_; }

  // Keeps what a port raised; only the first comes out, with a note of how many followed. REQUIRES: the GIL.
  void keep(py::error_already_set error);
  // The same of a rule of the host's own. A shadow policy may have asked it, whose faults are no faults of the call: it comes
  // out only when the call gives one, with a note of the rule's name. REQUIRES: the GIL.
  void keep_of_rule(py::error_already_set error, const std::string& rule);
  // A KeyboardInterrupt, SystemExit or the like was raised: the call should end, so no port is asked any more.
  bool interrupted() const { return interrupted_; }
  // Gives what was kept, if anything, and forgets it.
  std::optional<py::error_already_set> take() { return std::exchange(first_, std::nullopt); }
  // Throws what was kept, if anything; of a fault that leaves open what was done, that very fault, and what was kept as its
  // cause. `fault`: what the call gave. REQUIRES: the GIL.
  void rethrow(bool faulted, const Fault* fault);

 private:
  static thread_local HostCall* current_;
  HostCall* outer_;
  std::optional<py::error_already_set> first_;
  std::optional<py::error_already_set> of_rule_;
  int further_ = 0;
  bool interrupted_ = false;
};

// Whether a call gave a fault; one that gives no Result may have kept one to itself.
template <class T>
bool gave_fault(const Result<T>& result) {
  return result.faulted();
}
template <class T>
bool gave_fault(const T&) {
  return true;
}
template <class T>
const Fault* fault_of(const Result<T>& result) {
  return result.faulted() ? &result.fault() : nullptr;
}
template <class T>
const Fault* fault_of(const T&) {
  return nullptr;
}

// Runs `work` without the GIL. REQUIRES: the GIL, which is held again afterwards.
template <class Work>
auto without_gil(Work&& work) {
  HostCall call;
  auto result = [&] {
    const GilReleased released;
    return std::forward<Work>(work)();
  }();
  call.rethrow(gave_fault(result), fault_of(result));
  return result;
}

// Hands the error of a port over to the current call.
void keep_host_error(py::error_already_set error);
// What a port answered and cannot be used: a ValueError of the host's, not the library's InvalidArgument, which nothing is done after.
py::error_already_set wrong_answer(const py::error_already_set& error);
void keep_rule_error(py::error_already_set error, const std::string& rule);

// The name of the class that the host made of a port.
template <class Port>
std::string host_class(const Port& port) {
  return py::type::of(py::cast(&port)).attr("__qualname__").template cast<std::string>();
}

// The method `name` that the host's subclass of `port` has; NotImplementedError when it has none.
template <class Port>
py::function host_method(const Port& port, const char* name) {
  py::function method = py::get_override(&port, name);
  if (method) return method;
  PyErr_SetString(PyExc_NotImplementedError, (host_class(port) + " has to define " + name + "()").c_str());
  throw py::error_already_set();
}

// Asks a port that the host wrote in Python: calls its method `name` and converts the result. Nothing when it raised or
// returned something wrong; the current call has kept the exception then, and `failed` was called with it: nullptr when the method
// returned something wrong. REQUIRES: not the GIL (it may be held).
template <class Converter, class Failed, class Port, class... Arguments>
auto ask_host_or(Failed failed, const Port& port, const char* name, const Arguments&... arguments)
    -> std::optional<decltype(Converter::load(py::handle(), std::declval<const Where&>()))> {
  const HostCall* call = HostCall::current();
  if (call && call->interrupted()) return std::nullopt;
  const GilHeld gil;
  bool answered = false;
  try {
    const py::object result = call_host(host_method(port, name), to_python(arguments)...);
    answered = true;
    return Converter::load(result, Where("the result of " + host_class(port) + "." + name + "()"));
  } catch (py::error_already_set& error) {
    failed(answered ? nullptr : &error);
    keep_host_error(answered ? wrong_answer(error) : std::move(error));
  } catch (py::builtin_exception& error) {
    failed(nullptr);
    error.set_error();
    keep_host_error(py::error_already_set());
  }
  return std::nullopt;
}

// The same, where it does not matter how it failed.
template <class Converter, class Port, class... Arguments>
auto ask_host(const Port& port, const char* name, const Arguments&... arguments) {
  return ask_host_or<Converter>([](const py::error_already_set*) {}, port, name, arguments...);
}

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_HOST_CALL_H_
