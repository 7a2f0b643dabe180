// SPDX-License-Identifier: Apache-2.0
//
// What became of the message? A gateway that is down, slow or lying, reports that come twice or are made up, and a pump that
// works for all of them: what is said of a message is true, and none is in another's way.
#include <functional>
#include <set>
#include <tuple>

#include "core/confirmation/sms_reference.h"
#include "core/world/draft.h"
#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// maria's contact is ivan, who has approved a request. All notices of it are told.
struct Approved : Story {
  explicit Approved(StoryOptions options = {}) : Story(std::move(options)) {
    appointed("maria", "ivan");
    request = started("maria");
    EXPECT(service().pump(), "done");
    approved("ivan", request);
  }
  CodeView code_view() {
    const auto cabinet = service().contact("ivan").cabinet();
    REQUIRE(cabinet.ok());
    REQUIRE(cabinet->requests.size() == 1);
    REQUIRE(cabinet->requests.front().code.has_value());
    return *cabinet->requests.front().code;
  }
  Status report(const std::string& id, bool delivered) { return service().operations().sms_reported(id, delivered); }
  RequestId request;
};

// A gateway that does what the test says, and takes its time.
class Gateway final : public SmsSender {
 public:
  SmsOutcome send(std::string_view id, std::string_view, std::string_view) override {
    ids.emplace_back(id);
    if (on_send) on_send();
    return outcome;
  }
  std::vector<std::string> ids;
  std::function<void()> on_send;
  SmsOutcome outcome = SmsOutcome::accepted;
};

// --- KD1

TEST_CASE("KD1: a gateway that is down for twelve minutes costs the contact nothing") {
  Approved story;
  story.sms->answer_with(SmsOutcome::try_later);
  for (int minute = 0; minute < 12; ++minute) {
    CHECK(story.service().pump().codes.sent == 0);
    story.wait(61s);
    EXPECT(story.resend("ivan", story.request), "done");
    CHECK(story.code_view().sms == SmsState::on_its_way);
    CHECK(story.code_view().sends_left == 3);
  }
  story.sms->answer_with(SmsOutcome::accepted);
  const std::size_t before = story.sms->sent().size();
  story.wait(2min);
  CHECK(story.service().pump().codes.sent == 1);
  CHECK(story.service().pump().codes.all() == 0);
  CHECK(story.sms->sent().size() == before + 1);
  CHECK(story.code_view().sends_left == 2);
  CHECK(story.code_view().sms == SmsState::taken);
  CHECK(story.code_view().sms_at == story.now());
  EXPECT(story.confirm("ivan", story.request, story.code("ivan")), "done");
}

TEST_CASE("KD1: what the gateway refuses, or gives no answer in time to") {
  struct Row {
    SmsOutcome outcome;
    SmsState state;
    int left;
    std::uint32_t PumpCounts::* counted;
  };
  for (const auto& [outcome, state, left, counted] : {Row{SmsOutcome::never, SmsState::failed, 3, &PumpCounts::refused},
                                                      Row{SmsOutcome::unsure, SmsState::taken, 2, &PumpCounts::sent}}) {
    Approved story;
    story.sms->answer_with(outcome);
    CHECK(story.service().pump().codes.*counted == 1);
    CHECK(story.code_view().sms == state);
    CHECK(story.code_view().sends_left == left);
    CHECK(story.service().pump().codes.all() == 0);  // not by itself again
    story.wait(1min);
    story.sms->answer_with(SmsOutcome::accepted);
    EXPECT(story.resend("ivan", story.request), "done");
    CHECK(story.service().pump().codes.sent == 1);
    CHECK(story.code_view().sends_left == left - 1);
  }
}

TEST_CASE("KD1: a code that nobody could send in its life has failed, and none of its sends is used up") {
  Approved story;
  story.sms->answer_with(SmsOutcome::try_later);
  EXPECT(story.service().pump(), "done");
  story.wait(10min);
  CHECK(story.service().pump().codes.expired == 1);
  CHECK(story.code_view().sms == SmsState::failed);
  CHECK(story.code_view().sends_left == 3);
  CHECK(story.count("circle/maria", "code_undelivered") == 1);
}

TEST_CASE("KD1: the pause is between tries, whatever became of them") {
  Approved story;
  story.sms->answer_with(SmsOutcome::never);
  EXPECT(story.service().pump(), "done");
  CHECK(story.code_view().resend_from == story.now() + 60s);
  story.wait(60s - kTick);
  EXPECT(story.resend("ivan", story.request), "refused: send_too_soon");
  story.wait(kTick);
  EXPECT(story.resend("ivan", story.request), "done");
}

