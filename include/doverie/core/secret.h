// SPDX-License-Identifier: Apache-2.0
//
// A secret that cannot be printed, compares in constant time and wipes itself.
#ifndef DOVERIE_CORE_SECRET_H_
#define DOVERIE_CORE_SECRET_H_

#include "doverie/core/language.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace doverie {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view bytes) : bytes_(bytes) {}
  // Takes the bytes over and wipes them where they were.
  static Secret taken_from(std::string& bytes);
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  // The bytes themselves. Do not copy them into anything that is logged or stored.
  std::string_view reveal() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }

  // Constant time in the content (the length is not secret).
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  void wipe();
  std::string bytes_;
};

// Bytes of the secret that the host makes for a recovery: 256 bits, so that its unkeyed SHA-256 may be stored. Our choice.
inline constexpr std::size_t kRecoverySecretBytes = 32;

}  // namespace doverie

#endif  // DOVERIE_CORE_SECRET_H_
