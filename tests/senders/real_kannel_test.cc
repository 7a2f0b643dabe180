// SPDX-License-Identifier: Apache-2.0
//
// Does a code get through the real Kannel, whatever is in it and whatever happens to Kannel?
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <set>

#include "senders/kannel_server.h"
#include "senders/loopback_server.h"
#include "support/printed.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

constexpr std::string_view kPhone = "+79161234567";

std::shared_ptr<SmsGateway> gateway_to(const KannelServer& kannel) {
  return kannel_sender(kannel.options()).value();
}

std::string id_of(int number) {
  return "msg_" + std::to_string(number);
}

TEST_CASE("real Kannel: Russian, long Russian and English arrive as they were, in the alphabet that is cheapest") {
  const KannelServer kannel;
  const Phone phone(kannel.phone_port());
  const auto gateway = gateway_to(kannel);
  const std::string origin = "\n@" + std::string(60, 'o') + ".ru #482913";
  const PhoneSms rows[] = {
      {std::string(kPhone), "482913 откроет чужой аккаунт. Никому не говорите\n@gosuslugi.ru #482913", true, 1},
      {std::string(kPhone), "482913 откроет чужой аккаунт. Никому не говорите" + origin, true, 2},
      {std::string(kPhone), "482913 opens somebody else's account. Tell it to nobody.\n@gosuslugi.ru #482913", false, 1},
      {std::string(kPhone), "«№1» – ёЁ & + % = ? # {} ~ ` 482913", true, 1},
      {std::string(kPhone), "& + % = ? # {} [] ~ | ^ \\ _ $ @ 482913", false, 1},
  };
  int number = 0;
  for (const PhoneSms& row : rows) {
    CAPTURE(row.text);
    const auto arrived = static_cast<std::size_t>(++number);
    REQUIRE(gateway->send(id_of(number), row.to, row.text) == SmsOutcome::accepted);
    REQUIRE(eventually([&] { return phone.received().size() == arrived && phone.received().back().text == row.text; }));
    CHECK(phone.received().back().to == row.to);
    CHECK(phone.received().back().ucs2 == row.ucs2);
    CHECK(phone.received().back().segments == row.segments);
  }
}

TEST_CASE("real Kannel: reports come back to the address with the message id, delivered among them") {
  LoopbackServer portal([](const SeenRequest&) { return Reply{}; });
  const KannelServer kannel;
  const Phone phone(kannel.phone_port());
  KannelOptions options = kannel.options();
  options.report_address = portal.url("/sms-report/{message_id}?state=%d");
  const auto gateway = kannel_sender(options).value();
  REQUIRE(gateway->send("msg_0123456789ab00ff", kPhone, "482913 код") == SmsOutcome::accepted);
  std::vector<DeliveryState> states;
  const auto read_all = [&] {
    states.clear();
    for (const SeenRequest& request : portal.seen()) {
      const std::string path = request.target.substr(0, request.target.find('?'));
      CHECK(path == "/sms-report/msg_0123456789ab00ff");
      states.push_back(gateway->report_state(request.query().at("state")).value_or(DeliveryState{}));
    }
    return states.size() == 2;
  };
  REQUIRE(eventually([&] { return portal.seen().size() == 2; }));
  REQUIRE(read_all());
  // In whatever order.
  CHECK(std::ranges::max(states) == DeliveryState::delivered);
  CHECK(std::ranges::min(states) == DeliveryState::taken);
}

TEST_CASE("real Kannel: a number it may not send to is never, a wrong password is later") {
  const KannelServer kannel;
  CHECK(gateway_to(kannel)->send("msg_1", "+99161234567", "482913") == SmsOutcome::never);
  KannelOptions wrong = kannel.options();
  wrong.password = Secret("other");
  const auto gateway = kannel_sender(wrong).value();
  CHECK(gateway->send("msg_1", kPhone, "482913") == SmsOutcome::try_later);
  CHECK(gateway->last_problem() == "answered 403");
}

TEST_CASE("real Kannel: killed after it has taken a message, it sends it once when it is back") {
  KannelServer kannel;
  const auto gateway = gateway_to(kannel);
  REQUIRE(gateway->send("msg_1", kPhone, "482913 код") == SmsOutcome::accepted);  // nobody is there to get it yet
  kannel.kill();
  CHECK(gateway->send("msg_2", kPhone, "111111 код") == SmsOutcome::try_later);
  CHECK(gateway->last_problem().starts_with("not sent: "));
  kannel.start();
  const Phone phone(kannel.phone_port());
  REQUIRE(eventually([&] { return !phone.received().empty(); }));
  REQUIRE(gateway->send("msg_2", kPhone, "222222 код") == SmsOutcome::accepted);
  REQUIRE(eventually([&] { return phone.received().size() >= 2; }));
  CHECK(phone.received().size() == 2);
  CHECK(phone.received()[0].text == "482913 код");
  CHECK(phone.received()[1].text == "222222 код");
}

