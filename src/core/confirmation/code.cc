// SPDX-License-Identifier: Apache-2.0
//
// The derivation by HKDF and HMAC, and the truncation of RFC 4226.
#include "core/confirmation/code.h"

#include <openssl/crypto.h>

#include <cassert>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"

namespace doverie {

namespace {

std::string bound_to(const Challenge& c) {
  return length_prefixed({c.realm, c.request, c.contact, c.purpose, c.phone});
}

}  // namespace

Secret truncate_to_code(std::string_view mac, int digits) {
  assert(mac.size() >= 20 && digits >= 6 && digits <= 9);
  // Every place that could be meant is read, and the right one kept by a mask: no address depends on the code.
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[i])); };
  const std::uint32_t offset = byte(mac.size() - 1) & 0x0f;
  std::uint32_t word = 0;
  for (std::uint32_t place = 0; place < 16; ++place) {
    const std::uint32_t here = ((place ^ offset) - 1U) >> 31;  // 1 when they are the same
    word |= (0U - here) & (byte(place) << 24 | byte(place + 1) << 16 | byte(place + 2) << 8 | byte(place + 3));
  }
  word &= 0x7fffffff;
  // Always all the digits, without a table look-up: no time depends on the code.
  char code[9];
  std::uint32_t rest = word;
  for (int i = digits - 1; i >= 0; --i) {
    code[i] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  }
  Secret secret{std::string_view(code, static_cast<std::size_t>(digits))};
  OPENSSL_cleanse(code, sizeof code);
  return secret;
}

std::string purpose_of(std::string_view operation, std::string_view attestation) {
  return std::string(operation).append(" ").append(attestation);
}

// [A7, A9]
Result<Secret> derive_code(const Macs& keys, std::string_view code_key, const Challenge& challenge, int digits) {
  const std::string info = "doverie otp 1" + std::string(challenge.id) + '\x01';
  auto mac = keys.derived_mac(KeyPurpose::code, code_key, info, bound_to(challenge));
  if (!mac) return mac.as<Secret>();
  Secret code = truncate_to_code(view(*mac), digits);
  OPENSSL_cleanse(mac->data(), mac->size());
  return code;
}

// [A10]
Result<std::string> bind_phone(const Macs& keys, std::string_view code_key, const Challenge& challenge) {
  const std::string info = "doverie phone binding 1" + std::string(challenge.id) + '\x01';
  const auto mac = keys.derived_mac(KeyPurpose::code, code_key, info, bound_to(challenge));
  if (!mac) return mac.as<std::string>();
  return hex(view(*mac));
}

}  // namespace doverie
