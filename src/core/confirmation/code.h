// SPDX-License-Identifier: Apache-2.0
//
// The room of confirmation: what does the contact say and type? He attests statements of a certain version, and types a
// code that is good for one thing only. This room knows the texts, what was answered, and how codes are made; whether he
// may confirm at all is decided elsewhere.
//
// This file: one-time codes. They are derived whenever they are needed and never stored, so no copy of the records gives
// one away.
#ifndef DOVERIE_SRC_CORE_CONFIRMATION_CODE_H_
#define DOVERIE_SRC_CORE_CONFIRMATION_CODE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "doverie/core/digest.h"
#include "doverie/core/secret.h"

namespace doverie {

// RFC 4226 §5.3: dynamic truncation of an HMAC (of SHA-1, SHA-256 or SHA-512: 20 bytes and more) to `digits` decimal digits.
// REQUIRES: mac.size() >= 20, digits 6 to 9 (31 bits give no more).
Secret truncate_to_code(std::string_view mac, int digits);

// Everything a code is bound to: it is of use for nothing else.
struct Challenge {
  std::string_view id;  // 128 random bits in hex
  std::string_view realm;
  std::string_view request;
  std::string_view contact;
  std::string_view purpose;  // what the code confirms
  std::string_view phone;    // E.164
};

// What the codes of an approval confirm: an operation, and what the contact has attested for it (attestation_hash()).
std::string purpose_of(std::string_view operation, std::string_view attestation);

// The code of a challenge:
//   key  = HKDF-Expand(code key, "doverie otp 1" || challenge id, 32)   (RFC 5869 §2.3, one block; the
//          code key is uniform, so that §3.3 lets the extract step go)
//   code = truncate(HMAC-SHA-256(key, length-prefixed realm, request, contact, purpose, phone))
Result<Secret> derive_code(const Macs& keys, std::string_view code_key, const Challenge& challenge, int digits);

// A keyed hash of the phone that is good for this one challenge: what an event may keep for ever.
Result<std::string> bind_phone(const Macs& keys, std::string_view code_key, const Challenge& challenge);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_CONFIRMATION_CODE_H_