TEST_CASE("real Kannel: frozen, it takes a message and says nothing; nobody knows") {
  KannelServer kannel;
  KannelOptions options = kannel.options();
  options.http.timeout = std::chrono::milliseconds{500};
  const auto gateway = kannel_sender(options).value();
  REQUIRE(gateway_to(kannel)->send("msg_1", kPhone, "482913 код") == SmsOutcome::accepted);
  kannel.freeze();
  CHECK(gateway->send("msg_2", kPhone, "222222 код") == SmsOutcome::unsure);
  CHECK(gateway->last_problem().starts_with("sent, and not answered: "));
  kannel.kill();
}

// What one thread has sent.
struct Sent {
  std::set<std::string> taken;    // Kannel has said that it has them
  std::set<std::string> unknown;  // it was asked, and did not answer
};

// Of all threads together.
struct Load {
  std::atomic<bool> end = false;
  std::atomic<int> taken = 0;

  // However slow the machine is.
  void take_more() const {
    const int before = taken;
    eventually([&] { return taken >= before + 20; });
  }
};

// Sends one message after the other until it is told to end.
Sent send_many(const KannelServer& kannel, int thread, Load& load) {
  Sent sent;
  const auto gateway = gateway_to(kannel);
  for (int i = 0; !load.end; ++i) {
    const std::string text = "код " + std::to_string(thread * 100'000 + i);
    const SmsOutcome outcome = gateway->send(id_of(thread * 100'000 + i), kPhone, text);
    if (outcome == SmsOutcome::try_later) {
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
      continue;  // this one is given up; others come
    }
    (outcome == SmsOutcome::unsure ? sent.unknown : sent.taken).insert(text);
    if (outcome == SmsOutcome::accepted) ++load.taken;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return sent;
}

// All that four threads send while Kannel is stopped or killed, and started, again and again.
Sent send_under_restarts(KannelServer& kannel) {
  std::vector<Sent> sent(4);
  Load load;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] { sent[static_cast<std::size_t>(t)] = send_many(kannel, t, load); });
  }
  for (int round = 0; round < 6; ++round) {
    load.take_more();
    round % 2 == 0 ? kannel.stop() : kannel.kill();
    kannel.start();
  }
  load.take_more();
  load.end = true;
  for (std::thread& thread : threads) thread.join();
  Sent all;
  for (Sent& one : sent) {
    all.taken.merge(one.taken);
    all.unknown.merge(one.unknown);
  }
  kannel.stop();
  kannel.start();  // with nobody asking meanwhile
  return all;
}

TEST_CASE("real Kannel: stopped, killed and started under load, it delivers all that it has said to have taken") {
  KannelServer kannel;
  const Sent sent = send_under_restarts(kannel);
  REQUIRE(sent.taken.size() > 100);
  const Phone phone(kannel.phone_port());
  const auto missing = [&] {
    std::set<std::string> left = sent.taken;
    for (const PhoneSms& sms : phone.received()) left.erase(sms.text);
    return left;
  };
  eventually([&] { return missing().empty(); });
  CHECK(missing() == std::set<std::string>{});
  for (const PhoneSms& sms : phone.received()) CHECK(sent.taken.contains(sms.text) + sent.unknown.contains(sms.text) == 1);
  MESSAGE(sent.taken.size() << " taken, " << sent.unknown.size() << " not known whether, " << phone.received().size()
                            << " arrived");
}

TEST_CASE("real Kannel: a whole recovery, with the code read from the phone") {
  const KannelServer kannel;
  const Phone phone(kannel.phone_port());
  Story story;
  ServiceOptions options = story.options();
  options.sms = gateway_to(kannel);
  story.restart(options);
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  REQUIRE(story.service().pump().ok());
  REQUIRE(eventually([&] { return !phone.received().empty(); }));
  const std::string code = code_in(phone.received().front().text);
  CHECK(phone.received().front().text == code + " откроет чужой аккаунт. Никому не говорите\n@gosuslugi.ru #" + code);
  EXPECT(story.confirm("ivan", request, code), "done");
}

}  // namespace
}  // namespace doverie::testing
