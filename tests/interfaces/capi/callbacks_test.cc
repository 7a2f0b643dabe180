// SPDX-License-Identifier: Apache-2.0
//
// Threat T10: callbacks that fail, throw, answer twice, answer rubbish, call back in. And `destroy`, exactly once.
#include <functional>
#include <stdexcept>

#include "world.h"

namespace capi_test {
namespace {

void fill(doverie_account_facts& facts, const std::string& account) {
  DOVERIE_INIT(facts);
  facts.id = lend(account);
  facts.given_name = doverie_text(account == "ivan" ? "Иван" : "Мария");
  facts.birth_date = {1980, 1, 1};
  facts.citizen = facts.confirmed = facts.passport_current = 1;
  facts.phone_state = DOVERIE_PHONE_CONFIRMED;
  facts.phone = doverie_text(account == "ivan" ? "+79161234567" : "+79031112233");
}

// A directory whose answers are a function of the test's. Counts how often it is destroyed.
struct HostDirectory {
  std::function<void(const std::string&, doverie_facts_sink*)> find = good;
  int destroyed = 0;
  int calls = 0;

  static void good(const std::string& account, doverie_facts_sink* sink) {
    doverie_account_facts facts;
    fill(facts, account);
    doverie_facts_found(sink, &facts, nullptr);
  }
  static void on_find(void* self, doverie_string account, doverie_facts_sink* sink) {
    auto* directory = static_cast<HostDirectory*>(self);
    ++directory->calls;
    directory->find(copy(account), sink);
  }
  static void on_destroy(void* self) { ++static_cast<HostDirectory*>(self)->destroyed; }

