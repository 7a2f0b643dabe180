// SPDX-License-Identifier: Apache-2.0
//
// Sending one message: request, answer; and the words for what went wrong.
#include "adapters/senders/gateway.h"

namespace doverie {

SmsOutcome HttpGateway::send(std::string_view message_id, std::string_view to, std::string_view text) {
  if (!fits_address(message_id) || !fits_header(to)) {
    return told(SmsOutcome::never, "message id or number: is not what the library gives");
  }
  const Outgoing message{message_id, to, text};
  return judge(client_->ask(request(message)), message);
}

SmsOutcome HttpGateway::judge(const HttpAnswer& answer, const Outgoing& message) {
  if (answer.status == 0) {
    if (answer.sent) return told(silence(), "sent, and not answered: " + answer.problem);
    return told(SmsOutcome::try_later, "not sent: " + answer.problem);
  }
  const SmsOutcome outcome = meaning(answer, message);
  if (outcome == SmsOutcome::accepted) return outcome;
  return told(outcome, "answered " + std::to_string(answer.status));
}

SmsOutcome HttpGateway::told(SmsOutcome outcome, std::string problem) {
  const std::lock_guard lock(mutex_);
  problem_ = std::move(problem);
  return outcome;
}

std::string HttpGateway::last_problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

}  // namespace doverie
