// SPDX-License-Identifier: Apache-2.0
//
// The seeded fakes of doverie.testing.
#include "doverie/testing/fakes.h"
#include "convert/bind.h"
#include "ports/delivery.h"

namespace doverie::python {

using testing::FakeClock;
using testing::FakeEntropy;
using testing::FakeNotifier;
using testing::FakeSmsSender;

template <>
struct Record<FakeSmsSender::Sent> {
  static constexpr const char* kModule = "doverie.testing";
  static constexpr const char* kClass = "SentSms";
  static constexpr auto kFields =
      std::tuple{field("message_id", &FakeSmsSender::Sent::message_id), field("to", &FakeSmsSender::Sent::to),
                 field("text", &FakeSmsSender::Sent::text)};
};

namespace {

std::shared_ptr<FakeClock> made_clock(const py::object& start) {
  return std::make_shared<FakeClock>(argument<Instant>("start", start));
}

std::shared_ptr<FakeEntropy> made_entropy(const py::object& seed) {
  return std::make_shared<FakeEntropy>(argument<std::uint64_t>("seed", seed));
}

void bind_machine_fakes(py::module_& module) {
  py::class_<FakeClock, Clock, py::smart_holder>(module, "FakeClock", "The base of doverie.testing.FakeClock.")
      .def(py::init(&made_clock), py::arg("start"))
      .def(
          "set", [](FakeClock& self, const py::object& now) { self.set(argument<Instant>("now", now)); }, py::arg("now"))
      .def(
          "advance", [](FakeClock& self, const py::object& by) { self.advance(argument<Duration>("by", by)); },
          py::arg("by"))
      .def("jump", [](FakeClock& self, const py::object& by) { self.jump(argument<Duration>("by", by)); }, py::arg("by"));

  py::class_<FakeEntropy, Entropy, py::smart_holder>(module, "FakeEntropy", "The base of doverie.testing.FakeEntropy.")
      .def(py::init(&made_entropy), py::arg("seed"))
      .def(
          "reseed", [](FakeEntropy& self, const py::object& seed) { self.reseed(argument<std::uint64_t>("seed", seed)); },
          py::arg("seed"));
}

}  // namespace

void bind_fakes(py::module_& module) {
  bind_machine_fakes(module);
  py::class_<FakeSmsSender, SmsSender, py::smart_holder>(module, "FakeSms", "The base of doverie.testing.FakeSms.")
      .def(py::init<>())
      .def("sent", [](const FakeSmsSender& self) { return to_python(self.sent()); })
      .def(
          "answer_with",
          [](FakeSmsSender& self, const py::object& outcome) { self.answer_with(argument<SmsOutcome>("outcome", outcome)); },
          py::arg("outcome"));

  py::class_<FakeNotifier, Notifier, py::smart_holder>(module, "FakeNotifier", "The base of doverie.testing.FakeNotifier.")
      .def(py::init<>())
      .def("notices", [](const FakeNotifier& self) { return to_python(self.notices()); });
}

}  // namespace doverie::python
