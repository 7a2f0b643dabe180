// SPDX-License-Identifier: Apache-2.0
//
// Do documents describe gateways of different shapes, and is a wrong one refused with a sentence that helps?
#include <doctest/doctest.h>

#include "doverie/adapters/http_sender.h"
#include "senders/loopback_server.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

constexpr std::string_view kId = "msg_0123456789ab00ff";
constexpr std::string_view kPhone = "+79161234567";
// What would end a string of JSON, a field of a form, a header, a place of a template.
constexpr std::string_view kHostile = "\"}],\"to\":\"+70000000000\" &to=%2B7+ {to} ${HOME} \\\r\n код 482913";

// A fake of the gateways that are spoken to in JSON with a bearer's token, and answer with codes of HTTP.
constexpr std::string_view kJsonGateway = R"({
  "url": "URL",
  "headers": {"Authorization": "Bearer ${DOVERIE_TEST_TOKEN}"},
  "json": {"number": "{to_digits}", "destination": {"text": "{text}", "parts": [1, true, null]}, "clientId": "{message_id}",
           "callback": "https://portal.example/sms/{message_id}"},
  "answers": [
    {"status": "2xx", "pointer": "/messages/0/state", "equals": ["queued", "sent"], "means": "taken"},
    {"status": [400, 422], "means": "never"},
    {"status": 504, "means": "unsure"}
  ],
  "otherwise": "later",
  "reports": {"delivered": ["DELIVERED"], "failed": ["REJECTED", "EXPIRED"], "taken": ["SENT"]}
})";

// A fake of the gateways that take a form with a login, answer 200 whatever happens, and say the rest in the body.
constexpr std::string_view kFormGateway = R"({
  "url": "URL",
  "form": {"login": "${DOVERIE_TEST_LOGIN}", "psw": "${DOVERIE_TEST_TOKEN}", "phones": "{to}", "mes": "{text}",
           "id": "{message_id}", "charset": "utf-8"},
  "answers": [
    {"status": 200, "pointer": "/error_code", "equals": [1, 7, 8], "means": "never"},
    {"status": 200, "pointer": "/error_code", "means": "later"},
    {"status": 200, "pointer": "/sms/{to_digits}/status", "equals": "OK", "means": "taken"},
    {"status": 200, "pointer": "/id", "means": "taken"}
  ],
  "otherwise": "later",
  "no_answer": "later"
})";

std::string at(std::string_view document, const std::string& url) {
  std::string text(document);
  return text.replace(text.find("URL"), 3, url);
}

struct Environment {
  Environment() {
    ::setenv("DOVERIE_TEST_TOKEN", "t0k&en=\"1", 1);
    ::setenv("DOVERIE_TEST_LOGIN", "порт al", 1);
  }
};

std::shared_ptr<SmsGateway> made(std::string_view document, const std::string& url, HttpLimits limits = {}) {
  const Environment environment;
  auto sender = http_sender(at(document, url), std::move(limits));
  if (sender.faulted()) FAIL(sender.fault().message);
  return std::move(sender).value();
}

TEST_CASE("L6: JSON with a bearer's token, whatever is in the text") {
  LoopbackServer server([](const SeenRequest&) { return Reply{.body = R"({"messages": [{"state": "queued"}]})"}; });
  const auto gateway = made(kJsonGateway, server.url("/v1/messages"));
  CHECK(gateway->send(kId, kPhone, kHostile) == SmsOutcome::accepted);
  SeenRequest request = server.seen().front();
  CHECK(request.method == "POST");
  CHECK(request.headers["authorization"] == "Bearer t0k&en=\"1");
  CHECK(request.headers["content-type"] == "application/json");
  CHECK(request.body ==
        "{\"number\":\"79161234567\",\"destination\":{\"text\":"
        R"("\"}],\"to\":\"+70000000000\" &to=%2B7+ {to} ${HOME} \\\u000d\u000a код 482913")"
        ",\"parts\":[1,true,null]},\"clientId\":\"msg_0123456789ab00ff\",\"callback\":\"https://portal.example/sms/" +
            std::string(kId) + "\"}");
  CHECK(gateway->report_state("DELIVERED") == DeliveryState::delivered);
  CHECK(gateway->report_state("EXPIRED") == DeliveryState::failed);
  CHECK(gateway->report_state("SENT") == DeliveryState::taken);
  CHECK_FALSE(gateway->report_state("delivered"));
}

