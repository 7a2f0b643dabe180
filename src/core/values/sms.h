// SPDX-License-Identifier: Apache-2.0
//
// How long may the SMS with a code be, and what may its last line name?
#ifndef DOVERIE_SRC_CORE_VALUES_SMS_H_
#define DOVERIE_SRC_CORE_VALUES_SMS_H_

#include <string_view>

#include "doverie/core/result.h"
#include "doverie/core/sms.h"

namespace doverie {

// Ours: each segment is paid for, and one that is lost takes the code with it.
inline constexpr int kMaxSegments = 2;
// Where the code goes in a text.
inline constexpr std::string_view kCodePlace = "{code}";

// invalid_argument unless `origin` is empty or a host name as RFC 1035 §2.3.1 and RFC 1123 §2.1 have them, in small letters:
// labels of 1 to 63 letters, digits and hyphens with dots between them, no hyphen at either end. Of 64 characters at most (a
// host name may have 253), so that the text stays within kMaxSegments.
Status check_sms_origin(std::string_view origin);

// invalid_argument unless `text` can be that of an SMS: UTF-8 without control characters but line breaks, with `{code}` in it
// once, no digit beside that, and no other braces.
Status check_sms_text(std::string_view text);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_VALUES_SMS_H_
