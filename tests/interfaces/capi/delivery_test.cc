// SPDX-License-Identifier: Apache-2.0
//
// What became of a message, from C: reports of the pump and of the gateway, the contact's view, and threads that pump.
#include <condition_variable>
#include <mutex>

#include "world.h"

namespace capi_test {
namespace {

using Runner = std::unique_ptr<doverie_pump_runner, Free<doverie_pump_runner_free>>;

// maria's contact is ivan, who has approved a request.
struct Approved : World {
  Approved() {
    appoint();
    std::string number;
    const std::string request = start(&number);
    REQUIRE(approve(request, number).ok());
  }
  doverie_request_view view() {
    answer = make<Answer>(
        [&](auto out, auto error) { return doverie_contact_cabinet(service.get(), doverie_text("ivan"), out, error); });
    auto shown = fresh<doverie_request_view>();
    REQUIRE(doverie_answer_request_at(answer.get(), 0, &shown, nullptr) == DOVERIE_STATUS_OK);
    return shown;
  }
  Outcome report(const std::string& id, std::int32_t delivered) {
    return outcome_of(
        [&](auto error) { return doverie_host_sms_reported(service.get(), nullptr, lend(id), delivered, error); });
  }
  Answer answer;
};

TEST_CASE("KD1: the contact sees what became of the code, and a gateway's report changes what is shown") {
  Approved world;
  CHECK(world.view().code_sms == DOVERIE_SMS_ON_ITS_WAY);
  CHECK(world.view().code_sends_left == 3);
  auto report = fresh<doverie_pump_report>();
  REQUIRE(doverie_service_pump(world.service.get(), 64, DOVERIE_PUMP_CODES, &report, nullptr) == DOVERIE_STATUS_OK);
  CHECK(report.codes.sent == 1);
  CHECK(report.notices.sent == 0);
  const auto taken = world.view();
  CHECK(taken.code_sms == DOVERIE_SMS_TAKEN);
  CHECK(taken.code_sends_left == 2);
  CHECK(taken.code_attempts_left == 5);
  CHECK(taken.code_sms_at == kMorning);
  CHECK(taken.code_expires_at == kMorning + 10 * kMinute);
  CHECK(taken.code_resend_from == kMorning + kMinute);
  CHECK(copy(taken.code_phone_masked) == "+7916•••••67");
  const std::string id = world.sms.front().id;
  CHECK(world.report(id, 1).ok());
  CHECK(world.view().code_sms == DOVERIE_SMS_DELIVERED);
  CHECK(world.report(id, 0).ok());
  CHECK(world.view().code_sms == DOVERIE_SMS_DELIVERED);
  CHECK(world.report(id + "00", 1).rejected(DOVERIE_REASON_REPORT_UNKNOWN));
  CHECK(world.report(id, 2).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
}

TEST_CASE("KG11: the report is filled in whatever goes wrong") {
  Approved world;
  auto options = world.options();
  options.sms = nullptr;
  const auto mute = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  auto report = fresh<doverie_pump_report>();
  const auto outcome =
      outcome_of([&](auto error) { return doverie_service_pump(mute.get(), 64, DOVERIE_PUMP_EVERYTHING, &report, error); });
  CHECK(outcome.faulted(DOVERIE_FAULT_SMS_FAILED));
  CHECK(report.codes.postponed == 1);
  CHECK(report.notices.untold > 0);
  CHECK(outcome_of([&](auto error) {
          return doverie_service_pump(mute.get(), 64, 4, nullptr, error);
        }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  std::uint32_t released = 7;
  CHECK(doverie_service_release_set_aside(mute.get(), 64, &released, nullptr) == DOVERIE_STATUS_OK);
  CHECK(released == 0);
}

// What a runner tells, and whether it has let go of it.
struct Told {
  std::mutex mutex;
  std::condition_variable changed;
  std::uint32_t codes = 0;
  int destroyed = 0;

  static void reported(void* self, const doverie_pump_report* report, const doverie_error* fault) {
    auto& told = *static_cast<Told*>(self);
    CHECK(fault == nullptr);
    const std::lock_guard lock(told.mutex);
    told.codes += report->codes.sent;
    told.changed.notify_all();
  }
  static void destroy(void* self) { ++static_cast<Told*>(self)->destroyed; }
};

TEST_CASE("runner: from C it sends what is due, wakes, and ends") {
  Approved world;
  Told told;
  auto callbacks = fresh<doverie_pump_runner_callbacks>();
  callbacks.reported = Told::reported;
  callbacks.destroy = Told::destroy;
  auto options = fresh<doverie_pump_runner_options>();
  options.code_threads = 1;
  options.idle = 60 * kMinute;
  auto runner = make<Runner>([&](auto out, auto error) {
    return doverie_pump_runner_start(world.service.get(), &options, &callbacks, &told, out, error);
  });
  CHECK(doverie_pump_runner_wake(runner.get(), nullptr) == DOVERIE_STATUS_OK);
  {
    std::unique_lock lock(told.mutex);
    told.changed.wait(lock, [&] { return told.codes == 1; });
  }
  std::int32_t ended = 0;
  CHECK(doverie_pump_runner_stop(runner.get(), 10 * kMinute, &ended, nullptr) == DOVERIE_STATUS_OK);
  CHECK(ended == 1);
  runner.reset();
  CHECK(told.destroyed == 1);
  CHECK(world.sms.size() == 1);
}

TEST_CASE("runner: from C, what is out of bounds is refused, and `self` is let go") {
  Approved world;
  Told told;
  auto callbacks = fresh<doverie_pump_runner_callbacks>();
  callbacks.destroy = Told::destroy;
  auto options = fresh<doverie_pump_runner_options>();
  options.other_threads = -1;
  doverie_pump_runner* out = nullptr;
  const auto outcome = outcome_of(
      [&](auto error) { return doverie_pump_runner_start(world.service.get(), &options, &callbacks, &told, &out, error); });
  CHECK(outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(outcome.message().find("other_threads") != std::string::npos);
  CHECK(out == nullptr);
  CHECK(told.destroyed == 1);
  const auto plain = make<Runner>([&](auto made, auto error) {
    return doverie_pump_runner_start(world.service.get(), nullptr, nullptr, nullptr, made, error);
  });
  CHECK(outcome_of([&](auto error) {
          return doverie_pump_runner_stop(plain.get(), 0, nullptr, error);
        }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
}

}  // namespace
}  // namespace capi_test
