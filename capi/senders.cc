// SPDX-License-Identifier: Apache-2.0
//
// Senders of SMS.
#include <iostream>

#include "doverie/adapters/development.h"
#include "handles.h"
#include "host.h"
#include "text.h"

struct doverie_sms_sink : doverie::capi::Handle<0x534d532e53494e4b>, doverie::capi::Sink<doverie::SmsOutcome> {
  using Sink::Sink;
};

namespace doverie::capi {
namespace {

class HostSmsSender final : public SmsSender {
 public:
  using Send = decltype(doverie_sms_callbacks::send);

  HostSmsSender(const doverie_sms_callbacks& callbacks, HostSelf self) : send_(callbacks.send), self_(std::move(self)) {}

  SmsOutcome send(std::string_view message_id, std::string_view to, std::string_view text) override {
    const std::string id(message_id);
    const std::string number(to);
    const Secret copy(text);  // it holds the code, and is wiped
    doverie_sms_sink sink{SmsOutcome::try_later};
    call_host([&] { send_(self_.get(), borrowed(id), borrowed(number), borrowed_literal(copy.reveal()), &sink); });
    sink.retire();
    return sink.take();
  }

 private:
  Send send_;
  HostSelf self_;
};

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_file_sms_new(doverie_string path, doverie_sms_sender** out, doverie_error** error) {
  return give(out, error, [&] {
    return handle_of<doverie_sms_sender>(
        doverie::Result{std::make_shared<doverie::FileSmsSender>(doverie::capi::path(path, "path"))});
  });
}

doverie_status doverie_console_sms_new(doverie_sms_sender** out, doverie_error** error) {
  return give(out, error, [] {
    return handle_of<doverie_sms_sender>(doverie::Result{std::make_shared<doverie::ConsoleSmsSender>(std::cout)});
  });
}

doverie_status doverie_host_sms_new(const doverie_sms_callbacks* callbacks, void* self, doverie_sms_sender** out,
                                    doverie_error** error) {
  return give_host_port<HostSmsSender>(out, error, callbacks, &doverie_sms_callbacks::send, self);
}

doverie_status doverie_sms_answer(doverie_sms_sink* sink, doverie_sms_outcome outcome, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    use(sink, "sink").answer(enumerator(outcome, doverie::SmsOutcome::unsure, "outcome"));
    return doverie::Done{};
  });
}

void doverie_sms_sender_free(doverie_sms_sender* sender) {
  free_handle(sender);
}
