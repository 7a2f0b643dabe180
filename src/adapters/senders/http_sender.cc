// SPDX-License-Identifier: Apache-2.0
//
// Sending as a document says.
#include "doverie/adapters/http_sender.h"

#include <algorithm>

#include "adapters/senders/gateway.h"
#include "adapters/senders/http_document.h"

namespace doverie {

namespace {

class HttpSender final : public HttpGateway {
 public:
  HttpSender(std::unique_ptr<HttpClient> client, HttpDocument document)
      : HttpGateway(std::move(client)), document_(std::move(document)) {}

  std::optional<DeliveryState> report_state(std::string_view word) const override {
    const auto found = std::ranges::find(document_.reports, word, &std::pair<std::string, DeliveryState>::first);
    return found == document_.reports.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  HttpRequest request(const Outgoing& message) const override {
    HttpRequest request{.url = document_.url.fill(message)};
    for (const Template& header : document_.headers) request.headers.push_back(header.fill(message));
    if (document_.body) request.body = document_.body->fill(message);
    if (!document_.body && document_.post) request.body = Secret();
    return request;
  }

  SmsOutcome meaning(const HttpAnswer& answer, const Outgoing& message) const override {
    const auto body = parse_json(answer.body);
    const JsonValue* root = body ? &body->root() : nullptr;
    const auto fits = [&](const AnswerRule& rule) { return rule.fits(answer.status, root, message); };
    const auto rule = std::ranges::find_if(document_.answers, fits);
    return rule == document_.answers.end() ? document_.otherwise : rule->means;
  }

  SmsOutcome silence() const override { return document_.no_answer; }

  const HttpDocument document_;
};

}  // namespace

Result<std::shared_ptr<SmsGateway>> http_sender(std::string_view document, HttpLimits limits) {
  auto read = read_http_document(document);
  if (!read) return read.as<std::shared_ptr<SmsGateway>>();
  auto client = HttpClient::create(std::move(limits), {});
  if (!client) return client.as<std::shared_ptr<SmsGateway>>();
  return std::shared_ptr<SmsGateway>(std::make_shared<HttpSender>(*std::move(client), *std::move(read)));
}

}  // namespace doverie
