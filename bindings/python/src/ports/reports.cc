// SPDX-License-Identifier: Apache-2.0
//
// Delivery reports, the texts that come with the library, and what an SMS costs.
#include "convert/bind.h"
#include "convert/errors.h"
#include "convert/record.h"
#include "doverie/core/delivery_report.h"
#include "doverie/core/sms.h"
#include "doverie/core/texts.h"
#include "ports/delivery.h"
#include "ports/host_call.h"

namespace doverie::python {

template <>
struct Record<DeliveryReport> {
  static constexpr const char* kClass = "DeliveryReport";
  static constexpr auto kFields = std::tuple{field("message_id", &DeliveryReport::message),
                                             field("state", &DeliveryReport::state), field("at", &DeliveryReport::at)};
};

namespace {

std::shared_ptr<DeliveryReports> reports_of(const py::object& keys) {
  return std::make_shared<DeliveryReports>(
      value_or_raise(DeliveryReports::create(argument<std::vector<Secret>>("keys", keys))));
}

std::string token_of(const DeliveryReports& reports, const py::object& message_id) {
  return value_or_raise(reports.token(argument<std::string>("message_id", message_id)));
}

// Verdict, message id, and the report of a genuine one.
py::tuple read_report(const DeliveryReports& reports, const py::object& token, const py::object& state,
                      const py::object& at) {
  const auto given = argument<std::string>("token", token);
  const auto told = argument<std::optional<DeliveryState>>("state", state);
  const auto got = reports.read(given, told, argument<Instant>("at", at));
  const bool genuine = got.verdict == ReportVerdict::genuine;
  return py::make_tuple(to_python(got.verdict), got.report.message,
                        genuine ? to_python(got.report) : py::object(py::none()));
}

py::object kannel_state_of(const py::object& value) {
  return to_python(kannel_state(argument<std::string>("value", value)));
}

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

py::tuple sms_size_of(const py::object& text) {
  const auto size = sms_size(argument<std::string>("text", text));
  return py::make_tuple(size.alphabet == SmsAlphabet::gsm7, size.segments);
}

}  // namespace

void bind_reports(py::module_& module) {
  py::class_<DeliveryReports, py::smart_holder>(module, "DeliveryReports", "The base of doverie.DeliveryReports.")
      .def(py::init(&reports_of), py::arg("keys"))
      .def("token", &token_of, py::arg("message_id"))
      .def("read", &read_report, py::arg("token"), py::arg("state"), py::arg("at"));
  module.def("kannel_state", &kannel_state_of, py::arg("value"));
  module.def("notice_text", &notice_text_of, py::arg("notice"), py::arg("reader"), py::arg("language"), py::arg("channel"),
             py::arg("name"), py::arg("redeem_from"), py::arg("operation"));
  module.def("operation_text", &operation_text_of, py::arg("operation"), py::arg("language"));
  module.def("sms_text", &sms_text_of, py::arg("language"));
  module.def("sms_size", &sms_size_of, py::arg("text"));
}

}  // namespace doverie::python
