// SPDX-License-Identifier: Apache-2.0
//
// What does Kannel get to see of a message, and what do its answers come to? On a server of the test's own;
// real_kannel_test.cc asks Kannel itself.
#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "doverie/adapters/kannel.h"
#include "senders/loopback_server.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

constexpr std::string_view kId = "msg_0123456789ab00ff";
constexpr std::string_view kPhone = "+79161234567";
constexpr std::string_view kRussian = "482913 откроет чужой аккаунт. Никому не говорите\n@gosuslugi.ru #482913";
constexpr std::string_view kPassword = "p4ss-w0rd";

KannelOptions options(const std::string& url) {
  return {.url = url, .username = "portal", .password = Secret(kPassword), .from = "Portal"};
}

std::shared_ptr<SmsGateway> made(KannelOptions options) {
  return kannel_sender(options).value();
}

Reply taken(const SeenRequest&) {
  return {.status = 202, .body = "0: Accepted for delivery"};
}

std::string refusal(const KannelOptions& options) {
  const auto refused = kannel_sender(options);
  return refused.faulted() ? refused.fault().message : "";
}

TEST_CASE("L6: Kannel gets text and credentials in body and headers, and nothing of them in the address") {
  LoopbackServer server(taken);
  const auto gateway = made(options(server.url("/cgi-bin/sendsms")));
  CHECK(gateway->send(kId, kPhone, kRussian) == SmsOutcome::accepted);
  REQUIRE(server.seen().size() == 1);
  SeenRequest request = server.seen().front();
  CHECK(request.method == "POST");
  CHECK(request.target == "/cgi-bin/sendsms");
  CHECK(request.body == kRussian);
  CHECK(request.headers["content-type"] == "text/plain; charset=UTF-8");
  CHECK(request.headers["x-kannel-username"] == "portal");
  CHECK(request.headers["x-kannel-password"] == kPassword);
  CHECK(request.headers["x-kannel-from"] == "Portal");
  CHECK(request.headers["x-kannel-to"] == kPhone);
  CHECK(request.headers["x-kannel-coding"] == "2");
  CHECK(request.headers["x-kannel-account"] == kId);
  CHECK_FALSE(request.headers.contains("x-kannel-dlr-url"));
  CHECK_FALSE(request.headers.contains("x-kannel-smsc"));
  CHECK_FALSE(request.headers.contains("expect"));
  CHECK(gateway->last_problem().empty());
}

TEST_CASE("Kannel: what the GSM alphabet has goes in it, all else in UCS-2") {
  LoopbackServer server(taken);
  const auto gateway = made(options(server.url()));
  gateway->send(kId, kPhone, "482913 opens somebody else's account. Tell it to nobody.\n@gosuslugi.ru #482913");
  gateway->send(kId, kPhone, "482913 `");
  CHECK(server.seen()[0].headers["x-kannel-coding"] == "0");
  CHECK(server.seen()[1].headers["x-kannel-coding"] == "2");
}

TEST_CASE("Kannel: the report's address has the message id, and Kannel's values have a meaning") {
  LoopbackServer server(taken);
  KannelOptions with = options(server.url());
  with.report_address = "https://portal.example/sms/{message_id}?state=%d";
  with.smsc = "beeline";
  const auto gateway = made(with);
  CHECK(gateway->send(kId, kPhone, kRussian) == SmsOutcome::accepted);
  SeenRequest request = server.seen().front();
  CHECK(request.headers["x-kannel-dlr-mask"] == "31");
  CHECK(request.headers["x-kannel-smsc"] == "beeline");
  CHECK(request.headers["x-kannel-dlr-url"] == "https://portal.example/sms/" + std::string(kId) + "?state=%d");
  CHECK(gateway->report_state("1") == DeliveryState::delivered);
  CHECK(gateway->report_state("2") == DeliveryState::failed);
  CHECK(gateway->report_state("4") == DeliveryState::taken);
  CHECK(gateway->report_state("8") == DeliveryState::taken);
  CHECK(gateway->report_state("16") == DeliveryState::failed);
  for (const char* other : {"", "0", "3", "32", "01", " 1", "delivered", "%d"}) CHECK_FALSE(gateway->report_state(other));
}

