// SPDX-License-Identifier: Apache-2.0
//
// What does an answer of a gateway come to, and what is the host told of it?
#ifndef DOVERIE_SRC_ADAPTERS_SENDERS_GATEWAY_H_
#define DOVERIE_SRC_ADAPTERS_SENDERS_GATEWAY_H_

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "adapters/senders/http_client.h"
#include "adapters/senders/template.h"
#include "doverie/adapters/sms_gateway.h"

namespace doverie {

class HttpGateway : public SmsGateway {
 public:
  SmsOutcome send(std::string_view message_id, std::string_view to, std::string_view text) final;
  std::string last_problem() const final;

 protected:
  explicit HttpGateway(std::unique_ptr<HttpClient> client) : client_(std::move(client)) {}

 private:
  virtual HttpRequest request(const Outgoing& message) const = 0;
  // What an answer means; `answer.status` is not 0.
  virtual SmsOutcome meaning(const HttpAnswer& answer, const Outgoing& message) const = 0;
  // What it means that a request was sent and not answered.
  virtual SmsOutcome silence() const { return SmsOutcome::unsure; }

  SmsOutcome judge(const HttpAnswer& answer, const Outgoing& message);
  SmsOutcome told(SmsOutcome outcome, std::string problem);

  const std::unique_ptr<HttpClient> client_;
  mutable std::mutex mutex_;
  std::string problem_;
};

}  // namespace doverie

#endif  // DOVERIE_SRC_ADAPTERS_SENDERS_GATEWAY_H_
