// SPDX-License-Identifier: Apache-2.0
//
// SHA-256 and HMAC by OpenSSL, whose algorithms are looked up once for the whole process.
#include "core/bytes/digests.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <algorithm>

#include <array>
#include <memory>
#include <new>

#include "core/bytes/encoding.h"

namespace doverie {

namespace {

// OpenSSL's one-shot functions fail for want of memory only.
void require_memory(bool ok) {
  if (!ok) throw std::bad_alloc();
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Looking an algorithm up takes longer than hashing what is hashed here: done once. Never freed, because OpenSSL may have
// cleaned up before statics go.
const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}
EVP_MAC* hmac_algorithm() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  return algorithm;
}

struct FreeMac {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

}  // namespace

void wipe(void* place, std::size_t size) {
  OPENSSL_cleanse(place, size);
}

Result<Digest> Macs::derived_mac(KeyPurpose purpose, std::string_view key_id, std::string_view info,
                                 std::string_view bytes) const {
  auto key = mac(purpose, key_id, info);
  if (!key) return key;
  const Digest digest = hmac_sha256(view(*key), bytes);
  OPENSSL_cleanse(key->data(), key->size());
  return digest;
}

Digest sha256(std::string_view bytes) {
  Digest digest{};
  require_memory(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, sha256_algorithm(), nullptr) == 1);
  return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  Digest digest{};
  std::array<char, 7> name{"SHA256"};
  const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
                              OSSL_PARAM_construct_end()};
  const std::unique_ptr<EVP_MAC_CTX, FreeMac> context(EVP_MAC_CTX_new(hmac_algorithm()));
  std::size_t size = 0;
  require_memory(context && EVP_MAC_init(context.get(), bytes_of(key), key.size(), parameters.data()) == 1 &&
                 EVP_MAC_update(context.get(), bytes_of(bytes), bytes.size()) == 1 &&
                 EVP_MAC_final(context.get(), digest.data(), &size, digest.size()) == 1);
  return digest;
}

namespace {

void append_part(auto& bytes, std::string_view part) {
  std::array<char, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i) length[i] = static_cast<char>(part.size() >> (56 - 8 * i) & 0xff);
  bytes.append(length.data(), length.size()).append(part);
}

}  // namespace

std::string length_prefixed(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += 8 + part.size();
  std::string bytes;
  bytes.reserve(size);
  for (const std::string_view part : parts) append_part(bytes, part);
  return bytes;
}

void append_length_prefixed(SecretBytes& bytes, std::string_view part) {
  append_part(bytes, part);
}

std::string keyed(std::string_view key_id, const Digest& digest) {
  std::string text(key_id);
  text += ':';
  text += hex(view(digest));
  return text;
}

std::string_view key_of(std::string_view keyed) {
  const std::size_t colon = keyed.find(':');
  return colon == std::string_view::npos ? std::string_view() : keyed.substr(0, colon);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool is_key_id(std::string_view id) {
  constexpr std::size_t kLongest = 64;
  const auto allowed = [](char c) { return c > ' ' && c < 0x7F && c != ':' && c != '"' && c != '\\'; };
  return !id.empty() && id.size() <= kLongest && std::ranges::all_of(id, allowed);
}

Result<std::string> active_key(const Macs& keys, KeyPurpose purpose) {
  auto key = keys.active_key(purpose);
  if (!key || is_key_id(*key)) return key;
  return Fault{FaultCode::key_unavailable,
               "key ring: records cannot name an active key by its id, which has to be 1 to 64 letters, digits and signs of "
               "ASCII, and none of : \" \\"};
}

Result<std::string> keyed_mac(const Macs& keys, KeyPurpose purpose, std::string_view bytes) {
  const auto key = active_key(keys, purpose);
  if (!key) return key.as<std::string>();
  const auto digest = keys.mac(purpose, *key, bytes);
  if (!digest) return digest.as<std::string>();
  return keyed(*key, *digest);
}

Result<bool> verify_keyed_mac(const Macs& keys, KeyPurpose purpose, std::string_view made, std::string_view bytes) {
  const std::string_view key = key_of(made);
  if (key.empty()) return false;
  const auto digest = keys.mac(purpose, key, bytes);
  if (!digest) return digest.as<bool>();
  return equal_in_constant_time(made, keyed(key, *digest));
}

}  // namespace doverie