TEST_CASE("KD1: a report tells the contact, gives no send back, and counts once") {
  Approved story;
  story.code("ivan");
  const std::string id = story.sms->sent().front().message_id;
  EXPECT(story.report(id, true), "done");
  CHECK(story.code_view().sms == SmsState::delivered);
  CHECK(story.code_view().sends_left == 2);
  EXPECT(story.report(id, false), "done");
  EXPECT(story.report(id, true), "done");
  CHECK(story.code_view().sms == SmsState::delivered);
  CHECK(story.count("circle/maria", "code_delivered") == 1);
  CHECK(story.count("circle/maria", "code_undelivered") == 0);
  CHECK(story.code_view().sends_left == 2);
}

TEST_CASE("KD1: a report that the SMS is lost gives no send back: forged ones would be a flood") {
  Approved story;
  for (int sends = 0; sends < 3; ++sends) {
    story.code("ivan");
    EXPECT(story.report(story.sms->sent().back().message_id, false), "done");
    CHECK(story.code_view().sms == SmsState::failed);
    CHECK(story.code_view().sends_left == 2 - sends);
    story.wait(1min);
    EXPECT(story.resend("ivan", story.request), sends < 2 ? "done" : "refused: sends_exhausted");
  }
}

TEST_CASE("KD1: a code that was typed has arrived, whatever is said of its SMS") {
  Approved story;
  const std::string code = story.code("ivan");
  const std::string sent = story.sms->sent().back().message_id;
  EXPECT(story.confirm("ivan", story.request, code), "done");
  EXPECT(story.report(sent, false), "done");
  CHECK(story.count("circle/maria", "code_undelivered") == 0);
  EXPECT(story.report(sent, true), "done");
  CHECK(story.count("circle/maria", "code_delivered") == 1);
}

TEST_CASE("KD1: a report may come before the gateway has said that it took the SMS, and for a worker that died") {
  Approved story;
  auto gateway = std::make_shared<Gateway>();
  ServiceOptions options = story.options();
  options.sms = gateway;
  story.restart(options);
  SUBCASE("before") {
    gateway->on_send = [&] { EXPECT(story.report(gateway->ids.back(), true), "done"); };
    CHECK(story.service().pump().codes.sent == 1);
  }
  SUBCASE("without it") {
    gateway->on_send = [&] { EXPECT(story.report(gateway->ids.back(), true), "done"); };
    gateway->outcome = SmsOutcome::try_later;  // it did take it
    CHECK(story.service().pump().codes.postponed == 1);
    gateway->on_send = nullptr;
    story.wait(1min);
    CHECK(story.service().pump().codes.obsolete == 1);  // the phone has it
  }
  CHECK(gateway->ids.size() == 1);
  CHECK(story.code_view().sms == SmsState::delivered);
  CHECK(story.code_view().sends_left == 2);
}

TEST_CASE("KD1: a report of an earlier send says nothing of the newest") {
  Approved story;
  story.code("ivan");
  story.wait(1min);
  EXPECT(story.resend("ivan", story.request), "done");
  EXPECT(story.report(story.sms->sent().front().message_id, false), "done");
  CHECK(story.code_view().sms == SmsState::on_its_way);
}

TEST_CASE("KD1: reports that were made up, and of requests that are forgotten, are told apart and change nothing") {
  Approved story;
  story.code("ivan");
  const std::string id = story.sms->sent().front().message_id;
  std::string other = id;
  other.back() = other.back() == '0' ? '1' : '0';
  for (const std::string& forged :
       {other, id.substr(0, id.size() - 2), id + "00", std::string("sms_31_"), std::string("sms__"), std::string("sms_31"),
        std::string("msg_1"), std::string(), "sms_32" + id.substr(6), "sms_zz" + id.substr(6),
        std::string("sms_31_") + std::string(32, '0')}) {
    EXPECT(story.report(forged, true), "refused: report_unknown");
  }
  CHECK(story.code_view().sms == SmsState::taken);
  Story another({.seed = 2});
  another.appointed("maria", "ivan");
  EXPECT(another.service().operations().sms_reported(id, true), "refused: request_not_found");
  CHECK(another.count("circle/maria", "code_delivered") == 0);
}

TEST_CASE("KD1: what became of a code is shown to its contact alone") {
  Approved story;
  story.code("ivan");
  CHECK_FALSE(story.service().trustor("maria").cabinet()->requests.front().code.has_value());
  EXPECT(story.confirm("ivan", story.request, story.code("ivan")), "done");
  CHECK_FALSE(story.service().contact("ivan").cabinet()->requests.front().code.has_value());  // nothing left to type
}