TEST_CASE("L6: a form with a login, whatever is in the text") {
  LoopbackServer server([](const SeenRequest&) { return Reply{.body = R"({"id": 12, "cnt": 1})"}; });
  const auto gateway = made(kFormGateway, server.url("/sys/send.php?fmt=3"));
  CHECK(gateway->send(kId, kPhone, kHostile) == SmsOutcome::accepted);
  SeenRequest request = server.seen().front();
  CHECK(request.target == "/sys/send.php?fmt=3");
  CHECK(request.headers["content-type"] == "application/x-www-form-urlencoded");
  const auto form = request.form();
  CHECK(form.size() == 6);
  CHECK(form.at("login") == "порт al");
  CHECK(form.at("psw") == "t0k&en=\"1");
  CHECK(form.at("phones") == kPhone);
  CHECK(form.at("mes") == kHostile);
  CHECK(form.at("id") == kId);
}

TEST_CASE("gateway documents: fields of a query, and a GET") {
  LoopbackServer server([](const SeenRequest&) { return Reply{.status = 201}; });
  const auto gateway = made(R"({"url": "URL", "query": {"to": "{to}", "msg": "{text}"}, "otherwise": "never",
    "answers": [{"status": 201, "means": "taken"}]})",
                            server.url("/send?json=1"));
  CHECK(gateway->send(kId, kPhone, kHostile) == SmsOutcome::accepted);
  const SeenRequest request = server.seen().front();
  CHECK(request.method == "GET");
  CHECK(request.body.empty());
  CHECK(request.query() ==
        std::map<std::string, std::string>{{"json", "1"}, {"to", std::string(kPhone)}, {"msg", std::string(kHostile)}});
}

TEST_CASE("gateway documents: which answers mean what, the first that fits") {
  struct Row {
    std::string_view document;
    int status;
    const char* body;
    SmsOutcome outcome;
  };
  const Row rows[] = {
      {kJsonGateway, 200, R"({"messages": [{"state": "sent"}]})", SmsOutcome::accepted},
      {kJsonGateway, 299, R"({"messages": [{"state": "sent"}, {"state": "x"}]})", SmsOutcome::accepted},
      {kJsonGateway, 200, R"({"messages": [{"state": "SENT"}]})", SmsOutcome::try_later},
      {kJsonGateway, 200, R"({"messages": []})", SmsOutcome::try_later},
      {kJsonGateway, 200, R"({"messages": {"0": {"state": "sent"}}})", SmsOutcome::accepted},
      {kJsonGateway, 200, "queued", SmsOutcome::try_later},
      {kJsonGateway, 200, "", SmsOutcome::try_later},
      {kJsonGateway, 300, R"({"messages": [{"state": "sent"}]})", SmsOutcome::try_later},
      {kJsonGateway, 400, "", SmsOutcome::never},
      {kJsonGateway, 422, "{}", SmsOutcome::never},
      {kJsonGateway, 500, "", SmsOutcome::try_later},
      {kJsonGateway, 504, "", SmsOutcome::unsure},
      {kFormGateway, 200, R"({"error": "no money", "error_code": 3})", SmsOutcome::try_later},
      {kFormGateway, 200, R"({"error": "invalid number", "error_code": 7})", SmsOutcome::never},
      {kFormGateway, 200, R"({"error_code": "7"})", SmsOutcome::try_later},
      {kFormGateway, 200, R"({"sms": {"79161234567": {"status": "OK"}}})", SmsOutcome::accepted},
      {kFormGateway, 200, R"({"sms": {"79161234567": {"status": "ERROR"}}})", SmsOutcome::try_later},
      {kFormGateway, 200, R"({"sms": {"79160000000": {"status": "OK"}}})", SmsOutcome::try_later},
      {kFormGateway, 200, R"({"id": 12})", SmsOutcome::accepted},
  };
  for (const Row& row : rows) {
    CAPTURE(row.status);
    CAPTURE(row.body);
    LoopbackServer server([&](const SeenRequest&) { return Reply{.status = row.status, .body = row.body}; });
    CHECK(made(row.document, server.url())->send(kId, kPhone, "код") == row.outcome);
  }
}

