// SPDX-License-Identifier: Apache-2.0
//
// Observers: those that a host writes as callbacks, and the one that counts for OpenMetrics.
#include "doverie/adapters/open_metrics.h"

#include <stdexcept>

#include "handles.h"
#include "host.h"
#include "pump.h"
#include "text.h"

struct doverie_metrics_page : doverie::capi::Handle<0x4d45545249435331> {
  std::string text;
};

namespace doverie::capi {
namespace {

doverie_string lent_text(std::string_view text) {
  return {text.data() == nullptr ? "" : text.data(), text.size()};
}

doverie_command_seen seen_of(const CommandSeen& seen) {
  return {.struct_size = sizeof(doverie_command_seen),
          .command = lent_text(seen.command),
          .outcome = static_cast<doverie_command_outcome>(seen.outcome),
          .conflicts = seen.conflicts,
          .reason = lent_text(seen.reason),
          .operation = lent_text(seen.operation),
          .status = lent_text(seen.status),
          .took = seen.took.count(),
          .reading = seen.reading.count(),
          .appending = seen.appending.count(),
          .asking = seen.asking.count(),
          .reads = seen.reads,
          .appends = seen.appends,
          .asks = seen.asks,
          .committed = seen.committed ? 1 : 0,
          .together = seen.together,
          .store_level = seen.store_level};
}

std::int64_t age(std::optional<Duration> oldest) {
  return oldest ? oldest->count() : -1;
}

doverie_pump_seen seen_of(const PumpSeen& seen) {
  return {.struct_size = sizeof(doverie_pump_seen),
          .what = static_cast<doverie_pump_what>(seen.what),
          .codes = counts_of(seen.codes),
          .notices = counts_of(seen.notices),
          .erasures = counts_of(seen.erasures),
          .fault = lent_text(seen.fault),
          .took = seen.took.count(),
          .oldest_code = age(seen.oldest_code),
          .oldest_notice = age(seen.oldest_notice),
          .oldest_erasure = age(seen.oldest_erasure)};
}

// An exception of the callback's, of whatever language, becomes one of C++ again, which the service counts.
template <class Tell>
void tell_host(Tell&& tell) {
  bool told = false;
  call_host([&] {
    tell();
    told = true;
  });
  if (!told) throw std::runtime_error("the callback of an observer has thrown");
}

class HostObserver final : public Observer {
 public:
  HostObserver(const doverie_observer_callbacks& callbacks, HostSelf self) : callbacks_(callbacks), self_(std::move(self)) {}

  void command(const CommandSeen& seen) override {
    if (callbacks_.command == nullptr) return;
    std::vector<doverie_string> events;
    for (const std::string_view type : seen.events) events.push_back(lent_text(type));
    std::vector<doverie_key_use> keys;
    for (const KeyUse& key : seen.keys) {
      keys.push_back({static_cast<doverie_key_purpose>(key.purpose), key.times, lent_text(key.id)});
    }
    doverie_command_seen shown = seen_of(seen);
    shown.events = events.data();
    shown.event_count = events.size();
    shown.keys = keys.data();
    shown.key_count = keys.size();
    tell_host([&] { callbacks_.command(self_.get(), &shown); });
  }

  void pump(const PumpSeen& seen) override {
    if (callbacks_.pump == nullptr) return;
    const doverie_pump_seen shown = seen_of(seen);
    tell_host([&] { callbacks_.pump(self_.get(), &shown); });
  }

 private:
  doverie_observer_callbacks callbacks_;
  HostSelf self_;
};

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_host_observer_new(const doverie_observer_callbacks* callbacks, void* self, doverie_observer** out,
                                         doverie_error** error) {
  HostSelf owned = take_self(callbacks, self);
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_observer>> {
    const doverie_observer_callbacks wanted = read(callbacks, "callbacks");
    auto handle = std::make_unique<doverie_observer>();
    handle->port = std::make_shared<HostObserver>(wanted, std::move(owned));
    return handle;
  });
}

doverie_status doverie_open_metrics_new(doverie_observer** out, doverie_error** error) {
  return give(out, error,
              [] { return handle_of<doverie_observer>(doverie::Result{std::make_shared<doverie::OpenMetrics>()}); });
}

void doverie_observer_free(doverie_observer* observer) {
  free_handle(observer);
}

doverie_status doverie_metrics_page_new(const doverie_observer* observer, doverie_metrics_page** out,
                                        doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_metrics_page>> {
    const auto* metrics = dynamic_cast<const doverie::OpenMetrics*>(use(observer, "observer").port.get());
    if (metrics == nullptr) wrong("observer", "not one that doverie_open_metrics_new() has made");
    auto page = std::make_unique<doverie_metrics_page>();
    page->text = metrics->text();
    return page;
  });
}

doverie_string doverie_metrics_page_text(const doverie_metrics_page* page) {
  return alive(page) ? borrowed(page->text) : doverie_text("");
}

void doverie_metrics_page_free(doverie_metrics_page* page) {
  free_handle(page);
}
