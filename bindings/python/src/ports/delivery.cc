// SPDX-License-Identifier: Apache-2.0
//
// SmsSender and Notifier, for hosts to subclass, and the file sender.
#include "ports/delivery.h"

#include "convert/bind.h"
#include "doverie/adapters/development.h"
#include "ports/closable.h"
#include "ports/host_call.h"

namespace doverie::python {

namespace {

// A sender that raised is asked again later: the exception comes out of the pump, the message is not lost. One that waited in vain
// for an answer, or returned something else than one, may have sent it. [A13]
class HostSmsSender final : public SmsSender, public py::trampoline_self_life_support {
 public:
  SmsOutcome send(std::string_view message_id, std::string_view to, std::string_view text) override {
    const SmsSender& base = *this;
    auto otherwise = SmsOutcome::try_later;
    const auto failed = [&](const py::error_already_set* raised) {
      if (!raised || raised->matches(PyExc_TimeoutError)) otherwise = SmsOutcome::unsure;
    };
    return ask_host_or<Convert<SmsOutcome>>(failed, base, "send", std::string(message_id), std::string(to),
                                            std::string(text))
        .value_or(otherwise);
  }
};

class HostNotifier final : public Notifier, public py::trampoline_self_life_support {
 public:
  bool notify(std::string_view message_id, const SendNotice& notice) override {
    const Notifier& base = *this;
    return ask_host<Convert<bool>>(base, "notify", std::string(message_id), notice).value_or(false);
  }
};

py::object send(SmsSender& sender, const py::object& message_id, const py::object& to, const py::object& text) {
  const auto id = argument<std::string>("message_id", message_id);
  const auto phone = argument<std::string>("to", to);
  const auto words = argument<std::string>("text", text);
  return to_python(without_gil([&] { return sender.send(id, phone, words); }));
}

bool notify(Notifier& notifier, const py::object& message_id, const py::object& notice) {
  const auto id = argument<std::string>("message_id", message_id);
  const auto told = argument<SendNotice>("notice", notice);
  return without_gil([&] { return notifier.notify(id, told); });
}

void bind_senders(py::module_& module) {
  py::class_<SmsSender, HostSmsSender, py::smart_holder> sender(module, "SmsSender",
                                                                R"(How codes reach a phone. Subclass it and define send().

    class Gateway(doverie.SmsSender):
        def send(self, message_id: str, to: str, text: str) -> doverie.SmsOutcome:
            answer = http.post(url, json={"id": message_id, "to": to, "text": text})
            return doverie.SmsOutcome.ACCEPTED if answer.ok else doverie.SmsOutcome.TRY_LATER

Thread-safe: send() is called inside Service.pump(), from any thread, and may block. `message_id` is the idempotency key: the same
message comes again after a crash or TRY_LATER. Do not log `text`: it holds the code. An exception means TRY_LATER, a TimeoutError
and what is no SmsOutcome mean UNSURE, since the SMS may be on its way; they come out of pump() as themselves when the other messages
have been dealt with. Where your client's time-outs are no TimeoutError, catch them and return UNSURE: what is sent again and again
without being counted floods the phone.)");
  sender.def(py::init<>())
      .def("send", &send, py::arg("message_id"), py::arg("to"), py::arg("text"),
           "send(message_id: str, to: str, text: str) -> SmsOutcome\n\n"
           "Sends `text` to the phone `to` (E.164).");
  show_as_from(sender);

  py::class_<FileSmsSender, SmsSender, py::smart_holder>(module, "FileSmsSender", "The base of doverie.FileSmsSender.")
      .def(py::init([](const py::object& path) { return std::make_shared<FileSmsSender>(file_path(path)); }),
           py::arg("path"));
}

}  // namespace

void bind_delivery(py::module_& module) {
  bind_senders(module);
  py::class_<Notifier, HostNotifier, py::smart_holder> notifier(
      module, "Notifier", R"(How the host tells a person that something happened. Subclass it and define notify().

Thread-safe: notify() is called inside Service.pump(), from any thread, and may block. An exception means "try again later", and comes
out of pump() as itself when the other messages have been dealt with.)");
  notifier.def(py::init<>())
      .def("notify", &notify, py::arg("message_id"), py::arg("notice"),
           "notify(message_id: str, notice: SendNotice) -> bool\n\n"
           "True: delivered or taken over; False: try again later. `message_id` is the idempotency key.");
  show_as_from(notifier);
}

}  // namespace doverie::python
