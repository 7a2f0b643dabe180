// SPDX-License-Identifier: Apache-2.0
//
// What does a gateway's document say? How a message becomes a request, which answers mean what, and which words its delivery
// reports use.
#ifndef DOVERIE_SRC_ADAPTERS_SENDERS_HTTP_DOCUMENT_H_
#define DOVERIE_SRC_ADAPTERS_SENDERS_HTTP_DOCUMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "adapters/senders/template.h"
#include "core/bytes/json.h"
#include "doverie/adapters/sms_gateway.h"
#include "doverie/core/result.h"
#include "doverie/ports/sms_sender.h"

namespace doverie {

using Scalar = std::variant<std::string, std::int64_t, bool>;

// An answer that has one of the statuses, and at the pointer one of the values.
struct AnswerRule {
  std::vector<std::pair<int, int>> statuses;  // from, to
  std::optional<Template> pointer{};
  std::vector<Scalar> values{};  // empty: whatever stands there
  SmsOutcome means{};

  bool fits(int status, const JsonValue* body, const Outgoing& message) const;
};

struct HttpDocument {
  Template url;
  bool post = false;
  std::vector<Template> headers;
  std::optional<Template> body;
  std::vector<AnswerRule> answers;  // the first that fits
  SmsOutcome otherwise{};
  SmsOutcome no_answer = SmsOutcome::unsure;
  std::vector<std::pair<std::string, DeliveryState>> reports;
};

// invalid_argument says which place is wrong, and what would be right; it shows no URL, header or field.
Result<HttpDocument> read_http_document(std::string_view text);

// RFC 6901; nullptr when nothing is there.
const JsonValue* at_pointer(const JsonValue& root, std::string_view pointer);

}  // namespace doverie

#endif  // DOVERIE_SRC_ADAPTERS_SENDERS_HTTP_DOCUMENT_H_
