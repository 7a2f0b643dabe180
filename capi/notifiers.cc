// SPDX-License-Identifier: Apache-2.0
//
// Notifiers: the one that prints, and those that a host writes as callbacks; and what can be asked of a notice.
#include <iostream>

#include "doverie/adapters/development.h"
#include "handles.h"
#include "host.h"
#include "text.h"

struct doverie_notice : doverie::capi::Handle<0x4e4f544943452e31> {
  explicit doverie_notice(const doverie::SendNotice& all) : notice(all) {}
  const doverie::SendNotice& notice;
};

struct doverie_notifier_sink : doverie::capi::Handle<0x4e4f542e53494e4b>, doverie::capi::Sink<bool> {
  using Sink::Sink;
};

namespace doverie::capi {
namespace {

class HostNotifier final : public Notifier {
 public:
  using Notify = decltype(doverie_notifier_callbacks::notify);

  HostNotifier(const doverie_notifier_callbacks& callbacks, HostSelf self)
      : notify_(callbacks.notify), self_(std::move(self)) {}

  bool notify(std::string_view message_id, const SendNotice& notice) override {
    const std::string id(message_id);
    doverie_notice lent(notice);
    doverie_notifier_sink sink{false};
    call_host([&] { notify_(self_.get(), borrowed(id), &lent, &sink); });
    lent.retire();
    sink.retire();
    return sink.take();
  }

 private:
  Notify notify_;
  HostSelf self_;
};

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_console_notifier_new(doverie_notifier** out, doverie_error** error) {
  return give(out, error, [] {
    return handle_of<doverie_notifier>(doverie::Result{std::make_shared<doverie::ConsoleNotifier>(std::cout)});
  });
}

doverie_status doverie_host_notifier_new(const doverie_notifier_callbacks* callbacks, void* self, doverie_notifier** out,
                                         doverie_error** error) {
  return give_host_port<HostNotifier>(out, error, callbacks, &doverie_notifier_callbacks::notify, self);
}

doverie_status doverie_notice_delivered(doverie_notifier_sink* sink, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    use(sink, "sink").answer(true);
    return doverie::Done{};
  });
}

void doverie_notifier_free(doverie_notifier* notifier) {
  free_handle(notifier);
}

doverie_string doverie_notice_account(const doverie_notice* notice) {
  return alive(notice) ? borrowed(notice->notice.account) : doverie_text("");
}

int32_t doverie_notice_kind(const doverie_notice* notice) {
  return alive(notice) ? static_cast<int32_t>(notice->notice.kind) : 0;
}

doverie_string doverie_notice_name(const doverie_notice* notice) {
  return alive(notice) ? borrowed_literal(doverie::name_of(notice->notice.kind)) : doverie_text("");
}

size_t doverie_notice_parameter_count(const doverie_notice* notice) {
  return alive(notice) ? notice->notice.parameters.size() : 0;
}

doverie_string doverie_notice_parameter(const doverie_notice* notice, doverie_string name) {
  doverie_string found{nullptr, 0};
  guarded(nullptr, [&]() -> doverie::Status {
    const std::string wanted = text(name, "name");
    for (const auto& [key, value] : use(notice, "notice").notice.parameters) {
      if (key == wanted) found = borrowed(value);
    }
    return doverie::Done{};
  });
  return found;
}

doverie_status doverie_notice_parameter_at(const doverie_notice* notice, size_t index, doverie_named_value* out,
                                           doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto& [name, value] = element(use(notice, "notice").notice.parameters, index);
    write(out, doverie_named_value{.name = borrowed(name), .value = borrowed(value)});
    return doverie::Done{};
  });
}