TEST_CASE("gateway documents: what no answer means is the document's to say; unsure, if it does not") {
  LoopbackServer silent([](const SeenRequest&) { return Reply{.hangs = true}; });
  const HttpLimits short_ones{.timeout = std::chrono::milliseconds{200}};
  CHECK(made(kJsonGateway, silent.url(), short_ones)->send(kId, kPhone, "код") == SmsOutcome::unsure);
  CHECK(made(kFormGateway, silent.url(), short_ones)->send(kId, kPhone, "код") == SmsOutcome::try_later);
}

TEST_CASE("gateway documents: braces that are meant, and places that are filled once") {
  LoopbackServer server([](const SeenRequest&) { return Reply{}; });
  const auto gateway = made(R"({"url": "URL", "json": ["{{{to}}}", "$5 {text}{text}"], "otherwise": "never",
    "answers": [{"status": 200, "means": "taken"}]})",
                            server.url());
  CHECK(gateway->send(kId, kPhone, "{to}") == SmsOutcome::accepted);
  CHECK(server.seen().front().body == R"(["{+79161234567}","$5 {to}{to}"])");
}

std::string refusal(const std::string& document) {
  const Environment environment;
  const auto refused = http_sender(document);
  return refused.faulted() ? refused.fault().message : "";
}

