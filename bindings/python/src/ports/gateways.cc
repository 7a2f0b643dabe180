// SPDX-License-Identifier: Apache-2.0
//
// The module doverie._senders: private to the package. It is apart from doverie._native, which it finds its base classes in, so
// that libcurl is loaded only when somebody asks for a sender.
#include "convert/bind.h"
#include "convert/convert.h"
#include "convert/errors.h"
#include "doverie/adapters/http_sender.h"
#include "doverie/adapters/kannel.h"
#include "ports/host_call.h"

namespace doverie::python {

namespace {

using GatewayClass = py::class_<SmsGateway, SmsSender, py::smart_holder>;

HttpLimits limits_of(const py::object& connect_timeout, const py::object& timeout, const py::object& ca_file) {
  return {argument<Duration>("connect_timeout", connect_timeout), argument<Duration>("timeout", timeout),
          argument<std::string>("ca_file", ca_file)};
}

std::shared_ptr<SmsGateway> kannel(const py::object& url, const py::object& username, const py::object& password,
                                   const py::object& sender, const py::object& smsc, const py::object& report_address,
                                   const py::object& connect_timeout, const py::object& timeout, const py::object& ca_file) {
  KannelOptions options;
  options.url = argument<std::string>("url", url);
  options.username = argument<std::string>("username", username);
  options.password = argument<Secret>("password", password);
  options.from = argument<std::string>("sender", sender);
  options.smsc = argument<std::string>("smsc", smsc);
  options.report_address = argument<std::string>("report_address", report_address);
  options.http = limits_of(connect_timeout, timeout, ca_file);
  return value_or_raise(kannel_sender(options));
}

std::shared_ptr<SmsGateway> by_document(const py::object& document, const py::object& connect_timeout,
                                        const py::object& timeout, const py::object& ca_file) {
  return value_or_raise(
      http_sender(argument<std::string>("document", document), limits_of(connect_timeout, timeout, ca_file)));
}

std::string last_problem(const SmsGateway& gateway) {
  return without_gil([&] { return gateway.last_problem(); });
}

// Its number; the package makes a DeliveryState of it.
py::object report_state(const SmsGateway& gateway, const py::object& word) {
  const auto state = gateway.report_state(argument<std::string>("word", word));
  return state ? py::object(py::int_(static_cast<int>(*state))) : py::object(py::none());
}

}  // namespace

}  // namespace doverie::python

PYBIND11_MODULE(_senders, module) {
  using namespace doverie::python;
  py::options options;
  options.disable_function_signatures();
  import_datetime();
  py::module_::import("doverie._native");  // where the base classes are
  GatewayClass(module, "SmsGateway", "The base of doverie.KannelSender and doverie.HttpSender.",
               py::release_gil_before_calling_cpp_dtor())
      .def(py::init(&kannel), py::arg("url"), py::arg("username"), py::arg("password"), py::arg("sender"), py::arg("smsc"),
           py::arg("report_address"), py::arg("connect_timeout"), py::arg("timeout"), py::arg("ca_file"))
      .def(py::init(&by_document), py::arg("document"), py::arg("connect_timeout"), py::arg("timeout"), py::arg("ca_file"))
      .def_property_readonly("last_problem", &last_problem)
      .def("report_state", &report_state, py::arg("word"));
  refuse_unmade(module);
}