TEST_CASE("Kannel: its answers, one by one") {
  struct Row {
    int status;
    const char* body;
    SmsOutcome outcome;
  };
  const Row rows[] = {
      {202, "0: Accepted for delivery", SmsOutcome::accepted},
      {202, "3: Queued for later delivery", SmsOutcome::accepted},
      {202, "Sent.", SmsOutcome::accepted},
      {200, "<html>Log in to the network</html>", SmsOutcome::try_later},  // whoever that was
      {302, "", SmsOutcome::try_later},
      {400, "Number(s) has/have been denied by white- and/or black-lists.", SmsOutcome::never},
      {403, "Not routable. Do not try again.", SmsOutcome::never},
      {403, "Authorization failed for sendsms", SmsOutcome::try_later},  // a password is mended, and no code was lost
      {404, "Unknown request.", SmsOutcome::try_later},
      {429, "", SmsOutcome::try_later},
      {500, "Sending failed.", SmsOutcome::try_later},
      {503, "Temporal failure, try again later.", SmsOutcome::try_later},
  };
  for (const Row& row : rows) {
    CAPTURE(row.status);
    LoopbackServer server([&](const SeenRequest&) { return Reply{.status = row.status, .body = row.body}; });
    const auto gateway = made(options(server.url()));
    CHECK(gateway->send(kId, kPhone, kRussian) == row.outcome);
    const bool fine = row.outcome == SmsOutcome::accepted;
    CHECK(gateway->last_problem() == (fine ? "" : "answered " + std::to_string(row.status)));
  }
}

TEST_CASE("Kannel: what could not be sent comes again, what was sent and not answered is unsure") {
  KannelOptions nobody = options("http://127.0.0.1:" + std::to_string(free_port()) + "/");
  const auto down = made(nobody);
  CHECK(down->send(kId, kPhone, kRussian) == SmsOutcome::try_later);
  CHECK(down->last_problem().starts_with("not sent: "));

  LoopbackServer silent([](const SeenRequest&) { return Reply{.hangs = true}; });
  KannelOptions patient = options(silent.url());
  patient.http.timeout = std::chrono::milliseconds{200};
  const auto slow = made(patient);
  CHECK(slow->send(kId, kPhone, kRussian) == SmsOutcome::unsure);
  CHECK(slow->last_problem().starts_with("sent, and not answered: "));
  CHECK(silent.seen().size() == 1);

  LoopbackServer dying([](const SeenRequest&) { return Reply{.hangs_up = true}; });
  CHECK(made(options(dying.url()))->send(kId, kPhone, kRussian) == SmsOutcome::unsure);
}

TEST_CASE("Kannel: one connection serves many messages, and a lost one is replaced") {
  std::atomic<bool> closes = false;
  LoopbackServer server([&](const SeenRequest& request) {
    Reply reply = taken(request);
    if (closes) reply.headers = "Connection: close\r\n";
    return reply;
  });
  const auto gateway = made(options(server.url()));
  for (int i = 0; i < 50; ++i) CHECK(gateway->send(kId, kPhone, kRussian) == SmsOutcome::accepted);
  CHECK(server.connections() == 1);
  closes = true;
  for (int i = 0; i < 3; ++i) CHECK(gateway->send(kId, kPhone, kRussian) == SmsOutcome::accepted);
  CHECK(server.connections() == 3);
  CHECK(server.seen().size() == 53);
}

TEST_CASE("Kannel: threads send at once, each on a connection of its own") {
  LoopbackServer server(taken);
  const auto gateway = made(options(server.url()));
  std::atomic<int> sent = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        const std::string text = "код " + std::to_string(t * 100 + i);
        if (gateway->send(kId, kPhone, text) == SmsOutcome::accepted) ++sent;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(sent == 200);
  CHECK(server.seen().size() == 200);
  CHECK(server.connections() <= 8);
}

TEST_CASE("Kannel: a redirect is not followed") {
  LoopbackServer elsewhere(taken);
  LoopbackServer server(
      [&](const SeenRequest&) { return Reply{.status = 307, .headers = "Location: " + elsewhere.url() + "\r\n"}; });
  CHECK(made(options(server.url()))->send(kId, kPhone, kRussian) == SmsOutcome::try_later);
  CHECK(elsewhere.seen().empty());
}

TEST_CASE("Kannel: an answer without end is not read to its end") {
  LoopbackServer server([](const SeenRequest&) { return Reply{.status = 403, .body = std::string(10'000'000, 'x')}; });
  CHECK(made(options(server.url()))->send(kId, kPhone, kRussian) == SmsOutcome::never);
}