  static doverie_directory_callbacks callbacks() {
    auto callbacks = fresh<doverie_directory_callbacks>();
    callbacks.destroy = on_destroy;
    callbacks.find = on_find;
    return callbacks;
  }
  doverie_directory* handle() {
    const auto wanted = callbacks();
    return make<Directory>([&](auto out, auto error) { return doverie_host_directory_new(&wanted, this, out, error); })
        .release();
  }
};

Outcome invite(const World& world) {
  doverie_answer* answer = nullptr;
  auto outcome = outcome_of([&](auto error) {
    return doverie_trustor_invite(world.service.get(), nullptr, doverie_text("maria"), doverie_text("Иван"),
                                  doverie_text("+79161234567"), &answer, error);
  });
  doverie_answer_free(answer);
  return outcome;
}

}  // namespace

TEST_CASE("T10: a directory of the host's") {
  HostDirectory host;
  const World world(host.handle());

  SUBCASE("answers") {
    CHECK(invite(world).ok());
  }
  SUBCASE("never calls its sink: the command fails closed, and may be tried again") {
    host.find = [](auto&, auto*) {};
    const Outcome outcome = invite(world);
    CHECK(outcome.faulted(DOVERIE_FAULT_DIRECTORY_UNAVAILABLE));
    CHECK(doverie_error_retryable(outcome.error.get()) == 1);
  }
  SUBCASE("throws") {
    host.find = [](auto&, auto*) { throw std::runtime_error("out of the callback"); };
    CHECK(invite(world).faulted(DOVERIE_FAULT_DIRECTORY_UNAVAILABLE));
    host.find = [](auto&, auto*) { throw 42; };
    CHECK(invite(world).faulted(DOVERIE_FAULT_DIRECTORY_UNAVAILABLE));
  }
  SUBCASE("throws after it has answered: the answer counts") {
    host.find = [](auto& account, auto* sink) {
      HostDirectory::good(account, sink);
      throw std::runtime_error("too late");
    };
    CHECK(invite(world).ok());
  }
  SUBCASE("says that it is unavailable") {
    host.find = [](auto&, auto* sink) { doverie_facts_unavailable(sink, doverie_text("the network is down"), nullptr); };
    CHECK(invite(world).message() == "the network is down");
  }
  SUBCASE("says that there is no such account") {
    host.find = [](auto&, auto* sink) { doverie_facts_missing(sink, nullptr); };
    CHECK(invite(world).rejected(DOVERIE_REASON_TRUSTOR_ACCOUNT_MISSING));
  }
  SUBCASE("answers twice: the first answer counts, the second is refused") {
    host.find = [](auto& account, auto* sink) {
      HostDirectory::good(account, sink);
      CHECK(doverie_facts_missing(sink, nullptr) == DOVERIE_STATUS_FAULT);
    };
    CHECK(invite(world).ok());
  }
  SUBCASE("answers rubbish: a bug of the host's, which trying again does not cure") {
    host.find = [](auto& account, auto* sink) {
      doverie_account_facts facts;
      fill(facts, account);
      facts.birth_date.month = 13;
      CHECK(doverie_facts_found(sink, &facts, nullptr) == DOVERIE_STATUS_FAULT);
    };
    const Outcome outcome = invite(world);
    CHECK(outcome.faulted(DOVERIE_FAULT_INTERNAL));
    CHECK(outcome.message() == "the directory's callback answered rubbish: facts.birth_date: not a date");
  }
  SUBCASE("calls the same service again") {
    CHECK(doverie_operator_begin_realm(world.service.get(), nullptr, doverie_text("anna"), nullptr) == DOVERIE_STATUS_OK);
    host.find = [&](auto& account, auto* sink) {
      if (host.calls == 1) CHECK(invite(world).ok());
      HostDirectory::good(account, sink);
    };
    CHECK(invite(world).rejected(DOVERIE_REASON_INVITATION_PENDING));
    CHECK(host.calls >= 3);
  }
}

TEST_CASE("T10: a callback frees the service that is calling it") {
  HostDirectory host;
  World world(host.handle());
  doverie_service* service = world.service.release();
  host.find = [&](auto& account, auto* sink) {
    doverie_service_free(service);
    HostDirectory::good(account, sink);
  };
  doverie_answer* answer = nullptr;
  CHECK(doverie_trustor_invite(service, nullptr, doverie_text("maria"), doverie_text("Иван"), doverie_text("+79161234567"),
                               &answer, nullptr) == DOVERIE_STATUS_OK);
  doverie_answer_free(answer);
  CHECK(doverie_trustor_cabinet(service, doverie_text("maria"), &answer, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("T10: a sink that was kept is dead") {
  HostDirectory host;
  const World world(host.handle());
  doverie_facts_sink* kept = nullptr;
  host.find = [&](auto& account, auto* sink) {
    if (kept == nullptr) {
      kept = sink;
      return;
    }
    HostDirectory::good(account, sink);
  };
  CHECK(invite(world).faulted(DOVERIE_FAULT_DIRECTORY_UNAVAILABLE));
  // Best effort: its stack may hold anything by now, but nothing like a live sink.
  CHECK(doverie_facts_missing(kept, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("destroy runs once: when the last user is gone") {
  HostDirectory host;
  {
    World world(host.handle());
    CHECK(invite(world).ok());
    world.directory.reset();  // the service still has it
    CHECK(host.destroyed == 0);
    CHECK(invite(world).rejected(DOVERIE_REASON_INVITATION_PENDING));
  }
  CHECK(host.destroyed == 1);
}

TEST_CASE("destroy runs once: when the constructor fails, before it returns") {
  HostDirectory host;
  doverie_directory* directory = nullptr;
  auto callbacks = HostDirectory::callbacks();
  int expected = 0;
  const auto fails = [&](const doverie_directory_callbacks* given, doverie_directory** out) {
    CHECK(doverie_host_directory_new(given, &host, out, nullptr) == DOVERIE_STATUS_FAULT);
    CHECK(host.destroyed == ++expected);
  };
  fails(&callbacks, nullptr);
  callbacks.find = nullptr;
  fails(&callbacks, &directory);
  callbacks = HostDirectory::callbacks();
  callbacks.struct_size = offsetof(doverie_directory_callbacks, destroy) + sizeof callbacks.destroy;
  fails(&callbacks, &directory);
  struct {
    doverie_directory_callbacks known = HostDirectory::callbacks();
    std::uint64_t unknown = 1;
  } newer;
  newer.known.struct_size = sizeof newer;
  fails(&newer.known, &directory);
  CHECK(directory == nullptr);
}

TEST_CASE("destroy may be left out, and nothing is called without a struct") {
  doverie_directory* directory = nullptr;
  auto callbacks = HostDirectory::callbacks();
  callbacks.destroy = nullptr;
  CHECK(doverie_host_directory_new(&callbacks, nullptr, &directory, nullptr) == DOVERIE_STATUS_OK);
  doverie_directory_free(directory);
  CHECK(doverie_host_directory_new(nullptr, nullptr, &directory, nullptr) == DOVERIE_STATUS_FAULT);
}

namespace {

// A gateway and a notifier that do as the test says.
struct HostSenders {
  std::function<void(doverie_sms_sink*)> send;
  std::function<void(const doverie_notice*, doverie_notifier_sink*)> notify;
  int destroyed = 0;

  SmsSender sms() {
    auto callbacks = fresh<doverie_sms_callbacks>();
    callbacks.destroy = [](void* self) { ++static_cast<HostSenders*>(self)->destroyed; };
    callbacks.send = [](void* self, doverie_string, doverie_string, doverie_string, doverie_sms_sink* sink) {
      static_cast<HostSenders*>(self)->send(sink);
    };
    return make<SmsSender>([&](auto out, auto error) { return doverie_host_sms_new(&callbacks, this, out, error); });
  }
  Notifier notifier() {
    auto callbacks = fresh<doverie_notifier_callbacks>();
    callbacks.destroy = [](void* self) { ++static_cast<HostSenders*>(self)->destroyed; };
    callbacks.notify = [](void* self, doverie_string, const doverie_notice* notice, doverie_notifier_sink* sink) {
      static_cast<HostSenders*>(self)->notify(notice, sink);
    };
    return make<Notifier>([&](auto out, auto error) { return doverie_host_notifier_new(&callbacks, this, out, error); });
  }
};

}  // namespace

TEST_CASE("T10: a gateway of the host's that gives no good answer is asked again") {
  World world;
  world.appoint();
  HostSenders host;
  const SmsSender sms = host.sms();
  auto options = world.options();
  options.sms = sms.get();
  const auto service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  std::string number;
  const std::string request = world.start(&number);
  REQUIRE(world.approve(request, number).ok());

  SUBCASE("never calls its sink") {
    host.send = [](auto*) {};
  }
  SUBCASE("throws") {
    host.send = [](auto*) { throw std::runtime_error("gateway"); };
  }
  SUBCASE("an unknown outcome") {
    host.send = [](auto* sink) { CHECK(doverie_sms_answer(sink, 77, nullptr) == DOVERIE_STATUS_FAULT); };
  }
  SUBCASE("says so, and then something else") {
    host.send = [](auto* sink) {
      CHECK(doverie_sms_answer(sink, DOVERIE_SMS_TRY_LATER, nullptr) == DOVERIE_STATUS_OK);
      CHECK(doverie_sms_answer(sink, DOVERIE_SMS_ACCEPTED, nullptr) == DOVERIE_STATUS_FAULT);
    };
  }
  auto report = fresh<doverie_pump_report>();
  CHECK(doverie_service_pump(service.get(), 64, DOVERIE_PUMP_EVERYTHING, &report, nullptr) == DOVERIE_STATUS_OK);
  CHECK(report.codes.postponed == 1);
  CHECK(report.notices.untold > 0);
}

TEST_CASE("T10: a notifier of the host's") {
  World world;
  HostSenders host;
  auto options = world.options();
  const Notifier notifier = host.notifier();
  options.notifier = notifier.get();
  const auto service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  world.appoint();
  const auto pump = [&] {
    auto report = fresh<doverie_pump_report>();
    CHECK(doverie_service_pump(service.get(), 64, DOVERIE_PUMP_EVERYTHING, &report, nullptr) == DOVERIE_STATUS_OK);
    return report;
  };
  std::vector<std::string> told;

  SUBCASE("delivers") {
    host.notify = [&](const doverie_notice* notice, doverie_notifier_sink* sink) {
      told.push_back(copy(doverie_notice_account(notice)) + " " + copy(doverie_notice_name(notice)) + " " +
                     std::to_string(doverie_notice_kind(notice)));
      CHECK(doverie_notice_kind(notice) == DOVERIE_NOTICE_CONTACT_APPOINTED);
      for (std::size_t i = 0; i < doverie_notice_parameter_count(notice); ++i) {
        auto parameter = fresh<doverie_named_value>();
        CHECK(doverie_notice_parameter_at(notice, i, &parameter, nullptr) == DOVERIE_STATUS_OK);
        CHECK(copy(doverie_notice_parameter(notice, parameter.name)) == copy(parameter.value));
      }
      CHECK(doverie_notice_parameter(notice, doverie_text("no such")).data == nullptr);
      CHECK(doverie_notice_delivered(sink, nullptr) == DOVERIE_STATUS_OK);
      CHECK(doverie_notice_delivered(sink, nullptr) == DOVERIE_STATUS_FAULT);
    };
    CHECK(pump().notices.sent > 0);
    CHECK(told == std::vector<std::string>{"maria contact_appointed 101"});
  }
  SUBCASE("does not say that it delivered: the notice comes again") {
    host.notify = [](auto*, auto*) {};
    const auto report = pump();
    CHECK(report.notices.sent == 0);
    CHECK(report.notices.postponed > 0);
  }
  SUBCASE("throws: the same") {
    host.notify = [](auto*, auto*) { throw std::runtime_error("notifier"); };
    CHECK(pump().notices.postponed > 0);
  }
}

}  // namespace capi_test
