// SPDX-License-Identifier: Apache-2.0
//
// What became of an SMS, as its gateway reports it to the host's HTTP server? The address that a gateway is given ends with a
// token, so that nobody else can report.
//
//   const auto reports = DeliveryReports::create({report_key}).value();        // the sender has the same key
//   const ReceivedReport got = reports.read(token, kannel_state(query["state"]), now);
//   if (got.verdict == ReportVerdict::genuine) keep(got.report);
#ifndef DOVERIE_CORE_DELIVERY_REPORT_H_
#define DOVERIE_CORE_DELIVERY_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/result.h"
#include "doverie/core/secret.h"
#include "doverie/core/time.h"

namespace doverie {

// Reports come twice and in any order (Kannel may say delivered before taken): of two states of one message the one with the
// larger number is true. A message that was given up and arrives all the same has arrived.
enum class DeliveryState : std::uint8_t {
  taken = 1,      // on its way: an operator's centre has it
  failed = 2,     // given up
  delivered = 3,  // the phone has it
};
std::string_view name_of(DeliveryState state);

struct DeliveryReport {
  std::string message;  // the message id that the sender was called with
  DeliveryState state{};
  Instant at;  // when the host received it
};

enum class ReportVerdict : std::uint8_t {
  genuine = 1,
  unknown = 2,  // of a message of ours, but what it says means nothing that is known; to be logged, and answered as received
  forged = 3,   // the token was not made with any of the keys; nothing is known of whoever sent this
};

struct ReceivedReport {
  ReportVerdict verdict = ReportVerdict::forged;
  DeliveryReport report{};  // when forged: empty; when unknown: without a state
};

// Immutable; any thread may use it.
class DeliveryReports {
 public:
  // `keys`: secret random bytes of the host's, at least 32 each. The first makes tokens; those of the others are good as well, so
  // that a key can be changed while reports are on their way. invalid_argument otherwise.
  static Result<DeliveryReports> create(std::vector<Secret> keys);

  // `<message id>.<32 hex digits>`: the last part of the address to which the gateway reports. Nothing in it has to be escaped.
  // invalid_argument unless the id is of 1 to 1024 of [A-Za-z0-9_-], as all that the library makes are.
  Result<std::string> token(std::string_view message) const;

  // What the host's server received under the address with `token`. `state`: what the gateway says, in our words
  // (kannel_state(), HttpSender::report_state()); nullopt when it is none of them. Never throws for what was received.
  ReceivedReport read(std::string_view token, std::optional<DeliveryState> state, Instant at) const;

 private:
  explicit DeliveryReports(std::vector<Secret> keys) : keys_(std::move(keys)) {}
  std::vector<Secret> keys_;
};

// Kannel's delivery report value (`%d` in its dlr-url): 1 delivered, 2 and 16 failed, 4 and 8 taken; nullopt for others.
std::optional<DeliveryState> kannel_state(std::string_view value);

}  // namespace doverie

#endif  // DOVERIE_CORE_DELIVERY_REPORT_H_