TEST_CASE("Kannel: a proxy in the environment gets nothing to see") {
  LoopbackServer proxy(taken);
  LoopbackServer server(taken);
  ::setenv("http_proxy", proxy.url().c_str(), 1);
  CHECK(made(options(server.url()))->send(kId, kPhone, kRussian) == SmsOutcome::accepted);
  ::unsetenv("http_proxy");
  CHECK(proxy.connections() == 0);
}

TEST_CASE("Kannel: ids and numbers that would end a header or an address are never sent") {
  LoopbackServer server(taken);
  const auto gateway = made(options(server.url()));
  CHECK(gateway->send("m\r\nX-Kannel-To: +70000000000", kPhone, kRussian) == SmsOutcome::never);
  for (const char* id : {"", "a b", "a/b", "a%20b", "a?b", "a\"b", "ид"}) {
    CHECK_MESSAGE(gateway->send(id, kPhone, kRussian) == SmsOutcome::never, id);
  }
  CHECK(gateway->send(kId, "+7916\r\nX: y", kRussian) == SmsOutcome::never);
  CHECK(gateway->send(kId, "", kRussian) == SmsOutcome::never);
  CHECK(server.connections() == 0);
}

TEST_CASE("Kannel: options that will not do are named, and shown to nobody") {
  const KannelOptions good = options("http://127.0.0.1:1/");
  const auto with = [&](auto change) {
    KannelOptions changed = good;
    change(changed);
    return refusal(changed);
  };
  CHECK(refusal(good).empty());
  for (const char* url : {"", "smsbox:13013", "ftp://smsbox/", "http://", "http://a b/", "file:///etc/passwd"}) {
    CHECK_MESSAGE(with([&](KannelOptions& o) { o.url = url; }).starts_with("url: is no URL"), url);
  }
  CHECK(with([](KannelOptions& o) { o.url = "http://portal:p4ss@smsbox/"; }).starts_with("url: has a user name"));
  CHECK(with([](KannelOptions& o) { o.username = ""; }).starts_with("username: "));
  CHECK(with([](KannelOptions& o) { o.password = Secret("p4ss\r\nX: y"); }).starts_with("password: "));
  CHECK(with([](KannelOptions& o) { o.password = Secret("p4ss "); }).find("p4ss") == std::string::npos);
  CHECK(with([](KannelOptions& o) { o.from = "Портал"; }).starts_with("from: "));
  CHECK(with([](KannelOptions& o) { o.smsc = "a\nb"; }).starts_with("smsc: "));
  CHECK(with([](KannelOptions& o) { o.http.timeout = std::chrono::minutes{2}; }).starts_with("timeout: "));
  CHECK(with([](KannelOptions& o) { o.http.connect_timeout = {}; }).starts_with("connect_timeout: "));
  for (const char* address : {"https://portal.example/sms/{message_id}", "https://portal.example/sms?state=%d",
                              "https://portal.example/{message_id}/{message_id}?state=%d", "portal/{message_id}?state=%d"}) {
    CHECK_MESSAGE(with([&](KannelOptions& o) { o.report_address = address; }).starts_with("report_address: "), address);
  }
  CHECK(with([](KannelOptions& o) { o.report_address = "https://portal.example/{message_id}?state=%d"; }).empty());
}

TEST_CASE("Kannel: a child made by fork sends nothing over its parent's connections") {
  LoopbackServer server(taken);
  auto gateway = made(options(server.url()));
  CHECK(gateway->send(kId, kPhone, kRussian) == SmsOutcome::accepted);
  const pid_t child = ::fork();
  if (child == 0) {
    const bool later = gateway->send(kId, kPhone, kRussian) == SmsOutcome::try_later;
    gateway.reset();  // closes nothing of the parent's
    ::_exit(later ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(gateway->send(kId, kPhone, kRussian) == SmsOutcome::accepted);
  CHECK(server.connections() == 1);
}

TEST_CASE("Kannel: no message that the host may log has the text, the number or a credential in it") {
  LoopbackServer echo([](const SeenRequest& request) {
    std::string all = request.body;
    for (const auto& [name, value] : request.headers) all.append(value);
    return Reply{.status = 500, .body = all};
  });
  const auto gateway = made(options(echo.url()));
  gateway->send(kId, kPhone, kRussian);
  CHECK(gateway->last_problem() == "answered 500");
}

}  // namespace
}  // namespace doverie::testing
