// SPDX-License-Identifier: Apache-2.0
//
// How do codes get to a phone through Kannel (1.4.5)? By its smsbox, over HTTP. docs/guide/gateways.md tells how Kannel has to be
// set up.
//
//   KannelOptions options{.url = "http://smsbox:13013/cgi-bin/sendsms", .username = "portal", .password = password,
//                         .from = "Portal"};
//   options.report_address = "https://portal.example/sms-report/{message_id}?state=%d";
//   auto gateway = kannel_sender(options).value();  // ServiceOptions::sms
#ifndef DOVERIE_ADAPTERS_KANNEL_H_
#define DOVERIE_ADAPTERS_KANNEL_H_

#include <memory>
#include <string>

#include "doverie/adapters/sms_gateway.h"
#include "doverie/core/result.h"
#include "doverie/core/secret.h"

namespace doverie {

struct KannelOptions {
  std::string url{};  // of smsbox's sendsms
  std::string username{};
  Secret password{};
  std::string from{};            // the sender that the phone shows
  std::string smsc{};            // the connection to send by (smsc-id); empty: Kannel chooses
  std::string report_address{};  // where Kannel reports: with `{message_id}` and its own `%d` in it; empty: no reports
  HttpLimits http{};
};

// Texts that the GSM alphabet can write go in it, others in UCS-2. Number, text and credentials travel in the header and body of
// a POST, where no access log shows them. The message id goes along as Kannel's account, which its access log shows; Kannel
// itself sends a message twice that it is given twice.
//
// accepted: 202. unsure: sent and not answered. never: Kannel refuses the message (400) or cannot route it (403). Everything else is
// try_later, a refused password (403 as well) among it: it is mended without losing a code.
//
// Makes no connection yet. invalid_argument names the option that will not do.
DOVERIE_SENDERS_API Result<std::shared_ptr<SmsGateway>> kannel_sender(const KannelOptions& options);

}  // namespace doverie

#endif  // DOVERIE_ADAPTERS_KANNEL_H_
