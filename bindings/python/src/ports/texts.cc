// SPDX-License-Identifier: Apache-2.0
//
// The texts that come with the library, and what an SMS costs.
#include "doverie/core/texts.h"
#include "convert/bind.h"
#include "convert/errors.h"
#include "doverie/core/commands.h"
#include "doverie/core/sms.h"
#include "ports/delivery.h"
#include "ports/host_call.h"

namespace doverie::python {

namespace {

py::tuple notice_text_of(const py::object& notice, const py::object& reader, const py::object& language,
                         const py::object& channel, const py::object& name, const py::object& redeem_from,
                         const py::object& operation) {
  const NoticeNames names{argument<std::string>("name", name), argument<std::string>("redeem_from", redeem_from),
                          argument<std::string>("operation", operation)};
  const auto text =
      value_or_raise(notice_text(argument<Notice>("notice", notice), argument<Role>("reader", reader),
                                 argument<Language>("language", language), argument<Channel>("channel", channel), names));
  return py::make_tuple(text.subject, text.text);
}

std::string sms_text_of(const py::object& language) {
  return std::string(builtin_sms_text(argument<Language>("language", language)));
}

py::object operation_text_of(const py::object& operation, const py::object& language) {
  const auto known = operation_text(argument<std::string>("operation", operation), argument<Language>("language", language));
  return known ? py::object(py::str(std::string(*known))) : py::object(py::none());
}

Vocabulary vocabulary_named(std::string_view type) {
#define DOVERIE_VOCABULARY(number, name, Type, prefix, text, states) \
  if (type == #Type) return Vocabulary::name;
#include "doverie/core/states.def"
  throw py::value_error("vocabulary: there is no such one");
}

py::object state_text_of(const std::string& vocabulary, std::int32_t state, const py::object& viewer,
                         const std::string& language) {
  if (language != "en" && language != "ru") raise_fault({FaultCode::invalid_argument, "language must be 'en' or 'ru'"});
  const auto text = state_text(vocabulary_named(vocabulary), state, argument<Viewer>("viewer", viewer),
                               language == "ru" ? Language::russian : Language::english);
  return text ? py::object(py::str(std::string(*text))) : py::object(py::none());
}

py::tuple sms_size_of(const py::object& text) {
  const auto size = sms_size(argument<std::string>("text", text));
  return py::make_tuple(size.alphabet == SmsAlphabet::gsm7, size.segments);
}

}  // namespace

void bind_texts(py::module_& module) {
  module.def("notice_text", &notice_text_of, py::arg("notice"), py::arg("reader"), py::arg("language"), py::arg("channel"),
             py::arg("name"), py::arg("redeem_from"), py::arg("operation"));
  module.def("operation_text", &operation_text_of, py::arg("operation"), py::arg("language"));
  module.def("state_text", &state_text_of, py::arg("vocabulary"), py::arg("state"), py::arg("viewer"), py::arg("language"));
  module.def("sms_text", &sms_text_of, py::arg("language"));
  module.attr("PAGE_SIZE") = kPageSize;
  module.def("sms_size", &sms_size_of, py::arg("text"));
}

}  // namespace doverie::python
