// SPDX-License-Identifier: Apache-2.0
//
// Kannel's sendsms, as smsbox 1.4.5 takes it by POST: everything but the text in X-Kannel headers.
#include "doverie/adapters/kannel.h"

#include <algorithm>
#include <array>

#include "adapters/senders/gateway.h"
#include "doverie/core/sms.h"

namespace doverie {

namespace {

constexpr std::string_view kMessageId = "{message_id}";
// Every kind of report: delivered 1, failed 2, queued 4, taken 8 and refused 16 by the centre.
constexpr std::string_view kEveryReport = "31";
constexpr int kTaken = 202;
constexpr int kRefused = 400;
constexpr int kForbidden = 403;
// 403 has two meanings, which only the words behind it tell apart.
constexpr std::string_view kWrongPassword = "Authorization failed";
// Kannel 1.4.5 refuses a longer account. So much of the id tells two messages apart, and is there for its logs.
constexpr std::size_t kLongestAccount = 64;

Secret header(std::string_view name, std::string_view value) {
  std::string line;
  line.reserve(name.size() + value.size() + 2);
  line.append(name).append(": ").append(value);
  return Secret::taken_from(line);
}

struct ReportValue {
  std::string_view value;
  DeliveryState state;
};
// Kannel 1.4.5, user's guide, chapter "SMS delivery reports": the bits of dlr-mask.
constexpr std::array kReportValues{
    ReportValue{"1", DeliveryState::delivered},  // delivered to the phone
    ReportValue{"2", DeliveryState::failed},     // not delivered to the phone
    ReportValue{"4", DeliveryState::taken},      // queued by the centre
    ReportValue{"8", DeliveryState::taken},      // accepted by the centre
    ReportValue{"16", DeliveryState::failed},    // refused by the centre
};

class KannelSender final : public HttpGateway {
 public:
  KannelSender(std::unique_ptr<HttpClient> client, const KannelOptions& options)
      : HttpGateway(std::move(client)), report_address_(options.report_address) {
    headers_.push_back(header("Content-Type", "text/plain; charset=UTF-8"));
    headers_.push_back(header("X-Kannel-Username", options.username));
    headers_.push_back(header("X-Kannel-Password", options.password.reveal()));
    headers_.push_back(header("X-Kannel-From", options.from));
    if (!options.smsc.empty()) headers_.push_back(header("X-Kannel-SMSC", options.smsc));
    if (!report_address_.empty()) headers_.push_back(header("X-Kannel-DLR-Mask", kEveryReport));
  }

  std::optional<DeliveryState> report_state(std::string_view word) const override {
    const auto* found = std::ranges::find(kReportValues, word, &ReportValue::value);
    return found == kReportValues.end() ? std::nullopt : std::optional(found->state);
  }

 private:
  HttpRequest request(const Outgoing& message) const override {
    HttpRequest request{.fixed_headers = headers_, .body = Secret(message.text)};
    const bool gsm = sms_size(message.text).alphabet == SmsAlphabet::gsm7;
    request.headers.push_back(header("X-Kannel-To", message.to));
    request.headers.push_back(header("X-Kannel-Coding", gsm ? "0" : "2"));
    request.headers.push_back(header("X-Kannel-Account", message.message_id.substr(0, kLongestAccount)));
    if (report_address_.empty()) return request;
    std::string address = report_address_;
    address.replace(address.find(kMessageId), kMessageId.size(), message.message_id);
    request.headers.push_back(header("X-Kannel-DLR-URL", address));
    return request;
  }

  SmsOutcome meaning(const HttpAnswer& answer, const Outgoing&) const override {
    if (answer.status == kTaken) return SmsOutcome::accepted;
    const bool not_this_message = answer.body.starts_with(kWrongPassword);
    const bool refused = answer.status == kRefused || (answer.status == kForbidden && !not_this_message);
    return refused ? SmsOutcome::never : SmsOutcome::try_later;
  }

  const std::string report_address_;
  std::vector<Secret> headers_;
};

Fault wrong(const std::string& name, const std::string& what) {
  return Fault{FaultCode::invalid_argument, name + ": " + what};
}

Status check_report_address(const std::string& address) {
  if (address.empty()) return Done{};
  if (const char* what = flaw_of_url(address)) return wrong("report_address", what);
  const std::size_t place = address.find(kMessageId);
  if (place == std::string::npos || address.find(kMessageId, place + 1) != std::string::npos) {
    return wrong("report_address", "has to have {message_id} in it, once");
  }
  if (address.find("%d") == std::string::npos) {
    return wrong("report_address", "has to have %d in it, where Kannel says what became of the message");
  }
  return Done{};
}

Status check(const KannelOptions& options) {
  if (const char* what = flaw_of_url(options.url)) return wrong("url", what);
  const std::pair<const char*, std::string_view> fields[] = {
      {"username", options.username}, {"password", options.password.reveal()}, {"from", options.from}};
  for (const auto& [name, value] : fields) {
    if (!fits_header(value)) return wrong(name, "has to be visible ASCII, with no spaces at its ends");
  }
  if (!options.smsc.empty() && !fits_header(options.smsc)) return wrong("smsc", "has to be visible ASCII");
  return check_report_address(options.report_address);
}

}  // namespace

Result<std::shared_ptr<SmsGateway>> kannel_sender(const KannelOptions& options) {
  if (auto status = check(options); !status) return status.as<std::shared_ptr<SmsGateway>>();
  auto client = HttpClient::create(options.http, options.url);
  if (!client) return client.as<std::shared_ptr<SmsGateway>>();
  return std::shared_ptr<SmsGateway>(std::make_shared<KannelSender>(*std::move(client), options));
}

}  // namespace doverie
