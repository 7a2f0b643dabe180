// SPDX-License-Identifier: Apache-2.0
//
// When a secret is wiped: at its end, and wherever it was moved or copied from.
#include "doverie/core/secret.h"

#include <openssl/crypto.h>

#include <utility>

namespace doverie {

// A moved-from std::string keeps short contents in place, so moving copies and wipes.
Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) {
  other.wipe();
}

Secret Secret::taken_from(std::string& bytes) {
  Secret secret{std::string_view(bytes)};
  OPENSSL_cleanse(bytes.data(), bytes.size());
  bytes.clear();
  return secret;
}

Secret& Secret::operator=(const Secret& other) {
  if (this == &other) return *this;
  std::string copy = other.bytes_;
  wipe();
  bytes_.swap(copy);
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  bytes_.swap(other.bytes_);
  other.wipe();
  return *this;
}

Secret::~Secret() {
  wipe();
}

bool operator==(const Secret& a, const Secret& b) {
  if (a.size() != b.size()) return false;
  return CRYPTO_memcmp(a.bytes_.data(), b.bytes_.data(), a.size()) == 0;
}

void Secret::wipe() {
  bytes_.resize(bytes_.capacity());  // no reallocation: the capacity is there
  OPENSSL_cleanse(bytes_.data(), bytes_.size());
  bytes_.clear();
}

}  // namespace doverie
