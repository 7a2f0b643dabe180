// SPDX-License-Identifier: Apache-2.0
//
// Reasons and faults as the package's own exceptions and enums.
#include "convert/errors.h"

#include "convert/bind.h"
#include "convert/gil.h"
#include "doverie/core/notices.h"

namespace doverie::python {

namespace {

[[noreturn]] void raise(const py::object& error) {
  PyErr_SetObject(py::type::of(error).ptr(), error.ptr());
  throw py::error_already_set();
}

py::object errors(const char* name) {
  return py::module_::import("doverie._errors").attr(name);
}

py::tuple row_of(const Reason& reason, const HostRules& rules) {
  return py::make_tuple(reason_code(reason.code, reason.name, rules), to_python(reason.needs), to_python(reason.has));
}

const CodeInfo& code_info(std::int32_t number) {
  for (const CodeInfo& code : all_codes()) {
    if (code.number == number) return code;
  }
  throw py::value_error("there is no such code");
}

std::string code_text(std::int32_t number, const std::string& language) {
  const CodeInfo& code = code_info(number);
  if (language == "en") return std::string(code.english);
  if (language == "ru") return std::string(code.russian);
  raise_fault({FaultCode::invalid_argument, "language must be 'en' or 'ru'"});
}

py::tuple columns_of(std::int32_t number) {
  const CodeInfo& code = code_info(number);
  return py::make_tuple(code.retryable, static_cast<int>(code.unit), static_cast<int>(code.waits_for));
}

py::tuple codes() {
  py::list rows;
  for (const CodeInfo& code : all_codes()) {
    rows.append(py::make_tuple(code.number, std::string(code.name), code.retryable, code.is_fault));
  }
  return rows;
}

py::tuple notices() {
  py::list rows;
  for (const NoticeInfo& row : all_notices()) {
    rows.append(py::make_tuple(static_cast<std::int32_t>(row.notice), std::string(row.name)));
  }
  return rows;
}

}  // namespace

py::object reason_code(ReasonCode code, const std::string& name, const HostRules& rules) {
  const auto number = static_cast<std::int32_t>(code);
  if (number < kFirstHostRule) return py::int_(number);
  const HostRule* rule = rules.find(code);
  const CodeInfo& unknown = info(code);
  const auto english = rule ? rule->english : std::string(unknown.english);
  const auto russian = rule ? rule->russian : std::string(unknown.russian);
  return call_python(py::module_::import("doverie").attr("HostReason"), py::tuple(),
                     py::dict(py::arg("number") = number, py::arg("name") = name, py::arg("english") = english,
                              py::arg("russian") = russian));
}

void raise_rejection(const Rejection& rejection, const HostRules& rules) {
  py::list rows;
  for (const Reason& reason : rejection.reasons) rows.append(row_of(reason, rules));
  raise(call_host(errors("rejected_of"), rows));
}

py::object error_of(const Fault& fault) {
  // A message may quote what was found in a damaged store: an error of its own must not take this one's place.
  const auto size = static_cast<Py_ssize_t>(fault.message.size());
  const auto message = py::reinterpret_steal<py::str>(PyUnicode_DecodeUTF8(fault.message.data(), size, "backslashreplace"));
  return call_host(errors("fault_of"), static_cast<std::int32_t>(fault.code), message);
}

void raise_fault(const Fault& fault) {
  raise(error_of(fault));
}

void raise_fault(const Fault& fault, const py::object& cause) {
  const py::object error = error_of(fault);
  error.attr("__cause__") = cause;
  raise(error);
}

void raise_closed(const char* what) {
  raise(call_host(errors("Closed"), std::string("this ") + what + " is closed"));
}

void bind_codes(py::module_& module) {
  module.def("codes", &codes,
             "codes() -> tuple[tuple[int, str, bool, bool], ...]\n\nEvery code: number, name, retryable, is fault.");
  module.def("code_text", &code_text, "code_text(number: int, language: str) -> str\n\nThe text of a code, 'en' or 'ru'.");
  module.def("code_info", &columns_of,
             "code_info(number: int) -> tuple[bool, int, int]\n\nWhether it is retryable, its unit, what it waits for.");
  module.def("notices", &notices, "notices() -> tuple[tuple[int, str], ...]\n\nEvery notice: number, name.");
}

}  // namespace doverie::python