TEST_CASE("gateway documents: the wrong place is named, and what would be right") {
  const std::string rest = R"("answers": [{"status": 200, "means": "taken"}], "otherwise": "later")";
  const std::string url = R"("url": "https://sms.example/",)";
  const std::string json = R"("json": {"to": "{to}", "text": "{text}"},)";
  const std::pair<std::string, std::string> rows[] = {
      {"[1]", "the whole has to be an object"},
      {"{", "gateway document: "},
      {"{" + json + rest + "}", "/url is missing"},
      {R"({"url": 5,)" + json + rest + "}", "/url has to be a string"},
      {R"({"url": "sms.example",)" + json + rest + "}", "/url is no URL"},
      {R"({"url": "https://me:s3cret@sms.example",)" + json + rest + "}", "/url has a user name"},
      {"{" + url + json + rest + R"(, "header": {}})", "/header is no word of such a document; did you mean \"headers\"?"},
      {"{" + url + json + rest + R"(, "headers": {"X Y": "1"}})", "/headers/X Y is no name of a header"},
      {"{" + url + json + rest + R"(, "headers": {"X": "a\r\nY: b"}})", "/headers/X has to be visible ASCII"},
      {"{" + url + json + rest + R"(, "headers": {"X": "{text}"}})", "/headers/X has {text} in it"},
      {"{" + url + json + rest + R"(, "headers": {"X": "${NO_SUCH_VARIABLE}"}})", "names the variable NO_SUCH_VARIABLE"},
      {"{" + url + json + rest + R"(, "headers": {"X": "${lower}"}})", "/headers/X has ${ without the name"},
      {"{" + url + R"("json": {"to": "{phone}", "text": "{text}"},)" + rest + "}", "/json/to has a place that there is not"},
      {"{" + url + R"("json": {"a": ["{to}", "x}"], "text": "{text}"},)" + rest + "}",
       "/json/a/1 has a } that nothing opens"},
      {"{" + url + R"("json": {"to": "{to}", "text": "{text}", "n": 1.5},)" + rest + "}",
       "/json/n has to be a whole number"},
      {"{" + url + json + R"("form": {},)" + rest + "}", "/form stands beside /json"},
      {"{" + url + R"("form": {"to": "{to}"},)" + rest + "}", "the whole has {text} nowhere"},
      {"{" + url + R"("form": {"text": "{text}"},)" + rest + "}", "the whole has {to} nowhere"},
      {"{" + url + R"("form": {"to": 7},)" + rest + "}", "/form/to has to be a string"},
      {"{" + url + json + R"("method": "PUT",)" + rest + "}", "/method is \"PUT\"; allowed: \"GET\" or \"POST\""},
      {"{" + url + json + R"("method": "GET",)" + rest + "}", "/method is \"GET\", which has no body"},
      {"{" + url + json + R"("otherwise": "later"})", "/answers has to be a list"},
      {"{" + url + json + R"("answers": [], "otherwise": "later"})", "/answers has no rule that means \"taken\""},
      {"{" + url + json + R"("answers": [{"status": 200, "means": "taken"}]})", "/otherwise is missing; allowed"},
      {"{" + url + json + R"("answers": [{"status": 200, "means": "taked"}], "otherwise": "later"})",
       "/answers/0/means is \"taked\"; allowed: \"later\" \"unsure\" \"taken\" \"never\""},
      {"{" + url + json + R"("answers": [{"status": 99, "means": "taken"}], "otherwise": "later"})",
       "/answers/0/status is 99"},
      {"{" + url + json + R"("answers": [{"status": "6xx", "means": "taken"}], "otherwise": "later"})",
       "/answers/0/status is \"6xx\""},
      {"{" + url + json + R"("answers": [{"means": "taken"}], "otherwise": "later"})", "/answers/0/status is missing"},
      {"{" + url + json + R"("answers": [{"status": 200, "equals": 1, "means": "taken"}], "otherwise": "later"})",
       "/answers/0/pointer is missing"},
      {"{" + url + json + R"("answers": [{"status": 200, "pointer": "id", "means": "taken"}], "otherwise": "later"})",
       "/answers/0/pointer has to be a JSON pointer"},
      {"{" + url + json +
           R"("answers": [{"status": 200, "pointer": "/a", "equals": null, "means": "taken"}], "otherwise": "later"})",
       "/answers/0/equals is null"},
      {"{" + url + json + R"("answers": [{"stats": 200, "means": "taken"}], "otherwise": "later"})",
       "/answers/0/stats is no word of such a document; did you mean \"status\"?"},
      {"{" + url + json + rest + R"(, "no_answer": "maybe"})", "/no_answer is \"maybe\""},
      {"{" + url + json + rest + R"(, "no_answer": "taken"})", "/no_answer is \"taken\"; allowed: \"later\" \"unsure\""},
      {"{" + url + json + rest + R"(, "reports": {"delivered": "yes"}})", "/reports/delivered has to be a list"},
      {"{" + url + json + rest + R"(, "reports": {"lost": []}})", "/reports/lost is no word"},
  };
  for (const auto& [document, words] : rows) {
    const std::string message = refusal(document);
    CHECK_MESSAGE(message.starts_with("gateway document: "), document);
    CHECK_MESSAGE(message.find(words) != std::string::npos, document << "\n  " << message);
    CHECK_MESSAGE(message.find("s3cret") == std::string::npos, message);
  }
  CHECK(refusal("{" + url + json + rest + "}").empty());
}

TEST_CASE("gateway documents: no message shows what the environment has") {
  const std::string rest = R"("answers": [{"status": 200, "means": "taken"}], "otherwise": "later")";
  for (const std::string& document :
       {R"({"url": "${DOVERIE_TEST_TOKEN}", "form": {"to": "{to}", "text": "{text}"},)" + rest + "}",
        R"({"url": "https://a/", "headers": {"X": "${DOVERIE_TEST_LOGIN}"}, "form": {"to": "{to}", "text": "{text}"},)" +
            rest + "}"}) {
    const std::string message = refusal(document);
    CHECK_FALSE(message.empty());
    CHECK(message.find("t0k") == std::string::npos);
    CHECK(message.find("al") != 0);
    CHECK(message.find("порт") == std::string::npos);
  }
}

}  // namespace
}  // namespace doverie::testing
