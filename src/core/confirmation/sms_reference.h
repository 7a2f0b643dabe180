// SPDX-License-Identifier: Apache-2.0
//
// Under which id does an SMS gateway know a code's SMS, so that its report finds the way back? The id is all that the library
// needs to know: whose code it was, sealed and encrypted. A gateway reads no account id in it, and nobody makes one up.
#ifndef DOVERIE_SRC_CORE_CONFIRMATION_SMS_REFERENCE_H_
#define DOVERIE_SRC_CORE_CONFIRMATION_SMS_REFERENCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "doverie/core/commands.h"
#include "doverie/core/digest.h"

namespace doverie {

// One send of an approval's code.
struct SmsReference {
  RequestId request;
  AccountId contact;
  std::int64_t send = 0;
};

// `sms_<hex of the code key's id>_<hex>`: AES-256-SIV (RFC 5297) of the reference under keys derived from the code key, with realm
// and key id as associated data. The same reference always has the same id, so that it can serve a gateway against sending twice.
Result<std::string> sealed_reference(const Macs& keys, std::string_view code_key, std::string_view realm,
                                     const SmsReference& reference);
// Nothing for what this realm has not made, or has made with a key that is gone.
Result<std::optional<SmsReference>> open_reference(const Macs& keys, std::string_view realm, std::string_view sealed);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_CONFIRMATION_SMS_REFERENCE_H_
