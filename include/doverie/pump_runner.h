// SPDX-License-Identifier: Apache-2.0
//
// Who runs the pump, where a host has no loop of its own? Threads that pump, wait, and are woken. Nothing else in the library
// starts any.
#ifndef DOVERIE_PUMP_RUNNER_H_
#define DOVERIE_PUMP_RUNNER_H_

#include <functional>
#include <memory>

#include "doverie/service.h"

namespace doverie {

struct PumpRunnerOptions {
  // So many threads send codes, and so many the rest: a gateway or a notifier that takes its time keeps one of them busy, and none
  // of the others waiting. 1 to 64 each. Our choice.
  int code_threads = 2;
  int other_threads = 1;
  // How long a thread waits that has found nothing to do, or to which something went wrong. 1 ms to 1 h. Our choice.
  Duration idle = std::chrono::seconds{1};
  // Called by those threads, several at once, after every run that had messages in hand or a fault; for metrics and logs. Its
  // std::exceptions are dropped.
  std::function<void(const PumpReport&)> on_report{};
};

// Thread-safe, but for its end. Do not fork with one at work: its threads stay in the parent.
class PumpRunner {
 public:
  // invalid_argument when an option is out of its bounds; busy when the system gives no more threads.
  static Result<std::unique_ptr<PumpRunner>> start(std::shared_ptr<const Service> service, PumpRunnerOptions options = {});

  // Something may be due: call it after a command, so that its code goes out at once. Costs next to nothing.
  void wake();

  // No new run begins; waits up to `within` for those that have begun. Whether they have all ended: if not, a sender has not come
  // back yet, and stop() can be called again. More than once changes nothing.
  bool stop(Duration within);

  // Stops, and waits for as long as it takes. REQUIRES: not called by on_report, a sender or a notifier.
  ~PumpRunner();
  PumpRunner(const PumpRunner&) = delete;
  PumpRunner& operator=(const PumpRunner&) = delete;

 private:
  class Crew;
  explicit PumpRunner(std::unique_ptr<Crew> crew);
  std::unique_ptr<Crew> crew_;
};

}  // namespace doverie

#endif  // DOVERIE_PUMP_RUNNER_H_