TEST_CASE("KD1: what names a send to the gateway names nobody, and is the same again") {
  const Story story;
  const SmsReference reference{"req_00000000000000000000000000000000.maria", "ivan", 2};
  const auto sealed = sealed_reference(*story.keys, "1", "realm", reference);
  REQUIRE(sealed.ok());
  CHECK(sealed->find("maria") == std::string::npos);
  CHECK(*sealed_reference(*story.keys, "1", "realm", reference) == *sealed);
  CHECK((**open_reference(*story.keys, "realm", *sealed)).request == reference.request);
  CHECK_FALSE(open_reference(*story.keys, "other", *sealed)->has_value());
  REQUIRE(story.keys->add(KeyPurpose::code, "2", secret_number(2)));
  CHECK(open_reference(*story.keys, "realm", *sealed)->has_value());
  REQUIRE(story.keys->set_state(KeyPurpose::code, "1", KeyState::revoked));
  CHECK_FALSE(open_reference(*story.keys, "realm", *sealed)->has_value());
}

TEST_CASE("KD1: recorded and not settled, it is not sent again") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Approved story({.store = store});
  store->on_settle = [](const auto&) -> Status { return Fault{FaultCode::store_unavailable, "down"}; };
  EXPECT(story.service().pump(), "fault: store_unavailable");
  store->on_settle = nullptr;
  story.wait(2min);
  CHECK(story.service().pump().codes.obsolete == 1);
  CHECK(story.sms->sent().size() == 1);
  CHECK(story.code_view().sends_left == 2);
  story.wait(8min);
  CHECK(story.code_view().sms == SmsState::taken);  // nothing of it has expired
}

// --- KD2, KD3

TEST_CASE("KD2: a gateway down for four minutes and two resends meanwhile make one message") {
  Approved story;
  story.sms->answer_with(SmsOutcome::try_later);
  for (int i = 0; i < 2; ++i) {
    EXPECT(story.service().pump(), "done");
    story.wait(2min);
    EXPECT(story.resend("ivan", story.request), "done");
  }
  story.sms->answer_with(SmsOutcome::accepted);
  const std::size_t before = story.sms->sent().size();
  const PumpReport report = story.service().pump();
  CHECK(report.codes.sent == 1);
  CHECK(report.codes.obsolete + story.service().pump().codes.obsolete >= 1);
  CHECK(story.sms->sent().size() == before + 1);
}

TEST_CASE("KD3: an SMS that comes late has an older code: no guess") {
  Approved story;
  const std::string first = story.code("ivan");
  story.wait(10min);
  EXPECT(story.resend("ivan", story.request), "done");
  const std::string second = story.code("ivan");
  REQUIRE(first != second);
  for (int i = 0; i < 6; ++i) EXPECT(story.confirm("ivan", story.request, first), "refused: code_older");
  CHECK(story.count("circle/maria", "code_rejected") == 0);
  CHECK(story.code_view().attempts_left == 5);
  EXPECT(story.confirm("ivan", story.request, "000000"), "refused: wrong_code");
  CHECK(story.code_view().attempts_left == 4);
  story.wait(10min);
  EXPECT(story.resend("ivan", story.request), "done");
  EXPECT(story.confirm("ivan", story.request, first), "refused: code_older");
  EXPECT(story.confirm("ivan", story.request, second), "refused: code_older");
  EXPECT(story.confirm("ivan", story.request, story.code("ivan")), "done");
}

TEST_CASE("KD3: another contact's code, or another request's, is a guess") {
  Approved story;
  const std::string first = story.code("ivan");
  EXPECT(story.cancel(story.request), "done");
  story.request = story.started("maria");
  story.approved("ivan", story.request);
  REQUIRE(story.code("ivan") != first);
  EXPECT(story.confirm("ivan", story.request, first), "refused: wrong_code");
}

// --- KD4 to KD6

TEST_CASE("KD4: pauses begin when the try has ended") {
  Approved story;
  auto gateway = std::make_shared<Gateway>();
  ServiceOptions options = story.options();
  options.sms = gateway;
  story.restart(options);
  gateway->outcome = SmsOutcome::try_later;
  gateway->on_send = [&] { story.wait(30s); };
  CHECK(story.service().pump().codes.postponed == 1);
  CHECK(gateway->ids.size() == 1);
  CHECK(story.service().pump().codes.all() == 0);  // 2 s have to go by first
  story.wait(3s);
  CHECK(story.service().pump().codes.postponed == 1);
}

