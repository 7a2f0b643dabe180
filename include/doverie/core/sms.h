// SPDX-License-Identifier: Apache-2.0
//
// What does an SMS cost? How many segments its text takes, in which alphabet.
#ifndef DOVERIE_CORE_SMS_H_
#define DOVERIE_CORE_SMS_H_

#include "doverie/core/language.h"

#include <cstdint>
#include <string_view>

namespace doverie {

enum class SmsAlphabet : std::uint8_t {
  gsm7 =
      1,  // the default alphabet of 3GPP TS 23.038 §6.2.1 with its extension table: 160 septets, or 153 in each of several
  ucs2 = 2,  // everything else, Russian among it: 70 units of 16 bits, or 67 in each of several
};

struct SmsSize {
  SmsAlphabet alphabet{};
  int segments = 0;  // as many are paid for, and one that is lost takes the others with it
};

// Of valid UTF-8. A character of two units (`€` in GSM, an emoji in UCS-2) is not cut by the end of a segment.
SmsSize sms_size(std::string_view utf8);

}  // namespace doverie

#endif  // DOVERIE_CORE_SMS_H_
