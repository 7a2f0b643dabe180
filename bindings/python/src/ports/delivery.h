// SPDX-License-Identifier: Apache-2.0
//
// How does a notice look to a notifier written in Python?
#ifndef DOVERIE_BINDINGS_PYTHON_DELIVERY_H_
#define DOVERIE_BINDINGS_PYTHON_DELIVERY_H_

#include <string>
#include <utility>
#include <vector>

#include "convert/record.h"
#include "doverie/core/answers.h"

namespace doverie::python {

// The parameters of a notice: a dict of text by name.
struct ConvertParameters {
  using Parameters = std::vector<std::pair<std::string, std::string>>;
  static Parameters load(py::handle value, const Where& where) {
    if (!py::isinstance<py::dict>(value)) throw_type_error(where, "dict", value);
    Parameters parameters;
    for (const auto& [name, text] : py::reinterpret_borrow<py::dict>(value)) {
      parameters.emplace_back(Convert<std::string>::load(name, where), Convert<std::string>::load(text, where));
    }
    return parameters;
  }
  static py::object cast(const Parameters& parameters) {
    py::dict named;
    for (const auto& [name, text] : parameters) named[py::str(name)] = text;
    return named;
  }
};

// As the package's enum, which is made from notices.def.
template <>
struct Convert<Notice> {
  static Notice load(py::handle value, const Where& where) {
    if (!py::isinstance(value, notices())) throw_type_error(where, "doverie.Notice", value);
    return static_cast<Notice>(value.cast<std::int32_t>());
  }
  static py::object cast(Notice notice) { return notices()(static_cast<std::int32_t>(notice)); }

 private:
  static py::object notices() { return py::module_::import("doverie").attr("Notice"); }
};

template <>
struct Record<SendNotice> {
  static constexpr const char* kClass = "SendNotice";
  static constexpr auto kFields = std::tuple{field("account", &SendNotice::account), field("kind", &SendNotice::kind),
                                             field<ConvertParameters>("parameters", &SendNotice::parameters)};
};

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_DELIVERY_H_
