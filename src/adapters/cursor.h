// SPDX-License-Identifier: Apache-2.0
//
// Feed cursors of the stores that ship: is it one that this store has handed out, and does the store still have that history?
#ifndef DOVERIE_SRC_ADAPTERS_CURSOR_H_
#define DOVERIE_SRC_ADAPTERS_CURSOR_H_

#include <openssl/evp.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "core/bytes/encoding.h"
#include "doverie/core/result.h"

namespace doverie {

// `<place>.<event>.<check>`: where the event is, in the store's own words; eight hex digits of a hash of its seal; eight of a
// hash of both and of the store's identity. The check is what was changed, or is of another store, fails by; it is no secret,
// and whoever can read the store can make one. The event is what an old copy of the store fails by, which has others, or none,
// in that place.
class CursorCheck {
 public:
  // `store` tells stores apart.
  explicit CursorCheck(std::string store) : store_(std::move(store)) {}

  // The cursor behind the event at `place`, which has no further dots than the store gives it.
  std::string cursor(const std::string& place, std::string_view seal) const {
    return signed_by_store(place + "." + of(seal));
  }

  // The place that a cursor tells. invalid_argument unless this store has handed it out.
  Result<std::string_view> place_in(std::string_view cursor) const {
    if (cursor.size() <= kTail) return never_handed_out();
    const std::string_view body = cursor.substr(0, cursor.size() - kDigits - 1);
    if (signed_by_store(std::string(body)) != cursor) return never_handed_out();
    return cursor.substr(0, cursor.size() - kTail);
  }

  // Whether the event that is now at the place has this seal. REQUIRES: place_in() took the cursor.
  static bool is_of(std::string_view cursor, std::string_view seal) {
    return cursor.substr(cursor.size() - kTail + 1, kDigits) == of(seal);
  }

  static Fault never_handed_out() {
    return Fault{FaultCode::invalid_argument, "feed: the cursor is not one that this store has handed out"};
  }
  static Fault of_another_history() {
    return Fault{
        FaultCode::invalid_argument,
        "feed: the cursor is not of this history: the store does not have what was read up to there, as after an old "
        "copy was put back; find out what is lost, then begin anew with an empty one"};
  }
  static Fault from_before_restore() {
    return Fault{
        FaultCode::invalid_argument,
        "feed: the cursor is from before a backup was restored, and some of what it has seen is gone; begin anew with "
        "an empty one"};
  }

 private:
  static constexpr std::size_t kDigits = 8;
  static constexpr std::size_t kTail = 2 * (kDigits + 1);  // `.<event>.<check>`

  static std::string of(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    return hex({reinterpret_cast<const char*>(digest.data()), kDigits / 2});
  }
  std::string signed_by_store(const std::string& body) const { return body + "." + of(store_ + "/" + body); }

  std::string store_;
};

}  // namespace doverie

#endif  // DOVERIE_SRC_ADAPTERS_CURSOR_H_
