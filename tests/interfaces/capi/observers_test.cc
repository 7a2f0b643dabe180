// SPDX-License-Identifier: Apache-2.0
//
// Observers, pings and checks, from C.
#include <stdexcept>

#include "world.h"

namespace capi_test {
namespace {

using Observer = std::unique_ptr<doverie_observer, Free<doverie_observer_free>>;
using Page = std::unique_ptr<doverie_metrics_page, Free<doverie_metrics_page_free>>;

// What was told last.
struct Told {
  std::string command, reason, operation, status;
  doverie_command_seen seen{};
  std::vector<std::string> events;
  std::vector<std::int32_t> purposes;
  doverie_pump_seen run{};
  int destroyed = 0;

  static void on_command(void* self, const doverie_command_seen* seen) {
    auto& told = *static_cast<Told*>(self);
    told.command = copy(seen->command);
    told.reason = copy(seen->reason);
    told.operation = copy(seen->operation);
    told.status = copy(seen->status);
    told.seen = *seen;
    told.events.clear();
    for (std::size_t i = 0; i < seen->event_count; ++i) told.events.push_back(copy(seen->events[i]));
    told.purposes.clear();
    for (std::size_t i = 0; i < seen->key_count; ++i) told.purposes.push_back(seen->keys[i].purpose);
  }
  static void on_pump(void* self, const doverie_pump_seen* seen) { static_cast<Told*>(self)->run = *seen; }
  static void destroy(void* self) { ++static_cast<Told*>(self)->destroyed; }
  static void throws(void*, const doverie_command_seen*) { throw std::runtime_error("not for C"); }
};

Observer observer_of(const doverie_observer_callbacks& callbacks, Told* told) {
  return make<Observer>([&](auto out, auto error) { return doverie_host_observer_new(&callbacks, told, out, error); });
}

Service observed(const World& world, const std::vector<const doverie_observer*>& observers) {
  auto options = world.options();
  options.observers = observers.data();
  options.observer_count = observers.size();
  return make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
}

TEST_CASE("observers: from C, commands and runs of the pump are told, and `self` is let go once") {
  World world;
  Told told;
  auto callbacks = fresh<doverie_observer_callbacks>();
  callbacks.destroy = Told::destroy;
  callbacks.command = Told::on_command;
  callbacks.pump = Told::on_pump;
  auto observer = observer_of(callbacks, &told);
  world.service = observed(world, {observer.get()});
  observer.reset();
  world.appoint();
  CHECK(told.command == "accept_invitation");
  CHECK(told.seen.outcome == DOVERIE_COMMAND_DONE);
  CHECK(told.seen.committed == 1);
  CHECK(told.seen.together == 1);
  CHECK(told.events.front() == "contact_appointed");
  CHECK(told.purposes.size() == 2);
  std::string number;
  const std::string request = world.start(&number);
  CHECK(told.operation == "password_recovery");
  CHECK(told.status == "pending");
  CHECK(world.approve(request, "0000").rejected(DOVERIE_REASON_NUMBER_MISMATCH) == (number != "0000"));
  REQUIRE(world.approve(request, number).ok());
  world.pump();
  CHECK(told.run.codes.sent == 1);
  CHECK(told.run.oldest_code == 0);
  CHECK(told.run.fault.size == 0);
  CHECK(doverie_service_pump(world.service.get(), 64, DOVERIE_PUMP_CODES, nullptr, nullptr) == DOVERIE_STATUS_OK);
  CHECK(told.run.oldest_notice == -1);
  CHECK(told.destroyed == 0);
  world.service.reset();
  CHECK(told.destroyed == 1);
}

TEST_CASE("observers: from C, one that throws changes no answer, and is counted") {
  World world;
  auto callbacks = fresh<doverie_observer_callbacks>();
  callbacks.command = Told::throws;
  const auto observer = observer_of(callbacks, nullptr);
  world.service = observed(world, {observer.get()});
  world.appoint();
  std::uint64_t failures = 0;
  CHECK(doverie_service_observer_failures(world.service.get(), &failures, nullptr) == DOVERIE_STATUS_OK);
  CHECK(failures >= 2);
}

TEST_CASE("observers: from C, metrics are counted and shown as a page") {
  World world;
  const auto metrics = make<Observer>([](auto out, auto error) { return doverie_open_metrics_new(out, error); });
  const auto silent = observer_of(fresh<doverie_observer_callbacks>(), nullptr);
  world.service = observed(world, {silent.get(), metrics.get()});
  world.appoint();
  const auto page = make<Page>([&](auto out, auto error) { return doverie_metrics_page_new(metrics.get(), out, error); });
  const std::string text = copy(doverie_metrics_page_text(page.get()));
  CHECK(text.find("doverie_events_total{type=\"contact_appointed\"} 1\n") != std::string::npos);
  CHECK(text.ends_with("# EOF\n"));
  doverie_metrics_page* none = nullptr;
  const auto outcome = outcome_of([&](auto error) { return doverie_metrics_page_new(silent.get(), &none, error); });
  CHECK(outcome.message() == "observer: not one that doverie_open_metrics_new() has made");
}

TEST_CASE("ping and check: every store has them") {
  World world;
  world.appoint();
  CHECK(doverie_store_ping(world.store.get(), nullptr) == DOVERIE_STATUS_OK);
  CHECK(doverie_store_check(world.store.get(), nullptr) == DOVERIE_STATUS_OK);
}

}  // namespace
}  // namespace capi_test
