// SPDX-License-Identifier: Apache-2.0
//
// What do the senders that talk to SMS gateways over HTTP have in common? kannel.h and http_sender.h make them; they are in a
// shared library of their own (doverie_senders), so that only hosts that use it load libcurl.
#ifndef DOVERIE_ADAPTERS_SMS_GATEWAY_H_
#define DOVERIE_ADAPTERS_SMS_GATEWAY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "doverie/core/time.h"
#include "doverie/ports/sms_sender.h"

// Seen from outside of its shared library.
#if defined(__GNUC__)
#define DOVERIE_SENDERS_API __attribute__((visibility("default")))
#else
#define DOVERIE_SENDERS_API
#endif

namespace doverie {

// Connections are kept and used again, as many as threads send at once. TLS is verified, against `ca_file` or what the machine
// trusts; redirects are not followed, answers are read up to 64 KiB, proxies in the environment are not used.
struct HttpLimits {
  Duration connect_timeout = std::chrono::seconds{5};  // to be connected, TLS included; 1 ms to 1 min
  Duration timeout =
      std::chrono::seconds{20};  // for the whole of it; 1 ms to 1 min, so that it is over within a lease of the pump
  std::string ca_file{};         // PEM; empty: the authorities that the machine trusts
};

// What a gateway reports of an SMS that it has taken.
enum class DeliveryState : std::uint8_t {
  taken = 1,      // on its way: an operator's centre has it
  failed = 2,     // given up
  delivered = 3,  // the phone has it
};

// Thread-safe. A request that was sent and not answered in time, or whose connection broke, is unsure: the gateway may have taken
// it, and would send the code, and be paid for it, again and again. One that could not be sent is try_later. Nothing is logged, and
// neither credentials nor numbers nor texts are in any message.
//
// A process that forked sends nothing with what was made before: try_later.
class SmsGateway : public SmsSender {
 public:
  // Why the latest message that was not taken was not, or that one was sent and not answered: "answered 403", "not connected:
  // Timeout was reached". For the host's log; empty while there was none.
  virtual std::string last_problem() const = 0;

  // What a word of the gateway's delivery reports means; nullopt when it means nothing that is known. `delivered` and `failed` go to
  // OperatorSide::sms_reported(), with the message id out of the report's address.
  virtual std::optional<DeliveryState> report_state(std::string_view word) const = 0;
};

}  // namespace doverie

#endif  // DOVERIE_ADAPTERS_SMS_GATEWAY_H_
