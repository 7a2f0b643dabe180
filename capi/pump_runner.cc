// SPDX-License-Identifier: Apache-2.0
//
// Threads that pump, for C hosts without a loop of their own.
#include "doverie/pump_runner.h"

#include "handles.h"
#include "host.h"
#include "pump.h"
#include "structs.h"
#include "text.h"

struct doverie_pump_runner : doverie::capi::Handle<0x50554d5052554e31> {
  std::unique_ptr<doverie::PumpRunner> runner;
};

namespace doverie::capi {
namespace {

// Gives reports to the host's callback.
class HostReports {
 public:
  using Reported = decltype(doverie_pump_runner_callbacks::reported);

  HostReports(Reported callback, HostSelf self) : reported_(callback), self_(std::make_shared<HostSelf>(std::move(self))) {}

  void operator()(const PumpReport& done) const {
    if (reported_ == nullptr) return;
    doverie_pump_report shown = report_of(done);
    doverie_error* fault = nullptr;
    if (done.fault) report(&fault, done.fault->code, done.fault->message.c_str());
    call_host([&] { reported_(self_->get(), &shown, fault); });
    doverie_error_free(fault);
  }

 private:
  Reported reported_;
  std::shared_ptr<HostSelf> self_;
};

PumpRunnerOptions runner_options(const doverie_pump_runner_options* given) {
  PumpRunnerOptions options;
  if (given == nullptr) return options;
  const doverie_pump_runner_options all = read(given, "options");
  if (all.code_threads != 0) options.code_threads = all.code_threads;
  if (all.other_threads != 0) options.other_threads = all.other_threads;
  if (all.idle != 0) options.idle = Duration(all.idle);
  return options;
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_pump_runner_start(const doverie_service* service, const doverie_pump_runner_options* options,
                                         const doverie_pump_runner_callbacks* callbacks, void* self,
                                         doverie_pump_runner** out, doverie_error** error) {
  HostSelf owned = take_self(callbacks, self);
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_pump_runner>> {
    const auto wanted = callbacks == nullptr ? doverie_pump_runner_callbacks{} : read(callbacks, "callbacks");
    auto chosen = runner_options(options);
    chosen.on_report = HostReports(wanted.reported, std::move(owned));
    auto handle = std::make_unique<doverie_pump_runner>();
    auto started = doverie::PumpRunner::start(use(service, "service").service, std::move(chosen));
    if (!started) return started.as<std::unique_ptr<doverie_pump_runner>>();
    handle->runner = *std::move(started);
    return handle;
  });
}

doverie_status doverie_pump_runner_wake(doverie_pump_runner* runner, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    use(runner, "runner").runner->wake();
    return doverie::Done{};
  });
}

doverie_status doverie_pump_runner_stop(doverie_pump_runner* runner, int64_t within, int32_t* ended, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (ended == nullptr) wrong("ended", "NULL");
    *ended = use(runner, "runner").runner->stop(doverie::Duration(within)) ? 1 : 0;
    return doverie::Done{};
  });
}

void doverie_pump_runner_free(doverie_pump_runner* runner) {
  free_handle(runner);
}
