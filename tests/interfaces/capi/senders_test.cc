// SPDX-License-Identifier: Apache-2.0
//
// Gateways through the C interface: a whole recovery whose code goes out over HTTP, and what is refused.
#include "doverie_senders.h"

#include "senders/loopback_server.h"
#include "world.h"

namespace capi_test {
namespace {

using doverie::testing::LoopbackServer;
using doverie::testing::Reply;
using doverie::testing::SeenRequest;
using Gateway = std::unique_ptr<doverie_gateway, Free<doverie_gateway_free>>;

struct Kannel {
  explicit Kannel(std::string where) : url(std::move(where)) {
    DOVERIE_INIT(options);
    options.url = {url.data(), url.size()};
    options.username = doverie_text("portal");
    options.password = doverie_text("p4ss");
    options.from = doverie_text("Portal");
  }
  std::string url;
  doverie_kannel_options options;
};

// Sends the code of a recovery through `gateway`.
void recover(World& world, const Gateway& gateway, doverie_string sms_text) {
  world.sender = make<SmsSender>([&](auto out, auto error) { return doverie_gateway_sms(gateway.get(), out, error); });
  auto options = world.options();
  options.sms_text = sms_text;
  world.service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  world.appoint();
  std::string number;
  const std::string request = world.start(&number);
  CHECK(world.approve(request, number).ok());
  world.pump();
}

Gateway made(const Kannel& kannel) {
  doverie_gateway* gateway = nullptr;
  REQUIRE(doverie_gateway_kannel(&kannel.options, nullptr, &gateway, nullptr) == DOVERIE_STATUS_OK);
  return Gateway(gateway);
}

std::string refusal(const Kannel& kannel) {
  doverie_gateway* gateway = nullptr;
  const Outcome outcome =
      outcome_of([&](auto error) { return doverie_gateway_kannel(&kannel.options, nullptr, &gateway, error); });
  CHECK(outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(gateway == nullptr);
  return outcome.message();
}

std::string problem(const Gateway& gateway) {
  char words[64];
  REQUIRE(doverie_gateway_problem(gateway.get(), words, sizeof words, nullptr) == DOVERIE_STATUS_OK);
  return words;
}

TEST_CASE("gateways from C: a code goes out by Kannel, with its id in the report's address") {
  LoopbackServer server([](const SeenRequest&) { return Reply{.status = 202, .body = "0: Accepted for delivery"}; });
  Kannel kannel(server.url());
  kannel.options.report_address = doverie_text("https://portal.example/sms/{message_id}?state=%d");
  World world;
  recover(world, made(kannel) /* and the service goes on without it */, doverie_sms_text(DOVERIE_LANGUAGE_ENGLISH));
  REQUIRE(server.seen().size() == 1);
  SeenRequest seen = server.seen().front();
  CHECK(seen.body.find(" opens somebody else's account. Tell it to nobody.\n@gosuslugi.ru #") == 6);
  CHECK(seen.headers["x-kannel-coding"] == "0");
  CHECK(seen.headers["x-kannel-dlr-url"].starts_with("https://portal.example/sms/sms_"));
}

TEST_CASE("gateways from C: a document, its problem and its words") {
  LoopbackServer server([](const SeenRequest&) { return Reply{.status = 402}; });
  const std::string document = R"({"url": ")" + server.url() + R"(", "form": {"to": "{to}", "text": "{text}"},
    "answers": [{"status": 200, "means": "taken"}], "otherwise": "later", "reports": {"delivered": ["ok"]}})";
  doverie_gateway* raw = nullptr;
  REQUIRE(doverie_gateway_http({document.data(), document.size()}, nullptr, &raw, nullptr) == DOVERIE_STATUS_OK);
  const Gateway gateway(raw);
  CHECK(problem(gateway).empty());
  World world;
  recover(world, gateway, {nullptr, 0});
  CHECK(server.seen().size() == 1);
  CHECK(problem(gateway) == "answered 402");
  doverie_delivery_state state = 9;
  REQUIRE(doverie_gateway_report_state(gateway.get(), doverie_text("ok"), &state, nullptr) == DOVERIE_STATUS_OK);
  CHECK(state == DOVERIE_DELIVERY_DELIVERED);
  REQUIRE(doverie_gateway_report_state(gateway.get(), doverie_text("OK"), &state, nullptr) == DOVERIE_STATUS_OK);
  CHECK(state == 0);
  char cut[9];
  REQUIRE(doverie_gateway_problem(gateway.get(), cut, sizeof cut, nullptr) == DOVERIE_STATUS_OK);
  CHECK(std::string(cut) == "answered");
}

TEST_CASE("gateways from C: what is wrong is named, whatever is handed over") {
  Kannel kannel("http://127.0.0.1:1/");
  kannel.options.from = {nullptr, 0};
  CHECK(refusal(kannel).starts_with("from: "));
  kannel.options.from = {"\xff", 1};
  CHECK(refusal(kannel).starts_with("options.from: not valid UTF-8"));
  kannel.options.from = doverie_text("Portal");
  kannel.options.struct_size = 3;
  CHECK_FALSE(refusal(kannel).empty());

  doverie_gateway* gateway = nullptr;
  const doverie_string words = doverie_text("{}");
  const Outcome outcome = outcome_of([&](auto error) { return doverie_gateway_http(words, nullptr, &gateway, error); });
  CHECK(outcome.message().starts_with("gateway document: /url is missing"));
  CHECK(doverie_gateway_kannel(nullptr, nullptr, &gateway, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_gateway_http(words, nullptr, nullptr, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_gateway_sms(nullptr, nullptr, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_gateway_problem(nullptr, nullptr, 0, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_gateway_report_state(nullptr, words, nullptr, nullptr) == DOVERIE_STATUS_FAULT);
  doverie_gateway_free(nullptr);
}

}  // namespace
}  // namespace capi_test
