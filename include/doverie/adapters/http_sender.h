// SPDX-License-Identifier: Apache-2.0
//
// How do codes get to a phone through a gateway that is spoken to over HTTP, by a form or JSON? A document says how;
// docs/guide/gateways.md has all of its words.
//
//   {"url": "https://sms.example/v1/messages",
//    "headers": {"Authorization": "Bearer ${SMS_TOKEN}"},
//    "json": {"to": "{to}", "text": "{text}", "id": "{message_id}"},
//    "answers": [{"status": "2xx", "means": "taken"}, {"status": 400, "means": "never"}],
//    "otherwise": "later"}
#ifndef DOVERIE_ADAPTERS_HTTP_SENDER_H_
#define DOVERIE_ADAPTERS_HTTP_SENDER_H_

#include <memory>
#include <string_view>

#include "doverie/adapters/sms_gateway.h"
#include "doverie/core/result.h"

namespace doverie {

// `${NAME}` is read from the environment now, once. Makes no connection yet. invalid_argument says which place of the document is
// wrong, and what would be right.
DOVERIE_SENDERS_API Result<std::shared_ptr<SmsGateway>> http_sender(std::string_view document, HttpLimits limits = {});

}  // namespace doverie

#endif  // DOVERIE_ADAPTERS_HTTP_SENDER_H_
