// SPDX-License-Identifier: Apache-2.0
//
// How codes reach a phone. Only codes: everything else goes through the Notifier.
#ifndef DOVERIE_PORTS_SMS_SENDER_H_
#define DOVERIE_PORTS_SMS_SENDER_H_

#include "doverie/core/language.h"

#include <cstdint>
#include <string_view>

namespace doverie {

enum class SmsOutcome : std::uint8_t {
  accepted = 1,   // the gateway has it
  try_later = 2,  // gateway slow or down, and it cannot have taken it: the same message is sent again later
  never = 3,      // the gateway refuses this number or text for good
  unsure = 4,     // the gateway may have it, as after a time-out: it counts as accepted, and is not sent again by itself
};

// Thread-safe. Called only inside Service::pump, without any lock of the library held; may block.
class SmsSender {
 public:
  virtual ~SmsSender() = default;

  // `message_id` is the idempotency key: the same id comes again after a crash or try_later, always with the same text and
  // number while its code lives. It names nobody; whoever has it can report what became of the SMS (SmsReported), so that it goes
  // to the gateway alone, as part of the address for its delivery reports. `to` is E.164. Do not log `text`: it holds the code.
  virtual SmsOutcome send(std::string_view message_id, std::string_view to, std::string_view text) = 0;
};

}  // namespace doverie

#endif  // DOVERIE_PORTS_SMS_SENDER_H_
