// SPDX-License-Identifier: Apache-2.0
//
// What does an SMS cost, and what may its last line name? Segments, and host names.
#ifndef DOVERIE_SRC_CORE_VALUES_SMS_H_
#define DOVERIE_SRC_CORE_VALUES_SMS_H_

#include <cstddef>
#include <string_view>

#include "doverie/core/result.h"

namespace doverie {

// 3GPP TS 23.040 and 23.038: text that is not in the GSM alphabet, as Russian is not, goes in UCS-2, 70 characters in one
// segment, or 67 in each of several that are put together again.
inline constexpr std::size_t kSegmentCharacters = 70;
inline constexpr std::size_t kJoinedSegmentCharacters = 67;
// Ours: each segment is paid for, and one that is lost takes the code with it.
inline constexpr int kMaxSegments = 2;

// How many segments the text takes. REQUIRES: UTF-8 that is not all of the GSM alphabet.
int ucs2_segments(std::string_view utf8);

// invalid_argument unless `origin` is empty or a host name as RFC 1035 §2.3.1 and RFC 1123 §2.1 have them, in small letters:
// labels of 1 to 63 letters, digits and hyphens with dots between them, no hyphen at either end. Of 64 characters at most (a
// host name may have 253), so that the text stays within kMaxSegments.
Status check_sms_origin(std::string_view origin);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_VALUES_SMS_H_
