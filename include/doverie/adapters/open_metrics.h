// SPDX-License-Identifier: Apache-2.0
//
// What has the service done so far? Counts what an observer is told, for Prometheus and whatever else reads OpenMetrics 1.0.
//
//   auto metrics = std::make_shared<doverie::OpenMetrics>();
//   auto service = doverie::Service::create({…, .observers = {metrics}});
//   http.get("/metrics", [metrics] { return Reply{doverie::OpenMetrics::kContentType, metrics->text()}; });
//
// docs/guide/operations.md has a table of the metrics, and what to alarm at.
#ifndef DOVERIE_ADAPTERS_OPEN_METRICS_H_
#define DOVERIE_ADAPTERS_OPEN_METRICS_H_

#include <memory>
#include <string>
#include <string_view>

#include "doverie/ports/observer.h"

namespace doverie {

// Thread-safe. One may observe several services: they are added up. What it keeps has a bound: the words of the library's lists, and
// those that the host's settings have.
class OpenMetrics final : public Observer {
 public:
  static constexpr std::string_view kContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  OpenMetrics();
  ~OpenMetrics() override;

  void command(const CommandSeen& seen) override;
  void pump(const PumpSeen& seen) override;

  // All metrics as they are now, in a page that ends with `# EOF`. Durations are in seconds.
  std::string text() const;

 private:
  class Counted;
  std::unique_ptr<Counted> counted_;
};

}  // namespace doverie

#endif  // DOVERIE_ADAPTERS_OPEN_METRICS_H_