// Requests of many people at once, each with a code that is due.
struct ManyCodes : Story {
  explicit ManyCodes(int people) {
    gateway = std::make_shared<Gateway>();
    ServiceOptions with = options();
    with.sms = gateway;
    restart(with);
    for (int i = 0; i < people; ++i) {
      const AccountId trustor = "trustor" + std::to_string(i);
      const AccountId contact = "contact" + std::to_string(i);
      person(trustor, numbered(2 * i));
      person(contact, numbered(2 * i + 1));
      appointed(trustor, contact);
      approved(contact, started(trustor));
    }
  }
  AccountFacts numbered(int number) {
    AccountFacts facts = Story::facts("ivan");
    const std::string digits = std::to_string(1'000'000 + number);
    facts.phone = *Phone::parse("+7916" + digits);
    return facts;
  }
  std::shared_ptr<Gateway> gateway;
};

TEST_CASE("KD5: twenty codes of eight seconds each, and another pump after every one of them, are sent once each") {
  ManyCodes story(20);
  bool nested = false;
  story.gateway->on_send = [&] {
    story.wait(8s);
    if (nested) return;
    nested = true;
    std::ignore = story.service().pump(64);
    nested = false;
  };
  for (int runs = 0; runs < 3; ++runs) EXPECT(story.service().pump(64), "done");
  const std::set<std::string> once(story.gateway->ids.begin(), story.gateway->ids.end());
  CHECK(once.size() == 20);
  CHECK(story.gateway->ids.size() == 20);
}

TEST_CASE("KD6: a notifier that takes five seconds lets a code through after each notice") {
  class Slow final : public Notifier {
   public:
    bool notify(std::string_view, const SendNotice&) override {
      ++told;
      on_notify();
      return true;
    }
    int told = 0;
    std::function<void()> on_notify;
  };
  Story story;
  auto slow = std::make_shared<Slow>();
  ServiceOptions options = story.options();
  options.notifier = slow;
  story.restart(options);
  story.appointed("maria", "ivan");
  for (int i = 0; i < 2; ++i) EXPECT(story.cancel(story.started("maria")), "done");  // notices pile up
  const RequestId request = story.started("maria");
  slow->on_notify = [&] {
    story.wait(5s);
    if (slow->told == 2) story.approved("ivan", request);
    if (slow->told > 2) CHECK(story.sms->sent().size() == 1);
  };
  EXPECT(story.service().pump(), "done");
  CHECK(slow->told > 4);
  CHECK(story.sms->sent().size() == 1);
}

TEST_CASE("KD6: a run over codes alone looks at nothing else, and the other way round") {
  Story story;
  story.appointed("maria", "ivan");
  story.approved("ivan", story.started("maria"));
  CHECK(story.service().pump(64, PumpWhat::all_but_codes).codes.all() == 0);
  CHECK(story.sms->sent().empty());
  const PumpReport codes = story.service().pump(64, PumpWhat::codes);
  CHECK(codes.codes.sent == 1);
  CHECK(codes.notices.all() == 0);
}

TEST_CASE("KD6: the limit holds over all kinds together") {
  ManyCodes story(3);
  CHECK(story.service().pump(2).all() == 2);
  CHECK(story.gateway->ids.size() == 2);
  CHECK(story.service().pump(0).all() == 0);
}

// --- KD8, KG11

TEST_CASE("KD8: without a notifier nobody is told, and the report says so") {
  Approved story;
  ServiceOptions options = story.options();
  options.notifier.reset();
  story.restart(options);
  EXPECT(story.service().trustor("maria").deny(story.request), "done");
  const PumpReport report = story.service().pump();
  CHECK(report.notices.untold == 2);
  CHECK(report.notices.sent == 0);
}

TEST_CASE("KG11: what could be sent was sent, and the report says both") {
  Story story;
  story.appointed("maria", "ivan");
  story.approved("ivan", story.started("maria"));
  ServiceOptions options = story.options();
  options.sms.reset();
  story.restart(options);
  PumpReport report = story.service().pump();
  EXPECT(report, "fault: sms_failed");
  CHECK(report.codes.postponed == 1);
  CHECK(report.notices.sent == 3);
  story.restart(story.options());
  story.directory->set_unavailable(true);
  story.wait(1min);
  EXPECT(story.service().trustor("maria").report_fraud(), "done");
  report = story.service().pump();
  CHECK(report.notices.sent == 2);
}

}  // namespace
}  // namespace doverie::testing
