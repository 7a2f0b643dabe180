// SPDX-License-Identifier: Apache-2.0
//
// How the host tells a person that something happened: a line in the cabinet, a push, a letter, as it likes.
#ifndef DOVERIE_PORTS_NOTIFIER_H_
#define DOVERIE_PORTS_NOTIFIER_H_

#include <string_view>

#include "doverie/core/answers.h"

namespace doverie {

// Thread-safe. Called only inside Service::pump, without any lock of the library held; may block.
class Notifier {
 public:
  virtual ~Notifier() = default;

  // `message_id` is the idempotency key, as for SMS. True: delivered or taken over; false: try again later.
  virtual bool notify(std::string_view message_id, const SendNotice& notice) = 0;
};

}  // namespace doverie

#endif  // DOVERIE_PORTS_NOTIFIER_H_
